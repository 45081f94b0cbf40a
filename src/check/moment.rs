//! Dates as machines write them: with offset (A-4, L-2, S-3), and as HTML allows in `<time>` (H-11).
//!
//! Strict where the standards are: no lower-case `t`, no space before the offset, no day that the month has not.

use chrono::{DateTime, FixedOffset, NaiveDate};

/// A date with time and offset, `2022-11-08T14:30:00+08:00`; seconds may be left out, as W3C datetime allows.
pub fn with_offset(text: &str) -> Option<DateTime<FixedOffset>> {
    let (date, rest) = text.split_once('T')?;
    if !is_date(date) {
        return None;
    }
    let zone = rest.find(['Z', '+', '-'])?;
    let (clock, offset) = rest.split_at(zone);
    if !is_clock(clock) || !is_offset(offset) {
        return None;
    }
    let clock = if clock.len() == 5 { format!("{clock}:00") } else { clock.to_owned() };
    DateTime::parse_from_rfc3339(&format!("{date}T{clock}{offset}")).ok()
}

/// Whether a sitemap may say it: a date, or a date with time and offset (W3C datetime).
pub fn is_w3c(text: &str) -> bool {
    is_date(text) || is_month(text) || is_year(text) || with_offset(text).is_some()
}

/// Whether HTML allows it in `<time datetime>`.
pub fn is_html_time(text: &str) -> bool {
    is_date(text)
        || is_month(text)
        || is_year(text)
        || is_day_of_year(text)
        || is_week(text)
        || is_clock(text)
        || is_html_offset(text)
        || is_date_and_clock(text)
        || is_duration(text)
}

/// `2022-11-08`, a day that exists.
pub fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-' && {
        let number = |range: std::ops::Range<usize>| text.get(range).filter(|it| are_digits(it))?.parse::<u32>().ok();
        let day = (number(0..4), number(5..7), number(8..10));
        let (Some(year), Some(month), Some(day)) = day else { return false };
        year > 0 && i32::try_from(year).is_ok_and(|year| NaiveDate::from_ymd_opt(year, month, day).is_some())
    }
}

fn is_month(text: &str) -> bool {
    is_date(&format!("{text}-01")) && text.len() == 7
}

fn is_year(text: &str) -> bool {
    text.len() >= 4 && are_digits(text) && text.bytes().any(|digit| digit != b'0')
}

/// `11-08` or `--11-08`; 2000 was a leap year.
fn is_day_of_year(text: &str) -> bool {
    let day = text.strip_prefix("--").unwrap_or(text);
    day.len() == 5 && is_date(&format!("2000-{day}"))
}

fn is_week(text: &str) -> bool {
    let week = text.split_once("-W");
    week.is_some_and(|(year, week)| is_year(year) && week.len() == 2 && is_number_in(week, 1, 53))
}

/// `14:30`, `14:30:00`, `14:30:00.123`.
fn is_clock(text: &str) -> bool {
    let mut parts = text.split(':');
    let (hour, minute, seconds) = (parts.next(), parts.next(), parts.next());
    let two = |part: Option<&str>, last| part.is_some_and(|it| it.len() == 2 && is_number_in(it, 0, last));
    let second = seconds.map(|it| it.split_once('.').unwrap_or((it, "0")));
    let fits = second.is_none_or(|(whole, part)| two(Some(whole), 59) && are_digits(part));
    two(hour, 23) && two(minute, 59) && fits && parts.next().is_none()
}

fn is_offset(text: &str) -> bool {
    text == "Z" || (text.starts_with(['+', '-']) && text.len() == 6 && is_clock(&text[1..]))
}

/// HTML lets the colon go.
fn is_html_offset(text: &str) -> bool {
    let bare = text.strip_prefix(['+', '-']).filter(|it| it.len() == 4 && are_digits(it));
    is_offset(text) || bare.is_some_and(|it| is_clock(&format!("{}:{}", &it[..2], &it[2..])))
}

