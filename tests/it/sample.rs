//! The repository's own site, as readers, browsers and feed readers find it.

use crate::html;
use crate::project::{Project, Tree, renews, repository, tree_of};
use chrono::DateTime;
use halaman::check::Document;
use halaman::check::output::Judge;
use halaman::check::site::Site;
use halaman::diag::Severity;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The sample site, built once.
pub static SAMPLE: LazyLock<Tree> = LazyLock::new(|| {
    let site = Project::named("sample");
    for folder in ["content", "static", "locales"] {
        for (path, bytes) in tree_of(&repository(folder)) {
            site.write(&format!("{folder}/{path}"), bytes);
        }
    }
    site.write("halaman.yaml", std::fs::read(repository("halaman.yaml")).unwrap());
    site.build().ok().tree()
});

/// Where the sample site lives.
const BASE: &str = "https://kabarlembayung.example/";

fn text(path: &str) -> &'static str {
    std::str::from_utf8(&SAMPLE[path]).unwrap()
}

fn files_called(name: &'static str) -> impl Iterator<Item = (&'static String, &'static [u8])> {
    let is_it = move |path: &str| path == name || path.ends_with(&format!("/{name}"));
    SAMPLE.iter().filter(move |(path, _)| is_it(path)).map(|(path, bytes)| (path, bytes.as_slice()))
}

#[test]
fn the_tree_is_the_expected_one() {
    let file = repository("tests/sample-tree.txt");
    if renews() {
        let paths: String = SAMPLE.keys().flat_map(|path| ["./", path, "\n"]).collect();
        std::fs::write(&file, paths).unwrap();
    }
    let expected = std::fs::read_to_string(file).unwrap();
    let expected: BTreeSet<&str> = expected.lines().filter_map(|line| line.strip_prefix("./")).collect();
    let paths: BTreeSet<&str> = SAMPLE.keys().map(String::as_str).collect();
    let (more, fewer): (Vec<_>, Vec<_>) =
        (paths.difference(&expected).collect(), expected.difference(&paths).collect());
    assert!(more.is_empty() && fewer.is_empty(), "not expected: {more:?}\nmissing: {fewer:?}");
}

#[test]
fn the_judge_finds_no_fault() {
    let judge = Judge::new(Site {
        base_url: BASE.parse().unwrap(),
        language: "id".to_owned(),
        now: DateTime::parse_from_rfc3339("2026-11-23T12:00:00+08:00").unwrap(),
        publisher: "Kabar Lembayung".to_owned(),
        third_parties: Vec::new(),
        dead_links: Severity::Error,
    });
    let (mut found, mut all, mut links) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
    for (path, bytes) in &*SAMPLE {
        let judged = judge.document(&Document { path, url: None, bytes });
        found.extend(judged.findings.into_iter().map(|finding| (path.clone(), finding)));
        all.insert(path.clone(), judged.facts);
        links.insert(path.clone(), judged.links);
    }
    found.extend(judge.across(&all, &links));
    let told: Vec<_> = found.iter().map(|(path, it)| format!("{path}: {} {}", it.rule, it.message)).collect();
    assert_eq!(told, [""; 0]);
}

#[test]
fn an_article_of_two_parts_says_so() {
    let split: Vec<&String> = SAMPLE
        .iter()
        .filter(|(path, _)| path.ends_with("/2/index.html") && !path.contains("/halaman/"))
        .filter(|(path, _)| !SAMPLE.contains_key(&path.replace("/2/index.html", "/3/index.html")))
        .map(|(path, _)| path)
        .collect();
    assert!(!split.is_empty());
    for second in split.into_iter().filter(|path| !path.starts_with("en/")) {
        let first = second.replace("/2/index.html", "/index.html");
        assert!(text(&first).contains("Halaman 1 dari 2"), "{first}");
        assert!(text(second).contains("Halaman 2 dari 2"), "{second}");
    }
}

#[test]
fn every_link_leads_somewhere_and_every_id_is_one() {
    let faults = html::faults(&SAMPLE, BASE);
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn every_page_has_the_frame_of_a_page() {
    for (path, bytes) in SAMPLE.iter().filter(|(path, _)| path.ends_with(".html")) {
        let page = std::str::from_utf8(bytes).unwrap();
        assert!(page.to_lowercase().starts_with("<!doctype html>"), "{path}");
        let elements = html::elements(page);
        let count = |name: &str| elements.iter().filter(|element| element.name == name).count();
        // A redirect is for those whom no browser takes along.
        let main = usize::from(!elements.iter().any(|element| element.attribute("http-equiv") == Some("refresh")));
        assert_eq!((count("title"), count("h1"), count("main")), (1, 1, main), "{path}");
        let lang = elements[0].attribute("lang").unwrap();
        let wanted = if path.starts_with("en/") { "en" } else { "id" };
        assert_eq!(lang, wanted, "{path}");
    }
}

#[test]
fn every_feed_can_be_read() {
    let mut count = 0;
    for name in ["feed.xml", "atom.xml", "feed.json"] {
        for (path, bytes) in files_called(name) {
            let feed = feed_rs::parser::parse(bytes).unwrap_or_else(|error| panic!("{path}: {error}"));
            assert!(feed.title.is_some_and(|title| !title.content.is_empty()), "{path}");
            for entry in feed.entries {
                // A feed of summaries has no texts.
                let is_whole = entry.content.is_some() || path.starts_with("umpan/ringkas/");
                assert!(entry.title.is_some() && entry.published.is_some() && is_whole, "{path}");
            }
            count += 1;
        }
    }
    assert!(count > 60, "{count}");
}

#[test]
fn every_xml_file_is_well_formed() {
    for (path, bytes) in SAMPLE.iter().filter(|(path, _)| path.ends_with(".xml")) {
        let text = std::str::from_utf8(bytes).unwrap();
        assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>"), "{path}");
        roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}

#[test]
fn every_address_of_the_sitemap_is_a_page() {
    let mut count = 0;
    for (path, bytes) in SAMPLE.iter().filter(|(path, _)| path.starts_with("sitemap")) {
        let document = roxmltree::Document::parse(std::str::from_utf8(bytes).unwrap()).unwrap();
        for url in document.descendants().filter(|node| node.tag_name().name() == "loc").filter_map(|node| node.text())
        {
            let rest = url.strip_prefix(BASE).unwrap_or_else(|| panic!("{path}: {url}"));
            let file =
                if rest.is_empty() || rest.ends_with('/') { format!("{rest}index.html") } else { rest.to_owned() };
            assert!(SAMPLE.contains_key(&file), "{path}: {url}");
            count += 1;
        }
    }
    assert!(count > 60, "{count}");
}

#[test]
fn t29_every_advertised_feed_is_there() {
    for (path, bytes) in SAMPLE.iter().filter(|(path, _)| path.ends_with(".html")) {
        let elements = html::elements(std::str::from_utf8(bytes).unwrap());
        let is_feed = |kind: &str| kind.ends_with("+xml") || kind == "application/feed+json";
        for link in elements.iter().filter(|element| element.attribute("rel") == Some("alternate")) {
            if link.attribute("type").is_some_and(is_feed) {
                let url = link.attribute("href").unwrap();
                let file = url.strip_prefix(BASE).or_else(|| url.strip_prefix('/')).unwrap();
                assert!(SAMPLE.contains_key(file), "{path}: {url}");
            }
        }
    }
}
