//! Collects findings, and knows which rules bind for whose feed.
//!
//! Three weights: what a format demands (`error`), what we demand of ourselves and advise to others (`ours`), and what
//! is no more than our own habit (`house`). It is no place for rules.

use std::fmt::Write as _;
use std::ops::Range;

use chrono::{DateTime, FixedOffset};

use crate::check::Finding;
use crate::check::feed::Options;
use crate::check::links::{Named, Use};
use crate::diag::Severity;

/// Longer values are cut when they are shown; characters.
const SHOWN: usize = 100;
/// Faults of one rule in one place that are told one by one.
const SAME: usize = 5;
/// A document that is wrong everywhere need not be told so more often.
const MOST: usize = 1_000;

/// The findings about one document.
pub struct Report<'d> {
    /// Where the document is served.
    pub url: Option<&'d str>,
    /// The moment after which nothing can have been published.
    pub now: Option<DateTime<FixedOffset>>,
    /// Whether the document is ours.
    pub own: bool,
    /// What stands before the text that places count from; bytes.
    pub skipped: usize,
    findings: Vec<Finding>,
    /// The addresses that the document names, if it is ours.
    pub named: Vec<Named>,
}

impl<'d> Report<'d> {
    /// Without a finding.
    pub fn new(url: Option<&'d str>, options: &Options) -> Report<'d> {
        Report { url, now: options.now, own: options.own, skipped: 0, findings: Vec::new(), named: Vec::new() }
    }

    /// What the format demands.
    pub fn error(&mut self, rule: &'static str, at: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.found(rule, Severity::Error, at, message, help);
    }

    /// What our rules demand and the format does not: a warning in a feed of somebody else.
    pub fn ours(&mut self, rule: &'static str, at: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        let severity = if self.own { Severity::Error } else { Severity::Warning };
        self.found(rule, severity, at, message, help);
    }

    /// What is only a choice of ours: nothing in a feed of somebody else.
    pub fn house(&mut self, rule: &'static str, at: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        if self.own {
            self.found(rule, Severity::Error, at, message, help);
        }
    }

    /// What would be better.
    pub fn advice(
        &mut self,
        rule: &'static str,
        at: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.found(rule, Severity::Warning, at, message, help);
    }

    /// Any of these.
    pub fn found(
        &mut self,
        rule: &'static str,
        severity: Severity,
        at: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        if self.findings.len() < MOST {
            let at = Some(at.start + self.skipped..at.end + self.skipped);
            self.findings.push(Finding {
                rule,
                severity,
                message: message.into(),
                at,
                help: Some(help.into()),
                about: None,
            });
        }
    }

    /// Notes an address that the document names.
    pub fn name(&mut self, address: &str, at: &Range<usize>, purpose: Use) {
        if self.own && !address.trim().is_empty() {
            let at = at.start + self.skipped..at.end + self.skipped;
            self.named.push(Named { written: address.trim().to_owned(), at, purpose });
        }
    }

    /// All of them by place.
    pub fn into_sorted(mut self) -> Vec<Finding> {
        // The sort is stable: findings of one place stay in the order of the rules that found them.
        self.findings.sort_by_key(|finding| finding.at.as_ref().map(|at| (at.start, at.end)));
        self.findings.dedup();
        shortened(self.findings)
    }
}

/// Of many faults of one kind in one place the first few, and how many more there are.
fn shortened(sorted: Vec<Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::with_capacity(sorted.len());
    let mut hidden: Vec<usize> = Vec::with_capacity(sorted.len());
    for finding in sorted {
        let is_like = |&index: &usize| kept[index].rule == finding.rule;
        let here = (0..kept.len()).rev().take_while(|&index| kept[index].at == finding.at);
        let like: Vec<usize> = here.filter(is_like).take(SAME).collect();
        if like.len() == SAME {
            hidden[like[0]] += 1;
        } else {
            kept.push(finding);
            hidden.push(0);
        }
    }
    for (finding, count) in kept.iter_mut().zip(hidden).filter(|(_, count)| *count > 0) {
        let _ = write!(finding.message, "; and {count} more of the kind");
    }
    kept
}

/// A value as messages show it: on one line, in quotes, not too long.
pub fn shown(value: &str) -> String {
    let mut line = String::from("\"");
    for (count, letter) in value.chars().enumerate() {
        if count == SHOWN {
            line.push('…');
            break;
        }
        if letter.is_control() {
            let _ = write!(line, "{}", letter.escape_default());
        } else {
            line.push(letter);
        }
    }
    line + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_on_one_short_line() {
        assert_eq!(shown("a\nb\u{1}"), "\"a\\nb\\u{1}\"");
        assert_eq!(shown(&"é".repeat(101)), format!("\"{}…\"", "é".repeat(100)));
    }

    #[test]
    fn many_faults_in_one_place_are_counted() {
        let mut report = Report::new(None, &Options::default());
        for number in 0..8 {
            report.error("X-8", 3..9, number.to_string(), "a");
            report.error("X-8", number..number, "b", "a");
        }
        let told = report.into_sorted();
        let here: Vec<_> = told.iter().filter(|it| it.at == Some(3..9)).map(|it| it.message.as_str()).collect();
        assert_eq!(here, ["0", "1", "2", "3", "4; and 3 more of the kind"]);
        assert_eq!(told.len(), 5 + 8);
    }

    #[test]
    fn the_weight_depends_on_whose_feed_it_is() {
        let told = |own: bool| {
            let mut report = Report::new(None, &Options { own, now: None });
            report.error("R-1", 0..0, "a", "b");
            report.ours("R-2", 1..1, "a", "b");
            report.house("R-3", 2..2, "a", "b");
            report.advice("R-4", 3..3, "a", "b");
            report.into_sorted().into_iter().map(|it| (it.rule, it.severity.word())).collect::<Vec<_>>()
        };
        assert_eq!(told(true), [("R-1", "error"), ("R-2", "error"), ("R-3", "error"), ("R-4", "warning")]);
        assert_eq!(told(false), [("R-1", "error"), ("R-2", "warning"), ("R-4", "warning")]);
    }
}
