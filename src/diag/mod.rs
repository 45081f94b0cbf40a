//! What went wrong, and where: diagnostics as values.
//!
//! Every mistake of a user becomes a [`Diagnostic`] in a list; no phase stops at the first one. This
//! room does not print to a terminal, reads no file and decides no exit code: it collects, sorts, and
//! (in [`emit`]) turns the list into text.
//!
//! Invariant: the order in which faults were found does not show. [`Diagnostics::into_sorted`] gives
//! the same list for any order of phases and threads.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::path::{Path, PathBuf};

mod emit;
mod kept;
mod nearest;
mod span;

pub use emit::{Format, emit};
pub use kept::in_file;
pub use nearest::nearest;
pub use span::{FileId, FileTable, Files, Span};

/// How bad it is.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Severity {
    /// The site cannot be written.
    Error,
    /// The site can be written; the author should know.
    Warning,
}

impl Severity {
    /// The word that is printed.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// One fault, with everything that helps to mend it.
///
/// Messages are one sentence without a capital and without a full stop. Texts that come from the
/// user's files may be put in as they are: control characters are made visible when printed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The rule that is broken, by its number or name, if it is one of `check`; the message begins with it.
    pub rule: Option<String>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// Where.
    pub at: Option<Span>,
    /// What to write beside the carets; may be empty.
    pub label: String,
    /// Other places that belong to the fault, in this file or another.
    pub labels: Vec<(Span, String)>,
    /// Facts that explain the fault.
    pub notes: Vec<String>,
    /// What to do about it.
    pub help: Vec<String>,
    /// The path that is at fault when there is no text to point into.
    pub path: Option<PathBuf>,
    /// The output that was being made when the fault showed; see [`Diagnostic::in_output`].
    pub output: Option<String>,
    /// How many more outputs the same fault breaks.
    pub also: usize,
}

impl Diagnostic {
    /// A fault that keeps the site from being written.
    pub fn error(message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Error, message.into())
    }

    /// A fault that the site can be written with.
    pub fn warning(message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(Severity::Warning, message.into())
    }

    fn new(severity: Severity, message: String) -> Diagnostic {
        Diagnostic {
            severity,
            rule: None,
            message,
            at: None,
            label: String::new(),
            labels: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
            path: None,
            output: None,
            also: 0,
        }
    }

    /// Says which rule is broken.
    #[must_use]
    pub fn rule(mut self, rule: &str) -> Diagnostic {
        self.rule = Some(rule.to_owned());
        self
    }

    /// Says where.
    #[must_use]
    pub fn at(mut self, span: Span) -> Diagnostic {
        self.at = Some(span);
        self
    }

    /// Says what stands at that place.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Diagnostic {
        self.label = text.into();
        self
    }

    /// Points at another place that belongs to the fault.
    #[must_use]
    pub fn also_at(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.labels.push((span, text.into()));
        self
    }

    /// Adds a fact.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Diagnostic {
        self.notes.push(text.into());
        self
    }

    /// Adds advice.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.help.push(text.into());
        self
    }

    /// Names the path of a file or folder that has no text to show.
    #[must_use]
    pub fn on_path(mut self, path: impl Into<PathBuf>) -> Diagnostic {
        self.path = Some(path.into());
        self
    }

    /// Names the output that was being made. A fault met in many outputs is printed once; the first
    /// output by name is shown and the others are counted in `also`.
    #[must_use]
    pub fn in_output(mut self, name: impl Into<String>) -> Diagnostic {
        self.output = Some(name.into());
        self
    }

    /// Whether it keeps the site from being written.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The path under which it is sorted and shown.
    fn shown_path<'a>(&'a self, files: &'a dyn Files) -> &'a Path {
        match (self.at, &self.path) {
            (Some(span), _) => files.path(span.file),
            (None, Some(path)) => path,
            (None, None) => Path::new(""),
        }
    }

    /// Whether `other` tells of the same fault, met once more.
    fn is_same_fault(&self, other: &Diagnostic) -> bool {
        self.at == other.at
            && self.severity == other.severity
            && self.message == other.message
            && self.path == other.path
    }
}

