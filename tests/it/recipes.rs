//! The heart of the incremental build: an output whose ingredients are the same has the same bytes.
//!
//! Random sites are edited at random, and every output of the site before is compared with that after: where the recipes are
//! equal, the bytes must be. Nothing is written; what becomes of files is in `scripts`.

use crate::random::{Site, edition, edits, scripts};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: scripts(1_496), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn equal_recipes_make_equal_outputs(articles in 0_u16..8, edits in prop::collection::vec(edits(), 1..5)) {
        let mut site = Site::new(articles);
        let mut before = edition(&site);
        for edit in edits {
            site.edit(&edit);
            let after = edition(&site);
            if let (Some(before), Some(after)) = (&before, &after) {
                for (file, now) in after {
                    let Some(old) = before.get(file) else { continue };
                    let same = now.recipe.is_some() && now.recipe == old.recipe;
                    prop_assert!(
                        !same || now.bytes == old.bytes,
                        "{file} changed, and its recipe did not: {edit:?}\n--- before\n{}\n--- after\n{}",
                        String::from_utf8_lossy(&old.bytes),
                        String::from_utf8_lossy(&now.bytes)
                    );
                }
            }
            before = after.or(before);
        }
    }
}
