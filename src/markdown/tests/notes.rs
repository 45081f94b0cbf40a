//! Footnotes.

use super::{all, facts, part, problems};

/// A mark as it is printed.
fn mark(number: u32, id: &str, href: &str) -> String {
    format!("<sup class=\"footnote-ref\"><a href=\"{href}\" id=\"{id}\">{number}</a></sup>")
}

fn back(number: u32) -> String {
    format!("<a href=\"#fnref-{number}\" class=\"footnote-back\" aria-label=\"Kembali\">↩</a>")
}

fn section(items: &str) -> String {
    format!("<section class=\"footnotes\" aria-label=\"Catatan &quot;kaki&quot;\">\n<ol>\n{items}</ol>\n</section>\n")
}

fn item(number: u32, text: &str) -> String {
    format!("<li id=\"fn-{number}\" value=\"{number}\"><p>{text} {}</p>\n</li>\n", back(number))
}

#[test]
fn notes_are_numbered_by_citation() {
    let body = "a[^b] c[^a] d[^B]\n\n[^a]: A\n[^b]: B\n";
    let (first, second, third) =
        (mark(1, "fnref-1", "#fn-1"), mark(2, "fnref-2", "#fn-2"), mark(1, "fnref-1-2", "#fn-1"));
    let notes = section(&(item(1, "B") + &item(2, "A")));
    assert_eq!(all(body), format!("<p>a{first} c{second} d{third}</p>\n{notes}"));
}

#[test]
fn notes_stand_in_each_part_that_cites_them() {
    let body = "a[^a]\n\n<!-- halaman -->\n\nb[^b] c[^a]\n\n[^a]: A\n[^b]: B[^c]\n[^c]: C\n";
    let first = format!("<p>a{}</p>\n{}", mark(1, "fnref-1", "#fn-1"), section(&item(1, "A")));
    let inner = format!("B{}", mark(3, "fnref-3", "#fn-3"));
    let others = item(2, &inner) + &item(3, "C");
    let (b, a) = (mark(2, "fnref-2", "#fn-2"), mark(1, "fnref-1-2", "#fn-1"));
    assert_eq!(part(body, 1), first);
    // The link back leads to the mark on this page.
    let again = item(1, "A").replace("#fnref-1\"", "#fnref-1-2\"");
    assert_eq!(part(body, 2), format!("<p>b{b} c{a}</p>\n{}", section(&(again + &others))));
    let notes = section(&(item(1, "A") + &others));
    assert_eq!(all(body), format!("<p>a{}</p>\n<p>b{b} c{a}</p>\n{notes}", mark(1, "fnref-1", "#fn-1")));
}

#[test]
fn a_note_that_is_printed_again_brings_those_that_it_cites() {
    let body = "a[^a]\n\n<!-- halaman -->\n\nb\n\n<!-- halaman -->\n\nc[^a]\n\n[^a]: A[^b]\n[^b]: B[^a]\n";
    let (to_b, to_a) = (mark(2, "fnref-2", "#fn-2"), mark(1, "fnref-1-2", "#fn-1"));
    let notes = section(&(item(1, &format!("A{to_b}")) + &item(2, &format!("B{to_a}"))));
    assert_eq!(part(body, 1), format!("<p>a{}</p>\n{notes}", mark(1, "fnref-1", "#fn-1")));
    assert_eq!(part(body, 2), "<p>b</p>\n");
    let notes = notes.replace("#fnref-1\"", "#fnref-1-3\"");
    assert_eq!(part(body, 3), format!("<p>c{}</p>\n{notes}", mark(1, "fnref-1-3", "#fn-1")));
}

#[test]
fn notes_are_anchors() {
    let body = "# fn 1\n\na[^a]\n\n<!-- halaman -->\n\n# B\n\nb[^b]\n\n[^a]: A\n[^b]: B\n";
    let anchors = facts(body).anchors.into_iter().map(|anchor| (anchor.id, anchor.title, anchor.level, anchor.part));
    let expected = [("fn-1-1", "fn 1", 1, 1), ("fn-1", "", 0, 1), ("b", "B", 1, 2), ("fn-2", "", 0, 2)];
    assert_eq!(
        anchors.collect::<Vec<_>>(),
        expected.map(|(id, title, level, part)| (id.to_owned(), title.to_owned(), level, part))
    );
}

#[test]
fn a_note_that_ends_in_a_block_has_its_link_behind() {
    let body = "a[^1]\n\n[^1]: b\n\n    - c\n";
    let notes = format!("<li id=\"fn-1\" value=\"1\"><p>b</p>\n<ul>\n<li>c</li>\n</ul>\n{}</li>\n", back(1));
    assert_eq!(all(body), format!("<p>a{}</p>\n{}", mark(1, "fnref-1", "#fn-1"), section(&notes)));
}

#[test]
fn what_is_no_citation_is_text() {
    assert_eq!(all("a[^1] b"), "<p>a[^1] b</p>\n");
    assert_eq!(all("`[^1]`\n\n{% <k> %}a[^1]{% </k> %}\n\n    [^1]: b\n").matches("[^1]").count(), 3);
}

#[test]
fn notes_that_are_not_printed_are_named() {
    let body = "a[^1]\n\n[^1]: b\n\n[^1]: c\n\n[^2]: d\n";
    let expected = [
        "warning: there are two footnotes `1` [is not printed] at [^1]: c\n\n",
        "warning: nothing cites the footnote `2` [is not printed] at [^2]: d\n",
    ];
    assert_eq!(problems(body), expected);
    assert_eq!(all(body), format!("<p>a{}</p>\n{}", mark(1, "fnref-1", "#fn-1"), section(&item(1, "b"))));
}

#[test]
fn notes_can_cite_themselves_and_each_other() {
    let body = "a[^1]\n\n[^1]: b[^2]\n[^2]: c[^1] d[^2]\n";
    let first = item(1, &format!("b{}", mark(2, "fnref-2", "#fn-2")));
    let second = format!("c{} d{}", mark(1, "fnref-1-2", "#fn-1"), mark(2, "fnref-2-2", "#fn-2"));
    let notes = section(&(first + &item(2, &second)));
    assert_eq!(all(body), format!("<p>a{}</p>\n{notes}", mark(1, "fnref-1", "#fn-1")));
}

#[test]
fn bodies_of_calls_cite_too() {
    let body = "{% <k> %}\na[^1] b[^2] `[^1]`\n\n[^2]: lokal\n{% </k> %}\n\nc[^1]\n\n[^1]: x\n";
    let (one, two) = (mark(1, "fnref-1", "#fn-1"), mark(2, "fnref-2", "#fn-2"));
    let (again, notes) = (mark(1, "fnref-1-2", "#fn-1"), section(&(item(1, "x") + &item(2, "lokal"))));
    let expected = format!("<c-k 1><p>a{one} b{two} <code>[^1]</code></p>\n</c-k>\n<p>c{again}</p>\n{notes}");
    assert_eq!(all(body), expected);
}
