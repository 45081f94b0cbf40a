//! OPML 2.0: a list of feeds (O-1 to O-3).

use roxmltree::Node;

use crate::check::feed::address::{self, Wanted};
use crate::check::feed::report::{Report, shown};
use crate::check::feed::{FeedFacts, date, language, node, rss_parts};

const HEAD: [&str; 13] = [
    "title",
    "dateCreated",
    "dateModified",
    "ownerName",
    "ownerEmail",
    "ownerId",
    "docs",
    "expansionState",
    "vertScrollState",
    "windowTop",
    "windowLeft",
    "windowBottom",
    "windowRight",
];
const VERSIONS: [&str; 7] = ["RSS", "RSS1", "RSS2", "scriptingNews", "RSS0.91", "RSS0.92", "RSS2.0"];

/// Judges an OPML document.
pub fn judge(root: Node, report: &mut Report) -> FeedFacts {
    version(root, report);
    let mut facts = FeedFacts::default();
    match node::first(root, "", "head") {
        Some(head) => judge_head(head, &mut facts, report),
        None => report.error("O-1", node::start_tag(root), "there is no <head>", "write `<head>` with a `<title>`"),
    }
    let Some(body) = node::first(root, "", "body") else {
        report.error("O-1", node::start_tag(root), "there is no <body>", "write `<body>` with the feeds");
        return facts;
    };
    if node::first(body, "", "outline").is_none() {
        report.error("O-1", node::start_tag(body), "the list is empty", "write an `<outline>` for each feed");
    }
    for element in body.descendants().filter(|it| it.is_element() && *it != body && node::space(*it).is_empty()) {
        if element.tag_name().name() == "outline" {
            facts.feeds.extend(outline(element, report));
        } else {
            let message = format!("OPML has no <{}> in its body", element.tag_name().name());
            report.error("O-1", node::start_tag(element), message, "write `<outline>`");
        }
    }
    facts
}

fn version(root: Node, report: &mut Report) {
    let help = "write `<opml version=\"2.0\">`";
    match root.attribute("version") {
        Some("2.0") => {}
        Some(old @ ("1.0" | "1.1")) => {
            report.ours("O-1", node::attribute_place(root, "version"), format!("it is OPML {old}"), help);
        }
        Some(other) => {
            let message = format!("there is no OPML of version {}", shown(other));
            report.error("O-1", node::attribute_place(root, "version"), message, help);
        }
        None => report.error("O-1", node::start_tag(root), "<opml> does not say its version", help),
    }
}

fn judge_head(head: Node, facts: &mut FeedFacts, report: &mut Report) {
    facts.title = node::value(head, "", "title").unwrap_or_default();
    if facts.title.is_empty() {
        report.ours("O-1", node::start_tag(head), "the list has no title", "write `<title>`");
    }
    for element in node::elements(head).filter(|it| node::space(*it).is_empty()) {
        let at = element.range();
        match element.tag_name().name() {
            "dateCreated" | "dateModified" => {
                date::rfc822(&node::text(element), "O-1", at, report);
            }
            "ownerEmail" if !rss_parts::is_mail(&node::trimmed(element)) => {
                let message = format!("{} is no e-mail address", shown(&node::trimmed(element)));
                report.error("O-1", at, message, "write the address alone, or leave it out");
            }
            "docs" => report.house("O-1", at, "validators refuse <docs>", "leave it out"),
            "ownerId" => {
                address::judge(&node::trimmed(element), "<ownerId>", Wanted::Uri, at, report);
            }
            name if !HEAD.contains(&name) => {
                report.error("O-1", at, format!("OPML has no <{name}> in its head"), "leave it out");
            }
            _ => {}
        }
    }
    for name in ["ownerName", "ownerId"] {
        if node::value(head, "", name).is_none() {
            report.house(
                "O-1",
                node::start_tag(head),
                format!("the list has no `{name}`"),
                format!("write `<{name}>`"),
            );
        }
    }
    if node::first(head, "", "dateModified").or_else(|| node::first(head, "", "dateCreated")).is_none() {
        report.house("O-1", node::start_tag(head), "the list has no date", "write `<dateModified>`");
    }
}

