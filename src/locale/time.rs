//! Reads a date as people and other programs write it.
//!
//! Takes RFC 3339 and what stands near it, and the written forms of Indonesian and English papers
//! (I-3). It guesses nothing: a numeric date has its day first unless it begins with a year of
//! four digits, and there is no `tomorrow`, since nothing here may ask the clock (D-3). A text
//! is taken apart in `lexeme` and read in `reader`; where a local time lies is settled in `zone`.
//!
//! Invariant: no text panics, and an answer can be written in RFC 3339 and read back as itself:
//! its year has four digits and its offset whole minutes.

mod lexeme;
mod reader;
mod zone;

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;

use lexeme::{lexemes, plain};

/// What is wrong with a date, to be put after `is no date`: nothing, or `: ` and the reason.
type Reason = String;

/// Reads a date, with or without a time, with or without an offset.
///
/// One without an offset is in `zone`, one without a time is midnight. A local time that comes
/// twice when clocks are set back is the earlier one; one that is left out when they are set
/// forward is as much later as they are set.
///
/// # Errors
///
/// If the text is no date, or one that never was; it says what is wrong and what to write.
pub fn parse_time(text: &str, zone: Tz) -> Result<DateTime<FixedOffset>, String> {
    let plain = plain(text);
    let read = reader::read(&lexemes(&plain));
    let placed = read.and_then(|(local, offset)| match offset {
        Some(offset) => zone::at_offset(local, offset),
        None => zone::in_zone(local, zone),
    });
    placed.map_err(|reason| refusal(text, &reason))
}

fn refusal(text: &str, reason: &str) -> String {
    // Somebody may have put the whole article where the date belongs.
    let shown: String = text.chars().take(60).collect();
    format!("`{shown}` is no date{reason}; write `2022-11-08 14:30` or `2022-11-08T14:30:00+08:00`")
}

#[cfg(test)]
mod tests {
    use chrono_tz::Asia::Makassar;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::*;

    fn read(text: &str) -> String {
        parse_time(text, Makassar).map_or_else(|error| error, |time| time.to_rfc3339())
    }

    fn error(text: &str) -> String {
        let advice = "; write `2022-11-08 14:30` or `2022-11-08T14:30:00+08:00`";
        let error = parse_time(text, Makassar).expect_err(text);
        error.strip_suffix(advice).expect("advice").to_owned()
    }

