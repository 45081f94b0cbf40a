//! One build, from the files of a site to its output: the only room that sees every phase.

mod check;
mod few;
mod grouped;
mod kept;
mod note;
mod origin;
mod sources;
mod touched;
mod unchanged;
mod weight;

pub use check::{Checked, Elsewhere, Published, Scope, check};
pub use sources::{SOURCES, looks};

use crate::asset::Asset;
use crate::config::{self, Config};
use crate::content::{self, Bodies, Cache, Library, Now};
use crate::diag::{Diagnostic, Diagnostics, FileId, FileTable, Files};
use crate::hash::{Fingerprint, Hasher};
use crate::locale::{self, Locales};
use crate::plan::icons::Source;
use crate::plan::recipe::{Ingredient, Recipe};
use crate::plan::{self, FeedPage, Kind, Output, Plan};
use crate::public::{self, Counts, Made, Maker, Rendered, Target};
use crate::render::{Begun, Renderer, Shapes};
use crate::source::{self, SiteDir, reason_of};
use crate::templates::{self, TemplateSet};
use few::Way;
use note::{Note, Still};
use sources::Sources;
use std::borrow::Cow;
use std::fs;
use std::path::Path;

/// What a build is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// The moment for which the site is built.
    pub at: At,
    /// Whether drafts are published.
    pub drafts: bool,
    /// Instead of the configuration's.
    pub base_url: Option<String>,
    /// What earlier builds remember of articles, which changes nothing but the time it takes.
    pub cache: Cache,
}

/// A moment, known or still to be read in the site's zone.
#[derive(Debug, Clone)]
pub enum At {
    /// Of the clock, which was read once.
    Moment(content::front_matter::Time),
    /// As it was typed: `2022-11-08 14:30`.
    Typed(String),
}

/// Everything before the first byte of output.
pub struct Ready {
    /// `halaman.yaml`.
    pub config: Config,
    /// The languages' words.
    pub locales: Locales,
    /// `content/`.
    pub library: Library,
    /// `templates/`.
    pub templates: TemplateSet,
    /// Every file of the output.
    pub plan: Plan,
    /// The moment for which all this is.
    pub now: content::front_matter::Time,
}

impl Ready {
    /// The next moment at which the site changes by itself.
    pub fn until(&self) -> Option<content::front_matter::Time> {
        note::next_changes(self, &self.library).first().map(|change| change.at)
    }

    /// What makes its outputs.
    fn renderer(&self) -> Renderer<'_> {
        Renderer::new(&self.config, &self.library, &self.templates, &self.plan, &self.locales)
    }
}

/// All that checking a site needs, and all that writing it begins with.
pub fn prepare(site: &dyn SiteDir, request: &Request, files: &mut FileTable, problems: &mut Diagnostics) -> Ready {
    prepare_and_tell(site, request, files, problems, &Silence)
}

/// The same, for somebody who wants to know how far it is.
fn prepare_and_tell(
    site: &dyn SiteDir,
    request: &Request,
    files: &mut FileTable,
    problems: &mut Diagnostics,
    progress: &dyn Progress,
) -> Ready {
    progress.phase("configuration");
    let config = config::load(site, files, request.base_url.as_deref(), problems);
    let locales = Locales::load(site, &config.language, files, problems).saying(&config.theme.words);
    let config = config.with_words(locales.main());
    let now = Now { at: moment(&request.at, &config, problems), drafts: request.drafts };
    progress.phase("articles");
    let library = content::load(site, &config, now, request.cache, files, problems);
    let languages = library.articles.iter().map(|article| article.language.as_str());
    let locales = locales.with(languages, site, files, problems).saying(&config.theme.words);
    progress.phase("templates");
    let templates = templates::load(site, &config, &locales, files, problems);
    progress.phase("plan");
    let plan = plan::plan(&config, &library, &templates, locales.main(), now.at, problems);
    Ready { config, locales, library, templates, plan, now: now.at }
}

fn moment(at: &At, config: &Config, problems: &mut Diagnostics) -> content::front_matter::Time {
    match at {
        At::Moment(moment) => *moment,
        At::Typed(text) => locale::parse_time(text, config.timezone).unwrap_or_else(|reason| {
            problems.push(Diagnostic::error(reason).note("it was given as `--at`"));
            chrono::DateTime::UNIX_EPOCH.fixed_offset()
        }),
    }
}

