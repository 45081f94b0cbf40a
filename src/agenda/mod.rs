//! The moments at which a site's output changes with nobody touching it: an article comes or goes, leaves the News sitemap,
//! or reaches a feed that waits (N-1, N-6).
//!
//! Facts of articles in, a sorted list out; one file for each format of that list. It reads no clock and no site, and it
//! says nothing of what people will change.

mod cron;
mod ics;
mod json;
mod site;
mod text;

pub use cron::cron;
pub use ics::ics;
pub use json::json;
pub use site::{facts, facts_of};
pub use text::text;

use chrono::{DateTime, Duration, FixedOffset, Utc};
use chrono_tz::Tz;

/// What is to be known of an article, or of a page without a date. Drafts are never among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// Its file, as people are told of it: `content/daerah/banjir.md`.
    pub source: String,
    /// Its title.
    pub title: String,
    /// Online from then on; a page without a date always is.
    pub date: Option<DateTime<FixedOffset>>,
    /// Offline from then on.
    pub expires: Option<DateTime<FixedOffset>>,
    /// Changes that its author announced for later: an `updated`, a correction.
    pub updates: Vec<DateTime<FixedOffset>>,
    /// Whether search engines are kept away, and with them the News sitemap.
    pub noindex: bool,
    /// Whether only a page that says so is left of it: in no feed and no sitemap (I-13).
    pub withdrawn: bool,
    /// Title and delay of each feed with a delay that it belongs to.
    pub feeds_with_delay: Vec<(String, Duration)>,
}

/// Why the output changes at a moment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Its date has come.
    Published,
    /// It has expired.
    Expired,
    /// A change that was announced for this moment counts.
    Updated,
    /// It is too old for the News sitemap (N-1).
    LeavesNewsSitemap,
    /// It is old enough for the feed of this title.
    EntersFeed(String),
}

/// A change that comes by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The first moment at which a build has it, on the clock of the site's zone.
    pub at: DateTime<FixedOffset>,
    /// Why.
    pub cause: Cause,
    /// [`Facts::source`].
    pub source: String,
    /// [`Facts::title`].
    pub title: String,
}

impl Cause {
    /// What the build does then to the article that is named next: `publishes`.
    fn verb(&self) -> String {
        match self {
            Self::Published => "publishes".to_owned(),
            Self::Expired => "takes down".to_owned(),
            Self::Updated => "marks as updated".to_owned(),
            Self::LeavesNewsSitemap => "drops from the News sitemap".to_owned(),
            Self::EntersFeed(feed) => format!("adds to the feed “{}”", one_line(feed)),
        }
    }
}

impl Change {
    /// As a sentence: ``publishes content/a.md “Banjir surut”``.
    fn sentence(&self) -> String {
        format!("{} {} “{}”", self.cause.verb(), self.source, one_line(&self.title))
    }
}

/// All changes after `now`, by moment, source and cause. `news_window` is how long an article stays in the News sitemap;
/// nothing if the site has none.
pub fn changes(articles: &[Facts], news_window: Option<Duration>, zone: Tz, now: DateTime<Utc>) -> Vec<Change> {
    let mut changes: Vec<Change> = articles
        .iter()
        .flat_map(|facts| {
            of_article(facts, news_window).into_iter().map(|(at, cause)| Change {
                at: at.with_timezone(&zone).fixed_offset(),
                cause,
                source: facts.source.clone(),
                title: facts.title.clone(),
            })
        })
        .filter(|change| change.at > now)
        .collect();
    changes.sort_by(|a, b| (a.at, &a.source, &a.cause).cmp(&(b.at, &b.source, &b.cause)));
    changes
}

