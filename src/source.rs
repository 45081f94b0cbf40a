//! Where a site's files come from: the one door to the disk for reading.
//!
//! What it is not: it knows nothing of articles or templates, and it writes nothing but the folder of our own
//! cache. Paths are relative to the site's
//! folder and use `/` on every system, so that the rest of the program is the same everywhere.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

/// A file that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Relative to the folder that was listed, with `/`.
    pub path: String,
    /// Size in bytes.
    pub size: u64,
    /// What changes when the file does; none where there is no disk.
    pub stamp: Option<Stamp>,
}

/// What a file system says of a file without reading it. As long as a stamp is the same, the file is taken to be the same.
///
/// The time of the last change of the file's own record is what catches an edit after which the time of writing was set
/// back. Windows has no such time and no inode: both are 0 there, and such an edit that keeps the size
/// is not seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Size in bytes.
    size: u64,
    /// When its bytes were last written, in nanoseconds since 1970.
    written: i64,
    /// When anything of it last changed, in nanoseconds since 1970.
    changed: i64,
    /// The file's number on its disk.
    inode: u64,
}

/// File systems round their times, to two seconds at worst. A file that changed so short a time before its stamp was taken
/// can change again without getting another stamp (git calls it racily clean).
const ROUNDING: i64 = 2_000_000_000;

impl Stamp {
    /// Whether no other bytes can get this stamp: it is neither of a moment ago nor of the future, seen from `now`,
    /// nanoseconds since 1970.
    pub fn is_settled(&self, now: i64) -> bool {
        self.newest() < now.saturating_sub(ROUNDING)
    }

    /// All of it, for hashing.
    pub fn mark(&self) -> [u8; 32] {
        let mut mark = [0; 32];
        let parts = [self.size, self.written.cast_unsigned(), self.changed.cast_unsigned(), self.inode];
        for (place, part) in mark.chunks_exact_mut(8).zip(parts) {
            place.copy_from_slice(&part.to_le_bytes());
        }
        mark
    }

    /// The later of its times, in nanoseconds since 1970.
    pub fn newest(&self) -> i64 {
        self.written.max(self.changed)
    }

    /// Of a file, by what the system says of it; nothing where it says no times.
    #[cfg(unix)]
    pub fn of(meta: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;
        let nanos = |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000).saturating_add(rest);
        Some(Self {
            size: meta.len(),
            written: nanos(meta.mtime(), meta.mtime_nsec()),
            changed: nanos(meta.ctime(), meta.ctime_nsec()),
            inode: meta.ino(),
        })
    }

    /// Of a file, by what the system says of it; nothing where it says no times.
    #[cfg(not(unix))]
    pub fn of(meta: &Metadata) -> Option<Self> {
        let written = meta.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
        Some(Self { size: meta.len(), written: i64::try_from(written.as_nanos()).ok()?, changed: 0, inode: 0 })
    }
}

/// Makes the folder that a file of ours lies in, beside the site's sources. It is a cache: nobody wants it in their
/// repository.
///
/// # Errors
/// It cannot be made or written.
pub fn make_cache_folder(path: &Path) -> io::Result<()> {
    let Some(folder) = path.parent() else { return Ok(()) };
    std::fs::create_dir_all(folder)?;
    let ignore = folder.join(".gitignore");
    if ignore.exists() { Ok(()) } else { std::fs::write(ignore, "*\n") }
}

/// What could not be listed, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlisted {
    /// Relative to the site's folder.
    pub path: PathBuf,
    /// A sentence for a person.
    pub reason: String,
}

/// Everything below a folder, sorted by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The files.
    pub files: Vec<Found>,
    /// What could not be read.
    pub problems: Vec<Unlisted>,
}

/// The site's folder: on a disk, or in memory for tests.
pub trait SiteDir: Sync {
    /// The bytes of a file; `path` is relative to the site's folder.
    ///
    /// # Errors
    /// Those of the system, `NotFound` among them.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Where a file is on the disk, if it is on one: it can then be copied without being read whole.
    fn location(&self, path: &Path) -> Option<PathBuf>;

    /// All files below `folder`, hidden ones and editors' leavings excepted. A folder that does not exist has none.
    fn list(&self, folder: &str) -> Listing;
}

/// A site on the disk.
#[derive(Debug, Clone)]
pub struct Disk {
    root: PathBuf,
}

impl Disk {
    /// The site in `root`.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }
}

