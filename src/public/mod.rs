//! Writes `public/`: what is new or different, and nothing else.
//!
//! Only files that the ledger lists are deleted, and only while they hold what we wrote. A file that no plan and no ledger
//! knows is never touched, unless a clean folder was asked for.

mod amend;
mod folder;
mod guard;
mod ledger;

use crate::diag::{Diagnostic, Diagnostics};
use crate::hash::Fingerprint;
use crate::plan::recipe::Recipe;
use crate::plan::{Kind, Output, Plan};
use crate::source::{reason_of, slashed};
pub use amend::amend;
use folder::Folder;
pub use ledger::{Entry, Ledger, Stamp};
use rayon::iter::Either;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Where to write.
#[derive(Debug, Clone)]
pub struct Target {
    /// The site's folder, for the ledger.
    pub site: PathBuf,
    /// The output folder.
    pub root: PathBuf,
    /// What messages call it.
    pub name: PathBuf,
    /// Whether to delete what we do not know.
    pub clean: bool,
    /// Whether some outputs that need not be made are, to see whether they come out the same.
    pub verify: bool,
}

/// What a build did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Files that are new or different.
    pub written: usize,
    /// Files that were already right.
    pub kept: usize,
    /// Files that are no longer of the site.
    pub deleted: usize,
}

/// What an output is made of.
#[derive(Debug)]
pub enum Made {
    /// These bytes.
    Bytes(Vec<u8>),
    /// What is in a file, which may be large and is never held in memory.
    Copy {
        /// The file.
        from: PathBuf,
        /// What messages call it.
        name: PathBuf,
    },
}

/// Makes outputs, and knows what they are made of.
pub trait Maker: Sync {
    /// An output whose recipe is known, with what was made to tell it.
    type Begun;

    /// What an output is made of, if that can be told without making it.
    fn begin(&self, output: &Output) -> (Option<Recipe>, Self::Begun);

    /// The output.
    ///
    /// # Errors
    /// It cannot be made.
    fn finish(&self, output: &Output, begun: Self::Begun) -> Result<Made, Diagnostic>;

    /// Is told that one more is done.
    fn step(&self);

    /// Is told that all are, and that files go to their places now.
    fn places(&self);
}

/// Why an output was made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Nobody has made it before.
    New,
    /// These of its ingredients are not what they were.
    Changed(Vec<&'static str>),
    /// The file is not as we left it.
    Damaged,
    /// It is as quick to make as to judge, and its bytes differ.
    Differs,
    /// It was to be seen whether it would come out the same.
    Verified,
}

/// An output that was made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rendered {
    /// Its file.
    pub file: String,
    /// Why.
    pub reason: Reason,
    /// Whether its bytes were new.
    pub written: bool,
}

/// What a build came to.
#[derive(Debug, Default)]
pub struct Applied {
    /// How the ledger looked when it was left.
    pub ledger: Option<Stamp>,
    /// How many.
    pub counts: Counts,
    /// Which outputs were made, by file.
    pub rendered: Vec<Rendered>,
    /// Outputs that came out otherwise though nothing they are made of changed: a fault of this program.
    pub faults: Vec<Diagnostic>,
}

/// One output, made or kept.
struct Done {
    outcome: Outcome,
    /// The stamp is not yet that of the file in its place.
    entry: Entry,
}

/// What happened to an output.
struct Outcome {
    file: String,
    /// Why it was made; nothing if it was kept as it is.
    reason: Option<Reason>,
    written: bool,
}

impl Done {
    /// On its way from what it was to what it will be, if its bytes are new: whenever the power fails, a file that is ours is
    /// known to be, whichever of its bytes it holds, and none is taken for what it was not yet made of.
    fn coming(&self, old: &Ledger) -> Option<(String, Entry)> {
        let before = old.files.get(&self.outcome.file);
        let mut earlier: Vec<Fingerprint> =
            before.into_iter().flat_map(|old| [old.bytes].into_iter().chain(old.earlier.iter().copied())).collect();
        earlier.retain(|bytes| *bytes != self.entry.bytes);
        let entry = Entry { bytes: self.entry.bytes, earlier, ..Entry::default() };
        self.outcome.written.then(|| (self.outcome.file.clone(), entry))
    }

    fn parted(self) -> (Outcome, (String, Entry)) {
        let file = self.outcome.file.clone();
        (self.outcome, (file, self.entry))
    }
}

impl Outcome {
    /// How its file looks in its place, if it was made.
    fn stamp(&self, target: &Target) -> Option<Stamp> {
        self.reason.as_ref().map(|_| Stamp::of(&target.root.join(&self.file)).unwrap_or_default())
    }
}

/// Why a build failed, and whether the output folder changed all the same.
#[derive(Debug)]
pub struct Failure {
    /// What could not be made or written.
    pub problems: Diagnostics,
    /// Whether some files are new already: the disk failed us while they were put in their places.
    pub changed: bool,
}

