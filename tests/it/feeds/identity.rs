//! Who an article is to a feed reader, whatever becomes of it, and in which order articles stand.

use super::{assert_ids, ids, items};
use crate::project::{Project, paper};
use roxmltree::Document;

/// Two articles.
const TWO: &str = "
    -- content/daerah/banjir.md --
    ---
    title: Banjir
    date: 2026-11-20
    tags: [Air]
    ---
    Air naik.
    -- content/daerah/jembatan.md --
    ---
    title: Jembatan
    date: 2026-11-19
    id: tag:kabar.example,2026:jembatan
    ---
    Jembatan dibuka.
    ";

const IDS: [&str; 2] = ["https://kabar.example/daerah/banjir/", "tag:kabar.example,2026:jembatan"];

/// The two articles, built, and then changed.
fn changed(change: impl for<'p> FnOnce(&'p Project) -> &'p Project) -> Project {
    let site = paper(TWO);
    site.build().ok();
    assert_ids(&site, &IDS);
    change(&site);
    site.build().ok();
    site
}

#[test]
fn x13_the_same_id_in_every_feed() {
    let site = paper(TWO);
    site.build().ok();
    for folder in ["", "daerah/"] {
        for own in ids(&site, folder) {
            assert_eq!(own, IDS);
        }
    }
    for own in ids(&site, "tag/air/") {
        assert_eq!(own, IDS[..1]);
    }
}

#[test]
fn t14_t15_a_new_headline_keeps_the_id() {
    let site = changed(|site| site.edit("content/daerah/banjir.md", "title: Banjir", "title: Air surut"));
    assert_ids(&site, &IDS);
    assert_eq!(items(&site, "feed.xml")[0].title, "Air surut");
}

#[test]
fn t15_a_new_address_keeps_the_id_with_its_alias() {
    let slug = "slug: surut\naliases: [/daerah/banjir/]\ndate:";
    let site = changed(|site| site.edit("content/daerah/banjir.md", "date:", slug));
    assert_ids(&site, &IDS);
    assert_eq!(items(&site, "feed.xml")[0].link, "https://kabar.example/daerah/surut/");
    assert!(site.public("daerah/banjir/index.html").exists());
}

#[test]
fn t15_a_new_domain_keeps_the_ids_with_an_id_base() {
    let moved = "base_url: http://baru.example/koran/\nfeed: {id_base: https://kabar.example/}";
    let site = changed(|site| site.edit("halaman.yaml", "base_url: https://kabar.example/", moved));
    assert_ids(&site, &IDS);
    assert_eq!(items(&site, "feed.xml")[0].link, "http://baru.example/koran/daerah/banjir/");
}

#[test]
fn t16_another_date_or_section_keeps_the_id() {
    let site = changed(|site| {
        site.edit("content/daerah/banjir.md", "2026-11-20", "2026-11-22");
        let text = std::fs::read_to_string(site.root.join("content/daerah/jembatan.md")).unwrap();
        site.remove("content/daerah/jembatan.md").write("content/kota/jembatan.md", text)
    });
    assert_ids(&site, &IDS);
}

#[test]
fn t17_ids_are_unique() {
    let site = paper(
        "
        -- content/a/hujan.md --
        ---
        title: Hujan
        date: 2026-11-20
        ---
        Satu.

        <!-- halaman -->

        Dua.
        -- content/a/hujan.en.md --
        ---
        title: Rain
        date: 2026-11-20
        ---
        One.
        -- content/b/hujan.md --
        ---
        title: Hujan
        date: 2026-11-21
        ---
        Satu.
        ",
    );
    site.build().ok();
    assert_ids(&site, &["https://kabar.example/b/hujan/", "https://kabar.example/a/hujan/"]);
    for own in ids(&site, "en/") {
        assert_eq!(own, ["https://kabar.example/en/a/hujan/"]);
    }
}

#[test]
fn r12_a_guid_is_a_link_only_if_it_is_the_address() {
    let site = paper(TWO);
    site.edit("content/daerah/banjir.md", "date:", "aliases: [/lama/]\ndate:").build().ok();
    let text = site.file("feed.xml");
    let document = Document::parse(&text).unwrap();
    let guids: Vec<(&str, bool)> = document
        .descendants()
        .filter(|node| node.has_tag_name("guid"))
        .map(|node| (node.text().unwrap(), node.attribute("isPermaLink") != Some("false")))
        .collect();
    assert_eq!(guids, [("https://kabar.example/lama/", false), ("tag:kabar.example,2026:jembatan", false)]);
}

#[test]
fn t18_each_feed_has_an_id_of_its_own() {
    let site = paper(TWO);
    site.build().ok();
    let id = |path: &str| feed_rs::parser::parse(site.file(path).as_bytes()).unwrap().id;
    assert_eq!(
        ["atom.xml", "daerah/atom.xml", "tag/air/atom.xml"].map(id),
        ["https://kabar.example/", "https://kabar.example/daerah/", "https://kabar.example/tag/air/"]
    );
}

#[test]
fn t53_r22_equal_dates_have_a_fixed_order() {
    let site = paper("-- static/x.txt --\nx\n");
    for name in ["c", "a", "d", "b"] {
        site.write(&format!("content/{name}.md"), format!("---\ntitle: {name}\ndate: 2026-11-20\n---\nIsi.\n"));
    }
    site.write("content/e.md", "---\ntitle: e\ndate: 2026-11-20T00:00:01+08:00\n---\nIsi.\n").build().ok();
    let titles: Vec<String> = items(&site, "feed.xml").into_iter().map(|item| item.title).collect();
    assert_eq!(titles, ["e", "a", "b", "c", "d"]);
}

#[test]
fn r22_a_feed_has_a_limit() {
    let site = paper("-- static/x.txt --\nx\n");
    for number in 1..=9 {
        site.write(
            &format!("content/{number}.md"),
            format!("---\ntitle: \"{number}\"\ndate: 2026-11-0{number}\n---\nIsi.\n"),
        );
    }
    site.write(
        "halaman.yaml",
        "title: Kabar\nbase_url: https://kabar.example/\nfeed: {limit: 2, hours: 24, archives: none}\n",
    )
    .build()
    .ok();
    let titles: Vec<String> = items(&site, "feed.xml").into_iter().map(|item| item.title).collect();
    assert_eq!(titles, ["9", "8"]);
}

#[test]
fn t58_x14_one_address_or_id_for_two_is_an_error() {
    // The texts are in tests/errors: duplicate-url, duplicate-url-in-case-only, duplicate-id.
    let site = paper(TWO);
    site.edit("content/daerah/jembatan.md", "date:", "slug: banjir\ndate:");
    assert_eq!(site.build().code(), 1);
    assert!(site.tree().is_empty());
}
