//! The file in which facts are remembered, and its parts.
//!
//! A first line; the sum and the length of the index; the index; the facts of each file, one after the other, each with a
//! sum in the index. Behind them may stand amendments, one for each run that learned little: sum, length, what is new in
//! the index, and the facts of that. What is half written at the end is not there. Facts are read when they are asked for.

use crate::hash::Fingerprint;
use crate::source::{SiteDir, Stamp, make_cache_folder};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Where it lies, in the site's folder.
pub(super) const FILE: &str = ".halaman/articles.cache";

/// How the file begins. What is in it may change with every program, which the key sees to.
const HEAD: &[u8] = b"halaman articles\n";

/// Before the index and before each amendment: its sum and its length.
const LABEL: usize = size_of::<u128>() + size_of::<u64>();

/// What is known of each file, but for its facts.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Index {
    /// Of the program and the options.
    pub key: Fingerprint,
    /// The moment of the run that wrote it.
    pub written: i64,
    /// Bytes of all facts.
    pub length: u64,
    /// By path.
    pub entries: Vec<Entry>,
}

impl Index {
    /// The number of a path's entry.
    pub fn find(&self, path: &str) -> Option<usize> {
        self.entries.binary_search_by(|entry| entry.path.as_str().cmp(path)).ok()
    }
}

/// What is known of one file, but for its facts.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    pub path: String,
    /// None if it could be that of another text, too.
    pub stamp: Option<Stamp>,
    /// Of the file.
    pub text: Fingerprint,
    /// Of the facts.
    pub sum: Fingerprint,
    /// Where the facts are, behind the index.
    pub place: Range<u64>,
}

/// The file: in memory where all of it is wanted, else open.
enum Bytes {
    Here(Vec<u8>),
    There(Mutex<File>),
}

/// A file of remembered facts.
pub(super) struct Store {
    pub index: Index,
    bytes: Bytes,
    /// Where the facts begin, and where all that is whole ends.
    facts: Range<u64>,
}

impl Store {
    /// Of nothing.
    pub fn empty() -> Self {
        Self { index: Index::default(), bytes: Bytes::Here(Vec::new()), facts: 0..0 }
    }

    /// All of a site's, in memory; nothing if it is missing or damaged.
    pub fn read(site: &dyn SiteDir) -> Option<Self> {
        Self::of(Bytes::Here(site.read(Path::new(FILE)).ok()?))
    }

    /// A site's, of which little will be asked.
    pub fn open(site: &dyn SiteDir) -> Option<Self> {
        let path = site.location(Path::new(FILE))?;
        let file = OpenOptions::new().read(true).write(true).open(path).ok()?;
        Self::of(Bytes::There(Mutex::new(file)))
    }

    fn of(bytes: Bytes) -> Option<Self> {
        let head = HEAD.len() as u64;
        (bytes.block(0..head)?.as_ref() == HEAD).then_some(())?;
        let (index, end) = bytes.labelled(head)?;
        let mut index: Index = postcard::from_bytes(&index).ok()?;
        let facts = end..end.checked_add(index.length)?;
        (facts.end <= bytes.length()?).then_some(())?;
        let mut store = Self { index: Index::default(), bytes, facts };
        while let Some(end) = store.amended(&mut index) {
            store.facts.end = end;
        }
        Some(Self { index, ..store })
    }

    /// Takes the amendment at the end over, and says where it ends; nothing if there is none that is whole.
    fn amended(&self, index: &mut Index) -> Option<u64> {
        let (bytes, start) = self.bytes.labelled(self.facts.end)?;
        let amendment: Index = postcard::from_bytes(&bytes).ok()?;
        let end =
            start.checked_add(amendment.length).filter(|end| self.bytes.length().is_some_and(|all| *end <= all))?;
        for mut entry in amendment.entries {
            // They say where their facts are among those of the amendment.
            let moved = |place: u64| place.checked_add(start - self.facts.start);
            entry.place = moved(entry.place.start)?..moved(entry.place.end)?;
            match index.entries.binary_search_by(|known| known.path.cmp(&entry.path)) {
                Ok(number) => index.entries[number] = entry,
                Err(number) => index.entries.insert(number, entry),
            }
        }
        index.written = amendment.written;
        Some(end)
    }

