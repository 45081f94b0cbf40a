//! What a build leaves for the next one: what it was asked for, how every source looked, how long what it made is true, and
//! its warnings, which come back every time. Where all that still holds there is nothing to do; where a few texts changed,
//! what lies beside (`kept`) is still right of the others, and little is to do: see `unchanged` and `few`.

use super::kept::Kept;
use super::sources::Sources;
use super::{At, Ready, Request};
use crate::agenda::{self, Cause, Change};
use crate::content::article::Options;
use crate::content::front_matter::Time;
use crate::content::{Article, Library, Opened};
use crate::diag::{Diagnostic, Diagnostics, FileTable, in_file};
use crate::hash::Fingerprint;
use crate::locale;
use crate::plan::feeds;
use crate::public::{self, Ledger, Target};
use crate::render::Shapes;
use crate::source::{SiteDir, Stamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// More articles than so many that somebody may still be writing, and it is no use to note how they look.
const MOST_UNSURE: usize = 500;

/// What the last build left.
#[derive(Serialize, Deserialize)]
pub(super) struct Note {
    program: String,
    base_url: Option<String>,
    drafts: bool,
    zone: String,
    /// The first whole second for which it is true, and the first for which it is not any more: seconds since 1970.
    from: i64,
    pub until: Option<i64>,
    /// The first second for which articles that nobody touched are others: what was announced for it counts, or one has expired.
    lasts: Option<i64>,
    /// Articles and pages that are published.
    pub articles: usize,
    frame: String,
    texts: String,
    /// Articles and files that were being written, by their path in the site's folder: what was in them.
    unsure: BTreeMap<String, String>,
    problems: Vec<Problem>,
    /// How the ledger looked to which it belongs.
    pub ledger: Option<public::Stamp>,
    /// Of the plan that lies beside, and of what was remembered of articles when it was made.
    pub kept: Option<(String, String)>,
}

/// A warning, and the file that it points into.
#[derive(Serialize, Deserialize)]
struct Problem {
    file: Option<PathBuf>,
    problem: serde_json::Value,
}

/// What of a site a note is still true of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Still {
    /// Everything.
    All,
    /// Everything but some articles and files that are copied.
    Frame,
}

fn path(target: &Target) -> PathBuf {
    Ledger::path(target).with_extension("note")
}

impl Note {
    /// The note for a target, if it is for such a request at such a moment; and that moment.
    pub(super) fn of(request: &Request, target: &Target) -> Option<(Self, Time)> {
        if target.clean || target.verify {
            return None;
        }
        let note: Self = serde_json::from_str(unsealed(&fs::read_to_string(path(target)).ok()?)?).ok()?;
        let at = match &request.at {
            At::Moment(moment) => *moment,
            At::Typed(text) => locale::parse_time(text, note.zone.parse().ok()?).ok()?,
        };
        let holds = note.program == env!("HALAMAN_BUILD_ID")
            && note.base_url == request.base_url
            && note.drafts == request.drafts
            && note.from <= at.timestamp()
            && note.lasts.is_none_or(|lasts| at.timestamp() < lasts);
        holds.then_some((note, at))
    }

    /// What it is still true of; nothing if the frame changed.
    pub(super) fn still(&self, sources: &Sources, site: &dyn SiteDir, at: Time) -> Option<Still> {
        (sources.frame?.to_string() == self.frame).then_some(())?;
        let unsure = self.unsure()?;
        let is_same = |(path, text): (&String, &Fingerprint)| holds(site, path, *text);
        let all = sources.mark(&unsure).to_string() == self.texts && unsure.iter().all(is_same);
        Some(if all && !self.is_over(at) { Still::All } else { Still::Frame })
    }

    /// Whether the site has changed by itself since.
    pub(super) fn is_over(&self, at: Time) -> bool {
        self.until.is_some_and(|until| until <= at.timestamp())
    }

    /// Whether a file was being written.
    pub(super) fn is_unsure(&self, path: &str) -> bool {
        self.unsure.contains_key(path)
    }

