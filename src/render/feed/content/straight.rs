//! The short way to clean HTML: what our own Markdown writer makes is copied in one pass.
//!
//! It knows a part of HTML so strict that a parser could only repeat it: elements of a short list, each in a place
//! where the tree builder leaves it, closed in order; attributes in double quotes; a handful of references. Whatever
//! is not of that kind is no error here: it takes the long way through the tree, and whatever is of that kind comes
//! out the same on both ways, byte for byte. Which attributes stay, and what their URLs become, both ask `attributes`.

use std::borrow::Cow;

use url::Url;

use super::attributes::{self, Written};
use super::elements::{self, Fate};
use crate::fields::is_forbidden;

/// Far fewer than the elements that the long way leaves nested.
const MAX_DEPTH: usize = 64;

/// More attributes than these has no tag that we write.
const MAX_ATTRIBUTES: usize = 16;

/// What is written for a character that cannot stand for itself, and the character.
const REFERENCES: [(&str, char); 6] =
    [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&#39;", '\''), ("&#x27;", '\'')];

/// The clean HTML, or `None` if only a parser can tell what this is.
pub fn clean(html: &str, base: &Url) -> Option<String> {
    if html.starts_with('\u{feff}') {
        return None;
    }
    let out = String::with_capacity(html.len() + html.len() / 16);
    let mut pass = Pass { rest: html, base, open: Vec::new(), out };
    while let Some(tag) = pass.rest.find('<') {
        let (text, rest) = pass.rest.split_at(tag);
        pass.text(text)?;
        pass.rest = &rest[1..];
        if pass.takes("/") { pass.end()? } else { pass.start()? }
    }
    let rest = pass.rest;
    pass.text(rest)?;
    pass.open.is_empty().then_some(pass.out)
}

/// Where an element may stand, and what it may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A block of blocks and lines.
    Flow,
    /// A block of one line: a paragraph, a heading.
    Line,
    /// A part of a line.
    Phrase,
    /// A part of a line without content.
    Void,
    /// `<hr>`.
    Rule,
    List,
    Item,
    Definitions,
    Term,
    Details,
    Table,
    Rows,
    Row,
    Cell,
}

impl Kind {
    /// The elements of which this way knows something.
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "aside" | "blockquote" | "div" | "figure" | "section" => Self::Flow,
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "pre" | "figcaption" => Self::Line,
            "a" | "abbr" | "b" | "cite" | "code" | "del" | "dfn" | "em" | "i" | "ins" | "kbd" | "mark" | "q" | "s"
            | "samp" | "small" | "span" | "strong" | "sub" | "sup" | "time" | "u" | "var" => Self::Phrase,
            "br" | "img" | "wbr" => Self::Void,
            "hr" => Self::Rule,
            "ul" | "ol" => Self::List,
            "li" => Self::Item,
            "dl" => Self::Definitions,
            "dt" => Self::Term,
            "dd" => Self::Details,
            "table" => Self::Table,
            "thead" | "tbody" | "tfoot" => Self::Rows,
            "tr" => Self::Row,
            "td" | "th" => Self::Cell,
            _ => return None,
        })
    }

    /// Whether the tree builder leaves the second in the first. No block stands in a line, so no tag ends a paragraph.
    fn holds(self, inner: Self) -> bool {
        match self {
            Self::Flow | Self::Item | Self::Details | Self::Cell => matches!(
                inner,
                Self::Flow
                    | Self::Line
                    | Self::Phrase
                    | Self::Void
                    | Self::Rule
                    | Self::List
                    | Self::Definitions
                    | Self::Table
            ),
            Self::Line | Self::Phrase | Self::Term => matches!(inner, Self::Phrase | Self::Void),
            Self::List => inner == Self::Item,
            Self::Definitions => matches!(inner, Self::Term | Self::Details),
            Self::Table => inner == Self::Rows,
            Self::Rows => inner == Self::Row,
            Self::Row => inner == Self::Cell,
            Self::Void | Self::Rule => false,
        }
    }

    /// Whether words here would be moved before the table.
    fn refuses_words(self) -> bool {
        matches!(self, Self::Table | Self::Rows | Self::Row)
    }

    fn is_void(self) -> bool {
        matches!(self, Self::Void | Self::Rule)
    }
}

/// An element that was begun.
struct Open<'a> {
    /// In the source.
    name: &'a str,
    /// In the feed.
    kept: &'static str,
    kind: Kind,
}

struct Pass<'a> {
    rest: &'a str,
    base: &'a Url,
    open: Vec<Open<'a>>,
    out: String,
}