impl SiteDir for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(self.root.join(path))
    }

    fn location(&self, path: &Path) -> Option<PathBuf> {
        Some(self.root.join(path))
    }

    fn list(&self, folder: &str) -> Listing {
        let top = self.root.join(folder);
        let mut listing = Listing::default();
        if !top.exists() {
            return listing;
        }
        // Links are followed, because newsrooms link picture archives into a site; walkdir notices a loop.
        let walk = walkdir::WalkDir::new(&top).follow_links(true).min_depth(1);
        for step in walk.into_iter().filter_entry(|entry| !is_hidden(&entry.file_name().to_string_lossy())) {
            match step {
                Ok(entry) if entry.file_type().is_file() => self.note_file(&entry, &top, &mut listing),
                Ok(_) => {}
                Err(error) => listing.problems.push(self.unlisted(&error)),
            }
        }
        listing.files.sort_by(|a, b| a.path.cmp(&b.path));
        listing.problems.sort_by(|a, b| a.path.cmp(&b.path));
        listing
    }
}

impl Disk {
    fn note_file(&self, entry: &walkdir::DirEntry, top: &Path, listing: &mut Listing) {
        let relative = entry.path().strip_prefix(top).unwrap_or(entry.path());
        let Some(path) = slashed(relative) else {
            let path = self.relative(entry.path());
            return listing.problems.push(Unlisted { path, reason: "the file's name is not valid UTF-8".into() });
        };
        match entry.metadata() {
            Ok(meta) => listing.files.push(Found { path, size: meta.len(), stamp: Stamp::of(&meta) }),
            Err(error) => listing.problems.push(self.unlisted(&error)),
        }
    }

    fn unlisted(&self, error: &walkdir::Error) -> Unlisted {
        let path = error.path().map_or_else(PathBuf::new, |path| self.relative(path));
        let reason = match (error.loop_ancestor(), error.io_error()) {
            (Some(ancestor), _) => {
                format!("the symbolic link leads back to `{}`, a loop without end", self.relative(ancestor).display())
            }
            (None, Some(io)) => reason_of(io),
            (None, None) => error.to_string(),
        };
        Unlisted { path, reason }
    }

    fn relative(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.root).unwrap_or(path).to_path_buf()
    }
}

/// A site in memory: path to bytes. For tests.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    /// The files, by path with `/`.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// Adds a file, or replaces it.
    pub fn add(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> &mut Self {
        self.files.insert(path.into(), bytes.into());
        self
    }
}

impl SiteDir for Memory {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let key = slashed(path).unwrap_or_default();
        self.files.get(&key).cloned().ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    }

    fn location(&self, _: &Path) -> Option<PathBuf> {
        None
    }

    fn list(&self, folder: &str) -> Listing {
        let prefix = format!("{}/", folder.trim_end_matches('/'));
        let below = self.files.iter().filter_map(|(path, bytes)| {
            let path = path.strip_prefix(&prefix)?;
            let hidden = path.split('/').any(is_hidden);
            (!hidden).then(|| Found { path: path.to_owned(), size: bytes.len() as u64, stamp: None })
        });
        Listing { files: below.collect(), problems: Vec::new() }
    }
}

/// A system's error in the words of this program: short, and the same on every system where that can be.
pub fn reason_of(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::StorageFull => "the disk is full".into(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".into(),
        io::ErrorKind::NotADirectory => "a part of the path is a file, not a folder".into(),
        io::ErrorKind::IsADirectory => "it is a folder, not a file".into(),
        _ => error.to_string(),
    }
}

/// Whether a name is not part of a site: hidden (`.git`, `.DS_Store`), or an editor's backup.
pub fn is_hidden(name: &str) -> bool {
    let kept = matches!(name, ".well-known" | ".nojekyll" | ".htaccess");
    (name.starts_with('.') && !kept) || name.ends_with('~') || name.ends_with(".swp") || name == "Thumbs.db"
}

/// A path with `/` on every system; none if a part of it is not valid UTF-8.
pub fn slashed(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
    parts.map(|parts| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::{Memory, SiteDir, is_hidden};

    #[test]
    fn memory_lists_only_below_the_folder_and_in_order() {
        let mut site = Memory::default();
        for path in ["content/b.md", "content/a.md", "content2/c.md", "content/.git/x", "halaman.yaml"] {
            site.files.insert(path.into(), b"x".to_vec());
        }
        let paths: Vec<String> = site.list("content").files.into_iter().map(|file| file.path).collect();
        assert_eq!(paths, ["a.md", "b.md"]);
    }

    #[test]
    fn files_a_host_needs_are_not_hidden() {
        assert!(!is_hidden(".well-known") && !is_hidden(".htaccess"));
        assert!(is_hidden(".git") && is_hidden("a.md~") && is_hidden(".a.md.swp"));
    }
}
