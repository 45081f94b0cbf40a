//! Takes a date apart: digits, words and signs.
//!
//! Knows no month and no zone. Spaces part lexemes and are not among them, so `14.30WITA` and
//! `14.30 WITA` are the same.
//!
//! Invariant: every letter of a text that is no space is in some lexeme; nothing is overlooked.

use std::fmt::{Display, Formatter, Result};

/// A piece of a date that is read whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lexeme<'a> {
    /// Of ASCII only: other digits are no part of any form we read.
    Digits(&'a str),
    /// Letters.
    Word(&'a str),
    /// Anything else.
    Sign(char),
}

impl Display for Lexeme<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        match self {
            Lexeme::Digits(text) | Lexeme::Word(text) => formatter.write_str(text),
            Lexeme::Sign(sign) => write!(formatter, "{sign}"),
        }
    }
}

/// The text as it is read: small letters, no apostrophes (`Jum’at`), no signs that only part words.
pub(super) fn plain(text: &str) -> String {
    let kept = text.chars().filter(|sign| !matches!(sign, '\'' | '’' | '‘' | '`'));
    let plain = kept.map(|sign| match sign {
        ',' | '|' | '(' | ')' => ' ',
        '\u{2212}' => '-',
        other => other,
    });
    let plain = plain.collect::<String>().to_lowercase();
    // A dash among spaces parts a date from its time; one before digits is the sign of an offset.
    let words = plain.split_whitespace().filter(|word| !matches!(*word, "-" | "–" | "—"));
    words.collect::<Vec<_>>().join(" ").trim_end_matches(['.', ' ']).to_owned()
}

/// All lexemes of a text, in order.
pub(super) fn lexemes(text: &str) -> Vec<Lexeme<'_>> {
    let mut lexemes = Vec::new();
    let mut rest = text.trim_start();
    while let Some(lexeme) = first(rest) {
        rest = rest[length(&lexeme)..].trim_start();
        lexemes.push(lexeme);
    }
    lexemes
}

fn first(text: &str) -> Option<Lexeme<'_>> {
    let sign = text.chars().next()?;
    let run = |belongs: fn(char) -> bool| text.split_once(|other| !belongs(other)).map_or(text, |(run, _)| run);
    Some(match sign {
        sign if sign.is_ascii_digit() => Lexeme::Digits(run(|other| other.is_ascii_digit())),
        sign if sign.is_alphabetic() => Lexeme::Word(run(char::is_alphabetic)),
        sign => Lexeme::Sign(sign),
    })
}

fn length(lexeme: &Lexeme<'_>) -> usize {
    match lexeme {
        Lexeme::Digits(text) | Lexeme::Word(text) => text.len(),
        Lexeme::Sign(sign) => sign.len_utf8(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_words_and_signs() {
        let plain = plain("Jum’at, 4 Nov – 14.30WITA (+8).");
        assert_eq!(plain, "jumat 4 nov 14.30wita +8");
        let parts: Vec<String> = lexemes(&plain).iter().map(Lexeme::to_string).collect();
        assert_eq!(parts, ["jumat", "4", "nov", "14", ".", "30", "wita", "+", "8"]);
    }

    #[test]
    fn nothing_is_overlooked() {
        assert_eq!(lexemes(" ٣é "), [Lexeme::Sign('٣'), Lexeme::Word("é")]);
        assert_eq!(lexemes(&plain(" , ")), []);
    }
}
