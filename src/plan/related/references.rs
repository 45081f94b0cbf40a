//! Which articles an article links to, and which newer ones come back to it.
//!
//! Only links that name a file are followed, and calls with a `path`: the author meant that article. What leads nowhere is
//! reported by `check`.

use super::Related;
use crate::content::{Article, ArticleId, Brief, Library};
use crate::plan::links;

/// How many newer articles are shown at most; a story that never ends has its topic's page.
const MOST: usize = 5;

/// The articles that one names: those of `related`, then those of its text. Each once.
pub fn named(library: &Library, article: &Article, related: &[ArticleId]) -> Vec<ArticleId> {
    let mut named = related.to_vec();
    let links = article.outline.links.iter().filter(|link| !link.image).map(|link| link.dest.as_str());
    let calls = article.outline.calls.iter().filter_map(|call| call.text("path"));
    for id in links.filter_map(file).chain(calls).filter_map(|dest| links::find(library, article, dest)) {
        if !named.contains(&id) {
            named.push(id);
        }
    }
    named
}

/// The file that a link names, without the place in it.
fn file(dest: &str) -> Option<&str> {
    let bare = dest.split(['#', '?']).next()?;
    links::names_a_source(bare).then_some(bare)
}

/// For each article, the newer ones of its language that name it, newest first.
pub fn follow_ups(library: &Library, related: &[Related]) -> Vec<Vec<ArticleId>> {
    let mut follow_ups: Vec<Vec<ArticleId>> = vec![Vec::new(); related.len()];
    for (id, related) in library.ids().zip(related) {
        for older in related.named.iter().filter(|older| **older > id) {
            let list = &mut follow_ups[older.0 as usize];
            if list.len() < MOST && comes_back(library.brief(id), library.brief(*older)) {
                list.push(id);
            }
        }
    }
    follow_ups
}

/// Whether an article goes on with an older one: both are news of one language, and not the same story.
fn comes_back(brief: &Brief, older: &Brief) -> bool {
    let are_news = brief.is_news() && older.is_news();
    are_news && brief.language == older.language && brief.story != older.story
}
