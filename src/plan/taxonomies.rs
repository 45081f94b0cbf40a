//! Taxonomies and their terms: tags, authors, and whatever the configuration names.

use crate::config::{self, Config};
use crate::content::{Article, ArticleId, Library};
use crate::locale::{slugify, term_slug};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A way of sorting articles, with all its terms.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Taxonomy {
    /// The key in front matter.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// The first part of its addresses.
    pub path: String,
    /// Whether its terms have feeds.
    pub feed: bool,
    /// Its terms, in the alphabet's order.
    pub terms: Vec<Term>,
    by_slug: BTreeMap<String, usize>,
    /// Names as they are written; most are found here, without making a slug.
    by_name: BTreeMap<String, usize>,
}

/// One term: a tag, an author.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Term {
    /// As the oldest article that has it writes it.
    pub name: String,
    /// Its part of addresses.
    pub slug: String,
    /// The articles, newest first.
    pub members: Vec<ArticleId>,
}

impl Taxonomy {
    /// The places of an article's terms, each once, in the author's order.
    pub fn of(&self, article: &Article) -> Vec<usize> {
        let mut terms = Vec::new();
        for term in article.terms(&self.name).iter().filter_map(|name| self.find(name)) {
            if !terms.contains(&term) {
                terms.push(term);
            }
        }
        terms
    }

    /// The place of a term by a name that an article has.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).or_else(|| self.by_slug.get(&term_slug(name))).copied()
    }
}

/// All taxonomies of the configuration. Names of one slug are one term.
pub fn all(config: &Config, library: &Library, shown: &[ArticleId]) -> Vec<Taxonomy> {
    let taxonomy = |own: &config::Taxonomy| {
        let terms = terms(library, shown, &own.name);
        Taxonomy {
            name: own.name.clone(),
            title: own.title.clone(),
            path: own.path.clone(),
            feed: own.feed,
            by_slug: terms.iter().enumerate().map(|(at, term)| (term.slug.clone(), at)).collect(),
            by_name: terms.iter().enumerate().map(|(at, term)| (term.name.clone(), at)).collect(),
            terms,
        }
    };
    config.taxonomies.iter().map(taxonomy).collect()
}

fn terms(library: &Library, shown: &[ArticleId], taxonomy: &str) -> Vec<Term> {
    let mut by_slug: BTreeMap<String, Term> = BTreeMap::new();
    let mut slugs: BTreeMap<&str, String> = BTreeMap::new();
    for id in shown {
        for name in library.article(*id).terms(taxonomy) {
            let slug = slugs.entry(name).or_insert_with(|| term_slug(name));
            if !by_slug.contains_key(slug) {
                by_slug.insert(slug.clone(), Term { name: name.clone(), slug: slug.clone(), members: Vec::new() });
            }
            let Some(term) = by_slug.get_mut(slug) else { continue };
            term.name.clone_from(name);
            if term.members.last() != Some(id) {
                term.members.push(*id);
            }
        }
    }
    let mut terms: Vec<Term> = by_slug.into_values().collect();
    terms.sort_by_cached_key(|term| (alphabetical(&term.name), term.slug.clone()));
    terms
}

/// Indonesian sorts as ASCII does once case and marks are left out (D-4).
fn alphabetical(name: &str) -> String {
    slugify(name).replace('-', " ")
}
