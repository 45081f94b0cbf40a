//! A good paper as facts, for the tests of rules about several documents. Each place is the bytes 9 to 9, and each item
//! of a feed the bytes 5 to 9.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};

use crate::check::across::judge;
use crate::check::facts::Facts;
use crate::check::feed::{FeedFacts, Format, ItemFacts};
use crate::check::page::{ArticleFacts, FeedLink, PageFacts, Place};
use crate::check::site::tests::site;
use crate::check::sitemap::{Entry, SitemapFacts};
use crate::diag::Severity;

/// A whole output.
pub struct Papers {
    /// Its facts by path.
    pub facts: BTreeMap<String, Facts>,
}

pub fn place(text: &str) -> Place {
    Place { text: text.to_owned(), at: 9..9 }
}

#[allow(clippy::unnecessary_wraps)]
pub fn link(text: &str) -> Option<Place> {
    Some(place(text))
}

fn date(text: &str) -> Option<DateTime<FixedOffset>> {
    DateTime::parse_from_rfc3339(text).ok()
}

fn published() -> Option<DateTime<FixedOffset>> {
    date("2026-11-09T06:15:00+08:00")
}

fn updated() -> Option<DateTime<FixedOffset>> {
    date("2026-11-09T18:20:00+08:00")
}

fn url(path: &str) -> String {
    site().url_of(path)
}

impl Papers {
    /// A paper with a list of two pages, an article, a split article, an author, a redirect, another language, feeds with
    /// archives and sitemaps; nothing is wrong with it.
    pub fn good() -> Papers {
        let mut paper = Papers { facts: BTreeMap::new() };
        for (path, title) in [
            ("index.html", "Kabar"),
            ("en/index.html", "News"),
            ("daerah/index.html", "Daerah"),
            ("daerah/halaman/2/index.html", "Daerah – Halaman 2"),
            ("daerah/banjir/index.html", "Banjir"),
            ("daerah/panjang/index.html", "Panjang"),
            ("daerah/panjang/2/index.html", "Panjang – Halaman 2"),
            ("daerah/panjang/semua/index.html", "Panjang – Semua halaman"),
            ("penulis/rani/index.html", "Rani"),
            ("lama/index.html", "Halaman ini pindah"),
            ("404.html", "Tidak ditemukan"),
        ] {
            let own = url(path);
            let language = if path.starts_with("en/") { "en" } else { "id" };
            let page = PageFacts {
                url: own.clone(),
                language: language.to_owned(),
                title: link(title),
                canonical: link(&own),
                is_indexable: !matches!(path, "lama/index.html" | "404.html"),
                ..PageFacts::default()
            };
            paper.add(path, page);
        }
        paper.arrange_pages();
        paper.arrange_feeds();
        paper.arrange_sitemaps();
        paper.facts.insert("favicon.ico".to_owned(), Facts::Other);
        paper
    }

    fn arrange_pages(&mut self) {
        let article = || ArticleFacts {
            headline: "Judul".to_owned(),
            published: published(),
            updated: updated(),
            authors: vec!["Rani".to_owned()],
            profiles: vec![url("penulis/rani/index.html")],
            at: 9..9,
        };
        for path in ["daerah/banjir", "daerah/panjang", "daerah/panjang/2", "daerah/panjang/semua"] {
            self.page(&format!("{path}/index.html")).article = Some(article());
        }
        for (first, second) in [("daerah/", "daerah/halaman/2/"), ("daerah/panjang/", "daerah/panjang/2/")] {
            let (first, second) = (format!("{first}index.html"), format!("{second}index.html"));
            self.page(&first).next = link(&url(&second));
            self.page(&second).prev = link(&url(&first));
            for path in [&first, &second] {
                self.page(path).pager = vec![url(&first), url(&second)];
            }
        }
        for path in ["daerah/panjang/index.html", "daerah/panjang/2/index.html"] {
            self.page(path).canonical = link(&url("daerah/panjang/semua/index.html"));
        }
        self.page("penulis/rani/index.html").is_profile = true;
        let old = self.page("lama/index.html");
        old.is_redirect = true;
        old.canonical = link(&url("daerah/panjang/index.html"));
        for path in ["index.html", "en/index.html"] {
            self.page(path).alternates =
                vec![("id".to_owned(), place(&url("index.html"))), ("en".to_owned(), place(&url("en/index.html")))];
        }
    }

