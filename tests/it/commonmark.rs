//! The bare language against the 652 examples of the `CommonMark` specification.
//!
//! The specification is CC-BY-SA and not in this repository: `tests/commonmark.sh` fetches it. Without it the test
//! says that it was skipped; in CI (`CI` is set) it fails.
//!
//! Trivia that HTML does not tell apart are made equal before the comparison, and nothing else: how a void element
//! is closed (`<br />`, `<br/>`, `<br>`), a quote between tags (`&quot;`, `"`), and a line break beside a tag that
//! begins or ends a block. Of these only the quote is touched inside `<pre>`.

use std::path::{Path, PathBuf};

use halaman::markdown::{Call, FootnoteWords, Image, Resolver, Selection, Syntax, html};
use serde_json::Value;

/// How many examples version 0.31.2 has.
const EXAMPLES: usize = 652;

/// Elements that are blocks, as the examples have them.
const BLOCKS: &[&str] = &["blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul"];

/// Leaves everything as written: with the bare language nobody may ask it.
struct Nothing;

impl Resolver for Nothing {
    fn link(&self, dest: &str) -> Option<String> {
        unreachable!("asked for the link {dest}")
    }

    fn image(&self, dest: &str) -> Option<Image> {
        unreachable!("asked for the image {dest}")
    }

    fn component(&self, call: &Call, _: Option<&str>) -> String {
        unreachable!("asked for the component {}", call.name)
    }

    fn alert_title(&self, kind: &str) -> String {
        unreachable!("asked for the title of {kind}")
    }

    fn footnotes(&self) -> FootnoteWords<'_> {
        unreachable!("asked for the words of footnotes")
    }
}

#[test]
fn the_examples_of_the_specification() {
    let path = path_of_examples();
    let Ok(text) = std::fs::read_to_string(&path) else {
        let how = format!("{} is not there; run tests/commonmark.sh", path.display());
        assert!(std::env::var_os("CI").is_none(), "{how}");
        println!("skipped: {how}");
        return;
    };
    let examples: Vec<Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(examples.len(), EXAMPLES, "{} is not of CommonMark 0.31.2", path.display());
    let failures: Vec<String> = examples.iter().filter_map(failure).collect();
    assert!(failures.is_empty(), "{} of {EXAMPLES} fail:\n{}", failures.len(), failures.join("\n"));
}

fn path_of_examples() -> PathBuf {
    let default = || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/commonmark-spec.json");
    std::env::var_os("HALAMAN_COMMONMARK").map_or_else(default, PathBuf::from)
}

/// What is wrong with an example.
fn failure(example: &Value) -> Option<String> {
    // The specification draws tabs as arrows, and has no arrows.
    let text = |key: &str| example[key].as_str().unwrap().replace('→', "\t");
    let printed = html(&text("markdown"), Syntax::COMMONMARK, Selection::All, &Nothing);
    let (expected, got) = (normal(&text("html")), normal(&printed));
    let head = format!("example {} ({})", example["example"], text("section"));
    (expected != got).then(|| format!("{head}: {:?}\n  expected {expected:?}\n  got      {got:?}", text("markdown")))
}

/// The HTML without trivia.
fn normal(html: &str) -> String {
    let html = with_plain_quotes(html);
    let mut normal = String::new();
    for (index, piece) in html.split("<pre>").enumerate() {
        let (verbatim, rest) = if index == 0 { ("", piece) } else { piece.split_once("</pre>").unwrap_or((piece, "")) };
        if index > 0 {
            normal.push_str("<pre>");
            normal.push_str(verbatim);
            normal.push_str("</pre>");
        }
        normal.push_str(&without_breaks(&rest.replace(" />", ">").replace("/>", ">")));
    }
    normal
}

/// The HTML with `"` for `&quot;` wherever it is text; in attributes it ends them.
fn with_plain_quotes(html: &str) -> String {
    let parts = html.split_inclusive('>').map(|part| match part.rfind('<') {
        Some(tag) => part[..tag].replace("&quot;", "\"") + &part[tag..],
        None => part.replace("&quot;", "\""),
    });
    parts.collect()
}

/// The HTML without the line breaks that only set blocks apart.
fn without_breaks(html: &str) -> String {
    let lines: Vec<&str> = html.split('\n').collect();
    let mut joined = String::new();
    for (index, line) in lines.iter().enumerate() {
        joined.push_str(line);
        let next = lines.get(index + 1);
        let apart = ends_with_block(line) || next.is_some_and(|next| begins_with_block(next));
        if next.is_some() && !(apart || (line.is_empty() && index == 0)) {
            joined.push('\n');
        }
    }
    joined
}

fn ends_with_block(line: &str) -> bool {
    let tag = line.ends_with('>').then(|| line.rfind('<')).flatten();
    tag.is_some_and(|at| is_block(&line[at + 1..]))
}

fn begins_with_block(line: &str) -> bool {
    line.strip_prefix('<').is_some_and(is_block)
}

fn is_block(tag: &str) -> bool {
    let tag = tag.trim_start_matches('/');
    let name = &tag[..tag.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(tag.len())];
    BLOCKS.contains(&name)
}

#[test]
fn only_trivia_are_normal() {
    assert_eq!(normal("<p>a<br />\nb</p>\n<hr />\n"), normal("<p>a<br>\nb</p><hr/>"));
    assert_eq!(
        normal("<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>\n"),
        normal("<ul><li>a<ul><li>b</li></ul></li></ul>")
    );
    assert_eq!(normal("<p>&quot;a&quot;</p>"), normal("<p>\"a\"</p>"));
    assert_ne!(normal("<a title=\"&quot;\">"), normal("<a title=\"\"\">"));
    assert_ne!(normal("<p>a\nb</p>"), normal("<p>ab</p>"));
    assert_ne!(normal("<pre><code>a\n</code></pre>"), normal("<pre><code>a</code></pre>"));
    assert_ne!(normal("<p>a</p>"), normal("<p>a </p>"));
}
