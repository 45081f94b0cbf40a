//! The output folder: comparing, staging, putting in place, deleting.
//!
//! New bytes are first written to a staging folder inside the output folder, and only once everything is there renamed to
//! their places: no reader ever sees half a file, and a build that fails changes nothing. A file whose bytes are the same
//! is not touched, so that it keeps its modification time and readers their cached copy (T-3).

use crate::diag::Diagnostic;
use crate::hash::Fingerprint;
use crate::source::{reason_of, slashed};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{fs, io};

/// Where new bytes wait.
const STAGE: &str = ".halaman-stage";

/// An output folder during one build.
pub struct Folder {
    root: PathBuf,
    /// How messages call it: the path as it was given.
    name: PathBuf,
    waiting: Mutex<Vec<String>>,
}

impl Folder {
    /// Opens the folder at `root`, making it if need be; messages call it `name`.
    ///
    /// # Errors
    /// It cannot be made or written.
    pub fn open(root: PathBuf, name: PathBuf) -> Result<Self, Diagnostic> {
        let stage = root.join(STAGE);
        // What a build that was killed left behind.
        let cleared = fs::remove_dir_all(&stage)
            .or_else(|error| if error.kind() == io::ErrorKind::NotFound { Ok(()) } else { Err(error) });
        cleared.and_then(|()| fs::create_dir_all(&stage)).map_err(|error| {
            Diagnostic::error("cannot write into the output folder").on_path(&name).note(reason_of(&error))
        })?;
        Ok(Self { root, name, waiting: Mutex::default() })
    }

    /// Compares bytes with what is at `file`, and stages them if they differ. Says whether they did.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn stage(&self, file: &str, bytes: &[u8]) -> Result<bool, Diagnostic> {
        if same(&self.root.join(file), bytes) {
            return Ok(false);
        }
        self.write_staged(file, |to| fs::write(to, bytes))?;
        Ok(true)
    }

    /// The same for a file that is copied: it is compared by its hash, and never read whole. Gives the hash too.
    ///
    /// # Errors
    /// It cannot be read or written.
    pub fn stage_copy(&self, file: &str, from: &Path, name: &Path) -> Result<(Fingerprint, bool), Diagnostic> {
        let hash = |path: &Path| fs::File::open(path).and_then(Fingerprint::of_reader);
        let unreadable =
            |error: &io::Error| Diagnostic::error("cannot read this file").on_path(name).note(reason_of(error));
        let bytes = hash(from).map_err(|error| unreadable(&error))?;
        let to = self.root.join(file);
        let length = |path: &Path| fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|meta| meta.len());
        if length(&to) == length(from) && hash(&to).is_ok_and(|old| old == bytes) {
            return Ok((bytes, false));
        }
        // Not `fs::copy`: what nobody else may read at home must still be readable on a host.
        self.write_staged(file, |to| io::copy(&mut fs::File::open(from)?, &mut fs::File::create(to)?).map(drop))?;
        Ok((bytes, true))
    }

    /// Lets `write` fill a new file of the staging folder, which waits to become `file`.
    fn write_staged(&self, file: &str, write: impl FnOnce(&Path) -> io::Result<()>) -> Result<(), Diagnostic> {
        let to = self.root.join(STAGE).join(file);
        let folder = to.parent().map_or(Ok(()), fs::create_dir_all);
        folder.and_then(|()| write(&to)).map_err(|error| self.failed("cannot write this file", file, &error))?;
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(file.to_owned());
        Ok(())
    }

    fn failed(&self, what: &str, file: &str, error: &io::Error) -> Diagnostic {
        Diagnostic::error(what).on_path(self.name.join(file)).note(reason_of(error))
    }

    /// What stands in the way of staged files: a file where a folder is needed, a folder where a file is. Gives the files
    /// that may go, because `gone` says so; nothing is changed.
    ///
    /// # Errors
    /// Something in the way is not ours.
    pub fn obstacles(&self, gone: impl Fn(&str) -> bool) -> Result<BTreeSet<String>, Vec<Diagnostic>> {
        let mut files = BTreeSet::new();
        let mut problems = Vec::new();
        let mut ground = Ground::default();
        for file in self.waiting.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            for obstacle in self.in_the_way(file, &mut ground) {
                if gone(&obstacle) {
                    files.insert(obstacle);
                } else {
                    let problem =
                        Diagnostic::error(format!("`{file}` cannot be written: something else is in its place"));
                    problems
                        .push(problem.on_path(self.name.join(&obstacle)).help("it is not of this site; move it away"));
                }
            }
        }
        if problems.is_empty() { Ok(files) } else { Err(problems) }
    }

    fn in_the_way(&self, file: &str, ground: &mut Ground) -> Vec<String> {
        for folder in parents(file) {
            match ground.at(&self.root, folder) {
                Found::Nothing => return Vec::new(),
                Found::Folder => {}
                Found::Other => return vec![folder.to_owned()],
            }
        }
        if !self.root.join(file).is_dir() {
            return Vec::new();
        }
        let below = walkdir::WalkDir::new(self.root.join(file)).into_iter().filter_map(Result::ok);
        let leaves = below.filter(|entry| !entry.file_type().is_dir());
        leaves.filter_map(|entry| slashed(entry.path().strip_prefix(&self.root).ok()?)).collect()
    }

    /// Puts everything staged in its place, those that `rank` puts first first: what others link to is there before
    /// the links are. A folder that is new goes there whole, with all that is in it: nobody can have been led there yet, and
    /// the first build of an archive moves a few folders and not a hundred thousand files.
    ///
    /// # Errors
    /// A file could not be put in its place; the others are.
    pub fn commit(self, rank: impl Fn(&str) -> u8) -> Result<(), Vec<Diagnostic>> {
        let mut waiting = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        waiting.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| a.cmp(b)));
        let mut ground = Ground::default();
        let mut problems = Vec::new();
        for file in waiting {
            if let Err(error) = self.put(&file, &mut ground) {
                problems.push(self.failed("cannot put this file in its place", &file, &error));
            }
        }
        drop(fs::remove_dir_all(self.root.join(STAGE)));
        if problems.is_empty() { Ok(()) } else { Err(problems) }
    }

    fn put(&self, file: &str, ground: &mut Ground) -> io::Result<()> {
        let staged = self.root.join(STAGE);
        for folder in parents(file) {
            if ground.moved.contains(folder) {
                return Ok(());
            }
            if ground.at(&self.root, folder) == Found::Nothing {
                fs::rename(staged.join(folder), self.root.join(folder))?;
                ground.moved.insert(folder.to_owned());
                return Ok(());
            }
        }
        let to = self.root.join(file);
        if to.is_dir() {
            // What was in it has been deleted; only empty folders are left.
            remove_empty(&to)?;
        }
        fs::rename(staged.join(file), to)
    }

    /// Throws away what was staged: nothing has changed. A folder that we made, and that is empty, goes too.
    pub fn abandon(self) {
        drop(fs::remove_dir_all(self.root.join(STAGE)));
        drop(fs::remove_dir(&self.root));
    }
}

