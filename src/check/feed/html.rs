//! HTML inside a feed and plain text that must hold none.
//!
//! Judged are tags as they were written; the place is the element of the feed that holds them, since a character of the
//! payload has no single place in the file.

use std::ops::Range;

use crate::check::feed::address::{self, Fault, Wanted};
use crate::check::feed::html_address;
use crate::check::feed::html_tags::{self, Html, HtmlTag};
use crate::check::feed::report::{Report, shown};
use crate::check::links::Use;

const FORBIDDEN: &str = "script style link iframe object embed applet form input button select textarea option svg math \
    meta base frame frameset noscript canvas";
const VOID: &str = "area base br col embed hr img input link meta param source track wbr";
/// End tags that may be left out.
const OPTIONAL: &str = "p li dt dd tr td th thead tbody tfoot option optgroup colgroup caption rp rt html head body";
/// Names that make `<…>` in a text look like markup.
const KNOWN: &str = "a abbr address article aside b blockquote br code center cite del details div dl dt dd em figcaption figure \
    font footer h1 h2 h3 h4 h5 h6 header hr i iframe img ins kbd li mark nav ol p picture pre q s script section small \
    span strike strong style sub summary sup table tbody td th time tr tt u ul video";
const DANGEROUS: [&str; 7] =
    ["position:", "position :", "expression(", "behavior:", "-moz-binding", "javascript:", "@import"];
const PLACEHOLDERS: [&str; 5] = ["placeholder", "blank.gif", "spacer.gif", "lazy.gif", "1x1."];

/// Judges a piece of HTML; `wanted` says whether the format lets addresses be relative.
pub fn judge(html: &str, wanted: Wanted, at: &Range<usize>, report: &mut Report) {
    let read = html_tags::read(html);
    tags(&read, wanted, at, report);
    if let Some(message) = unbalanced(&read.tags) {
        report.ours("X-8", at.clone(), message, "write the HTML from a parsed tree, or mend the tags");
    }
}

/// Judges XHTML as it stands in a document; a parser of XML has seen to its balance.
pub fn judge_xhtml(source: &str, wanted: Wanted, at: &Range<usize>, report: &mut Report) {
    tags(&html_tags::read(source), wanted, at, report);
}

fn tags(read: &Html, wanted: Wanted, at: &Range<usize>, report: &mut Report) {
    escapes(read, at, report);
    for tag in read.tags.iter().filter(|tag| !tag.closes) {
        forbidden(tag, at, report);
        addresses(tag, wanted, at, report);
        if tag.name == "img" {
            picture(tag, at, report);
        }
    }
}

/// Judges text that must be plain. No more than a warning: a headline may well be about `<b>` itself (T08), and
/// nobody can tell from outside.
pub fn judge_plain(text: &str, what: &str, at: &Range<usize>, report: &mut Report) {
    if let Some(markup) = markup(text) {
        let message = format!("{what} is plain text, but holds {}", shown(markup));
        report.advice("X-11", at.clone(), message, "leave the markup out; write signs as they are, escaped once");
    }
}

/// What in a text looks like markup: a tag, or a reference that was escaped twice.
pub fn markup(text: &str) -> Option<&str> {
    tag_in(text).or_else(|| reference_in(text))
}

/// The first tag of HTML.
pub fn tag_in(text: &str) -> Option<&str> {
    text.match_indices('<').find_map(|(at, _)| {
        let name = text[at + 1..].trim_start_matches('/');
        let end = name.bytes().take(12).position(|byte| !byte.is_ascii_alphanumeric())?;
        if !name[end..].starts_with(['/', ' ', '\n', '\t', '>']) || !has(KNOWN, &name[..end].to_ascii_lowercase()) {
            return None;
        }
        // A tag is not long: the search for its end must not go to the end of the text each time.
        let close = text[at..].bytes().take(500).position(|byte| byte == b'>')?;
        Some(&text[at..=at + close])
    })
}