impl Failure {
    fn before(problems: impl IntoIterator<Item = Diagnostic>) -> Self {
        Self { problems: problems.into_iter().collect(), changed: false }
    }

    fn during(problems: impl IntoIterator<Item = Diagnostic>) -> Self {
        Self { problems: problems.into_iter().collect(), changed: true }
    }
}

/// Makes all outputs that are not up to date, and writes those that differ. If one cannot be made, nothing changes. An
/// output is up to date if it is made of what it was made of, and its file is as we left it; when verifying, some of
/// those are made all the same.
///
/// # Errors
/// What could not be made or written.
pub fn apply(plan: &Plan, target: &Target, maker: &impl Maker) -> Result<Applied, Failure> {
    guard::check(target).map_err(|problem| Failure::before([problem]))?;
    let _lock = guard::lock(target).map_err(|problem| Failure::before([problem]))?;
    let stage = Folder::open(target.root.clone(), target.name.clone()).map_err(|problem| Failure::before([problem]))?;
    let path = Ledger::path(target);
    let old = Ledger::load(&path);
    let round = Round { target, old: &old, stage: &stage };
    let done = match round.take_all(plan.outputs.par_iter(), maker) {
        Ok(done) => done,
        Err(problems) => {
            stage.abandon();
            return Err(Failure::before(problems));
        }
    };
    maker.places();
    put_in_place(plan, target, stage, old, done)
}

/// One build over an output folder.
struct Round<'r> {
    target: &'r Target,
    old: &'r Ledger,
    stage: &'r Folder,
}

/// Of so many outputs that are up to date, one is made again to see whether that is true.
const SAMPLE: u128 = 20;

impl Round<'_> {
    /// Keeps or makes all of these.
    fn take_all<'o, M: Maker>(
        &self,
        outputs: impl ParallelIterator<Item = &'o Output>,
        maker: &M,
    ) -> Result<Vec<Done>, Vec<Diagnostic>> {
        let one = |output| {
            let done = self.take(output, maker);
            maker.step();
            done
        };
        let (done, problems): (Vec<_>, Vec<_>) = outputs.map(one).partition_map(|done| match done {
            Ok(done) => Either::Left(done),
            Err(problem) => Either::Right(problem),
        });
        if problems.is_empty() { Ok(done) } else { Err(problems) }
    }

    /// Keeps an output, or makes it.
    fn take(&self, output: &Output, maker: &impl Maker) -> Result<Done, Diagnostic> {
        let (recipe, begun) = maker.begin(output);
        let old = self.old.files.get(&output.file);
        let kept = self.kept(output, recipe.as_ref(), old);
        let sampled = || self.target.verify && Fingerprint::of(output.file.as_bytes()).0.is_multiple_of(SAMPLE);
        let reason = match kept {
            Ok(entry) if !sampled() => {
                let outcome = Outcome { file: output.file.clone(), reason: None, written: false };
                return Ok(Done { outcome, entry });
            }
            Ok(_) => Reason::Verified,
            Err(reason) => reason,
        };
        let (bytes, written) = match maker.finish(output, begun)? {
            Made::Bytes(bytes) => (Fingerprint::of(&bytes), self.stage.stage(&output.file, &bytes)?),
            Made::Copy { from, name } => self.stage.stage_copy(&output.file, &from, &name)?,
        };
        let outcome = Outcome { file: output.file.clone(), reason: Some(reason), written };
        Ok(Done { outcome, entry: Entry { bytes, recipe, ..Entry::default() } })
    }

    /// The entry of an output that is up to date; why it must be made if it is not.
    fn kept(&self, output: &Output, recipe: Option<&Recipe>, old: Option<&Entry>) -> Result<Entry, Reason> {
        let old = old.ok_or(Reason::New)?;
        let differs = recipe.ok_or(Reason::Differs)?.differs(old.recipe.as_ref().ok_or(Reason::New)?);
        if !differs.is_empty() {
            return Err(Reason::Changed(differs));
        }
        let path = self.target.root.join(&output.file);
        let stamp = Stamp::of(&path).ok_or(Reason::Damaged)?;
        // A file that was copied here with its ledger, as hosts of builds do, only looks otherwise.
        let is_ours = || fs::File::open(&path).and_then(Fingerprint::of_reader).is_ok_and(|bytes| bytes == old.bytes);
        let is_whole = (stamp == old.stamp && stamp.mtime != 0) || is_ours();
        if is_whole { Ok(Entry { stamp, ..old.clone() }) } else { Err(Reason::Damaged) }
    }
}

