//! The build after few changes: nothing changed since the last one but some articles, and new ones. What was planned of the others
//! is taken over, and of the outputs those are looked at that may be others now.
//!
//! It asks for little of what is remembered: beside the look at every file, an archive of any size costs the reading of an index
//! and of what lies beside the note. Whenever something is not as it should be, or not easy, it gives nothing, and all is built
//! as if it were not there.

use super::kept::Kept;
use super::note::{Note, is_of_articles};
use super::sources::Sources;
use super::{Kitchen, Progress, Ready, Report, Request, grown};
use crate::agenda;
use crate::asset::{Asset, Root};
use crate::config::{self, Config};
use crate::content::article::{Name, Options};
use crate::content::front_matter::Time;
use crate::content::gist::Gists;
use crate::content::library::is_published;
use crate::content::{self, Article, ArticleId, Bodies, Changed, Now, Opened, Reformed, Skeleton};
use crate::diag::{Diagnostic, Diagnostics, FileId, FileTable};
use crate::locale::Locales;
use crate::plan::few::Few;
use crate::plan::{self, Kind, Output, Plan, feeds, links};
use crate::public::{self, Applied, Failure, Ledger, Target};
use crate::render::{Shapes, is_host_doubt};
use crate::source::{SiteDir, Stamp};
use crate::templates;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;

/// More texts than this that may have changed, and everything is built.
const MOST: usize = 64;

/// Of so many outputs one may have to be looked at; of more, and everything is built.
const SHARE: usize = 4;

/// What the way needs to know.
pub(super) struct Way<'w> {
    pub site: &'w dyn SiteDir,
    pub request: &'w Request,
    pub target: &'w Target,
    pub sources: &'w Sources,
    pub at: Time,
}

/// Texts as they are now, as they are at every moment, and how their files look.
type Newer = [(Article, Stamp)];

/// What decides how closely faults are looked for.
struct Doubts<'d> {
    /// Whether there is such a file already.
    is_known: &'d dyn Fn(&str) -> bool,
    /// Whether the last build warned of something.
    warned: bool,
    /// Whether it did of a link to a file that is not there.
    names_nothing: bool,
    /// Whether the site has changed by itself.
    is_over: bool,
}

/// The files that are copied.
struct Files {
    assets: Vec<Asset>,
    /// Those that are new.
    newer: BTreeSet<(Root, String)>,
    /// Whether one looks otherwise from outside, and is the same.
    is_other: bool,
}