impl<'a> Pass<'a> {
    fn takes(&mut self, expected: &str) -> bool {
        let rest = self.rest.strip_prefix(expected);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// The letters that follow, of those that a name has.
    fn name(&mut self) -> &'a str {
        let is_end = |it: char| !(it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-');
        let (name, rest) = self.rest.split_at(self.rest.find(is_end).unwrap_or(self.rest.len()));
        self.rest = rest;
        name
    }

    fn place(&self) -> Kind {
        self.open.last().map_or(Kind::Flow, |it| it.kind)
    }

    fn text(&mut self, text: &str) -> Option<()> {
        if self.place().refuses_words() {
            let is_blank = text.bytes().all(|it| matches!(it, b' ' | b'\n' | b'\t'));
            return is_blank.then(|| self.out.push_str(text));
        }
        let mut rest = text;
        while let Some(at) = rest.bytes().position(is_special) {
            let (before, special) = rest.split_at(at);
            let (it, length) = character(special)?;
            self.out.push_str(before);
            push_escaped(&mut self.out, it);
            rest = &special[length..];
        }
        self.out.push_str(rest);
        Some(())
    }

    fn end(&mut self) -> Option<()> {
        let open = self.open.pop()?;
        if self.name() != open.name || !self.takes(">") {
            return None;
        }
        self.out.extend(["</", open.kept, ">"]);
        Some(())
    }

    fn start(&mut self) -> Option<()> {
        let name = self.name();
        let kind = Kind::of(name)?;
        let Fate::Keep(kept) = elements::fate(name) else { return None };
        let is_in_link = name == "a" && self.open.iter().any(|it| it.name == "a");
        if is_in_link || !self.place().holds(kind) || self.open.len() >= MAX_DEPTH {
            return None;
        }
        let tag = self.attributes(kind)?;
        let kept_attributes = attributes::cleaned(kept, &tag, self.base)?;
        super::write_start(kept, kept_attributes.iter().map(|it| (it.0, &*it.1)), &mut self.out);
        if !kind.is_void() {
            self.open.push(Open { name, kept, kind });
        }
        // Whether a parser drops the first line break of a listing is the long way's business.
        (name != "pre" || !self.rest.starts_with('\n')).then_some(())
    }

    /// The attributes up to the end of the tag.
    fn attributes(&mut self, kind: Kind) -> Option<Scanned<'a>> {
        let mut tag = Scanned::default();
        loop {
            if self.takes(">") || (kind.is_void() && (self.takes(" />") || self.takes("/>"))) {
                return Some(tag);
            }
            if !self.takes(" ") || tag.attributes.len() >= MAX_ATTRIBUTES {
                return None;
            }
            let name = self.name();
            let value = if self.takes("=\"") { self.value()? } else { Cow::Borrowed("") };
            if name.is_empty() || tag.raw(name).is_some() {
                return None;
            }
            tag.attributes.push((name, value));
        }
    }

    fn value(&mut self) -> Option<Cow<'a, str>> {
        let (value, rest) = self.rest.split_once('"')?;
        self.rest = rest;
        decoded(value)
    }
}

/// A start tag that was read here.
#[derive(Default)]
struct Scanned<'a> {
    attributes: Vec<(&'a str, Cow<'a, str>)>,
}

impl Written for Scanned<'_> {
    fn raw(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|it| it.0 == name).map(|it| &*it.1)
    }
}

fn decoded(value: &str) -> Option<Cow<'_, str>> {
    if !value.bytes().any(is_special) {
        return Some(Cow::Borrowed(value));
    }
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.bytes().position(is_special) {
        let (before, special) = rest.split_at(at);
        let (it, length) = character(special)?;
        out.push_str(before);
        out.push(it);
        rest = &special[length..];
    }
    out.push_str(rest);
    Some(Cow::Owned(out))
}

/// Whether a byte asks for a closer look. `0xc2` begins the C1 controls, `0xef` what is no character.
fn is_special(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\n' | b'\t') || matches!(byte, b'&' | b'<' | b'>' | 0x7f | 0xc2 | 0xef)
}

/// The character that the text begins with, decoded, and the length of what stands for it.
fn character(text: &str) -> Option<(char, usize)> {
    let it = text.chars().next()?;
    match it {
        '&' if text.starts_with("& ") => Some((it, 1)),
        '&' => REFERENCES.iter().find(|(written, _)| text.starts_with(written)).map(|it| (it.1, it.0.len())),
        // A parser makes a line break of it.
        '\r' => None,
        it => (!is_forbidden(it)).then_some((it, it.len_utf8())),
    }
}

