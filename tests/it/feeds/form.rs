//! Feeds as documents: titles, names, languages, links to themselves, and the pages and sitemaps that lead to them.

use super::{channel, items, json, of_channel};
use crate::html::elements;
use crate::project::{Project, paper, project};
use roxmltree::{Document, Node};
use serde_json::json;

/// A title and a name with all that XML, JSON and HTML hold dear.
const HARD: &str = "Joren->blog & \"x\" <b> \\ 🌊 'y'";

fn hard() -> Project {
    let site = paper("-- static/x.txt --\nx\n");
    let text = format!(
        "---\ntitle: >-\n  {HARD}\ndate: 2026-11-20\ndescription: >-\n  {HARD}\ntags:\n  - >-\n    {HARD}\nauthors:\n  - >-\n    {HARD}\n---\nIsi.\n"
    );
    site.write("content/a.md", text).build().ok();
    site
}

#[test]
fn t08_t09_t48_texts_come_through_as_they_are() {
    let site = hard();
    let item = items(&site, "feed.xml").remove(0);
    // In RSS a description is HTML to readers.
    assert_eq!((item.title.as_str(), item.description), (HARD, HARD.replace("<b>", "&lt;b>")));
    assert_eq!((item.categories, item.creators), (vec![HARD.to_owned()], vec![HARD.to_owned()]));
    let entry = feed_rs::parser::parse(site.file("atom.xml").as_bytes()).unwrap().entries.remove(0);
    assert_eq!((entry.title.unwrap().content.as_str(), entry.summary.unwrap().content.as_str()), (HARD, HARD));
    assert_eq!((entry.authors[0].name.as_str(), entry.categories[0].label.as_deref()), (HARD, Some(HARD)));
    let item = &json(&site, "feed.json")["items"][0];
    assert_eq!((&item["title"], &item["summary"], &item["tags"]), (&json!(HARD), &json!(HARD), &json!([HARD])));
    assert_eq!(item["authors"][0]["name"], HARD);
}

#[test]
fn t09_the_sites_own_texts_too() {
    let site =
        project("-- content/a.md --\n---\ntitle: A\ndate: 2026-11-20\n---\nIsi. [x](https://lain.example/?a=1&b=2)\n");
    let text = format!("title: >-\n  {HARD}\ndescription: >-\n  {HARD}\nbase_url: https://kabar.example/\n");
    site.write("halaman.yaml", text).build().ok();
    assert_eq!(of_channel(&site, "feed.xml", "title").as_deref(), Some(HARD));
    assert_eq!(of_channel(&site, "feed.xml", "description").as_deref(), Some(HARD));
    assert_eq!(of_channel(&site, "atom.xml", "title").as_deref(), Some(HARD));
    assert_eq!(json(&site, "feed.json")["title"], HARD);
    assert!(items(&site, "feed.xml")[0].html.contains("href=\"https://lain.example/?a=1&amp;b=2\""));
}

#[test]
fn t10_x11_a_title_has_no_markup() {
    let site = paper("-- content/a.md --\n---\ntitle: Kapal *Senja* & <em>teluk</em>\ndate: 2026-11-20\n---\nIsi.\n");
    site.build().ok();
    // Front matter is plain text: what looks like markup is what the author wants to be read.
    assert_eq!(items(&site, "feed.xml")[0].title, "Kapal *Senja* & <em>teluk</em>");
    let text = site.file("atom.xml");
    let document = Document::parse(&text).unwrap();
    let title = document.descendants().filter(|node| node.tag_name().name() == "title").nth(1).unwrap();
    assert_eq!(title.attribute("type").unwrap_or("text"), "text");
}

#[test]
fn t28_t29_every_name_has_its_feed_and_every_feed_a_page() {
    let site = paper("-- static/x.txt --\nx\n");
    let names = ["Sepak Bola", "e-dagang", "A/B . C", "🌊", "北京", "Jum'at", "HURUF Besar", ".", "/"];
    let tags: String = names.iter().flat_map(|name| ["  - \"", name, "\"\n"]).collect();
    site.write("content/a.md", format!("---\ntitle: A\ndate: 2026-11-20\ntags:\n{tags}---\nIsi.\n")).build().ok();
    let feeds: Vec<String> =
        site.paths().into_iter().filter(|path| path.starts_with("tag/") && path.ends_with("/feed.xml")).collect();
    assert_eq!(feeds.len(), names.len(), "{feeds:?}");
    for path in feeds {
        assert_eq!(items(&site, &path).len(), 1, "{path}");
        let page = site.file(&path.replace("feed.xml", "index.html"));
        let links = elements(&page).into_iter().filter(|element| element.attribute("rel") == Some("alternate"));
        let hrefs: Vec<String> = links.filter_map(|link| link.attribute("href").map(str::to_owned)).collect();
        assert!(hrefs.contains(&format!("https://kabar.example/{path}")), "{path} is not in {hrefs:?}");
    }
}