    /// Whether a file was being written, and has the bytes that it had.
    pub(super) fn knows(&self, path: &str, site: &dyn SiteDir) -> bool {
        self.unsure.get(path).and_then(|text| text.parse().ok()).is_some_and(|text| holds(site, path, text))
    }

    fn unsure(&self) -> Option<BTreeMap<String, Fingerprint>> {
        self.unsure.iter().map(|(path, text)| Some((path.clone(), text.parse().ok()?))).collect()
    }

    /// The warnings of the build that left it.
    pub(super) fn problems(&self, files: &mut FileTable) -> Option<Diagnostics> {
        let one = |problem: &Problem| match &problem.file {
            Some(path) => {
                let file = files.intern(path);
                in_file(file, || serde_json::from_value(problem.problem.clone()).ok())
            }
            None => serde_json::from_value(problem.problem.clone()).ok(),
        };
        self.problems.iter().map(one).collect::<Option<Vec<Diagnostic>>>().map(|all| all.into_iter().collect())
    }

    /// What lies beside, if what is remembered of articles is what it was made with.
    pub(super) fn kept(&self, target: &Target, remembered: &Opened) -> Option<Kept> {
        let (kept, facts) = self.kept.as_ref()?;
        (remembered.mark(&[]).to_string() == *facts).then_some(())?;
        Kept::read(target, kept)
    }

    /// The same after these texts changed, which `remembered` is to know; what lies beside is kept, or has another mark.
    pub(super) fn after(
        self,
        sources: &Sources,
        newer: &[(Article, Stamp)],
        remembered: &Opened,
        kept: Option<String>,
    ) -> Option<Self> {
        let known = |path: &str| {
            let own = newer.iter().find(|(article, _)| article.name.source == path).map(|(article, _)| article.text);
            own.or_else(|| remembered.find(path).map(|number| remembered.text(number)))
        };
        let unsure = unsure(sources, known)?;
        let kept = self.kept.map(|(old, _)| (kept.unwrap_or(old), remembered.mark(newer).to_string()));
        Some(Self { texts: sources.mark(&unsure).to_string(), unsure: as_text(unsure), kept, ..self })
    }

    /// The same with other warnings, for another ledger; nothing if one cannot be noted.
    pub(super) fn with_problems(
        self,
        problems: &Diagnostics,
        files: &FileTable,
        ledger: Option<public::Stamp>,
    ) -> Option<Self> {
        let problems = problems.iter().map(|problem| noted(problem, files)).collect::<Option<_>>()?;
        Some(Self { problems, ledger, ..self })
    }

    /// The same of a library of so many articles, from another moment on, and until others: see the fields.
    #[must_use]
    pub(super) fn of_articles(self, articles: usize, at: Time, until: Option<i64>, lasts: Option<i64>) -> Self {
        let lasts = [self.lasts, lasts].into_iter().flatten().min();
        Self { articles, from: first_second(at), until: [until, lasts].into_iter().flatten().min(), lasts, ..self }
    }

    /// Leaves it for the next build, or takes the old one away.
    pub(super) fn leave(note: Option<Self>, target: &Target) {
        let path = path(target);
        let written = note.and_then(|note| {
            let beside = path.with_extension("note.new");
            let text = serde_json::to_string(&note).ok()?;
            fs::write(&beside, sealed(&text)).and_then(|()| fs::rename(&beside, &path)).ok()
        });
        if written.is_none() {
            drop(fs::remove_file(path));
        }
    }
}

fn holds(site: &dyn SiteDir, path: &str, bytes: Fingerprint) -> bool {
    let file = site.location(Path::new(path)).and_then(|path| fs::File::open(path).ok());
    file.and_then(|file| Fingerprint::of_reader(file).ok()) == Some(bytes)
}

/// A text with its fingerprint before it: one that is damaged would tell something else.
fn sealed(text: &str) -> String {
    format!("{}\n{text}", Fingerprint::of(text.as_bytes()))
}

fn unsealed(file: &str) -> Option<&str> {
    let (mark, text) = file.split_once('\n')?;
    (mark.parse() == Ok(Fingerprint::of(text.as_bytes()))).then_some(text)
}

