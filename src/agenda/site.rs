//! What the agenda needs to know of a site's articles.

use super::Facts;
use crate::config::Config;
use crate::content::front_matter::Time;
use crate::content::{Article, Library};
use crate::plan::feeds::named;
use std::collections::BTreeMap;

/// The facts of everything that is published, and of what will be.
pub fn facts(config: &Config, library: &Library) -> Vec<Facts> {
    let mut announced: BTreeMap<&str, Vec<Time>> = BTreeMap::new();
    for (source, time) in &library.announced {
        announced.entry(source).or_default().push(*time);
    }
    let sections = library.sections.iter().flat_map(|section| section.index.iter().chain(&section.translations));
    let published = library.articles.iter().chain(sections).chain(library.profiles.values());
    let published = published.map(|article| {
        let updates = announced.get(article.name.source.as_str()).cloned().unwrap_or_default();
        Facts { updates, ..of(article, config) }
    });
    let waiting = library.waiting.iter().map(|article| {
        // Nothing of an article that is still to come has been announced as past.
        let updates = article.meta.announced(Time::default());
        Facts { updates, ..of(article, config) }
    });
    published.chain(waiting).collect()
}

/// The facts of an article that is published at a moment, as it is at every moment.
pub fn facts_of(article: &Article, config: &Config, now: Time) -> Facts {
    Facts { updates: article.meta.announced(now), ..of(article, config) }
}

fn of(article: &Article, config: &Config) -> Facts {
    let meta = &article.meta;
    let candidate = named::Candidate::new(article);
    let delayed = config.feeds.iter().filter(|feed| named::chooses(feed, &candidate, config));
    Facts {
        source: format!("content/{}", article.name.source),
        title: meta.title.clone(),
        date: meta.date,
        expires: meta.expires,
        updates: Vec::new(),
        // A section is no news.
        noindex: meta.noindex || !article.is_news(),
        withdrawn: !article.is_listed(),
        feeds_with_delay: delayed.map(|feed| (feed.title.clone(), feed.delay)).collect(),
    }
}
