//! What channels and articles of RSS share: which elements there are, addresses, contacts.
//!
//! Elements are taken as RSS's own also in the namespace of `<rss>` itself, which some writers give it by mistake.

use roxmltree::Node;

use crate::check::feed::address::{self, Wanted};
use crate::check::feed::report::{Report, shown};
use crate::check::feed::{date, language, node};

/// Whether it is an element of RSS itself.
pub fn is_core(element: Node) -> bool {
    let space = node::space(element);
    space.is_empty() || space == node::space(element.document().root_element())
}

/// Whether it is the one of this name.
pub fn is(element: Node, name: &str) -> bool {
    element.tag_name().name() == name && is_core(element)
}

/// Elements of RSS right below with this name.
pub fn named<'a, 'i: 'a>(holder: Node<'a, 'i>, name: &'a str) -> impl Iterator<Item = Node<'a, 'i>> {
    node::elements(holder).filter(move |element| is(*element, name))
}

/// The first of them.
pub fn first<'a, 'i: 'a>(holder: Node<'a, 'i>, name: &'a str) -> Option<Node<'a, 'i>> {
    named(holder, name).next()
}

/// Its text, if there is any.
pub fn value(holder: Node, name: &str) -> Option<String> {
    first(holder, name).map(node::trimmed).filter(|text| !text.is_empty())
}

/// Each element is one that RSS has, and stands there as often as it may.
pub fn vocabulary(holder: Node, once: &[&str], many: &[&str], rule: &'static str, report: &mut Report) {
    let bare = holder.children().find(|it| it.is_text() && it.text().is_some_and(|text| !text.trim().is_empty()));
    if let Some(text) = bare {
        let message = format!("text stands right in <{}>", holder.tag_name().name());
        report.error("R-23", text.range(), message, "leave it out");
    }
    let mut seen: Vec<&str> = Vec::new();
    for element in node::elements(holder).filter(|element| is_core(*element)) {
        let name = element.tag_name().name();
        let at = node::start_tag(element);
        if once.contains(&name) {
            if seen.contains(&name) {
                report.error(rule, at, format!("a second <{name}>"), "keep one: readers take the first or the last");
            } else {
                seen.push(name);
            }
        } else if !many.contains(&name) {
            let known = once.iter().chain(many).find(|known| known.eq_ignore_ascii_case(name));
            let help = known.map_or_else(|| "leave it out".to_owned(), |known| format!("write `<{known}>`"));
            let message = format!("RSS has no <{name}> in <{}>", holder.tag_name().name());
            report.error("R-23", at, message, help);
        }
    }
}

/// An element whose text is an address.
pub fn link(element: Node, report: &mut Report) {
    let url = if report.own { node::text(element) } else { node::trimmed(element) };
    address::judge(&url, &format!("<{}>", element.tag_name().name()), Wanted::Uri, element.range(), report);
}

/// Dates and languages of Dublin Core.
pub fn dublin_core(element: Node, report: &mut Report) {
    match element.tag_name().name() {
        "date" => {
            date::w3c(&node::text(element), "R-20", element.range(), report);
        }
        "language" => language::judge(&node::trimmed(element), "R-4", element.range(), report),
        _ => {}
    }
}

/// `mail@host (Name)`.
pub fn contact(element: Node, rule: &'static str, report: &mut Report) {
    let text = node::trimmed(element);
    let name = element.tag_name().name();
    let help = "write `redaksi@host.example (Name)`, or leave it out";
    let (mail, rest) = text.split_once([' ', '(']).unwrap_or((&text, ""));
    let around = |letter: char| letter.is_whitespace() || "()<>,:;?\"".contains(letter);
    if !is_mail(mail) && text.split(around).any(is_mail) {
        report.ours(rule, element.range(), format!("<{name}> is {}, not in the form of RSS", shown(&text)), help);
    } else if !is_mail(mail) {
        report.error(rule, element.range(), format!("<{name}> is {}, no e-mail address", shown(&text)), help);
    } else if rest.trim().is_empty() {
        report.ours(rule, element.range(), format!("<{name}> has no name behind the address"), help);
    }
}

/// Whether it can be an address of e-mail.
pub fn is_mail(text: &str) -> bool {
    let is_sign = |letter: char| letter.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(letter);
    let is_host = |letter: char| letter.is_ascii_alphanumeric() || "-.".contains(letter);
    text.rsplit_once('@').is_some_and(|(user, host)| {
        let has_labels = host.split('.').all(|label| !label.is_empty());
        !user.is_empty() && user.chars().all(is_sign) && has_labels && host.chars().all(is_host)
    })
}
