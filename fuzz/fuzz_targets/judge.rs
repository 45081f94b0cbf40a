//! The judges of feeds, pages and sitemaps over any bytes: each finding has a place in the document.
//!
//! Whether a judge is right is said by the unit tests of `check`, where each rule has its planted defect.

#![no_main]

use chrono::DateTime;
use halaman::check::output::Judge;
use halaman::check::site::Site;
use halaman::check::{Document, Finding, feed};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use url::Url;

static JUDGE: LazyLock<Judge> = LazyLock::new(|| {
    Judge::new(Site {
        base_url: Url::parse("https://kabar.example/").expect("an address as it should be"),
        language: "id".to_owned(),
        now: DateTime::parse_from_rfc3339("2026-11-23T12:00:00+08:00").expect("a moment as it should be"),
        publisher: "Kabar".to_owned(),
        third_parties: Vec::new(),
    })
});

/// Names that tell which judge a document gets; its first byte chooses one.
const PATHS: [&str; 6] = ["index.html", "feed.xml", "atom.xml", "feed.json", "sitemap.xml", "robots.txt"];

/// Documents are printed with marks in place of bytes that are no UTF-8, and places may count those.
fn have_places(findings: &[Finding], bytes: &[u8]) {
    let printed = String::from_utf8_lossy(bytes);
    for finding in findings {
        let inside = finding.at.as_ref().is_none_or(|at| printed.as_bytes().get(at.clone()).is_some());
        assert!(inside, "{finding:?} in {} bytes", printed.len());
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    let path = PATHS[usize::from(*choice) % PATHS.len()];
    let document = Document { path, url: None, bytes };
    let (findings, facts) = JUDGE.document(&document);
    have_places(&findings, bytes);
    for (_, finding) in JUDGE.across(&BTreeMap::from([(path.to_owned(), facts)])) {
        have_places(&[finding], bytes);
    }
    if path != "index.html" {
        have_places(&feed::judge(&document, &feed::Options::default()).findings, bytes);
    }
});
