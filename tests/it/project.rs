//! A site in a temporary folder, and the real program run on it.
//!
//! It knows how a site is written down in a test (one text with all its files, or a folder), how it is changed between
//! builds and how the output is read back. What the output should be is said by the tests.
//!
//! Invariant: no variable of the environment reaches the program but those that a test names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};
use std::{env, fs, thread};

/// The moment for which sites are built where a test names no other.
pub const NOW: &str = "2026-11-23 12:00";

/// The configuration of [`paper`].
pub const PAPER: &str = "\
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

/// What one run of the program came to.
pub struct Run<'p> {
    project: &'p Project,
    code: Option<i32>,
    /// What it said to people.
    pub stderr: String,
    /// What it said of its success.
    pub stdout: String,
}

/// A site of a text: after each line `-- path --` come the lines of that file. The indentation of the first line is
/// taken off all of them.
pub fn project(text: &str) -> Project {
    let project = Project::empty();
    project.add(text);
    project
}

/// The same, with the usual `halaman.yaml`: a paper in Makassar called Kabar, at `https://kabar.example/`.
pub fn paper(text: &str) -> Project {
    let project = project(text);
    if !project.root.join("halaman.yaml").exists() {
        project.write("halaman.yaml", PAPER);
    }
    project
}

/// Whether expected outputs are to be renewed instead of compared.
pub fn renews() -> bool {
    env::var_os("UPDATE").is_some()
}

/// A path of this repository.
pub fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// All files below a folder.
pub fn tree_of(folder: &Path) -> Tree {
    let files = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    let files = files.filter(|entry| entry.file_type().is_file()).map(|entry| {
        let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
        (path, fs::read(entry.path()).unwrap())
    });
    files.collect()
}