#[test]
fn t30_r3_a_feed_knows_where_it_is() {
    let site = hard();
    for path in site.paths().into_iter().filter(|path| path.ends_with("feed.xml") || path.ends_with("atom.xml")) {
        let text = site.file(&path);
        let document = Document::parse(&text).unwrap();
        let own: Vec<&str> = document
            .descendants()
            .filter(|node| node.has_tag_name(("http://www.w3.org/2005/Atom", "link")))
            .filter(|node| node.attribute("rel") == Some("self"))
            .filter_map(|node| node.attribute("href"))
            .collect();
        assert_eq!(own, [format!("https://kabar.example/{path}")]);
    }
    assert_eq!(json(&site, "feed.json")["feed_url"], "https://kabar.example/feed.json");
}

#[test]
fn t31_r13_a_link_is_the_canonical_address() {
    let site =
        paper("-- content/daerah/a.md --\n---\ntitle: A\ndate: 2026-11-20\n---\nSatu.\n\n<!-- halaman -->\n\nDua.\n");
    for (config, canonical) in
        [("", "https://kabar.example/daerah/a/"), ("view_all: true\n", "https://kabar.example/daerah/a/semua/")]
    {
        site.write("halaman.yaml", format!("title: Kabar\nbase_url: https://kabar.example\n{config}")).build().ok();
        assert_eq!(items(&site, "feed.xml")[0].link, canonical);
        let page = site.file("daerah/a/index.html");
        let link = elements(&page).into_iter().find(|element| element.attribute("rel") == Some("canonical")).unwrap();
        let of_part = if config.is_empty() { "https://kabar.example/daerah/a/" } else { canonical };
        assert_eq!(link.attribute("href"), Some(of_part));
    }
}

#[test]
fn t32_x7_urls_are_ascii_and_below_the_base() {
    let site = project(
        "
        -- halaman.yaml --
        title: Kabar
        base_url: https://kábar.example/koran baru
        -- content/a.md --
        ---
        title: A
        date: 2026-11-20
        permalink: /berita/café & teh/
        ---
        [x](/berita/café%20&%20teh/)
        ",
    );
    site.build().ok();
    let item = items(&site, "feed.xml").remove(0);
    let address = "https://xn--kbar-5na.example/koran%20baru/berita/caf%C3%A9%20&%20teh/";
    assert_eq!((item.link.as_str(), item.guid.as_str()), (address, address));
    assert_eq!(item.html, format!("<p><a href=\"{}\">x</a></p>\n", address.replace('&', "&amp;")));
    assert!(site.public("berita/café & teh/index.html").exists());
}

#[test]
fn t33_t34_t35_t36_r16_authors_are_the_articles_own() {
    let site = paper(
        "
        -- content/a.md --
        ---
        title: A
        date: 2026-11-20
        authors: [Rani Wulandari, Ayu]
        editors: [Wira]
        ---
        Isi.
        -- content/b.md --
        ---
        title: B
        date: 2026-11-19
        ---
        Isi.
        ",
    );
    site.build().ok();
    let creators: Vec<Vec<String>> = items(&site, "feed.xml").into_iter().map(|item| item.creators).collect();
    assert_eq!(creators, [vec!["Rani Wulandari".to_owned(), "Ayu".to_owned()], vec![]]);
    assert!(!site.file("feed.xml").contains("<author>"));
    let feed = feed_rs::parser::parse(site.file("atom.xml").as_bytes()).unwrap();
    let names = |people: &[feed_rs::model::Person]| people.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&feed.entries[0].authors), ["Rani Wulandari", "Ayu"]);
    assert_eq!((names(&feed.entries[1].authors), names(&feed.authors)), (vec!["Kabar".into()], vec!["Kabar".into()]));
}