/// Every moment of an article's life, past ones too. An article that expires before it begins has none, and after its end
/// nothing happens to it: what leaves the site leaves sitemaps and feeds at once.
fn of_article(facts: &Facts, news_window: Option<Duration>) -> Vec<(DateTime<FixedOffset>, Cause)> {
    let lives_at = |at: &DateTime<FixedOffset>| facts.expires.is_none_or(|end| *at < end);
    if facts.date.is_some_and(|date| !lives_at(&date)) {
        return Vec::new();
    }
    let mut moments = Vec::new();
    if let Some(date) = facts.date {
        moments.push((date, Cause::Published));
        if !facts.withdrawn {
            let news = news_window.filter(|_| !facts.noindex).and_then(|window| date.checked_add_signed(window));
            moments.extend(news.map(|at| (at, Cause::LeavesNewsSitemap)));
            moments.extend(delayed(facts, date));
        }
    }
    let came = |at: &DateTime<FixedOffset>| facts.date.is_none_or(|date| date < *at);
    moments.extend(facts.updates.iter().copied().filter(came).map(|at| (at, Cause::Updated)));
    moments.retain(|(at, _)| lives_at(at));
    moments.extend(facts.expires.map(|end| (end, Cause::Expired)));
    moments
}

/// Feeds without a delay have the article when the site has it, which is no change of its own.
fn delayed(facts: &Facts, date: DateTime<FixedOffset>) -> impl Iterator<Item = (DateTime<FixedOffset>, Cause)> {
    let feeds = facts.feeds_with_delay.iter().filter(|(_, delay)| *delay > Duration::zero());
    feeds.filter_map(move |(feed, delay)| Some((date.checked_add_signed(*delay)?, Cause::EntersFeed(feed.clone()))))
}

/// The changes of one moment together.
fn moments(changes: &[Change]) -> impl Iterator<Item = &[Change]> {
    changes.chunk_by(|a, b| a.at == b.at)
}

/// On a clock: `2026-11-24 06:00 +08:00`, with seconds if there are any.
fn clock(at: DateTime<FixedOffset>) -> String {
    let whole = at.format("%S").to_string() == "00";
    at.format(if whole { "%Y-%m-%d %H:%M %:z" } else { "%Y-%m-%d %H:%M:%S %:z" }).to_string()
}

/// A title cannot end a line of any format.
fn one_line(text: &str) -> String {
    text.split(char::is_control).collect::<Vec<_>>().join(" ")
}

/// A small agenda, for tests of the formats.
#[cfg(test)]
mod sample {
    use super::{Cause, Change};
    use chrono::DateTime;