fn files_of(text: &str) -> Vec<(String, String)> {
    let text = text.trim_start_matches('\n');
    let indent = &text[..text.len() - text.trim_start_matches(' ').len()];
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let line = line.strip_prefix(indent).unwrap_or_else(|| line.trim_start());
        match (line.strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")), files.last_mut()) {
            (Some(path), _) => files.push((path.to_owned(), String::new())),
            (None, Some((_, content))) => content.extend([line, "\n"]),
            (None, None) => panic!("a site begins with a line `-- path --`, not with {line:?}"),
        }
    }
    // The last line stands before the quote that closes the test's text.
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
        Project { root: project.root.clone(), keeps: false }
    }

    /// A folder of that name, emptied first and kept in the end.
    pub fn named(name: &str) -> Project {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        drop(fs::remove_dir_all(&root));
        fs::create_dir_all(&root).unwrap();
        Project { root, keeps: true }
    }

    /// Copies files into the site.
    pub fn copy<'f>(&self, files: impl IntoIterator<Item = (&'f String, &'f Vec<u8>)>) -> &Project {
        for (path, bytes) in files {
            self.write(path, bytes);
        }
        self
    }

    /// Writes files given as in [`project`].
    pub fn add(&self, text: &str) -> &Project {
        for (path, content) in files_of(text) {
            self.write(&path, content);
        }
        self
    }

    /// Writes a file.
    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) -> &Project {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// Replaces a text that a file holds.
    pub fn edit(&self, path: &str, old: &str, new: &str) -> &Project {
        let text = fs::read_to_string(self.root.join(path)).unwrap();
        assert!(text.contains(old), "{path} does not hold {old:?}");
        self.write(path, text.replace(old, new))
    }

    /// Removes a file or a folder.
    pub fn remove(&self, path: &str) -> &Project {
        let path = self.root.join(path);
        if path.is_dir() {
            fs::remove_dir_all(path).unwrap();
        } else {
            fs::remove_file(path).unwrap();
        }
        self
    }

    /// Removes all but the output of earlier builds.
    pub fn remove_sources(&self) -> &Project {
        for entry in fs::read_dir(&self.root).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if !matches!(name.as_str(), "public" | ".halaman") {
                self.remove(&name);
            }
        }
        self
    }

    /// Builds the site.
    pub fn build(&self) -> Run<'_> {
        self.build_with(&[])
    }

    /// Builds the site with more arguments; `--at` among them takes the place of [`NOW`].
    pub fn build_with(&self, arguments: &[&str]) -> Run<'_> {
        self.build_in(&[], arguments)
    }

    /// Builds the site with variables of the environment.
    pub fn build_in(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Run<'_> {
        let own_time = arguments.contains(&"--at") || variables.iter().any(|(name, _)| *name == "SOURCE_DATE_EPOCH");
        let at: &[&str] = if own_time { &[] } else { &["--at", NOW] };
        let site = self.root.to_str().unwrap();
        let arguments = [&["build", "--site", site], at, arguments].concat();
        self.run_in(variables, &arguments)
    }

    /// Runs the program in the site's folder.
    pub fn run_in(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Run<'_> {
        self.run_below("", variables, arguments)
    }

    /// Runs the program in a folder below the site's.
    pub fn run_below(&self, folder: &str, variables: &[(&str, &str)], arguments: &[&str]) -> Run<'_> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_halaman"));
        command
            .args(arguments)
            .current_dir(self.root.join(folder))
            .stdin(Stdio::null())
            .env_clear()
            .envs(variables.iter().copied());
        // Without it Windows starts no program.
        command.envs(env::var_os("SystemRoot").map(|value| ("SystemRoot", value)));
        let Output { status, stdout, stderr } = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Run { project: self, code: status.code(), stderr: text(stderr), stdout: text(stdout) }
    }

    /// Builds the site, and kills the program after a while.
    pub fn kill_build_after(&self, time: Duration) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_halaman"));
        command.args(["build", "--at", NOW]).current_dir(&self.root).env_clear();
        command.envs(env::var_os("SystemRoot").map(|value| ("SystemRoot", value)));
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(time);
        drop(child.kill());
        child.wait().unwrap();
    }

    /// A file of the output, as text.
    pub fn file(&self, path: &str) -> String {
        let bytes = fs::read(self.public(path)).unwrap_or_else(|error| {
            let paths: Vec<String> = self.tree().into_keys().collect();
            panic!("{path}: {error}; there are:\n{}", paths.join("\n"))
        });
        String::from_utf8(bytes).unwrap()
    }

    /// A path below the output folder.
    pub fn public(&self, path: &str) -> PathBuf {
        self.root.join("public").join(path)
    }

    /// Everything in the output folder.
    pub fn tree(&self) -> Tree {
        tree_of(&self.public(""))
    }

    /// The paths of everything in the output folder.
    pub fn paths(&self) -> Vec<String> {
        self.tree().into_keys().collect()
    }

    /// When a file of the output was last written.
    pub fn mtime(&self, path: &str) -> SystemTime {
        fs::metadata(self.public(path)).unwrap().modified().unwrap()
    }

    /// When each file of the output was last written.
    pub fn mtimes(&self) -> BTreeMap<String, SystemTime> {
        self.paths().into_iter().map(|path| (path.clone(), self.mtime(&path))).collect()
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        if thread::panicking() {
            eprintln!("the site is in {}", self.root.display());
        } else if !self.keeps {
            drop(fs::remove_dir_all(&self.root));
        }
    }
}

impl<'p> Run<'p> {
    /// It went well, and there was nothing to say.
    #[track_caller]
    pub fn ok(self) -> &'p Project {
        self.warns("")
    }

    /// It went well, with exactly these warnings.
    #[track_caller]
    pub fn warns(self, stderr: &str) -> &'p Project {
        self.fails_with(0, stderr)
    }

    /// It ended with this code and said exactly this.
    #[track_caller]
    pub fn fails_with(self, code: i32, stderr: &str) -> &'p Project {
        assert!(self.stderr == stderr, "\n--- it said:\n{}\n--- not:\n{stderr}\n", self.stderr);
        assert_eq!(self.code, Some(code), "{}", self.stderr);
        self.project
    }

    /// The code it ended with.
    #[track_caller]
    pub fn code(&self) -> i32 {
        self.code.expect("no signal ends it")
    }
}

#[test]
fn a_text_is_several_files() {
    let files = files_of("\n    -- a --\n    x\n      y\n\n    -- b/c --\n    z\n    ");
    assert_eq!(files, [("a".into(), "x\n  y\n\n".into()), ("b/c".into(), "z\n".into())]);
}
