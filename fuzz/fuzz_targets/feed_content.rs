//! HTML for feeds from any characters: cleaning twice is cleaning once, and nothing is left that a feed must not hold.
//!
//! What is left out, and what is kept, is said by the unit tests of `render::feed::content`.

#![no_main]

use halaman::render::feed::content::{clean, without_lead_picture};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use url::Url;

static BASE: LazyLock<Url> =
    LazyLock::new(|| Url::parse("https://kabar.example/daerah/pasar/").expect("an address as it should be"));

/// what no reader runs, and none may be sent.
const FORBIDDEN: [&str; 5] = ["<script", "<style", "<form", "<object", "<base"];

fuzz_target!(|html: &str| {
    let once = clean(html, &BASE);
    let twice = clean(&once, &BASE);
    assert_eq!(once, twice, "cleaning again changes it");
    for tag in FORBIDDEN {
        assert!(!once.contains(tag), "{tag} in {once:?}");
    }
    without_lead_picture(once.clone(), "https://kabar.example/a.jpg");
});
