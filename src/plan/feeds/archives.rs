//! Archives of a feed (RFC 5005 section 4, rules P): cut by month of first publication, and closed for good.
//!
//! A month with more than [`MOST`] articles has several, counted from its oldest, so that no document grows without end
//! and what does not change keeps its name (P-5). A piece is closed when no article can be expected for it any more:
//! when the newest of the feed is younger than its end by more than the window's span. No clock is asked.

use crate::content::front_matter::Time;
use chrono::{Datelike, Duration, NaiveDate, TimeZone};
use chrono_tz::Tz;
use std::ops::Range;

/// Articles of one archive document at most.
pub const MOST: usize = 50;

/// A closed piece of a feed's past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What tells its file from others: `2022-11`, of a busy month `2022-11-1`, `2022-11-2`.
    pub name: String,
    /// Its articles, by their places among all, newest first.
    pub places: Range<usize>,
}

/// The closed pieces, oldest first, of a feed whose articles came out at these moments, newest first.
pub fn pieces(published: &[Time], zone: Tz, span: Duration) -> Vec<Piece> {
    let Some(newest) = published.first() else { return Vec::new() };
    let mut closed = Vec::new();
    let mut end = published.len();
    while end > 0 {
        let month = month_of(published[end - 1], zone);
        let start = (0..end).rev().take_while(|at| month_of(published[*at], zone) == month).last().unwrap_or(end - 1);
        for (number, first) in (start..end).step_by(MOST).enumerate() {
            // Counted from the oldest, which stands last.
            let places = (start + end - (first + MOST).min(end))..(start + end - first);
            let full = places.len() == MOST;
            let over =
                if full { published[places.start] } else { end_of(month, zone).unwrap_or(published[places.start]) };
            if newest.signed_duration_since(over) <= span {
                return closed;
            }
            closed.push(Piece { name: name(month, number, number == 0 && !full), places });
        }
        end = start;
    }
    closed
}

/// A month in one piece has its own name; pieces of a busy one are numbered, for the first of them can be closed while the
/// month is not over (P-6).
fn name(month: (i32, u32), number: usize, is_whole: bool) -> String {
    let (year, month) = month;
    if is_whole { format!("{year:04}-{month:02}") } else { format!("{year:04}-{month:02}-{}", number + 1) }
}

/// The month in the site's zone (I-7).
fn month_of(time: Time, zone: Tz) -> (i32, u32) {
    let day = time.with_timezone(&zone).date_naive();
    (day.year(), day.month())
}

/// The first moment after a month; where a zone skips that midnight, the next hour that it has.
fn end_of((year, month): (i32, u32), zone: Tz) -> Option<Time> {
    let (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    let first = NaiveDate::from_ymd_opt(year, month, 1)?;
    let mut hours = (0..4).filter_map(|hour| first.and_hms_opt(hour, 0, 0));
    hours.find_map(|moment| zone.from_local_datetime(&moment).earliest()).map(|time| time.fixed_offset())
}

#[cfg(test)]
mod tests {
    use super::{MOST, Piece, pieces};
    use crate::content::front_matter::Time;
    use chrono::{DateTime, Duration};
    use chrono_tz::Tz;

    fn moment(text: &str) -> Time {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    fn names(published: &[Time]) -> Vec<(String, usize)> {
        let all = pieces(published, Tz::Asia__Makassar, Duration::hours(48));
        all.into_iter().map(|piece| (piece.name, piece.places.len())).collect()
    }

    #[test]
    fn p5_p6_months_are_closed_once_they_are_over() {
        let dates = ["2022-11-08T10:00:00+08:00", "2022-10-31T10:00:00+08:00", "2022-08-01T10:00:00+08:00"];
        let published: Vec<Time> = dates.into_iter().map(moment).collect();
        assert_eq!(names(&published), [("2022-08".to_owned(), 1), ("2022-10".to_owned(), 1)]);
        let all = pieces(&published, Tz::Asia__Makassar, Duration::hours(48));
        assert_eq!(all[1], Piece { name: "2022-10".into(), places: 1..2 });
        assert_eq!(names(&[]), []);
    }

    #[test]
    fn p6_a_month_that_ended_less_than_the_window_ago_is_still_open() {
        let published = [moment("2022-11-02T23:00:00+08:00"), moment("2022-10-31T10:00:00+08:00")];
        assert_eq!(names(&published), []);
        let published = [moment("2022-11-03T01:00:00+08:00"), moment("2022-10-31T10:00:00+08:00")];
        assert_eq!(names(&published), [("2022-10".to_owned(), 1)]);
    }

    #[test]
    fn i7_months_are_of_the_sites_zone() {
        let published = [moment("2024-03-20T00:00:00Z"), moment("2024-02-29T16:05:00Z")];
        assert_eq!(names(&published), []);
    }

    #[test]
    fn p5_a_busy_month_is_cut_from_its_oldest_and_a_full_piece_keeps_its_name() {
        let start = moment("2022-11-01T00:00:00+08:00");
        let hourly = |count: i64| -> Vec<Time> { (0..count).rev().map(|hour| start + Duration::hours(hour)).collect() };
        let piece = |name: &str| (name.to_owned(), MOST);
        assert_eq!(names(&hourly(50 + 48)), []);
        assert_eq!(names(&hourly(50 + 49)), [piece("2022-11-1")]);
        assert_eq!(names(&hourly(150)), [piece("2022-11-1"), piece("2022-11-2")]);
        let all = pieces(&hourly(150), Tz::Asia__Makassar, Duration::hours(48));
        assert_eq!((all[0].places.clone(), all[1].places.clone()), (100..150, 50..100));
    }
}
