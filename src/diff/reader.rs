//! A feed document as a feed reader reads it: ids, addresses, headlines and dates of RSS, Atom and JSON Feed.
//!
//! It is lenient, because the feed may be anybody's: what an item lacks is left out, and nothing is judged. What cannot be
//! read at all is an error, and what is no feed is nothing.

use super::one_line;
use crate::content::front_matter::Time;
use crate::locale;
use roxmltree::{Node, ParsingOptions};
use serde_json::Value;

/// The form of a feed, best informed first: JSON says everything and in plain text, RSS does not say what changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// JSON Feed.
    Json,
    /// Atom.
    Atom,
    /// RSS of any version.
    Rss,
}

/// A feed that was read.
#[derive(Debug, PartialEq, Eq)]
pub struct Document {
    /// Its form.
    pub format: Format,
    /// Where it says that it is.
    pub self_url: Option<String>,
    /// The page that it belongs to.
    pub home: Option<String>,
    /// Its items, in its order.
    pub entries: Vec<Entry>,
}

/// An item of a feed.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The id; of an item that has none, its URL, as readers do it.
    pub id: String,
    /// Where it leads; may be empty.
    pub url: String,
    /// On one line; may be empty.
    pub title: String,
    /// First publication.
    pub published: Option<Time>,
    /// The last change after that.
    pub updated: Option<Time>,
}

/// Whether a file may be a feed by its name.
pub fn may_be_feed(path: &str) -> bool {
    let suffix = path.rsplit_once('.').map_or("", |(_, suffix)| suffix).to_ascii_lowercase();
    matches!(suffix.as_str(), "xml" | "rss" | "atom" | "rdf" | "json")
}

/// Reads a feed; `None` is a file that is none.
///
/// # Errors
/// It is a feed, and broken: why.
pub fn read(bytes: &[u8]) -> Result<Option<Document>, String> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with('{') {
        return if text.contains("jsonfeed.org/version/") { read_json(text) } else { Ok(None) };
    }
    match root_name(text) {
        Some("rss" | "feed" | "RDF") => read_xml(text).map(Some),
        _ => Ok(None),
    }
}

/// The name of the first element, without its prefix.
fn root_name(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = &rest[rest.find('<')? + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = &comment[comment.find("-->")?..];
        } else if !rest.starts_with(['?', '!']) {
            let name = rest.split(|letter: char| letter.is_whitespace() || matches!(letter, '>' | '/')).next()?;
            return name.rsplit(':').next();
        }
    }
}

fn read_xml(text: &str) -> Result<Document, String> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let document = roxmltree::Document::parse_with_options(text, options).map_err(|error| error.to_string())?;
    let root = document.root_element();
    let format = if root.tag_name().name() == "feed" { Format::Atom } else { Format::Rss };
    let channel = root.children().find(|child| child.tag_name().name() == "channel").unwrap_or(root);
    let items = root.descendants().filter(|node| matches!(node.tag_name().name(), "item" | "entry"));
    Ok(Document {
        format,
        self_url: link(channel, "self"),
        home: link(channel, "alternate").or_else(|| text_of(channel, "link")),
        entries: items.map(entry).filter(|entry| !entry.id.is_empty()).collect(),
    })
}

fn entry(node: Node) -> Entry {
    let url = link(node, "alternate").or_else(|| text_of(node, "link")).unwrap_or_default();
    let own = ["guid", "id"].into_iter().find_map(|name| text_of(node, name));
    let about = node.attributes().find(|attribute| attribute.name() == "about").map(|about| about.value().to_owned());
    let date = |names: &[&str]| names.iter().find_map(|name| text_of(node, name)).and_then(|text| moment(&text));
    let (published, updated) = (date(&["published", "pubDate", "date"]), date(&["updated"]));
    Entry {
        id: own.or(about).unwrap_or_else(|| url.clone()),
        url,
        title: text_of(node, "title").unwrap_or_default(),
        published: published.or(updated),
        updated: updated.filter(|updated| Some(*updated) > published && published.is_some()),
    }
}

