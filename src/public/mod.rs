//! Writes `public/`: what is new or different, and nothing else.
//!
//! Only files that the ledger lists are deleted, and only while they hold what we wrote. A file that no plan and no ledger
//! knows is never touched, unless a clean folder was asked for.

mod folder;
mod guard;
mod ledger;

use crate::diag::{Diagnostic, Diagnostics};
use crate::hash::Fingerprint;
use crate::plan::{Kind, Output, Plan};
use crate::source::{reason_of, slashed};
use folder::Folder;
pub use ledger::Ledger;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

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

struct Done {
    file: String,
    bytes: Fingerprint,
    written: bool,
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

/// Makes all outputs with `make` and writes those that differ. If one cannot be made, nothing changes. `step` is told after
/// each output.
///
/// # Errors
/// What could not be made or written.
pub fn apply(
    plan: &Plan,
    target: &Target,
    make: impl Fn(&Output) -> Result<Made, Diagnostic> + Sync,
    step: impl Fn() + Sync,
) -> Result<Counts, Failure> {
    guard::check(target).map_err(|problem| Failure::before([problem]))?;
    let _lock = guard::lock(target).map_err(|problem| Failure::before([problem]))?;
    let stage = Folder::open(target.root.clone(), target.name.clone()).map_err(|problem| Failure::before([problem]))?;
    let results: Vec<Result<Done, Diagnostic>> = plan
        .outputs
        .par_iter()
        .map(|output| {
            let done = make(output).and_then(|made| {
                let (bytes, written) = match made {
                    Made::Bytes(bytes) => (Fingerprint::of(&bytes), stage.stage(&output.file, &bytes)?),
                    Made::Copy { from, name } => stage.stage_copy(&output.file, &from, &name)?,
                };
                Ok(Done { file: output.file.clone(), bytes, written })
            });
            step();
            done
        })
        .collect();
    let (done, problems): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    if !problems.is_empty() {
        stage.abandon();
        return Err(Failure::before(problems.into_iter().filter_map(Result::err)));
    }
    let done: Vec<Done> = done.into_iter().filter_map(Result::ok).collect();
    put_in_place(plan, target, stage, &done)
}

/// Clears the way, renames, deletes what is gone. The ledger is written before, with the old files in it, and after: whenever
/// the power fails, every file that is ours is known to be.
fn put_in_place(plan: &Plan, target: &Target, stage: Folder, done: &[Done]) -> Result<Counts, Failure> {
    let path = Ledger::path(target);
    let old = Ledger::load(&path);
    let new = Ledger { files: done.iter().map(|done| (done.file.clone(), done.bytes)).collect() };
    let gone = |file: &str| {
        !new.files.contains_key(file) && old.files.get(file).is_some_and(|bytes| holds(target, file, *bytes))
    };
    let in_the_way = match stage.obstacles(gone) {
        Ok(files) => files,
        Err(problems) => {
            stage.abandon();
            return Err(Failure::before(problems));
        }
    };
    let mut both = old.clone();
    both.files.extend(new.files.iter().map(|(file, bytes)| (file.clone(), *bytes)));
    let save = |ledger: &Ledger| {
        ledger.save(&path).map_err(|error| {
            let problem = Diagnostic::error("cannot write the ledger").on_path(".halaman").note(reason_of(&error));
            Failure::during([problem])
        })
    };
    save(&both)?;
    let mut deleted = 0;
    for file in in_the_way {
        delete(target, &file).map_err(|problem| Failure::during([problem]))?;
        deleted += 1;
    }
    let ranks: BTreeMap<&str, u8> =
        plan.outputs.iter().map(|output| (output.file.as_str(), rank(&output.kind))).collect();
    stage.commit(|file| ranks.get(file).copied().unwrap_or(0)).map_err(Failure::during)?;
    deleted += delete_the_gone(target, &old, &new).map_err(|problem| Failure::during([problem]))?;
    save(&new)?;
    let written = done.iter().filter(|done| done.written).count();
    Ok(Counts { written, kept: done.len() - written, deleted })
}

fn holds(target: &Target, file: &str, bytes: Fingerprint) -> bool {
    let now = fs::File::open(target.root.join(file)).and_then(Fingerprint::of_reader);
    now.is_ok_and(|now| now == bytes)
}

/// Readers must find what they are led to: copied files, then articles, then lists, then feeds (and the sitemap) last.
fn rank(kind: &Kind) -> u8 {
    match kind {
        Kind::Asset(_) => 0,
        Kind::Article(..) | Kind::Redirect(_) | Kind::NotFound | Kind::Host => 1,
        Kind::List(..) | Kind::Taxonomy(_) | Kind::Archive(_) | Kind::Feeds => 2,
        Kind::Feed(..) | Kind::Opml | Kind::FeedMenu | Kind::Sitemap(_) | Kind::Robots => 3,
    }
}

/// Deletes what we wrote once and no longer plan, and with `--clean` all that we do not know.
fn delete_the_gone(target: &Target, old: &Ledger, new: &Ledger) -> Result<usize, Diagnostic> {
    let ours = old.files.iter().filter(|(file, _)| !new.files.contains_key(*file));
    let mut gone: BTreeSet<String> =
        ours.filter(|(file, bytes)| holds(target, file, **bytes)).map(|(file, _)| file.clone()).collect();
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
