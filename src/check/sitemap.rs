//! The judge of one sitemap or index of sitemaps: S-1 to S-5, S-9, and for news N-1 to N-4.
//!
//! Whether the addresses exist and may be shown (S-6), and what an index says of its files (S-7), is judged in `across`.

mod news;

use std::collections::BTreeSet;
use std::ops::Range;

use chrono::{DateTime, FixedOffset};
use roxmltree::{Document as Xml, Node, ParsingOptions};

use crate::check::moment::with_offset;
use crate::check::page::Place;
use crate::check::report::Report;
use crate::check::site::{Site, is_absolute};
use crate::check::{Document, Finding};

const SITEMAP: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const IMAGE: &str = "http://www.google.com/schemas/sitemap-image/1.1";
const NEWS: &str = "http://www.google.com/schemas/sitemap-news/0.9";
const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// The most addresses and bytes of one file (S-1), characters of an address (S-2), and images of an address (S-5).
const ENTRIES: usize = 50_000;
const BYTES: usize = 52_428_800;
const LETTERS: usize = 2_048;
const IMAGES: usize = 1_000;

/// What rules about several documents need of a sitemap.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SitemapFacts {
    /// It lists sitemaps, not pages.
    pub is_index: bool,
    /// It lists articles of the last two days.
    pub is_news: bool,
    /// What it lists.
    pub entries: Vec<Entry>,
    /// The pictures on those pages.
    pub images: Vec<Place>,
}

/// One address of a sitemap.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The address.
    pub loc: Place,
    /// When what is there last changed.
    pub lastmod: Option<DateTime<FixedOffset>>,
    /// Its other languages, itself included: tag and address.
    pub alternates: Vec<(String, Place)>,
}

/// Judges one sitemap, and gathers what rules about several documents need.
pub fn judge(document: &Document<'_>, site: &Site) -> (Vec<Finding>, SitemapFacts) {
    let mut report = Report::default();
    if document.bytes.len() > BYTES {
        let message = format!("the sitemap has {} bytes, more than {BYTES}", document.bytes.len());
        report.error("S-1", None, message, "split it, and name the parts in an index");
    }
    let facts = match std::str::from_utf8(document.bytes) {
        Ok(text) => judge_text(text, site, &mut report),
        Err(error) => {
            let at = error.valid_up_to();
            report.error("S-2", Some(at..at + 1), "the sitemap is not UTF-8", "save it as UTF-8");
            SitemapFacts::default()
        }
    };
    (report.into_findings(), facts)
}

fn judge_text(text: &str, site: &Site, report: &mut Report) -> SitemapFacts {
    let options = ParsingOptions { nodes_limit: 16_000_000, ..ParsingOptions::default() };
    let xml = match Xml::parse_with_options(text, options) {
        Ok(xml) => xml,
        Err(error) => {
            report.error("S-2", None, format!("the sitemap is no XML: {error}"), "no crawler reads any of it");
            return SitemapFacts::default();
        }
    };
    let root = xml.root_element();
    let is_index = root.has_tag_name((SITEMAP, "sitemapindex"));
    if !is_index && !root.has_tag_name((SITEMAP, "urlset")) {
        let message = format!("`<{}>` is no root of a sitemap", root.tag_name().name());
        report.error(
            "S-4",
            Some(tag(text, root)),
            message,
            "the root is `urlset` or `sitemapindex` in the namespace of sitemaps",
        );
        return SitemapFacts::default();
    }
    let judge = Judge { text, site, is_index };
    let items: Vec<_> = root.children().filter(Node::is_element).collect();
    if items.len() > ENTRIES {
        let message = format!("the sitemap has {} addresses, more than {ENTRIES}", items.len());
        report.error("S-1", None, message, "split it, and name the parts in an index");
    }
    judge.count_news(root, report);
    let entries = items.into_iter().filter_map(|item| judge.entry(item, report)).collect();
    let is_news = root.descendants().any(|it| it.has_tag_name((NEWS, "news")));
    let images = root.descendants().filter(|it| it.has_tag_name((IMAGE, "loc"))).map(|it| place(text, it)).collect();
    let facts = SitemapFacts { is_index, is_news, entries, images };
    judge_twins(&facts, report);
    facts
}

fn judge_twins(facts: &SitemapFacts, report: &mut Report) {
    let mut seen = BTreeSet::new();
    for entry in &facts.entries {
        if !seen.insert(&entry.loc.text) {
            let message = format!("`{}` stands twice in the sitemap", entry.loc.text);
            report.error("S-6", Some(entry.loc.at.clone()), message, "leave one");
        }
    }
}

