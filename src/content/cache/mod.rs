//! What is remembered of `content/` from one build to the next: the facts of each file and what was wrong with it, by the
//! stamp of the file. A file whose stamp is the same is not read.
//!
//! It decides nothing about a site: with a full cache, an old one, a damaged one or none at all, the articles and the
//! warnings are the same, and only the time differs. What is remembered of a file is what `Article::parse` makes of it
//! with the same program and the same [`Options`], and nothing of any other file (invariant 3). Losing it costs one full
//! read.

mod keeping;
mod opened;
mod store;

use super::article::{Article, Name, Options};
use super::front_matter::Meta;
use super::gist::Gist;
use super::read_text;
use crate::diag::{Diagnostic, Diagnostics, FileId, in_file};
use crate::hash::{Fingerprint, Hasher};
use crate::markdown::Outline;
use crate::source::{SiteDir, Stamp, reason_of};
pub use keeping::Keeping;
pub use opened::Opened;
use std::io;
use std::ops::Range;
use std::path::Path;
use store::{Entry, FILE, Store};

/// Whether a run may use what earlier ones remembered. The moment is that of the clock before the site is listed, in
/// nanoseconds since 1970; no output depends on it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Cache {
    /// Everything is read.
    #[default]
    Off,
    /// It may, and leaves all as it is.
    Reads(i64),
    /// It may, and remembers for the next.
    Keeps(i64),
}

impl Cache {
    /// The same for a run that also remembers.
    #[must_use]
    pub fn kept(self) -> Self {
        if let Self::Reads(now) = self { Self::Keeps(now) } else { self }
    }

    /// The moment of the clock, if anybody asked it.
    pub fn now(self) -> Option<i64> {
        match self {
            Self::Off => None,
            Self::Reads(now) | Self::Keeps(now) => Some(now),
        }
    }
}

/// A file to be known.
pub struct Document {
    /// Its number in this run.
    pub file: FileId,
    /// What its path says.
    pub name: Name,
    /// What the file system says.
    pub stamp: Option<Stamp>,
}

/// What is known of a file now.
pub struct Known {
    /// Its facts, if it could be read.
    pub article: Option<Article>,
    /// What is wrong with it.
    pub problems: Diagnostics,
    /// What is to be remembered.
    pub record: Option<Record>,
}

/// What is to be remembered of one file; see [`Keeping`].
pub enum Record {
    /// What the entry of this number says, with another stamp.
    Before(usize, Option<Stamp>),
    /// Something new: an entry without a place, and the facts.
    New(Entry, Vec<u8>),
}

/// What is kept of an article besides its name. In this order, and by the derived implementations alone.
type Facts = (Box<Meta>, Outline, Gist, Range<u32>, String, u64, Diagnostics);

/// What earlier runs remembered.
pub struct Remembered {
    cache: Cache,
    key: Fingerprint,
    store: Store,
}

impl Remembered {
    /// Reads it. What is missing, damaged, or of another program or other options is empty.
    pub fn open(site: &dyn SiteDir, cache: Cache, options: &Options) -> Self {
        let key = key_of(options);
        let store = if cache == Cache::Off { None } else { Store::read(site) };
        Self { cache, key, store: store.filter(|store| store.index.key == key).unwrap_or_else(Store::empty) }
    }

    /// What is known of a file: remembered if it is the same, else read.
    pub fn read(&self, site: &dyn SiteDir, document: Document, options: &Options) -> Known {
        let Document { file, name, stamp } = document;
        let number = self.store.index.find(&name.source);
        let remembered = number.map(|number| (number, &self.store.index.entries[number]));
        if let Some((number, entry)) = remembered.filter(|(_, entry)| self.is_unchanged(entry, stamp))
            && let Some(known) = self.recall(number, entry, file, &name, stamp)
        {
            return known;
        }
        let text = match read_text(site, &Path::new("content").join(&name.source)) {
            Ok(text) => text,
            Err(problem) => return Known { article: None, problems: std::iter::once(problem).collect(), record: None },
        };
        if let Some((number, entry)) = remembered.filter(|(_, entry)| entry.text == Fingerprint::of(text.as_bytes()))
            && let Some(known) = self.recall(number, entry, file, &name, stamp)
        {
            return known;
        }
        let (article, problems) = Article::parse(&text, file, name, options);
        let record = self.record(&article, &problems, stamp);
        Known { article: Some(article), problems, record }
    }