#[test]
fn t49_t50_r4_a_feed_speaks_the_sites_language() {
    let site = project(
        "
        -- halaman.yaml --
        title: Kabar
        base_url: https://kabar.example/
        language: id-ID
        -- content/daerah/a.md --
        ---
        title: A
        date: 2026-11-20
        tags: [Air]
        ---
        Isi.
        -- content/daerah/a.en.md --
        ---
        title: A
        date: 2026-11-20
        ---
        Text.
        ",
    );
    site.build().ok();
    assert_eq!(of_channel(&site, "feed.xml", "language").as_deref(), Some("id-ID"));
    assert_eq!(of_channel(&site, "en/feed.xml", "language").as_deref(), Some("en"));
    assert!(
        site.file("atom.xml").contains(" xml:lang=\"id-ID\"") && site.file("en/atom.xml").contains(" xml:lang=\"en\"")
    );
    assert_eq!(of_channel(&site, "tag/air/feed.xml", "title").as_deref(), Some("Kabar – Air"));
    assert_eq!(of_channel(&site, "tag/air/feed.xml", "description").as_deref(), Some("Berita tentang Air"));
    assert_eq!(of_channel(&site, "daerah/feed.xml", "title").as_deref(), Some("Kabar – Daerah"));
}

#[test]
fn t54_values_are_trimmed() {
    let site = paper("-- static/x.txt --\nx\n");
    site.write(
        "content/a.md",
        "---\ntitle: \"  Dua\\n  baris \"\ndate: 2026-11-20\nauthors: [\" Rani \"]\n---\nIsi.\n",
    );
    site.build().ok();
    let item = items(&site, "feed.xml").remove(0);
    assert_eq!((item.title.as_str(), item.creators), ("Dua baris", vec!["Rani".to_owned()]));
    for line in site.file("atom.xml").lines().filter(|line| line.contains("<name>") || line.contains("<title>")) {
        let text = line.trim().split(['<', '>']).nth(2).unwrap();
        assert!(!text.is_empty() && text == text.trim(), "{line:?}");
    }
}

#[test]
fn t57_the_sitemap_has_what_may_be_found() {
    let site = project(
        "
        -- halaman.yaml --
        title: Kabar
        base_url: https://kabar.example/
        per_page: 1
        archive: false
        view_all: true
        -- content/a.md --
        ---
        title: A
        date: 2026-11-20
        aliases: [/lama/]
        ---
        Satu.

        <!-- halaman -->

        Dua.
        -- content/b.md --
        ---
        title: B
        date: 2026-11-19
        noindex: true
        ---
        Isi.
        -- content/c.md --
        ---
        title: C
        ---
        Halaman.
        ",
    );
    site.build().ok();
    let mut urls = Vec::new();
    for path in site.paths().into_iter().filter(|path| path.starts_with("sitemap-")) {
        let text = site.file(&path);
        let document = Document::parse(&text).unwrap();
        let locs = document.descendants().filter(|node| node.tag_name().name() == "loc");
        urls.extend(locs.map(|node| node.text().unwrap().replace("https://kabar.example/", "/")));
    }
    // The sitemap for Google News has no news of the last two days: the front page alone.
    assert_eq!(urls, ["/a/semua/", "/", "/c/", "/", "/umpan/", "/koreksi/"]);
}

#[test]
fn x1_x5_x6_a_feed_begins_as_it_must() {
    let site = hard();
    for (path, root) in [("feed.xml", "<rss version=\"2.0\" "), ("atom.xml", "<feed ")] {
        let text = site.file(path);
        let head =
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<?xml-stylesheet type=\"text/css\" href=\"/feed.css\"?>\n";
        let rest = text.strip_prefix(head).unwrap();
        assert!(rest.starts_with(root), "{path}: {}", &rest[..40]);
    }
}

#[test]
fn r1_r2_r10_r14_the_elements_of_a_channel_and_of_an_item() {
    let site = hard();
    let names: Vec<String> = channel(&site, "feed.xml").into_iter().map(|(name, _)| name).collect();
    assert_eq!(
        names,
        ["title", "link", "description", "language", "pubDate", "lastBuildDate", "generator", "docs", "link"]
    );
    let text = site.file("feed.xml");
    let document = Document::parse(&text).unwrap();
    let item = document.descendants().find(|node| node.has_tag_name("item")).unwrap();
    let names: Vec<&str> = item.children().filter(Node::is_element).map(|node| node.tag_name().name()).collect();
    assert_eq!(names, ["title", "link", "category", "guid", "pubDate", "description", "encoded", "creator"]);
}