/// A feed, or a group of feeds (O-2, O-3).
fn outline(element: Node, report: &mut Report) -> Option<(String, String)> {
    let at = node::start_tag(element);
    let text = element.attribute("text");
    let is_group = element.attribute("type").is_none() && element.attribute("xmlUrl").is_none();
    if text.is_none_or(|text| text.trim().is_empty()) {
        let rule = if is_group { "O-3" } else { "O-2" };
        report.error(rule, at.clone(), "an outline has no `text`", "write the name that people read");
    }
    addresses(element, report);
    if let Some(created) = element.attribute("created") {
        date::rfc822(created, "O-1", node::attribute_place(element, "created"), report);
    }
    if let Some(tag) = element.attribute("language").filter(|tag| *tag != "unknown") {
        language::judge(tag, "O-2", node::attribute_place(element, "language"), report);
    }
    match element.attribute("type") {
        Some("rss") => feed(element, report),
        Some("link" | "include") if !element.has_attribute("url") => {
            report.ours("O-2", at, "an outline that leads somewhere has no `url`", "write `url`");
        }
        None if element.has_attribute("xmlUrl") => {
            report.ours("O-2", at, "an outline with `xmlUrl` does not say that it is a feed", "write `type=\"rss\"`");
        }
        None | Some("link" | "include") => {}
        Some(other) => {
            let message = format!("the type of an outline is {}", shown(other));
            report.ours("O-2", node::attribute_place(element, "type"), message, "write `rss`, for Atom too");
        }
    }
    let title = element.attribute("title").or(text).unwrap_or_default();
    element.attribute("xmlUrl").map(|url| (url.to_owned(), title.to_owned()))
}

fn addresses(element: Node, report: &mut Report) {
    for name in ["xmlUrl", "htmlUrl", "url"] {
        if let Some(url) = element.attribute(name) {
            address::judge(url, &format!("`{name}`"), Wanted::Uri, node::attribute_place(element, name), report);
        }
    }
}

fn feed(element: Node, report: &mut Report) {
    let at = node::start_tag(element);
    if !element.has_attribute("xmlUrl") {
        report.error("O-2", at.clone(), "a feed has no `xmlUrl`", "write where the feed is");
    }
    for name in ["title", "htmlUrl"] {
        if !element.has_attribute(name) {
            report.ours("O-2", at.clone(), format!("a feed has no `{name}`"), format!("write `{name}`"));
        }
    }
    if let Some(version) = element.attribute("version").filter(|version| !VERSIONS.contains(version)) {
        let message = format!("the version of a feed is {}", shown(version));
        report.ours(
            "O-2",
            node::attribute_place(element, "version"),
            message,
            "write `RSS2` for RSS 2.0, and nothing for Atom",
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::check::feed::sample::{OPML, planted};

    #[test]
    fn o1_head_and_version() {
        planted(OPML, "<opml version=\"2.0\">", "<opml version=\"1.0\">", &[("O-1", "version=\"1.0\"")]);
        planted(OPML, "<title>Umpan Kabar Teluk</title>", "", &[("O-1", "<head>")]);
        planted(
            OPML,
            "<ownerName>Redaksi</ownerName>",
            "<docs>x</docs><ownerName>Redaksi</ownerName>",
            &[("O-1", "<docs>x</docs>")],
        );
        planted(
            OPML,
            "Tue, 08 Nov",
            "Wed, 08 Nov",
            &[("O-1", "<dateModified>Wed, 08 Nov 2022 14:30:00 +0800</dateModified>")],
        );
        planted(OPML, "<ownerName>Redaksi</ownerName>", "", &[("O-1", "<head>")]);
        planted(OPML, "<outline text=\"Rubrik\">", "<feed/><outline text=\"Rubrik\">", &[("O-1", "<feed/>")]);
    }

    #[test]
    fn o2_feeds() {
        planted(OPML, " xmlUrl=\"https://kabar.example/ekonomi/feed.xml\"", "", &[("O-2", "<outline type=\"rss\"…")]);
        planted(OPML, " text=\"Ekonomi\"", "", &[("O-2", "<outline type=\"rss\"…")]);
        planted(OPML, "type=\"rss\"", "type=\"atom\"", &[("O-2", "type=\"atom\"")]);
        planted(OPML, "version=\"RSS2\"", "version=\"ATOM\"", &[("O-2", "version=\"ATOM\"")]);
        planted(OPML, " title=\"Ekonomi\"", "", &[("O-2", "<outline type=\"rss\"…")]);
        planted(OPML, "language=\"id\"", "language=\"in\"", &[("O-2", "language=\"in\"")]);
    }

    #[test]
    fn o3_groups_have_names() {
        planted(OPML, "<outline text=\"Rubrik\">", "<outline>", &[("O-3", "<outline>")]);
    }
}