    #[test]
    fn rfc_3339_and_its_neighbours() {
        let cases = [
            ("2022-11-08T14:30:00+08:00", "2022-11-08T14:30:00+08:00"),
            ("2022-11-08t06:30:00z", "2022-11-08T06:30:00+00:00"),
            ("2022-11-08 14:30", "2022-11-08T14:30:00+08:00"),
            ("2022-11-08T14:30", "2022-11-08T14:30:00+08:00"),
            ("2022-11-08 14:30:00.123", "2022-11-08T14:30:00.123+08:00"),
            ("2022-11-08T14:30:00.123456789123Z", "2022-11-08T14:30:00.123456789+00:00"),
            ("2022-11-08 14:30:00 +0700", "2022-11-08T14:30:00+07:00"),
            ("2022-11-08 14:30 -05:30", "2022-11-08T14:30:00-05:30"),
            ("2022-11-08 14:30 \u{2212}5", "2022-11-08T14:30:00-05:00"),
            ("2022-11-08 14:30:60Z", "2022-11-08T14:30:59+00:00"),
            ("2022-11-08 14.30", "2022-11-08T14:30:00+08:00"),
            ("2022-11-08 14.30.05.5", "2022-11-08T14:30:05.500+08:00"),
            ("2022-11-08", "2022-11-08T00:00:00+08:00"),
            ("  2022-1-8\n", "2022-01-08T00:00:00+08:00"),
            ("2022/11/08 14:30", "2022-11-08T14:30:00+08:00"),
            ("2022-11-08-05:00", "2022-11-08T00:00:00-05:00"),
            ("2022-11-08Z", "2022-11-08T00:00:00+00:00"),
            ("0001-01-02", "0001-01-02T00:00:00+07:57"),
            ("Tue, 08 Nov 2022 14:30:00 +0800", "2022-11-08T14:30:00+08:00"),
            ("Tue, 08 Nov 2022 06:30:00 GMT", "2022-11-08T06:30:00+00:00"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn i3_written_dates() {
        let cases = [
            ("8 November 2022 14.30 WITA", "2022-11-08T14:30:00+08:00"),
            ("Selasa, 8 November 2022 pukul 14.30", "2022-11-08T14:30:00+08:00"),
            ("Selasa, 08/11/2022, 14:30 WIB", "2022-11-08T14:30:00+07:00"),
            ("Selasa (8/11/2022) | 14.30 WIT", "2022-11-08T14:30:00+09:00"),
            ("8/11/2022", "2022-11-08T00:00:00+08:00"),
            ("8-11-2022 14.30", "2022-11-08T14:30:00+08:00"),
            ("8.11.2022 14.30", "2022-11-08T14:30:00+08:00"),
            ("Jum'at, 4 Nopember 2022", "2022-11-04T00:00:00+08:00"),
            ("Jum’at 4 Pebruari 2022", "2022-02-04T00:00:00+08:00"),
            ("AHAD, 7 AGT 2022 – pkl. 07.05WITA", "2022-08-07T07:05:00+08:00"),
            ("7 Agu. 2022 - 07.05", "2022-08-07T07:05:00+08:00"),
            ("1 Okt 2022", "2022-10-01T00:00:00+08:00"),
            ("1-Des-2022", "2022-12-01T00:00:00+08:00"),
            ("Senin, 1 Juni 1987 08.00 GMT+07.30", "1987-06-01T08:00:00+07:30"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn english_dates() {
        let cases = [
            ("Nov 8, 2022", "2022-11-08T00:00:00+08:00"),
            ("8 Nov 2022", "2022-11-08T00:00:00+08:00"),
            ("Tuesday, November 8, 2022 at 2:30 PM", "2022-11-08T14:30:00+08:00"),
            ("Nov. 8, 2022 12am", "2022-11-08T00:00:00+08:00"),
            ("May 1, 2022 12:05pm UTC+7", "2022-05-01T12:05:00+07:00"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn what_we_write_we_read() {
        let locale = crate::locale::from_value("id", crate::locale::base_for("id").0).unwrap();
        for offset in ["+00:00", "+07:00", "+07:30", "+08:00", "-03:30"] {
            let time = DateTime::parse_from_rfc3339(&format!("2024-02-29T23:05:00{offset}")).unwrap();
            let written = locale.format_date(&time, "long").unwrap();
            assert_eq!(parse_time(&written, Makassar), Ok(time), "{written}");
        }
    }

    #[test]
    fn impossible_dates_say_what_is_wrong() {
        let cases = [
            ("2024-13-45", "`2024-13-45` is no date: month 13"),
            ("2023-02-29", "`2023-02-29` is no date: day 29, and 2023-02 has 28"),
            ("11/25/2022", "`11/25/2022` is no date: month 25 (the day comes first)"),
            ("8/11/22", "`8/11/22` is no date: year 22"),
            ("0000-01-01", "`0000-01-01` is no date: year 0000"),
            ("8 November 12022", "`8 November 12022` is no date: year 12022"),
            ("2022-11-08 24:00", "`2022-11-08 24:00` is no date: hour 24"),
            ("2022-11-08 14:60", "`2022-11-08 14:60` is no date: minute 60"),
            ("2022-11-08 14:30:61", "`2022-11-08 14:30:61` is no date: second 61"),
            ("2022-11-08 13:00 pm", "`2022-11-08 13:00 pm` is no date: hour 13"),
            ("2022-11-08 14:30 +24:00", "`2022-11-08 14:30 +24:00` is no date: offset +24:00"),
            ("2022-11-08 14", "`2022-11-08 14` is no date: `14` is no time"),
            ("2022-11-08 -8", "`2022-11-08 -8` is no date: `-8` is no offset"),
            ("2022-11-08 14:30 sore", "`2022-11-08 14:30 sore` is no date: `sore` is not understood"),
            ("9999-12-31 23:59 -01:00", "`9999-12-31 23:59 -01:00` is no date: year 10000 in UTC"),
        ];
        for (text, expected) in cases {
            assert_eq!(error(text), expected);
        }
    }

    #[test]
    fn what_is_no_date_at_all_is_only_named() {
        for text in ["", "kemarin", "2022", "2022-11", "Selasa", "8 Foo 2022", "-2022-11-08", "Mei Mei Mei"] {
            assert_eq!(error(text), format!("`{text}` is no date"));
        }
        assert!(error(&"é".repeat(5000)).len() < 200);
    }

    proptest! {
        #[test]
        fn no_text_panics_and_answers_can_be_read_back(
            noise in any::<String>(),
            near in "[0-9]{1,5}[-/. ][0-9A-Za-z]{1,4}[-/. ][0-9]{1,5}[T ]?([0-9]{1,3}[:.][0-9]{1,2})?[:. ]?[0-9]{0,12}[+-]?[0-9:.]{0,6}[A-Za-z]{0,4}",
        ) {
            for text in [noise, near] {
                if let Ok(time) = parse_time(&text, Makassar) {
                    prop_assert_eq!(parse_time(&time.to_rfc3339(), chrono_tz::Tz::UTC), Ok(time));
                }
            }
        }
    }
}
