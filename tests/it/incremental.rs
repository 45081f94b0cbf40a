//! A build makes again what must be made again, and nothing else: the same files as a clean build, at the price of the edit.

use crate::project::{Project, Tree, paper};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::time::{Duration, Instant};

/// Four articles in two sections, three topics, one writer.
const SITE: &str = "
    -- halaman.yaml --
    title: Kabar
    base_url: https://kabar.example/
    timezone: Asia/Makassar
    feed: {formats: [rss]}
    recent: 1
    -- content/daerah/banjir.md --
    ---
    title: Banjir
    date: 2026-11-20
    tags: [Air]
    ---
    Ringkas.

    Air naik.
    -- content/daerah/jembatan.md --
    ---
    title: Jembatan
    date: 2026-11-19
    tags: [Jalan]
    ---
    Jembatan dibuka.
    -- content/ekonomi/pasar.md --
    ---
    title: Pasar
    date: 2026-11-18
    authors: [Rani]
    ---
    Pasar pindah.
    -- content/tentang.md --
    ---
    title: Tentang
    ---
    Kami.
    ";

/// Builds, and says which outputs were made and how many of them written.
pub fn made(site: &Project) -> (BTreeSet<String>, u64) {
    let run = site.build_with(&["--json"]);
    assert_eq!(run.code(), 0, "{}", run.stdout);
    let value: Value = serde_json::from_str(&run.stdout).unwrap();
    let files = value["rendered"].as_array().unwrap().iter().map(|one| one["file"].as_str().unwrap().to_owned());
    (files.collect(), value["written"].as_u64().unwrap())
}

/// A site that has been built.
fn built() -> Project {
    let site = paper(SITE);
    site.build().ok();
    site
}

#[track_caller]
fn assert_made(site: &Project, expected: &[&str]) {
    let (files, _) = made(site);
    let expected: BTreeSet<String> = expected.iter().map(|file| (*file).to_owned()).collect();
    assert_eq!(files, expected);
    assert_same(&site.tree(), &clean(site));
}

/// What a clean build makes of the same sources.
fn clean(site: &Project) -> Tree {
    let fresh = Project::empty();
    for (path, bytes) in crate::project::tree_of(&site.root) {
        if !path.starts_with("public/") && !path.starts_with(".halaman/") {
            fresh.write(&path, bytes);
        }
    }
    assert_eq!(fresh.build().code(), 0);
    fresh.tree()
}

#[track_caller]
fn assert_same(one: &Tree, other: &Tree) {
    let differing: Vec<&String> =
        one.keys().chain(other.keys()).filter(|path| one.get(*path) != other.get(*path)).collect();
    assert!(differing.is_empty(), "these differ: {differing:?}");
}

#[test]
fn nothing_changed_makes_nothing() {
    let site = built();
    assert_made(&site, &[]);
    // Written anew with the same text.
    let text = fs::read(site.root.join("content/daerah/banjir.md")).unwrap();
    site.write("content/daerah/banjir.md", text);
    assert_made(&site, &[]);
}

#[test]
fn the_body_of_one_article_makes_its_page_and_its_feeds() {
    let site = built();
    site.edit("content/daerah/banjir.md", "Air naik.", "Air surut.");
    assert_made(&site, &["daerah/banjir/index.html", "daerah/feed.xml", "feed.xml", "tag/air/feed.xml"]);
    site.edit("content/tentang.md", "Kami.", "Kami semua.");
    // The summary of a page stands in the list of its section; this one has none.
    assert_made(&site, &["tentang/index.html"]);
}

#[test]
fn i13_the_first_correction_of_a_site_makes_its_article_and_the_page_of_corrections() {
    let site = built();
    site.edit("content/daerah/banjir.md", "tags: [Air]\n", "tags: [Air]\ncorrections: [{text: Bukan pagi.}]\n");
    let page = ["daerah/banjir/index.html", "koreksi/index.html"];
    assert_made(&site, &[&page[..], &["daerah/feed.xml", "feed.xml", "tag/air/feed.xml"]].concat());
}

