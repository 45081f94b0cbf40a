//! The file in which facts are remembered, and its parts.
//!
//! A first line; the length of all facts; the facts of each file, one after the other; the sum and the length of the index; the
//! index, with a sum for the facts of each. Behind it may stand amendments, one for each run that learned little: sum, length,
//! what is new in the index, and the facts of that. What is half written at the end is not there. Facts are read when they are
//! asked for.

use crate::hash::Fingerprint;
use crate::source::{SiteDir, Stamp, make_cache_folder};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Where it lies, in the site's folder.
pub(super) const FILE: &str = ".halaman/articles.cache";

/// How the file begins. What is in it may change with every program, which the key sees to.
const HEAD: &[u8] = b"halaman articles\n";

/// Before the index and before each amendment: its sum and its length.
const LABEL: usize = size_of::<u128>() + LENGTH;

/// A length.
const LENGTH: usize = size_of::<u64>();

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
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    pub path: String,
    /// None if it could be that of another text, too.
    pub stamp: Option<Stamp>,
    /// Of the file.
    pub text: Fingerprint,
    /// Of the facts.
    pub sum: Fingerprint,
    /// Where the facts are, from where the first ones begin.
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
    /// The bytes of the first index and its label, which stand between.
    inner: u64,
}

impl Store {
    /// Of nothing.
    pub fn empty() -> Self {
        Self { index: Index::default(), bytes: Bytes::Here(Vec::new()), facts: 0..0, inner: 0 }
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
        let start = head + LENGTH as u64;
        let length = u64::from_le_bytes(bytes.block(head..start)?.as_ref().try_into().ok()?);
        let behind = start.checked_add(length)?;
        let (index, end) = bytes.labelled(behind)?;
        let mut index: Index = postcard::from_bytes(&index).ok()?;
        (index.length == length).then_some(())?;
        let mut store = Self { index: Index::default(), bytes, facts: start..end, inner: end - behind };
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
        (self.facts.end - self.facts.start - self.inner) / 4 * 3 <= self.index.length
    }

    /// Adds what is new of some files: entries whose places are among `facts`. The moment is that of the run. Does nothing
    /// while another run is writing, and says so.
    ///
    /// # Errors
    /// It cannot be written, or the file was not opened.
    pub fn amend(&self, site: &dyn SiteDir, written: i64, entries: Vec<Entry>, facts: &[u8]) -> io::Result<bool> {
        let path = site.location(Path::new(FILE)).ok_or(io::ErrorKind::Unsupported)?;
        let Some(_lock) = lock(&path)? else { return Ok(false) };
        let amendment = Index { key: self.index.key, written, length: facts.len() as u64, entries };
        let own = postcard::to_stdvec(&amendment).map_err(io::Error::other)?;
        let Bytes::There(file) = &self.bytes else { return Err(io::ErrorKind::Unsupported.into()) };
        // The file that was opened: if another run has put its own there since, ours is of no use, and does no harm.
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        file.set_len(self.facts.end)?;
        file.seek(SeekFrom::End(0))?;
        file.write_all(&[&label(&own)[..], &own, facts].concat())?;
        Ok(true)
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

/// Writes such a file beside, and renames it.
pub(super) struct Writer {
    // Closed before it is renamed.
    file: BufWriter<File>,
    place: Beside,
    /// Bytes of facts so far.
    length: u64,
}

impl Writer {
    /// Begins one; nothing while another run does so, as ours is not needed then.
    ///
    /// # Errors
    /// It cannot be written. That goes for all that follows.
    pub fn begin(path: &Path) -> io::Result<Option<Self>> {
        let Some(lock) = lock(path)? else { return Ok(None) };
        let mut file = BufWriter::with_capacity(256 * 1024, File::create(beside(path))?);
        file.write_all(HEAD)?;
        file.write_all(&[0; LENGTH])?;
        Ok(Some(Self { file, place: Beside { path: path.to_owned(), _lock: lock }, length: 0 }))
    }

    /// Adds the facts of a file. Gives their place.
    pub fn add(&mut self, facts: &[u8]) -> io::Result<Range<u64>> {
        self.file.write_all(facts)?;
        let start = self.length;
        self.length += facts.len() as u64;
        Ok(start..self.length)
    }

    /// Ends it with the index, whose length is that of the facts.
    pub fn finish(self, index: Index) -> io::Result<()> {
        let Self { mut file, place, length } = self;
        let bytes = postcard::to_stdvec(&Index { length, ..index }).map_err(io::Error::other)?;
        file.write_all(&label(&bytes))?;
        file.write_all(&bytes)?;
        file.seek(SeekFrom::Start(HEAD.len() as u64))?;
        file.write_all(&length.to_le_bytes())?;
        file.flush()?;
        drop(file);
        fs::rename(beside(&place.path), &place.path)
    }
}

/// The place beside a file while nobody else may write there.
struct Beside {
    path: PathBuf,
    _lock: File,
}

/// What did not come to its end is of no use to anybody.
impl Drop for Beside {
    fn drop(&mut self) {
        drop(fs::remove_file(beside(&self.path)));
    }
}

fn beside(path: &Path) -> PathBuf {
    path.with_extension("cache.new")
}
