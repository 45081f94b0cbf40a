//! Characters and URLs of everything we write as XML.
//!
//! The crates that write our XML escape it, but they write control characters as they are, and then
//! every strict reader refuses the whole file. So text is cleaned here, in one place, on its
//! way in and once more on its way out. [`Tree`] writes the files that no crate knows. Nothing here
//! knows of feeds or sitemaps.

use crate::fields::{first_forbidden, is_forbidden};
use std::borrow::Cow;
use std::cell::RefCell;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};
use url::{Position, Url};

/// The first bytes of every XML file we write.
pub const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

/// How many bytes may stand before the root, so that the name of its tag, `<feed` or `<rss`, is
/// within the first 512, where programs look for it to tell what a file is. A stylesheet
/// with a longer address is left out.
const BEFORE_ROOT: usize = 512 - "<feed".len();

/// What RFC 3986 has no room for in a path, a query or a fragment. The `url` crate follows the
/// WHATWG instead and leaves most of these as they are.
const NOT_IN_URI: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Drops the characters that XML forbids, and the C1 controls that no reader shows.
pub fn clean(text: &str) -> Cow<'_, str> {
    match first_forbidden(text) {
        Some(_) => Cow::Owned(text.chars().filter(|&it| !is_forbidden(it)).collect()),
        None => Cow::Borrowed(text),
    }
}

/// Text cleaned and escaped to stand between two tags.
pub fn text(text: &str) -> Cow<'_, str> {
    escape(clean(text), &['&', '<', '>'])
}

/// Text cleaned and escaped to stand in a quoted attribute.
pub fn attribute(text: &str) -> Cow<'_, str> {
    escape(clean(text), &['&', '<', '>', '"', '\''])
}

/// The URL as an ASCII URI: path percent-encoded, host in punycode. What is encoded already
/// stays as it is, so the function can be applied twice.
pub fn ascii_url(url: &str) -> String {
    match Url::parse(url.trim()) {
        Ok(url) => encode_tail(&url),
        Err(_) => encode(clean(url.trim()).as_ref()),
    }
}

/// What a reader of the HTML sees, on one line: tags stripped, entities decoded.
pub fn plain(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return one_line(html);
    }
    let tokenizer = Tokenizer::new(PlainText::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    one_line(&tokenizer.sink.text.borrow())
}

/// Plain text for an element whose content readers take for HTML, as the `description` of RSS.
/// An `&` that starts no reference is valid HTML and stays, so that a reader that does not decode
/// HTML too shows `Budi & Ani`.
pub fn html_text(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for (at, it) in text.char_indices() {
        let next = text[at + it.len_utf8()..].chars().next().unwrap_or(' ');
        match it {
            '&' if next.is_ascii_alphanumeric() || next == '#' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            _ => out.push(it),
        }
    }
    Cow::Owned(out)
}

/// Cleans the text and folds every run of white space into one space (T54). The no-break space is
/// the writer's choice and stays.
pub fn one_line(text: &str) -> String {
    clean(text)
        .split([' ', '\t', '\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'])
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Writes `&` and `<` of plain text as numbers, which is the same to every XML parser. RSS never
/// said whether a title is HTML; its Best Practices Profile found that of all spellings this one is
/// shown right by most readers, and the W3C validator warns of the others.
///
/// `elements` are the beginnings of tags that hold text on one line, in a document with one element
/// a line. No line of an article's HTML begins with `<`, for it is all escaped, so no other is met.
pub fn with_numeric_references<'a>(root: &'a str, elements: &[&str]) -> Cow<'a, str> {
    let mut out = String::new();
    let (mut copied, mut at) = (0, 0);
    for line in root.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let tag = line.trim_ascii_start();
        if tag.starts_with('<') && elements.iter().any(|it| tag.starts_with(it)) && tag.contains('&') {
            out.push_str(&root[copied..start]);
            out.push_str(&line.replace("&amp;", "&#x26;").replace("&lt;", "&#x3C;"));
            copied = at;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(root);
    }
    out.push_str(&root[copied..]);
    Cow::Owned(out)
}

