//! One file of the output, as the plan names it.

use crate::content::ArticleId;
use crate::diag::Span;

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

/// The form of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedFormat {
    /// RSS 2.0.
    Rss,
    /// Atom 1.0.
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl FeedFormat {
    /// All of them, in the order in which pages name them (H-4).
    pub const ALL: [Self; 3] = [Self::Rss, Self::Atom, Self::Json];

    /// The file's name (T-1).
    pub fn file(self) -> &'static str {
        match self {
            Self::Rss => "feed.xml",
            Self::Atom => "atom.xml",
            Self::Json => "feed.json",
        }
    }

    /// The media type (H-4, J-12).
    pub fn mime(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml",
            Self::Atom => "application/atom+xml",
            Self::Json => "application/feed+json",
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rss => "RSS",
            Self::Atom => "Atom",
            Self::Json => "JSON",
        }
    }
}

/// A file of the sitemap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sitemap {
    /// The index of the others.
    Index,
    /// Fronts, lists and pages.
    Pages,
    /// Articles first published in a month of the site's zone (S-7), by place in [`super::Plan::months`].
    Month(usize),
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
    /// A feed of a list.
    Feed(ListIndex, FeedFormat),
    /// A part of the sitemap.
    Sitemap(Sitemap),
    /// For crawlers.
    Robots,
    /// A copied file, by its place in [`super::Plan::assets`].
    Asset(usize),
}

/// One file of the output.
#[derive(Debug, Clone)]
pub struct Output {
    /// Where it is written, below the output folder.
    pub file: String,
    /// Its path on the site; `daerah/banjir/` for the file `daerah/banjir/index.html`.
    pub path: String,
    /// What is in it.
    pub kind: Kind,
    /// The template that makes it, if one does.
    pub template: Option<String>,
    /// The place in a source file that asked for it, for messages.
    pub asked_at: Option<Span>,
}