/// The site after the changes.
struct Site {
    ready: Ready,
    changed: BTreeMap<ArticleId, Changed>,
    /// What the last build left, but for what is in `ready`.
    kept: Kept,
    /// Whether anything of the site is other than before but words.
    looks_otherwise: bool,
    /// The library without its articles.
    skeleton: Skeleton,
    /// What each article is about, if that is other than before.
    gists: Option<Gists>,
    /// Whether all this is to be left for the next build.
    is_new: bool,
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
        let kept = note.kept(self.target, &remembered)?;
        let due = kept.skeleton.due(self.now(), &remembered);
        let mut doubtful = remembered.doubtful(&self.sources.texts)?;
        let is_due = |(path, _): &&(String, Stamp)| due.contains(path.as_str());
        doubtful.extend(self.sources.texts.iter().filter(is_due));
        doubtful.sort_unstable_by_key(|(path, _)| path);
        doubtful.dedup();
        (doubtful.len() <= MOST).then_some(())?;
        let files_now = self.files(&note, &kept)?;
        let newer = self.newer(&doubtful, &remembered, &config, silent.0.intern(Path::new("content/newer")))?;
        let is_about = |problem: &Diagnostic| is_about(problem, files, &newer);
        (!problems.iter().any(is_about)).then_some(())?;
        let is_known = &|file: &str| ledger.files.contains_key(file);
        let doubts = Doubts {
            is_known,
            warned: !problems.is_empty(),
            names_nothing: problems.iter().any(links::is_dead),
            is_over: note.is_over(self.at),
        };
        let site = self.site((config, locales), (kept, files_now), &remembered, &newer, &doubts, progress)?;
        let (outputs, shapes) = site.outputs(&ledger)?;
        progress.phase("outputs");
        progress.begin(outputs.len());
        let applied = match self.amended(&site.ready, &outputs, ledger, progress) {
            Ok(applied) => applied?,
            Err(failure) => {
                return Some(Report { changed: failure.changed, problems: failure.problems, ..Report::default() });
            }
        };
        self.say_anew(&mut problems, &site.ready, &outputs);
        let articles = site.ready.library.articles.len();
        progress.phase("notes");
        let note = note.with_problems(&problems, files, applied.ledger);
        problems.extend(self.leave(note, site, shapes, &remembered, &newer));
        Some(Report { counts: applied.counts, rendered: applied.rendered, articles, problems, changed: true })
    }

    /// Says anew what is said of these outputs, and of all together.
    fn say_anew(&self, problems: &mut Diagnostics, ready: &Ready, outputs: &[Output]) {
        let is_made = |name: &String| outputs.iter().any(|output| name.strip_prefix('/') == Some(output.path()));
        problems.retain(|problem| !problem.output.as_ref().is_some_and(is_made));
        problems.merge(grown(ready, outputs.iter(), self.target));
        if !ready.config.hosts.is_empty() {
            problems.retain(|problem| !is_host_doubt(problem));
            problems.extend(ready.renderer().host_doubts());
        }
    }

    /// Leaves all for the next build.
    fn leave(
        &self,
        note: Option<Note>,
        site: Site,
        shapes: Shapes,
        remembered: &Opened,
        newer: &Newer,
    ) -> Option<Diagnostic> {
        let (until, lasts) = self.until(&site, newer);
        let note = note.map(|note| note.of_articles(site.ready.library.articles.len(), self.at, until, lasts));
        let mark = site.is_new.then(|| {
            let standing = site.ready.plan.into_standing();
            let shapes = if site.looks_otherwise { shapes } else { site.kept.shapes };
            let stamps = self.sources.files.iter().map(|file| file.stamp).collect();
            let Kept { missing, gists, .. } = site.kept;
            let kept = Kept { skeleton: site.skeleton, standing, shapes, stamps, missing, gists };
            let kept = match site.gists {
                Some(gists) => kept.with_gists(&gists, self.target).ok()?,
                None => kept,
            };
            kept.leave(self.target)
        });
        let is_left = mark.as_ref().is_none_or(Option::is_some);
        let remembers = remembered.amend(self.site, newer);
        let note = note.and_then(|note| note.after(self.sources, newer, remembered, mark.flatten()));
        Note::leave(note.filter(|_| is_left && matches!(remembers, Ok(true))), self.target);
        remembers.err()
    }

    fn now(&self) -> Now {
        Now { at: self.at, drafts: self.request.drafts }
    }

    /// The files that may have changed, as they are now, and how they look.
    fn newer(
        &self,
        doubtful: &[&(String, Stamp)],
        remembered: &Opened,
        config: &Config,
        file: FileId,
    ) -> Option<Vec<(Article, Stamp)>> {
        let one = |found: &&(String, Stamp)| {
            let (path, stamp) = found;
            let known = remembered.find(path);
            let is_clean = known.is_none_or(|number| remembered.recall(number, file).is_some_and(|it| it.1.is_empty()));
            let newer = is_clean.then(|| content::parsed(self.site, config, Name::of(path)?, file)).flatten()?;
            Some((newer, *stamp))
        };
        doubtful.iter().map(one).collect()
    }

    /// The files that are copied, if those that there were are as they were.
    fn files(&self, note: &Note, kept: &Kept) -> Option<Files> {
        let mut known = kept.skeleton.assets().iter().zip(&kept.stamps).peekable();
        let mut files = Files { assets: Vec::new(), newer: BTreeSet::new(), is_other: false };
        for file in &self.sources.files {
            let is_it = |(asset, _): &(&Asset, &Stamp)| (asset.root, &asset.path) == (file.root, &file.found.path);
            let Some((asset, stamp)) = known.next_if(is_it) else {
                files.newer.insert((file.root, file.found.path.clone()));
                files.assets.push(Asset::of(self.site, file.root, file.found.clone()));
                continue;
            };
            let is_same = *stamp == file.stamp && !note.is_unsure(&file.path());
            (is_same || note.knows(&file.path(), self.site)).then_some(())?;
            files.is_other |= !is_same;
            files.assets.push(asset.clone());
        }
        known.next().is_none().then_some(files)
    }

    /// The texts that differ, and those that come out by themselves; nothing if what was said of dead links may be otherwise now.
    fn texts(
        &self,
        skeleton: &Skeleton,
        missing: &BTreeSet<String>,
        newer: &Newer,
        remembered: &Opened,
        doubts: &Doubts,
    ) -> Option<Vec<Article>> {
        let due = skeleton.due(self.now(), remembered);
        let is_new = |article: &&Article| !remembered.has_text(article) || due.contains(article.name.source.as_str());
        let texts: Vec<Article> = newer.iter().map(|(article, _)| article).filter(is_new).cloned().collect();
        // Why a file is not there may be another reason, or another one may have been meant.
        let explains = |article: &Article| {
            let is_held = !is_published(article, self.now());
            let is_unknown = remembered.find(&article.name.source).is_none();
            is_held && missing.contains(&article.name.source) || doubts.names_nothing && (is_held || is_unknown)
        };
        (!texts.iter().any(explains)).then_some(texts)
    }

    /// The site with the newer texts in it.
    fn site(
        &self,
        (config, locales): (Config, Locales),
        (mut kept, files_now): (Kept, Files),
        remembered: &Arc<Opened>,
        newer: &Newer,
        doubts: &Doubts,
        progress: &dyn Progress,
    ) -> Option<Site> {
        let (mut files, mut problems) = (FileTable::default(), Diagnostics::default());
        let (skeleton, mut standing) = (std::mem::take(&mut kept.skeleton), std::mem::take(&mut kept.standing));
        let skeleton = skeleton.with_assets(files_now.assets);
        let texts = self.texts(&skeleton, &kept.missing, newer, remembered, doubts)?;
        let reformed = skeleton.reformed(texts, remembered, &config, self.now())?;
        let Reformed { skeleton, changed, origins, new, waits_otherwise } = reformed;
        let file = files.intern(Path::new("content"));
        let library = skeleton.clothed(&changed, remembered, &config, self.now(), file)?;
        let languages = skeleton.languages.iter().map(String::as_str);
        let locales = locales.with(languages, self.site, &mut files, &mut problems).saying(&config.theme.words);
        progress.phase("templates");
        let templates = templates::load(self.site, &config, &locales, &mut files, &mut problems);
        progress.phase("plan");
        let few =
            Few { config: &config, library: &library, templates: &templates, changed: &changed, origins: &origins };
        let differs = changed.values().any(|changed| changed.differs);
        let mut gists = None;
        if differs {
            let mut all = kept.gists(self.target)?.reordered(&origins);
            for (id, changed) in &changed {
                all.set(*id, &changed.article.gist);
            }
            standing = few.standing(standing, &|id| all.get(id))?;
            gists = Some(all);
        }
        let plan = plan::of_standing(standing, &config, &library, &templates, locales.main(), self.at, &mut problems);
        (!replaces(&plan, &files_now.newer, doubts.is_known)).then_some(())?;
        let looks_otherwise = differs || !files_now.newer.is_empty() || doubts.is_over;
        let is_sound = || few.is_sound(&plan, &kept.missing, doubts.is_known, doubts.warned);
        (!looks_otherwise || is_sound()).then_some(())?;
        kept.missing.extend(few.first_choices(&plan));
        let is_new = looks_otherwise || files_now.is_other || waits_otherwise || !new.is_empty();
        let skeleton = if is_new { skeleton.renumbered(remembered, &new) } else { skeleton };
        (!problems.has_errors()).then_some(())?;
        let ready = Ready { config, locales, library, templates, plan, now: self.at };
        Some(Site { ready, changed, kept, looks_otherwise, skeleton, gists, is_new })
    }

    /// When the site changes by itself, and when the newer texts do: seconds since 1970.
    fn until(&self, site: &Site, newer: &Newer) -> (Option<i64>, Option<i64>) {
        let Ready { config, library, plan, .. } = &site.ready;
        let facts: Vec<_> = newer.iter().map(|(article, _)| agenda::facts_of(article, config, self.at)).collect();
        let changes = agenda::changes(&facts, None, config.timezone, self.at.to_utc());
        let lasts = changes.iter().find(|change| is_of_articles(change)).map(|change| change.at.timestamp());
        let later = |date: Option<Time>, after| date?.checked_add_signed(after).filter(|time| *time > self.at);
        let news = plan.news.iter().filter_map(|id| later(library.brief(*id).date, feeds::NEWS));
        let delays = config.feeds.iter().filter(|feed| feed.delay > chrono::Duration::zero());
        let feeds = delays.flat_map(|feed| library.briefs.iter().filter_map(|brief| later(brief.date, feed.delay)));
        let moments = news.chain(feeds).map(|moment| moment.timestamp());
        (moments.chain(site.skeleton.next_due()).chain(lasts).min(), lasts)
    }

    /// From the first file that changes to the last note there is none, so that whoever is killed in between is not believed.
    fn amended(
        &self,
        ready: &Ready,
        outputs: &[Output],
        ledger: Ledger,
        progress: &dyn Progress,
    ) -> Result<Option<Applied>, Failure> {
        Note::leave(None, self.target);
        let now = self.request.cache.now().unwrap_or(i64::MIN);
        let kitchen = Kitchen {
            site: self.site,
            ready,
            renderer: ready.renderer(),
            bodies: Bodies::new(self.site),
            progress,
            now,
        };
        public::amend(outputs, ledger, self.target, &kitchen)
    }
}

