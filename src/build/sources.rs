//! How all sources of a site look from outside: what tells a build whether it has anything to do.

use crate::asset::Root;
use crate::config;
use crate::content::{Cache, article};
use crate::hash::{Fingerprint, Hasher};
use crate::source::{Found, SiteDir, Stamp};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Folders that hold sources.
pub const SOURCES: [&str; 4] = ["content", "static", "templates", "locales"];

/// How all sources looked before a build.
pub(super) struct Sources {
    /// Of everything but articles and the files beside them and in `static/`; nothing if one of them can change without looking
    /// otherwise: somebody may still be writing it, and the clock of the disk is coarse.
    pub frame: Option<Fingerprint>,
    /// The articles, by path below `content/`.
    pub texts: Vec<(String, Stamp)>,
    /// The files that are copied, those of `content/` first, by path.
    pub files: Vec<Copied>,
    /// The moment of the clock before they were looked at.
    started: i64,
}

/// A file that is copied.
pub(super) struct Copied {
    pub root: Root,
    pub found: Found,
    pub stamp: Stamp,
    /// Of its bytes, if somebody may still be writing it.
    pub bytes: Option<Fingerprint>,
}

impl Copied {
    /// Where it is, relative to the site's folder.
    pub fn path(&self) -> String {
        format!("{}/{}", self.root.folder(), self.found.path)
    }
}

impl Sources {
    /// Of a site; nothing if one cannot be told.
    pub(super) fn of(site: &dyn SiteDir, cache: Cache) -> Option<Self> {
        let Cache::Keeps(started) = cache else { return None };
        let (mut frame, mut settled) = (Hasher::default(), true);
        let (mut texts, mut files) = (Vec::new(), Vec::new());
        let mut add = |name: &str, stamp: Stamp| {
            settled &= stamp.is_settled(started);
            frame.add(name);
            frame.add(stamp.mark());
        };
        for folder in SOURCES {
            let listing = site.list(folder);
            if !listing.problems.is_empty() {
                return None;
            }
            let root = [Root::Content, Root::Static].into_iter().find(|root| root.folder() == folder);
            for found in listing.files {
                let stamp = found.stamp?;
                match root {
                    Some(Root::Content) if article::is_text(&found.path) => texts.push((found.path, stamp)),
                    Some(root) => files.push(copied(site, root, found, stamp, started)?),
                    None => add(&format!("{folder}/{}", found.path), stamp),
                }
            }
        }
        let own = site.location(Path::new(config::FILE))?;
        add(config::FILE, Stamp::of(&fs::metadata(own).ok()?)?);
        Some(Self { frame: settled.then(|| frame.finish()), texts, files, started })
    }

    /// Of all articles and files as they look, but for those of which only the path counts.
    pub(super) fn mark(&self, unsure: &BTreeMap<String, Fingerprint>) -> Fingerprint {
        let mut hasher = Hasher::default();
        let mut add = |folder: &str, path: &str, stamp: &Stamp| {
            hasher.add(folder);
            hasher.add(path);
            if unsure.is_empty() || !unsure.contains_key(&format!("{folder}/{path}")) {
                hasher.add(stamp.mark());
            }
        };
        self.texts.iter().for_each(|(path, stamp)| add("content", path, stamp));
        self.files.iter().for_each(|file| add(file.root.folder(), &file.found.path, &file.stamp));
        hasher.finish()
    }

    /// The articles that somebody may still be writing, below `content/`.
    pub(super) fn unsettled(&self) -> impl Iterator<Item = &str> {
        let unsettled = self.texts.iter().filter(|(_, stamp)| !stamp.is_settled(self.started));
        unsettled.map(|(path, _)| path.as_str())
    }
}

fn copied(site: &dyn SiteDir, root: Root, found: Found, stamp: Stamp, started: i64) -> Option<Copied> {
    let bytes = if stamp.is_settled(started) {
        None
    } else {
        let file = fs::File::open(site.location(&Path::new(root.folder()).join(&found.path))?).ok()?;
        Some(Fingerprint::of_reader(file).ok()?)
    };
    Some(Copied { root, found, stamp, bytes })
}

/// How all files of a site look from outside, as one text; nothing if one cannot be looked at.
pub fn looks(site: &dyn SiteDir) -> Option<String> {
    // Seen from the end of time every file is settled.
    let sources = Sources::of(site, Cache::Keeps(i64::MAX))?;
    let frame = sources.frame?;
    Some(format!("{frame} {}", sources.mark(&BTreeMap::new())))
}
