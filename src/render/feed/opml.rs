//! Lists of feeds as OPML 2.0, which readers import (rules O).
//!
//! Only writes: which feeds there are, and how they are grouped, is the plan's business. Texts are
//! plain. The specification lets them be HTML, and a validator may warn of `AT&T`, but readers show
//! them as they stand.

use chrono::{DateTime, FixedOffset};

use super::rss;
use crate::render::xml::{self, Tree};

/// The feeds of a site.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Subscriptions {
    /// Plain text.
    pub title: String,
    /// Who keeps the list.
    pub owner: String,
    /// The URL of the owner's home page.
    pub owner_id: String,
    /// When the list began, out of the site's content, never the clock (D-3).
    pub created: Option<DateTime<FixedOffset>>,
    /// When something in it last changed, out of the site's content.
    pub modified: Option<DateTime<FixedOffset>>,
    /// The feeds, in the order in which readers show them.
    pub groups: Vec<Group>,
}

/// Feeds under one heading, which readers make a folder or a tag (O-3).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Group {
    /// The heading; feeds of a group without one stand at the top.
    pub title: Option<String>,
    /// The feeds.
    pub outlines: Vec<Outline>,
}

/// One feed (O-2).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outline {
    /// Plain text.
    pub title: String,
    /// Plain text; may be empty.
    pub description: String,
    /// The URL of the feed: absolute.
    pub xml_url: String,
    /// The URL of the page it belongs to: absolute.
    pub html_url: String,
    /// BCP 47; may be empty.
    pub language: String,
    /// Whether it is RSS; Atom otherwise.
    pub is_rss: bool,
}

/// The bytes of `feeds.opml`. Without `docs` in its head: the specification has it, validators do not (O-1).
pub fn write(subscriptions: &Subscriptions) -> Vec<u8> {
    Tree::document("opml", &[("version", "2.0")], |opml| {
        opml.element("head", &[], |it| head(it, subscriptions));
        opml.element("body", &[], |it| subscriptions.groups.iter().for_each(|group| self::group(it, group)));
    })
}

fn head(tree: &mut Tree, of: &Subscriptions) {
    let date = |it: Option<DateTime<FixedOffset>>| it.map(rss::date).unwrap_or_default();
    let lines = [
        ("title", xml::one_line(&of.title)),
        ("dateCreated", date(of.created)),
        ("dateModified", date(of.modified)),
        ("ownerName", xml::one_line(&of.owner)),
        ("ownerId", xml::ascii_url(&of.owner_id)),
    ];
    for (name, text) in lines.iter().filter(|(_, text)| !text.is_empty()) {
        tree.text(name, text);
    }
}

/// A heading with nothing under it is left out.
fn group(tree: &mut Tree, group: &Group) {
    let heading = group.title.as_deref().map(xml::one_line).filter(|it| !it.is_empty());
    match heading {
        _ if group.outlines.is_empty() => {}
        Some(text) => tree.element("outline", &[("text", &text)], |it| outlines(it, group)),
        None => outlines(tree, group),
    }
}

fn outlines(tree: &mut Tree, group: &Group) {
    for it in &group.outlines {
        outline(tree, it);
    }
}

