//! What feeds held before: archives by RFC 5005 (rules P), read by a client that walks them.

use super::items;
use crate::project::{Project, paper};
use roxmltree::{Document, Node};
use std::collections::BTreeMap;

/// Articles from August to November; the window is one day, so that months close early.
fn site() -> Project {
    let site = paper(
        "
        -- halaman.yaml --
        title: Kabar
        base_url: https://kabar.example/
        timezone: Asia/Makassar
        feed: {limit: 2, hours: 24}
        ",
    );
    for (name, date) in
        [("a", "2026-08-03"), ("b", "2026-08-31"), ("c", "2026-10-01"), ("d", "2026-11-05"), ("e", "2026-11-20")]
    {
        site.write(&format!("content/{name}.md"), article(name, date));
    }
    site.build().ok();
    site
}

fn article(name: &str, date: &str) -> String {
    format!("---\ntitle: {name}\ndate: {date}\n---\nIsi.\n")
}

/// What one document of a feed says.
#[derive(Debug, PartialEq, Eq)]
struct Page {
    is_archive: bool,
    links: BTreeMap<String, String>,
    /// Title by id, and when it was last changed.
    entries: Vec<(String, String, String)>,
}

/// Reads a document as a client that knows RFC 5005 does.
fn page(site: &Project, url: &str) -> Page {
    let text = site.file(url.strip_prefix("https://kabar.example/").unwrap());
    let document = Document::parse(&text).unwrap();
    let history = "http://purl.org/syndication/history/1.0";
    let atom = "http://www.w3.org/2005/Atom";
    let feed = document.descendants().find(|node| node.has_tag_name("channel")).unwrap_or(document.root_element());
    let child = |node: Node, names: &[&str]| -> String {
        let found = names.iter().find_map(|name| node.children().find(|child| child.tag_name().name() == *name));
        found.and_then(|child| child.text().map(str::to_owned)).unwrap_or_default()
    };
    let own_links = feed.children().filter(|node| node.has_tag_name((atom, "link")));
    let entries = feed.children().filter(|node| matches!(node.tag_name().name(), "item" | "entry"));
    Page {
        is_archive: feed.children().any(|node| node.has_tag_name((history, "archive"))),
        links: own_links.map(|node| (value(node, "rel"), value(node, "href"))).collect(),
        entries: entries
            .map(|node| (child(node, &["guid", "id"]), child(node, &["title"]), child(node, &["modified", "updated"])))
            .collect(),
    }
}

fn value(node: Node, name: &str) -> String {
    node.attribute(name).unwrap().to_owned()
}

/// Walks from the subscription document to the oldest archive and keeps, of each id, the newest (P-9). Titles by id.
fn walk(site: &Project, file: &str) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, (String, String)> = BTreeMap::new();
    let mut next = Some(format!("https://kabar.example/{file}"));
    while let Some(url) = next {
        let page = page(site, &url);
        for (id, title, changed) in page.entries {
            let newer = found.get(&id).is_none_or(|(_, known)| *known < changed);
            if newer {
                found.insert(id, (title, changed));
            }
        }
        next = page.links.get("prev-archive").cloned();
    }
    found.into_iter().map(|(id, (title, _))| (id, title)).collect()
}

fn titles(site: &Project, file: &str) -> Vec<String> {
    walk(site, file).into_values().collect()
}

#[test]
fn p3_p4_p6_p12_each_document_knows_its_neighbours() {
    let site = site();
    for stem in ["feed", "atom"] {
        let url = |name: &str| format!("https://kabar.example/{stem}{name}.xml");
        let documents: Vec<String> =
            site.paths().into_iter().filter(|path| path.starts_with(&format!("{stem}-"))).collect();
        assert_eq!(documents, [format!("{stem}-2026-08.xml"), format!("{stem}-2026-10.xml")]);
        let read = |name: &str| {
            let page = page(&site, &url(name));
            let links: Vec<(String, String)> = page.links.into_iter().filter(|(rel, _)| rel != "alternate").collect();
            let titles: Vec<String> = page.entries.into_iter().map(|(_, title, _)| title).collect();
            (page.is_archive, links, titles)
        };
        let link = |rel: &str, name: &str| (rel.to_owned(), url(name));
        let all = |names: &[&str]| -> Vec<String> { names.iter().map(|name| (*name).to_owned()).collect() };
        assert_eq!(read(""), (false, vec![link("prev-archive", "-2026-10"), link("self", "")], all(&["e", "d"])));
        let october = vec![link("current", ""), link("prev-archive", "-2026-08"), link("self", "-2026-10")];
        assert_eq!(read("-2026-10"), (true, october, all(&["c"])));
        let august = vec![link("current", ""), link("next-archive", "-2026-10"), link("self", "-2026-08")];
        assert_eq!(read("-2026-08"), (true, august, all(&["b", "a"])));
    }
}

