//! The agenda as a calendar that people subscribe to (RFC 5545).

use super::Change;
use chrono::{DateTime, Utc};

/// No line of a calendar is longer, in bytes, its break apart (RFC 5545, 3.1).
const LINE: usize = 75;

/// An event for each second with changes. Its `UID` comes of the moment and the site's host, so that a calendar that is fetched again
/// changes its events instead of doubling them; `now` is when the calendar was made.
pub fn ics(changes: &[Change], host: &str, now: DateTime<Utc>) -> String {
    let mut calendar = Calendar::default();
    calendar.lines(&["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//halaman//next//EN", "CALSCALE:GREGORIAN"]);
    // A calendar counts in seconds, and no two events have one `UID`.
    for changes in changes.chunk_by(|a, b| a.at.timestamp() == b.at.timestamp()) {
        let at = utc(changes[0].at.to_utc());
        let sentences: Vec<String> = changes.iter().map(Change::sentence).collect();
        calendar.line("BEGIN:VEVENT");
        calendar.line(&format!("UID:{at}@{host}"));
        calendar.line(&format!("DTSTAMP:{}", utc(now)));
        calendar.line(&format!("DTSTART:{at}"));
        calendar.line(&format!("SUMMARY:{}", escaped(&summary(changes))));
        calendar.line(&format!("DESCRIPTION:{}", escaped(&sentences.join("\n"))));
        calendar.lines(&["TRANSP:TRANSPARENT", "END:VEVENT"]);
    }
    calendar.line("END:VCALENDAR");
    calendar.text
}

/// What a calendar has room for: the change, or how many there are.
fn summary(changes: &[Change]) -> String {
    match changes {
        [change] => change.sentence(),
        _ => format!("{} changes", changes.len()),
    }
}

fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// As a text value (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

/// The calendar being written.
#[derive(Default)]
struct Calendar {
    text: String,
}

impl Calendar {
    fn lines(&mut self, lines: &[&str]) {
        for line in lines {
            self.line(line);
        }
    }

    /// Folded between letters: a letter that is cut in two is unreadable to many programs.
    fn line(&mut self, line: &str) {
        let mut width = 0;
        for letter in line.chars() {
            if width + letter.len_utf8() > LINE {
                self.text.push_str("\r\n ");
                width = 1;
            }
            self.text.push(letter);
            width += letter.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agenda::sample;

    const EXPECTED: &str = r"BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//halaman//next//EN
CALSCALE:GREGORIAN
BEGIN:VEVENT
UID:20261123T220000Z@kabar.example
DTSTAMP:20261123T040000Z
DTSTART:20261123T220000Z
SUMMARY:2 changes
DESCRIPTION:publishes content/daerah/jalan.md “Gubernur: “Jalan pesisir
 \, dari Tanjung Batu sampai Muara Kécil\; selesai sebelum musim hujan”
 ”\ndrops from the News sitemap content/pasar.md “Harga 50% \\ naik”
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:20261123T220030Z@kabar.example
DTSTAMP:20261123T040000Z
DTSTART:20261123T220030Z
SUMMARY:adds to the feed “Warta\, lambat” content/pasar.md “Harga”
DESCRIPTION:adds to the feed “Warta\, lambat” content/pasar.md “Harga
 ”
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:20261231T160000Z@kabar.example
DTSTAMP:20261123T040000Z
DTSTART:20261231T160000Z
SUMMARY:takes down content/lowongan.md “Lowongan”
DESCRIPTION:takes down content/lowongan.md “Lowongan”
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
";

    fn now() -> DateTime<Utc> {
        DateTime::parse_from_rfc3339("2026-11-23T12:00:00+08:00").unwrap().to_utc()
    }

    #[test]
    fn n6_a_calendar() {
        assert_eq!(ics(&sample::changes(), "kabar.example", now()), EXPECTED.replace('\n', "\r\n"));
    }

    #[test]
    fn no_line_is_too_long_and_none_is_lost() {
        let mut changes = sample::changes();
        changes.truncate(1);
        for length in 0..200 {
            changes[0].title = "é".repeat(length);
            let calendar = ics(&changes, "kabar.example", now());
            assert!(calendar.split("\r\n").all(|line| line.len() <= LINE), "{calendar}");
            let summary = format!("SUMMARY:publishes content/daerah/jalan.md “{}”\r\n", changes[0].title);
            assert!(calendar.replace("\r\n ", "").contains(&summary), "{calendar}");
        }
    }
}