/// The type is `rss` for Atom too, and only RSS has a version (O-2). The text is what readers show,
/// so a feed without a title has its address there.
fn outline(tree: &mut Tree, outline: &Outline) {
    let url = xml::ascii_url(&outline.xml_url);
    let title = Some(xml::one_line(&outline.title)).filter(|it| !it.is_empty()).unwrap_or_else(|| url.clone());
    let attributes = [
        ("text", &*title),
        ("title", &title),
        ("type", "rss"),
        ("version", if outline.is_rss { "RSS2" } else { "" }),
        ("xmlUrl", &url),
        ("htmlUrl", &xml::ascii_url(&outline.html_url)),
        ("description", &xml::one_line(&outline.description)),
        ("language", &xml::one_line(&outline.language)),
    ];
    let known: Vec<(&str, &str)> = attributes.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    tree.empty("outline", &known);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::feed::sample::moment;

    fn feed(path: &str, title: &str, is_rss: bool) -> Outline {
        Outline {
            title: title.into(),
            description: format!("Semua tentang \"{title}\""),
            xml_url: format!("https://kabar.id/{path}"),
            html_url: "https://kabar.id/".into(),
            language: "id-ID".into(),
            is_rss,
        }
    }

    fn list(groups: Vec<Group>) -> Subscriptions {
        Subscriptions {
            title: "Umpan Kabar Gorontalo".into(),
            owner: "Redaksi Kabar & Gorontalo".into(),
            owner_id: "https://kabar.id/".into(),
            created: Some(moment("2022-01-01T00:00:00+08:00")),
            modified: Some(moment("2022-11-08T16:00:00+08:00")),
            groups,
        }
    }

    fn written(list: &Subscriptions) -> String {
        String::from_utf8(write(list)).unwrap()
    }

    #[test]
    fn o1_to_o3_a_whole_list() {
        let groups = vec![
            Group { title: None, outlines: vec![feed("feed.xml", "Kabar Gorontalo", true)] },
            Group {
                title: Some("Rubrik & tag".into()),
                outlines: vec![
                    feed("ekonomi/feed.xml", "Ekonomi & Bisnis", true),
                    feed("laut/atom.xml", "Laut", false),
                ],
            },
        ];
        let expected = r#"<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0">
 <head>
  <title>Umpan Kabar Gorontalo</title>
  <dateCreated>Sat, 01 Jan 2022 00:00:00 +0800</dateCreated>
  <dateModified>Tue, 08 Nov 2022 16:00:00 +0800</dateModified>
  <ownerName>Redaksi Kabar &amp; Gorontalo</ownerName>
  <ownerId>https://kabar.id/</ownerId>
 </head>
 <body>
  <outline text="Kabar Gorontalo" title="Kabar Gorontalo" type="rss" version="RSS2" xmlUrl="https://kabar.id/feed.xml" htmlUrl="https://kabar.id/" description="Semua tentang &quot;Kabar Gorontalo&quot;" language="id-ID"/>
  <outline text="Rubrik &amp; tag">
   <outline text="Ekonomi &amp; Bisnis" title="Ekonomi &amp; Bisnis" type="rss" version="RSS2" xmlUrl="https://kabar.id/ekonomi/feed.xml" htmlUrl="https://kabar.id/" description="Semua tentang &quot;Ekonomi &amp; Bisnis&quot;" language="id-ID"/>
   <outline text="Laut" title="Laut" type="rss" xmlUrl="https://kabar.id/laut/atom.xml" htmlUrl="https://kabar.id/" description="Semua tentang &quot;Laut&quot;" language="id-ID"/>
  </outline>
 </body>
</opml>
"#;
        assert_eq!(written(&list(groups)), expected);
    }

    #[test]
    fn o1_what_is_not_known_is_left_out() {
        let outlines = vec![Outline { xml_url: "https://kabar.id/é.xml".into(), ..Outline::default() }];
        let groups =
            vec![Group { title: Some("Kosong".into()), outlines: Vec::new() }, Group { title: None, outlines }];
        let bare = Subscriptions { title: "Umpan".into(), groups, ..Subscriptions::default() };
        let expected = r#"<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0">
 <head>
  <title>Umpan</title>
 </head>
 <body>
  <outline text="https://kabar.id/%C3%A9.xml" title="https://kabar.id/%C3%A9.xml" type="rss" xmlUrl="https://kabar.id/%C3%A9.xml"/>
 </body>
</opml>
"#;
        assert_eq!(written(&bare), expected);
    }

    #[test]
    fn x2_no_text_makes_the_list_unreadable() {
        let bad = "a\u{b}\u{fffe}\n\"<&>'";
        let outlines = vec![Outline { description: bad.into(), language: bad.into(), ..feed(bad, bad, true) }];
        let group = Group { title: Some(bad.into()), outlines };
        let file = written(&Subscriptions { title: bad.into(), owner: bad.into(), ..list(vec![group]) });
        let tree = roxmltree::Document::parse(&file).unwrap();
        let feed = tree.descendants().find(|it| it.has_attribute("xmlUrl")).unwrap();
        assert_eq!(feed.attribute("title"), Some("a \"<&>'"));
    }
}
