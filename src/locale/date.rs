//! Dates in the words of a language.
//!
//! Chrono counts the days and knows the strftime letters; the names of days, months and zones come
//! from the [`Locale`], never from chrono's own tables, which write `08` and other names than
//! Indonesian papers do (I-1, I-2). Reading dates is the business of `time`.
//!
//! Invariant: no pattern panics. Chrono panics when a bad pattern is written with `to_string`, so
//! a pattern is parsed first and written with `write!`.

use std::fmt::Write;
use std::iter;

use chrono::format::{Fixed, Item, Numeric, Pad, StrftimeItems};
use chrono::{DateTime, Datelike, FixedOffset, Timelike};

use super::Locale;

/// Labels of the Indonesian zones (I-4), and of Greenwich.
const ZONES: [(&str, &str); 4] = [("+07:00", "WIB"), ("+08:00", "WITA"), ("+09:00", "WIT"), ("+00:00", "GMT")];

impl Locale {
    /// Writes a time in one of the language's named formats, in `iso` (RFC 3339), or by a strftime
    /// pattern.
    ///
    /// # Errors
    ///
    /// If the format is neither; the text says which names there are.
    pub fn format_date(&self, time: &DateTime<FixedOffset>, format: &str) -> Result<String, String> {
        if format == "iso" {
            return Ok(time.to_rfc3339());
        }
        let pattern = match self.formats.get(format) {
            Some(pattern) => pattern,
            None if format.contains('%') => format,
            None => return Err(self.unknown_format(format)),
        };
        self.write_items(time, &parse_pattern(pattern)?).map_err(|_| bad_pattern(pattern))
    }

    /// What stands for the zone after a time: its label at that offset (I-4), or `GMT+07.30`.
    pub fn zone_label(&self, offset: FixedOffset) -> String {
        let offset = offset.to_string();
        // Before they had zones, towns kept sun time, with seconds.
        let offset = offset.get(..6).unwrap_or(&offset);
        let own = self.zones.get(offset).map(String::as_str);
        let label = own.or_else(|| ZONES.iter().find(|(at, _)| *at == offset).map(|(_, label)| *label));
        label.map_or_else(|| format!("GMT{}", offset.replace(':', self.clock_separator())), str::to_owned)
    }

    /// A language that writes `14.30` also writes `GMT+07.30`.
    fn clock_separator(&self) -> &'static str {
        match self.formats.get("time") {
            Some(pattern) if pattern.contains("%H.%M") => ".",
            _ => ":",
        }
    }

    fn unknown_format(&self, format: &str) -> String {
        let names: Vec<&str> = self.formats.keys().map(String::as_str).collect();
        format!(
            "`{format}` is no date format; write {}, iso or a strftime pattern such as `%-d %B %Y`",
            names.join(", ")
        )
    }

    fn write_items(&self, time: &DateTime<FixedOffset>, items: &[Item<'_>]) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        for item in items {
            if let Some(name) = self.own_name(time, item) {
                text.push_str(&name);
            } else if !write_plain(&mut text, time, item)? {
                write!(text, "{}", time.format_with_items(iter::once(item)))?;
            }
        }
        Ok(text)
    }

    /// The parts of a date that are words; all others are chrono's.
    fn own_name(&self, time: &DateTime<FixedOffset>, item: &Item<'_>) -> Option<String> {
        let Item::Fixed(part) = item else { return None };
        let day = time.weekday().num_days_from_sunday() as usize;
        let month = time.month0() as usize;
        match part {
            Fixed::LongWeekdayName => Some(self.days[day].clone()),
            Fixed::ShortWeekdayName => Some(self.days_short[day].clone()),
            Fixed::LongMonthName => Some(self.months[month].clone()),
            Fixed::ShortMonthName => Some(self.months_short[month].clone()),
            Fixed::TimezoneName => Some(self.zone_label(*time.offset())),
            _ => None,
        }
    }
}

