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
mod html_address;
mod html_tags;
mod items;
mod json;
mod json_item;
mod json_tree;
mod language;
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
        return Judged { format: text::format(document.bytes), findings: report.into_sorted(), facts: None };
    }
    let (format, facts) = match text::read(document.bytes, &mut report) {
        Some(text) if text.starts_with(['{', '[']) => (Some(Format::Json), json::judge(text, &mut report)),
        Some(text) => xml::judge(text, &mut report),
        None => (text::format(document.bytes), None),
    };
    Judged { format, findings: report.into_sorted(), facts: facts.map(|facts| report_places(facts, document.bytes)) }
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