/// The articles and files that somebody may still be writing, and the texts of those as `known`.
fn unsure(sources: &Sources, known: impl Fn(&str) -> Option<Fingerprint>) -> Option<BTreeMap<String, Fingerprint>> {
    let texts = sources.unsettled().map(|path| Some((format!("content/{path}"), known(path)?)));
    let files = sources.files.iter().filter_map(|file| Some(Some((file.path(), file.bytes?))));
    let unsure: BTreeMap<String, Fingerprint> = texts.chain(files).collect::<Option<_>>()?;
    (unsure.len() <= MOST_UNSURE).then_some(unsure)
}

fn as_text(unsure: BTreeMap<String, Fingerprint>) -> BTreeMap<String, String> {
    unsure.into_iter().map(|(path, text)| (path, text.to_string())).collect()
}

/// The note of a build of everything; nothing if something cannot be noted.
pub(super) fn of_build(
    site: &dyn SiteDir,
    sources: &Sources,
    request: &Request,
    target: &Target,
    (ready, shapes, ledger): (Ready, Shapes, Option<public::Stamp>),
    (problems, files): (&Diagnostics, &FileTable),
) -> Option<Note> {
    let frame = sources.frame?;
    let problems = problems.iter().map(|problem| noted(problem, files)).collect::<Option<_>>()?;
    let library = &ready.library;
    let known = |path: &str| library.by_source(path).map(|id| library.article(id).text);
    let unsure = unsure(sources, known)?;
    let changes = next_changes(&ready, library);
    Some(Note {
        program: env!("HALAMAN_BUILD_ID").to_owned(),
        base_url: request.base_url.clone(),
        drafts: request.drafts,
        zone: ready.config.timezone.name().to_owned(),
        from: first_second(ready.now),
        until: changes.first().map(|change| change.at.timestamp()),
        lasts: changes.iter().find(|change| is_of_articles(change)).map(|change| change.at.timestamp()),
        articles: library.articles.len(),
        frame: frame.to_string(),
        texts: sources.mark(&unsure).to_string(),
        unsure: as_text(unsure),
        problems,
        ledger,
        kept: keep(site, (request, sources), target, ready, shapes),
    })
}

/// Errors are not for noting, nor is what points into two files, or into one that is part of the program.
fn noted(problem: &Diagnostic, files: &FileTable) -> Option<Problem> {
    let as_value = || serde_json::to_value(problem).ok();
    let file = problem.at.or(problem.labels.first().map(|(at, _)| *at)).map(|at| at.file);
    let is_ours = !problem.is_error() && file.is_none_or(|file| files.embedded_text(file).is_none());
    let value = file.map_or_else(as_value, |file| in_file(file, as_value)).filter(|_| is_ours)?;
    Some(Problem { file: file.map(|file| files.path(file).to_owned()), problem: value })
}

/// Leaves what lies beside. Gives its mark, and that of what is remembered of articles.
fn keep(
    site: &dyn SiteDir,
    (request, sources): (&Request, &Sources),
    target: &Target,
    ready: Ready,
    shapes: Shapes,
) -> Option<(String, String)> {
    let remembered = Opened::of(site, request.cache, &Options::of(&ready.config))?;
    let mark = Kept::leave_all(ready, shapes, (sources, &remembered), target)?;
    Some((mark, remembered.mark(&[]).to_string()))
}

/// The first whole second at or after a moment.
fn first_second(at: Time) -> i64 {
    at.timestamp() + i64::from(at.timestamp_subsec_nanos() > 0)
}

/// Whether it changes articles, and not only where they are shown.
pub(super) fn is_of_articles(change: &Change) -> bool {
    matches!(change.cause, Cause::Expired | Cause::Updated)
}

pub(super) fn next_changes(ready: &Ready, library: &Library) -> Vec<Change> {
    let news = ready.config.news_sitemap.then_some(feeds::NEWS);
    let facts = agenda::facts(&ready.config, library);
    agenda::changes(&facts, news, ready.config.timezone, ready.now.to_utc())
}
