//! Texts, contents and persons of Atom.

use roxmltree::Node;

use crate::check::feed::address::{self, Wanted};
use crate::check::feed::namespace::{ATOM, MATHML, SVG, XHTML};
use crate::check::feed::report::{Report, shown};
use crate::check::feed::{atom, html, media, node, rss_parts};

/// Judges a title, subtitle, summary or note of rights.
pub fn judge(element: Node, report: &mut Report) {
    let name = element.tag_name().name();
    let at = element.range();
    match element.attribute("type") {
        None | Some("text") => plain(element, report),
        Some("html") => escaped(element, report),
        Some("xhtml") => xhtml(element, report),
        Some(kind) => {
            let message = format!("the type of <{name}> is {}", shown(kind));
            report.error("A-19", node::attribute_place(element, "type"), message, "write `text`, `html` or `xhtml`");
        }
    }
    if name == "summary" && element.has_attribute("type") {
        report.house("A-9", at.clone(), "the summary has a type", "write plain text, without a type");
    }
    if name == "title" && node::trimmed(element).is_empty() && node::elements(element).next().is_none() {
        report.ours("X-11", at, "a title is empty", "write one");
    }
}

fn plain(element: Node, report: &mut Report) {
    let name = element.tag_name().name();
    if node::elements(element).next().is_some() {
        let help = "escape it, or write `type=\"xhtml\"` and one `<div>`";
        report.error("A-19", element.range(), format!("<{name}> is plain text, but holds elements"), help);
        return;
    }
    let text = node::text(element);
    if name == "title" {
        html::judge_plain(&text, "a title", &element.range(), report);
    } else if let Some(markup) = html::markup(&text) {
        let rule = if name == "summary" { "A-9" } else { "X-11" };
        let message = format!("<{name}> is plain text, but holds {}", shown(markup));
        report.ours(rule, element.range(), message, "leave the markup out");
    }
}

fn escaped(element: Node, report: &mut Report) {
    let name = element.tag_name().name();
    if node::elements(element).next().is_some() {
        let help = "escape it once: `&lt;p&gt;`";
        report.error("A-8", element.range(), format!("<{name}> is escaped HTML, but holds elements"), help);
        return;
    }
    let text = node::text(element);
    if name == "title" {
        if let Some(tag) = html::tag_in(&text) {
            let message = format!("a title holds {}, which most readers show as it is", shown(tag));
            report.ours("X-11", element.range(), message, "leave the markup and the type out");
        }
    } else {
        html::judge(&text, Wanted::Iri, &element.range(), report);
    }
}

/// One `div` in the namespace of XHTML.
fn xhtml(element: Node, report: &mut Report) {
    let name = element.tag_name().name();
    let help = "write one `<div xmlns=\"http://www.w3.org/1999/xhtml\">` and everything inside";
    let mut inside = node::elements(element);
    let has_div = inside.next().is_some_and(|first| node::is(first, XHTML, "div"));
    if !has_div {
        report.error("A-8", element.range(), format!("<{name}> is XHTML, but has no <div> of XHTML"), help);
        return;
    }
    if inside.next().is_some() || !node::trimmed(element).is_empty() {
        report.error("A-8", element.range(), format!("<{name}> holds more than its <div>"), help);
    }
    for child in element.descendants().filter(|it| it.is_element() && *it != element) {
        let message = || format!("<{}> stands in XHTML and is none of its elements", child.tag_name().name());
        match node::space(child) {
            XHTML | SVG | MATHML => {}
            "" => report.error("A-8", node::start_tag(child), message(), help),
            _ => report.ours("A-8", node::start_tag(child), message(), help),
        }
    }
    let source = &element.document().input_text()[element.range()];
    let body = source.find('>').map_or("", |end| &source[end + 1..]);
    let body = body.rfind("</").map_or(body, |end| &body[..end]);
    html::judge_xhtml(&without_prefixes(body), Wanted::Iri, &element.range(), report);
    if node::elements(element).next().is_some_and(|div| div.tag_name().namespace() != div.default_namespace()) {
        report.ours(
            "A-8",
            element.range(),
            format!("<{name}> has XHTML with a prefix"),
            "declare XHTML as the namespace of its `<div>`",
        );
    }
}

/// `<h:p>` as an HTML parser knows it: `<p>`.
fn without_prefixes(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at + 1);
        out.push_str(before);
        let slash = usize::from(tag.starts_with('/'));
        out.push_str(&tag[..slash]);
        rest = &tag[slash..];
        let name = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '-').unwrap_or(rest.len());
        if rest[name..].starts_with(':') {
            rest = &rest[name + 1..];
        }
    }
    out.push_str(rest);
    out
}

/// Judges the content of an entry.
pub fn content(element: Node, report: &mut Report) {
    if let Some(source) = element.attribute("src") {
        address::judge(source, "the content", Wanted::Iri, node::attribute_place(element, "src"), report);
        if node::elements(element).next().is_some() || !node::trimmed(element).is_empty() {
            report.error(
                "A-8",
                element.range(),
                "the content has a `src`, and something inside",
                "keep one of the two",
            );
        }
        if matches!(element.attribute("type"), Some("text" | "html" | "xhtml")) {
            let at = node::attribute_place(element, "type");
            report.error("A-8", at, "the type of content elsewhere is no media type", "write for instance `text/html`");
        }
        report.house("A-8", element.range(), "the content is elsewhere", "write it into the feed");
        return;
    }
    match element.attribute("type") {
        None | Some("text") => text_content(element, report),
        Some("html") => escaped(element, report),
        Some("xhtml") => xhtml(element, report),
        Some(kind) => other(element, kind, report),
    }
}