/// The start tag of an element.
fn tag(text: &str, node: Node<'_, '_>) -> Range<usize> {
    let whole = node.range();
    let end = text[whole.clone()].find('>').map_or(whole.end, |at| whole.start + at + 1);
    whole.start..end
}

/// The text of an element, trimmed, and its place.
fn place(text: &str, node: Node<'_, '_>) -> Place {
    let inner = node.first_child().filter(Node::is_text).map_or_else(|| tag(text, node), |child| child.range());
    let written = &text[inner.clone()];
    let start = inner.start + (written.len() - written.trim_start().len());
    let at = start..(start + written.trim().len());
    Place { text: node.text().unwrap_or_default().trim().to_owned(), at }
}

struct Judge<'j> {
    text: &'j str,
    site: &'j Site,
    is_index: bool,
}

impl Judge<'_> {
    fn entry(&self, item: Node<'_, '_>, report: &mut Report) -> Option<Entry> {
        let name = if self.is_index { "sitemap" } else { "url" };
        if !item.has_tag_name((SITEMAP, name)) {
            let message = format!("`<{}>` stands among the `<{name}>`", item.tag_name().name());
            report.error("S-4", Some(tag(self.text, item)), message, "leave it out");
            return None;
        }
        self.judge_order(item, report);
        let Some(loc) = item.children().find(|it| it.has_tag_name((SITEMAP, "loc"))) else {
            report.error("S-2", Some(tag(self.text, item)), format!("a `<{name}>` without `<loc>`"), "add the address");
            return None;
        };
        let loc = place(self.text, loc);
        self.judge_address(&loc, report);
        let lastmod = item.children().find(|it| it.has_tag_name((SITEMAP, "lastmod")));
        let lastmod = lastmod.and_then(|node| self.moment(node, report));
        self.judge_images(item, report);
        for news in item.children().filter(|it| it.has_tag_name((NEWS, "news"))) {
            self.judge_news(news, report);
        }
        let alternates = self.alternates(item, &loc, report);
        Some(Entry { loc, lastmod, alternates })
    }

    fn judge_order(&self, item: Node<'_, '_>, report: &mut Report) {
        let mut last = 0;
        for child in item.children().filter(Node::is_element) {
            let name = child.tag_name().name();
            let rank = match (child.tag_name().namespace(), name) {
                (Some(SITEMAP), "loc") => 1,
                (Some(SITEMAP), "lastmod") => 2,
                (Some(SITEMAP), "changefreq" | "priority") => {
                    let help = "leave it out: nobody reads it";
                    report.error("S-3", Some(tag(self.text, child)), format!("`<{name}>` in a sitemap"), help);
                    2
                }
                (Some(SITEMAP), _) => {
                    report.error(
                        "S-4",
                        Some(tag(self.text, child)),
                        format!("`<{name}>` is unknown in sitemaps"),
                        "leave it out",
                    );
                    continue;
                }
                _ => 3,
            };
            if rank < last || (rank == last && rank == 1) {
                let message = format!("`<{name}>` stands out of order");
                report.error(
                    "S-4",
                    Some(tag(self.text, child)),
                    message,
                    "the order is loc, lastmod, extensions, each once",
                );
            }
            last = rank.max(last);
        }
    }

    fn judge_address(&self, loc: &Place, report: &mut Report) {
        let shown = loc.text.chars().take(120).collect::<String>();
        let at = Some(loc.at.clone());
        if !is_absolute(&loc.text) || !loc.text.is_ascii() {
            let help = "write the whole address, percent-encoded";
            report.error("S-2", at, format!("`{shown}` is no absolute address in ASCII"), help);
        } else if !loc.text.starts_with(self.site.base_url.as_str()) {
            let help = "a sitemap speaks for its own site only";
            report.error("S-2", at, format!("`{shown}` is not below {}", self.site.base_url), help);
        } else if loc.text.len() >= LETTERS {
            report.error("S-2", at, format!("an address of {} characters: `{shown}…`", loc.text.len()), "shorten it");
        }
    }

    fn moment(&self, node: Node<'_, '_>, report: &mut Report) -> Option<DateTime<FixedOffset>> {
        let written = place(self.text, node);
        let moment = with_offset(&written.text);
        match moment {
            None => {
                let message = format!("`{}` is no date with time and offset", written.text);
                report.error("S-3", Some(written.at), message, "write `2022-11-08T14:30:00+08:00`");
            }
            Some(moment) if moment > self.site.now => {
                let message = format!("`{}` is later than the build, {}", written.text, self.site.now.to_rfc3339());
                report.error("S-3", Some(written.at), message, "crawlers stop believing `lastmod` that is not true");
            }
            Some(_) => {}
        }
        moment
    }

    fn judge_images(&self, item: Node<'_, '_>, report: &mut Report) {
        let images: Vec<_> = item.children().filter(|it| it.has_tag_name((IMAGE, "image"))).collect();
        if images.len() > IMAGES {
            let message = format!("{} images at one address, more than {IMAGES}", images.len());
            report.error("S-5", Some(tag(self.text, item)), message, "leave the least important out");
        }
        for image in images {
            let mut children = image.children().filter(Node::is_element);
            let loc = children.clone().find(|it| it.has_tag_name((IMAGE, "loc")));
            match loc.map(|node| place(self.text, node)) {
                None => report.error(
                    "S-5",
                    Some(tag(self.text, image)),
                    "an image without `<image:loc>`",
                    "add its address",
                ),
                Some(loc) if !is_absolute(&loc.text) => {
                    let message = format!("the address of the image, `{}`, is not absolute", loc.text);
                    report.error("S-5", Some(loc.at), message, "begin it with `https://` and the host");
                }
                Some(_) => {}
            }
            if let Some(other) = children.find(|it| !it.has_tag_name((IMAGE, "loc"))) {
                let message = format!("`<image:{}>` is no longer read", other.tag_name().name());
                report.error("S-5", Some(tag(self.text, other)), message, "leave it out");
            }
        }
    }

    fn alternates(&self, item: Node<'_, '_>, loc: &Place, report: &mut Report) -> Vec<(String, Place)> {
        let mut alternates = Vec::new();
        for link in item.children().filter(|it| it.has_tag_name((XHTML, "link"))) {
            let at = tag(self.text, link);
            let (Some(language), Some(href)) = (link.attribute("hreflang"), link.attribute("href")) else {
                report.error(
                    "S-9",
                    Some(at),
                    "an `<xhtml:link>` without `hreflang` or `href`",
                    "say language and address",
                );
                continue;
            };
            if !is_absolute(href) {
                let message = format!("the address of the `{language}` version, `{href}`, is not absolute");
                report.error("S-9", Some(at.clone()), message, "begin it with `https://` and the host");
            }
            alternates.push((language.to_owned(), Place { text: href.to_owned(), at }));
        }
        if !alternates.is_empty() && alternates.iter().all(|(_, other)| other.text != loc.text) {
            let message = format!("`{}` names its translations, but not itself", loc.text);
            report.error("S-9", Some(loc.at.clone()), message, "add an `<xhtml:link>` to the page itself");
        }
        alternates
    }
}

