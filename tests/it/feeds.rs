//! What feed readers are given, by the rules of `standards.md` (X, R) and by the bugs that other programs had (T).
//!
//! Each test is a small site; feeds are parsed back, and what was parsed is compared. How the formats are written is
//! tested beside the code; here the whole way from an article to a reader is walked.

mod content;
mod dates;
mod flow;
mod form;
mod history;
mod identity;
mod named;
mod recordings;
mod transport;

use crate::project::Project;
use named::site as named_site;
use roxmltree::{Document, Node};
use serde_json::Value;

/// An item of an RSS feed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Item {
    title: String,
    link: String,
    guid: String,
    date: String,
    description: String,
    html: String,
    creators: Vec<String>,
    categories: Vec<String>,
}

/// The items of an RSS feed.
fn items(site: &Project, path: &str) -> Vec<Item> {
    let text = site.file(path);
    let document = Document::parse(&text).unwrap();
    let nodes = document.descendants().filter(|node| node.has_tag_name("item"));
    nodes.map(item).collect()
}

fn item(node: Node) -> Item {
    let all = |name: &str| -> Vec<String> {
        let named = node.children().filter(|child| child.tag_name().name() == name);
        // Of two namespaces: `media:description` is inside `media:content`, so it is no child.
        named.map(|child| child.text().unwrap_or_default().to_owned()).collect()
    };
    let one = |name: &str| {
        let found = all(name);
        assert_eq!(found.len(), 1, "{name} of {:?}", all("title"));
        found.into_iter().next().unwrap()
    };
    Item {
        title: one("title"),
        link: one("link"),
        guid: one("guid"),
        date: one("pubDate"),
        description: one("description"),
        html: all("encoded").concat(),
        creators: all("creator"),
        categories: all("category"),
    }
}

/// The feed's own values: the children of `channel`, or of `feed`, that are no items.
fn channel(site: &Project, path: &str) -> Vec<(String, String)> {
    let text = site.file(path);
    let document = Document::parse(&text).unwrap();
    let root = document.root_element();
    let node = root.children().find(|child| child.has_tag_name("channel")).unwrap_or(root);
    let own =
        node.children().filter(|child| child.is_element() && !matches!(child.tag_name().name(), "item" | "entry"));
    own.map(|child| (child.tag_name().name().to_owned(), child.text().unwrap_or_default().trim().to_owned())).collect()
}

/// A value of the feed.
fn of_channel(site: &Project, path: &str, name: &str) -> Option<String> {
    channel(site, path).into_iter().find(|(own, _)| own == name).map(|(_, value)| value)
}

fn json(site: &Project, path: &str) -> Value {
    serde_json::from_str(&site.file(path)).unwrap()
}

/// The ids in the three forms of a feed.
fn ids(site: &Project, folder: &str) -> [Vec<String>; 3] {
    let atom = site.file(&format!("{folder}atom.xml"));
    let atom = feed_rs::parser::parse(atom.as_bytes()).unwrap().entries.into_iter().map(|entry| entry.id).collect();
    let json = json(site, &format!("{folder}feed.json"));
    let json = json["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect();
    [items(site, &format!("{folder}feed.xml")).into_iter().map(|item| item.guid).collect(), atom, json]
}

/// The same id everywhere.
#[track_caller]
fn assert_ids(site: &Project, expected: &[&str]) {
    for own in ids(site, "") {
        assert_eq!(own, expected);
    }
}

/// The HTML of the first item; it must be the same in all three forms.
#[track_caller]
fn html_of(site: &Project) -> String {
    let html = items(site, "feed.xml").remove(0).html;
    let atom = feed_rs::parser::parse(site.file("atom.xml").as_bytes()).unwrap().entries.remove(0);
    assert_eq!(atom.content.unwrap().body.unwrap().trim(), html.trim());
    assert_eq!(json(site, "feed.json")["items"][0]["content_html"], html);
    html
}
