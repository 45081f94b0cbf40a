//! Judges what a build would write by the rules of the formats: feeds (X, R, A, J, P, M, C, W), OPML (O), sitemaps
//! (S, N), structured data (L), social tags (G) and HTML (H).
//!
//! It looks at finished bytes and knows nothing of how they were made, so a theme of one's own is judged like the
//! built-in one, and a feed of somebody else like ours. What it is not: it reads no file and no clock.

mod across;
pub mod facts;
pub mod feed;
pub mod house;
pub mod links;
pub mod moment;
pub mod output;
pub mod page;
pub mod report;
pub mod rules;
pub mod sarif;
pub mod site;
pub mod sitemap;

pub use across::Links;

use crate::diag::{Diagnostic, FileId, Severity, Span};
use std::ops::Range;

/// One file of an output.
#[derive(Debug, Clone, Copy)]
pub struct Document<'d> {
    /// Below the output folder: `daerah/feed.xml`.
    pub path: &'d str,
    /// Where it is served, if that is known.
    pub url: Option<&'d str>,
    /// What is in it.
    pub bytes: &'d [u8],
}

/// A rule that a document breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its number: `R-12`.
    pub rule: &'static str,
    /// An error for rules of level M, a warning for level S.
    pub severity: Severity,
    /// One sentence without a capital and a full stop.
    pub message: String,
    /// The bytes at fault.
    pub at: Option<Range<usize>>,
    /// What to do about it.
    pub help: Option<String>,
    /// The address it is about: one of ours from the root of the host ([`site::Site::own_address`]), another whole. Whoever
    /// knows the sources can find where it was written.
    pub about: Option<String>,
}

/// A finding as a diagnostic at its place in a file; one that is about the whole of it stands at its beginning.
pub fn finding_at(finding: &Finding, file: FileId) -> Diagnostic {
    let at = finding.at.clone().map_or(Span::start_of(file), |range| Span::at(file, range));
    diagnostic(finding).at(at)
}

/// A finding without a place.
pub fn diagnostic(finding: &Finding) -> Diagnostic {
    let message = format!("{}: {}", finding.rule, finding.message);
    let problem = match finding.severity {
        Severity::Error => Diagnostic::error(message),
        Severity::Warning => Diagnostic::warning(message),
    };
    let problem = problem.rule(finding.rule);
    match &finding.help {
        Some(help) => problem.help(help),
        None => problem,
    }
}
