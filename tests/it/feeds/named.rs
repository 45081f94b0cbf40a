//! Feeds that the configuration names, what a feed holds, and how people and programs are told of all feeds.

use super::{items, json, of_channel};
use crate::project::{Project, paper};
use roxmltree::Document;
use std::collections::BTreeSet;

/// A paper of six articles with these feeds.
pub fn site(feeds: &str) -> Project {
    let site = paper(&format!(
        "-- halaman.yaml --\ntitle: Kabar\nbase_url: https://kabar.example/\ntimezone: Asia/Makassar\n{feeds}"
    ));
    let article = |name: &str, rest: &str| {
        site.write(&format!("content/{name}.md"), format!("---\ntitle: {name}\n{rest}\n---\nIsi.\n"));
    };
    article("daerah/kota/a", "date: 2026-11-23T11:00:00+08:00\ntags: [Air, Banjir]\nauthors: [Rani Wulandari]");
    article("daerah/b", "date: 2026-11-22\ntags: [Jalan]\nauthors: [Bima Satria]");
    article("olahraga/c", "date: 2026-11-21\ntags: [Air]\nauthors: [Rani Wulandari]");
    article("olahraga/d", "date: 2026-11-20\nupdated: 2026-11-21");
    article("olahraga/d.en", "date: 2026-11-20\nupdated: 2026-11-21");
    article("daerahnya/e", "date: 2026-11-01");
    site
}

/// The titles in the feed called `pilihan`.
fn chosen(feed: &str) -> Vec<String> {
    let site = site(&format!("feeds:\n  - {{name: pilihan, {feed}}}\n"));
    site.build().ok();
    items(&site, "umpan/pilihan/feed.xml").into_iter().map(|item| item.title).collect()
}

#[test]
fn a_named_feed_holds_what_it_includes() {
    assert_eq!(chosen("limit: 9"), ["daerah/kota/a", "daerah/b", "olahraga/c", "olahraga/d", "daerahnya/e"]);
    assert_eq!(chosen("sections: [daerah]"), ["daerah/kota/a", "daerah/b"]);
    assert_eq!(chosen("tags: [air]"), ["daerah/kota/a", "olahraga/c"]);
    assert_eq!(chosen("authors: [Rani Wulandari], sections: [olahraga]"), ["olahraga/c"]);
    assert_eq!(chosen("languages: [en]"), ["olahraga/d.en"]);
}

#[test]
fn a_named_feed_leaves_out_what_it_excludes() {
    assert_eq!(chosen("exclude: {tags: [Air]}"), ["daerah/b", "olahraga/d", "daerahnya/e"]);
    assert_eq!(
        chosen("sections: [daerah, olahraga], exclude: {authors: [rani-wulandari]}"),
        ["daerah/b", "olahraga/d"]
    );
    assert_eq!(chosen("exclude: {sections: [daerah/kota, olahraga]}"), ["daerah/b", "daerahnya/e"]);
}

#[test]
fn a_named_feed_has_a_window_of_its_own() {
    assert_eq!(chosen("limit: 1, hours: 0"), ["daerah/kota/a"]);
    assert_eq!(chosen("limit: 1, hours: 36"), ["daerah/kota/a", "daerah/b"]);
    // Built for noon: the first is an hour old.
    assert_eq!(chosen("delay: 1, limit: 1, hours: 0"), ["daerah/kota/a"]);
    assert_eq!(chosen("delay: 2, limit: 1, hours: 0"), ["daerah/b"]);
}

#[test]
fn a_named_feed_says_what_it_is() {
    let site = site("feeds:\n  - {name: pagi, title: Kabar Pagi, description: Lima berita, formats: [rss]}\n");
    site.build().ok();
    let of = |name: &str| of_channel(&site, "umpan/pagi/feed.xml", name);
    assert_eq!(of("title").as_deref(), Some("Kabar – Kabar Pagi"));
    assert_eq!(of("description").as_deref(), Some("Lima berita"));
    let own: Vec<String> = site.paths().into_iter().filter(|path| path.starts_with("umpan/pagi")).collect();
    assert_eq!(own, ["umpan/pagi/feed.xml"]);
}

#[test]
fn r2_h5_the_page_of_a_named_feed_names_it() {
    let site = site("feeds:\n  - {name: pagi}\n");
    site.build().ok();
    let text = site.file("umpan/pagi/feed.xml");
    assert!(text.contains("<link>https://kabar.example/umpan/</link>"), "{text}");
    assert!(site.file("umpan/index.html").contains("href=\"https://kabar.example/umpan/pagi/feed.xml\""));
}

#[test]
fn formats_are_those_that_are_asked_for() {
    let site = site("feed: {formats: [json, atom]}\n");
    site.build().ok();
    let has = |name: &str| site.paths().iter().any(|path| path.ends_with(name));
    assert_eq!([has("feed.xml"), has("atom.xml"), has("feed.json")], [false, true, true]);
    let page = site.file("index.html");
    assert!(page.contains("application/atom+xml") && !page.contains("application/rss+xml"), "{page}");
}

