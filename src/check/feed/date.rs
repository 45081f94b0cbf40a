//! Dates in feeds: RFC 822 as RSS has it and RFC 3339 as Atom and JSON Feed have it (A-4, J-6).
//!
//! Both are read strictly, because a date that only some readers guess is worse than none: the others show the moment
//! at which they fetched it.

use std::ops::Range;

use chrono::{DateTime, Datelike as _, FixedOffset, NaiveDate, TimeZone as _, Weekday};
use chrono_tz::Tz;

use crate::check::feed::report::{Report, shown};
use crate::locale::parse_time;

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/// The form of RSS, for `chrono`.
const RFC_822: &str = "%a, %d %b %Y %H:%M:%S %z";

/// What a date of RFC 822 says.
struct Read {
    moment: DateTime<FixedOffset>,
    weekday: Option<Weekday>,
    has_short_year: bool,
}

/// Reads and judges a date of RSS or OPML.
pub fn rfc822(value: &str, rule: &'static str, at: Range<usize>, report: &mut Report) -> Option<DateTime<FixedOffset>> {
    let text = value.trim();
    let Some(read) = read_rfc822(text) else {
        let message = format!("{} is no date a feed reader understands", shown(value));
        report.error(rule, at, message, format!("write `{}`", example(text)));
        return None;
    };
    let exact = read.moment.format(RFC_822).to_string();
    let help = format!("write `{exact}`");
    if let Some(weekday) = read.weekday.filter(|weekday| *weekday != read.moment.weekday()) {
        let right = DAYS[read.moment.weekday().num_days_from_monday() as usize];
        let wrong = DAYS[weekday.num_days_from_monday() as usize];
        report.error(rule, at, format!("{} is a {right}, not a {wrong}", shown(value)), help);
    } else if read.has_short_year {
        report.ours(rule, at, format!("the year of {} has two digits", shown(value)), help);
    } else if value != exact {
        report.house(rule, at, format!("{} is not in the form that every reader reads", shown(value)), help);
    }
    Some(read.moment)
}

/// Reads and judges a date of Atom or JSON Feed.
pub fn rfc3339(
    value: &str,
    rule: &'static str,
    at: Range<usize>,
    report: &mut Report,
) -> Option<DateTime<FixedOffset>> {
    let moment = read_rfc3339(value);
    if moment.is_none() {
        let help = match guessed(value.trim()) {
            Some(moment) => format!("write `{}`", moment.format("%Y-%m-%dT%H:%M:%S%:z")),
            None => "write `2022-11-08T14:30:00+08:00`".to_owned(),
        };
        report.error(rule, at, format!("{} is no date of RFC 3339", shown(value)), help);
    }
    moment
}

/// Judges a date of Dublin Core: RFC 3339 or one of its shorter forms; in our feeds RFC 3339 only.
pub fn w3c(value: &str, rule: &'static str, at: Range<usize>, report: &mut Report) -> Option<DateTime<FixedOffset>> {
    if report.own || !is_short_w3c(value.trim()) {
        return rfc3339(value.trim(), rule, at, report);
    }
    None
}

/// What the date was meant to be, in the form of RSS, or any date in it.
fn example(text: &str) -> String {
    guessed(text).map_or_else(|| "Tue, 08 Nov 2022 14:30:00 +0800".to_owned(), |it| it.format(RFC_822).to_string())
}

/// A moment that is written in another form; only if the text itself says in which zone it is.
fn guessed(text: &str) -> Option<DateTime<FixedOffset>> {
    let one = parse_time(text, Tz::Asia__Makassar).ok()?;
    let other = parse_time(text, Tz::America__Lima).ok()?;
    (one == other).then_some(one)
}

