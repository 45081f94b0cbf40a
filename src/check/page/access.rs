//! What people hear who do not see the page (H-15), as far as it stands in the text: headings in order (`heading-order`),
//! links (`link-text`) and buttons (`button-text`) that say what they do, fields with a name (`label`).
//!
//! Descriptions of pictures are judged with the pictures (H-13); the language, the one `h1` and ids with the syntax (H-1).

use std::collections::BTreeSet;

use crate::check::page::Page;
use crate::check::page::dom::Element;
use crate::check::page::syntax::shortened;
use crate::check::report::Report;

/// Texts of links that say nothing to whoever hears only the links of a page.
const VAGUE: [&str; 12] = [
    "di sini",
    "disini",
    "klik di sini",
    "klik disini",
    "klik",
    "tautan ini",
    "link ini",
    "here",
    "click here",
    "click",
    "this link",
    "link",
];

/// Types of `<input>` that show no field, or have a name of their own.
const NAMELESS: [&str; 4] = ["hidden", "submit", "reset", "button"];

pub(super) fn judge(page: &Page<'_>, report: &mut Report) {
    let labelled: BTreeSet<&str> = page.dom.named("label").filter_map(|label| label.attribute("for")).collect();
    let mut level = None;
    for element in page.dom.elements().filter(|element| !is_hidden(*element)) {
        match element.name() {
            "a" | "area" if element.attribute("href").is_some() => judge_link(page, element, report),
            "button" => judge_button(element, report),
            "input" | "select" | "textarea" => judge_field(element, &labelled, report),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => judge_heading(element, &mut level, report),
            _ => {}
        }
    }
}

fn is_hidden(element: Element<'_>) -> bool {
    element.attribute("aria-hidden") == Some("true") || element.attribute("hidden").is_some()
}

/// A heading may go up any number of levels, and down one.
fn judge_heading(heading: Element<'_>, last: &mut Option<u8>, report: &mut Report) {
    let level = heading.name().as_bytes()[1] - b'0';
    if let Some(before) = last.replace(level).filter(|before| level > before + 1) {
        let title = shortened(heading.text().trim());
        let message = format!("`<h{level}>` follows `<h{before}>`: {title}");
        let help = format!("who goes through a page by its headings misses one; write `<h{}>`", before + 1);
        report.warning("heading-order", Some(heading.at()), message, &help);
    }
}

fn judge_link(page: &Page<'_>, link: Element<'_>, report: &mut Report) {
    let href = link.attribute("href").unwrap_or_default();
    let name = name_of(link);
    let bare = name.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
    if name.is_empty() {
        let message = format!("the link to `{}` has no text", shortened(href));
        let help = "write where it leads; for a picture in it, write its `alt`";
        report.error("link-text", Some(link.at()), message, help);
    } else if VAGUE.contains(&bare.as_str()) {
        let message = format!("the link to `{}` is called “{}”", shortened(href), shortened(&name));
        let help = "write where it leads: many readers hear only the links of a page";
        report.warning("link-text", Some(link.at()), message, help);
    } else {
        return;
    }
    let url = page.absolute(href);
    let own = url.as_ref().and_then(|url| page.site.own_address(url, url.as_str()));
    report.about(own.or_else(|| url.map(String::from)));
}

fn judge_button(button: Element<'_>, report: &mut Report) {
    if name_of(button).is_empty() {
        let help = "write what it does, as text or as `aria-label`";
        report.error("button-text", Some(button.at()), "a button has no text", help);
    }
}

fn judge_field(field: Element<'_>, labelled: &BTreeSet<&str>, report: &mut Report) {
    let kind = field.attribute("type").unwrap_or("text").to_ascii_lowercase();
    let is_input = field.name() == "input";
    let has_label = field.is_in("label") || field.attribute("id").is_some_and(|id| labelled.contains(id));
    let has_alt = kind == "image" && field.attribute("alt").is_some();
    if (is_input && NAMELESS.contains(&kind.as_str())) || has_label || has_alt || told(field).is_some() {
        return;
    }
    let name = field.attribute("name").unwrap_or_default();
    let message = format!("the field `<{} name=\"{}\">` has no label", field.name(), shortened(name));
    report.error("label", Some(field.at()), message, "write `<label for=\"…\">` with its `id`, or an `aria-label`");
}

/// The name that an attribute gives.
fn told(element: Element<'_>) -> Option<&str> {
    let given = ["aria-label", "aria-labelledby", "title"].into_iter().filter_map(|name| element.attribute(name));
    given.map(str::trim).find(|name| !name.is_empty())
}

/// What is said of an element: a name given to it, or else the texts and descriptions of pictures inside.
fn name_of(element: Element<'_>) -> String {
    if let Some(name) = told(element).or_else(|| element.attribute("alt")) {
        return name.to_owned();
    }
    let mut name = element.text();
    for inner in element.inside() {
        if is_hidden(inner) {
            name = name.replacen(&inner.text(), "", 1);
        } else if let Some(other) = inner.attribute("alt").or_else(|| inner.attribute("aria-label")) {
            name.push_str(other);
        }
    }
    name.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use crate::check::page::sample::{LIST, with};

    fn told(body: &str) -> String {
        with(LIST, &[("</main>", &format!("{body}</main>"))])
    }

    #[test]
    fn h15_headings_go_down_one_level_at_a_time() {
        assert_eq!(told("<h2>a</h2><h3>b</h3><h2>c</h2>"), "");
        assert_eq!(told("<h3>b <i>c</i></h3>"), "W heading-order [<h3>] `<h3>` follows `<h1>`: b c\n");
    }

    #[test]
    fn h15_links_say_where_they_lead() {
        for fine in [
            "<a href=\"/a/\">Banjir</a>",
            "<a href=\"/a/\" aria-label=\"Banjir\"></a>",
            "<a href=\"/a/\"><img src=\"/a.jpg\" alt=\"Banjir\" width=\"1\" height=\"1\" loading=\"lazy\"></a>",
            "<a id=\"x\"></a>",
            "<a href=\"/a/\" aria-hidden=\"true\"></a>",
        ] {
            assert_eq!(told(fine), "", "{fine}");
        }
        let arrow = "<a href=\"/a/\"><span aria-hidden=\"true\">→</span></a>";
        assert_eq!(told(arrow), "E link-text [<a href=\"/a/\">] the link to `/a/` has no text\n");
        for (text, level) in [("Klik di sini!", "W"), ("here", "W"), (" ", "E")] {
            let told = told(&format!("<a href=\"/a/\">{text}</a>"));
            assert!(told.starts_with(&format!("{level} link-text [<a href=\"/a/\">] the link to `/a/`")), "{told}");
        }
    }

    #[test]
    fn h15_buttons_and_fields_have_names() {
        let fine = "<form action=\"/cari/\"><label for=\"q\">Cari</label><input id=\"q\" name=\"q\"><input type=\"hidden\" name=\"h\">\
            <label>Rubrik <select name=\"r\"></select></label><button>Cari</button><input type=\"submit\"></form>";
        assert_eq!(told(fine), "");
        let bare = "<form action=\"/cari/\"><input name=\"q\"><textarea name=\"t\"></textarea><button><svg></svg></button></form>";
        assert_eq!(
            told(bare),
            "E label [<input name=\"q\">] the field `<input name=\"q\">` has no label\n\
             E label [<textarea name=\"t\">] the field `<textarea name=\"t\">` has no label\n\
             E button-text [<button>] a button has no text\n"
        );
    }
}