impl Site {
    /// The outputs that may be others now, and the shapes of all if those of before are not right any more.
    fn outputs(&self, ledger: &Ledger) -> Option<(Vec<Output>, Shapes)> {
        let (plan, changed) = (&self.ready.plan, &self.changed);
        let tells = |output: &&Output| tells(plan, output, changed);
        if !self.looks_otherwise {
            return Some((plan.outputs.iter().filter(tells).cloned().collect(), Shapes::default()));
        }
        let files: HashSet<&str> = plan.outputs.iter().map(|output| output.file.as_str()).collect();
        ledger.files.keys().all(|file| files.contains(file.as_str())).then_some(())?;
        let shapes = self.ready.renderer().shapes();
        let differs = |output: &&Output| {
            let shape = shapes.get(&output.file);
            shape.is_none() || shape != self.kept.shapes.get(&output.file) || tells(output)
        };
        let outputs: Vec<Output> = plan.outputs.iter().filter(differs).cloned().collect();
        (outputs.len() <= MOST + plan.outputs.len() / SHARE).then_some((outputs, shapes))
    }
}

/// Whether one of these files goes where another one was.
fn replaces(plan: &Plan, newer: &BTreeSet<(Root, String)>, is_known: &dyn Fn(&str) -> bool) -> bool {
    let is_newer = |output: &Output| match output.kind {
        Kind::Asset(at) => newer.contains(&(plan.assets[at].root, plan.assets[at].path.clone())),
        _ => false,
    };
    !newer.is_empty() && plan.outputs.iter().any(|output| is_known(&output.file) && is_newer(output))
}

/// Whether an output tells what is in one of these articles.
fn tells(plan: &Plan, output: &Output, changed: &BTreeMap<ArticleId, Changed>) -> bool {
    match output.kind {
        Kind::Article(id, _) => changed.contains_key(&id),
        Kind::Feed(at, _, page) => plan.feeds[at].entries(page).iter().any(|id| changed.contains_key(id)),
        _ => false,
    }
}

/// Whether a warning may be another now, or gone.
fn is_about(problem: &Diagnostic, files: &FileTable, newer: &Newer) -> bool {
    let places = problem.at.iter().chain(problem.labels.iter().map(|(at, _)| at));
    let mut paths = places.map(|at| files.path(at.file)).chain(problem.path.as_deref());
    paths.any(|path| newer.iter().any(|(article, _)| path.ends_with(&article.name.source)))
}