/// Clears the way, renames, deletes what is gone. What comes is noted in the ledger before, beside the old, and all of it after.
fn put_in_place(
    plan: &Plan,
    target: &Target,
    stage: Folder,
    mut old: Ledger,
    done: Vec<Done>,
) -> Result<Applied, Failure> {
    let path = Ledger::path(target);
    let coming: Vec<(String, Entry)> = done.iter().filter_map(|done| done.coming(&old)).collect();
    let (done, files): (Vec<_>, BTreeMap<_, _>) = done.into_iter().map(Done::parted).unzip();
    let mut new = Ledger::new(files);
    let gone = |file: &str| {
        !new.files.contains_key(file) && old.files.get(file).is_some_and(|entry| holds(target, file, entry))
    };
    let in_the_way = match stage.obstacles(gone) {
        Ok(files) => files,
        Err(problems) => {
            stage.abandon();
            return Err(Failure::before(problems));
        }
    };
    let unsaved = |error: io::Error| Failure::during([unnoted(&error)]);
    let is_new = !coming.is_empty();
    if is_new {
        old.amend(&path, &coming).map_err(unsaved)?;
    }
    drop(coming);
    let mut deleted = 0;
    for file in in_the_way {
        delete(target, &file).map_err(|problem| Failure::during([problem]))?;
        deleted += 1;
    }
    let ranks: BTreeMap<&str, u8> =
        plan.outputs.iter().map(|output| (output.file.as_str(), rank(&output.kind))).collect();
    stage.commit(|file| ranks.get(file).copied().unwrap_or(0)).map_err(Failure::during)?;
    deleted += delete_the_gone(target, &old, &new).map_err(|problem| Failure::during([problem]))?;
    for done in &done {
        if let (Some(stamp), Some(entry)) = (done.stamp(target), new.files.get_mut(&done.file)) {
            entry.stamp = stamp;
        }
    }
    if is_new || new != old {
        new.save(&path).map_err(unsaved)?;
    }
    Ok(Applied { ledger: Stamp::of(&path), ..told(done, deleted) })
}

fn unnoted(error: &io::Error) -> Diagnostic {
    Diagnostic::error("cannot write the ledger").on_path(".halaman").note(reason_of(error))
}

fn told(done: Vec<Outcome>, deleted: usize) -> Applied {
    let written = done.iter().filter(|done| done.written).count();
    let counts = Counts { written, kept: done.len() - written, deleted };
    let mut applied = Applied { counts, ..Applied::default() };
    for Outcome { file, reason, written } in done {
        let Some(reason) = reason.filter(|reason| written || *reason != Reason::Differs) else { continue };
        if reason == Reason::Verified && written {
            let problem =
                Diagnostic::error(format!("`{file}` came out otherwise, though nothing it is made of changed"));
            let problem = problem.note("this is a fault of halaman, and not of your site; the file is right now");
            applied
                .faults
                .push(problem.help("please report it with the site, or with what changed since the last build"));
        }
        applied.rendered.push(Rendered { file, reason, written });
    }
    applied.rendered.sort_unstable();
    applied
}

fn holds(target: &Target, file: &str, entry: &Entry) -> bool {
    let now = fs::File::open(target.root.join(file)).and_then(Fingerprint::of_reader);
    now.is_ok_and(|now| entry.is(now))
}

/// Readers must find what they are led to: copied files, then articles, then lists, then feeds (and the sitemap) last.
fn rank(kind: &Kind) -> u8 {
    match kind {
        Kind::Asset(_) | Kind::Icon(_) | Kind::Manifest => 0,
        Kind::Article(..) | Kind::Redirect(_) | Kind::NotFound | Kind::Host => 1,
        Kind::List(..) | Kind::Taxonomy(_) | Kind::Archive(_) | Kind::Feeds | Kind::Corrections => 2,
        Kind::Feed(..) | Kind::Opml | Kind::FeedMenu | Kind::Sitemap(_) | Kind::Robots => 3,
    }
}

/// Deletes what we wrote once and no longer plan, and with `--clean` all that we do not know.
fn delete_the_gone(target: &Target, old: &Ledger, new: &Ledger) -> Result<usize, Diagnostic> {
    let ours = old.files.iter().filter(|(file, _)| !new.files.contains_key(*file));
    let mut gone: BTreeSet<String> =
        ours.filter(|(file, entry)| holds(target, file, entry)).map(|(file, _)| file.clone()).collect();
    if target.clean {
        gone.extend(unknown(&target.root, new));
    }
    for file in &gone {
        delete(target, file)?;
    }
    Ok(gone.len())
}

fn delete(target: &Target, file: &str) -> Result<(), Diagnostic> {
    folder::delete(&target.root, file).map_err(|error| {
        Diagnostic::error("cannot delete this file").on_path(target.name.join(file)).note(reason_of(&error))
    })
}

/// The files of the output folder that the plan does not name.
fn unknown(root: &Path, ledger: &Ledger) -> BTreeSet<String> {
    let files =
        walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok).filter(|entry| !entry.file_type().is_dir());
    let paths = files.filter_map(|entry| slashed(entry.path().strip_prefix(root).ok()?));
    // Files that keep the folder in a repository belong to the repository.
    paths
        .filter(|path| !ledger.files.contains_key(path) && !matches!(path.as_str(), ".gitkeep" | ".gitignore"))
        .collect()
}
