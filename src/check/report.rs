//! The findings of one document while it is judged.
//!
//! It only spares the rules from spelling out a [`Finding`] each; it neither sorts nor prints.

use std::ops::Range;

use crate::check::Finding;
use crate::diag::Severity;

/// A list of findings that grows.
#[derive(Debug, Default)]
pub struct Report {
    findings: Vec<Finding>,
}

impl Report {
    /// A rule of level M is broken at `at`; `help` says what to do.
    pub fn error(&mut self, rule: &'static str, at: Option<Range<usize>>, message: impl Into<String>, help: &str) {
        self.push(Severity::Error, rule, at, message.into(), help);
    }

    /// A rule of level S is broken at `at`, or one of level M that the author may have reasons to break.
    pub fn warning(&mut self, rule: &'static str, at: Option<Range<usize>>, message: impl Into<String>, help: &str) {
        self.push(Severity::Warning, rule, at, message.into(), help);
    }

    /// Says which address the last finding is about; see [`Finding::about`].
    pub fn about(&mut self, address: Option<String>) {
        if let Some(last) = self.findings.last_mut() {
            last.about = address;
        }
    }

    /// What was found, by place.
    pub fn into_findings(mut self) -> Vec<Finding> {
        self.findings.sort_by_key(|finding| finding.at.as_ref().map(|at| at.start));
        self.findings
    }

    fn push(&mut self, severity: Severity, rule: &'static str, at: Option<Range<usize>>, message: String, help: &str) {
        let help = (!help.is_empty()).then(|| help.to_owned());
        self.findings.push(Finding { rule, severity, message, at, help, about: None });
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::fmt::Write as _;

    use crate::check::Finding;
    use crate::diag::Severity;

    /// One line a finding: `E H-2 "<link …>" message`, for comparison as a whole.
    pub fn told(text: &str, findings: &[Finding]) -> String {
        let mut out = String::new();
        for finding in findings {
            let level = if finding.severity == Severity::Error { 'E' } else { 'W' };
            let place = finding.at.clone().map(|at| text.get(at).unwrap_or("(cut)")).unwrap_or_default();
            let _ = writeln!(out, "{level} {} [{place}] {}", finding.rule, finding.message);
        }
        out
    }
}