/// As the long way writes it.
fn push_escaped(out: &mut String, it: char) {
    match it {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        it => out.push(it),
    }
}

#[cfg(test)]
mod tests {
    use super::clean;
    use crate::markdown::{self, Call, FootnoteWords, Image, Resolver, Selection, Syntax};
    use crate::render::feed::content::from_tree;
    use proptest::prelude::*;
    use std::path::{Path, PathBuf};
    use url::Url;

    fn base() -> Url {
        Url::parse("https://kabar.id/berita/banjir/").unwrap()
    }

    /// Links as they stand, pictures of a known size.
    struct Plain;

    impl Resolver for Plain {
        fn link(&self, _: &str) -> Option<String> {
            None
        }

        fn image(&self, dest: &str) -> Option<Image> {
            Some(Image { url: dest.to_owned(), width: Some(800), height: None })
        }

        fn component(&self, _: &Call, body: Option<&str>) -> String {
            format!("<x-y>{}</x-y>", body.unwrap_or_default())
        }

        fn alert_title(&self, kind: &str) -> String {
            kind.to_owned()
        }

        fn footnotes(&self) -> FootnoteWords<'_> {
            FootnoteWords { title: "Catatan", back: "Kembali" }
        }
    }

    fn html(text: &str) -> String {
        markdown::html(text, Syntax::DEFAULT, Selection::All, &Plain)
    }

    /// The answer, after a look at the other way's.
    fn agreed(html: &str) -> Option<String> {
        let short = clean(html, &base());
        if let Some(short) = &short {
            assert_eq!(*short, from_tree(html, &base()), "{html}");
        }
        short
    }

    #[test]
    fn x8_all_of_markdown_goes_the_short_way() {
        let texts = [
            "Satu *dua **tiga*** `<&>` \\<b> AT&T & \"x\" 'y' &copy;  \nempat\n\n***\n\n> a\n> - b\n>\n>   c",
            "## Judul {#x .y}\n\n- a\n- b\n  1. c\n  2. d\n\n3. e\n\n- [x] f\n- [ ] g",
            "[a](/b?c=1&d=2 \"e\") <https://f.example> [g](#h)\n\n![i *j*](/k.jpg \"l\")\n\nm ![n](o.jpg) p",
            "| a | b |\n|:--|--:|\n| *c* | `d` |\n| e | ![f](g.jpg) |\n\n| a |\n|---|\n",
            "```rust\nfn a() -> &'static str;\n\n```\n\n    dua\n",
            "a[^1] b[^2] c[^1]\n\n[^1]: d\n\n    e\n[^2]: - f",
            "> [!WARNING]\n> a\n\n~~b~~ H~2~O x^2^\n\nIstilah\n: arti\n\n: arti lain\n",
        ];
        for text in texts {
            assert!(agreed(&html(text)).is_some(), "{}", html(text));
        }
    }

    #[test]
    fn x8_the_short_way_makes_the_same_changes() {
        let cases = [
            ("<h2 id=\"a\" class=\"b\">&quot;c&#39; > d & e</h2>", "<h2>\"c' &gt; d &amp; e</h2>"),
            ("<section class=\"x\"><hr /></section>", "<div><hr></div>"),
            (
                "<p><a href=\"../x/?a=1&amp;b=2\">y</a></p>",
                "<p><a href=\"https://kabar.id/berita/x/?a=1&amp;b=2\">y</a></p>",
            ),
            (
                "<img src=\"/a.jpg\" loading=\"lazy\" width=\"7\" />",
                "<img src=\"https://kabar.id/a.jpg\" width=\"7\" alt=\"\">",
            ),
        ];
        for (html, expected) in cases {
            assert_eq!(agreed(html).as_deref(), Some(expected));
        }
    }

    #[test]
    fn x8_x9_whatever_is_odd_goes_the_long_way() {
        let odd = [
            "<p>a",
            "a</p>",
            "<b><i>a</b></i>",
            "<p><div>a</div></p>",
            "<a href=\"b\"><a href=\"c\">d</a></a>",
            "<a>b</a>",
            "<a href=\"javascript:b\">c</a>",
            "<P>a</P>",
            "<p  title=\"a\">b</p>",
            "<p title='a'>b</p>",
            "<p title=\"a\" title=\"b\">c</p>",
            "<p />a",
            "<pre>\na</pre>",
            "<table><tr><td>a</td></tr></table>",
            "<table>a<tbody></tbody></table>",
            "<ul><p>a</p></ul>",
            "<script>a</script>",
            "<x-y>a</x-y>",
            "a<!-- b -->",
            "&copy;",
            "&#1;",
            "&amp",
            "a\u{b}",
            "a\r\nb",
            "\u{feff}a",
            "\u{fffe}",
            "\u{90}",
            "a < b",
            "<",
            "<p",
            "<p title=\"",
            "</",
        ];
        for html in odd {
            assert_eq!(clean(html, &base()), None, "{html}");
        }
        assert_eq!(clean(&"<div>".repeat(100_000), &base()), None);
    }

    fn markdown_files(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                markdown_files(&path, found);
            } else if path.extension().is_some_and(|it| it == "md") {
                found.push(path);
            }
        }
    }

    #[test]
    fn x8_the_plain_articles_of_the_sample_go_the_short_way() {
        let mut files = Vec::new();
        markdown_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"), &mut files);
        let mut plain = 0;
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            let body = text.splitn(3, "---\n").nth(2).unwrap_or(&text);
            let html = html(body);
            let is_plain = !body.contains("{{") && !body.contains("{%") && !body.contains('<');
            let short = agreed(&html);
            assert!(short.is_some() || !is_plain, "{}: {html}", file.display());
            plain += usize::from(is_plain);
        }
        assert!(plain > 20, "only {plain} plain articles");
    }

    /// A text, an element around such, or several: mostly what a parser leaves as it is.
    fn tree() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            "[ab &<>\"'\n\u{a0}\u{90}é]{0,4}",
            Just("&amp;&lt;&#x27;".to_owned()),
            Just("<br />".to_owned()),
            Just("<hr>".to_owned()),
            Just("<img src=\"a\" alt=\"&quot;\" />".to_owned()),
            "(a|b|\n){1,3}",
        ];
        let name = "p|a|b|em|code|h2|ul|ol|li|dl|dt|dd|div|section|blockquote|figure|figcaption|pre|table|thead|tbody|tr|td|th|span|s|x";
        let attribute = prop_oneof![
            4 => Just(""), 1 => Just(" href=\"/x\""), 1 => Just(" class=\"y\""), 1 => Just(" title=\"&amp;z\"")
        ];
        leaf.prop_recursive(7, 60, 5, move |inner| {
            let inside = prop::collection::vec(inner, 0..5).prop_map(|all| all.concat());
            (name, attribute.clone(), inside).prop_map(|(name, attribute, inside)| {
                let link = if name == "a" { " href=\"/l\"" } else { attribute };
                format!("<{name}{link}>{inside}</{name}>")
            })
        })
    }

    /// Blocks of lines of phrases, nested as the short way takes it.
    fn sound() -> impl Strategy<Value = String> {
        let text = "[ab >\n\"]{0,3}|&amp;";
        let phrase = text.prop_recursive(5, 20, 4, |inner| {
            ("em|strong|code|s|b|i|u|span|sup", prop::collection::vec(inner, 0..4))
                .prop_map(|(name, all)| format!("<{name}>{}</{name}>", all.concat()))
        });
        let line = ("p|h2|h3|pre|figcaption", phrase).prop_map(|(name, inside)| format!("<{name}>{inside}</{name}>"));
        line.prop_recursive(5, 60, 4, |inner| {
            let shape = prop_oneof![
                Just(("<div>", "</div>")),
                Just(("<section>", "</section>")),
                Just(("<blockquote>\n", "</blockquote>")),
                Just(("<ul>\n<li>", "</li>\n</ul>")),
                Just(("<ol start=\"3\"><li>a</li><li>", "</li></ol>")),
                Just(("<dl><dt>a</dt><dd>", "</dd></dl>")),
                Just(("<table><thead><tr><th>", "</th></tr></thead><tbody>\n</tbody></table>\n")),
                Just(("<table><tbody><tr><td>a</td>\n<td>", "</td></tr></tbody></table>")),
                Just(("<hr>a", "<b>c</b>")),
            ];
            (shape, prop::collection::vec(inner, 0..4))
                .prop_map(|((open, close), all)| [open, &all.concat(), close].concat())
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn x8_both_ways_agree_about_any_html(html in tree()) {
            agreed(&html);
        }

        #[test]
        fn x8_both_ways_agree_about_sound_html(html in sound()) {
            prop_assert_eq!(agreed(&html).is_none(), html.contains("<pre>\n"), "{}", html);
        }

        #[test]
        fn x8_both_ways_agree_about_any_markdown(text in "([-*_`~^>#|:!\\[\\](){}<&\\\\\"'. \n1ab]|\n\n|\n- |\n> |\\[a\\]\\(b\\)|\\*\\*){0,60}") {
            agreed(&html(&text));
        }
    }
}