/// A child by its name; one of the format itself goes before one of an extension, such as `media:title`.
fn child<'d>(node: Node<'d, 'd>, name: &str) -> Option<Node<'d, 'd>> {
    let own = |child: &Node| child.tag_name().namespace() == node.tag_name().namespace();
    let mut found = node.children().filter(|child| child.tag_name().name() == name);
    let first = found.clone().find(own);
    first.or_else(|| found.find(|child| child.text().is_some_and(|text| !text.trim().is_empty())))
}

fn text_of(node: Node, name: &str) -> Option<String> {
    let child = child(node, name)?;
    let texts = child.descendants().filter(Node::is_text).filter_map(|text| text.text());
    Some(one_line(&texts.collect::<String>())).filter(|text| !text.is_empty())
}

/// The target of a link of Atom; one without a relation is an alternate.
fn link(node: Node, relation: &str) -> Option<String> {
    let links = node.children().filter(|child| child.tag_name().name() == "link" && child.has_attribute("href"));
    let mut wanted = links.filter(|link| link.attribute("rel").unwrap_or("alternate") == relation);
    wanted.find_map(|link| link.attribute("href")).map(|url| url.trim().to_owned())
}

fn read_json(text: &str) -> Result<Option<Document>, String> {
    let feed: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    // Any JSON may hold the address of the format somewhere.
    if !feed["version"].as_str().is_some_and(|version| version.contains("jsonfeed.org/version/")) {
        return Ok(None);
    }
    let items = feed["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    Ok(Some(Document {
        format: Format::Json,
        self_url: string(&feed["feed_url"]),
        home: string(&feed["home_page_url"]),
        entries: items.iter().map(json_entry).filter(|entry| !entry.id.is_empty()).collect(),
    }))
}

fn json_entry(item: &Value) -> Entry {
    let url = string(&item["url"]).unwrap_or_default();
    let published = string(&item["date_published"]).and_then(|text| moment(&text));
    let updated = string(&item["date_modified"]).and_then(|text| moment(&text));
    Entry {
        id: string(&item["id"]).unwrap_or_else(|| url.clone()),
        url,
        title: string(&item["title"]).unwrap_or_default(),
        published,
        updated: updated.filter(|updated| Some(*updated) > published),
    }
}

