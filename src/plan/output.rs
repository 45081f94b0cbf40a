//! One file of the output, as the plan names it.

use super::feeds::FeedPage;
use super::url;
use crate::config::FeedFormat;
use crate::content::ArticleId;
use crate::diag::Span;
use crate::icons::Icon;
use std::borrow::Cow;

/// Which part of an article a page shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// One part, from 1.
    One(u32),
    /// All of them on one page.
    All,
}

/// The place of a list in [`super::Plan::lists`].
pub type ListIndex = usize;

/// The place of a feed in [`super::Plan::feeds`].
pub type FeedIndex = usize;

/// A file of the sitemap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sitemap {
    /// The index of the others.
    Index,
    /// Fronts, lists and pages.
    Pages,
    /// Articles first published in a month of the site's zone (S-7), by place in [`super::Plan::months`].
    Month(usize),
    /// A part of the sitemap for Google News, from 0 (N-2).
    News(usize),
}

/// What is in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A part of an article or page.
    Article(ArticleId, Part),
    /// A page of a list, by its distance from the front, from 1.
    List(ListIndex, u32),
    /// All terms of a taxonomy, by its place.
    Taxonomy(usize),
    /// A year, a month, or all years of the archive, by its place in [`super::Plan::archive`].
    Archive(usize),
    /// The page of a host for addresses that do not exist.
    NotFound,
    /// A page that leads to a URL.
    Redirect(String),
    /// A document of a feed, by the place of the feed in [`super::Plan::feeds`].
    Feed(FeedIndex, FeedFormat, FeedPage),
    /// The page that shows people every feed (V-4).
    Feeds,
    /// The page of all corrections (I-13).
    Corrections,
    /// All feeds, for programs that subscribe to many at once (O-4).
    Opml,
    /// The feed menu (F-1).
    FeedMenu,
    /// A part of the sitemap.
    Sitemap(Sitemap),
    /// For crawlers.
    Robots,
    /// Settings for a host, by the names of the hosts that read it (T-6).
    Host,
    /// An icon of the site, made of its logo.
    Icon(Icon),
    /// What a phone asks when a reader puts the site among its programs.
    Manifest,
    /// A copied file, by its place in [`super::Plan::assets`].
    Asset(usize),
}

/// One file of the output.
#[derive(Debug, Clone)]
pub struct Output {
    /// Where it is written, below the output folder: [`super::url::file_of`] its path.
    pub file: String,
    /// So many of its bytes are the path.
    path: u32,
    /// What is in it.
    pub kind: Kind,
    /// The template that makes it, if one does.
    pub template: Option<Cow<'static, str>>,
    /// The place in a source file that asked for it, for messages.
    pub asked_at: Option<Span>,
}

impl Output {
    /// That of a path on the site.
    pub fn new(path: &str, kind: Kind, template: Option<Cow<'static, str>>, asked_at: Option<Span>) -> Self {
        let length = u32::try_from(path.len()).expect("paths are shorter than four gigabytes");
        Self { file: url::file_of(path), path: length, kind, template, asked_at }
    }

    /// Its path on the site; `daerah/banjir/` for the file `daerah/banjir/index.html`.
    pub fn path(&self) -> &str {
        &self.file[..self.path as usize]
    }
}
