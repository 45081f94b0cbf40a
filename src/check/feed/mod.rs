//! Judges one feed document: RSS 2.0, Atom 1.0, JSON Feed 1.1 or OPML 2.0, ours or anybody's.
//!
//! Each format has a file (`rss`, `atom`, `json`, `opml`), each subject that formats share another (`date`, `url`,
//! `html`, `media`, `podcast`, `history`, `items`). What it is not: it follows no link and compares no two documents;
//! what rules about several documents need is handed back as [`FeedFacts`].
//!
//! Invariant: no bytes make it panic, and its time grows with the size of the document only.

mod address;
mod atom;
mod atom_entry;
mod atom_link;
mod atom_text;
mod date;
mod history;
mod html;
pub(in crate::check) mod html_address;
mod html_tags;
mod items;
mod json;
mod json_item;
mod json_tree;
mod language;
mod links;
mod malformed;
mod media;
mod namespace;
mod node;
mod opml;
mod podcast;
mod report;
mod rss;
mod rss_item;
mod rss_parts;
mod text;

mod xml;

#[cfg(test)]
mod sample;

use std::ops::Range;

use chrono::{DateTime, FixedOffset};

use crate::check::links::Named;
use crate::check::{Document, Finding};
use crate::diag::Severity;

use self::report::Report;

/// More than this is not read by the validator of the W3C, nor by careful readers; bytes.
const HARD_LIMIT: usize = 5_000_000;
/// More than this is too much for a document that is asked for every few minutes; bytes.
const SOFT_LIMIT: usize = 512 * 1024;

/// How to judge.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// The moment after which nothing can have been published; without it that rule rests.
    pub now: Option<DateTime<FixedOffset>>,
    /// Whether the document is one of our own: then every rule of level M binds as an error. In a feed of somebody
    /// else only what its format demands is an error; our own choices are warnings there, or silent.
    pub own: bool,
}

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RSS 2.0 and its ancestors.
    Rss,
    /// Atom 1.0.
    Atom,
    /// JSON Feed 1.1.
    Json,
    /// OPML 2.0.
    Opml,
}

/// What was found out about a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Judged {
    /// What it is; nothing when it cannot be told.
    pub format: Option<Format>,
    /// Rules it breaks, by place.
    pub findings: Vec<Finding>,
    /// What it says; nothing when it could not be read.
    pub facts: Option<FeedFacts>,
    /// The addresses it names besides, if it is our own.
    pub named: Vec<Named>,
}

/// What rules about several documents need.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FeedFacts {
    /// The feed's own id; only Atom has one.
    pub id: Option<String>,
    /// The title, empty if there is none.
    pub title: String,
    /// Where the document says it is served.
    pub self_url: Option<String>,
    /// The page it belongs to.
    pub home: Option<String>,
    /// The subscription document, named by an archive (P-4).
    pub current: Option<String>,
    /// The next older archive (P-3, P-4).
    pub prev_archive: Option<String>,
    /// The next newer archive (P-4).
    pub next_archive: Option<String>,
    /// More items: `rel="next"` (P-2), or `next_url` of JSON Feed (J-9).
    pub next_page: Option<String>,
    /// Whether it says that it is an archive (P-4).
    pub is_archive: bool,
    /// Whether it says that it holds the whole feed (P-1).
    pub is_complete: bool,
    /// Hubs that are told of changes (W-1).
    pub hubs: Vec<String>,
    /// Its articles, in its order.
    pub items: Vec<ItemFacts>,
    /// The feeds of an OPML document, each with its address and title.
    pub feeds: Vec<(String, String)>,
}

/// What rules about several documents need to know of an article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ItemFacts {
    /// As it stands there; empty if there is none.
    pub id: String,
    /// The page of the article.
    pub url: Option<String>,
    /// The title, empty if there is none.
    pub title: String,
    /// When it was first published.
    pub published: Option<DateTime<FixedOffset>>,
    /// When it was last changed.
    pub updated: Option<DateTime<FixedOffset>>,
    /// Its bytes.
    pub at: Range<usize>,
}

/// Judges one document: RSS 2.0, Atom 1.0, JSON Feed 1.1 or OPML 2.0, told by its content.
pub fn judge(document: &Document, options: &Options) -> Judged {
    let mut report = Report::new(document.url, options);
    if !size(document.bytes.len(), &mut report) {
        return Judged { format: text::format(document.bytes), findings: report.into_sorted(), ..Judged::default() };
    }
    let (format, facts) = match text::read(document.bytes, &mut report) {
        Some(text) if text.starts_with(['{', '[']) => (Some(Format::Json), json::judge(text, &mut report)),
        Some(text) => xml::judge(text, &mut report),
        None => (text::format(document.bytes), None),
    };
    let named = std::mem::take(&mut report.named);
    let facts = facts.map(|facts| report_places(facts, document.bytes));
    Judged { format, findings: report.into_sorted(), facts, named }
}

