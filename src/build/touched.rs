//! What a change touches, so that `check --changed` tells of nothing else.

use crate::content::{ArticleId, Library};
use crate::diag::{Diagnostic, Diagnostics, FileId};
use std::collections::BTreeSet;

/// What a change touches.
#[derive(Default)]
pub(super) struct Touched {
    /// Everything: nobody asked for less.
    pub all: bool,
    pub outputs: BTreeSet<String>,
    pub articles: BTreeSet<ArticleId>,
}

impl Touched {
    pub(super) fn has_article(&self, id: ArticleId) -> bool {
        self.all || self.articles.contains(&id)
    }

    /// The files of the articles that it does not touch.
    pub(super) fn others(&self, library: &Library) -> BTreeSet<FileId> {
        let others = library.ids().filter(|id| !self.has_article(*id));
        others.map(|id| library.article(id).file).collect()
    }

    /// Errors, and what is about one of its articles.
    pub(super) fn only(&self, problems: Diagnostics, library: &Library) -> Diagnostics {
        let files: BTreeSet<FileId> = self.articles.iter().map(|id| library.article(*id).file).collect();
        let is_ours = |problem: &Diagnostic| problem.at.is_some_and(|at| files.contains(&at.file));
        problems.into_iter().filter(|problem| self.all || problem.is_error() || is_ours(problem)).collect()
    }
}