    /// The facts of an entry, if they are what was written.
    pub fn facts(&self, entry: &Entry) -> Option<Cow<'_, [u8]>> {
        let at = |place: u64| self.facts.start.checked_add(place);
        let bytes = self.bytes.block(at(entry.place.start)?..at(entry.place.end)?)?;
        (Fingerprint::of(&bytes) == entry.sum).then_some(bytes)
    }

    /// Whether little of the file is facts of before.
    pub fn is_lean(&self) -> bool {
        (self.facts.end - self.facts.start) / 4 * 3 <= self.index.length
    }

    /// Adds what is new of some files: entries whose places are among `facts`. The moment is that of the run.
    ///
    /// # Errors
    /// It cannot be written, another run is writing, or the file was not opened.
    pub fn amend(&self, site: &dyn SiteDir, written: i64, entries: Vec<Entry>, facts: &[u8]) -> io::Result<()> {
        let path = site.location(Path::new(FILE)).ok_or(io::ErrorKind::Unsupported)?;
        let _lock = lock(&path)?.ok_or(io::ErrorKind::WouldBlock)?;
        let amendment = Index { key: self.index.key, written, length: facts.len() as u64, entries };
        let own = postcard::to_stdvec(&amendment).map_err(io::Error::other)?;
        let Bytes::There(file) = &self.bytes else { return Err(io::ErrorKind::Unsupported.into()) };
        // The file that was opened: if another run has put its own there since, ours is of no use, and does no harm.
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        file.set_len(self.facts.end)?;
        file.seek(SeekFrom::End(0))?;
        file.write_all(&[&label(&own)[..], &own, facts].concat())
    }
}

impl Bytes {
    fn length(&self) -> Option<u64> {
        match self {
            Self::Here(bytes) => Some(bytes.len() as u64),
            Self::There(file) => {
                file.lock().unwrap_or_else(PoisonError::into_inner).metadata().ok().map(|meta| meta.len())
            }
        }
    }

    fn block(&self, place: Range<u64>) -> Option<Cow<'_, [u8]>> {
        let length = usize::try_from(place.end.checked_sub(place.start)?).ok()?;
        match self {
            Self::Here(bytes) => {
                let start = usize::try_from(place.start).ok()?;
                bytes.get(start..start.checked_add(length)?).map(Cow::Borrowed)
            }
            Self::There(file) => {
                // A damaged place must not ask for more memory than there are bytes.
                (place.end <= self.length()?).then_some(())?;
                let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                let mut block = vec![0; length];
                file.seek(SeekFrom::Start(place.start)).and_then(|_| file.read_exact(&mut block)).ok()?;
                Some(Cow::Owned(block))
            }
        }
    }

    /// What stands behind a label and is what was written, and where it ends.
    fn labelled(&self, start: u64) -> Option<(Cow<'_, [u8]>, u64)> {
        let begin = start.checked_add(LABEL as u64)?;
        let label = self.block(start..begin)?;
        let (sum, length) = label.split_at(size_of::<u128>());
        let end = begin.checked_add(u64::from_le_bytes(length.try_into().ok()?))?;
        let bytes = self.block(begin..end)?;
        (Fingerprint::of(&bytes) == Fingerprint(u128::from_le_bytes(sum.try_into().ok()?))).then_some((bytes, end))
    }
}

fn label(bytes: &[u8]) -> Vec<u8> {
    [&Fingerprint::of(bytes).0.to_le_bytes()[..], &(bytes.len() as u64).to_le_bytes()[..]].concat()
}

/// Keeps other runs from writing; nothing if one does.
fn lock(path: &Path) -> io::Result<Option<File>> {
    make_cache_folder(path)?;
    let lock = File::create(path.with_extension("writing"))?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Writes a file beside and renames it. While another run does so, ours is not needed.
///
/// # Errors
/// It cannot be written.
pub(super) fn write<'b>(path: &Path, index: &[u8], facts: impl Iterator<Item = Cow<'b, [u8]>>) -> io::Result<()> {
    let Some(_lock) = lock(path)? else { return Ok(()) };
    let beside = path.with_extension("cache.new");
    let mut file = BufWriter::with_capacity(256 * 1024, File::create(&beside)?);
    file.write_all(HEAD)?;
    file.write_all(&label(index))?;
    file.write_all(index)?;
    for bytes in facts {
        file.write_all(&bytes)?;
    }
    file.into_inner().map_err(io::IntoInnerError::into_error)?;
    fs::rename(beside, path).inspect_err(|_| drop(fs::remove_file(path.with_extension("cache.new"))))
}
