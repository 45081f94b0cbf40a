//! From the time on a wall to an instant.
//!
//! Invariant: the answer shows the time on the wall, unless clocks never showed it; its offset has
//! whole minutes and its year four digits in UTC too, so that RFC 3339 can say it.

use chrono::{DateTime, Datelike, FixedOffset, LocalResult, NaiveDateTime, Offset, TimeDelta, TimeZone};
use chrono_tz::Tz;

use super::Reason;

/// The longest time that clocks ever jumped over: Samoa left out the 30th of December 2011.
const LONGEST_GAP_HOURS: i64 = 48;

/// The instant of a local time whose offset is written behind it.
pub(super) fn at_offset(local: NaiveDateTime, offset: FixedOffset) -> Result<DateTime<FixedOffset>, Reason> {
    let instant = offset.from_local_datetime(&local).single().ok_or_else(Reason::new)?;
    match instant.naive_utc().year() {
        1..=9999 => Ok(instant),
        year => Err(format!(": year {year} in UTC")),
    }
}

/// The instant of a local time in a zone; the first one, and never none.
pub(super) fn in_zone(local: NaiveDateTime, zone: Tz) -> Result<DateTime<FixedOffset>, Reason> {
    let instant = match zone.from_local_datetime(&local) {
        LocalResult::Single(time) | LocalResult::Ambiguous(time, _) => time,
        LocalResult::None => after_gap(local, zone),
    };
    at_offset(instant.naive_local(), whole_minutes(instant.offset().fix()))
}

/// A time that clocks jumped over, counted on with the offset from before the jump.
fn after_gap(local: NaiveDateTime, zone: Tz) -> DateTime<Tz> {
    let mut earlier = (1..=LONGEST_GAP_HOURS).filter_map(|hours| local.checked_sub_signed(TimeDelta::hours(hours)));
    let before = earlier.find_map(|local| zone.from_local_datetime(&local).latest());
    let offset = before.map_or(0, |time| time.offset().fix().local_minus_utc());
    zone.from_utc_datetime(&(local - TimeDelta::seconds(i64::from(offset))))
}

/// Before they had zones, towns kept sun time, with seconds, which RFC 3339 cannot say.
fn whole_minutes(offset: FixedOffset) -> FixedOffset {
    let seconds = offset.local_minus_utc();
    FixedOffset::east_opt(seconds - seconds % 60).unwrap_or(offset)
}

#[cfg(test)]
mod tests {
    use chrono_tz::America::New_York;
    use chrono_tz::Asia::{Jakarta, Pontianak};
    use chrono_tz::Pacific::Apia;

    use super::*;

    fn placed(local: &str, zone: Tz) -> String {
        let local = NaiveDateTime::parse_from_str(local, "%Y-%m-%d %H:%M").unwrap();
        in_zone(local, zone).unwrap().to_rfc3339()
    }

    #[test]
    fn i4_the_offset_is_that_of_the_instant() {
        assert_eq!(placed("2024-01-01 08:00", Pontianak), "2024-01-01T08:00:00+07:00");
        assert_eq!(placed("1987-06-01 08:00", Pontianak), "1987-06-01T08:00:00+08:00");
    }

    #[test]
    fn what_comes_twice_is_the_earlier_and_what_never_came_is_later() {
        assert_eq!(placed("2022-11-06 01:30", New_York), "2022-11-06T01:30:00-04:00");
        assert_eq!(placed("2022-03-13 02:30", New_York), "2022-03-13T03:30:00-04:00");
        assert_eq!(placed("2011-12-30 12:00", Apia), "2011-12-31T12:00:00+14:00");
    }

    #[test]
    fn sun_time_keeps_the_clock_and_loses_its_seconds() {
        assert_eq!(placed("1900-01-01 08:00", Jakarta), "1900-01-01T08:00:00+07:07");
    }

    #[test]
    fn years_that_leave_four_digits_in_utc_are_errors() {
        let local = NaiveDateTime::parse_from_str("0001-01-01 00:00", "%Y-%m-%d %H:%M").unwrap();
        assert_eq!(in_zone(local, Jakarta), Err(": year 0 in UTC".into()));
    }
}