#[test]
fn a_headline_makes_what_shows_it() {
    let site = built();
    site.edit("content/daerah/jembatan.md", "title: Jembatan", "title: Jembatan baru");
    assert_made(
        &site,
        &[
            "daerah/banjir/index.html",
            "daerah/feed.xml",
            "daerah/index.html",
            "daerah/jembatan/index.html",
            "feed.xml",
            "indeks/2026/11/19/index.html",
            "index.html",
            "tag/jalan/feed.xml",
            "tag/jalan/index.html",
        ],
    );
}

#[test]
fn a_new_article_makes_its_neighbour_and_its_lists() {
    let site = built();
    site.write("content/ekonomi/cabai.md", "---\ntitle: Cabai\ndate: 2026-11-21\n---\nHarga naik.\n");
    assert_made(
        &site,
        &[
            "404.html",
            "ekonomi/cabai/index.html",
            "ekonomi/feed.xml",
            "ekonomi/index.html",
            "ekonomi/pasar/index.html",
            "feed.xml",
            "feeds.opml",
            "indeks/2026/11/20/index.html",
            "indeks/2026/11/21/index.html",
            "indeks/2026/11/index.html",
            "indeks/2026/index.html",
            "indeks/index.html",
            "index.html",
            "sitemap-2026-11.xml",
            "sitemap-pages.xml",
            "sitemap.xml",
        ],
    );
}

#[test]
fn a_template_makes_what_is_made_with_it() {
    let site = built();
    let copy = |name: &str| {
        let text = fs::read_to_string(crate::project::repository(&format!("templates/{name}"))).unwrap();
        assert!(text.contains("<h1>"));
        site.write(&format!("templates/{name}"), text.replace("<h1>", "<h1 class=\"lain\">"));
    };
    copy("section.html");
    assert_made(&site, &["daerah/index.html", "ekonomi/index.html"]);
    copy("page.html");
    assert_made(&site, &["tentang/index.html"]);
}

#[test]
fn a_damaged_or_missing_output_is_made_again() {
    let site = built();
    fs::remove_file(site.public("daerah/index.html")).unwrap();
    fs::write(site.public("feed.xml"), "rusak").unwrap();
    assert_made(&site, &["daerah/index.html", "feed.xml"]);
}

#[test]
fn without_a_ledger_all_is_made_and_nothing_written() {
    for damage in ["", "bukan buku besar"] {
        let site = built();
        let ledger = fs::read_dir(site.root.join(".halaman")).unwrap().map(|entry| entry.unwrap().path());
        for path in ledger.filter(|path| path.extension().is_some_and(|suffix| suffix == "ledger")) {
            if damage.is_empty() { fs::remove_file(path).unwrap() } else { fs::write(path, damage).unwrap() }
        }
        let (files, written) = made(&site);
        assert_eq!((files.len() > 30, written), (true, 0));
        assert_made(&site, &[]);
    }
}

#[test]
fn the_last_article_of_a_topic_takes_the_topic_with_it() {
    let site = built();
    site.remove("content/daerah/banjir.md");
    made(&site);
    assert!(!site.public("tag/air").exists() && !site.public("daerah/banjir").exists());
    assert_same(&site.tree(), &clean(&site));
}

#[test]
fn the_reason_is_told() {
    let site = built();
    site.edit("content/daerah/banjir.md", "Air naik.", "Air surut.");
    fs::write(site.public("tag/jalan/feed.xml"), "rusak").unwrap();
    let run = site.build_with(&["--explain"]);
    let told: Vec<&str> = run.stdout.lines().filter(|line| !line.contains(" articles in ")).collect();
    assert_eq!(
        told,
        [
            "1 file made again: content changed",
            "  daerah/banjir/index.html",
            "3 files made again: its entries changed",
            "  daerah/feed.xml",
            "  feed.xml",
            "  tag/air/feed.xml",
            "1 file made again: the file was not as we left it",
            "  tag/jalan/feed.xml",
        ]
    );
}

#[test]
fn what_is_verified_comes_out_the_same() {
    let site = built();
    let run = site.build_with(&["--verify", "--json"]);
    let value: Value = serde_json::from_str(&run.stdout).unwrap();
    let verified = value["rendered"].as_array().unwrap();
    assert!(!verified.is_empty() && verified.iter().all(|one| one["why"] == "verified"), "{verified:?}");
    assert_eq!((value["written"].as_u64(), value["problems"].as_array().map(Vec::len)), (Some(0), Some(0)));
}

