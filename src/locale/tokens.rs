//! The words of a text as a machine compares them: `Jum’at anak-anak` is `jumat`, `anak`, `anak` (I-14).
//!
//! What it is not: it does not know which words matter ([`super::is_stop_word`]) nor which belong together
//! ([`super::stem`]).

use super::slug::{APOSTROPHES, is_diacritic};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Hands each word of a text to `take`, in reading order: in lower case and without marks, cut at spaces, punctuation and
/// hyphens. Amounts and times stay whole: `rp120.000`, `14.30`. `take` may change the word.
pub fn each_token(text: &str, mut take: impl FnMut(&mut String)) {
    let mut token = String::new();
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign.is_ascii_alphanumeric() {
            token.push(sign.to_ascii_lowercase());
        } else if is_part(sign) {
            token.extend(std::iter::once(sign).nfkd().flat_map(char::to_lowercase).filter(|sign| is_part(*sign)));
        } else if is_decimal(sign, &token, signs.peek().copied()) {
            token.push(sign);
        } else if !is_diacritic(sign) && !APOSTROPHES.contains(&sign) && !token.is_empty() {
            take(&mut token);
            token.clear();
        }
    }
    if !token.is_empty() {
        take(&mut token);
    }
}

/// Whether words are made of it: letters, figures, and the vowel signs of scripts that have such.
fn is_part(sign: char) -> bool {
    sign.is_alphanumeric() || (is_combining_mark(sign) && !is_diacritic(sign))
}

/// Whether a point or comma stands inside of a number.
fn is_decimal(sign: char, token: &str, next: Option<char>) -> bool {
    matches!(sign, '.' | ',')
        && token.ends_with(|last: char| last.is_ascii_digit())
        && next.is_some_and(|next| next.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::each_token;
    use proptest::prelude::{ProptestConfig, any, prop_assert, proptest};

    fn tokens(text: &str) -> Vec<String> {
        let mut tokens = Vec::new();
        each_token(text, |token| tokens.push(token.clone()));
        tokens
    }

    #[test]
    fn i14_words_are_cut_at_spaces_punctuation_and_hyphens() {
        let cases = [
            ("Anak-anak, “pulang”.", "anak anak pulang"),
            ("Rp120.000 pukul 14.30.", "rp120.000 pukul 14.30"),
            ("Jum’at, Jum'at", "jumat jumat"),
            ("Café cafe\u{301} İzmir ﬁ", "cafe cafe izmir fi"),
            ("naik 3,2 persen;turun", "naik 3,2 persen turun"),
            ("1.a 5,", "1 a 5"),
            ("हिन्दी में", "हिन्दी में"),
            (" — … !", ""),
        ];
        for (text, expected) in cases {
            assert_eq!(tokens(text).join(" "), expected, "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn i14_words_are_words_of_themselves(text in any::<String>()) {
            let words = tokens(&text);
            prop_assert!(words.iter().all(|word| !word.is_empty()));
            prop_assert!(tokens(&words.join(" ")) == words);
        }
    }
}
