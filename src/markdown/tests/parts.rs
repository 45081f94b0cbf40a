//! Parts and the end of the summary.

use super::{all, facts, part};

/// The HTML of each part.
fn parts(body: &str) -> Vec<String> {
    (1..=facts(body).parts).map(|number| part(body, number)).collect()
}

#[test]
fn comments_part_the_text() {
    let body = "a\n\n<!-- halaman -->\n\nb\n\n<!--nextpage-->\nc\n<!--\tPageBreak\n-->\nd\n";
    assert_eq!(parts(body), ["<p>a</p>\n", "<p>b</p>\n", "<p>c</p>\n", "<p>d</p>\n"]);
    assert_eq!(all(body), "<p>a</p>\n<p>b</p>\n<p>c</p>\n<p>d</p>\n");
    assert_eq!((part(body, 0), part(body, 5)), (String::new(), String::new()));
}

#[test]
fn no_part_is_empty() {
    let body = "<!-- halaman -->\n<!-- halaman -->\n\na\n\n<!-- halaman --> <!-- more -->\n<!-- x -->\n\n[r]: s\n\n<!--halaman-->\nb\n\n<!--halaman-->\n<!-- y -->\n";
    assert_eq!(parts(body), ["<p>a</p>\n", "<!-- x -->\n<p>b</p>\n<!-- y -->\n"]);
    assert_eq!(parts(""), [""]);
    assert_eq!(parts("<!-- halaman -->"), [""]);
    assert_eq!(parts("a\n\n<!-- halaman -->\n\n[^1]: x\n\nb[^1]").len(), 2);
}

#[test]
fn a_break_stands_at_the_top() {
    let inner = [
        "- a\n  <!-- halaman -->\n  b",
        "> <!-- halaman -->",
        "```\n<!-- halaman -->\n```",
        "    <!-- halaman -->",
        "a <!-- halaman --> b",
        "<!-- halaman --> b",
        "<div>\n<!-- halaman -->\n</div>",
        "`<!-- halaman -->`",
        "{% <k> %}\n\na\n\n<!-- halaman -->\n\nb\n\n{% </k> %}",
        "x[^1]\n\n[^1]: a\n\n    <!-- halaman -->",
        "<!-- halaman kedua -->",
    ];
    for body in inner {
        assert_eq!(facts(&format!("a\n\n{body}\n\nb\n")).parts, 1, "{body}");
    }
}

#[test]
fn definitions_and_ids_hold_across_parts() {
    let body = "# A\n\n[x] [y]\n\n[y]: y.md\n\n<!-- halaman -->\n\n# A\n\n[x] [y]\n\n[x]: x.md\n";
    let links = "<p><a href=\"/x/\">x</a> <a href=\"/y/\">y</a></p>\n";
    assert_eq!(parts(body), [format!("<h1 id=\"a\">A</h1>\n{links}"), format!("<h1 id=\"a-1\">A</h1>\n{links}")]);
}

#[test]
fn the_mark_ends_the_summary() {
    let cases = [
        ("# A\n\nb *c*\n\n- d\n\n<!-- more -->\n\ne", "A b c d"),
        ("a\n<!--MORE-->\nb", "a"),
        ("a <!-- more --> b", "a"),
        ("<!-- more -->\n\na", ""),
        ("a[^1] ![b](c) d\n\n{{<e/>}}\n\n<!-- more -->\n\n[^1]: f", "a d"),
    ];
    for (body, expected) in cases {
        assert_eq!(facts(body).summary, expected, "{body}");
    }
    assert_eq!(all("a\n\n<!-- more -->\n\nb <!-- more --> c"), "<p>a</p>\n<p>b  c</p>\n");
}