#[test]
fn p4_an_archive_has_the_id_of_its_feed() {
    let site = site();
    let id = |file: &str| feed_rs::parser::parse(site.file(file).as_bytes()).unwrap().id;
    assert_eq!(id("atom-2026-08.xml"), id("atom.xml"));
}

#[test]
fn p7_p9_a_client_that_walks_gets_exactly_the_articles() {
    let site = site();
    for file in ["feed.xml", "atom.xml"] {
        assert_eq!(titles(&site, file), ["a", "b", "c", "d", "e"]);
    }
}

#[test]
fn p7_the_first_months_are_in_the_feed_until_they_close() {
    let site =
        paper("-- halaman.yaml --\ntitle: Kabar\nbase_url: https://kabar.example/\nfeed: {limit: 2, hours: 24}\n");
    for day in 1..=9 {
        site.write(&format!("content/{day}.md"), article(&day.to_string(), &format!("2026-11-0{day}")));
        site.build().ok();
        assert_eq!(titles(&site, "feed.xml").len(), day);
    }
    assert!(!site.paths().iter().any(|path| path.starts_with("feed-")));
}

#[test]
fn p5_a_closed_archive_does_not_change_with_new_articles() {
    let site = site();
    let before = site.mtimes();
    site.write("content/f.md", article("f", "2026-11-22")).build().ok();
    let after = site.mtimes();
    for path in ["feed-2026-08.xml", "feed-2026-10.xml", "atom-2026-08.xml", "atom-2026-10.xml"] {
        assert_eq!(before[path], after[path], "{path}");
    }
    assert_eq!(titles(&site, "feed.xml"), ["a", "b", "c", "d", "e", "f"]);
}

#[test]
fn p8_a_corrected_article_comes_again_whatever_its_age() {
    let site = site();
    site.edit("content/a.md", "date:", "updated: 2026-11-21T10:00:00+08:00\ndate:");
    site.edit("content/a.md", "title: a", "title: a lebih baik").build().ok();
    let titles_now: Vec<String> = items(&site, "feed.xml").into_iter().map(|item| item.title).collect();
    assert_eq!(titles_now, ["e", "d", "a lebih baik"]);
    assert_eq!(titles(&site, "feed.xml")[0], "a lebih baik");
}

#[test]
fn p10_a_withdrawn_article_leaves_feed_and_archive_and_keeps_its_page() {
    let site = site();
    site.edit("content/b.md", "date:", "withdrawn: Sumbernya keliru.\ndate:").build().ok();
    site.edit("content/e.md", "date:", "withdrawn: Sumbernya keliru.\ndate:").build().ok();
    for file in ["feed.xml", "atom.xml"] {
        assert_eq!(titles(&site, file), ["a", "c", "d"]);
    }
    let page = site.file("b/index.html");
    assert!(page.contains("Sumbernya keliru.") && !page.contains("<p>Isi.</p>"), "{page}");
    for path in site.paths().into_iter().filter(|path| path.starts_with("sitemap") || path.contains("indeks")) {
        assert!(!site.file(&path).contains("https://kabar.example/b/"), "{path}");
    }
}

#[test]
fn w6_archives_name_no_hub() {
    let site = site();
    site.edit("halaman.yaml", "limit: 2", "hubs: [\"https://hub.example/\"], limit: 2").build().ok();
    let hub = |file: &str| page(&site, &format!("https://kabar.example/{file}")).links.contains_key("hub");
    assert_eq!(
        [hub("feed.xml"), hub("atom.xml"), hub("feed-2026-08.xml"), hub("atom-2026-08.xml")],
        [true, true, false, false]
    );
}

#[test]
fn archives_are_for_whom_they_are_asked() {
    let site = site();
    site.write("content/daerah/x.md", article("x", "2026-08-02"));
    site.write("content/daerah/y.md", article("y", "2026-11-02"));
    let archives = |site: &Project| -> Vec<String> {
        site.paths().into_iter().filter(|path| path.contains("feed-2026-08")).collect()
    };
    assert_eq!(archives(site.build().ok()), ["feed-2026-08.xml"]);
    site.edit("halaman.yaml", "limit: 2", "archives: all, limit: 2");
    assert_eq!(archives(site.build().ok()), ["daerah/feed-2026-08.xml", "feed-2026-08.xml"]);
    site.edit("halaman.yaml", "archives: all", "archives: none");
    assert_eq!(archives(site.build().ok()), [""; 0]);
}