#[test]
fn content_is_full_summary_or_both() {
    let facts = |content: &str| {
        let site = paper("-- content/a.md --\n---\ntitle: A\ndate: 2026-11-20\ndescription: Ringkas.\n---\nIsi.\n");
        site.write(
            "halaman.yaml",
            format!("title: K\nbase_url: https://kabar.example/\nfeed: {{content: {content}}}\n"),
        );
        site.build().ok();
        let rss = items(&site, "feed.xml").remove(0);
        let atom = feed_rs::parser::parse(site.file("atom.xml").as_bytes()).unwrap().entries.remove(0);
        let item = json(&site, "feed.json")["items"][0].clone();
        [
            !rss.html.is_empty(),
            rss.description == "Ringkas.",
            atom.content.is_some(),
            atom.summary.is_some(),
            item.get("content_html").is_some(),
            item.get("summary").is_some(),
        ]
    };
    assert_eq!(facts("both"), [true; 6]);
    assert_eq!(facts("full"), [true, true, true, false, true, false]);
    assert_eq!(facts("summary"), [false, true, false, true, false, true]);
}

/// The files that some attribute of all pages names, of those that end so.
fn named_in_pages(site: &Project, ending: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for path in site.paths().into_iter().filter(|path| path.ends_with(".html")) {
        for part in site.file(&path).split("https://kabar.example/").skip(1) {
            let url: String = part.chars().take_while(|c| !matches!(c, '"' | '<')).collect();
            named.extend(Some(url).filter(|url| url.ends_with(ending)));
        }
    }
    named
}

#[test]
fn t29_every_advertised_feed_exists_and_every_feed_is_advertised() {
    let site = site("feeds:\n  - {name: pagi}\n");
    site.build().ok();
    for ending in ["feed.xml", "atom.xml", "feed.json"] {
        let written: BTreeSet<String> = site.paths().into_iter().filter(|path| path.ends_with(ending)).collect();
        assert_eq!(named_in_pages(&site, ending), written);
    }
}

#[test]
fn o4_the_opml_has_every_feed_once() {
    let site = site("feeds:\n  - {name: pagi}\n");
    site.build().ok();
    let text = site.file("feeds.opml");
    let document = Document::parse(&text).unwrap();
    let outlines = document.descendants().filter_map(|node| node.attribute("xmlUrl"));
    let mut urls: Vec<String> = outlines.map(|url| url.replace("https://kabar.example/", "")).collect();
    urls.sort_unstable();
    let written: Vec<String> = site.paths().into_iter().filter(|path| path.ends_with("feed.xml")).collect();
    assert_eq!(urls, written);
}

#[test]
fn f1_f4_there_is_a_feed_menu_where_it_is_asked_for() {
    let site = site("feeds:\n  - {name: pagi, title: Pagi, description: Lima berita}\n");
    // F-5: a site of several languages would name them, which the draft's own schema forbids.
    site.remove("content/olahraga/d.en.md").build().ok();
    assert!(!site.public(".well-known").exists());
    site.edit("halaman.yaml", "title: Kabar\n", "title: Kabar\nfeed_menu: [/, /daerah/, /umpan/pagi/]\n").build().ok();
    assert_eq!(
        json(&site, ".well-known/feed-menu.json"),
        serde_json::json!({
            "feed-menu": "Kabar",
            "items": [
                {"feed-title": "Kabar", "rss": "/feed.xml", "atom": "/atom.xml"},
                {"feed-title": "Daerah", "rss": "/daerah/feed.xml", "atom": "/daerah/atom.xml"},
                {"feed-title": "Pagi", "description": "Lima berita", "rss": "/umpan/pagi/feed.xml", "atom": "/umpan/pagi/atom.xml"},
            ],
        })
    );
}

#[test]
fn w1_hubs_stand_in_every_feed() {
    let site = site("feed: {hubs: [\"https://hub.example/\"]}\n");
    site.build().ok();
    for path in ["feed.xml", "atom.xml", "daerah/feed.xml"] {
        assert_eq!(site.file(path).matches("href=\"https://hub.example/\" rel=\"hub\"").count(), 1, "{path}");
    }
    assert_eq!(
        json(&site, "feed.json")["hubs"],
        serde_json::json!([{"type": "WebSub", "url": "https://hub.example/"}])
    );
}

#[test]
fn v2_feeds_bring_a_style_for_people_who_open_them() {
    let site = site("");
    site.build().ok();
    for path in ["feed.xml", "daerah/atom.xml"] {
        let text = site.file(path);
        let second = text.lines().nth(1).unwrap();
        assert!(second.starts_with("<?xml-stylesheet type=\"text/css\" href=\"/feed.css\"?>"), "{second}");
    }
    assert!(site.public("feed.css").exists());
}
