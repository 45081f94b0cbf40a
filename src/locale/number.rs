//! Numbers as a language writes them: `1.234.567,89` (I-9).
//!
//! Neither money nor percent: what stands before and after a number is a word of the text.
//!
//! Invariant: digits are only grouped, never rounded; a number that is written can be read back.

use std::fmt::Display;

use super::Locale;

impl Locale {
    /// Writes an integer or a float with the language's signs, digits in groups of three.
    ///
    /// What has no digits (`NaN`, `inf`) is written as it is.
    pub fn number(&self, number: impl Display) -> String {
        let plain = number.to_string();
        let (sign, digits) = plain.strip_prefix('-').map_or(("", plain.as_str()), |digits| ("-", digits));
        let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() || !whole.bytes().all(|byte| byte.is_ascii_digit()) {
            return plain;
        }
        // Floats have a zero below zero; papers have not.
        let sign = if digits == "0" { "" } else { sign };
        let decimal = if decimals.is_empty() { "" } else { &self.decimal };
        format!("{sign}{}{decimal}{decimals}", grouped(whole, &self.thousands))
    }
}

fn grouped(digits: &str, separator: &str) -> String {
    let mut text = String::with_capacity(digits.len() * 2);
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push_str(separator);
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::locale::{Locale, base_for, from_value};

    fn locale(language: &str) -> Locale {
        from_value(language, base_for(language).0).unwrap()
    }

    #[test]
    fn i9_indonesian_numbers() {
        let locale = locale("id");
        let floats = [(1_234_567.89, "1.234.567,89"), (5.5, "5,5"), (-1000.25, "-1.000,25"), (5.0, "5"), (-0.0, "0")];
        for (number, expected) in floats {
            assert_eq!(locale.number(number), expected);
        }
        for (number, expected) in [(0, "0"), (999, "999"), (1000, "1.000"), (-120_000, "-120.000")] {
            assert_eq!(locale.number(number), expected);
        }
    }

    #[test]
    fn english_numbers() {
        assert_eq!(locale("en").number(1_234_567.89), "1,234,567.89");
    }

    #[test]
    fn numbers_at_the_edge() {
        let locale = locale("id");
        assert_eq!(locale.number(i64::MIN), "-9.223.372.036.854.775.808");
        assert_eq!(locale.number(f64::NAN), "NaN");
        assert_eq!(locale.number(f64::NEG_INFINITY), "-inf");
        assert_eq!(locale.number(1e21), "1.000.000.000.000.000.000.000");
        assert_eq!(locale.number(""), "");
    }
}
