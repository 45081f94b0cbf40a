//! Dates in feeds: the author's own, in the author's offset, in the form that readers know.

use super::{channel, items, json, of_channel};
use crate::project::{Project, paper};

/// A site with these articles: front matter behind the title, which is the name.
fn dated(articles: &[(&str, &str)]) -> Project {
    let site = paper("-- static/x.txt --\nx\n");
    for (name, fields) in articles {
        site.write(&format!("content/{name}.md"), format!("---\ntitle: {name}\n{fields}\n---\nIsi.\n"));
    }
    site
}

fn dates(site: &Project) -> Vec<String> {
    items(site, "feed.xml").into_iter().map(|item| item.date).collect()
}

#[test]
fn t11_every_entry_has_updated() {
    let site = dated(&[("a", "date: 2026-11-20"), ("b", "date: 2026-11-19\nupdated: 2026-11-21 10:00")]);
    site.build().ok();
    let feed = feed_rs::parser::parse(site.file("atom.xml").as_bytes()).unwrap();
    let updated: Vec<String> = feed.entries.iter().map(|entry| entry.updated.unwrap().to_rfc3339()).collect();
    assert_eq!(updated, ["2026-11-19T16:00:00+00:00", "2026-11-21T02:00:00+00:00"]);
}

#[test]
fn t12_a_feed_is_as_old_as_its_newest_change() {
    let site = dated(&[("a", "date: 2026-11-20"), ("b", "date: 2026-11-19\nupdated: 2026-11-21")]);
    site.build().ok();
    assert_eq!(of_channel(&site, "feed.xml", "lastBuildDate").unwrap(), "Sat, 21 Nov 2026 00:00:00 +0800");
    assert_eq!(of_channel(&site, "feed.xml", "pubDate").unwrap(), "Fri, 20 Nov 2026 00:00:00 +0800");
    assert_eq!(of_channel(&site, "atom.xml", "updated").unwrap(), "2026-11-21T00:00:00+08:00");
}

#[test]
fn t13_a_date_that_cannot_be_read_is_no_date() {
    let site = dated(&[("a", "date: kemarin")]);
    assert_eq!(site.build().code(), 1);
    assert!(site.tree().is_empty());
}

#[test]
fn t19_t20_r5_dates_are_english_and_whole() {
    let site = dated(&[
        ("a", "date: 2026-10-05T08:09:10+07:00"),
        ("b", "date: 5 Mei 2026 14.30 WITA"),
        ("c", "date: 2026-01-01"),
        ("d", "date: 2025-12-01 08:00"),
        ("e", "date: 0999-08-17"),
    ]);
    site.build().ok();
    assert_eq!(
        dates(&site)[..4],
        [
            "Mon, 05 Oct 2026 08:09:10 +0700",
            "Tue, 05 May 2026 14:30:00 +0800",
            "Thu, 01 Jan 2026 00:00:00 +0800",
            "Mon, 01 Dec 2025 08:00:00 +0800",
        ]
    );
    assert!(dates(&site)[4].starts_with("Sat, 17 Aug 0999 00:00:00 +"), "{:?}", dates(&site)[4]);
}

#[test]
fn t21_the_offset_is_kept() {
    let site = dated(&[("a", "date: 2026-11-20T08:00:00+09:00"), ("b", "date: 2026-11-19T08:00:00Z")]);
    site.build().ok();
    assert_eq!(dates(&site), ["Fri, 20 Nov 2026 08:00:00 +0900", "Thu, 19 Nov 2026 08:00:00 +0000"]);
    let json = json(&site, "feed.json");
    assert_eq!(json["items"][0]["date_published"], "2026-11-20T08:00:00+09:00");
    let published: Vec<String> =
        site.file("atom.xml").lines().filter(|l| l.contains("<published>")).map(str::to_owned).collect();
    assert_eq!(published[0].trim(), "<published>2026-11-20T08:00:00+09:00</published>");
}

#[test]
fn t22_i4_a_bare_date_is_of_the_sites_zone_wherever_it_is_built() {
    for zone in ["UTC", "America/Los_Angeles", "Asia/Tokyo"] {
        let site = dated(&[("a", "date: 2026-11-20"), ("b", "date: 2026-11-19 00:30")]);
        site.build_in(&[("TZ", zone)], &[]).ok();
        assert_eq!(dates(&site), ["Fri, 20 Nov 2026 00:00:00 +0800", "Thu, 19 Nov 2026 00:30:00 +0800"]);
        assert!(
            site.public("indeks/2026/11/20/index.html").exists()
                && site.public("indeks/2026/11/19/index.html").exists()
        );
    }
}

#[test]
fn t23_r21_what_is_not_out_is_nowhere() {
    let site = dated(&[
        ("sudah", "date: 2026-11-23 12:00\ntags: [Air]"),
        ("besok", "date: 2026-11-23 12:01\ntags: [Air, RahasiaBesok]\nauthors: [PenulisBesok]"),
        ("konsep", "draft: true\ndate: 2026-11-01\ntags: [Air, RahasiaKonsep]"),
        ("habis", "date: 2026-11-01\nexpires: 2026-11-23 12:00\ntags: [Air, RahasiaHabis]"),
    ]);
    site.build().ok();
    for (path, bytes) in site.tree() {
        let text = format!("{path}\n{}", String::from_utf8_lossy(&bytes));
        for name in ["besok", "konsep", "habis", "Rahasia", "PenulisBesok"] {
            assert!(!text.contains(name), "{name} in {path}");
        }
    }
    site.build_with(&["--drafts"]).ok();
    assert_eq!(items(&site, "feed.xml").len(), 2);
    assert_eq!(items(&site, "tag/rahasiakonsep/feed.xml").len(), 1);
}

#[test]
fn t24_pages_are_in_no_feed() {
    let site = dated(&[("tentang", "weight: 1"), ("a", "date: 2026-11-20")]);
    site.build().ok();
    let titles: Vec<String> = items(&site, "feed.xml").into_iter().map(|item| item.title).collect();
    assert_eq!(titles, ["a"]);
    assert!(!site.file("feed.xml").contains(" 0001 ") && site.public("tentang/index.html").exists());
}

#[test]
fn t25_t26_the_newest_is_found_by_time_and_not_by_text() {
    let site = dated(&[
        ("a", "date: 2026-01-01T20:00:00Z\nupdated: 2026-01-01T23:30:00Z"),
        ("b", "date: 2026-01-02T00:30:00+08:00\nupdated: 2026-01-02T01:00:00+08:00"),
    ]);
    site.build().ok();
    assert_eq!(of_channel(&site, "feed.xml", "lastBuildDate").unwrap(), "Thu, 01 Jan 2026 23:30:00 +0000");
    assert_eq!(of_channel(&site, "feed.xml", "pubDate").unwrap(), "Thu, 01 Jan 2026 20:00:00 +0000");
    let titles: Vec<String> = items(&site, "feed.xml").into_iter().map(|item| item.title).collect();
    assert_eq!(titles, ["a", "b"]);
}

#[test]
fn t27_r6_a_feed_without_articles_is_a_feed() {
    let site = dated(&[("tentang", "weight: 1")]);
    site.build().ok();
    let names: Vec<String> = channel(&site, "feed.xml").into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["title", "link", "description", "language", "generator", "docs", "link"]);
    assert_eq!(of_channel(&site, "atom.xml", "updated").unwrap(), "1970-01-01T00:00:00+00:00");
    assert_eq!(json(&site, "feed.json")["items"], serde_json::json!([]));
    assert!(feed_rs::parser::parse(site.file("atom.xml").as_bytes()).unwrap().entries.is_empty());
}
