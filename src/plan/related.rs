//! What to read besides an article: the editor's choice, then older articles that share topics.
//!
//! Only older ones are chosen, so that a new article changes no old page; the editor may name any.

use super::links;
use crate::content::{Article, ArticleId, Library};
use crate::diag::Diagnostics;
use std::collections::BTreeMap;

/// How many there are at most.
const MOST: usize = 3;

/// How far back a topic is followed; what is older is no longer news.
const DEPTH: usize = 60;

/// For each article, what is related to it.
pub fn all(library: &Library, problems: &mut Diagnostics) -> Vec<Vec<ArticleId>> {
    let mut by_tag: BTreeMap<&str, Vec<ArticleId>> = BTreeMap::new();
    for id in library.ids().filter(|id| library.article(*id).is_news()) {
        for tag in library.article(id).terms("tags") {
            by_tag.entry(tag).or_default().push(id);
        }
    }
    library.ids().map(|id| one(library, id, &by_tag, problems)).collect()
}

fn one(
    library: &Library,
    id: ArticleId,
    by_tag: &BTreeMap<&str, Vec<ArticleId>>,
    problems: &mut Diagnostics,
) -> Vec<ArticleId> {
    let article = library.article(id);
    let mut chosen = Vec::new();
    for related in &article.meta.related {
        match links::article(library, article, &related.value, related.at) {
            Ok(other) if other != id && !chosen.contains(&other) => chosen.push(other),
            Ok(_) => {}
            Err(problem) => problems.push(*problem),
        }
    }
    if article.is_news() {
        let found = by_topics(library, id, by_tag);
        let more: Vec<ArticleId> = found.into_iter().filter(|other| !chosen.contains(other)).take(MOST).collect();
        chosen.extend(more);
    }
    chosen.truncate(MOST.max(article.meta.related.len()));
    chosen
}

/// Older articles of the same language by the number of shared topics, then the newest.
fn by_topics(library: &Library, id: ArticleId, by_tag: &BTreeMap<&str, Vec<ArticleId>>) -> Vec<ArticleId> {
    let article = library.article(id);
    let mut shared: BTreeMap<ArticleId, usize> = BTreeMap::new();
    for tag in article.terms("tags") {
        let all = by_tag.get(tag.as_str()).map_or(&[][..], Vec::as_slice);
        let from = all.partition_point(|other| *other <= id);
        for other in all[from..].iter().take(DEPTH) {
            *shared.entry(*other).or_default() += 1;
        }
    }
    let mut ranked: Vec<(ArticleId, usize)> =
        shared.into_iter().filter(|(other, _)| fits(article, library.article(*other))).collect();
    ranked.sort_by_key(|(other, count)| (std::cmp::Reverse(*count), *other));
    ranked.into_iter().map(|(other, _)| other).collect()
}

/// In the same language, and not the same story.
fn fits(article: &Article, other: &Article) -> bool {
    article.language == other.language && !article.name.tells_the_same(&other.name)
}