fn read_rfc822(text: &str) -> Option<Read> {
    let (weekday, rest) = match text.split_once(',') {
        Some((day, rest)) => (Some(weekday(day.trim())?), rest),
        None => (None, text),
    };
    let parts: Vec<&str> = rest.split_ascii_whitespace().collect();
    let &[day, month, year, time, zone] = parts.as_slice() else { return None };
    let month = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month))?;
    let date = NaiveDate::from_ymd_opt(long_year(year)?, u32::try_from(month).ok()? + 1, number(day, 1..=2)?)?;
    let local = clock(date, time)?;
    let moment = offset(zone)?.from_local_datetime(&local).single()?;
    Some(Read { moment, weekday, has_short_year: year.len() == 2 })
}

fn weekday(name: &str) -> Option<Weekday> {
    DAYS.iter()
        .position(|day| day.eq_ignore_ascii_case(name))
        .and_then(|at| Weekday::try_from(u8::try_from(at).ok()?).ok())
}

/// Two digits are read as RFC 2822 says.
fn long_year(year: &str) -> Option<i32> {
    let value = i32::try_from(number(year, 2..=4)?).ok()?;
    match year.len() {
        2 if value < 50 => Some(value + 2000),
        2 => Some(value + 1900),
        4 => Some(value),
        _ => None,
    }
}

fn clock(date: NaiveDate, time: &str) -> Option<chrono::NaiveDateTime> {
    let parts: Vec<&str> = time.split(':').collect();
    let two = |text: &str| number(text, 2..=2);
    match parts.as_slice() {
        [hour, minute] => date.and_hms_opt(two(hour)?, two(minute)?, 0),
        [hour, minute, second] => date.and_hms_opt(two(hour)?, two(minute)?, two(second)?),
        _ => None,
    }
}

/// `+0800`, or one of the names that RFC 822 gives.
fn offset(zone: &str) -> Option<FixedOffset> {
    if let Some(digits) = zone.strip_prefix(['+', '-']) {
        let hours = number(digits.get(..2)?, 2..=2)?;
        let minutes = number(digits.get(2..)?, 2..=2).filter(|minutes| *minutes < 60)?;
        let seconds = i32::try_from((hours * 60 + minutes) * 60).ok()?;
        return FixedOffset::east_opt(if zone.starts_with('-') { -seconds } else { seconds });
    }
    let hours = match zone.to_ascii_uppercase().as_str() {
        "UT" | "GMT" | "UTC" => 0,
        // RFC 2822 reads the letters of the military so, because RFC 822 had their signs wrong.
        letter if letter.len() == 1 && letter != "J" && letter.as_bytes()[0].is_ascii_alphabetic() => 0,
        "EDT" => -4,
        "EST" | "CDT" => -5,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        _ => return None,
    };
    FixedOffset::east_opt(hours * 3600)
}

fn number(digits: &str, length: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let is_number = length.contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().ok())?
}

/// Strict: upper-case `T` and `Z`, seconds, and an offset.
fn read_rfc3339(text: &str) -> Option<DateTime<FixedOffset>> {
    const FORM: &str = "0000-00-00T00:00:00";
    let is_formed = text.len() > FORM.len() && matches_form(text.as_bytes().get(..FORM.len())?, FORM);
    let tail = text.get(FORM.len()..)?;
    let zone =
        tail.strip_prefix('.').map_or(tail, |fraction| fraction.trim_start_matches(|it: char| it.is_ascii_digit()));
    let is_zoned = zone == "Z" || (zone.starts_with(['+', '-']) && matches_form(&zone.as_bytes()[1..], "00:00"));
    (is_formed && is_zoned).then(|| DateTime::parse_from_rfc3339(text).ok())?
}

/// Digits where the form has zeros, and its own signs elsewhere.
fn matches_form(text: &[u8], form: &str) -> bool {
    let fits = |(byte, sign): (&u8, u8)| if sign == b'0' { byte.is_ascii_digit() } else { *byte == sign };
    text.len() == form.len() && text.iter().zip(form.bytes()).all(fits)
}