#[cfg(test)]
mod tests {
    use super::judge;
    use crate::check::Document;
    use crate::check::report::tests::told;
    use crate::check::site::tests::site;

    const PAGES: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:xhtml="http://www.w3.org/1999/xhtml">
 <url><loc>https://kabar.example/daerah/banjir/</loc><lastmod>2026-11-09T18:20:00+08:00</lastmod><image:image><image:loc>https://kabar.example/a.jpg</image:loc></image:image><xhtml:link rel="alternate" hreflang="id" href="https://kabar.example/daerah/banjir/"/><xhtml:link rel="alternate" hreflang="en" href="https://kabar.example/en/"/></url>
 <url><loc>https://kabar.example/a/</loc></url>
</urlset>
"#;

    /// What is found in a sitemap after the first `from` in it has become `to`.
    pub(super) fn with(sitemap: &str, from: &str, to: &str) -> String {
        assert!(sitemap.contains(from), "{from}");
        let text = sitemap.replacen(from, to, 1);
        told(&text, &judge(&Document { path: "sitemap.xml", url: None, bytes: text.as_bytes() }, &site()).0)
    }

    #[test]
    fn s1_no_more_than_fifty_thousand() {
        let many =
            (0..50_001).map(|it| ["<url><loc>https://kabar.example/", &it.to_string(), "/</loc></url>"].concat());
        let many = many.collect::<String>();
        assert_eq!(
            with(PAGES, "</urlset>", &format!("{many}</urlset>")),
            "E S-1 [] the sitemap has 50003 addresses, more than 50000\n"
        );
    }