/// Places of facts count from the first byte of the document, also when a mark stands before the text.
fn report_places(mut facts: FeedFacts, bytes: &[u8]) -> FeedFacts {
    let skipped = text::skipped(bytes);
    for item in &mut facts.items {
        item.at = item.at.start + skipped..item.at.end + skipped;
    }
    facts
}

/// Whether the document is small enough to be judged.
fn size(bytes: usize, report: &mut Report) -> bool {
    let help = "show fewer items, or summaries instead of whole texts";
    if bytes > HARD_LIMIT {
        let message = format!("it has {bytes} bytes, more than the {HARD_LIMIT} that readers take; not judged");
        report.found("X-12", Severity::Error, 0..0, message, help);
    } else if bytes > SOFT_LIMIT {
        let message = format!("it has {bytes} bytes, more than {SOFT_LIMIT}, for each time that a reader asks");
        report.advice("X-12", 0..0, message, help);
    }
    bytes <= HARD_LIMIT
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use sample::{ATOM, JSON, OPML, PODCAST, RSS, judged, places, planted};

    const SAMPLES: [(Format, &str); 5] =
        [(Format::Rss, RSS), (Format::Rss, PODCAST), (Format::Atom, ATOM), (Format::Json, JSON), (Format::Opml, OPML)];

    #[test]
    fn good_feeds_have_no_findings() {
        for (format, text) in SAMPLES {
            for own in [true, false] {
                let told = judged(text, own);
                assert_eq!((told.format, told.findings), (Some(format), vec![]));
            }
        }
    }

    #[test]
    fn facts_are_handed_back() {
        let facts = judged(ATOM, true).facts.unwrap();
        let link = |name: &str| Some(format!("https://kabar.example/{name}"));
        assert_eq!(facts.id.as_deref(), Some("tag:kabar.example,2022-01-01:umpan"));
        assert_eq!((facts.self_url, facts.home), (link("feed.xml"), link("")));
        assert_eq!(
            (facts.current, facts.prev_archive, facts.next_archive),
            (link("atom.xml"), link("arsip/2022-10.xml"), None)
        );
        assert_eq!((facts.is_archive, facts.is_complete), (true, false));
        let item = &facts.items[1];
        assert_eq!(
            (item.id.as_str(), item.url.clone(), item.title.as_str()),
            ("https://kabar.example/banjir/", link("banjir/"), "Banjir surut")
        );
        assert_eq!(item.published.unwrap().to_rfc3339(), "2022-11-07T09:00:00+08:00");
        assert!(ATOM[item.at.clone()].starts_with("<entry>\n  <title>Banjir"));
        let facts = judged(JSON, true).facts.unwrap();
        assert_eq!((facts.next_page, facts.hubs), (link("2.json"), vec!["https://hub.example/".to_owned()]));
        assert!(JSON[facts.items[0].at.clone()].starts_with("{\n      \"id\": \"cabai\""));
        let facts = judged(OPML, true).facts.unwrap();
        assert_eq!(facts.feeds, [("https://kabar.example/ekonomi/feed.xml".to_owned(), "Ekonomi".to_owned())]);
    }

    #[test]
    fn x1_what_stands_before_the_text() {
        let start = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";
        planted(RSS, start, &format!("\n{start}"), &[("X-1", "\n")]);
        planted(RSS, start, &format!("\u{feff}{start}"), &[("X-1", "\u{feff}")]);
        planted(RSS, start, "<?xml version='1.0'?>", &[("X-1", "<?xml version='1.0'?>")]);
        planted(RSS, start, "", &[("X-1", "")]);
        planted(RSS, "utf-8", "UTF-16", &[("X-1", "UTF-16")]);
        planted(
            RSS,
            "utf-8",
            "ISO-8859-1",
            &[("X-1", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>"), ("X-1", "ISO-8859-1")],
        );
        let shifted = judged(&format!("\u{feff}\n{ATOM}"), false).facts.unwrap();
        assert_eq!(shifted.items[0].at.start, ATOM.find("<entry>").unwrap() + 4);
    }

    #[test]
    fn x1_bytes_that_are_no_text() {
        let told = |bytes: &[u8]| judge(&Document { path: "a", url: None, bytes }, &Options::default());
        let broken = [RSS.as_bytes(), b"\xe9"].concat();
        assert_eq!(told(&broken).findings[0].at, Some(RSS.len()..RSS.len() + 1));
        assert_eq!(told(&broken).format, Some(Format::Rss));
        let wide: Vec<u8> = RSS.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [&wide, &b"\xff\xfe<\0"[..], b"hello", b"", b"<a/>"] {
            let findings = told(bytes).findings;
            assert_eq!(findings.len(), 1, "{findings:?}");
        }
    }

    #[test]
    fn what_is_no_feed_is_told_so() {
        let told = |text: &str| places(text, false);
        assert_eq!(told("<!DOCTYPE html><p>a"), [("R-1", "<".to_owned())]);
        let many = (0..300).fold(String::new(), |tag, number| format!("{tag} a{number}=\"\""));
        assert_eq!(told(&format!("<rss{many}/>")), [("X-12", "<".to_owned())]);
    }

    #[test]
    fn x1_elements_that_close_wrongly() {
        planted(ATOM, "<name>Siti</name>", "<name>Siti</nama>", &[("X-1", "</nama>")]);
    }

    #[test]
    fn x2_control_characters() {
        planted(RSS, "Air turun", "Air\u{1} turun", &[("X-2", "\u{1}")]);
        planted(RSS, "Air turun", "Air&#11; turun", &[("X-2", "&#11;")]);
        planted(RSS, "Air turun", "Air\u{92} turun", &[("X-2", "\u{92}")]);
    }

    #[test]
    fn x3_entities() {
        planted(RSS, "Air turun", "Air&nbsp;turun", &[("X-3", "&nbsp;")]);
        planted(RSS, "Air turun", "Air & turun", &[("X-3", "&")]);
        planted(RSS, "<rss ", "<!-- <a --><!DOCTYPE rss [<!ENTITY a 'b'>]><rss ", &[("X-3", "<")]);
        planted(RSS, "<rss ", "<!DOCTYPE rss><rss ", &[("X-3", "<!DOCTYPE rss>")]);
        planted(RSS, "<rss ", "<!DOCTYPE rss [<!ENTITY a 'b'>]><rss ", &[("X-3", "<!DOCTYPE rss [<!ENTITY a 'b'>")]);
        planted(
            RSS,
            "Air turun",
            "&amp;lt;p&amp;gt;Air turun",
            &[("X-3", "<description>&amp;lt;p&amp;gt;Air turun</description>")],
        );
    }

    #[test]
    fn x4_html_is_escaped_in_one_way() {
        planted(RSS, "Air turun", "<![CDATA[Air turun]]>", &[("X-4", "<description>")]);
    }

    #[test]
    fn x5_the_root_comes_soon() {
        let comment = format!("<!--{}--><rss ", "x".repeat(600));
        planted(RSS, "<rss ", &comment, &[("X-5", "<rss …")]);
    }

    #[test]
    fn x6_namespaces() {
        planted(RSS, "yahoo.com/mrss/", "yahoo.com/mrss", &[("X-6", "<rss …")]);
        planted(OPML, "<opml ", "<opml xmlns:a=\"https://kabar.example/ns\" ", &[("X-6", "<opml …")]);
        let stranger = RSS.replace("<ttl>", "<x:a xmlns:x=\"https://kabar.example/ns\"/><ttl>");
        assert_eq!(places(&stranger, false), [("X-6", "<x:a xmlns:x=\"https://kabar.example/ns\"/>".to_owned())]);
        planted(RSS, "<dc:creator>Siti</dc:creator>", "<dx:creator>Siti</dx:creator>", &[("X-6", "<dx:creator>")]);
        planted(
            ATOM,
            "<fh:archive/>",
            "<fh:archive/><slash:comments xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\"/>",
            &[("X-6", "<slash:comments…")],
        );
    }

    #[test]
    fn x7_addresses() {
        planted(
            RSS,
            "<link>https://kabar.example/banjir/</link>",
            "<link>/banjir/</link>",
            &[("X-7", "<link>/banjir/</link>")],
        );
        planted(
            RSS,
            "https://kabar.example/b.jpg",
            "https://kabar.example/b c.jpg",
            &[("X-7", "url=\"https://kabar.example/b c.jpg\"")],
        );
        planted(
            ATOM,
            "https://kabar.example/logo.png",
            "https://kabar.example/é.png",
            &[("X-7", "<icon>https://kabar.example/é.png</icon>")],
        );
        planted(JSON, "https://kabar.example/a.mp3", "a.mp3", &[("X-7", "\"a.mp3\"")]);
    }

    #[test]
    fn x8_x9_x10_payloads_in_all_formats() {
        planted(RSS, "https://kabar.example/a/", "../a/", &[("X-8", "<content:encoded>…")]);
        planted(
            ATOM,
            "Harga naik&lt;/p&gt;",
            "Harga&lt;script&gt;a&lt;/script&gt;&lt;/p&gt;",
            &[("X-9", "<content type=\"html\">…")],
        );
        planted(
            ATOM,
            "<br/>",
            "<img src=\"a.jpg\" alt=\"\"/>",
            &[("X-8", "<content type=\"xhtml\">…"), ("X-10", "<content type=\"xhtml\">…")],
        );
        planted(JSON, "<p>Harga naik</p>", "<p>Harga naik</b>", &[("X-8", "\"<p>Harga naik</b>\"")]);
    }

    #[test]
    fn x11_titles_are_plain() {
        planted(RSS, "Banjir surut", "Banjir &lt;em&gt;surut&lt;/em&gt;", &[("X-11", "<title>Banjir…")]);
        planted(ATOM, "Banjir surut", "Banjir &amp;amp; surut", &[("X-11", "<title>Banjir…")]);
        planted(JSON, "Banjir surut", "Banjir <b>surut</b>", &[("X-11", "\"Banjir <b>surut</b>\"")]);
    }

    #[test]
    fn x12_documents_are_small() {
        let long = |length: usize| RSS.replace("Air turun", &"a ".repeat(length / 2));
        assert_eq!(places(&long(600_000), true), [("X-12", String::new())]);
        let told = judged(&long(5_000_000), true);
        assert_eq!(
            (told.findings[0].rule, told.findings[0].severity, told.findings.len()),
            ("X-12", Severity::Error, 1)
        );
        assert_eq!((told.format, told.facts), (Some(Format::Rss), None));
    }

    #[test]
    fn r15_r21_r22_articles_together() {
        let (cabai, banjir) =
            ("<link>https://kabar.example/cabai/</link>", "<link>https://kabar.example/banjir/</link>");
        planted(RSS, banjir, cabai, &[("R-15", "<item>\n   <title>Banjir…")]);
        let (good, late) = (
            "<pubDate>Mon, 07 Nov 2022 09:00:00 +0800</pubDate>",
            "<pubDate>Fri, 11 Nov 2022 09:00:00 +0800</pubDate>",
        );
        let item = "<item>\n   <title>Banjir…";
        planted(
            RSS,
            good,
            late,
            &[("R-6", "<pubDate>Tue…"), ("R-6", "<lastBuildDate>…"), ("R-22", item), ("R-21", item)],
        );
        let same = "<pubDate>Tue, 08 Nov 2022 14:30:00 +0800</pubDate>";
        planted(RSS, good, same, &[("R-22", item)]);
        assert_eq!(places(&RSS.replace(good, same), false), []);
    }

    #[test]
    fn others_are_not_held_to_our_habits() {
        let theirs = RSS
            .replace("<category>", "<category domain=\"https://kabar.example/\">")
            .replace("14:30:00 +0800", "06:30:00 GMT");
        assert_eq!(places(&theirs, false), []);
        assert_eq!(places(&theirs, true).len(), 3);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(which in 0usize..5, at in any::<prop::sample::Index>(), length in 0usize..40, noise in prop::collection::vec(any::<u8>(), 0..12)) {
            let mut bytes = SAMPLES[which].1.as_bytes().to_vec();
            let start = at.index(bytes.len() + 1);
            let end = (start + length).min(bytes.len());
            bytes.splice(start..end, noise);
            let told = judge(&Document { path: "a", url: None, bytes: &bytes }, &Options::default());
            for finding in told.findings {
                prop_assert!(bytes.get(finding.at.unwrap()).is_some());
            }
        }

        #[test]
        fn no_signs_of_markup_make_it_panic(which in 0usize..5, at in any::<prop::sample::Index>(), noise in "[<>&;/\"'=\\[\\]{}:, %#a-z!é\n-]{0,12}") {
            let text = SAMPLES[which].1;
            let mut start = at.index(text.len() + 1);
            while !text.is_char_boundary(start) { start -= 1; }
            let text = [&text[..start], &noise, &text[start..]].concat();
            for own in [true, false] {
                for finding in judged(&text, own).findings {
                    prop_assert!(text.get(finding.at.unwrap()).is_some());
                }
            }
        }
    }
}