/// Writes what stands in nearly every date, as chrono would but without asking it: it first makes a text of the offset for
/// each item. Says whether it was one of these.
fn write_plain(text: &mut String, time: &DateTime<FixedOffset>, item: &Item<'_>) -> Result<bool, std::fmt::Error> {
    let (number, width, pad) = match item {
        Item::Literal(literal) | Item::Space(literal) => {
            text.push_str(literal);
            return Ok(true);
        }
        Item::Numeric(Numeric::Year, pad) if (0..10_000).contains(&time.year()) => (time.year().unsigned_abs(), 4, pad),
        Item::Numeric(Numeric::Month, pad) => (time.month(), 2, pad),
        Item::Numeric(Numeric::Day, pad) => (time.day(), 2, pad),
        Item::Numeric(Numeric::Hour, pad) => (time.hour(), 2, pad),
        Item::Numeric(Numeric::Minute, pad) => (time.minute(), 2, pad),
        _ => return Ok(false),
    };
    match pad {
        Pad::None => write!(text, "{number}")?,
        Pad::Zero => write!(text, "{number:0width$}")?,
        Pad::Space => write!(text, "{number:width$}")?,
    }
    Ok(true)
}

/// Whether a pattern can be written at all.
pub(super) fn check_pattern(pattern: &str) -> Result<(), String> {
    parse_pattern(pattern).map(drop)
}

fn parse_pattern(pattern: &str) -> Result<Vec<Item<'_>>, String> {
    StrftimeItems::new(pattern).parse().map_err(|_| bad_pattern(pattern))
}

