//! A site in a temporary folder, and the real program run on it.
//!
//! It knows how a site is written down in a test (one text with all its files, or a folder) and how the output is read
//! back; what the output should be is said by the tests.
//!
//! Invariant: no variable of the environment reaches the program but those that a test names.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::SystemTime;
use std::{env, fs};

/// The moment for which sites are built where a test names no other.
pub const NOW: &str = "2026-11-23 12:00";

/// The configuration of [`paper`].
const PAPER: &str = "\
title: Kabar
description: Berita dari teluk
base_url: https://kabar.example/
timezone: Asia/Makassar
";

/// Files by path, with what is in them.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// A site's folder; it is removed when this is dropped, unless the test failed.
pub struct Project {
    /// The folder that holds `halaman.yaml`.
    pub root: PathBuf,
    keeps: bool,
}

/// A site of a text: after each line `-- path --` come the lines of that file. The indentation of the first line is
/// taken off all of them.
pub fn project(text: &str) -> Project {
    let project = Project::empty();
    for (path, content) in files_of(text) {
        project.write(&path, &content);
    }
    project
}

/// The same, with the usual `halaman.yaml`: a paper in Makassar called Kabar, at `https://kabar.example/`.
pub fn paper(text: &str) -> Project {
    let project = project(text);
    project.write("halaman.yaml", PAPER)
}

fn files_of(text: &str) -> Vec<(String, String)> {
    let text = text.trim_start_matches('\n');
    let indent = text.len() - text.trim_start_matches(' ').len();
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let line = line.get(indent..).filter(|_| line[..indent].trim().is_empty()).unwrap_or(line.trim_start());
        match (line.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")), files.last_mut()) {
            (Some(path), _) => files.push((path.to_owned(), String::new())),
            (None, Some((_, content))) => {
                content.push_str(line);
                content.push('\n');
            }
            (None, None) => panic!("a site begins with a line `-- path --`, not with {line:?}"),
        }
    }
    // What stands before the closing quote in the test's source.
    if let Some((_, content)) = files.last_mut().filter(|(_, content)| content.ends_with("\n\n")) {
        content.pop();
    }
    files
}

impl Project {
    /// A folder without any file.
    pub fn empty() -> Project {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let project = Project::named(&format!("site-{}-{number}", std::process::id()));
        Project { keeps: false, ..project }
    }

    /// A folder of that name, emptied first and kept in the end.
    pub fn named(name: &str) -> Project {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        drop(fs::remove_dir_all(&root));
        fs::create_dir_all(&root).unwrap();
        Project { root, keeps: true }
    }

    /// A copy of all files below `folder` but those for which `skips` says so.
    pub fn copied_from(folder: &Path, skips: impl Fn(&str) -> bool) -> Project {
        let project = Project::empty();
        for (path, bytes) in tree_of(folder).into_iter().filter(|(path, _)| !skips(path)) {
            project.write_bytes(&path, &bytes);
        }
        project
    }

    /// Writes a file.
    pub fn write(self, path: &str, text: &str) -> Project {
        self.write_bytes(path, text.as_bytes());
        self
    }
}
