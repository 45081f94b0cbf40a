//! How all sources of a site look from outside: what tells a build whether it has anything to do.

use crate::config;
use crate::content::{Cache, article};
use crate::hash::{Fingerprint, Hasher};
use crate::source::{SiteDir, Stamp};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Folders that hold sources.
pub const SOURCES: [&str; 4] = ["content", "static", "templates", "locales"];

/// How all sources looked before a build.
pub(super) struct Sources {
    /// Of everything but articles; nothing if one of them can change without looking otherwise: somebody may still be
    /// writing it, and the clock of the disk is coarse.
    pub frame: Option<Fingerprint>,
    /// The articles, by path below `content/`.
    pub texts: Vec<(String, Stamp)>,
    /// The moment of the clock before they were looked at.
    started: i64,
}

impl Sources {
    /// Of a site; nothing if one cannot be told.
    pub(super) fn of(site: &dyn SiteDir, cache: Cache) -> Option<Self> {
        let Cache::Keeps(started) = cache else { return None };
        let mut hasher = Hasher::default();
        let mut settled = true;
        let mut texts = Vec::new();
        let mut add = |name: &str, stamp: Stamp| {
            settled &= stamp.is_settled(started);
            hasher.add(name);
            hasher.add(stamp.mark());
        };
        for folder in SOURCES {
            let listing = site.list(folder);
            if !listing.problems.is_empty() {
                return None;
            }
            for found in listing.files {
                if folder == "content" && article::is_text(&found.path) {
                    texts.push((found.path, found.stamp?));
                } else {
                    add(&format!("{folder}/{}", found.path), found.stamp?);
                }
            }
        }
        let own = site.location(Path::new(config::FILE))?;
        add(config::FILE, Stamp::of(&fs::metadata(own).ok()?)?);
        Some(Self { frame: settled.then(|| hasher.finish()), texts, started })
    }

    /// Of all articles as they look, but for those of which only the path counts.
    pub(super) fn mark(&self, unsure: &BTreeMap<String, Fingerprint>) -> Fingerprint {
        let mut hasher = Hasher::default();
        for (path, stamp) in &self.texts {
            hasher.add(path);
            if !unsure.contains_key(path) {
                hasher.add(stamp.mark());
            }
        }
        hasher.finish()
    }

    /// The articles that somebody may still be writing.
    pub(super) fn unsettled(&self) -> impl Iterator<Item = &str> {
        let unsettled = self.texts.iter().filter(|(_, stamp)| !stamp.is_settled(self.started));
        unsettled.map(|(path, _)| path.as_str())
    }
}

/// How all files of a site look from outside, as one text; nothing if one cannot be looked at.
pub fn looks(site: &dyn SiteDir) -> Option<String> {
    // Seen from the end of time every file is settled.
    let sources = Sources::of(site, Cache::Keeps(i64::MAX))?;
    let frame = sources.frame?;
    Some(format!("{frame} {}", sources.mark(&BTreeMap::new())))
}
