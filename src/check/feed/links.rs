//! The addresses in the fields of a feed: pictures, recordings, authors. Those in its HTML are found with the HTML.
//!
//! Whether anything is there is judged in `across`. Left out are ids, and what other rules follow: the pages of items
//! (R-13, P-9), the feed's home and its other documents (H-5, P-3, P-4), the feeds of a list (O-4).

use roxmltree::{Document, Node};

use crate::check::feed::json_tree::{Json, Place};
use crate::check::feed::node;
use crate::check::feed::report::Report;
use crate::check::links::Use;

/// Those of an XML document.
pub fn of_xml(document: &Document, report: &mut Report) {
    for element in document.descendants().filter(Node::is_element) {
        let purpose = purpose(element.tag_name().name());
        match element.tag_name().name() {
            "link" if element.attribute("rel") == Some("enclosure") => attribute(element, "href", Use::File, report),
            "link" => {}
            "outline" => attribute(element, "htmlUrl", Use::Link, report),
            "url" | "uri" | "logo" | "icon" | "comments" => {
                report.name(&node::text(element), &element.range(), purpose);
            }
            _ => ["url", "href", "src"].into_iter().for_each(|name| attribute(element, name, purpose, report)),
        }
    }
}

fn attribute(element: Node, name: &str, purpose: Use, report: &mut Report) {
    if let Some(address) = element.attribute(name) {
        report.name(address, &node::attribute_place(element, name), purpose);
    }
}

fn purpose(element: &str) -> Use {
    match element {
        "image" | "thumbnail" | "logo" | "icon" | "url" => Use::Picture,
        "enclosure" | "content" | "transcript" | "chapters" => Use::File,
        _ => Use::Link,
    }
}

/// Those of a JSON Feed.
pub fn of_json(feed: &Place, report: &mut Report) {
    pictures(feed, &["icon", "favicon"], report);
    authors(feed, report);
    for item in feed.get("items").and_then(Place::list).unwrap_or_default() {
        pictures(item, &["image", "banner_image"], report);
        authors(item, report);
        for attachment in item.get("attachments").and_then(Place::list).unwrap_or_default() {
            member(attachment, "url", Use::File, report);
        }
    }
}

fn authors(of: &Place, report: &mut Report) {
    for author in of.get("authors").and_then(Place::list).unwrap_or_default() {
        member(author, "url", Use::Link, report);
        pictures(author, &["avatar"], report);
    }
}

fn pictures(of: &Place, names: &[&str], report: &mut Report) {
    for name in names {
        member(of, name, Use::Picture, report);
    }
}

fn member(of: &Place, name: &str, purpose: Use, report: &mut Report) {
    if let Some(Place { at, value: Json::Text(address) }) = of.get(name) {
        report.name(address, at, purpose);
    }
}

#[cfg(test)]
mod tests {
    use crate::check::Document;
    use crate::check::feed::sample::{ATOM, JSON, OPML, PODCAST, RSS};
    use crate::check::feed::{Options, judge};

    /// What our own feed names, and that each stands in it.
    fn told(text: &str) -> Vec<String> {
        let document = Document { path: "a", url: None, bytes: text.as_bytes() };
        let named = judge(&document, &Options { own: true, now: None }).named;
        assert!(named.iter().all(|it| text.get(it.at.clone()).is_some()));
        named.into_iter().map(|it| format!("{:?} {}", it.purpose, it.written)).collect()
    }

    #[test]
    fn fields_and_html_name_addresses() {
        let with = |text: &str, from: &str, to: &str| {
            assert!(text.contains(from), "{from}");
            let (before, after) = (told(text), told(&text.replacen(from, to, 1)));
            after.into_iter().filter(|it| !before.contains(it)).collect::<Vec<_>>()
        };
        assert_eq!(
            with(RSS, "https://kabar.example/b.jpg", "https://kabar.example/c.jpg"),
            ["Picture https://kabar.example/c.jpg"]
        );
        assert_eq!(
            with(ATOM, "https://kabar.example/logo.png", "https://kabar.example/l.png"),
            ["Picture https://kabar.example/l.png"]
        );
        assert_eq!(
            with(JSON, "https://kabar.example/a.mp3", "https://kabar.example/b.mp3"),
            ["File https://kabar.example/b.mp3"]
        );
        assert!(!told(PODCAST).is_empty() && told(OPML).iter().all(|it| it.starts_with("Link ")));
        let linked = RSS.replacen("Air turun", "&lt;a href=\"/x/\"&gt;Air&lt;/a&gt; turun", 1);
        assert!(told(&linked).contains(&"Link /x/".to_owned()), "{:?}", told(&linked));
    }

    #[test]
    fn feeds_of_others_are_not_followed() {
        let document = Document { path: "a", url: None, bytes: RSS.as_bytes() };
        assert_eq!(judge(&document, &Options::default()).named, []);
    }
}
