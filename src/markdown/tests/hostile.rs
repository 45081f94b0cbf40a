//! Texts that nobody writes in good faith.

use super::{BARE, Plain, all};
use crate::markdown::{Selection, Syntax, html, inline, outline, plain};

/// What texts are made of here: everything that means something.
const TOKENS: &[&str] = &[
    "a",
    "é",
    " ",
    "\n",
    "\n\n",
    "    ",
    "\t",
    "> ",
    "- ",
    "1. ",
    "# ",
    "=\n",
    "`",
    "```\n",
    "*",
    "_",
    "**",
    "~~",
    "[",
    "]",
    "(",
    ")",
    "![",
    "](",
    "[^1]",
    "[^1]: ",
    "[a]: b\n",
    "[a]",
    "|",
    "|-|-|\n",
    ": ",
    "<!-- halaman -->",
    "<!-- more -->",
    "<!--",
    "-->",
    "<b>",
    "<div>",
    "<pre>",
    "{{<a/>}}",
    "{{<a b=\"`\"/>}}",
    "{{<a",
    "/>}}",
    "{% <a> %}",
    "{% </a> %}",
    "{% <b> %}",
    "{% </b> %}",
    "{{ c }}",
    "{#x}",
    "\\",
    "\"",
    "'",
    "--",
    "&amp;",
    "\u{e000}",
    "\u{e000}0000x",
    "[!NOTE]\n",
    "- [ ] ",
    "<a@b.c>",
    "<http://a>",
    "\r\n",
    "\0",
    "(a.md \"t\")",
    "![a](b.jpg \"c\")\n\n",
];

/// A row of numbers that is the same each time.
struct Row(u64);

impl Row {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }
}

/// All ids in HTML of ours.
fn ids(html: &str) -> Vec<&str> {
    let headings = html.split("<h").skip(1).filter_map(|rest| rest.get(1..)?.strip_prefix(" id=\"")?.split('"').next());
    headings.collect()
}

#[test]
fn nothing_panics_and_both_readings_agree() {
    let mut row = Row(1);
    for _ in 0..4000 {
        let length = row.next(40);
        let body: String = (0..length).map(|_| TOKENS[row.next(TOKENS.len())]).collect();
        check(&body);
    }
}

fn check(body: &str) {
    let (facts, problems, _) = outline(body, BARE);
    for problem in problems {
        assert!(body.get(problem.range.clone()).is_some(), "{problem:?} in {body:?}");
    }
    for link in &facts.links {
        assert!(body.get(link.range.start as usize..link.range.end as usize).is_some(), "{link:?} in {body:?}");
    }
    let whole = all(body);
    let parts = (1..=facts.parts).map(|part| html(body, BARE, Selection::Part(part), &Plain));
    let headings = parts.map(|part| ids(&part).len()).sum::<usize>();
    assert_eq!(headings, ids(&whole).len(), "{body:?}");
    let anchors = facts.anchors.iter().filter(|anchor| anchor.level > 0).map(|anchor| &anchor.id[..]);
    assert_eq!(sorted(anchors.collect()), sorted(ids(&whole)), "{body:?}");
    if !body.contains('\u{e000}') {
        assert!(!whole.contains('\u{e000}'), "{body:?} gives {whole:?}");
    }
    html(body, Syntax::COMMONMARK, Selection::All, &Plain);
    assert!(!inline(body, Syntax::DEFAULT, &Plain).contains("<p>") || body.contains('<'), "{body:?}");
    assert!(!plain(body).contains('\n'), "{body:?}");
}

fn sorted(mut ids: Vec<&str>) -> Vec<&str> {
    ids.sort_unstable();
    ids
}

#[test]
fn thousands_of_anything() {
    let units = [
        ">",
        "- a ",
        "1. ",
        "[",
        "![",
        "[^a]",
        "`",
        "{{<",
        "{{<a/>}}",
        "{% <a> %}",
        "{{ ",
        "<!--",
        "# a\n",
        "[^a]: b[^a]\n",
        "*a _b ",
    ];
    for unit in units {
        let body = unit.repeat(20_000);
        let (facts, _, _) = outline(&body, Syntax::DEFAULT);
        assert_eq!(facts.parts, 1);
        html(&body, Syntax::DEFAULT, Selection::All, &Plain);
    }
}

#[test]
fn nesting_has_no_end() {
    let (quotes, lists) = (">".repeat(100_000) + "a", "- ".repeat(100_000) + "a");
    assert_eq!(all(&quotes).matches("<blockquote>").count(), 100_000);
    assert_eq!(all(&lists).matches("<ul>").count(), 100_000);
    let calls = "{% <a> %}{% </a> %}".repeat(20_000);
    assert_eq!(outline(&calls, BARE).0.calls.len(), 20_000);
}

#[test]
fn equal_headings_are_counted_not_searched() {
    let body = "# a\n".repeat(20_000);
    let facts = outline(&body, BARE).0;
    assert_eq!(facts.anchors.last().map(|anchor| &anchor.id[..]), Some("a-19999"));
}