fn is_date_and_clock(text: &str) -> bool {
    let Some((date, rest)) = text.split_once(['T', ' ']) else { return false };
    let (clock, offset) = rest.split_at(rest.find(['Z', '+', '-']).unwrap_or(rest.len()));
    is_date(date) && is_clock(clock) && (offset.is_empty() || is_html_offset(offset))
}

/// `P1DT2H30M`, `PT90S`; also the loose form `1h 30m`.
fn is_duration(text: &str) -> bool {
    match text.strip_prefix('P') {
        Some(rest) => {
            let (days, clock) = rest.split_once('T').map_or((rest, None), |(days, clock)| (days, Some(clock)));
            let has_days = days.strip_suffix('D').is_some_and(are_digits);
            let clock_fits = clock.is_none_or(|it| !it.is_empty() && has_units(it, "HMS"));
            (has_days || (days.is_empty() && clock.is_some())) && clock_fits
        }
        None => text.split_whitespace().count() > 0 && text.split_whitespace().all(|it| has_units(it, "wdhmsWDHMS")),
    }
}

/// Numbers, each followed by one of the letters.
fn has_units(text: &str, letters: &str) -> bool {
    let mut digits = 0;
    let all = text.chars().all(|letter| {
        if letter.is_ascii_digit() || (letter == '.' && digits > 0) {
            digits += 1;
            true
        } else {
            letters.contains(letter) && std::mem::take(&mut digits) > 0
        }
    });
    all && digits == 0
}

fn is_number_in(text: &str, first: u32, last: u32) -> bool {
    are_digits(text) && text.parse().is_ok_and(|number: u32| (first..=last).contains(&number))
}

fn are_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{is_html_time, is_w3c, with_offset};

    #[test]
    fn l2_a_date_has_time_and_offset() {
        let good = ["2022-11-08T14:30:00+08:00", "2022-11-08T06:30Z", "2024-02-29T23:05:00.5+07:30"];
        let bad =
            ["2022-11-08", "2022-11-08 14:30", "2022-11-08T14:30:00", "2023-02-29T00:00:00Z", "2022-11-08t14:30:00Z"];
        assert!(good.iter().all(|text| with_offset(text).is_some()));
        assert!(bad.iter().all(|text| with_offset(text).is_none()));
        assert_eq!(with_offset(good[0]).map(|it| it.timestamp()), with_offset(good[1]).map(|it| it.timestamp()));
    }

    #[test]
    fn s3_a_sitemap_may_leave_the_time_out() {
        let told =
            ["2022-11-08", "2022-11", "2022", "2022-11-08T15:00:00+08:00", "2022-11-08 15:00", "8 November 2022"];
        assert_eq!(told.map(is_w3c), [true, true, true, true, false, false]);
    }

    #[test]
    fn h11_what_html_allows_in_time() {
        let good = [
            "2022-11-08",
            "2022-11",
            "2022",
            "11-08",
            "--02-29",
            "2022-W45",
            "14:30",
            "14:30:15.25",
            "+08:00",
            "-0330",
            "Z",
            "2022-11-08T14:30",
            "2022-11-08 14:30:00",
            "2022-11-08T14:30+0800",
            "P2D",
            "PT4H18M3S",
            "P1DT2H",
            "4h 18m 3s",
        ];
        let bad = [
            "",
            "8 November",
            "2022-13-01",
            "2022-11-8",
            "14.30",
            "24:00",
            "2022-11-08T",
            "P",
            "PT",
            "P1H",
            "4",
            "0000",
            "2022-W54",
            "besok",
            "20é2-11-08",
        ];
        assert_eq!(good.iter().filter(|text| !is_html_time(text)).collect::<Vec<_>>(), Vec::<&&str>::new());
        assert_eq!(bad.iter().filter(|text| is_html_time(text)).collect::<Vec<_>>(), Vec::<&&str>::new());
    }
}