/// The faults found so far, in the order found.
#[derive(Clone, PartialEq, Eq, Default, Debug, Serialize, Deserialize)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Leaves out those that do not fit.
    pub fn retain(&mut self, fits: impl Fn(&Diagnostic) -> bool) {
        self.0.retain(fits);
    }

    /// Adds one.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds several.
    pub fn extend(&mut self, diagnostics: impl IntoIterator<Item = Diagnostic>) {
        self.0.extend(diagnostics);
    }

    /// Adds all of another list.
    pub fn merge(&mut self, other: Diagnostics) {
        self.0.extend(other.0);
    }

    /// Whether the site must not be written.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(Diagnostic::is_error)
    }

    /// How many errors there are, the same one met twice counted twice.
    pub fn errors(&self) -> usize {
        self.0.iter().filter(|diagnostic| diagnostic.is_error()).count()
    }

    /// How many warnings there are.
    pub fn warnings(&self) -> usize {
        self.0.len() - self.errors()
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, in the order found.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// All of them by path, place, severity and message, each fault once.
    pub fn into_sorted(self, files: &dyn Files) -> Vec<Diagnostic> {
        let mut all = self.0;
        all.sort_by(|left, right| order(left, right, files));
        merged(all)
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(diagnostics: I) -> Diagnostics {
        Diagnostics(diagnostics.into_iter().collect())
    }
}

/// The order of printing. What is not shown comes last in the comparison, so that equal faults stand
/// together and the one that survives merging does not depend on threads.
fn order(left: &Diagnostic, right: &Diagnostic, files: &dyn Files) -> Ordering {
    let place = |diagnostic: &Diagnostic| diagnostic.at.map(|span| (span.start, span.end));
    left.shown_path(files)
        .cmp(right.shown_path(files))
        .then_with(|| place(left).cmp(&place(right)))
        .then_with(|| left.severity.cmp(&right.severity))
        .then_with(|| left.message.cmp(&right.message))
        .then_with(|| left.path.cmp(&right.path))
        .then_with(|| left.output.cmp(&right.output))
        .then_with(|| left.label.cmp(&right.label))
        .then_with(|| left.labels.cmp(&right.labels))
        .then_with(|| left.notes.cmp(&right.notes))
        .then_with(|| left.help.cmp(&right.help))
}

/// Each fault of a sorted list once, with the outputs of its repetitions counted.
fn merged(sorted: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut kept: Vec<Diagnostic> = Vec::with_capacity(sorted.len());
    let mut last_output = None;
    for next in sorted {
        if let Some(last) = kept.last_mut().filter(|last| last.is_same_fault(&next)) {
            let is_other = last.output.is_some() && next.output.is_some() && next.output != last_output;
            last.also += next.also + usize::from(is_other);
            last_output = next.output;
        } else {
            last_output.clone_from(&next.output);
            kept.push(next);
        }
    }
    kept
}

/// Line and column of a byte, both from one. Columns count characters, not bytes.
///
/// An offset past the end is the end; one inside a character is that character.
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let offset = floor_boundary(text, offset);
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

/// The nearest place at or before `offset` where the text can be cut.
fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::{Diagnostic, Diagnostics, FileTable, Span, line_column};
    use std::path::Path;

    fn messages(list: &[Diagnostic]) -> Vec<&str> {
        list.iter().map(|diagnostic| diagnostic.message.as_str()).collect()
    }

    #[test]
    fn sorted_by_path_place_severity_and_message() {
        let mut table = FileTable::default();
        let late = table.intern(Path::new("content/b.md"));
        let early = table.intern(Path::new("content/a.md"));
        let mut list = Diagnostics::default();
        list.push(Diagnostic::error("fourth").at(Span::new(late, 0, 1)));
        list.push(Diagnostic::warning("third").at(Span::new(early, 5, 6)));
        list.push(Diagnostic::error("second b").at(Span::new(early, 5, 6)));
        list.push(Diagnostic::error("second a").at(Span::new(early, 5, 6)));
        list.push(Diagnostic::warning("first").at(Span::new(early, 4, 9)));
        list.push(Diagnostic::error("zeroth").on_path("config.yaml"));
        assert_eq!((list.errors(), list.warnings()), (4, 2));
        let sorted = list.into_sorted(&table);
        assert_eq!(messages(&sorted)[..], ["zeroth", "first", "second a", "second b", "third", "fourth"]);
    }

    #[test]
    fn a_fault_is_told_once_and_its_outputs_are_counted() {
        let mut table = FileTable::default();
        let base = table.intern(Path::new("templates/base.html"));
        let fault = || Diagnostic::error("unknown field").at(Span::new(base, 3, 9));
        let outputs = ["c", "a", "b", "b"];
        let found: Diagnostics = outputs.iter().map(|&name| fault().in_output(name)).collect();
        let sorted = found.into_sorted(&table);
        assert_eq!(sorted.len(), 1);
        assert_eq!((sorted[0].output.as_deref(), sorted[0].also), (Some("a"), 2));
    }

    #[test]
    fn counts_given_by_the_finder_are_summed() {
        let mut list = Diagnostics::default();
        for also in [0, 3, 4] {
            list.push(Diagnostic { also, ..Diagnostic::warning("same") });
        }
        list.push(Diagnostic::error("same"));
        let sorted = list.into_sorted(&FileTable::default());
        assert_eq!(sorted.iter().map(|it| it.also).collect::<Vec<_>>(), [0, 7]);
    }

    #[test]
    fn lists_know_whether_they_hold_errors() {
        let mut list = Diagnostics::default();
        assert!(list.is_empty() && !list.has_errors());
        list.push(Diagnostic::warning("odd"));
        assert!(!list.has_errors());
        let mut other = Diagnostics::default();
        other.extend([Diagnostic::error("wrong")]);
        list.merge(other);
        assert!(list.has_errors());
        assert_eq!(list.iter().count(), 2);
    }

    #[test]
    fn columns_count_characters() {
        let text = "kopi\r\nés ☕ x\n";
        assert_eq!(line_column(text, 0), (1, 1));
        assert_eq!(line_column(text, 4), (1, 5));
        assert_eq!(line_column(text, 6), (2, 1));
        assert_eq!(line_column(text, text.find('x').unwrap()), (2, 6));
        assert_eq!(line_column(text, text.find('☕').unwrap() + 1), (2, 4), "inside a character");
        assert_eq!(line_column(text, 999), (3, 1));
        assert_eq!(line_column("", 5), (1, 1));
    }
}
