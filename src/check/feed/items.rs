//! Rules about the articles of one document together, the same in every format: ids (R-12, A-14, J-4), the future
//! order, one article only once, dates that differ.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, FixedOffset, Timelike as _};

use crate::check::feed::report::{Report, shown};
use crate::check::feed::{FeedFacts, Format, ItemFacts};

/// Judges the articles of a feed.
pub fn judge(facts: &FeedFacts, format: Format, report: &mut Report) {
    ids(&facts.items, format, report);
    if let Some(item) = facts.items.iter().find(|item| facts.id.as_ref() == Some(&item.id)) {
        let message = format!("an entry has the id of the feed, {}", shown(&item.id));
        report.error("A-14", item.at.clone(), message, "give each an id of its own");
    }
    pages(&facts.items, report);
    order(&facts.items, report);
    if let Some(now) = report.now {
        for item in &facts.items {
            future(item, now, report);
        }
    }
    if format == Format::Atom {
        collisions(&facts.items, report);
    }
}

fn ids(items: &[ItemFacts], format: Format, report: &mut Report) {
    let mut seen: HashSet<&str> = HashSet::new();
    for item in items.iter().filter(|item| !item.id.is_empty()) {
        if seen.insert(&item.id) {
            continue;
        }
        let message = format!("two articles have the id {}", shown(&item.id));
        let help = "give each article an id of its own, and show each only once";
        match format {
            // RFC 4287 lets versions of one entry stand together.
            Format::Atom => report.ours("A-14", item.at.clone(), message, help),
            Format::Json => report.error("J-4", item.at.clone(), message, help),
            _ => report.error("R-12", item.at.clone(), message, help),
        }
    }
}

fn pages(items: &[ItemFacts], report: &mut Report) {
    let mut seen: HashMap<&str, &str> = HashMap::new();
    for item in items {
        let Some(url) = item.url.as_deref().filter(|url| !url.is_empty()) else { continue };
        if seen.insert(url, &item.id).is_some_and(|id| id != item.id) {
            let message = format!("two articles lead to {}", shown(url));
            report.house(
                "R-15",
                item.at.clone(),
                message,
                "show an article of several pages once, with its whole text",
            );
        }
    }
}

/// Newest first; articles of one moment by id.
fn order(items: &[ItemFacts], report: &mut Report) {
    let dated: Vec<&ItemFacts> = items.iter().filter(|item| item.published.is_some()).collect();
    let is_right = |pair: &[&ItemFacts]| match pair[1].published.cmp(&pair[0].published) {
        std::cmp::Ordering::Less => true,
        std::cmp::Ordering::Equal => !report.own || pair[0].id <= pair[1].id,
        std::cmp::Ordering::Greater => false,
    };
    let Some(pair) = dated.windows(2).find(|pair| !is_right(pair)) else { return };
    let message = format!("{} stands after an older article", shown(&pair[1].title));
    let message = if pair[0].published == pair[1].published {
        format!("{} stands after an article of the same moment with a later id", shown(&pair[1].title))
    } else {
        message
    };
    report.ours("R-22", pair[1].at.clone(), message, "show the newest first, and those of one moment by id");
}

fn future(item: &ItemFacts, now: DateTime<FixedOffset>, report: &mut Report) {
    if let Some(date) = item.published.filter(|date| *date > now) {
        let message = format!("{} is dated {}, which is yet to come", shown(&item.title), date.to_rfc3339());
        report.ours("R-21", item.at.clone(), message, "publish it when its time has come");
    }
}

/// Articles that have a date without a time are all of midnight: that is no fault of theirs.
fn collisions(items: &[ItemFacts], report: &mut Report) {
    let mut seen: HashMap<DateTime<FixedOffset>, &str> = HashMap::new();
    for item in items {
        let Some(updated) = item.updated.filter(|date| date.num_seconds_from_midnight() != 0) else { continue };
        if let Some(other) = seen.insert(updated, &item.id).filter(|other| *other != item.id) {
            let message = format!("{} was changed at the very moment of {}", shown(&item.id), shown(other));
            report.advice("A-5", item.at.clone(), message, "give each its own time: some readers sort by it");
            return;
        }
    }
}
