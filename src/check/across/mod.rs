//! Rules about several documents: what each says of itself and of others must fit together.
//!
//! Judged from [`Facts`] alone. Addresses of other sites are never followed.

mod canonical;
mod feeds;
mod history;
mod languages;
mod links;
mod paging;
#[cfg(test)]
mod sample;
mod sitemaps;

use std::collections::BTreeMap;

use crate::check::Finding;
use crate::check::facts::Facts;
use crate::check::feed::{FeedFacts, Format};
use crate::check::page::PageFacts;
use crate::check::report::Report;
use crate::check::site::Site;
use crate::check::sitemap::SitemapFacts;

pub use links::{Links, judge as judge_links};

/// Judges all documents together: findings by path, then by place.
pub(super) fn judge(site: &Site, facts: &BTreeMap<String, Facts>) -> Vec<(String, Finding)> {
    let whole = Whole { site, facts };
    let mut found = Found::default();
    canonical::judge(&whole, &mut found);
    paging::judge(&whole, &mut found);
    languages::judge(&whole, &mut found);
    feeds::judge(&whole, &mut found);
    history::judge(&whole, &mut found);
    sitemaps::judge(&whole, &mut found);
    found.into_findings()
}

/// The whole output.
struct Whole<'f> {
    site: &'f Site,
    facts: &'f BTreeMap<String, Facts>,
}

/// Findings by document.
#[derive(Default)]
struct Found<'f> {
    reports: BTreeMap<&'f str, Report>,
}

impl<'f> Found<'f> {
    /// The report of one document.
    fn on(&mut self, path: &'f str) -> &mut Report {
        self.reports.entry(path).or_default()
    }

    fn into_findings(self) -> Vec<(String, Finding)> {
        let each = self.reports.into_iter().flat_map(|(path, report)| {
            report.into_findings().into_iter().map(move |finding| (path.to_owned(), finding))
        });
        each.collect()
    }
}

/// A feed of the output.
#[derive(Clone, Copy)]
struct Feed<'f> {
    path: &'f str,
    format: Format,
    facts: &'f FeedFacts,
}

impl<'f> Feed<'f> {
    /// Where the items before its own are; JSON Feed calls it `next_url` (J-9).
    fn older(self) -> Option<&'f String> {
        let next = self.facts.next_page.as_ref().filter(|_| self.format == Format::Json);
        self.facts.prev_archive.as_ref().or(next)
    }
}

impl<'f> Whole<'f> {
    /// All pages, by path.
    fn pages(&self) -> impl Iterator<Item = (&'f str, &'f PageFacts)> + use<'f> {
        self.facts.iter().filter_map(|(path, facts)| match facts {
            Facts::Page(page) => Some((path.as_str(), &**page)),
            _ => None,
        })
    }

    /// All feeds and lists of feeds, by path.
    fn feeds(&self) -> impl Iterator<Item = Feed<'f>> + use<'f> {
        self.facts.iter().filter_map(|(path, facts)| match facts {
            Facts::Feed(format, facts) => Some(Feed { path, format: *format, facts }),
            _ => None,
        })
    }

    /// All sitemaps, by path.
    fn sitemaps(&self) -> impl Iterator<Item = (&'f str, &'f SitemapFacts)> + use<'f> {
        self.facts.iter().filter_map(|(path, facts)| match facts {
            Facts::Sitemap(sitemap) => Some((path.as_str(), sitemap)),
            _ => None,
        })
    }

    /// What is at an address: nothing if it is not of this site or there is no such file.
    fn at(&self, url: &str) -> Option<(&'f str, &'f Facts)> {
        let (path, facts) = self.facts.get_key_value(&self.site.path_of(url)?)?;
        Some((path.as_str(), facts))
    }

    /// The page at an address.
    fn page(&self, url: &str) -> Option<&'f PageFacts> {
        match self.at(url)?.1 {
            Facts::Page(page) => Some(&**page),
            _ => None,
        }
    }

    /// The feed at an address.
    fn feed(&self, url: &str) -> Option<Feed<'f>> {
        match self.at(url)? {
            (path, Facts::Feed(format, facts)) => Some(Feed { path, format: *format, facts }),
            _ => None,
        }
    }

    /// Whether an address ought to be a file of this output.
    fn is_ours(&self, url: &str) -> bool {
        self.site.path_of(url).is_some()
    }
}

/// Whether a page is shown by search engines under its own address.
fn is_canonical(page: &PageFacts) -> bool {
    page.is_indexable && page.canonical.as_ref().is_some_and(|canonical| canonical.text == page.url)
}
