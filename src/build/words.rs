//! The build after a correction: nothing changed since the last one but the words of a few articles. Everything that was
//! planned is still right; the pages of these articles are made again, and the feeds that carry them.
//!
//! It asks for little of what is remembered: beside the look at every file, an archive of any size costs the reading of an index
//! and of the plan. Whenever something is not as it should be it gives nothing, and all is built as if it were not there.

use super::note::{Kept, Note};
use super::sources::Sources;
use super::{Kitchen, Progress, Ready, Report, Request, grown};
use crate::config::{self, Config};
use crate::content::article::Options;
use crate::content::front_matter::Time;
use crate::content::{self, Article, ArticleId, Bodies, Library, Now, Opened};
use crate::diag::{Diagnostic, Diagnostics, FileId, FileTable};
use crate::locale::Locales;
use crate::plan::{Kind, Output, Plan};
use crate::public::{self, Applied, Failure, Ledger, Target};
use crate::render::Renderer;
use crate::source::{SiteDir, Stamp};
use crate::templates;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// More texts than this that may have changed, and everything is built.
const MOST: usize = 64;

/// What the way needs to know.
pub(super) struct Way<'w> {
    pub site: &'w dyn SiteDir,
    pub request: &'w Request,
    pub target: &'w Target,
    pub sources: &'w Sources,
    pub at: Time,
}

impl Way<'_> {
    /// Builds, if this is the way for it.
    pub(super) fn go(
        &self,
        note: Note,
        ledger: Ledger,
        files: &mut FileTable,
        progress: &dyn Progress,
    ) -> Option<Report> {
        let mut problems = note.problems(files)?;
        progress.phase("configuration");
        // Warnings about these are among the note's own; after a build with errors there is no note.
        let mut silent = (FileTable::default(), Diagnostics::default());
        let config = config::load(self.site, &mut silent.0, self.request.base_url.as_deref(), &mut silent.1);
        let locales =
            Locales::load(self.site, &config.language, &mut silent.0, &mut silent.1).saying(&config.theme.words);
        let config = config.with_words(locales.main());
        progress.phase("articles");
        let remembered = Arc::new(Opened::of(self.site, self.request.cache, &Options::of(&config))?);
        let doubtful = remembered.doubtful(&self.sources.texts).filter(|doubtful| doubtful.len() <= MOST)?;
        let kept = note.plan(self.target, &remembered)?;
        let file = silent.0.intern(Path::new("content"));
        let newer = self.newer(&doubtful, &remembered, &config, file)?;
        let mut library = kept.skeleton.clothed(&remembered, &config, self.now(), file)?;
        let differs = |(article, _): &&(Article, Stamp)| !remembered.has_text(article);
        let changed = replaced(&mut library, newer.iter().filter(differs).map(|(article, _)| article), self.now())?;
        let ready = self.ready((config, locales), library, &kept, progress)?;
        let outputs: Vec<&Output> =
            ready.plan.outputs.iter().filter(|output| tells(&ready.plan, output, &changed)).collect();
        problems.iter().all(|problem| !is_about(problem, files, &newer, &outputs)).then_some(())?;
        progress.phase("outputs");
        progress.begin(outputs.len());
        let applied = match self.amended(&ready, &outputs, ledger, progress) {
            Ok(applied) => applied?,
            Err(failure) => {
                Note::leave(None, self.target);
                return Some(Report { changed: failure.changed, problems: failure.problems, ..Report::default() });
            }
        };
        progress.phase("notes");
        let articles = note.articles;
        problems.merge(grown(&ready, outputs.iter().copied(), self.target));
        let kept = remembered.amend(self.site, &newer);
        Note::leave(note.after(self.sources, &newer, &remembered).filter(|_| kept.is_ok()), self.target);
        problems.extend(kept.err());
        Some(Report { counts: applied.counts, rendered: applied.rendered, articles, problems, changed: true })
    }

    fn now(&self) -> Now {
        Now { at: self.at, drafts: self.request.drafts }
    }

    /// The files that may have changed, as they are now, and how they look.
    fn newer(
        &self,
        doubtful: &[usize],
        remembered: &Opened,
        config: &Config,
        file: FileId,
    ) -> Option<Vec<(Article, Stamp)>> {
        let one = |number: &usize| {
            let (article, problems) = remembered.recall(*number, file)?;
            let newer = problems.is_empty().then(|| content::parsed_again(self.site, config, &article)).flatten()?;
            Some((newer, self.sources.texts[*number].1))
        };
        doubtful.iter().map(one).collect()
    }

    /// The site with the newer texts in it.
    fn ready(
        &self,
        (config, locales): (Config, Locales),
        library: Library,
        kept: &Kept,
        progress: &dyn Progress,
    ) -> Option<Ready> {
        let (mut files, mut problems) = (FileTable::default(), Diagnostics::default());
        let languages = kept.skeleton.languages.iter().map(String::as_str);
        let locales = locales.with(languages, self.site, &mut files, &mut problems).saying(&config.theme.words);
        progress.phase("templates");
        let templates = templates::load(self.site, &config, &locales, &mut files, &mut problems);
        progress.phase("plan");
        let plan = kept.plan(&templates).filter(|_| !problems.has_errors())?;
        Some(Ready { config, locales, library, templates, plan, now: self.at })
    }

    fn amended(
        &self,
        ready: &Ready,
        outputs: &[&Output],
        ledger: Ledger,
        progress: &dyn Progress,
    ) -> Result<Option<Applied>, Failure> {
        let renderer = Renderer::new(&ready.config, &ready.library, &ready.templates, &ready.plan, &ready.locales);
        let now = self.request.cache.now().unwrap_or(i64::MIN);
        let kitchen = Kitchen { site: self.site, ready, renderer, bodies: Bodies::new(self.site), progress, now };
        public::amend(outputs, ledger, self.target, &kitchen)
    }
}

/// Puts newer texts into a library. Gives their articles; nothing if one is of no article, or if the rest of the site can tell
/// one from what it was.
fn replaced<'n>(
    library: &mut Library,
    newer: impl Iterator<Item = &'n Article>,
    now: Now,
) -> Option<BTreeSet<ArticleId>> {
    let mut changed = BTreeSet::new();
    for article in newer {
        let id = library.by_source(&article.name.source)?;
        let mut settled = article.clone();
        settled.meta.settle(now.at);
        library.replace_text(id, settled).then(|| changed.insert(id))?;
    }
    Some(changed)
}

/// Whether an output tells what is in one of these articles.
fn tells(plan: &Plan, output: &Output, ids: &BTreeSet<ArticleId>) -> bool {
    match output.kind {
        Kind::Article(id, _) => ids.contains(&id),
        Kind::Feed(at, _, page) => plan.feeds[at].entries(page).iter().any(|id| ids.contains(id)),
        _ => false,
    }
}

/// Whether a warning may be another now, or gone.
fn is_about(problem: &Diagnostic, files: &FileTable, newer: &[(Article, Stamp)], outputs: &[&Output]) -> bool {
    let places = problem.at.iter().chain(problem.labels.iter().map(|(at, _)| at));
    let paths = places.map(|at| files.path(at.file)).chain(problem.path.as_deref());
    let is_newer = |path: &Path| newer.iter().any(|(article, _)| path.ends_with(&article.name.source));
    let is_made = |name: &String| outputs.iter().any(|output| name.strip_prefix('/') == Some(&output.path));
    paths.into_iter().any(is_newer) || problem.output.as_ref().is_some_and(is_made)
}
