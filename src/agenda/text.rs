//! The agenda for people.

use super::{Change, clock, moments};
use std::fmt::Write as _;

/// A line for each change; those of one moment stand under one clock.
pub fn text(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "nothing changes by itself\n".to_owned();
    }
    let mut text = String::new();
    for changes in moments(changes) {
        let mut at = clock(changes[0].at);
        for change in changes {
            let _ = writeln!(text, "{at}  {}", change.sentence());
            at = " ".repeat(at.len());
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agenda::sample;

    #[test]
    fn n6_lines() {
        let expected = "\
2026-11-24 06:00 +08:00  publishes content/daerah/jalan.md “Gubernur: “Jalan pesisir, dari Tanjung Batu sampai Muara Kécil; selesai sebelum musim hujan””
                         drops from the News sitemap content/pasar.md “Harga 50% \\ naik”
2026-11-24 06:00:30 +08:00  adds to the feed “Warta, lambat” content/pasar.md “Harga”
2027-01-01 00:00 +08:00  takes down content/lowongan.md “Lowongan”
";
        assert_eq!(text(&sample::changes()), expected);
        assert_eq!(text(&[]), "nothing changes by itself\n");
    }
}