fn text_content(element: Node, report: &mut Report) {
    if node::elements(element).next().is_some() {
        let message = "the content is plain text, but holds elements";
        report.error("A-8", element.range(), message, "write `type=\"xhtml\"` and one `<div>`, or escape it");
    } else if let Some(markup) = html::markup(&node::text(element)) {
        let message = format!("the content is plain text, but holds {}", shown(markup));
        report.ours("A-8", element.range(), message, "write `type=\"html\"`");
    }
}

fn other(element: Node, kind: &str, report: &mut Report) {
    let at = node::attribute_place(element, "type");
    let lower = kind.to_ascii_lowercase();
    let is_xml = lower.ends_with("+xml") || lower.ends_with("/xml");
    media::mime(kind, "A-8", at.clone(), report);
    if lower == "text/html" {
        html::judge(&node::text(element), Wanted::Iri, &element.range(), report);
    }
    if lower.starts_with("multipart/") || lower.starts_with("message/") {
        report.error(
            "A-8",
            at.clone(),
            format!("content of type {} holds other contents", shown(kind)),
            "write `type=\"html\"`",
        );
    } else if is_xml && (node::elements(element).count() > 1 || !node::trimmed(element).is_empty()) {
        report.error(
            "A-8",
            element.range(),
            format!("content of type {} is not one element", shown(kind)),
            "write `type=\"html\"`",
        );
    } else if !is_xml && node::elements(element).next().is_some() {
        report.error(
            "A-8",
            element.range(),
            format!("content of type {} holds elements", shown(kind)),
            "write `type=\"xhtml\"` and one `<div>`",
        );
    }
    report.house("A-8", at, format!("the content is {}", shown(kind)), "write `type=\"html\"`");
}

/// Judges an author or contributor.
pub fn person(element: Node, report: &mut Report) {
    let role = element.tag_name().name();
    atom::vocabulary(element, &["name", "uri", "email"], &[], report);
    if node::value(element, ATOM, "name").is_none() {
        report.error("A-3", element.range(), format!("<{role}> has no name"), "write `<name>`");
    }
    if let Some(name) = node::first(element, ATOM, "name") {
        html::judge_plain(&node::text(name), "a name", &name.range(), report);
    }
    if let Some(uri) = node::first(element, ATOM, "uri") {
        address::judge(&node::text(uri), &format!("<uri> of <{role}>"), Wanted::Iri, uri.range(), report);
    }
    let email = node::first(element, ATOM, "email");
    if let Some(email) = email.filter(|email| !rss_parts::is_mail(&node::text(*email))) {
        let message = format!("{} is no e-mail address", shown(&node::text(email)));
        report.error("A-3", email.range(), message, "write the address alone, or leave it out");
    }
}

#[cfg(test)]
mod tests {
    use crate::check::feed::sample::{ATOM, places, planted};

    #[test]
    fn a8_content() {
        let div = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Air <br/>turun</p></div>";
        planted(ATOM, div, "Air turun", &[("A-8", "<content type=\"xhtml\">Air turun</content>")]);
        planted(ATOM, div, &[div, div].concat(), &[("A-8", "<content type=\"xhtml\">…")]);
        planted(ATOM, "<p>Air <br/>turun</p>", "<p xmlns=\"\">Air</p>", &[("A-8", "<p xmlns=\"\">")]);
        planted(
            ATOM,
            "<content type=\"html\">",
            "<content>",
            &[("A-8", "<content>&lt;p&gt;Harga naik&lt;/p&gt;</content>")],
        );
        planted(
            ATOM,
            "&lt;p&gt;Harga naik&lt;/p&gt;",
            "<p>Harga naik</p>",
            &[("A-8", "<content type=\"html\"><p>Harga naik</p></content>")],
        );
        planted(
            ATOM,
            "<content type=\"html\">",
            "<content type=\"htm\">",
            &[("A-8", "type=\"htm\""), ("A-8", "type=\"htm\"")],
        );
    }

    #[test]
    fn a8_content_elsewhere() {
        let elsewhere = "<content src=\"https://kabar.example/a.pdf\" type=\"application/pdf\"/>";
        let text = "<content type=\"html\">&lt;p&gt;Harga naik&lt;/p&gt;</content>";
        planted(ATOM, text, elsewhere, &[("A-8", elsewhere)]);
        let bare = ATOM.replace("<summary>Pedagang mengeluh</summary>", "").replace(text, elsewhere);
        assert_eq!(places(&bare, false), [("A-8", elsewhere.to_owned())]);
    }

    #[test]
    fn a9_summaries() {
        planted(
            ATOM,
            "Pedagang mengeluh",
            "&lt;b&gt;Pedagang&lt;/b&gt;",
            &[("A-9", "<summary>&lt;b&gt;Pedagang&lt;/b&gt;</summary>")],
        );
        planted(
            ATOM,
            "<summary>",
            "<summary type=\"text\">",
            &[("A-9", "<summary type=\"text\">Pedagang mengeluh</summary>")],
        );
    }

    #[test]
    fn a19_types_of_texts() {
        planted(ATOM, "<title>Banjir", "<title type=\"plain\">Banjir", &[("A-19", "type=\"plain\"")]);
        planted(
            ATOM,
            "<title>Banjir surut",
            "<title><b>Banjir</b> surut",
            &[("A-19", "<title><b>Banjir</b> surut</title>")],
        );
    }
}
