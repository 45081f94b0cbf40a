//! Parts of addresses from any characters (I-19).
//!
//! Whether two pages want the same one is found in `plan`, not here.

#![no_main]

use halaman::locale::{slugify, term_slug};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let slug = slugify(text);
    assert!(slug.len() <= 200, "{} bytes", slug.len());
    assert!(slug.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')), "{slug:?}");
    assert!(!slug.contains("--") && !slug.starts_with('-') && !slug.ends_with('-'), "{slug:?}");
    assert_eq!(slugify(&slug), slug, "a slug is its own slug");
    assert!(!term_slug(text).is_empty());
});