/// The finished document: the declaration and the stylesheet in front, and the last bad character
/// gone. Whatever way a text came in, a file that strict parsers refuse cannot leave.
pub fn document(root: &str, stylesheet: Option<&str>) -> Vec<u8> {
    let style = stylesheet.map(style_line).filter(|it| DECLARATION.len() + it.len() <= BEFORE_ROOT);
    [DECLARATION, &style.unwrap_or_default(), &clean(root), "\n"].concat().into_bytes()
}

/// The instruction that has a browser show the file (V-2). Its values are escaped like those of
/// attributes, so no `?>` can end it.
fn style_line(url: &str) -> String {
    format!("<?xml-stylesheet type=\"text/css\" href=\"{}\"?>\n", attribute(url))
}

/// A file being written, one element a line. Texts and attributes are cleaned and escaped here.
pub struct Tree {
    writer: Writer<Vec<u8>>,
}

impl Tree {
    /// The whole file: the declaration, and a root with what `content` writes into it.
    pub fn document(root: &str, attributes: &[(&str, &str)], content: impl FnOnce(&mut Self)) -> Vec<u8> {
        let mut tree = Self { writer: Writer::new_with_indent(DECLARATION.as_bytes().to_vec(), b' ', 1) };
        tree.element(root, attributes, content);
        let mut bytes = tree.writer.into_inner();
        bytes.push(b'\n');
        bytes
    }

    /// An element with what `content` writes into it.
    pub fn element(&mut self, name: &str, attributes: &[(&str, &str)], content: impl FnOnce(&mut Self)) {
        self.write(Event::Start(start(name, attributes)));
        content(self);
        self.write(Event::End(BytesEnd::new(name)));
    }

    /// An element without content.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.write(Event::Empty(start(name, attributes)));
    }

    /// An element with a text.
    pub fn text(&mut self, name: &str, text: &str) {
        self.element(name, &[], |it| it.write(Event::Text(BytesText::from_escaped(self::text(text)))));
    }

    /// Writing into memory cannot fail.
    fn write(&mut self, event: Event<'_>) {
        let _ = self.writer.write_event(event);
    }
}

fn start<'a>(name: &'a str, attributes: &[(&str, &str)]) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, &*clean(value)));
    }
    start
}

fn escape<'a>(text: Cow<'a, str>, special: &[char]) -> Cow<'a, str> {
    if !text.contains(special) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for it in text.chars() {
        match it {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if special.contains(&'"') => out.push_str("&quot;"),
            '\'' if special.contains(&'\'') => out.push_str("&apos;"),
            _ => out.push(it),
        }
    }
    Cow::Owned(out)
}

/// Encodes what follows the host. The host itself is right already, and may hold the brackets of
/// an IPv6 address.
fn encode_tail(url: &Url) -> String {
    let head = if url.has_host() { Position::BeforePath } else { Position::AfterScheme };
    [&url[..head], &encode(&url[head..])].concat()
}

fn encode(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    let mut pieces = part.split('%');
    out.extend(pieces.next().map(encode_piece));
    for piece in pieces {
        let is_escape = piece.len() >= 2 && piece.bytes().take(2).all(|it| it.is_ascii_hexdigit());
        out.push_str(if is_escape { "%" } else { "%25" });
        out.push_str(&encode_piece(piece));
    }
    out
}

fn encode_piece(piece: &str) -> String {
    utf8_percent_encode(piece, NOT_IN_URI).to_string()
}

/// Takes the tokens of an HTML text and keeps the words.
#[derive(Default)]
struct PlainText {
    text: RefCell<String>,
    hidden: RefCell<bool>,
}

