//! What is printed of the language itself.

use super::{BARE, Plain, all};
use crate::markdown::{Selection, Syntax, html, inline, plain};

#[test]
fn links_are_resolved() {
    let body = "[a](a.md) [b](b) [c] <https://x.y> <mailto:p@q.r> <p@q.r>\n\n[c]: c.md 'C & \"d\"'\n";
    let expected = concat!(
        "<p><a href=\"/a/\">a</a> <a href=\"b\">b</a> <a href=\"/c/\" title=\"C &amp; &quot;d&quot;\">c</a> ",
        "<a href=\"https://x.y\">https://x.y</a> <a href=\"mailto:p@q.r\">mailto:p@q.r</a> ",
        "<a href=\"mailto:p@q.r\">p@q.r</a></p>\n"
    );
    assert_eq!(all(body), expected);
}

#[test]
fn pictures_have_sizes() {
    let body = "![a *b* `c`](a.jpg) ![](b.svg \"T\")\n\n![\"x\"\ny](http://c.d/e.webp)\n";
    let expected = concat!(
        "<p><img src=\"/i/a.jpg\" alt=\"a b c\" width=\"40\" height=\"30\" loading=\"lazy\" decoding=\"async\" /> ",
        "<img src=\"/i/b.svg\" alt=\"\" title=\"T\" loading=\"lazy\" decoding=\"async\" /></p>\n",
        "<p><img src=\"http://c.d/e.webp\" alt=\"&quot;x&quot; y\" loading=\"lazy\" decoding=\"async\" /></p>\n"
    );
    assert_eq!(all(body), expected);
}

#[test]
fn a_picture_alone_with_a_title_is_a_figure() {
    let body = "![a](a.jpg \"Foto: A & B\")\n\n![a](b.svg \"t\") ![b](b.svg \"t\")\n\nteks ![b](b.svg \"t\")\n";
    let b = "<img src=\"/i/b.svg\" alt=\"b\" title=\"t\" loading=\"lazy\" decoding=\"async\" />";
    let a = b.replace("alt=\"b\"", "alt=\"a\"");
    let expected = format!(
        "<figure><img src=\"/i/a.jpg\" alt=\"a\" width=\"40\" height=\"30\" loading=\"lazy\" decoding=\"async\" />\
         <figcaption>Foto: A &amp; B</figcaption></figure>\n<p>{a} {b}</p>\n<p>teks {b}</p>\n"
    );
    assert_eq!(all(body), expected);
}

#[test]
fn pictures_in_links_and_links_in_pictures() {
    let expected = "<p><a href=\"/a/\"><img src=\"/i/b.svg\" alt=\"x\" loading=\"lazy\" decoding=\"async\" /></a> \
                    <img src=\"/i/c.svg\" alt=\"y z\" loading=\"lazy\" decoding=\"async\" /></p>\n";
    assert_eq!(all("[![x](b.svg)](a.md) ![y [z](q.md)](c.svg)\n"), expected);
}

#[test]
fn headings_have_ids() {
    let body = "# Harga *Cabai*\n\n## Harga Cabai\n\nB\n=\n\n# D {#harga-cabai .x .y k=1 id=z class=w a\"b=2}\n\n# 🎉\n\n# 🎉\n";
    let expected = concat!(
        "<h1 id=\"harga-cabai-1\">Harga <em>Cabai</em></h1>\n<h2 id=\"harga-cabai-2\">Harga Cabai</h2>\n",
        "<h1 id=\"b\">B</h1>\n<h1 id=\"harga-cabai\" class=\"x y\" k=\"1\">D</h1>\n",
        "<h1 id=\"bagian\">🎉</h1>\n<h1 id=\"bagian-1\">🎉</h1>\n"
    );
    assert_eq!(all(body), expected);
}

#[test]
fn alerts_are_asides() {
    let body = "> [!NOTE]\n> a\n\n> [!CAUTION]\n> b\n\n> c\n";
    let expected = concat!(
        "<aside class=\"alert alert-note\" aria-label=\"&lt;note&gt;\">\n",
        "<p class=\"alert-title\">&lt;note&gt;</p>\n<p>a</p>\n</aside>\n",
        "<aside class=\"alert alert-caution\" aria-label=\"&lt;caution&gt;\">\n",
        "<p class=\"alert-title\">&lt;caution&gt;</p>\n<p>b</p>\n</aside>\n",
        "<blockquote>\n<p>c</p>\n</blockquote>\n"
    );
    assert_eq!(all(body), expected);
}

