//! What is remembered, opened by a run that asks for little of it: it reads the index, and the facts of a few files.

use super::store::{Entry, Store};
use super::{Cache, encoded, forgotten, key_of, lasting, recalled};
use crate::content::article::{Article, Name, Options};
use crate::diag::{Diagnostic, Diagnostics, FileId};
use crate::hash::{Fingerprint, Hasher};
use crate::source::{SiteDir, Stamp};
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// Remembered facts, by number in the order of their paths.
pub struct Opened {
    store: Store,
    now: i64,
}

impl Opened {
    /// Those of a site; nothing if they are missing, damaged, of another program or other options, or of a later moment.
    pub fn of(site: &dyn SiteDir, cache: Cache, options: &Options) -> Option<Self> {
        let Cache::Keeps(now) = cache else { return None };
        let store = Store::open(site)?;
        (store.index.key == key_of(options) && store.index.written <= now).then_some(Self { store, now })
    }

    /// Of all paths and texts that are remembered, when these are.
    pub fn mark(&self, newer: &[(Article, Stamp)]) -> Fingerprint {
        let mut newer: BTreeMap<&str, Fingerprint> =
            newer.iter().map(|(article, _)| (article.name.source.as_str(), article.text)).collect();
        let mut hasher = Hasher::default();
        let mut add = |path: &str, text: Fingerprint| {
            hasher.add(path);
            hasher.raw(&text.0.to_le_bytes());
        };
        for entry in &self.store.index.entries {
            let own = newer.remove(entry.path.as_str()).unwrap_or(entry.text);
            while let Some((path, text)) = newer.first_key_value().filter(|(path, _)| **path < entry.path.as_str()) {
                add(path, *text);
                newer.pop_first();
            }
            add(&entry.path, own);
        }
        for (path, text) in newer {
            add(path, text);
        }
        hasher.finish()
    }

    /// How many files are remembered.
    pub fn count(&self) -> usize {
        self.store.index.entries.len()
    }

    /// The number of a file by its path below `content/`.
    pub fn find(&self, source: &str) -> Option<usize> {
        self.store.index.find(source)
    }

    /// The path below `content/` of a file.
    pub fn source(&self, number: usize) -> &str {
        &self.store.index.entries[number].path
    }

    /// Of a file's text.
    pub fn text(&self, number: usize) -> Fingerprint {
        self.store.index.entries[number].text
    }

    /// Whether the text of an article is the one that is remembered.
    pub fn has_text(&self, article: &Article) -> bool {
        self.find(&article.name.source).is_some_and(|number| self.text(number) == article.text)
    }

    /// Of these files, by path, those that may have changed and those that are new; nothing if others are remembered.
    pub fn doubtful<'f>(&self, found: &'f [(String, Stamp)]) -> Option<Vec<&'f (String, Stamp)>> {
        let mut doubtful = Vec::new();
        let mut entries = self.store.index.entries.iter().peekable();
        for file in found {
            match entries.next_if(|entry| entry.path == file.0) {
                Some(entry) if entry.stamp == Some(file.1) => {}
                _ => doubtful.push(file),
            }
        }
        entries.next().is_none().then_some(doubtful)
    }

    /// The numbers that files will have when these are remembered too: of those that are already, and of these.
    pub fn numbers_with<'n>(&self, new: BTreeSet<&'n str>) -> (Vec<u32>, BTreeMap<&'n str, u32>) {
        let mut new = new.into_iter().peekable();
        let mut numbers = 0..;
        let mut added = BTreeMap::new();
        let mut old = Vec::with_capacity(self.count());
        for entry in &self.store.index.entries {
            while let Some(path) = new.next_if(|path| *path < entry.path.as_str()) {
                added.extend(numbers.next().map(|number| (path, number)));
            }
            old.extend(numbers.next());
        }
        added.extend(new.zip(numbers));
        (old, added)
    }

    /// The facts of a file and what is wrong with it, pointing into `file`.
    pub fn recall(&self, number: usize, file: FileId) -> Option<(Article, Diagnostics)> {
        let entry = self.store.index.entries.get(number)?;
        recalled(&self.store, entry, file, &Name::of(&entry.path)?)
    }

    /// Remembers newer facts of some files with which nothing is wrong. Texts that stayed the same only have a new stamp. Says
    /// whether it did: while another run is writing, it does nothing.
    ///
    /// # Errors
    /// It could not be written: a warning, as nothing but time is lost.
    pub fn amend(&self, site: &dyn SiteDir, newer: &[(Article, Stamp)]) -> Result<bool, Diagnostic> {
        let (mut entries, mut facts) = (Vec::new(), Vec::new());
        for (article, stamp) in newer {
            let bytes = encoded(article, &Diagnostics::default())
                .ok_or_else(|| forgotten(&io::Error::other("an article that cannot be kept")))?;
            let start = facts.len() as u64;
            facts.extend_from_slice(&bytes);
            entries.push(Entry {
                path: article.name.source.clone(),
                stamp: lasting(Some(*stamp), self.now),
                text: article.text,
                sum: Fingerprint::of(&bytes),
                place: start..facts.len() as u64,
            });
        }
        self.store.amend(site, self.now, entries, &facts).map_err(|error| forgotten(&error))
    }
}
