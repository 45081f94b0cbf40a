//! The judge of a whole output, in two passes: each document alone, in any order and in parallel, and then what was
//! kept of them together.
//!
//! It holds no bytes, reads no file and no clock. Which document gets which judge is told by its name, and where many
//! things have one name, by its first bytes.

use std::collections::BTreeMap;

use crate::check::facts::Facts;
use crate::check::feed::{self, Options};
use crate::check::links::{Addresses, Named, Outgoing, Use, css};
use crate::check::page::Place;
use crate::check::report::Report;
use crate::check::site::{Site, is_absolute};
use crate::check::{Document, Finding, Links, across, page, sitemap};

/// As much of a document as tells what it is.
const BEGINNING: usize = 512;

/// What was found out about a document.
#[derive(Debug)]
pub struct Judged {
    /// Rules it breaks, by place.
    pub findings: Vec<Finding>,
    /// What is kept of it.
    pub facts: Facts,
    /// The addresses it names.
    pub links: Box<[Outgoing]>,
}

/// Judges the output of one site.
#[derive(Debug)]
pub struct Judge {
    site: Site,
    addresses: Addresses,
    /// Whether addresses of other sites are kept too.
    elsewhere: bool,
}

impl Judge {
    /// A judge who knows the site.
    pub fn new(site: Site) -> Judge {
        Judge { site, addresses: Addresses::default(), elsewhere: false }
    }

    /// Keeps the addresses of other sites too.
    #[must_use]
    pub fn with_elsewhere(self, elsewhere: bool) -> Judge {
        Judge { elsewhere, ..self }
    }

    /// The site.
    pub fn site(&self) -> &Site {
        &self.site
    }

    /// Judges one document, and says what is to be kept of it.
    ///
    /// Files that were copied as they are should not come here, but straight into the facts as [`Facts::Other`]: an HTML
    /// file that proves somebody's ownership is no page.
    pub fn document(&self, document: &Document<'_>) -> Judged {
        let (findings, facts, named) = match Kind::of(document) {
            Kind::Page => {
                let (findings, facts, named) = page::judge(document, &self.site);
                (findings, Facts::Page(Box::new(facts)), named)
            }
            Kind::Sitemap => {
                let (findings, facts) = sitemap::judge(document, &self.site);
                let named = facts.images.iter().map(picture).collect();
                (findings, Facts::Sitemap(facts), named)
            }
            Kind::Robots => robots(document),
            Kind::Feed => self.feed(document),
            Kind::Other => (Vec::new(), Facts::Other, Vec::new()),
        };
        Judged { findings, facts, links: self.keep(document, &named) }
    }

    /// A style sheet that is copied: the addresses it names.
    pub fn style(&self, document: &Document<'_>) -> Box<[Outgoing]> {
        let text = String::from_utf8_lossy(document.bytes);
        let file = |(written, at): (&str, _)| Named { written: written.to_owned(), at, purpose: Use::File };
        self.keep(document, &css::addresses(&text).into_iter().map(file).collect::<Vec<_>>())
    }

    /// Judges the documents together: findings by the path of the document at fault.
    pub fn across(&self, facts: &BTreeMap<String, Facts>, links: &Links) -> Vec<(String, Finding)> {
        let mut found = across::judge(&self.site, facts);
        found.extend(across::judge_links(&self.site, facts, links, &self.addresses.texts()));
        found
    }

    /// The addresses of other sites among those that documents name, each with the documents.
    pub fn elsewhere(&self, links: &Links) -> BTreeMap<String, Vec<String>> {
        let texts = self.addresses.texts();
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (path, links) in links {
            for link in links.iter().filter(|link| link.purpose == Use::Link) {
                let address = &texts[link.number as usize];
                if !address.starts_with('/') {
                    found.entry(address.to_string()).or_default().push(path.clone());
                }
            }
        }
        found
    }

    fn keep(&self, document: &Document<'_>, named: &[Named]) -> Box<[Outgoing]> {
        let own = || self.site.url_of(document.path);
        let base = document.url.map_or_else(own, str::to_owned);
        self.addresses.keep(&self.site, &base, named, self.elsewhere)
    }

    fn feed(&self, document: &Document<'_>) -> (Vec<Finding>, Facts, Vec<Named>) {
        let url = document.url.map_or_else(|| self.site.url_of(document.path), str::to_owned);
        let options = Options { now: Some(self.site.now), own: true };
        let judged = feed::judge(&Document { url: Some(&url), ..*document }, &options);
        let facts = judged.format.zip(judged.facts);
        let facts = facts.map_or(Facts::Other, |(format, facts)| Facts::Feed(format, Box::new(facts)));
        (judged.findings, facts, judged.named)
    }
}

fn picture(place: &Place) -> Named {
    Named { written: place.text.clone(), at: place.at.clone(), purpose: Use::Picture }
}

/// Which judge a document gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page,
    Feed,
    Sitemap,
    Robots,
    Other,
}

