//! What must hold before a byte is written: the output folder is one, and ours alone.
//!
//! A slip of `--output` must never cost anybody a source file, and two builds must never meet in one folder.

use super::Target;
use super::ledger::Ledger;
use crate::diag::Diagnostic;
use crate::source::{make_cache_folder, reason_of};
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

/// Folders of a site that hold what people wrote, or what we note.
const OWN: [&str; 5] = ["content", "static", "templates", "locales", ".halaman"];

/// Held while a build writes; other builds into the same folder stop.
pub struct Lock {
    _file: File,
}

/// An absolute path without links in the part of it that exists.
pub fn real(path: &Path) -> PathBuf {
    let mut rest = Vec::new();
    let mut at = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    loop {
        if let Ok(found) = at.canonicalize() {
            return rest.iter().rev().fold(found, |path, part| path.join(part));
        }
        let (Some(parent), Some(name)) = (at.parent(), at.file_name()) else { return path.to_path_buf() };
        rest.push(name.to_owned());
        at = parent.to_path_buf();
    }
}

/// Whether the folder may be written, and cleaned if that was asked for.
///
/// # Errors
/// It is the site itself, lies around it or among its sources, or holds something that is surely not an output.
pub fn check(target: &Target) -> Result<(), Diagnostic> {
    let (site, root) = (real(&target.site), real(&target.root));
    let refused =
        |message: String| Diagnostic::error(message).on_path(&target.name).help("name another folder with `--output`");
    if site.starts_with(&root) {
        return Err(refused("the output folder holds the site itself".into()));
    }
    if let Some(own) = OWN.into_iter().find(|own| root.starts_with(site.join(own))) {
        return Err(refused(format!("the output folder lies in `{own}/`, where the site's own files are")));
    }
    let foreign = [".git", "halaman.yaml", "Cargo.toml"].into_iter().find(|name| root.join(name).exists());
    match foreign {
        Some(name) if target.clean => Err(refused(format!("will not clean a folder that holds `{name}`"))),
        _ => Ok(()),
    }
}

/// Takes the lock of an output folder. It is given back when the process ends, however it ends.
///
/// # Errors
/// Another build has it, or the site's folder cannot be written.
pub fn lock(target: &Target) -> Result<Lock, Diagnostic> {
    let path = Ledger::path(target).with_extension("lock");
    let failed = |error: &std::io::Error| {
        Diagnostic::error("cannot write into `.halaman/`, where builds are noted")
            .on_path(".halaman")
            .note(reason_of(error))
    };
    make_cache_folder(&path).map_err(|error| failed(&error))?;
    let file =
        fs::OpenOptions::new().create(true).truncate(false).write(true).open(path).map_err(|error| failed(&error))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock { _file: file }),
        Err(TryLockError::WouldBlock) => Err(Diagnostic::error("another build is writing into this folder")
            .on_path(&target.name)
            .help("wait until it is done, or build into another one with `--output`")),
        Err(TryLockError::Error(error)) => Err(failed(&error)),
    }
}
