//! The agenda as lines of a crontab (N-6).
//!
//! Cron counts in minutes and knows no years. So a line stands at the first whole minute at which everything of it has
//! happened, and runs again a year later, when a build finds nothing to write.

use super::{Change, one_line};
use chrono::{DateTime, Duration, FixedOffset, Timelike};
use chrono_tz::Tz;
use std::fmt::Write as _;

/// A line for each minute, which runs `command` (one line of shell).
pub fn cron(changes: &[Change], zone: Tz, command: &str) -> String {
    // A `%` would end the command there.
    let command = one_line(command).replace('%', "\\%");
    let mut text = format!("CRON_TZ={zone}\n");
    let minutes: Vec<_> = changes.iter().map(|change| whole_minute(change.at, zone)).collect();
    for same in minutes.chunk_by(|a, b| a == b) {
        let changes = if same.len() == 1 { "1 change".to_owned() } else { format!("{} changes", same.len()) };
        let _ = writeln!(text, "{}", same[0].format(&format!("# %Y: {changes}")));
        let _ = writeln!(text, "{} {command}", same[0].format("%-M %-H %-d %-m *"));
    }
    text
}

/// That minute if the moment is its beginning, else the next.
fn whole_minute(at: DateTime<FixedOffset>, zone: Tz) -> DateTime<FixedOffset> {
    let past = Duration::seconds(i64::from(at.second())) + Duration::nanoseconds(i64::from(at.nanosecond()));
    let minute = if past.is_zero() { at } else { at - past + Duration::minutes(1) };
    minute.with_timezone(&zone).fixed_offset()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agenda::sample;

    #[test]
    fn n6_a_line_for_each_minute() {
        let expected = "\
CRON_TZ=Asia/Makassar
# 2026: 2 changes
0 6 24 11 * cd /srv/kabar && halaman build > log-$(date +\\%F)
# 2026: 1 change
1 6 24 11 * cd /srv/kabar && halaman build > log-$(date +\\%F)
# 2027: 1 change
0 0 1 1 * cd /srv/kabar && halaman build > log-$(date +\\%F)
";
        let command = "cd /srv/kabar && halaman build > log-$(date +%F)";
        assert_eq!(cron(&sample::changes(), Tz::Asia__Makassar, command), expected);
        assert_eq!(cron(&[], Tz::UTC, "x"), "CRON_TZ=UTC\n");
    }

    #[test]
    fn n6_moments_of_one_minute_are_one_line_and_round_up_into_the_next_year() {
        let mut changes = sample::changes();
        changes.truncate(2);
        changes[0].at = DateTime::parse_from_rfc3339("2026-12-31T23:59:00.5+08:00").unwrap();
        changes[1].at = DateTime::parse_from_rfc3339("2026-12-31T23:59:59+08:00").unwrap();
        assert_eq!(cron(&changes, Tz::Asia__Makassar, "x"), "CRON_TZ=Asia/Makassar\n# 2027: 2 changes\n0 0 1 1 * x\n");
    }
}
