//! What lies beside the note of a build, so that the next one need not look at every article: the library without its
//! articles, what planning found of each, and how every output looked from the plan.

use super::Ready;
use crate::content::gist::Gist;
use crate::content::{Opened, Skeleton};
use crate::hash::Fingerprint;
use crate::plan::Standing;
use crate::public::{Ledger, Target};
use crate::render::Shapes;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

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
    /// What each article is about, as bytes: it is read only if somebody looks for recommendations.
    #[serde(skip)]
    pub gists: Vec<u8>,
}

fn path(target: &Target) -> PathBuf {
    Ledger::path(target).with_extension("plan")
}

impl Kept {
    /// Of a build of everything; nothing if not all of it is remembered.
    pub(super) fn of(ready: &Ready, shapes: Shapes, remembered: &Opened) -> Option<Self> {
        let gists: Vec<&Gist> = ready.library.articles.iter().map(|article| &article.gist).collect();
        Some(Self {
            skeleton: Skeleton::of(&ready.library, remembered)?,
            standing: ready.plan.standing(),
            missing: ready.plan.missing.clone(),
            shapes,
            gists: postcard::to_stdvec(&gists).ok()?,
        })
    }

    /// What lies there, if this is its mark.
    pub(super) fn read(target: &Target, mark: &str) -> Option<Self> {
        let bytes = fs::read(path(target)).ok()?;
        (Fingerprint::of(&bytes).to_string() == mark).then_some(())?;
        let (kept, rest): (Self, _) = postcard::take_from_bytes(&bytes).ok()?;
        Some(Self { gists: rest.to_vec(), ..kept })
    }

    /// Leaves it for the next build. Gives its mark.
    pub(super) fn leave(&self, target: &Target) -> Option<String> {
        let mut bytes = postcard::to_stdvec(self).ok()?;
        bytes.extend_from_slice(&self.gists);
        let path = path(target);
        let beside = path.with_extension("plan.new");
        fs::write(&beside, &bytes).and_then(|()| fs::rename(&beside, &path)).ok()?;
        Some(Fingerprint::of(&bytes).to_string())
    }
}
