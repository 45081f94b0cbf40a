//! Writes `public/`: what is new or different, and nothing else.
//!
//! Only files that the ledger lists are deleted, and only while they hold what we wrote. A file that no plan and no ledger
//! knows is never touched, unless a clean folder was asked for.

mod folder;
mod ledger;

use crate::diag::{Diagnostic, Diagnostics};
use crate::hash::Fingerprint;
use crate::plan::{Kind, Output, Plan};
use crate::source::reason_of;
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

struct Done {
    file: String,
    bytes: Fingerprint,
    written: bool,
}

/// Makes all outputs with `make` and writes those that differ. If one cannot be made, nothing changes. `step` is told after
/// each output.
///
/// # Errors
/// What could not be made or written.
pub fn apply(
    plan: &Plan,
    target: &Target,
    make: impl Fn(&Output) -> Result<Vec<u8>, Diagnostic> + Sync,
    step: impl Fn() + Sync,
) -> Result<Counts, Diagnostics> {
    let one = |problem: Diagnostic| -> Diagnostics { std::iter::once(problem).collect() };
    refuse_to_clean_a_site(target).map_err(one)?;
    let stage = Folder::open(target.root.clone(), target.name.clone()).map_err(one)?;
    let results: Vec<Result<Done, Diagnostic>> = plan
        .outputs
        .par_iter()
        .map(|output| {
            let done = make(output).and_then(|bytes| {
                let written = stage.stage(&output.file, &bytes)?;
                Ok(Done { file: output.file.clone(), bytes: Fingerprint::of(&bytes), written })
            });
            step();
            done
        })
        .collect();
    let (done, problems): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
    if !problems.is_empty() {
        stage.abandon();
        return Err(problems.into_iter().filter_map(Result::err).collect());
    }
    let done: Vec<Done> = done.into_iter().filter_map(Result::ok).collect();
    let ranks: BTreeMap<&str, u8> =
        plan.outputs.iter().map(|output| (output.file.as_str(), rank(&output.kind))).collect();
    stage.commit(|file| ranks.get(file).copied().unwrap_or(0)).map_err(|problems| problems.into_iter().collect())?;
    finish(target, &done).map_err(one)
}

/// Readers must find what they are led to: copied files, then articles, then lists, then feeds (and the sitemap) last.
fn rank(kind: &Kind) -> u8 {
    match kind {
        Kind::Asset(_) => 0,
        Kind::Article(..) | Kind::Redirect(_) | Kind::NotFound => 1,
        Kind::List(..) | Kind::Taxonomy(_) | Kind::Archive(_) => 2,
        Kind::Feed(..) | Kind::Sitemap(_) | Kind::Robots => 3,
    }
}

/// Deletes what is gone, and writes the ledger last.
fn finish(target: &Target, done: &[Done]) -> Result<Counts, Diagnostic> {
    let path = Ledger::path(&target.site, &target.root);
    let old = Ledger::load(&path);
    let new = Ledger { files: done.iter().map(|done| (done.file.clone(), done.bytes)).collect() };
    let mut deleted = 0;
    for (file, bytes) in &old.files {
        let ours = || fs::read(target.root.join(file)).is_ok_and(|now| Fingerprint::of(&now) == *bytes);
        if !new.files.contains_key(file) && ours() {
            delete(target, file)?;
            deleted += 1;
        }
    }
    if target.clean {
        for file in unknown(&target.root, &new) {
            delete(target, &file)?;
            deleted += 1;
        }
    }
    new.save(&path)
        .map_err(|error| Diagnostic::error("cannot write the ledger").on_path(".halaman").note(reason_of(&error)))?;
    let written = done.iter().filter(|done| done.written).count();
    Ok(Counts { written, kept: done.len() - written, deleted })
}

fn delete(target: &Target, file: &str) -> Result<(), Diagnostic> {
    folder::delete(&target.root, file).map_err(|error| {
        Diagnostic::error("cannot delete this file").on_path(target.name.join(file)).note(reason_of(&error))
    })
}

/// `--clean` deletes all that the plan does not name; a folder with a repository or a site in it is surely a slip.
fn refuse_to_clean_a_site(target: &Target) -> Result<(), Diagnostic> {
    let holds = |name: &str| target.root.join(name).exists();
    match [".git", "halaman.yaml", "Cargo.toml"].into_iter().find(|name| holds(name)) {
        Some(name) if target.clean => Err(Diagnostic::error(format!("will not clean a folder that holds `{name}`"))
            .on_path(&target.name)
            .help("name the output folder with `--output`")),
        _ => Ok(()),
    }
}

fn unknown(root: &Path, ledger: &Ledger) -> BTreeSet<String> {
    let files =
        walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok).filter(|entry| !entry.file_type().is_dir());
    let paths = files.filter_map(|entry| {
        let parts: Option<Vec<&str>> = entry.path().strip_prefix(root).ok()?.iter().map(|part| part.to_str()).collect();
        Some(parts?.join("/"))
    });
    // Files that keep the folder in a repository belong to the repository.
    paths
        .filter(|path| !ledger.files.contains_key(path) && !matches!(path.as_str(), ".gitkeep" | ".gitignore"))
        .collect()
}