/// What a build came to.
#[derive(Default)]
pub struct Report {
    /// What was done; nothing if there were errors.
    pub counts: Counts,
    /// Which outputs were made, and why.
    pub rendered: Vec<Rendered>,
    /// Articles and pages that are published.
    pub articles: usize,
    /// Errors and warnings.
    pub problems: Diagnostics,
    /// Whether the output folder may have changed.
    pub changed: bool,
}

/// Is told how far a build is.
pub trait Progress: Sync {
    /// A phase begins, and the one before is over. The names are those of the flow in `ARCHITECTURE.md`.
    fn phase(&self, name: &'static str) {
        let _ = name;
    }
    /// So many outputs are to be made.
    fn begin(&self, total: usize);
    /// One more is made.
    fn step(&self);
}

/// For whom it is enough to know what came out.
pub struct Silence;

impl Progress for Silence {
    fn begin(&self, _: usize) {}
    fn step(&self) {}
}

/// Builds a site. If anything is wrong, the output is not touched.
pub fn build(
    site: &dyn SiteDir,
    request: &Request,
    target: &Target,
    files: &mut FileTable,
    progress: &dyn Progress,
) -> Report {
    progress.phase("look");
    let sources = Sources::of(site, request.cache);
    if let Some(report) = sources.as_ref().and_then(|sources| shorter(site, request, target, sources, files, progress))
    {
        return report;
    }
    let mut problems = Diagnostics::default();
    let ready = prepare_and_tell(site, request, files, &mut problems, progress);
    let articles = ready.library.articles.len();
    if problems.has_errors() {
        return Report { articles, problems, ..Report::default() };
    }
    progress.phase("outputs");
    progress.begin(ready.plan.outputs.len());
    let renderer = ready.renderer();
    problems.extend(renderer.host_doubts());
    let now = request.cache.now().unwrap_or(i64::MIN);
    let kitchen = Kitchen { site, ready: &ready, renderer, bodies: Bodies::new(site), progress, now };
    Note::leave(None, target);
    let applied = public::apply(&ready.plan, target, &kitchen);
    // Only a note wants them.
    let is_noted = sources.is_some() && applied.is_ok();
    let shapes = if is_noted { kitchen.renderer.shapes() } else { Shapes::default() };
    // What was made for pages is not wanted any more.
    drop(kitchen);
    match applied {
        Ok(applied) => {
            progress.phase("notes");
            problems.extend(applied.faults);
            problems.merge(grown(&ready, ready.plan.outputs.iter(), target));
            let note = sources.and_then(|sources| {
                note::of_build(site, &sources, request, target, (ready, shapes, applied.ledger), (&problems, files))
            });
            Note::leave(note, target);
            Report { counts: applied.counts, rendered: applied.rendered, articles, problems, changed: true }
        }
        Err(failure) => {
            problems.merge(failure.problems);
            Report { articles, changed: failure.changed, problems, ..Report::default() }
        }
    }
}

/// A build that has nothing to do, or little.
fn shorter(
    site: &dyn SiteDir,
    request: &Request,
    target: &Target,
    sources: &Sources,
    files: &mut FileTable,
    progress: &dyn Progress,
) -> Option<Report> {
    let (note, at) = Note::of(request, target)?;
    let still = note.still(sources, site, at)?;
    let ledger = unchanged::whole(target)?;
    // Another build may have left files here since, and been killed before it left a note, or be leaving one now.
    (note.ledger.is_some() && note.ledger == ledger.seen()).then_some(())?;
    if still == Still::All {
        let problems = note.problems(files)?;
        return Some(Report { problems, ..unchanged::report(&ledger, note.articles) });
    }
    Way { site, request, target, sources, at }.go(note, ledger, files, progress)
}

/// Where outputs are made.
struct Kitchen<'k> {
    site: &'k dyn SiteDir,
    ready: &'k Ready,
    renderer: Renderer<'k>,
    bodies: Bodies<'k>,
    progress: &'k dyn Progress,
    /// The moment of the clock, in nanoseconds since 1970; the very first where nobody asked it, and no stamp is believed.
    now: i64,
}

