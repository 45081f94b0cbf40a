//! Reads the lexemes of a date from left to right: name of the day, date, time, zone.
//!
//! Holds the names of months, days and zones in the spellings that people use; how a language
//! writes them is in its [`Locale`](crate::locale::Locale). Which instant a local time is, is not
//! settled here.
//!
//! Invariant: all lexemes are read or the date is refused; none is guessed at or dropped.

use chrono::{Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Offset, Utc};

use super::Reason;
use super::lexeme::Lexeme;

/// All spellings of each month, in both languages, short and long, old and new (I-3).
const MONTHS: [&str; 12] = [
    "januari january jan",
    "februari february feb pebruari peb",
    "maret march mar",
    "april apr",
    "mei may",
    "juni june jun",
    "juli july jul",
    "agustus august agu agt ags aug",
    "september sept sep",
    "oktober october okt oct",
    "november nov nopember nop",
    "desember december des dec",
];

/// Names of days may stand before a date. They say nothing that the date does not.
const DAYS: [&str; 4] = [
    "minggu ahad senin selasa rabu kamis jumat sabtu",
    "min sen sel rab kam jum sab",
    "sunday monday tuesday wednesday thursday friday saturday",
    "sun mon tue tues wed thu thur thurs fri sat",
];

/// Words that may stand between a date and a time; the `t` is that of RFC 3339.
const BEFORE_TIME: [&str; 1] = ["pukul pkl jam at t"];

/// Zones that have a name (I-4), with their hours.
const ZONES: [(&str, i32); 4] = [("wib", 7), ("wita", 8), ("wit", 9), ("z", 0)];

/// The local time that a text says, and the offset if it says one.
pub(super) fn read(lexemes: &[Lexeme<'_>]) -> Result<(NaiveDateTime, Option<FixedOffset>), Reason> {
    Reader(lexemes).whole()
}

/// One of the three parts of a date.
#[derive(Clone, Copy)]
enum Part<'a> {
    Digits(&'a str),
    Month(u32),
}

/// What is not read yet.
struct Reader<'a>(&'a [Lexeme<'a>]);

impl<'a> Reader<'a> {
    fn whole(mut self) -> Result<(NaiveDateTime, Option<FixedOffset>), Reason> {
        self.skip_word(&DAYS);
        let date = self.date()?;
        self.skip_word(&BEFORE_TIME);
        let time = self.time()?;
        let offset = self.offset(time.is_some())?;
        match self.0.first() {
            Some(rest) => Err(format!(": `{rest}` is not understood")),
            None => Ok((date.and_time(time.unwrap_or_default()), offset)),
        }
    }

    /// Three parts, each with the sign behind it that parts it from the next.
    fn date(&mut self) -> Result<NaiveDate, Reason> {
        let first = self.part()?;
        self.skip_sign(&['-', '/', '.']);
        let second = self.part()?;
        self.skip_sign(&['-', '/', '.']);
        match (first, second, self.part()?) {
            (Part::Digits(year), Part::Digits(month), Part::Digits(day)) if year.len() == 4 => {
                date_of(year, number(month), day)
            }
            (Part::Digits(day), Part::Digits(month), Part::Digits(year)) => day_first(day, number(month), year),
            (Part::Digits(year), Part::Month(month), Part::Digits(day)) if year.len() == 4 => date_of(year, month, day),
            (Part::Digits(day), Part::Month(month), Part::Digits(year))
            | (Part::Month(month), Part::Digits(day), Part::Digits(year)) => date_of(year, month, day),
            _ => Err(Reason::new()),
        }
    }

    fn part(&mut self) -> Result<Part<'a>, Reason> {
        let part = match self.0.first() {
            Some(Lexeme::Digits(digits)) => Some(Part::Digits(digits)),
            Some(Lexeme::Word(word)) => month_named(word).map(Part::Month),
            _ => None,
        };
        self.0 = self.0.get(1..).unwrap_or_default();
        part.ok_or_else(Reason::new)
    }

    /// `14.30`, `14:30:00.123` or, with its half of the day, `2 pm`.
    fn time(&mut self) -> Result<Option<NaiveTime>, Reason> {
        let Some(hour) = self.digits() else { return Ok(None) };
        let separator = self.skip_sign(&[':', '.']);
        let minute = separator.and_then(|_| self.digits());
        let second = minute.and(separator).and_then(|sign| self.skip_sign(&[sign])).and_then(|_| self.digits());
        let fraction = second.and_then(|_| self.skip_sign(&['.'])).and_then(|_| self.digits());
        let half = self.skip_word(&["am", "pm"]);
        if minute.is_none() && half.is_none() {
            return Err(format!(": `{hour}` is no time"));
        }
        let [minute, second, fraction] = [minute, second, fraction].map(|digits| digits.unwrap_or("0"));
        time_of(hour_of(hour, half)?, minute, second, fraction).map(Some)
    }

    /// `wita`, `z`, `+08:00`, `+0800`, `gmt+07.30`; behind a time also `+8`.
    fn offset(&mut self, behind_time: bool) -> Result<Option<FixedOffset>, Reason> {
        if let Some(name) = self.skip_word(&ZONES.map(|(name, _)| name)) {
            return Ok(zone_named(name));
        }
        let greenwich = self.skip_word(&["utc gmt"]).is_some();
        let Some(sign) = self.skip_sign(&['+', '-']) else {
            return Ok(greenwich.then_some(Utc.fix()));
        };
        let hours = self.digits().unwrap_or_default();
        let minutes = self.skip_sign(&[':', '.']).and_then(|_| self.digits());
        let (hours, minutes) = match (hours.len(), minutes) {
            (4, None) => hours.split_at(2),
            (1 | 2, None) if behind_time || greenwich => (hours, "0"),
            (1 | 2, Some(minutes)) => (hours, minutes),
            _ => return Err(format!(": `{sign}{hours}` is no offset")),
        };
        offset_of(sign, hours, minutes).map(Some)
    }

    fn digits(&mut self) -> Option<&'a str> {
        let (Lexeme::Digits(digits), rest) = self.0.split_first()? else {
            return None;
        };
        self.0 = rest;
        Some(digits)
    }

    fn skip_sign(&mut self, signs: &[char]) -> Option<char> {
        let (Lexeme::Sign(sign), rest) = self.0.split_first()? else {
            return None;
        };
        self.0 = if signs.contains(sign) { rest } else { return None };
        Some(*sign)
    }

    /// Takes one of the words, and the dot of an abbreviation.
    fn skip_word(&mut self, lists: &[&str]) -> Option<&'a str> {
        let (Lexeme::Word(word), rest) = self.0.split_first()? else {
            return None;
        };
        self.0 = if lists.iter().any(|list| has_word(list, word)) {
            rest
        } else {
            return None;
        };
        self.skip_sign(&['.']);
        Some(word)
    }
}