#[test]
fn tables_tasks_definitions_and_deletions() {
    let body = "|a|b|\n|-|:-:|\n|1|[2](b.md)|\n\n- [ ] c\n- [x] d\n\ne\n: f\n\n~~g~~ $h$ [[i]]\n";
    let expected = concat!(
        "<div class=\"table\"><table><thead><tr><th>a</th><th style=\"text-align: center\">b</th></tr></thead><tbody>\n",
        "<tr><td>1</td><td style=\"text-align: center\"><a href=\"/b/\">2</a></td></tr>\n</tbody></table>\n</div>\n",
        "<ul>\n<li><span class=\"task\">☐</span> c</li>\n",
        "<li><span class=\"task\">☑</span> d</li>\n</ul>\n",
        "<dl>\n<dt>e</dt>\n<dd>f</dd>\n</dl>\n<p><del>g</del> $h$ [[i]]</p>\n"
    );
    assert_eq!(all(body), expected);
}

#[test]
fn punctuation_has_its_own_switch() {
    let smart = Syntax { extensions: false, smart_punctuation: true };
    let print = |syntax| html("\"a\" -- b...", syntax, Selection::All, &Plain);
    assert_eq!(print(Syntax::DEFAULT), "<p>“a” – b…</p>\n");
    assert_eq!(print(smart), "<p>“a” – b…</p>\n");
    assert_eq!(print(BARE), "<p>\"a\" -- b...</p>\n");
}

#[test]
fn the_bare_language_has_nothing_of_ours() {
    let body =
        "# A {#b}\n\n![c](c.jpg \"d\")\n\n<!-- halaman -->\n\n{{<e/>}} [^f] [g](g.md)\n\n[^f]: h\n\n> [!NOTE]\n> i\n";
    let expected = concat!(
        "<h1>A {#b}</h1>\n<p><img src=\"c.jpg\" alt=\"c\" title=\"d\" /></p>\n<!-- halaman -->\n",
        "<p>{{<e/>}} <a href=\"h\">^f</a> <a href=\"g.md\">g</a></p>\n",
        "<blockquote>\n<p>[!NOTE]\ni</p>\n</blockquote>\n"
    );
    assert_eq!(html(body, Syntax::COMMONMARK, Selection::All, &Plain), expected);
    assert_eq!(
        inline("[g](g.md) ![c](c.jpg)", Syntax::COMMONMARK, &Plain),
        "<a href=\"g.md\">g</a> <img src=\"c.jpg\" alt=\"c\" />"
    );
}

#[test]
fn one_line_has_no_blocks() {
    let cases = [
        ("Foto: [A](a.md) & *b*", "Foto: <a href=\"/a/\">A</a> &amp; <em>b</em>"),
        ("_a_ b", "<em>a</em> b"),
        ("1. Mei\n2. Juni", "1. Mei 2. Juni"),
        ("  # a", "# a"),
        ("- a\n\n> b", "- a &gt; b"),
        ("> [!NOTE]", "&gt; [!NOTE]"),
        ("    kode", "kode"),
        ("<b>a</b>", "<b>a</b>"),
        ("a<br>b\\\nc", "a<br>b\\ c"),
        ("[^1] [a]: b", "[^1] [a]: b"),
        ("\"a\" {{<b/>}}", "\"a\" {{<b/>}}"),
        ("", ""),
        (" \n ", ""),
    ];
    for (text, expected) in cases {
        assert_eq!(inline(text, BARE, &Plain), expected, "{text:?}");
    }
    assert_eq!(inline("'a'", Syntax::DEFAULT, &Plain), "‘a’");
}

#[test]
fn plain_text_has_no_markup() {
    let cases = [
        ("*Foto*: [A](a.md) & `b`", "Foto: A & b"),
        ("1. Mei", "1. Mei"),
        ("a ![b](c) <i>d</i> &lt;", "a d <"),
        ("# A\n\nb\nc[^1]\n\n- d\n- e\n\n[^1]: f\n", "A b c d e"),
        ("a \"b\"", "a “b”"),
        ("foo*bar*baz", "foobarbaz"),
        ("", ""),
    ];
    for (text, expected) in cases {
        assert_eq!(plain(text), expected, "{text:?}");
    }
}
