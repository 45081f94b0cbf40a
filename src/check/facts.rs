//! What is kept of each document for the rules about several: never its bytes.

use crate::check::feed::{FeedFacts, Format};
use crate::check::page::{PageFacts, Place};
use crate::check::sitemap::SitemapFacts;

/// What is known of one document.
#[derive(Debug, Clone, PartialEq)]
pub enum Facts {
    /// An HTML page.
    Page(Box<PageFacts>),
    /// A feed, or a list of feeds (OPML).
    Feed(Format, Box<FeedFacts>),
    /// A sitemap or an index of sitemaps.
    Sitemap(SitemapFacts),
    /// `robots.txt`, with the sitemaps that it names.
    Robots(Vec<Place>),
    /// It is there; nothing else is known. Copied files are this.
    Other,
}