fn month_named(name: &str) -> Option<u32> {
    let index = MONTHS.iter().position(|spellings| has_word(spellings, name))?;
    u32::try_from(index + 1).ok()
}

fn zone_named(name: &str) -> Option<FixedOffset> {
    let (_, hours) = ZONES.iter().find(|(zone, _)| *zone == name)?;
    FixedOffset::east_opt(hours * 3600)
}

fn has_word(words: &str, wanted: &str) -> bool {
    words.split(' ').any(|word| word == wanted)
}

/// The value of digits. Those that are too many are too large for every use here.
fn number(digits: &str) -> u32 {
    digits.parse().unwrap_or(u32::MAX)
}

/// Americans write the month first; they are told rather than guessed at.
fn day_first(day: &str, month: u32, year: &str) -> Result<NaiveDate, Reason> {
    let hint = |reason: Reason| {
        if month > 12 { reason + " (the day comes first)" } else { reason }
    };
    date_of(year, month, day).map_err(hint)
}

fn date_of(year: &str, month: u32, day: &str) -> Result<NaiveDate, Reason> {
    let years = Some(number(year))
        .filter(|number| year.len() == 4 && *number > 0)
        .and_then(|number| i32::try_from(number).ok());
    let years = years.ok_or_else(|| format!(": year {year}"))?;
    let first = NaiveDate::from_ymd_opt(years, month, 1).ok_or_else(|| format!(": month {month}"))?;
    let last = first.num_days_in_month();
    first.with_day(number(day)).ok_or_else(|| format!(": day {day}, and {years:04}-{month:02} has {last}"))
}

fn hour_of(hour: &str, half: Option<&str>) -> Result<u32, Reason> {
    match (number(hour), half) {
        (number @ 0..=23, None) => Ok(number),
        (number @ 1..=12, Some("am")) => Ok(number % 12),
        (number @ 1..=12, Some(_)) => Ok(number % 12 + 12),
        _ => Err(format!(": hour {hour}")),
    }
}

fn time_of(hour: u32, minute: &str, second: &str, fraction: &str) -> Result<NaiveTime, Reason> {
    if number(minute) > 59 {
        return Err(format!(": minute {minute}"));
    }
    // A leap second is a second that later readers may not know.
    let seconds = if number(second) == 60 { 59 } else { number(second) };
    let nanoseconds: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    let time = NaiveTime::from_hms_nano_opt(hour, number(minute), seconds, number(&nanoseconds));
    time.ok_or_else(|| format!(": second {second}"))
}

fn offset_of(sign: char, hours: &str, minutes: &str) -> Result<FixedOffset, Reason> {
    let seconds = match (number(hours), number(minutes)) {
        (hours @ 0..=23, minutes @ 0..=59) => i32::try_from(hours * 3600 + minutes * 60).ok(),
        _ => None,
    };
    let seconds = seconds.map(|seconds| if sign == '-' { -seconds } else { seconds });
    seconds.and_then(FixedOffset::east_opt).ok_or_else(|| format!(": offset {sign}{hours}:{minutes}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i3_old_and_short_names_are_months_too() {
        let names = [("pebruari", 2), ("mei", 5), ("may", 5), ("agt", 8), ("agu", 8), ("nopember", 11), ("des", 12)];
        for (name, month) in names {
            assert_eq!(month_named(name), Some(month));
        }
        assert_eq!(month_named("m"), None);
        assert_eq!(month_named(""), None);
    }

    #[test]
    fn i4_zones_by_name() {
        let hours = |name| zone_named(name).map(|offset| offset.local_minus_utc() / 3600);
        assert_eq!(["wib", "wita", "wit", "z", "wi"].map(hours), [Some(7), Some(8), Some(9), Some(0), None]);
    }

    #[test]
    fn a_clock_of_twelve_hours() {
        assert_eq!(["12", "1", "11"].map(|hour| hour_of(hour, Some("am"))), [Ok(0), Ok(1), Ok(11)]);
        assert_eq!(["12", "1", "11"].map(|hour| hour_of(hour, Some("pm"))), [Ok(12), Ok(13), Ok(23)]);
    }

    #[test]
    fn numbers_of_any_length_are_refused_and_not_wrapped() {
        assert_eq!(number("99999999999999999999"), u32::MAX);
        assert_eq!(offset_of('+', "99999999999", "0"), Err(": offset +99999999999:0".into()));
    }
}
