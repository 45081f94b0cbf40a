//! What lies beside the note of a build, so that the next one need not look at every article: the library without its
//! articles, what planning found of each, and how every output looked from the plan.

use super::Ready;
use super::sources::Sources;
use crate::content::gist::Gists;
use crate::content::{Opened, Skeleton};
use crate::hash::{Fingerprint, Hasher};
use crate::plan::Standing;
use crate::public::{Ledger, Target};
use crate::render::Shapes;
use crate::source::Stamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// What is kept.
#[derive(Serialize, Deserialize)]
pub(super) struct Kept {
    /// The library.
    pub skeleton: Skeleton,
    /// What planning found of each article.
    pub standing: Standing,
    /// What texts link to and is not there.
    pub missing: BTreeSet<String>,
    /// The outputs.
    pub shapes: Shapes,
    /// How the files that are copied looked, in the order of the skeleton's.
    pub stamps: Vec<Stamp>,
    /// What each article is about lies in a file of its own, which is read only if somebody looks for recommendations, and
    /// written at its end: where in it, how long it was, and its mark.
    pub gists: (Vec<(u32, u32)>, u64, Fingerprint),
}

fn path(target: &Target, kind: &str) -> PathBuf {
    Ledger::path(target).with_extension(kind)
}

/// Writes a file beside and renames it.
fn put(path: &Path, blocks: &[&[u8]]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let mut file = fs::File::create(&beside)?;
    blocks.iter().try_for_each(|block| file.write_all(block))?;
    drop(file);
    fs::rename(beside, path)
}

impl Kept {
    /// Leaves that of a build of everything. Gives its mark; nothing if not all of it is remembered.
    pub(super) fn leave_all(
        Ready { library, plan, .. }: Ready,
        shapes: Shapes,
        (sources, remembered): (&Sources, &Opened),
        target: &Target,
    ) -> Option<String> {
        let files = library.assets.iter().map(|asset| (asset.root, asset.path.as_str()));
        let is_same = files.eq(sources.files.iter().map(|file| (file.root, file.found.path.as_str())));
        let stamps = is_same.then(|| sources.files.iter().map(|file| file.stamp).collect())?;
        let missing = plan.missing.clone();
        let standing = plan.into_standing();
        let skeleton = Skeleton::of(&library, remembered)?;
        let gists = Gists::of(library.articles.iter().map(|article| &article.gist));
        drop(library);
        put(&path(target, "gists"), &gists.bytes()).ok()?;
        let gists = noted(&gists);
        Self { skeleton, standing, missing, shapes, stamps, gists }.leave(target)
    }

    /// What lies there, if this is its mark.
    pub(super) fn read(target: &Target, mark: &str) -> Option<Self> {
        let bytes = fs::read(path(target, "plan")).ok()?;
        (Fingerprint::of(&bytes).to_string() == mark).then_some(())?;
        postcard::from_bytes(&bytes).ok()
    }

    /// What each article is about.
    pub(super) fn gists(&mut self, target: &Target) -> Option<Gists> {
        let (places, length, mark) = &mut self.gists;
        let mut bytes = fs::read(path(target, "gists")).ok()?;
        bytes.truncate(usize::try_from(*length).ok()?);
        (Fingerprint::of(&bytes) == *mark).then_some(())?;
        Gists::placed(bytes, std::mem::take(places))
    }

    /// The same with others, which are the old ones and more.
    pub(super) fn with_gists(self, gists: &Gists, target: &Target) -> io::Result<Self> {
        let [old, newer] = gists.bytes();
        let mut file = fs::OpenOptions::new().write(true).open(path(target, "gists"))?;
        file.set_len(old.len() as u64)?;
        file.seek(SeekFrom::End(0))?;
        file.write_all(newer)?;
        Ok(Self { gists: noted(gists), ..self })
    }

    /// Leaves it for the next build. Gives its mark.
    pub(super) fn leave(&self, target: &Target) -> Option<String> {
        let bytes = postcard::to_stdvec(self).ok()?;
        put(&path(target, "plan"), &[&bytes]).ok()?;
        Some(Fingerprint::of(&bytes).to_string())
    }
}

fn noted(gists: &Gists) -> (Vec<(u32, u32)>, u64, Fingerprint) {
    let mut hasher = Hasher::default();
    gists.bytes().into_iter().for_each(|bytes| hasher.raw(bytes));
    (gists.places().to_vec(), gists.bytes().iter().map(|bytes| bytes.len() as u64).sum(), hasher.finish())
}