    /// Two changes at one moment, one half a minute later, one in another year.
    pub fn changes() -> Vec<Change> {
        let change = |at: &str, cause, source: &str, title: &str| Change {
            at: DateTime::parse_from_rfc3339(at).unwrap(),
            cause,
            source: format!("content/{source}"),
            title: title.to_owned(),
        };
        let feed = Cause::EntersFeed("Warta, lambat".to_owned());
        let long = "Gubernur: “Jalan pesisir, dari Tanjung Batu sampai Muara Kécil; selesai sebelum musim hujan”";
        vec![
            change("2026-11-24T06:00:00+08:00", Cause::Published, "daerah/jalan.md", long),
            change("2026-11-24T06:00:00+08:00", Cause::LeavesNewsSitemap, "pasar.md", "Harga\n50% \\ naik"),
            change("2026-11-24T06:00:30+08:00", feed, "pasar.md", "Harga"),
            change("2027-01-01T00:00:00+08:00", Cause::Expired, "lowongan.md", "Lowongan"),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-23T12:00:00+08:00";

    fn moment(text: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    fn article(source: &str, date: &str, expires: Option<&str>) -> Facts {
        Facts {
            source: source.to_owned(),
            title: source.to_uppercase(),
            date: Some(moment(date)),
            expires: expires.map(moment),
            ..Facts::default()
        }
    }

    /// The changes as `moment cause source`.
    fn told(articles: &[Facts]) -> Vec<String> {
        let changes = changes(articles, Some(Duration::hours(48)), Tz::Asia__Makassar, moment(NOW).to_utc());
        changes.iter().map(|it| format!("{} {:?} {}", it.at.format("%dT%H:%M"), it.cause, it.source)).collect()
    }

    #[test]
    fn n6_a_future_article_comes_and_leaves_the_news_sitemap() {
        let one = article("a", "2026-11-23T22:00:00Z", None);
        assert_eq!(told(&[one]), ["24T06:00 Published a", "26T06:00 LeavesNewsSitemap a"]);
    }

    #[test]
    fn n6_only_what_comes_after_now_is_told() {
        let now = article("a", NOW, None);
        let leaves_now = article("b", "2026-11-21T12:00:00+08:00", None);
        let ends_now = article("c", "2026-11-01T12:00:00+08:00", Some(NOW));
        let ended = article("d", "2026-11-23T11:00:00+08:00", Some("2026-11-23T11:30:00+08:00"));
        assert_eq!(told(&[now, leaves_now, ends_now, ended]), ["25T12:00 LeavesNewsSitemap a"]);
    }

    #[test]
    fn n6_nothing_happens_after_the_end_nor_before_a_life_that_never_was() {
        let short = article("a", "2026-11-24T06:00:00+08:00", Some("2026-11-25T06:00:00+08:00"));
        let exact = article("b", "2026-11-22T12:00:00+08:00", Some("2026-11-24T12:00:00+08:00"));
        let never = article("c", "2026-11-24T06:00:00+08:00", Some("2026-11-24T06:00:00+08:00"));
        let expected = ["24T06:00 Published a", "24T12:00 Expired b", "25T06:00 Expired a"];
        assert_eq!(told(&[short, exact, never]), expected);
    }

    #[test]
    fn n1_who_is_not_in_the_news_sitemap_does_not_leave_it() {
        let hidden = Facts { noindex: true, ..article("a", "2026-11-23T06:00:00+08:00", None) };
        let withdrawn = Facts { withdrawn: true, ..article("b", "2026-11-23T06:00:00+08:00", None) };
        let page = Facts { date: None, ..article("c", NOW, Some("2026-11-30T06:00:00+08:00")) };
        assert_eq!(told(&[hidden, withdrawn, page]), ["30T06:00 Expired c"]);
        let seen = article("d", "2026-11-23T06:00:00+08:00", None);
        assert_eq!(changes(&[seen], None, Tz::UTC, moment(NOW).to_utc()), []);
    }

    #[test]
    fn x15_an_announced_change_counts_when_it_has_come() {
        let updates = vec![moment("2026-11-24T06:00:00+08:00"), moment("2026-12-24T06:00:00+08:00")];
        let one = Facts { noindex: true, updates, ..article("a", NOW, Some("2026-12-01T00:00:00+08:00")) };
        assert_eq!(told(&[one]), ["24T06:00 Updated a", "01T00:00 Expired a"]);
    }

    #[test]
    fn a_feed_with_a_delay_has_an_article_later() {
        let feeds = vec![("Lambat".to_owned(), Duration::minutes(90)), ("Segera".to_owned(), Duration::zero())];
        let one = Facts { noindex: true, feeds_with_delay: feeds.clone(), ..article("a", NOW, None) };
        let ends = Facts { expires: Some(moment("2026-11-23T13:30:00+08:00")), ..one.clone() };
        let gone = Facts { withdrawn: true, ..one.clone() };
        assert_eq!(told(&[one]), [r#"23T13:30 EntersFeed("Lambat") a"#]);
        assert_eq!(told(&[ends]), ["23T13:30 Expired a"]);
        assert_eq!(told(&[gone]), [""; 0]);
    }

    #[test]
    fn d4_changes_have_one_order() {
        let at = "2026-11-24T06:00:00+08:00";
        let b = Facts { noindex: true, ..article("b", at, None) };
        let a = Facts { noindex: true, ..article("a", "2026-11-24T05:00:00+07:00", None) };
        let c = article("a", "2026-11-22T06:00:00+08:00", None);
        let expected = ["24T06:00 Published a", "24T06:00 LeavesNewsSitemap a", "24T06:00 Published b"];
        assert_eq!(told(&[b.clone(), c.clone(), a.clone()]), expected);
        assert_eq!(told(&[a, b, c]), expected);
    }

    #[test]
    fn the_clock_is_that_of_the_zone_at_that_moment() {
        let one = Facts { noindex: true, ..article("a", "2027-07-01T12:00:00Z", None) };
        let changes = changes(&[one], None, Tz::Europe__Berlin, moment(NOW).to_utc());
        assert_eq!(clock(changes[0].at), "2027-07-01 14:00 +02:00");
    }
}
