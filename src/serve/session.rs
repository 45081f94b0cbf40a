//! The site in memory: the last one without errors, and what is wrong now.
//!
//! After a change of nothing but the words of an article, its facts are replaced and all that was planned stays; after any
//! other the site is prepared anew, from what the cache remembers. Both lead to the same site. Who asks while it is prepared
//! gets the one before.

use crate::build::{self, At, Ready, Request, SiteFiles};
use crate::content::front_matter::Time;
use crate::content::{self, Now};
use crate::diag::{Diagnostic, Diagnostics, FileTable, Format, emit};
use crate::source::SiteDir;
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

/// How many problems are shown.
const MOST_PROBLEMS: usize = 20;

/// What changed on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// These files, by their path in the site's folder, with `/`.
    Files(BTreeSet<String>),
    /// It is not known what.
    Unknown,
}

/// A site that is served.
pub struct Session<S> {
    site: S,
    /// What is asked for; the moment is read when it is called.
    request: Box<dyn Fn() -> Request + Send + Sync>,
    clock: fn() -> DateTime<Utc>,
    state: RwLock<State>,
}

/// What a session knows.
#[derive(Default)]
pub(super) struct State {
    /// The last site without errors.
    pub(super) ready: Option<Ready>,
    /// What is wrong now, as it stands on a terminal; empty if nothing is.
    pub(super) trouble: String,
    /// The files that its messages are about.
    pub(super) files: FileTable,
    drafts: bool,
    /// Whether the moment is fixed, and time passes without a change.
    is_fixed: bool,
}

impl<S: SiteDir> Session<S> {
    /// A site that has not been read yet: see [`Self::change`].
    pub fn new(site: S, request: impl Fn() -> Request + Send + Sync + 'static, clock: fn() -> DateTime<Utc>) -> Self {
        Self { site, request: Box::new(request), clock, state: RwLock::default() }
    }

    /// Now.
    pub(super) fn clock(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// The site's files.
    pub(super) fn site(&self) -> &S {
        &self.site
    }

    /// What is known now. While it is held, nothing changes.
    pub(super) fn state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a change over. Says what came of it, for people.
    pub fn change(&self, changed: &Changed) -> String {
        match changed {
            Changed::Files(files) if self.replace_texts(files) => {
                let names: Vec<&str> = files.iter().map(String::as_str).collect();
                format!("{}\n", names.join(", "))
            }
            _ => self.prepare(),
        }
    }

    /// The next moment at which the site changes by itself.
    pub fn until(&self) -> Option<Time> {
        let state = self.state();
        state.ready.as_ref().filter(|_| !state.is_fixed).and_then(Ready::until)
    }

    /// The way of a change of words alone.
    fn replace_texts(&self, files: &BTreeSet<String>) -> bool {
        let newer: Option<Vec<_>> = {
            let state = self.state();
            let Some(ready) = state.ready.as_ref().filter(|_| state.trouble.is_empty()) else { return false };
            let now = Now { at: ready.now, drafts: state.drafts };
            files
                .iter()
                .map(|file| {
                    let id = ready.library.by_source(file.strip_prefix("content/")?)?;
                    let newer = content::read_again(&self.site, &ready.config, now, ready.library.article(id))?;
                    ready.library.article(id).is_the_same_to_others(&newer).then_some((id, newer))
                })
                .collect()
        };
        let Some(newer) = newer else { return false };
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let Some(ready) = state.ready.as_mut() else { return false };
        newer.into_iter().all(|(id, newer)| ready.library.replace_text(id, newer))
    }

    /// The way of every other change.
    fn prepare(&self) -> String {
        let request = (self.request)();
        let (mut files, mut problems) = (FileTable::default(), Diagnostics::default());
        let ready = build::prepare(&self.site, &request, &mut files, &mut problems);
        let sorted = problems.into_sorted(&SiteFiles { table: &files, site: &self.site });
        let failed = sorted.iter().any(Diagnostic::is_error);
        let mut text = self.told(&sorted, &files);
        let articles = ready.library.articles.len();
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if failed {
            state.trouble.clone_from(&text);
        } else {
            let is_fixed = matches!(request.at, At::Typed(_));
            *state = State { ready: Some(ready), trouble: String::new(), files, drafts: request.drafts, is_fixed };
            let _ = writeln!(text, "{articles} article{}", if articles == 1 { "" } else { "s" });
        }
        text
    }

    /// Problems in the words of the terminal.
    pub(super) fn told(&self, sorted: &[Diagnostic], files: &FileTable) -> String {
        emit(sorted, &SiteFiles { table: files, site: &self.site }, Format::Human, false, MOST_PROBLEMS)
    }
}
