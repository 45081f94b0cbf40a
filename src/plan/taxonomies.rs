//! Taxonomies and their terms: tags, authors, and whatever the configuration names.

use crate::config::{self, Config};
use crate::content::brief::Word;
use crate::content::{Article, ArticleId, Library};
use crate::locale::{slugify, term_slug};
use std::collections::{BTreeMap, HashMap};

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
    /// Names as they are written; most are found here, without making a slug.
    by_name: BTreeMap<String, usize>,
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
    let mut by_slug: BTreeMap<String, usize> = BTreeMap::new();
    let mut by_word: HashMap<Word, usize> = HashMap::new();
    let mut terms: Vec<Term> = Vec::new();
    for id in shown {
        for (_, word) in library.brief(*id).terms.iter().filter(|(own, _)| library.briefs.word(*own) == taxonomy) {
            let name = library.briefs.word(*word);
            let at = *by_word.entry(*word).or_insert_with(|| {
                let slug = term_slug(name);
                *by_slug.entry(slug.clone()).or_insert_with(|| {
                    terms.push(Term { name: String::new(), slug, members: Vec::new() });
                    terms.len() - 1
                })
            });
            let term = &mut terms[at];
            term.name.clear();
            term.name.push_str(name);
            if term.members.last() != Some(id) {
                term.members.push(*id);
            }
        }
    }
    terms.sort_by_cached_key(|term| (alphabetical(&term.name), term.slug.clone()));
    terms
}

/// Indonesian sorts as ASCII does once case and marks are left out (D-4).
fn alphabetical(name: &str) -> String {
    slugify(name).replace('-', " ")
}