    /// The clock may have been set back since; then no stamp says anything.
    fn is_unchanged(&self, entry: &Entry, stamp: Option<Stamp>) -> bool {
        let is_past = self.cache.now().is_some_and(|now| self.store.index.written <= now);
        is_past && stamp.is_some() && entry.stamp == stamp
    }

    fn recall(&self, number: usize, entry: &Entry, file: FileId, name: &Name, stamp: Option<Stamp>) -> Option<Known> {
        let (article, problems) = recalled(&self.store, entry, file, name)?;
        let record = Record::Before(number, self.lasting(stamp));
        Some(Known { article: Some(article), problems, record: Some(record) })
    }

    /// What cannot be kept exactly is read again next time.
    fn record(&self, article: &Article, problems: &Diagnostics, stamp: Option<Stamp>) -> Option<Record> {
        let Cache::Keeps(_) = self.cache else { return None };
        let facts = encoded(article, problems)?;
        let (path, sum) = (article.name.source.clone(), Fingerprint::of(&facts));
        let entry = Entry { path, stamp: self.lasting(stamp), text: article.text, sum, place: 0..0 };
        Some(Record::New(entry, facts))
    }

    fn lasting(&self, stamp: Option<Stamp>) -> Option<Stamp> {
        lasting(stamp, self.cache.now()?)
    }
}

fn encoded(article: &Article, problems: &Diagnostics) -> Option<Vec<u8>> {
    let facts =
        (&article.meta, &article.outline, &article.gist, &article.body, &article.language, article.seen, problems);
    in_file(article.file, || postcard::to_stdvec(&facts)).ok()
}

fn decoded(bytes: &[u8], file: FileId) -> Option<Facts> {
    in_file(file, || postcard::from_bytes(bytes)).ok()
}

/// A stamp that no other text can get: not one of a moment ago, nor one of the future.
fn lasting(stamp: Option<Stamp>, now: i64) -> Option<Stamp> {
    stamp.filter(|stamp| stamp.is_settled(now))
}

fn forgotten(error: &io::Error) -> Diagnostic {
    Diagnostic::warning("cannot remember the articles for the next build")
        .on_path(FILE)
        .note(reason_of(error))
        .help("it will read every file again")
}

/// Facts that are remembered with one program and one set of options are no use to another.
fn key_of(options: &Options) -> Fingerprint {
    Hasher::default().with(env!("HALAMAN_BUILD_ID")).with(options.fingerprint().to_string()).finish()
}

fn recalled(store: &Store, entry: &Entry, file: FileId, name: &Name) -> Option<(Article, Diagnostics)> {
    let (meta, outline, gist, body, language, seen, problems) = decoded(&store.facts(entry)?, file)?;
    let article = Article { file, name: name.clone(), meta, outline, gist, body, language, text: entry.text, seen };
    Some((article, problems))
}

#[cfg(test)]
mod tests {
    use super::{Article, Name, Options, decoded, encoded};
    use crate::config::{self, Config};
    use crate::diag::{Diagnostics, FileId, FileTable};
    use crate::source::Memory;
    use std::path::Path;