/// A string on one line; numbers are ids to some.
fn string(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => one_line(text),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

fn moment(text: &str) -> Option<Time> {
    let strict = Time::parse_from_rfc2822(text).or_else(|_| Time::parse_from_rfc3339(text)).ok();
    strict.or_else(|| locale::parse_time(text, chrono_tz::UTC).ok())
}

#[cfg(test)]
mod tests {
    use super::{Document, Entry, Format, may_be_feed, read};
    use crate::content::front_matter::Time;
    use proptest::collection::vec;
    use proptest::prelude::{any, proptest};

    fn time(text: &str) -> Time {
        Time::parse_from_rfc3339(text).unwrap()
    }

    fn found(text: &str) -> Document {
        read(text.as_bytes()).unwrap().expect("it is a feed")
    }

    fn banjir(id: &str) -> Entry {
        Entry {
            id: id.into(),
            url: "https://kabar.example/a/".into(),
            title: "Banjir & hujan".into(),
            published: Some(time("2026-11-20T08:00:00+08:00")),
            updated: None,
        }
    }

    #[test]
    fn rss_with_and_without_a_guid() {
        let document = found(
            r#"<?xml version="1.0"?><!-- <feed> --><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"
            xmlns:media="http://search.yahoo.com/mrss/"><channel><title>Kabar</title>
            <atom:link rel="self" href="https://kabar.example/feed.xml"/><link>https://kabar.example/</link>
            <item><media:title>Foto</media:title><title>Banjir &amp; hujan</title><link>https://kabar.example/a/</link>
            <guid isPermaLink="false">tag:a</guid><pubDate>Fri, 20 Nov 2026 08:00:00 +0800</pubDate></item>
            <item><title>Banjir
            <![CDATA[&]]> hujan</title><link> https://kabar.example/a/ </link>
            <pubDate>2026-11-20T08:00:00+08:00</pubDate></item><item/>
            </channel></rss>"#,
        );
        let expected = Document {
            format: Format::Rss,
            self_url: Some("https://kabar.example/feed.xml".into()),
            home: Some("https://kabar.example/".into()),
            entries: vec![banjir("tag:a"), banjir("https://kabar.example/a/")],
        };
        assert_eq!(document, expected);
    }

    #[test]
    fn atom_with_a_change() {
        let document = found(
            r#"<feed xmlns="http://www.w3.org/2005/Atom"><link href="https://kabar.example/"/>
            <link rel="self" href="https://kabar.example/atom.xml"/><id>https://kabar.example/</id>
            <entry><id>tag:a</id><title>Banjir &amp; hujan</title><link rel="enclosure" href="https://kabar.example/a.mp3"/>
            <link rel="alternate" href="https://kabar.example/a/"/><published>2026-11-20T08:00:00+08:00</published>
            <updated>2026-11-21T08:00:00+08:00</updated></entry>
            <entry><id>tag:b</id><updated>2026-11-20T08:00:00+08:00</updated></entry></feed>"#,
        );
        let changed = Entry { updated: Some(time("2026-11-21T08:00:00+08:00")), ..banjir("tag:a") };
        let bare = Entry { id: "tag:b".into(), published: Some(time("2026-11-20T08:00:00+08:00")), ..Entry::default() };
        let expected = Document {
            format: Format::Atom,
            self_url: Some("https://kabar.example/atom.xml".into()),
            home: Some("https://kabar.example/".into()),
            entries: vec![changed, bare],
        };
        assert_eq!(document, expected);
    }

    #[test]
    fn json_with_a_number_for_an_id() {
        let document = found(
            r#"{"version": "https://jsonfeed.org/version/1.1", "home_page_url": "https://kabar.example/", "items": [
            {"id": 7, "url": "https://kabar.example/a/", "title": "Banjir & hujan",
             "date_published": "2026-11-20T08:00:00+08:00", "date_modified": "2026-11-20T08:00:00+08:00"}]}"#,
        );
        let home = Some("https://kabar.example/".into());
        assert_eq!(document, Document { format: Format::Json, self_url: None, home, entries: vec![banjir("7")] });
    }

    #[test]
    fn the_rdf_of_old_has_ids_in_attributes() {
        let document = found(
            r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
            xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><link>https://kabar.example/</link></channel>
            <item rdf:about="tag:a"><title>Banjir &amp; hujan</title><link>https://kabar.example/a/</link>
            <dc:date>2026-11-20T08:00:00+08:00</dc:date></item></rdf:RDF>"#,
        );
        assert_eq!(
            (document.home.as_deref(), document.entries),
            (Some("https://kabar.example/"), vec![banjir("tag:a")])
        );
    }

    const MIXED: &str = "\u{feff}<?xml version='1.0'?><!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel><item><title>&a;<![CDATA[<b>]]>\
        </title><guid>tag:a</guid><pubDate>Fri, 20 Nov 2026 08:00:00 +0800</pubDate></item></channel></rss>";

    proptest! {
        #[test]
        fn no_bytes_panic(at in 0..MIXED.len(), length in 0_usize..40, bytes in vec(any::<u8>(), 0..20)) {
            let mut feed = MIXED.as_bytes().to_vec();
            feed.splice(at..(at + length).min(MIXED.len()), bytes);
            let _ = read(&feed);
        }
    }

    #[test]
    fn a_document_type_and_a_byte_order_mark_are_no_obstacle() {
        let entries = found(MIXED).entries;
        assert_eq!((entries[0].id.as_str(), entries[0].title.as_str()), ("tag:a", "b<b>"));
        let deep = format!("<rss>{}", "<a>".repeat(200_000));
        assert!(read(deep.as_bytes()).is_err());
    }

    #[test]
    fn other_files_are_no_feeds_and_broken_ones_are_told() {
        for other in ["<urlset><url/></urlset>", "{\"a\": \"https://jsonfeed.org/version/1\"}", "{}", "", "<", "<!--"] {
            assert_eq!(read(other.as_bytes()), Ok(None), "{other}");
        }
        for broken in
            ["<rss><channel>", "<feed xmlns='x'>&nbsp;</feed>", "{\"version\": \"https://jsonfeed.org/version/1\","]
        {
            assert!(read(broken.as_bytes()).is_err(), "{broken}");
        }
        assert!(
            may_be_feed("a/feed.XML") && may_be_feed("index.json") && !may_be_feed("a.html") && !may_be_feed("feed")
        );
    }
}
