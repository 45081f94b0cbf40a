//! Taxonomies and their terms: tags, authors, and whatever the configuration names.

use crate::config::{self, Config};
use crate::content::{ArticleId, Library};
use crate::hash::Fingerprint;
use crate::locale::slugify;
use std::collections::BTreeMap;

/// A way of sorting articles, with all its terms.
#[derive(Debug, Clone)]
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
}

/// One term: a tag, an author.
#[derive(Debug, Clone)]
pub struct Term {
    /// As the oldest article that has it writes it.
    pub name: String,
    /// Its part of addresses.
    pub slug: String,
    /// The articles, newest first.
    pub members: Vec<ArticleId>,
}

impl Taxonomy {
    /// The place of a term by a name that an article has.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.by_slug.get(&term_slug(name)).copied()
    }
}

/// The slug of a term. Names without a letter that ASCII could stand for have one made of their hash, so that every
/// term has its own page (T28, I-19).
pub fn term_slug(name: &str) -> String {
    let slug = slugify(name);
    if slug.is_empty() { format!("x-{}", Fingerprint::of(name.as_bytes()).short()) } else { slug }
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
            terms,
        }
    };
    config.taxonomies.iter().map(taxonomy).collect()
}

fn terms(library: &Library, shown: &[ArticleId], taxonomy: &str) -> Vec<Term> {
    let mut by_slug: BTreeMap<String, Term> = BTreeMap::new();
    for id in shown {
        for name in library.article(*id).terms(taxonomy) {
            let slug = term_slug(name);
            let term =
                by_slug.entry(slug.clone()).or_insert_with(|| Term { name: name.clone(), slug, members: Vec::new() });
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

#[cfg(test)]
mod tests {
    use super::term_slug;

    #[test]
    fn t28_every_name_has_a_slug_of_its_own() {
        assert_eq!(term_slug("Sepak Bola"), "sepak-bola");
        assert_eq!(term_slug("A/B . C"), "a-b-c");
        assert_ne!(term_slug("."), term_slug("/"));
        assert!(term_slug("🌊").starts_with("x-"));
    }
}