/// What there is in the output folder where a folder is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Nothing,
    /// Or a link to one, which is the same to us.
    Folder,
    Other,
}

/// What is known of the folders that staged files go to, so that each is looked at once.
#[derive(Default)]
struct Ground {
    seen: BTreeMap<String, Found>,
    /// Folders that went to their places whole.
    moved: BTreeSet<String>,
}

impl Ground {
    fn at(&mut self, root: &Path, folder: &str) -> Found {
        if let Some(found) = self.seen.get(folder) {
            return *found;
        }
        let path = root.join(folder);
        let found = match fs::symlink_metadata(&path) {
            Err(_) => Found::Nothing,
            Ok(meta) if meta.is_dir() || path.is_dir() => Found::Folder,
            Ok(_) => Found::Other,
        };
        self.seen.insert(folder.to_owned(), found);
        found
    }
}

/// The folders that a file is in, from the top.
fn parents(file: &str) -> impl Iterator<Item = &str> {
    file.match_indices('/').map(|(at, _)| &file[..at])
}

/// Deletes a folder in which there are only folders.
fn remove_empty(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        remove_empty(&entry?.path())?;
    }
    fs::remove_dir(folder)
}

/// Whether a file holds exactly these bytes. The length is asked first, because it mostly differs.
fn same(path: &Path, bytes: &[u8]) -> bool {
    let length = fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|meta| meta.len());
    length == Some(bytes.len() as u64) && fs::read(path).is_ok_and(|old| old == bytes)
}

/// Deletes a file and the folders that become empty by it, up to `root`.
///
/// # Errors
/// It is there and cannot be deleted.
pub fn delete(root: &Path, file: &str) -> io::Result<()> {
    let path = root.join(file);
    fs::remove_file(&path)?;
    let mut folder = path.parent();
    while let Some(at) = folder.filter(|at| *at != root) {
        if fs::remove_dir(at).is_err() {
            break;
        }
        folder = at.parent();
    }
    Ok(())
}
