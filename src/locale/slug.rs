//! Text to the last part of a URL: `Jum’at, 5,5%` to `jumat-5-5` (I-19).
//!
//! Only makes the text. Whether two pages want the same one is found in `plan`.
//!
//! Invariant: what comes out is `a-z`, `0-9` and single `-` between them, at most
//! [`LONGEST`] bytes. It may be empty; the caller then falls back to an id.

use crate::hash::Fingerprint;
use unicode_normalization::UnicodeNormalization;

/// File systems take 255 bytes for a name; this leaves room for an ending.
const LONGEST: usize = 200;

/// The signs that people write for an apostrophe or a hamza inside a word.
pub(super) const APOSTROPHES: [char; 9] = ['\'', '’', '‘', 'ʼ', 'ʻ', 'ʾ', 'ʿ', '`', '´'];

/// Makes the part of a URL that stands for a text. May be empty.
pub fn slugify(text: &str) -> String {
    let mut slug = if text.is_ascii() { plain(text) } else { transliterated(text) };
    shorten(&mut slug);
    slug
}

/// Of ASCII alone, which most texts are.
fn plain(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    for sign in text.bytes().filter(|sign| !b"'`".contains(sign)) {
        if sign.is_ascii_alphanumeric() {
            slug.push(sign.to_ascii_lowercase().into());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}

/// Of any signs.
fn transliterated(text: &str) -> String {
    let kept = text.chars().filter(|sign| !APOSTROPHES.contains(sign) && !is_picture(*sign));
    let bare = kept.nfkd().filter(|sign| !is_diacritic(*sign));
    // Put together again, since Korean and Japanese signs are transliterated whole.
    slug::slugify(bare.nfc().collect::<String>())
}

/// The marks that are put on letters. Vowel signs of Indic scripts are marks too, but they are
/// sounds, and stay.
pub(super) fn is_diacritic(sign: char) -> bool {
    matches!(sign, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Pictures, their joiners and tags. Transliterated they would be English words (`fire`).
fn is_picture(sign: char) -> bool {
    matches!(sign, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e007f}')
}

/// Cuts after a whole word, if one ends in time.
fn shorten(slug: &mut String) {
    if slug.len() > LONGEST {
        let end = slug[..=LONGEST].rfind('-').unwrap_or(LONGEST);
        slug.truncate(end);
    }
}

/// The slug of a term or file that must have one. Names without a letter that ASCII could stand for have one made of their
/// hash, so that every term has its own page (T28, I-19).
pub fn term_slug(name: &str) -> String {
    let slug = slugify(name);
    if slug.is_empty() { format!("x-{}", Fingerprint::of(name.as_bytes()).short()) } else { slug }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, proptest};

    use super::*;

    #[test]
    fn i19_slugs() {
        let cases = [
            ("Café 5,5%", "cafe-5-5"),
            ("Jum'at", "jumat"),
            ("Jum’at", "jumat"),
            ("Jum‘at di al-Qur`an", "jumat-di-al-quran"),
            ("Banjir Rendam Tiga Desa", "banjir-rendam-tiga-desa"),
            ("“Kutipan” – dan … lagi", "kutipan-dan-lagi"),
            ("../../x", "x"),
            ("a/b\\c?d#e", "a-b-c-d-e"),
            ("Ｆｕｌｌ ｗｉｄｔｈ ﬁ", "full-width-fi"),
            ("İstanbul Đà Nẵng", "istanbul-da-nang"),
        ];
        for (text, slug) in cases {
            assert_eq!(slugify(text), slug);
        }
    }

    #[test]
    fn other_scripts_are_transliterated() {
        assert_eq!(slugify("北京"), "bei-jing");
        assert_eq!(slugify("が"), "ga");
        assert_eq!(slugify("한국"), "hangug");
        assert_eq!(slugify("Москва"), "moskva");
    }

    #[test]
    fn i19_may_be_empty() {
        for text in ["", "   ", "…!?", "🎉🔥", "👨‍👩‍👧‍👦 ❤️ 🇮🇩", "’"] {
            assert_eq!(slugify(text), "", "{text}");
        }
        assert_eq!(slugify("🔥 Banjir"), "banjir");
    }

    #[test]
    fn long_slugs_end_with_a_whole_word() {
        assert_eq!(slugify(&"kata ".repeat(100)), ["kata"; 40].join("-"));
        assert_eq!(slugify(&"a".repeat(10_000)), "a".repeat(LONGEST));
        assert_eq!(slugify(&"a".repeat(LONGEST)), "a".repeat(LONGEST));
    }

    proptest! {
        #[test]
        fn slugs_are_plain_and_stay_themselves(text in any::<String>()) {
            let slug = slugify(&text);
            prop_assert!(slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
            prop_assert!(slug.len() <= LONGEST && !slug.contains("--"));
            prop_assert!(!slug.starts_with('-') && !slug.ends_with('-'));
            prop_assert!(slugify(&slug) == slug);
        }
    }

    proptest! {
        #[test]
        fn the_short_way_leads_to_the_same_slug(text in "[ -~\t\n]{0,40}") {
            assert_eq!(plain(&text), transliterated(&text));
        }
    }

    #[test]
    fn t28_every_name_has_a_slug_of_its_own() {
        assert_eq!(term_slug("Sepak Bola"), "sepak-bola");
        assert_eq!(term_slug("A/B . C"), "a-b-c");
        assert_ne!(term_slug("."), term_slug("/"));
        assert!(term_slug("🌊").starts_with("x-"));
    }
}
