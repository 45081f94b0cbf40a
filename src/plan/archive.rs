//! The archive by day: years, their months, their days. Closed days never change.

use super::lists::Paths;
use crate::config::Config;
use crate::content::{ArticleId, Library};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// What a page of the archive stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Period {
    /// All years.
    Years,
    /// A year.
    Year(i32),
    /// A month: year, month.
    Month(i32, u32),
}

/// A page of the archive that lists shorter periods. Days are lists of articles.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it stands for.
    pub period: Period,
    /// Its address.
    pub path: String,
    /// The periods below it, newest first: the first day of each, its address and how many articles it has.
    pub children: Vec<(NaiveDate, String, usize)>,
}

/// The articles of each day in the site's zone (I-7), newest day first.
pub fn days(config: &Config, library: &Library, shown: &[ArticleId]) -> Vec<(NaiveDate, Vec<ArticleId>)> {
    let mut days: BTreeMap<NaiveDate, Vec<ArticleId>> = BTreeMap::new();
    for id in shown {
        if let Some(day) = day_of(config, library, *id) {
            days.entry(day).or_default().push(*id);
        }
    }
    days.into_iter().rev().collect()
}

/// The day on which an article came out.
pub fn day_of(config: &Config, library: &Library, id: ArticleId) -> Option<NaiveDate> {
    let brief = library.brief(id);
    let date = brief.date.filter(|_| brief.is_news())?;
    Some(date.with_timezone(&config.timezone).date_naive())
}

/// The pages above the days; the first is that of all years. None if nothing has a date.
pub fn nodes(days: &[(NaiveDate, Vec<ArticleId>)], paths: &Paths) -> Vec<Node> {
    if days.is_empty() {
        return Vec::new();
    }
    let mut counts: BTreeMap<Period, BTreeMap<NaiveDate, usize>> = BTreeMap::new();
    for (day, members) in days {
        let (year, month) = (day.year(), day.month());
        let january = day.with_day(1).and_then(|first| first.with_month(1)).unwrap_or(*day);
        let first = day.with_day(1).unwrap_or(*day);
        for (period, child) in
            [(Period::Years, january), (Period::Year(year), first), (Period::Month(year, month), *day)]
        {
            *counts.entry(period).or_default().entry(child).or_default() += members.len();
        }
    }
    let node = |(period, children): (Period, BTreeMap<NaiveDate, usize>)| Node {
        path: path(period, paths),
        children: children.into_iter().rev().map(|(day, count)| (day, child_path(period, day, paths), count)).collect(),
        period,
    };
    counts.into_iter().map(node).collect()
}

/// The address of a period.
pub fn path(period: Period, paths: &Paths) -> String {
    match period {
        Period::Years => format!("{}/", paths.archive),
        Period::Year(year) => format!("{}/{year:04}/", paths.archive),
        Period::Month(year, month) => format!("{}/{year:04}/{month:02}/", paths.archive),
    }
}

fn child_path(period: Period, day: NaiveDate, paths: &Paths) -> String {
    match period {
        Period::Years => path(Period::Year(day.year()), paths),
        Period::Year(_) => path(Period::Month(day.year(), day.month()), paths),
        Period::Month(..) => paths.day(day),
    }
}