fn reference_in(text: &str) -> Option<&str> {
    text.match_indices('&').find_map(|(at, _)| {
        let end = text[at..].bytes().take(12).position(|byte| byte == b';')?;
        let inside = &text[at + 1..at + end];
        let digits = inside.strip_prefix('#').map(|digits| digits.trim_start_matches(['x', 'X']));
        let is_number = digits.is_some_and(|it| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let is_name = inside.len() > 1 && inside.bytes().all(|byte| byte.is_ascii_alphabetic());
        (is_number || is_name).then_some(&text[at..=at + end])
    })
}

/// Signs that a control character or a second escaping left.
fn escapes(html: &Html, at: &Range<usize>, report: &mut Report) {
    let is_control = |letter: &char| *letter < ' ' && !matches!(letter, '\n' | '\t' | '\r');
    if let Some(letter) = html.text.chars().find(is_control) {
        let message = format!("the HTML holds the control character U+{:04X}", u32::from(letter));
        report.ours("X-2", at.clone(), message, "drop it");
    }
    let escaped = tag_in(&html.text).filter(|_| html.tags.is_empty());
    if let Some(tag) = escaped {
        let message = format!("the HTML is escaped twice: readers show {} as text", shown(tag));
        report.ours("X-3", at.clone(), message, "escape it once");
    }
}

fn forbidden(tag: &HtmlTag, at: &Range<usize>, report: &mut Report) {
    if has(FORBIDDEN, &tag.name) {
        let help = "leave it out; an embed becomes a link with its picture";
        report.ours("X-9", at.clone(), format!("the HTML holds <{}>, which readers drop or refuse", tag.name), help);
    }
    for (name, value) in &tag.attributes {
        if name.len() > 2 && name.starts_with("on") {
            report.ours("X-9", at.clone(), format!("<{}> has the script attribute `{name}`", tag.name), "leave it out");
        } else if name == "style" {
            let style = value.to_ascii_lowercase();
            if let Some(part) = DANGEROUS.iter().find(|part| style.contains(**part)) {
                let message = format!("the style of <{}> holds `{part}`", tag.name);
                report.ours("X-9", at.clone(), message, "leave the style out");
            }
        }
    }
}

fn addresses(tag: &HtmlTag, wanted: Wanted, at: &Range<usize>, report: &mut Report) {
    for (attribute, url) in html_address::of(tag) {
        report.name(url, at, purpose(attribute));
        let place = format!("`{attribute}` of <{}>", tag.name);
        if address::is_script(url) {
            report.ours("X-9", at.clone(), format!("{place} is a script: {}", shown(url)), "leave it out");
            continue;
        }
        let Some(fault) = address::fault(url).filter(|fault| *fault != Fault::Scheme) else { continue };
        let message = format!("{place}: {} {}", shown(url), address::reason(fault));
        // A letter beyond ASCII does no harm in the HTML of others.
        if wanted == Wanted::Uri || !matches!(fault, Fault::Letter(letter) if !letter.is_ascii()) {
            report.ours("X-8", at.clone(), message, address::advice(url, fault));
        } else {
            report.house("X-8", at.clone(), message, address::advice(url, fault));
        }
    }
}

fn purpose(attribute: &str) -> Use {
    match attribute {
        "href" | "cite" | "action" | "longdesc" => Use::Link,
        _ => Use::Picture,
    }
}

/// Pictures that readers can lay out and read aloud.
fn picture(tag: &HtmlTag, at: &Range<usize>, report: &mut Report) {
    let source = tag.attribute("src").unwrap_or_default();
    let mut advise = |message: String, help: &str| report.advice("X-10", at.clone(), message, help);
    let lower = source.to_ascii_lowercase();
    if tag.attributes.iter().any(|(name, _)| name.starts_with("data-") && name.contains("src")) {
        advise(format!("the picture {} waits for a script to load it", shown(source)), "write its address into `src`");
    } else if source.is_empty() {
        advise("a picture has no `src`".to_owned(), "write its address into `src`");
    } else if lower.starts_with("data:") || PLACEHOLDERS.iter().any(|name| lower.contains(name)) {
        advise(format!("the picture {} is a placeholder", shown(source)), "write the real address into `src`");
    }
    let missing: Vec<&str> =
        ["width", "height", "alt"].into_iter().filter(|name| tag.attribute(name).is_none()).collect();
    if !missing.is_empty() {
        let message = format!("the picture {} has no {}", shown(source), missing.join(", no "));
        advise(message, "write width, height and alt, so that readers keep its place and read it aloud");
    }
}

/// What does not close what it should.
fn unbalanced(tags: &[HtmlTag]) -> Option<String> {
    let mut open: Vec<&str> = Vec::new();
    for tag in tags.iter().filter(|tag| !has(VOID, &tag.name)) {
        if !tag.closes {
            if !tag.closes_itself || !is_foreign(&tag.name) {
                open.push(&tag.name);
            }
            continue;
        }
        while open.last().is_some_and(|top| *top != tag.name && has(OPTIONAL, top)) {
            open.pop();
        }
        match open.pop() {
            Some(top) if top == tag.name => {}
            Some(top) => return Some(format!("</{}> closes what <{top}> opened", tag.name)),
            None => return Some(format!("</{}> closes nothing", tag.name)),
        }
    }
    let left = open.into_iter().find(|name| !has(OPTIONAL, name));
    left.map(|name| format!("<{name}> is never closed"))
}

/// Elements of SVG and `MathML` may close themselves.
fn is_foreign(name: &str) -> bool {
    !has(KNOWN, name)
}

/// Whether a list of words holds a word.
fn has(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|own| own == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::feed::Options;

    fn told(html: &str) -> Vec<(&'static str, String)> {
        let mut report = Report::new(None, &Options { own: true, now: None });
        judge(html, Wanted::Uri, &(0..0), &mut report);
        report.into_sorted().into_iter().map(|it| (it.rule, it.message)).collect()
    }

    fn one(html: &str, rule: &'static str, message: &str) {
        assert_eq!(told(html), [(rule, message.to_owned())], "{html}");
    }

    #[test]
    fn x8_what_is_clean_passes() {
        let img = "<img src=\"https://a.example/b.jpg\" width=\"4\" height=\"3\" alt=\"\">";
        for html in [
            "<p>a<p>b",
            "<ul><li>a<li>b</ul>",
            "a<br/>b",
            img,
            "<figure><picture><source srcset=\"https://a.example/b\"></picture></figure>",
            "<a href=\"mailto:a@b.example\">x</a>",
            "<pre><code>&lt;p&gt;</code></pre>",
            "",
        ] {
            assert_eq!(told(html), [], "{html}");
        }
    }

    #[test]
    fn x8_addresses_are_absolute_everywhere() {
        one("<a href=\"../b\">b</a>", "X-8", "`href` of <a>: \"../b\" is relative: it leads nowhere in a reader");
        one(
            "<picture><source srcset=\"https://a.example/b, c.jpg 2x\"></picture>",
            "X-8",
            "`srcset` of <source>: \"c.jpg\" is relative: it leads nowhere in a reader",
        );
        one(
            "<p style=\"background:url(b.png)\">",
            "X-8",
            "`style` of <p>: \"b.png\" is relative: it leads nowhere in a reader",
        );
        one(
            "<video poster=\"/p.jpg\"></video>",
            "X-8",
            "`poster` of <video>: \"/p.jpg\" is relative: it leads nowhere in a reader",
        );
    }

    #[test]
    fn x8_tags_are_balanced() {
        one("<b><i>a</b></i>", "X-8", "</b> closes what <i> opened");
        one("<div>a", "X-8", "<div> is never closed");
        one("a</p>", "X-8", "</p> closes nothing");
    }

    #[test]
    fn x9_nothing_runs() {
        one("<script>a</b></script>", "X-9", "the HTML holds <script>, which readers drop or refuse");
        one("<p onclick=\"a()\">b</p>", "X-9", "<p> has the script attribute `onclick`");
        one("<p style=\"Position: fixed\">b</p>", "X-9", "the style of <p> holds `position:`");
        one("<a href=\"JavaScript:a()\">b</a>", "X-9", "`href` of <a> is a script: \"JavaScript:a()\"");
    }

    #[test]
    fn x10_pictures_are_real() {
        let size = "width=1 height=1 alt=a";
        one(
            "<img src=\"https://a.example/b.jpg\">",
            "X-10",
            "the picture \"https://a.example/b.jpg\" has no width, no height, no alt",
        );
        one(&format!("<img {size}>"), "X-10", "a picture has no `src`");
        one(
            &format!("<img src=\"https://a.example/1x1.gif\" {size}>"),
            "X-10",
            "the picture \"https://a.example/1x1.gif\" is a placeholder",
        );
        one(
            &format!("<img src=\"https://a.example/b\" data-src=c {size}>"),
            "X-10",
            "the picture \"https://a.example/b\" waits for a script to load it",
        );
    }

    #[test]
    fn x2_x3_what_was_escaped_wrongly() {
        one("a&#1;b", "X-2", "the HTML holds the control character U+0001");
        one("&lt;p&gt;a&lt;/p&gt;", "X-3", "the HTML is escaped twice: readers show \"<p>\" as text");
    }

    #[test]
    fn x11_titles_hold_no_markup() {
        for plain in ["a < b & c > d", "List<String>", "AT&T", "1 &lt", "R&D; x"] {
            assert_eq!(markup(plain), None, "{plain}");
        }
        for (text, part) in
            [("a <em>b</em>", "<em>"), ("a &amp; b", "&amp;"), ("&#8217;", "&#8217;"), ("x<br/>", "<br/>")]
        {
            assert_eq!(markup(text), Some(part));
        }
    }
}