    #[test]
    fn s2_addresses_are_whole_and_ours() {
        assert_eq!(with(PAGES, "/a/", "/a/"), "");
        let long = format!("https://kabar.example/{}/", "a".repeat(2048));
        for (to, message) in [
            ("/a/", "`/a/` is no absolute address in ASCII"),
            ("https://kabar.example/é/", "`https://kabar.example/é/` is no absolute address in ASCII"),
            ("https://lain.example/", "`https://lain.example/` is not below https://kabar.example/"),
            (&long, &format!("an address of 2071 characters: `{}…`", &long[..120])),
        ] {
            assert_eq!(with(PAGES, "https://kabar.example/a/", to), format!("E S-2 [{to}] {message}\n"));
        }
        assert_eq!(with(PAGES, "<loc>https://kabar.example/a/</loc>", ""), "E S-2 [<url>] a `<url>` without `<loc>`\n");
        assert!(with(PAGES, "/a/", "/a&b/").starts_with("E S-2 [] the sitemap is no XML: "));
    }

    #[test]
    fn s3_lastmod_is_a_true_moment() {
        let date = "2026-11-09T18:20:00+08:00";
        assert_eq!(
            with(PAGES, date, "2026-11-09 18:20"),
            "E S-3 [2026-11-09 18:20] `2026-11-09 18:20` is no date with time and offset\n"
        );
        let late = "2026-11-23T13:00:00+08:00";
        assert_eq!(
            with(PAGES, date, late),
            format!("E S-3 [{late}] `{late}` is later than the build, 2026-11-23T12:00:00+08:00\n")
        );
        assert_eq!(
            with(PAGES, "/a/</loc>", "/a/</loc><priority>0.5</priority>"),
            "E S-3 [<priority>] `<priority>` in a sitemap\n"
        );
    }

    #[test]
    fn s4_the_form_of_a_sitemap() {
        assert_eq!(
            with(
                PAGES,
                "<loc>https://kabar.example/a/</loc>",
                "<lastmod>2026-11-09T18:20:00Z</lastmod><loc>https://kabar.example/a/</loc>"
            ),
            "E S-4 [<loc>] `<loc>` stands out of order\n"
        );
        assert_eq!(
            with(PAGES, "/a/</loc>", "/a/</loc><title>x</title>"),
            "E S-4 [<title>] `<title>` is unknown in sitemaps\n"
        );
        assert_eq!(
            with(PAGES, "</urlset>", "<sitemap/></urlset>"),
            "E S-4 [<sitemap/>] `<sitemap>` stands among the `<url>`\n"
        );
        let root = with("<urlset></urlset>", "<urlset>", "<urlset>");
        assert_eq!(root, "E S-4 [<urlset>] `<urlset>` is no root of a sitemap\n");
    }

    #[test]
    fn s5_images_have_an_address_only() {
        let loc = "<image:loc>https://kabar.example/a.jpg</image:loc>";
        assert_eq!(with(PAGES, loc, ""), "E S-5 [<image:image>] an image without `<image:loc>`\n");
        assert_eq!(
            with(PAGES, "https://kabar.example/a.jpg", "/a.jpg"),
            "E S-5 [/a.jpg] the address of the image, `/a.jpg`, is not absolute\n"
        );
        let title = format!("{loc}<image:title>x</image:title>");
        assert_eq!(with(PAGES, loc, &title), "E S-5 [<image:title>] `<image:title>` is no longer read\n");
        let many = format!("<image:image>{loc}</image:image>").repeat(1001);
        assert_eq!(
            with(PAGES, "/a/</loc>", &format!("/a/</loc>{many}")),
            "E S-5 [<url>] 1001 images at one address, more than 1000\n"
        );
    }

    #[test]
    fn s6_an_address_stands_once() {
        let told = with(PAGES, "/a/</loc>", "/daerah/banjir/</loc>");
        assert_eq!(
            told,
            "E S-6 [https://kabar.example/daerah/banjir/] `https://kabar.example/daerah/banjir/` stands twice in the sitemap\n"
        );
    }

    #[test]
    fn s9_translations_include_the_page_itself() {
        let own = "<xhtml:link rel=\"alternate\" hreflang=\"id\" href=\"https://kabar.example/daerah/banjir/\"/>";
        let expected = "E S-9 [https://kabar.example/daerah/banjir/] `https://kabar.example/daerah/banjir/` names its translations, \
            but not itself\n";
        assert_eq!(with(PAGES, own, ""), expected);
        let bare = "<xhtml:link hreflang=\"en\"/>";
        assert_eq!(
            with(PAGES, "<xhtml:link rel=\"alternate\" hreflang=\"en\" href=\"https://kabar.example/en/\"/>", bare),
            format!("E S-9 [{bare}] an `<xhtml:link>` without `hreflang` or `href`\n")
        );
    }
}
