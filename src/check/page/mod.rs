//! The judge of one HTML page: H-1 to H-4, H-8, H-10, H-11, H-13, H-14, G-1 to G-3, L-1 to L-10.
//!
//! It sees the bytes of the page, its address and the [`Site`]; what a rule says of several documents is judged in
//! `across`, from the [`PageFacts`] that are gathered here. Of accessibility (H-15) it judges what stands in the text
//! (`access`); colours and sizes need a browser.

mod access;
mod article;
mod data;
mod discovery;
pub mod dom;
mod head;
pub mod links;
mod media;
mod paging;
#[cfg(test)]
pub mod sample;
mod schema;
mod sink;
mod social;
mod structure;
mod syntax;
mod tree;

use std::ops::Range;

use chrono::{DateTime, FixedOffset};
use url::Url;

use crate::check::links::Named;
use crate::check::page::data::Data;
use crate::check::page::dom::Dom;
use crate::check::page::head::{Head, Link};
use crate::check::report::Report;
use crate::check::site::Site;
use crate::check::{Document, Finding};

/// What rules about several documents need of a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PageFacts {
    /// Where it is served.
    pub url: String,
    /// The tag of its language.
    pub language: String,
    /// What stands in `<title>`, and where.
    pub title: Option<Place>,
    /// What it says its address is, and where.
    pub canonical: Option<Place>,
    /// Search engines may show it: no `noindex`, and it leads nowhere else.
    pub is_indexable: bool,
    /// It only leads to another address.
    pub is_redirect: bool,
    /// The page before it in a list or a split article.
    pub prev: Option<Place>,
    /// The page after it.
    pub next: Option<Place>,
    /// Where the links between the numbered pages lead, absolute.
    pub pager: Vec<String>,
    /// The feeds it names.
    pub feeds: Vec<FeedLink>,
    /// Its other languages: tag and address.
    pub alternates: Vec<(String, Place)>,
    /// What its structured data say of the article on it.
    pub article: Option<ArticleFacts>,
    /// Whether it has a `ProfilePage`.
    pub is_profile: bool,
    /// The paths of our own style sheets that it names.
    pub styles: Vec<String>,
    /// What can be linked to on it, as [`links::id_of`] keeps it, sorted.
    pub ids: Box<[u64]>,
}

/// An address or text, and its bytes in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Decoded.
    pub text: String,
    /// As it is written.
    pub at: Range<usize>,
}

/// A feed that a page names in its head (H-4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLink {
    /// Its media type.
    pub kind: String,
    /// Its address.
    pub url: Place,
}

/// What a page says of its article to machines.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ArticleFacts {
    /// The headline.
    pub headline: String,
    /// First publication.
    pub published: Option<DateTime<FixedOffset>>,
    /// The last change.
    pub updated: Option<DateTime<FixedOffset>>,
    /// The names of its authors.
    pub authors: Vec<String>,
    /// The addresses of its authors' pages.
    pub profiles: Vec<String>,
    /// The script that says it.
    pub at: Range<usize>,
}

/// A page while it is judged.
pub(crate) struct Page<'p> {
    dom: &'p Dom<'p>,
    head: Head<'p>,
    data: Data<'p>,
    site: &'p Site,
    /// Below the output folder.
    path: &'p str,
    url: String,
}

impl Page<'_> {
    /// What an address on this page means; nothing if it means nothing.
    fn absolute(&self, address: &str) -> Option<Url> {
        Url::parse(&self.url).ok()?.join(address.trim()).ok()
    }

    /// It leads to another address by itself.
    fn is_redirect(&self) -> bool {
        self.head.meta("refresh").is_some()
    }

    fn is_indexable(&self) -> bool {
        let mut rules = self.head.metas("robots").flat_map(|meta| meta.value.split(','));
        !self.is_redirect()
            && !rules.any(|rule| matches!(rule.trim().to_ascii_lowercase().as_str(), "noindex" | "none"))
    }

    fn is_article(&self) -> bool {
        self.head.meta("og:type").is_some_and(|meta| meta.value == "article")
    }
}

/// Judges one page, and gathers what rules about several pages need, and the addresses on it.
pub fn judge(document: &Document<'_>, site: &Site) -> (Vec<Finding>, PageFacts, Vec<Named>) {
    let url = document.url.map_or_else(|| site.url_of(document.path), str::to_owned);
    let mut report = Report::default();
    let text = match std::str::from_utf8(document.bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            let at = Some(at..at + error.error_len().unwrap_or(1));
            report.error("H-1", at, "the page is not UTF-8", "save it as UTF-8");
            return (report.into_findings(), PageFacts { url, ..PageFacts::default() }, Vec::new());
        }
    };
    let dom = Dom::parse(text);
    let page = Page { dom: &dom, head: Head::of(&dom), data: Data::of(&dom), site, path: document.path, url };
    judge_parts(&page, &mut report);
    (report.into_findings(), facts(&page), links::named(&page))
}

fn judge_parts(page: &Page<'_>, report: &mut Report) {
    syntax::judge(page, report);
    media::judge(page, report);
    discovery::judge(page, report);
    data::judge(page, report);
    if !page.is_redirect() {
        access::judge(page, report);
        paging::judge(page, report);
        structure::judge(page, report);
        article::judge(page, report);
    }
    if page.is_indexable() {
        social::judge(page, report);
    }
}

fn facts(page: &Page<'_>) -> PageFacts {
    let link = |rel: &str| page.head.link(rel).map(Link::place);
    PageFacts {
        url: page.url.clone(),
        language: page.dom.named("html").next().and_then(|it| it.attribute("lang")).unwrap_or_default().to_owned(),
        title: page.head.title().map(|title| Place { text: title.text().trim().to_owned(), at: title.at() }),
        canonical: link("canonical"),
        is_indexable: page.is_indexable(),
        is_redirect: page.is_redirect(),
        prev: link("prev"),
        next: link("next"),
        pager: paging::links(page),
        feeds: discovery::feeds(page).map(|link| FeedLink { kind: link.kind(), url: link.place() }).collect(),
        alternates: discovery::languages(page).map(|(tag, link)| (tag.to_owned(), link.place())).collect(),
        article: article::facts(page),
        is_profile: page.data.things().any(|thing| thing.is("ProfilePage")),
        styles: styles(page).collect(),
        ids: links::ids(page),
    }
}

fn styles(page: &Page<'_>) -> impl Iterator<Item = String> {
    let sheets = page.head.links("stylesheet").filter(|link| !link.element.has_word("rel", "alternate"));
    sheets.filter_map(|link| page.site.path_of(page.absolute(link.href)?.as_str()))
}