    fn arrange_feeds(&mut self) {
        let item = |id: &str, path: &str| ItemFacts {
            id: id.to_owned(),
            url: Some(url(path)),
            title: "Judul".to_owned(),
            published: published(),
            updated: updated(),
            at: 5..9,
        };
        let flood = item("tag:1", "daerah/banjir/index.html");
        let long = item("tag:2", "daerah/panjang/semua/index.html");
        let front = || FeedFacts { home: Some(url("index.html")), ..FeedFacts::default() };
        self.add_feed(
            "feed.xml",
            FeedFacts { prev_archive: Some(url("arsip/2026-10.xml")), items: vec![long.clone()], ..front() },
        );
        let archive = || FeedFacts { current: Some(url("feed.xml")), is_archive: true, ..front() };
        let newer = FeedFacts { prev_archive: Some(url("arsip/2026-09.xml")), items: vec![flood.clone()], ..archive() };
        self.add_feed("arsip/2026-10.xml", newer);
        self.add_feed("arsip/2026-09.xml", FeedFacts { next_archive: Some(url("arsip/2026-10.xml")), ..archive() });
        let atom = FeedFacts { items: vec![long, flood], ..front() };
        self.facts.insert("atom.xml".to_owned(), Facts::Feed(Format::Atom, Box::new(atom)));
        let list = FeedFacts { feeds: vec![(url("feed.xml"), "Kabar".to_owned())], ..FeedFacts::default() };
        self.facts.insert("feeds.opml".to_owned(), Facts::Feed(Format::Opml, Box::new(list)));
        for (path, kind) in [("feed.xml", "application/rss+xml"), ("atom.xml", "application/atom+xml")] {
            self.page("index.html").feeds.push(FeedLink { kind: kind.to_owned(), url: place(&url(path)) });
        }
    }

    fn arrange_sitemaps(&mut self) {
        let entry = |path: &str, lastmod| Entry { loc: place(&url(path)), lastmod, alternates: Vec::new() };
        for (path, is_index, entries) in [
            ("sitemap.xml", true, vec![entry("sitemap-pages.xml", None), entry("sitemap-2026-11.xml", updated())]),
            ("sitemap-pages.xml", false, vec![entry("index.html", None), entry("en/index.html", None)]),
            (
                "sitemap-2026-11.xml",
                false,
                vec![
                    entry("daerah/banjir/index.html", updated()),
                    entry("daerah/panjang/semua/index.html", published()),
                ],
            ),
        ] {
            self.facts
                .insert(path.to_owned(), Facts::Sitemap(SitemapFacts { is_index, entries, ..SitemapFacts::default() }));
        }
        self.facts.insert("robots.txt".to_owned(), Facts::Robots(vec![place(&url("sitemap.xml"))]));
    }

    pub fn add(&mut self, path: &str, page: PageFacts) {
        self.facts.insert(path.to_owned(), Facts::Page(Box::new(page)));
    }

    pub fn add_feed(&mut self, path: &str, feed: FeedFacts) {
        self.facts.insert(path.to_owned(), Facts::Feed(Format::Rss, Box::new(feed)));
    }

    pub fn page(&mut self, path: &str) -> &mut PageFacts {
        match self.facts.get_mut(path) {
            Some(Facts::Page(page)) => page,
            other => panic!("{path} is {other:?}"),
        }
    }

    pub fn feed(&mut self, path: &str) -> &mut FeedFacts {
        match self.facts.get_mut(path) {
            Some(Facts::Feed(_, feed)) => feed,
            other => panic!("{path} is {other:?}"),
        }
    }

    pub fn sitemap(&mut self, path: &str) -> &mut SitemapFacts {
        match self.facts.get_mut(path) {
            Some(Facts::Sitemap(sitemap)) => sitemap,
            other => panic!("{path} is {other:?}"),
        }
    }

    /// All findings, one a line.
    pub fn judged(&self) -> String {
        let lines = judge(&site(), &self.facts).into_iter().map(|(path, finding)| {
            let level = if finding.severity == Severity::Error { 'E' } else { 'W' };
            let at = finding.at.map(|at| format!("{at:?}")).unwrap_or_default();
            format!("{path}: {level} {} [{at}] {}\n", finding.rule, finding.message)
        });
        lines.collect()
    }

    /// That there is this one finding on this document, and no other.
    pub fn judged_on(&self, path: &str, finding: &str) {
        assert_eq!(self.judged(), format!("{path}: {finding}\n"));
    }
}
