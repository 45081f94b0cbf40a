//! The shortest build: nothing changed since the last one, which a look at every file from outside tells.
//!
//! The last build left a note of what it was asked for, of how every source looked, and of how long what it made is true.
//! Where all that holds, and every output looks as we left it, there is nothing to do, and no file is opened. A build with
//! warnings leaves no note, for they are to come back every time.

use super::{At, Ready, Report, Request};
use crate::agenda;
use crate::config;
use crate::content::front_matter::Time;
use crate::content::{Cache, Library};
use crate::diag::Diagnostics;
use crate::hash::Hasher;
use crate::locale;
use crate::plan::feeds;
use crate::public::{Counts, Ledger, Stamp, Target};
use crate::source::{self, SiteDir};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::fs;
use std::path::{Path, PathBuf};

/// Folders that hold sources.
pub const SOURCES: [&str; 4] = ["content", "static", "templates", "locales"];

/// What the last build left.
#[derive(Serialize, Deserialize, PartialEq)]
struct Note {
    program: String,
    base_url: Option<String>,
    drafts: bool,
    sources: String,
    zone: String,
    /// The first whole second for which it is true, and the first for which it is not any more: seconds since 1970.
    from: i64,
    until: Option<i64>,
    articles: usize,
}

fn path(target: &Target) -> PathBuf {
    Ledger::path(target).with_extension("note")
}

/// How all sources looked before a build.
pub(super) struct Sources {
    mark: String,
    /// Whether none of them can change without looking otherwise.
    settled: bool,
}

impl Sources {
    /// Of a site; nothing if one cannot be told.
    pub(super) fn of(site: &dyn SiteDir, cache: Cache) -> Option<Self> {
        let Cache::Keeps(started) = cache else { return None };
        let mut hasher = Hasher::default();
        let mut settled = true;
        let mut add = |name: &str, stamp: Option<source::Stamp>| {
            let stamp = stamp?;
            settled &= stamp.is_settled(started);
            hasher.add(name);
            hasher.add(format!("{stamp:?}"));
            Some(())
        };
        for folder in SOURCES {
            let listing = site.list(folder);
            if !listing.problems.is_empty() {
                return None;
            }
            for found in listing.files {
                add(&format!("{folder}/{}", found.path), found.stamp)?;
            }
        }
        let own = site.location(Path::new(config::FILE))?;
        add(config::FILE, source::Stamp::of(&fs::metadata(own).ok()?))?;
        Some(Self { mark: hasher.finish().to_string(), settled })
    }
}

/// How all files of a site look from outside, as one text; nothing if one cannot be looked at.
pub fn looks(site: &dyn SiteDir) -> Option<String> {
    Sources::of(site, Cache::Keeps(0)).map(|sources| sources.mark)
}

/// The report of a build that has nothing to do; nothing if there may be something.
pub(super) fn report(sources: Option<&Sources>, request: &Request, target: &Target) -> Option<Report> {
    if target.clean || target.verify {
        return None;
    }
    let note: Note = serde_json::from_slice(&fs::read(path(target)).ok()?).ok()?;
    let at = match &request.at {
        At::Moment(moment) => *moment,
        At::Typed(text) => locale::parse_time(text, note.zone.parse().ok()?).ok()?,
    };
    let holds = note.program == env!("HALAMAN_BUILD_ID")
        && note.base_url == request.base_url
        && note.drafts == request.drafts
        && note.from <= at.timestamp()
        && note.until.is_none_or(|until| at.timestamp() < until);
    if !holds || sources?.mark != note.sources {
        return None;
    }
    let ledger = Ledger::load(&Ledger::path(target));
    let is_ours = |(file, entry): (&String, &crate::public::Entry)| {
        entry.stamp.mtime != 0 && Stamp::of(&target.root.join(file)) == Some(entry.stamp)
    };
    let kept = ledger.files.len();
    let whole = kept > 0 && ledger.files.par_iter().all(is_ours);
    let counts = Counts { kept, ..Counts::default() };
    whole.then(|| Report { counts, articles: note.articles, changed: true, ..Report::default() })
}

/// Leaves a note for the next build, or takes an old one away.
pub(super) fn leave_note(
    sources: Option<Sources>,
    request: &Request,
    target: &Target,
    ready: &Ready,
    problems: &Diagnostics,
) {
    let path = path(target);
    // Of sources that are not settled, somebody may still be writing one, and the clock of the disk is coarse.
    let sources = sources.filter(|sources| sources.settled && problems.is_empty());
    let written = sources.map(|sources| note(sources.mark, request, ready)).and_then(|note| {
        let bytes = serde_json::to_vec(&note).ok()?;
        let beside = path.with_extension("note.new");
        fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, &path)).ok()
    });
    if written.is_none() {
        drop(fs::remove_file(path));
    }
}

fn note(sources: String, request: &Request, ready: &Ready) -> Note {
    Note {
        program: env!("HALAMAN_BUILD_ID").to_owned(),
        base_url: request.base_url.clone(),
        drafts: request.drafts,
        sources,
        zone: ready.config.timezone.name().to_owned(),
        from: ready.now.timestamp() + i64::from(ready.now.timestamp_subsec_nanos() > 0),
        until: next_change(ready, &ready.library).map(|until| until.timestamp()),
        articles: ready.library.articles.len(),
    }
}

pub(super) fn next_change(ready: &Ready, library: &Library) -> Option<Time> {
    let news = ready.config.news_sitemap.then_some(feeds::NEWS);
    let facts = agenda::facts(&ready.config, library);
    let changes = agenda::changes(&facts, news, ready.config.timezone, ready.now.to_utc());
    changes.first().map(|change| change.at)
}