impl Kind {
    fn of(document: &Document<'_>) -> Kind {
        let name = document.path.rsplit('/').next().unwrap_or_default();
        let beginning = String::from_utf8_lossy(&document.bytes[..document.bytes.len().min(BEGINNING)]);
        let has = |marks: &[&str]| marks.iter().any(|mark| beginning.contains(mark));
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        match ending {
            "html" | "htm" => Kind::Page,
            "txt" if document.path == "robots.txt" => Kind::Robots,
            "rss" | "atom" | "opml" => Kind::Feed,
            "xml" if has(&["<urlset", "<sitemapindex"]) => Kind::Sitemap,
            "xml" if has(&["<rss", "<feed", "<opml", "<rdf:RDF"]) || name == "feed.xml" || name == "atom.xml" => {
                Kind::Feed
            }
            "xml" if name.starts_with("sitemap") => Kind::Sitemap,
            "json" if has(&["jsonfeed.org/version"]) || name == "feed.json" => Kind::Feed,
            _ => Kind::Other,
        }
    }
}

/// The `Sitemap:` lines (S-8).
fn robots(document: &Document<'_>) -> (Vec<Finding>, Facts, Vec<Named>) {
    let mut report = Report::default();
    let mut sitemaps = Vec::new();
    let text = String::from_utf8_lossy(document.bytes);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some((name, value)) =
            line.split_once(':').filter(|(name, _)| name.trim().eq_ignore_ascii_case("sitemap"))
        {
            let value_at = start + name.len() + 1 + (value.len() - value.trim_start().len());
            let place = Place { text: value.trim().to_owned(), at: value_at..value_at + value.trim().len() };
            if !is_absolute(&place.text) {
                let message = format!("the address of the sitemap, `{}`, is not absolute", place.text);
                report.error("S-8", Some(place.at.clone()), message, "begin it with `https://` and the host");
            }
            sitemaps.push(place);
        }
        start += line.len();
    }
    (report.into_findings(), Facts::Robots(sitemaps), Vec::new())
}

#[cfg(test)]
mod tests {
    use super::{Judge, Judged, Kind};
    use crate::check::Document;
    use crate::check::facts::Facts;
    use crate::check::report::tests::told;
    use crate::check::site::tests::site;
    use proptest::prelude::{any, proptest};

    #[test]
    fn each_document_gets_its_judge() {
        for (path, text, kind) in [
            ("a/index.html", "", Kind::Page),
            ("feed.xml", "<?xml version=\"1.0\"?>\n<rss>", Kind::Feed),
            ("berita.xml", "<feed>", Kind::Feed),
            ("feeds.opml", "", Kind::Feed),
            ("feed.json", "", Kind::Feed),
            ("news.xml", "<urlset>", Kind::Sitemap),
            ("sitemap-2026-11.xml", "", Kind::Sitemap),
            ("robots.txt", "", Kind::Robots),
            ("a/robots.txt", "", Kind::Other),
            ("data.json", "{}", Kind::Other),
            ("logo.png", "", Kind::Other),
        ] {
            assert_eq!(Kind::of(&Document { path, url: None, bytes: text.as_bytes() }), kind, "{path}");
        }
    }

    #[test]
    fn s8_the_sitemap_is_named_with_its_whole_address() {
        let text = "User-agent: *\nsitemap: /sitemap.xml\nSitemap:https://kabar.example/sitemap.xml\n";
        let document = Document { path: "robots.txt", url: None, bytes: text.as_bytes() };
        let Judged { findings, facts, .. } = Judge::new(site()).document(&document);
        assert_eq!(
            told(text, &findings),
            "E S-8 [/sitemap.xml] the address of the sitemap, `/sitemap.xml`, is not absolute\n"
        );
        let Facts::Robots(sitemaps) = facts else { panic!("{facts:?}") };
        assert_eq!(
            sitemaps.iter().map(|it| &text[it.at.clone()]).collect::<Vec<_>>(),
            ["/sitemap.xml", "https://kabar.example/sitemap.xml"]
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), path in "(a.html|sitemap.xml|feed.json|robots.txt)") {
            Judge::new(site()).document(&Document { path: &path, url: None, bytes: &bytes });
        }

        #[test]
        fn no_damage_makes_it_panic(cuts in proptest::collection::vec((0usize..4000, 0usize..40, "[<>\"'/a&=é{]{0,3}"), 1..6)) {
            let mut page = crate::check::page::sample::ARTICLE.to_owned();
            for (at, length, new) in cuts {
                let mut ends = [at.min(page.len()), (at + length).min(page.len())];
                for end in &mut ends {
                    while !page.is_char_boundary(*end) { *end -= 1; }
                }
                page.replace_range(ends[0]..ends[1], &new);
            }
            let document = Document { path: "a.html", url: None, bytes: page.as_bytes() };
            let findings = Judge::new(site()).document(&document).findings;
            assert!(findings.iter().filter_map(|it| it.at.clone()).all(|at| page.get(at).is_some()));
        }
    }
}