#[test]
fn a_build_that_is_killed_leaves_whole_files_and_the_next_repairs_the_rest() {
    let site = paper(SITE);
    for number in 0..60 {
        site.write(
            &format!("content/daerah/{number}.md"),
            format!("---\ntitle: N{number}\ndate: 2026-10-01\n---\nIsi.\n"),
        );
    }
    let mut before = site.build().ok().tree();
    for round in 0..6_u64 {
        site.edit("halaman.yaml", "title: Kabar", "title: Kabar baru");
        let after = clean(&site);
        site.kill_build_after(Duration::from_millis(40 + round * 160));
        for (path, bytes) in site.tree().into_iter().filter(|(path, _)| !path.starts_with(".halaman-stage/")) {
            assert!(
                before.get(&path) == Some(&bytes) || after.get(&path) == Some(&bytes),
                "{path} is neither old nor new"
            );
        }
        site.build().ok();
        assert_same(&site.tree(), &after);
        before = after;
    }
}

/// The names of the files in `.halaman/` that end so.
fn noted(site: &Project, ending: &str) -> Vec<String> {
    let names = fs::read_dir(site.root.join(".halaman")).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.ends_with(ending)).collect()
}

/// Sets the times of all sources back, so that they are believed: to that of the first build, less a minute.
fn settle(site: &Project) {
    for (path, _) in crate::project::tree_of(&site.root) {
        if !path.starts_with("public/") && !path.starts_with(".halaman/") {
            let file = fs::File::options().write(true).open(site.root.join(&path)).unwrap();
            file.set_modified(site.mtime("index.html") - Duration::from_secs(60)).unwrap();
        }
    }
}

/// What somebody does to a site.
type Change<'c> = &'c dyn Fn(&Project);

#[test]
fn a_build_of_nothing_new_opens_no_file() {
    let site = built();
    settle(&site);
    std::thread::sleep(Duration::from_millis(2100));
    site.build().ok();
    assert_eq!(noted(&site, ".note").len(), 1);
    let before = site.tree();
    // What cannot be parsed any more, and looks as it did, is not looked at: so nothing was opened.
    let run = site.build();
    assert!(run.stdout.contains(" 0 written, "), "{}", run.stdout);
    // Each of these takes the shortcut away.
    let rebuilds: [(&str, Change); 3] = [
        ("a template", &|site| _ = site.write("templates/partials/toc.html", "")),
        ("an output", &|site| fs::remove_file(site.public("feed.xml")).unwrap()),
        ("the configuration", &|site| _ = site.edit("halaman.yaml", "title: Kabar", "title: Koran")),
    ];
    for (what, change) in rebuilds {
        let begun = Instant::now();
        change(&site);
        site.build().ok();
        // A busy machine may begin to build when the two seconds of the disk's rounding are over.
        let is_soon = begun.elapsed() < Duration::from_secs(2);
        assert_same(&site.tree(), &clean(&site));
        let is_noted = !noted(&site, ".note").is_empty();
        assert!(!(is_soon && is_noted), "after {what} the clock of the disk is not to be trusted yet");
    }
    assert!(before != site.tree());
}

#[test]
fn a_note_holds_until_the_next_change_by_itself() {
    let site = built();
    site.write("content/daerah/nanti.md", "---\ntitle: Nanti\ndate: 2026-11-23 18:00\n---\nIsi.\n");
    settle(&site);
    std::thread::sleep(Duration::from_millis(2100));
    let at = |time: &str| {
        site.build_with(&["--at", time]).ok();
        site.public("daerah/nanti/index.html").exists()
    };
    assert!(!at("2026-11-23 12:00"));
    assert_eq!(noted(&site, ".note").len(), 1);
    assert!(!at("2026-11-23 17:59"));
    assert!(at("2026-11-23 18:00"));
    assert!(!at("2026-11-23 12:00"), "an earlier moment is another site");
}

#[test]
fn what_was_copied_with_its_ledger_is_kept() {
    let site = built();
    let (tree, moved) = (crate::project::tree_of(&site.root), Project::empty());
    moved.copy(&tree);
    assert_made(&moved, &[]);
    moved.edit("content/tentang.md", "Kami.", "Kami semua.");
    assert_made(&moved, &["tentang/index.html"]);
}