fn bad_pattern(pattern: &str) -> String {
    format!("`{pattern}` is no strftime pattern")
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use proptest::prelude::{any, proptest};
    use serde_json::json;

    use super::*;
    use crate::locale::{base_for, from_value, overlay};

    fn locale(language: &str) -> Locale {
        from_value(language, base_for(language).0).unwrap()
    }

    fn at(instant: &str, zone: Tz) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(instant).unwrap().with_timezone(&zone).fixed_offset()
    }

    fn written(language: &str, instant: &str, zone: Tz, format: &str) -> String {
        locale(language).format_date(&at(instant, zone), format).unwrap()
    }

    #[test]
    fn i1_i6_long_dates_at_the_vectors() {
        use chrono_tz::Asia::{Jakarta, Jayapura, Makassar, Pontianak};
        let cases = [
            ("2022-11-08T06:30:00Z", Jakarta, "Selasa, 8 November 2022 13.30 WIB"),
            ("2022-11-08T06:30:00Z", Makassar, "Selasa, 8 November 2022 14.30 WITA"),
            ("2022-11-08T06:30:00Z", Jayapura, "Selasa, 8 November 2022 15.30 WIT"),
            ("2024-02-29T16:05:00Z", Jakarta, "Kamis, 29 Februari 2024 23.05 WIB"),
            ("2024-02-29T16:05:00Z", Makassar, "Jumat, 1 Maret 2024 00.05 WITA"),
            ("2024-02-29T16:05:00Z", Jayapura, "Jumat, 1 Maret 2024 01.05 WIT"),
            ("2025-12-31T16:30:00Z", Jakarta, "Rabu, 31 Desember 2025 23.30 WIB"),
            ("2025-12-31T16:30:00Z", Makassar, "Kamis, 1 Januari 2026 00.30 WITA"),
            ("1987-06-01T00:00:00Z", Pontianak, "Senin, 1 Juni 1987 08.00 WITA"),
        ];
        for (instant, zone, expected) in cases {
            assert_eq!(written("id", instant, zone, "long"), expected);
        }
    }

    #[test]
    fn what_is_written_without_chrono_is_what_chrono_writes() {
        let locale = locale("id");
        for seconds in (-62_135_596_800_i64..253_402_300_800).step_by(1_234_567_890) {
            let time =
                DateTime::from_timestamp(seconds, 0).unwrap().with_timezone(&chrono_tz::Asia::Jakarta).fixed_offset();
            for pattern in ["%Y %-Y %_Y", "%m %-m %_m", "%d %-d %_d %e", "%H %-H %_H %k", "%M %-M %_M", "  a%%b "] {
                assert_eq!(locale.format_date(&time, pattern).unwrap(), time.format(pattern).to_string(), "{pattern}");
            }
        }
    }

    #[test]
    fn i6_feed_form_is_a_pattern_too() {
        // Day and month names are the language's own, so feeds write this form with chrono.
        let time = at("2022-11-08T06:30:00Z", chrono_tz::Asia::Makassar);
        assert_eq!(time.to_rfc2822(), "Tue, 8 Nov 2022 14:30:00 +0800");
        let pattern = "%a, %d %b %Y %H:%M:%S %z";
        assert_eq!(locale("en").format_date(&time, pattern).unwrap(), "Tue, 08 Nov 2022 14:30:00 +0800");
    }

    #[test]
    fn named_formats() {
        let cases = [
            ("long_date", "Selasa, 8 November 2022"),
            ("date", "8 November 2022"),
            ("short", "8 Nov 2022"),
            ("time", "14.30 WITA"),
            ("month", "November 2022"),
            ("iso", "2022-11-08T14:30:00+08:00"),
            ("%a %d/%m %%", "Sel 08/11 %"),
            ("%h %D", "Nov 11/08/22"),
        ];
        for (format, expected) in cases {
            assert_eq!(written("id", "2022-11-08T06:30:00Z", chrono_tz::Asia::Makassar, format), expected);
        }
    }

    #[test]
    fn i4_labels_follow_the_offset_at_that_instant() {
        let pontianak = chrono_tz::Asia::Pontianak;
        let cases = [
            ("id", "2024-01-01T00:00:00Z", pontianak, "WIB"),
            ("id", "1987-01-01T00:00:00Z", pontianak, "WITA"),
            ("id", "1955-01-01T00:00:00Z", pontianak, "GMT+07.30"),
            ("en", "1955-01-01T00:00:00Z", pontianak, "GMT+07:30"),
            ("en", "2024-01-01T00:00:00Z", pontianak, "WIB"),
            ("id", "1900-01-01T00:00:00Z", pontianak, "GMT+07.17"),
            ("id", "2024-01-01T00:00:00Z", Tz::UTC, "GMT"),
            ("en", "2024-07-01T00:00:00Z", chrono_tz::America::New_York, "GMT-04:00"),
        ];
        for (language, instant, zone, expected) in cases {
            assert_eq!(written(language, instant, zone, "%Z"), expected);
        }
    }

    #[test]
    fn a_site_may_name_its_own_zones() {
        let value = overlay(base_for("en").0, json!({"zones": {"+08:00": "AWST"}}));
        let locale = from_value("en", value).unwrap();
        let time = at("2022-11-08T06:30:00Z", chrono_tz::Australia::Perth);
        assert_eq!(locale.format_date(&time, "time").unwrap(), "14:30 AWST");
    }

    #[test]
    fn bad_formats_are_errors_and_never_panics() {
        let time = at("2022-11-08T06:30:00Z", Tz::UTC);
        let locale = locale("id");
        assert_eq!(locale.format_date(&time, "%Q"), Err("`%Q` is no strftime pattern".into()));
        assert_eq!(locale.format_date(&time, "%"), Err("`%` is no strftime pattern".into()));
        let error = locale.format_date(&time, "longdate").unwrap_err();
        let expected = "`longdate` is no date format; write date, long, long_date, month, short, time, iso or a \
                        strftime pattern such as `%-d %B %Y`";
        assert_eq!(error, expected);
    }

    proptest! {
        #[test]
        fn no_pattern_panics(pattern in any::<String>(), letters in "(%[-_0:.#]*[A-Za-z3+]){0,4}", seconds in any::<i64>()) {
            let locale = locale("id");
            let time = DateTime::from_timestamp(seconds, 0).unwrap_or_default().fixed_offset();
            let _ = locale.format_date(&time, &pattern);
            let _ = locale.format_date(&time, &letters);
        }
    }
}