impl PlainText {
    fn tag(&self, tag: &Tag) -> TokenSinkResult<()> {
        let is_start = tag.kind == TagKind::StartTag;
        match &*tag.name {
            "script" | "style" => *self.hidden.borrow_mut() = is_start,
            "wbr" => {}
            name if is_inline(name) => {}
            _ => self.text.borrow_mut().push(' '),
        }
        match &*tag.name {
            "script" if is_start => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" if is_start => TokenSinkResult::RawData(RawKind::Rawtext),
            _ => TokenSinkResult::Continue,
        }
    }
}

impl TokenSink for PlainText {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::TagToken(tag) => return self.tag(&tag),
            Token::CharacterTokens(text) if !*self.hidden.borrow() => {
                self.text.borrow_mut().push_str(&text);
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Elements that do not part two words: `kata<em>kunci</em>` is one word, `<p>a</p><p>b</p>` two.
fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "cite"
            | "code"
            | "data"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "q"
            | "ruby"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x2_control_characters_are_dropped() {
        for code in (0..0x20).chain(0x7f..0xa0).chain([0xfffe, 0xffff]) {
            let it = char::from_u32(code).unwrap();
            let stays = matches!(code, 9 | 10 | 13 | 0x85);
            let expected = if stays { format!("a{it}b") } else { "ab".to_owned() };
            assert_eq!(clean(&format!("a{it}b")), expected, "U+{code:04X}");
            let far = "é".repeat(70);
            assert_eq!(clean(&format!("{far}a{it}b{far}")), [&*far, &expected, &far].concat(), "U+{code:04X}");
        }
    }

    #[test]
    fn x2_all_other_characters_stay_and_cost_nothing() {
        let text = "Ikan 🐟 \u{a0}\u{200f}عربي\u{200e} \u{fffd}\u{e000}\u{10ffff}\t\r\n";
        assert!(matches!(clean(text), Cow::Borrowed(it) if it == text));
    }

    #[test]
    fn x3_text_and_attributes_are_escaped_once() {
        let hard = "a & b &amp; <i> ]]> \"x\" 'y' \u{b}";
        assert_eq!(text(hard), "a &amp; b &amp;amp; &lt;i&gt; ]]&gt; \"x\" 'y' ");
        assert_eq!(attribute(hard), "a &amp; b &amp;amp; &lt;i&gt; ]]&gt; &quot;x&quot; &apos;y&apos; ");
    }

    #[test]
    fn x7_urls_become_ascii() {
        let cases = [
            ("https://kabar.id/ikan é/", "https://kabar.id/ikan%20%C3%A9/"),
            ("https://kabar.id/ikan%20%C3%A9/", "https://kabar.id/ikan%20%C3%A9/"),
            ("https://bücher.de/?q=ü&r=1#ß", "https://xn--bcher-kva.de/?q=%C3%BC&r=1#%C3%9F"),
            ("https://kabar.id/a|b[1]^`{}\\", "https://kabar.id/a%7Cb%5B1%5D%5E%60%7B%7D/"),
            ("https://kabar.id/100%/a%2Fb%zz", "https://kabar.id/100%25/a%2Fb%25zz"),
            ("https://[::1]:8080/a", "https://[::1]:8080/a"),
            ("mailto:a b@kabar.id", "mailto:a%20b@kabar.id"),
            ("/ikan é", "/ikan%20%C3%A9"),
        ];
        for (url, expected) in cases {
            assert_eq!(ascii_url(url), expected);
            assert_eq!(ascii_url(expected), expected, "applied twice");
        }
    }

    #[test]
    fn x11_plain_text_has_no_markup_and_no_entities() {
        let cases = [
            ("Harga <em>cabai</em> &amp; bawang", "Harga cabai & bawang"),
            ("satu<br>dua<p>tiga</p><p>empat</p>", "satu dua tiga empat"),
            ("kata<b>kunci</b>, H<sub>2</sub>O", "katakunci, H2O"),
            ("a<script>var x = '<p>';</script>b<style>p{}</style>c", "abc"),
            ("&lt;b&gt; &nbsp;&eacute;&#128031;&hellip; AT&T &unknown; 5 < 6", "<b> \u{a0}é🐟… AT&T &unknown; 5 < 6"),
            ("  a \n\t b  ", "a b"),
            ("<!-- x --><p title='a>b'>c", "c"),
        ];
        for (html, expected) in cases {
            assert_eq!(plain(html), expected);
        }
    }

    #[test]
    fn x11_a_reference_to_a_control_character_is_dropped() {
        assert_eq!(plain("a&#1;&#xb;b"), "ab");
    }

    #[test]
    fn r14_plain_text_is_safe_where_html_is_expected() {
        let cases =
            [("5 < 6 & 7 > 1", "5 &lt; 6 & 7 > 1"), ("<b> &amp; &#1; AT&T", "&lt;b> &amp;amp; &amp;#1; AT&amp;T")];
        for (text, expected) in cases {
            assert_eq!(html_text(text), expected);
            assert_eq!(plain(expected), text);
        }
    }

    #[test]
    fn x11_only_plain_text_has_numeric_references() {
        let root = "<title>a &amp; &lt;b&gt;</title>\n<content>&lt;p&gt;\n&lt;title&gt; &amp;\n</content>";
        assert_eq!(
            with_numeric_references(root, &["<title>"]),
            "<title>a &#x26; &#x3C;b&gt;</title>\n<content>&lt;p&gt;\n&lt;title&gt; &amp;\n</content>"
        );
    }

    #[test]
    fn x11_a_document_without_references_is_left_as_it_is() {
        let root = "<title>a</title>\n<content>&lt;p&gt;</content>";
        assert!(matches!(with_numeric_references(root, &["<title>"]), Cow::Borrowed(it) if it == root));
    }

    #[test]
    fn v2_the_stylesheet_stands_after_the_declaration() {
        let url = "https://kabar.id/feed.css?a=1&b='\"?>";
        let expected = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
            <?xml-stylesheet type=\"text/css\" href=\"https://kabar.id/feed.css?a=1&amp;b=&apos;&quot;?&gt;\"?>\n<a/>\n";
        assert_eq!(String::from_utf8(document("<a/>", Some(url))).unwrap(), expected);
    }

    #[test]
    fn x5_the_root_begins_within_the_first_512_bytes() {
        let mut styled = 0;
        for length in 0..600 {
            let file = String::from_utf8(document("<feed></feed>", Some(&"a".repeat(length)))).unwrap();
            let root = file.find("<feed>").unwrap();
            assert!(root + "<feed".len() <= 512, "an address of {length}");
            styled = if file.contains("<?xml-stylesheet") { root } else { styled };
        }
        assert_eq!(styled + "<feed".len(), 512, "an address as long as can be is kept");
    }

    #[test]
    fn x3_a_tree_is_cleaned_and_escaped() {
        let hard = "a & <i> \"x\" 'y'\u{b}";
        let file = Tree::document("a", &[("b", hard)], |a| {
            a.text("c", hard);
            a.element("d", &[], |d| d.empty("e", &[("f", hard), ("g", "")]));
        });
        let expected = "<?xml version=\"1.0\" encoding=\"utf-8\"?>
<a b=\"a &amp; &lt;i&gt; &quot;x&quot; &apos;y&apos;\">
 <c>a &amp; &lt;i&gt; \"x\" 'y'</c>
 <d>
  <e f=\"a &amp; &lt;i&gt; &quot;x&quot; &apos;y&apos;\" g=\"\"/>
 </d>
</a>
";
        assert_eq!(String::from_utf8(file).unwrap(), expected);
    }

    #[test]
    fn x1_a_document_begins_with_its_declaration() {
        let expected = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<a>b</a>\n";
        assert_eq!(document("<a>b\u{b}</a>", None), expected.as_bytes());
    }
}
