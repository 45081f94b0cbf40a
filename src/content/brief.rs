//! What the rest of a site asks of an article, in few bytes: when it came out, where it belongs, and one number that is another
//! whenever others could tell it from what it was.
//!
//! Lists, feeds, taxonomies and the archive are planned from these alone, so a site can be planned without its articles at
//! hand. Words that many articles share stand in one table.

use super::article::{Article, Kind};
use super::front_matter::Time;
use super::library::{ArticleId, section_of};
use crate::hash::Fingerprint;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A word of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Word(u32);

/// What the rest of a site asks of an article.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Brief {
    /// When it came out.
    #[serde(with = "crate::kept::moment")]
    pub date: Option<Time>,
    /// When it changed last, as its author says.
    #[serde(with = "crate::kept::moment")]
    pub updated: Option<Time>,
    /// Its language.
    pub language: Word,
    /// The section that it belongs to.
    pub section: Word,
    /// Its terms: the taxonomy, and the name as it is written.
    pub terms: Box<[(Word, Word)]>,
    /// What translations of it have in common: of [`super::article::Name::story`].
    pub story: Fingerprint,
    /// [`Article::is_dated`].
    pub is_dated: bool,
    /// [`Article::is_listed`].
    pub is_listed: bool,
    /// Whether it is kept from search engines.
    pub noindex: bool,
    /// How many parts it has.
    pub parts: u32,
    /// Of one without a date: its weight and title, which are its place on lists.
    pub order: Option<Box<(i64, String)>>,
    /// When it was corrected, in the author's order.
    pub corrections: Box<[Corrected]>,
    /// Of a bundle: its folder, and whether its name has a language.
    pub bundle: Option<Box<(String, bool)>>,
    /// The template that it asks for.
    pub template: Option<Box<str>>,
    /// [`Article::seen`].
    pub seen: u64,
}

/// The moment of a correction.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Corrected(#[serde(with = "crate::kept::moment")] pub Option<Time>);

impl Brief {
    /// [`Article::is_news`].
    pub fn is_news(&self) -> bool {
        self.is_dated && self.is_listed
    }

    /// When it changed, or came out (S-3).
    pub fn changed(&self) -> Option<Time> {
        self.updated.max(self.date)
    }
}

/// Those of all articles, in the library's order.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Briefs {
    words: Vec<String>,
    all: Vec<Brief>,
}

impl Briefs {
    /// Of these articles.
    pub fn of<'a>(articles: impl Iterator<Item = &'a Article>) -> Self {
        let mut table = Table::default();
        let all = articles.map(|article| brief(article, &mut |word| table.number(word))).collect();
        Self { words: table.words, all }
    }

    /// What a word says.
    pub fn word(&self, word: Word) -> &str {
        &self.words[word.0 as usize]
    }

    /// One of them.
    pub fn get(&self, id: ArticleId) -> &Brief {
        &self.all[id.0 as usize]
    }

    /// All of them.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Brief> + ExactSizeIterator {
        self.all.iter()
    }

    /// The same of a newer text of the article at a place.
    pub(super) fn replace(&mut self, place: usize, newer: &Article) {
        self.all[place] = self.learn(newer);
    }

    /// Makes room for an article at a place; the others behind it move up.
    pub(super) fn insert(&mut self, place: usize, article: &Article) {
        let brief = self.learn(article);
        self.all.insert(place, brief);
    }

    /// Takes the one at a place out; the others behind it move down.
    pub(super) fn remove(&mut self, place: usize) {
        self.all.remove(place);
    }

    fn learn(&mut self, article: &Article) -> Brief {
        let words = &mut self.words;
        brief(article, &mut |word| {
            let known = words.iter().position(|known| known == word).unwrap_or_else(|| {
                words.push(word.to_owned());
                words.len() - 1
            });
            number(known)
        })
    }
}

/// Words while many are numbered.
#[derive(Default)]
struct Table {
    words: Vec<String>,
    numbers: HashMap<String, Word>,
}

impl Table {
    fn number(&mut self, word: &str) -> Word {
        if let Some(known) = self.numbers.get(word) {
            return *known;
        }
        let new = number(self.words.len());
        self.words.push(word.to_owned());
        self.numbers.insert(word.to_owned(), new);
        new
    }
}

fn number(at: usize) -> Word {
    Word(u32::try_from(at).expect("there are fewer words than bytes of articles"))
}

fn brief(article: &Article, word: &mut impl FnMut(&str) -> Word) -> Brief {
    let (meta, name) = (&article.meta, &article.name);
    let mut terms = Vec::new();
    for (taxonomy, names) in &meta.terms {
        let taxonomy = word(taxonomy);
        terms.extend(names.iter().map(|name| (taxonomy, word(name))));
    }
    Brief {
        date: meta.date,
        updated: meta.updated,
        language: word(&article.language),
        section: word(section_of(article)),
        terms: terms.into(),
        story: Fingerprint::of(name.story().as_bytes()),
        is_dated: article.is_dated(),
        is_listed: article.is_listed(),
        noindex: meta.noindex,
        parts: article.outline.parts,
        order: (!article.is_dated()).then(|| Box::new((meta.weight, meta.title.clone()))),
        corrections: meta.corrections.iter().map(|correction| Corrected(correction.date)).collect(),
        bundle: (name.kind == Kind::Bundle).then(|| Box::new((name.folder().to_owned(), name.language().is_some()))),
        template: meta.template.as_ref().map(|template| template.value.as_str().into()),
        seen: article.seen,
    }
}