    /// Every key, and a text with something of everything; four warnings.
    const RICH: &str = "---
title: Banjir
date: 1920-01-01 06:30
updated: 2026-11-21 08:00
expires: 2027-01-01
description: Air naik
kicker: Cuaca
dateline: Kali Ulin
section: daerah
slug: banjir-besar
permalink: /banjir/
aliases: [/lama/, /tua/]
id: banjir-1
draft: true
language: en
template: khusus.html
weight: -3
tags: [Air, Hujan]
authors: [Sari Melati]
credits: {editor: Wira Pasir, juru: [Bayu Laut]}
image: {src: air.jpg, alt: Air, caption: Sore, credit: Tiara}
related: [pasar.md]
corrections: [{date: 2026-11-22, text: Bukan pagi.}, {text: Sore.}]
noindex: true
enclosure: {src: a.mp3, length: 9, duration: 90, episode: 1, season: 2, kind: full, explicit: false, image: a.png, \
transcript: [a.vtt], chapters: a.json}
podcast: {image: b.png, category: News, subcategory: Daily News, author: S, owner: {name: S, email: s@kabar.example}, \
guid: g, locked: true}
subsections: false
per_page: 7
role: Wartawan
extra: {z: [1, -2, 18446744073709551615, 0.1, null, true, {b: x, a: y}], a: 1.0}
tgas: [x]
---
# Judul {#atas}

Sebuah [tautan](pasar.md) dan ![gambar](air.jpg).[^1] \u{b}

<!-- halaman -->

{{<foto src=\"air.jpg\" lebar=0.30000000000000004 besar=true/>}}

{% <kotak> %} isi {% </kotak> %} {{<rusak

[^1]: Catatan.
";

    fn config() -> Config {
        let mut site = Memory::default();
        site.add("halaman.yaml", "title: K\nbase_url: https://kabar.example/\ntimezone: Asia/Jakarta\n");
        config::load(&site, &mut FileTable::default(), None, &mut Diagnostics::default())
    }

    fn files() -> [FileId; 2] {
        let mut table = FileTable::default();
        ["a.md", "b.md"].map(|path| table.intern(Path::new(path)))
    }

    fn parsed(text: &str, file: FileId) -> (Article, Diagnostics) {
        Article::parse(text, file, Name::of("2026-11-20-a.md").unwrap(), &Options::of(&config()))
    }

    #[track_caller]
    fn comes_back_in_another_file(text: &str) {
        let [then, now] = files();
        let (article, problems) = parsed(text, then);
        let (meta, outline, gist, body, language, seen, remembered) =
            decoded(&encoded(&article, &problems).unwrap(), now).unwrap();
        let (fresh, found) = parsed(text, now);
        let known = Article { meta, outline, gist, body, language, seen, ..fresh.clone() };
        assert_eq!(format!("{known:#?}"), format!("{fresh:#?}"));
        assert_eq!(remembered, found);
    }

    #[test]
    fn everything_of_an_article_comes_back_and_points_into_the_file_of_this_run() {
        let (article, problems) = parsed(RICH, files()[0]);
        assert!(problems.warnings() >= 2 && !article.outline.calls.is_empty(), "{problems:#?}");
        comes_back_in_another_file(RICH);
        for text in ["", "---\ntitle: A", "+++\ntitle = 1\n+++\n", "---\n: [\n---\n", "---\nwithdrawn: x\n---\nIsi"] {
            comes_back_in_another_file(text);
        }
    }

    #[test]
    fn half_of_it_is_nothing() {
        let [file, _] = files();
        let (article, problems) = parsed(RICH, file);
        let bytes = encoded(&article, &problems).unwrap();
        assert!((0..bytes.len()).all(|length| decoded(&bytes[..length], file).is_none()));
    }

    #[test]
    fn each_option_has_its_own_facts() {
        let plain = config();
        let mut all = vec![plain.clone(); 5];
        all[1].timezone = chrono_tz::UTC;
        all[2].language = "en".to_owned();
        all[3].smart_punctuation = false;
        all[4].taxonomies.pop();
        let mut marks: Vec<_> = all.iter().map(|config| Options::of(config).fingerprint()).collect();
        marks.sort();
        marks.dedup();
        assert_eq!(marks.len(), all.len());
        let other = Config { title: "Lain".to_owned(), per_page: 3, ..plain.clone() };
        assert_eq!(Options::of(&other).fingerprint(), Options::of(&plain).fingerprint());
    }
}
