//! Findings as messages: what many outputs have is told once, at the place that somebody can edit.

use crate::check::{Finding, diagnostic, finding_at};
use crate::diag::{Diagnostic, FileTable, Severity, Span};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// One fault, the first file that has it, and how many more have it.
pub(super) struct Group {
    pub file: String,
    /// What messages call it.
    pub path: PathBuf,
    pub finding: Finding,
    /// Where a source holds it.
    pub origin: Option<Span>,
    pub made: Option<String>,
    pub also: usize,
}

/// Texts of outputs that are shown at most: so many messages nobody reads.
const TEXTS: usize = 100;

/// Findings by what they say and who wrote it: a fault of a template is in every page that it makes, and is told once.
#[derive(Default)]
pub(super) struct Groups(BTreeMap<(Severity, &'static str, String, Option<Span>), Group>);

impl Groups {
    pub(super) fn add(&mut self, new: Group) {
        let key = (new.finding.severity, new.finding.rule, new.finding.message.clone(), new.origin);
        match self.0.get_mut(&key) {
            Some(group) if group.rank() <= new.rank() => group.also += usize::from(group.file != new.file),
            Some(group) => *group = Group { also: group.also + 1, ..new },
            None => drop(self.0.insert(key, new)),
        }
    }

    /// `text` makes an output again.
    pub(super) fn into_diagnostics(
        self,
        text: impl Fn(&str) -> Option<Arc<str>>,
        files: &mut FileTable,
    ) -> Vec<Diagnostic> {
        let mut texts: BTreeMap<String, Option<Arc<str>>> = BTreeMap::new();
        let told = |group: Group| {
            let shown = match texts.get(&group.file) {
                Some(text) => text.clone(),
                None if texts.len() >= TEXTS => None,
                None => texts.entry(group.file.clone()).or_insert(text(&group.file)).clone(),
            };
            group.into_diagnostic(shown, files)
        };
        self.0.into_values().map(told).collect()
    }
}

impl Group {
    /// Which of several files is shown: a page rather than a feed.
    fn rank(&self) -> (bool, &str) {
        (!self.file.ends_with(".html"), &self.file)
    }

    /// At the place that somebody can edit, if that is known, with the place in the output.
    fn into_diagnostic(self, text: Option<Arc<str>>, files: &mut FileTable) -> Diagnostic {
        let path = self.path;
        let file = text.map(|text| files.intern_text(&path, text));
        let mut problem = match (self.origin, file) {
            (Some(origin), Some(file)) => {
                let at = Span::at(file, self.finding.at.clone().unwrap_or_default());
                diagnostic(&self.finding).at(origin).label("written here").also_at(at, "what became of it")
            }
            (Some(origin), None) => diagnostic(&self.finding).at(origin).note(format!("in `{}`", path.display())),
            (None, Some(file)) => finding_at(&self.finding, file),
            (None, None) => diagnostic(&self.finding).on_path(path),
        };
        problem.also = self.also;
        problem.notes.extend(self.made.filter(|_| self.origin.is_none()));
        problem
    }
}
