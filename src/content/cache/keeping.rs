//! Remembering while files are read: what is new goes to the disk as it comes, and is not held until all is read.
//!
//! As long as every file is as it was, nothing is written.

use super::store::{Entry, FILE, Index, Writer};
use super::{Cache, Record, Remembered, forgotten};
use crate::diag::Diagnostic;
use crate::source::{SiteDir, Stamp};
use std::io;
use std::path::{Path, PathBuf};

/// What is remembered for the next run, while it comes.
pub struct Keeping<'r> {
    remembered: &'r Remembered,
    /// The moment of the run, and where it goes.
    to: Option<(i64, PathBuf)>,
    so_far: SoFar,
}

/// What has come.
enum SoFar {
    /// The numbers of entries, whose facts are where they were, and their stamps.
    Same(Vec<(usize, Option<Stamp>)>),
    /// Entries whose facts are in a new file.
    New(Writer, Vec<Entry>),
    /// Another run is writing, or it failed.
    Nothing(io::Result<()>),
}

impl Remembered {
    /// Begins to remember the files of a site for the next run, if this one is to.
    pub fn keeping(&self, site: &dyn SiteDir) -> Keeping<'_> {
        let now = if let Cache::Keeps(now) = self.cache { Some(now) } else { None };
        let to = now.zip(site.location(Path::new(FILE)));
        Keeping { remembered: self, to, so_far: SoFar::Same(Vec::new()) }
    }
}

impl Keeping<'_> {
    /// Remembers a file. They come in the order of their paths.
    pub fn add(&mut self, record: Record) {
        if self.to.is_none() {
            return;
        }
        if let (SoFar::Same(same), Record::Before(number, stamp)) = (&mut self.so_far, &record) {
            same.push((*number, *stamp));
            return;
        }
        self.begin();
        self.write(record);
    }

    /// Remembers these files and no others.
    ///
    /// # Errors
    /// It could not be written: a warning, as nothing but time is lost.
    pub fn finish(mut self) -> Result<(), Diagnostic> {
        let Some((now, _)) = self.to else { return Ok(()) };
        if self.is_right(now) {
            return Ok(());
        }
        self.begin();
        let written = match self.so_far {
            SoFar::New(writer, entries) => {
                writer.finish(Index { key: self.remembered.key, written: now, length: 0, entries })
            }
            SoFar::Nothing(outcome) => outcome,
            SoFar::Same(_) => unreachable!("a new file was begun"),
        };
        written.map_err(|error| forgotten(&error))
    }

    /// Whether what was remembered is what is to be.
    fn is_right(&self, now: i64) -> bool {
        let SoFar::Same(same) = &self.so_far else { return false };
        let store = &self.remembered.store;
        let entries = &store.index.entries;
        let same_files =
            entries.len() == same.len() && same.iter().all(|(number, stamp)| entries[*number].stamp == *stamp);
        same_files && store.index.written <= now && store.is_lean()
    }

    /// A new file, with all that has come so far.
    fn begin(&mut self) {
        let (SoFar::Same(same), Some((_, path))) = (&mut self.so_far, &self.to) else { return };
        let same = std::mem::take(same);
        self.so_far = match Writer::begin(path) {
            Ok(Some(writer)) => SoFar::New(writer, Vec::with_capacity(same.len())),
            Ok(None) => SoFar::Nothing(Ok(())),
            Err(error) => SoFar::Nothing(Err(error)),
        };
        for (number, stamp) in same {
            self.write(Record::Before(number, stamp));
        }
    }

    /// A file whose facts cannot be read any more is read again next time.
    fn write(&mut self, record: Record) {
        let SoFar::New(writer, entries) = &mut self.so_far else { return };
        let store = &self.remembered.store;
        let placed = match record {
            Record::Before(number, stamp) => {
                let known = &store.index.entries[number];
                let Some(facts) = store.facts(known) else { return };
                writer.add(&facts).map(|place| Entry { stamp, place, ..known.clone() })
            }
            Record::New(entry, facts) => writer.add(&facts).map(|place| Entry { place, ..entry }),
        };
        match placed {
            Ok(entry) => entries.push(entry),
            Err(error) => self.so_far = SoFar::Nothing(Err(error)),
        }
    }
}
