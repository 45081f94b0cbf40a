//! A plan that outlives its run: for a build that changes nothing of it.

use super::{Plan, lists, url};
use crate::asset::{Asset, Root};
use crate::templates::TemplateSet;
use std::collections::BTreeMap;

impl Plan {
    /// Adds it to bytes. Places in source files are left out, and what can be told from the rest.
    ///
    /// # Errors
    /// None that is known of.
    pub fn kept(&self, bytes: Vec<u8>) -> postcard::Result<Vec<u8>> {
        postcard::to_extend(self, bytes)
    }

    /// As it was, from bytes of the same program, for the same templates; nothing if they are not that.
    pub fn of_kept(bytes: &[u8], templates: &TemplateSet) -> Option<Self> {
        let mut plan: Self = postcard::from_bytes(bytes).ok()?;
        plan.index = lists::Index::new(&plan.lists);
        for output in &mut plan.outputs {
            output.file = url::file_of(&output.path);
        }
        let embedded: BTreeMap<_, _> = templates.assets.iter().map(|asset| (&asset.path, asset.embedded)).collect();
        let restored = |asset: Asset| {
            let own = embedded.get(&asset.path).copied().flatten().filter(|_| asset.root == Root::Theme);
            asset.restored(own)
        };
        plan.assets = plan.assets.into_iter().map(restored).collect();
        Some(plan)
    }
}
