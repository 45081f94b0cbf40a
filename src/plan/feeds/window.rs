//! How much a feed holds: at least so many entries, and at least everything of the last so many hours.
//!
//! The hours are counted back from the newest change in the feed and not from the clock, so a feed changes only when
//! something in it does. That is enough: between two visits of a reader who comes more often than the span is long,
//! whatever was published or changed is within the span of the newest of it (T46).

use crate::config::Window;
use crate::content::front_matter::Time;

/// When an article came out, and when it last changed: never before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moments {
    /// First publication.
    pub published: Time,
    /// The last change that its author declared.
    pub changed: Time,
}

/// The places of the entries that a feed holds, among all that it ever had, newest first.
///
/// `open` is how many of the newest no archive holds yet: they stay, so that archives and feed together have everything
/// (P-7).
pub fn held(all: &[Moments], window: Window, open: usize) -> Vec<usize> {
    let since =
        all.iter().map(|moments| moments.changed).max().and_then(|newest| newest.checked_sub_signed(window.span));
    let recent = |moments: &Moments| since.is_some_and(|since| moments.changed > since);
    let stays = |(at, moments): &(usize, &Moments)| *at < window.least.max(open) || recent(moments);
    all.iter().enumerate().filter(stays).map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::{Moments, held};
    use crate::config::Window;
    use crate::content::front_matter::Time;
    use chrono::{DateTime, Duration};
    use std::collections::BTreeSet;

    fn hour(hours: i64) -> Time {
        (DateTime::from_timestamp(1_700_000_000, 0).unwrap() + Duration::hours(hours)).fixed_offset()
    }

    fn at(hours: i64) -> Moments {
        Moments { published: hour(hours), changed: hour(hours) }
    }

    fn window(least: usize, hours: i64) -> Window {
        Window { least, span: Duration::hours(hours) }
    }

    #[test]
    fn a_quiet_feed_holds_the_least_number() {
        let all: Vec<Moments> = (0..5).map(|day| at(-100 * day)).collect();
        assert_eq!(held(&all, window(3, 48), 0), [0, 1, 2]);
        assert_eq!(held(&all, window(1, 0), 0), [0]);
        assert_eq!(held(&[], window(3, 48), 0), [0; 0]);
    }

    #[test]
    fn t46_a_burst_stays_as_long_as_the_window_is() {
        let all: Vec<Moments> = (0..200).map(|_| at(0)).chain([at(-47), at(-48), at(-49)]).collect();
        assert_eq!(held(&all, window(10, 48), 0).len(), 201);
    }

    #[test]
    fn p8_a_corrected_article_is_in_again_whatever_its_age() {
        let corrected = Moments { published: hour(-9000), changed: hour(0) };
        let all = [at(-1), at(-500), at(-600), corrected];
        assert_eq!(held(&all, window(1, 48), 0), [0, 3]);
    }

    #[test]
    fn p7_what_no_archive_holds_stays() {
        let all: Vec<Moments> = (0..9).map(|day| at(-100 * day)).collect();
        assert_eq!(held(&all, window(2, 48), 5).len(), 5);
    }

    /// A number that looks random, the same in every run.
    fn noise(seed: u64) -> u64 {
        let mixed = (seed ^ (seed >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 20
    }

    /// Thirty days of news: 10 to 300 articles a day, most of them by day, some in bursts of one minute.
    fn thirty_days(seed: u64) -> Vec<Time> {
        let start = hour(0);
        let mut all = Vec::new();
        for day in 0..30_u64 {
            let many = 10 + noise(seed * 1000 + day) % 291;
            let burst = noise(seed * 77 + day).is_multiple_of(5);
            for number in 0..many {
                let random = noise(seed * 1_000_003 + day * 1009 + number);
                let second = if burst { 43_200 + random % 60 } else { 18_000 + random % 64_800 };
                all.push(start + Duration::seconds(i64::try_from(day * 86_400 + second).unwrap()));
            }
        }
        all.sort_unstable();
        all
    }

    /// Every reader that comes at least every twelve hours sees every article, whatever the flow, and one that comes more
    /// seldom than the window would miss some: the simulation can fail.
    #[test]
    fn t46_readers_who_poll_every_1_6_and_12_hours_miss_nothing_in_thirty_days() {
        for seed in 1..=5 {
            let news = thirty_days(seed);
            for (every, misses) in [(1, false), (6, false), (12, false), (96, true)] {
                let mut seen: BTreeSet<Time> = BTreeSet::new();
                let mut visit = every;
                while visit <= 31 * 24 + every {
                    let until = news.partition_point(|time| *time <= hour(visit));
                    let all: Vec<Moments> =
                        news[..until].iter().rev().map(|time| Moments { published: *time, changed: *time }).collect();
                    seen.extend(held(&all, window(50, 48), 0).into_iter().map(|place| all[place].published));
                    visit += every;
                }
                let all: BTreeSet<Time> = news.iter().copied().collect();
                assert_eq!(seen != all, misses, "seed {seed}, every {every} hours");
            }
        }
    }
}