impl Maker for Kitchen<'_> {
    type Begun = Begun;

    fn begin(&self, output: &Output) -> (Option<Recipe>, Begun) {
        match output.kind {
            Kind::Asset(asset) => {
                (copied_recipe(self.site, &self.ready.plan.assets[asset], self.now), Begun::default())
            }
            Kind::Icon(_) => (self.icon_recipe(), Begun::default()),
            _ => self.renderer.begin(output),
        }
    }

    fn finish(&self, output: &Output, begun: Begun) -> Result<Made, Diagnostic> {
        if let Kind::Asset(asset) = output.kind {
            return copied(self.site, &self.ready.plan, asset);
        }
        let made = self.renderer.finish(output, begun, &self.bodies).map(Made::Bytes);
        if self.ready.library.articles.is_whole() {
            return made;
        }
        Err(Diagnostic::error("what was remembered of articles cannot be read any more").help("build again"))
    }

    fn step(&self) {
        self.progress.step();
    }

    fn places(&self) {
        self.progress.phase("files");
    }
}

impl Kitchen<'_> {
    /// An icon is the same as long as its picture looks the same from outside, and the colours are.
    fn icon_recipe(&self) -> Option<Recipe> {
        let own = self.renderer.icon_recipe();
        let Source::Picture(asset) = self.ready.plan.icons else { return Some(own) };
        let picture = copied_recipe(self.site, &self.ready.plan.assets[asset], self.now)?;
        Some(Recipe::new([own.ingredients(), picture.ingredients()].concat()))
    }
}

/// A copied file is the same as long as it looks the same from outside.
fn copied_recipe(site: &dyn SiteDir, asset: &Asset, now: i64) -> Option<Recipe> {
    let mark = match (asset.embedded, site.location(&asset.location())) {
        (Some(bytes), _) => Fingerprint::of(bytes),
        (None, Some(from)) => {
            // One of a moment ago could be that of other bytes soon: then the bytes are compared.
            let stamp = source::Stamp::of(&fs::metadata(from).ok()?).filter(|stamp| stamp.is_settled(now))?;
            Hasher::default().with(asset.location().to_string_lossy().as_bytes()).with(format!("{stamp:?}")).finish()
        }
        (None, None) => return None,
    };
    Some(Recipe::new(vec![(Ingredient::File, mark.half())]))
}

/// A feed is never cut below its window, so that nobody misses an article; its publisher is told that it grew (X-12, T45).
fn too_large(ready: &Ready, output: &Output, bytes: usize) -> Option<Diagnostic> {
    let Kind::Feed(at, _, FeedPage::Current) = output.kind else { return None };
    let budget = ready.config.feed.budget;
    let entries = ready.plan.feeds[at].members.len();
    (bytes > budget).then(|| {
        Diagnostic::warning("a feed is larger than `feed.budget`")
            .note(format!(
                "`/{}` has {bytes} bytes for {entries} entries; the budget is {budget} (X-12)",
                output.path()
            ))
            .help("take `content: summary`, a smaller `limit` or fewer `hours`, or allow more with `budget`")
            .in_output(format!("/{}", output.path()))
    })
}

/// The same of feeds that are in their places.
fn grown<'o>(ready: &Ready, outputs: impl Iterator<Item = &'o Output>, target: &Target) -> Diagnostics {
    let one = |output: &Output| {
        let Kind::Feed(_, _, FeedPage::Current) = output.kind else { return None };
        let stamp = public::Stamp::of(&target.root.join(&output.file))?;
        too_large(ready, output, usize::try_from(stamp.size).unwrap_or(usize::MAX))
    };
    outputs.filter_map(one).collect()
}

fn copied(site: &dyn SiteDir, plan: &Plan, asset: usize) -> Result<Made, Diagnostic> {
    let asset = &plan.assets[asset];
    if let Some(bytes) = asset.embedded {
        return Ok(Made::Bytes(bytes.to_vec()));
    }
    let path = asset.location();
    if let Some(location) = site.location(&path) {
        return Ok(Made::Copy { from: location, name: path });
    }
    let bytes = site.read(&path);
    bytes
        .map(Made::Bytes)
        .map_err(|error| Diagnostic::error("cannot read this file").on_path(path).note(reason_of(&error)))
}

/// The texts of a site's files, read when a message is printed.
pub struct SiteFiles<'s> {
    /// The files that were named.
    pub table: &'s FileTable,
    /// Where they are.
    pub site: &'s dyn SiteDir,
}

impl Files for SiteFiles<'_> {
    fn path(&self, file: FileId) -> &Path {
        self.table.path(file)
    }

    fn text(&self, file: FileId) -> Option<Cow<'_, str>> {
        if let Some(text) = self.table.embedded_text(file) {
            return Some(Cow::Borrowed(text));
        }
        let bytes = self.site.read(self.table.path(file)).ok()?;
        Some(Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()))
    }
}
