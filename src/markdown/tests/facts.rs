//! Facts of a text.

use super::{BARE, facts};
use crate::markdown::{Outline, Syntax, outline};

#[test]
fn nothing_is_known_of_nothing() {
    let nothing = Outline {
        summary: String::new(),
        words: 0,
        parts: 1,
        links: Vec::new(),
        anchors: Vec::new(),
        calls: Vec::new(),
        raw_html: false,
    };
    assert_eq!(facts(""), nothing);
    assert_eq!(facts("\n\n<!-- x -->\n"), nothing);
}

#[test]
fn the_first_paragraph_is_the_summary() {
    let cases = [
        ("# A\n\n![b](c)\n\n![b](c \"d\")\n\n|e|\n|-|\n\n{{<f/>}}\n\n<p>g</p>\n\n> h\n\nI *j*\n`k`.\n\nl", "I j k."),
        ("> a\n\n- b", "a"),
        ("- a\n\n  b", "a"),
        ("{% <k> %}\na\n{% </k> %}\n\nb", "b"),
        ("a {{<k/>}} b", "a b"),
        ("[^1]: a\n\nb[^1]", "b"),
        ("a&nbsp;b \\* &lt;", "a b * <"),
        ("- a\n- b", ""),
    ];
    for (body, expected) in cases {
        assert_eq!(facts(body).summary, expected, "{body}");
    }
    assert_eq!(outline("\"a\" -- b", Syntax::DEFAULT).0.summary, "“a” – b");
}

#[test]
fn long_summaries_end_at_a_word() {
    let summary = facts(&"kata, ".repeat(100)).summary;
    assert_eq!(summary, "kata, ".repeat(49) + "kata…");
    assert_eq!(facts(&"é".repeat(400)).summary, "é".repeat(300) + "…");
    assert_eq!(facts(&"é".repeat(300)).summary, "é".repeat(300));
    let long = "kata ".repeat(100);
    assert_eq!(facts(&format!("{long}\n\n<!-- more -->")).summary, long.trim_end());
}

#[test]
fn words_are_counted() {
    let cases = [
        ("satu dua*tiga* em-pat – **5**", 4),
        ("# a\nb\n\n- c\n- d\n\n|e|f|\n|-|-|\n|g|h|", 8),
        ("`a b`\n\n```\nc d\n```", 4),
        ("![a](b) <b>c</b> <!-- d -->", 1),
        ("a[^1]b\n\n[^1]: c", 2),
        ("{{<a b=\"c d\"/>}} e\n\n{% <f> %}g{% </f> %}h", 3),
        ("a&amp;b c\\*d", 2),
    ];
    for (body, expected) in cases {
        assert_eq!(facts(body).words, expected, "{body}");
    }
}

#[test]
fn html_is_known() {
    for body in ["<b>a</b>", "<div>", "a <!-- b --> <br>", "{{<a/>}}", "<?php ?>", "> <p>", "<!-- a --> b"] {
        assert!(facts(body).raw_html, "{body}");
    }
    for body in ["a", "<!-- a -->", "a <!-- b -->", "`<b>`", "<!-- a\nb -->\n<!-- c -->", "<https://a.b>", "&lt;b>"] {
        assert!(!facts(body).raw_html, "{body}");
    }
}

/// The links of a body, each as destination and the text at its place.
fn links(body: &str) -> Vec<(String, &str, bool)> {
    let text = |range: std::ops::Range<u32>| &body[range.start as usize..range.end as usize];
    facts(body).links.into_iter().map(|link| (link.dest, text(link.range), link.image)).collect()
}

#[test]
fn links_have_places() {
    let cases = [
        ("é [a](b.md) [b](<c d.md> \"b.md\")", vec![("b.md", "b.md", false), ("c d.md", "c d.md", false)]),
        ("[![a](b.jpg)](c.md)", vec![("b.jpg", "b.jpg", true), ("c.md", "c.md", false)]),
        ("[a] [b][a] [a][]\n\n[a]: c.md", vec![("c.md", "c.md", false); 3]),
        ("<https://a.b> <mailto:a@b.c> <a@b.c>", vec![("https://a.b", "https://a.b", false)]),
        ("[a](b&amp;c) [d]()", vec![("b&c", "[a](b&amp;c)", false), ("", "[d]()", false)]),
        ("> [a\n> b](c.md)", vec![("c.md", "c.md", false)]),
        ("[*a*`]( x`](b.md)", vec![("b.md", "b.md", false)]),
        ("[a](mailto:b)", vec![("mailto:b", "mailto:b", false)]),
        ("`[a](b)` <!-- [a](b) --> \\[a](b)", vec![]),
    ];
    for (body, expected) in cases {
        let expected: Vec<_> = expected.into_iter().map(|(dest, text, image)| (dest.to_owned(), text, image)).collect();
        assert_eq!(links(body), expected, "{body}");
    }
}

#[test]
fn links_in_bodies_have_places() {
    let body = "> - {% <k> %}\n>   é [a](a.md)[^1]\n>   {% <l> %}[b](b.md) [c] [d]{% </l> %}\n>\n>   [d]: d.md\n>   {% </k> %}\n\n[c]: c.md\n\n[^1]: x\n";
    let expected = ["a.md", "b.md", "c.md"].map(|dest| (dest.to_owned(), dest, false));
    assert_eq!(links(body), expected);
}

#[test]
fn anchors_carry_parts_and_plain_titles() {
    let body = "# A *b* `c` ![d](e) [f](g)\n\n<!-- halaman -->\n\n###### H {#x}\n\n> # I\n";
    let anchors = facts(body).anchors.into_iter().map(|anchor| (anchor.id, anchor.title, anchor.level, anchor.part));
    let expected = [("a-b-c-f", "A b c f", 1, 1), ("x", "H", 6, 2), ("i", "I", 1, 2)];
    let expected = expected.map(|(id, title, level, part)| (id.to_owned(), title.to_owned(), level, part));
    assert_eq!(anchors.collect::<Vec<_>>(), expected);
}

#[test]
fn a_doubled_id_is_named() {
    let body = "# A {#x}\n\n# B {#x}\n";
    let (outline, problems, _) = outline(body, BARE);
    assert_eq!(outline.anchors.iter().map(|anchor| &anchor.id[..]).collect::<Vec<_>>(), ["x", "x-1"]);
    assert_eq!(problems.len(), 1);
    assert_eq!((&problems[0].message[..], &body[problems[0].range.clone()]), ("the id `x` is taken", "# B {#x}\n"));
}

#[test]
fn the_bare_language_has_no_calls_nor_anchors() {
    let (outline, problems, _) =
        outline("# A\n\n{{<b c=/>}} {{ d }}\n\n<!-- halaman -->\n\ne <!-- more -->\n", Syntax::COMMONMARK);
    assert_eq!(problems, []);
    assert_eq!(outline.summary, "{{}} {{ d }}");
    assert_eq!((outline.parts, outline.anchors, outline.calls, outline.words), (1, Vec::new(), Vec::new(), 3));
}
