//! Places: which file, and which of its bytes.
//!
//! A [`Span`] is two numbers and a [`FileId`]; it holds no text and opens no file. Text is asked for
//! through [`Files`], and only when a diagnostic is printed.
//!
//! Invariant: a span is never part of a fingerprint. Moving a paragraph moves spans and must not make
//! an output new.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// A file that something can be said about. Plain data: the path is in the [`FileTable`] that gave it.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FileId(u32);

impl FileId {
    /// The place of this file in the order in which files were interned.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A range of bytes in one file.
///
/// `start <= end` holds for every span made by the constructors. The range may lie past the end of
/// the file, as files change while we run; who prints a span cuts it to the text.
#[derive(Copy, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last one.
    pub end: u32,
}

impl Span {
    /// The bytes from `start` up to `end`. An `end` before `start` is taken to be `start`.
    pub fn new(file: FileId, start: usize, end: usize) -> Span {
        Span { file, start: narrow(start), end: narrow(end.max(start)) }
    }

    /// The bytes of `range`.
    pub fn at(file: FileId, range: Range<usize>) -> Span {
        Span::new(file, range.start, range.end)
    }

    /// The very beginning of the file, for what is wrong with the file as a whole.
    pub fn start_of(file: FileId) -> Span {
        Span::new(file, 0, 0)
    }

    /// The bytes as a range that can index a text.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Offsets above four gigabytes are cut off: such a file is refused long before it is printed.
fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// Where the printing of diagnostics gets paths and texts from.
pub trait Files {
    /// The path to show, as the user would type it from the site's root.
    fn path(&self, file: FileId) -> &Path;

    /// The text, or `None` if it cannot be had any more (removed, no longer UTF-8).
    fn text(&self, file: FileId) -> Option<Cow<'_, str>>;
}

/// All files that were met, each path once.
///
/// It keeps no text but that of files which have no place on disk. A path is stored once and shared
/// by the list and the index, because a large site has a million of them.
#[derive(Clone, Default, Debug)]
pub struct FileTable {
    paths: Vec<Arc<Path>>,
    ids: HashMap<Arc<Path>, FileId>,
    embedded: HashMap<FileId, Arc<str>>,
}

impl FileTable {
    /// The number of this path; the same path always gets the same one.
    ///
    /// # Panics
    ///
    /// With more than four billion files.
    pub fn intern(&mut self, path: &Path) -> FileId {
        if let Some(&known) = self.ids.get(path) {
            return known;
        }
        let file = FileId(u32::try_from(self.paths.len()).expect("fewer than four billion files"));
        let path: Arc<Path> = Arc::from(path);
        self.paths.push(Arc::clone(&path));
        self.ids.insert(path, file);
        file
    }

    /// Like [`FileTable::intern`], for a file that is part of the program: its text is kept.
    pub fn intern_text(&mut self, path: &Path, text: Arc<str>) -> FileId {
        let file = self.intern(path);
        self.embedded.insert(file, text);
        file
    }

    /// The path that was interned.
    ///
    /// # Panics
    ///
    /// If another table gave the number.
    pub fn path(&self, file: FileId) -> &Path {
        &self.paths[file.index()]
    }

    /// The text of a file that is part of the program.
    pub fn embedded_text(&self, file: FileId) -> Option<&str> {
        self.embedded.get(&file).map(AsRef::as_ref)
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.paths.len()
    }

    /// Whether no file was met yet.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }
}

/// A table alone knows embedded texts only; whoever can read the disk wraps it.
impl Files for FileTable {
    fn path(&self, file: FileId) -> &Path {
        FileTable::path(self, file)
    }

    fn text(&self, file: FileId) -> Option<Cow<'_, str>> {
        self.embedded_text(file).map(Cow::Borrowed)
    }
}

#[cfg(test)]
mod tests {
    use super::{FileId, FileTable, Files, Span};
    use std::path::Path;
    use std::sync::Arc;

    #[test]
    fn a_path_has_one_number() {
        let mut table = FileTable::default();
        let first = table.intern(Path::new("content/a.md"));
        let second = table.intern(Path::new("content/b.md"));
        assert_ne!(first, second);
        assert_eq!(table.intern(Path::new("content/a.md")), first);
        assert_eq!(table.path(second), Path::new("content/b.md"));
        assert_eq!(table.len(), 2);
    }

    #[test]
    fn embedded_text_is_kept() {
        let mut table = FileTable::default();
        let disk = table.intern(Path::new("a.html"));
        let embedded = table.intern_text(Path::new("theme/base.html"), Arc::from("<html>"));
        assert_eq!(table.embedded_text(embedded), Some("<html>"));
        assert_eq!(Files::text(&table, disk), None);
        assert_eq!(Files::text(&table, embedded).as_deref(), Some("<html>"));
    }

    #[test]
    fn spans_are_ordered_and_never_backwards() {
        let file = FileId(0);
        assert_eq!(Span::new(file, 7, 3), Span::new(file, 7, 7));
        assert!(Span::at(file, 1..9) < Span::at(file, 2..3));
        assert_eq!(Span::start_of(file).range(), 0..0);
        assert_eq!(Span::new(file, usize::MAX, usize::MAX).start, u32::MAX);
    }

    #[test]
    fn numbers_cross_threads() {
        fn plain<T: Copy + Send + Sync + 'static>() {}
        plain::<FileId>();
        plain::<Span>();
    }
}