/// `2022`, `2022-11`, `2022-11-08`, or a time without seconds.
fn is_short_w3c(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else {
        let full = match text.len() {
            4 => format!("{text}-01-01"),
            7 => format!("{text}-01"),
            _ => text.to_owned(),
        };
        return matches_form(full.as_bytes(), "0000-00-00") && full.parse::<NaiveDate>().is_ok();
    };
    let with_seconds = time.get(..5).map(|minutes| format!("{date}T{minutes}:00{}", &time[5..]));
    with_seconds.is_some_and(|text| read_rfc3339(&text).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::feed::Options;

    fn told(own: bool, judge: impl Fn(&mut Report) -> bool) -> (bool, Vec<String>) {
        let mut report = Report::new(None, &Options { own, now: None });
        let read = judge(&mut report);
        let findings = report.into_sorted().into_iter();
        (read, findings.map(|it| format!("{}; {}", it.message, it.help.unwrap())).collect())
    }

    fn rss(value: &str, own: bool) -> (bool, Vec<String>) {
        told(own, |report| rfc822(value, "R-5", 0..0, report).is_some())
    }

    #[test]
    fn r5_the_exact_form_passes_and_others_of_rfc_822_pass_for_others() {
        assert_eq!(rss("Tue, 08 Nov 2022 14:30:00 +0800", true), (true, vec![]));
        for value in ["Tue, 8 Nov 2022 14:30 GMT", "08 Nov 2022 14:30:00 EST", " Tue, 08 Nov 2022 14:30:00 +0800\n"] {
            assert_eq!(rss(value, false), (true, vec![]), "{value}");
            assert_eq!(rss(value, true).1.len(), 1, "{value}");
        }
    }

    #[test]
    fn r5_what_was_meant_is_said() {
        let meant = "write `Tue, 08 Nov 2022 14:30:00 +0800`";
        for value in ["Selasa, 8 November 2022 14.30 WITA", "2022-11-08T14:30:00+08:00", "kemarin", "2022-11-08"] {
            let message = format!("\"{value}\" is no date a feed reader understands; {meant}");
            assert_eq!(rss(value, false), (false, vec![message]));
        }
        let wrong = "\"Wed, 08 Nov 2022 14:30:00 +0800\" is a Tue, not a Wed; ".to_owned() + meant;
        assert_eq!(rss("Wed, 08 Nov 2022 14:30:00 +0800", false), (true, vec![wrong]));
        let short = "the year of \"08 Nov 22 14:30:00 +0800\" has two digits; ".to_owned() + meant;
        assert_eq!(rss("08 Nov 22 14:30:00 +0800", false), (true, vec![short]));
    }

    #[test]
    fn r5_moments_that_never_were_are_no_dates() {
        for value in
            ["Tue, 31 Feb 2022 14:30:00 +0800", "Tue, 08 Nov 2022 24:30:00 +0800", "Tue, 08 Nov 2022 14:30:00 +08:00"]
        {
            assert!(!rss(value, false).0, "{value}");
        }
    }

    #[test]
    fn a4_rfc_3339_is_read_strictly() {
        let atom = |value: &str| told(false, |report| rfc3339(value, "A-4", 0..0, report).is_some()).0;
        for value in ["2022-11-08T14:30:00+08:00", "2022-11-08T14:30:00Z", "2022-11-08T14:30:00.25-05:30"] {
            assert!(atom(value), "{value}");
        }
        let wrong = [
            "2022-11-08 14:30:00Z",
            "2022-11-08t14:30:00Z",
            "2022-11-08T14:30:00z",
            "2022-11-08T14:30Z",
            "2022-11-08",
            "2022-11-08T14:30:00",
            "2022-02-30T14:30:00Z",
            "2022-11-08T14:30:00+0800",
            "2022-11-08T14:30:00.Z",
            "é",
        ];
        for value in wrong {
            assert!(!atom(value), "{value}");
        }
    }

    #[test]
    fn r20_others_may_shorten_their_dates() {
        let short = |value: &str, own| told(own, |report| w3c(value, "R-20", 0..0, report).is_some()).1.len();
        for value in ["2022", "2022-11", "2022-11-08", "2022-11-08T14:30+08:00"] {
            assert_eq!((short(value, false), short(value, true)), (0, 1), "{value}");
        }
        assert_eq!(short("2022-13", false), 1);
    }
}
