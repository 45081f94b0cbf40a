//! Lists of articles: which there are, and who is on them.

use super::output::ListIndex;
use super::paginate::Paging;
use super::taxonomies::Taxonomy;
use crate::config::Config;
use crate::content::{ArticleId, Library};
use crate::hash::Fingerprint;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// What a list is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListOf {
    /// The site, in its own language.
    Home,
    /// The site in another language.
    Language(String),
    /// A section, by path.
    Section(String),
    /// A term: places of its taxonomy and of itself in it.
    Term(usize, usize),
    /// A day of the archive.
    Day(NaiveDate),
}

/// A list and its members, newest first.
#[derive(Debug, Clone)]
pub struct List {
    /// What it is of.
    pub of: ListOf,
    /// Its address: `daerah/`; empty for the front page.
    pub path: String,
    /// Its members. Articles come first, newest first; in a section, pages follow by weight and title.
    pub members: Vec<ArticleId>,
    /// How it is cut.
    pub paging: Paging,
    /// Whether it has feeds.
    pub feeds: bool,
}

impl List {
    /// The members that a feed may hold, newest first: those with a date.
    pub fn dated<'l>(&'l self, library: &'l Library) -> impl Iterator<Item = ArticleId> + 'l {
        self.members.iter().copied().filter(|id| library.brief(*id).is_dated)
    }

    /// The address of a page of it, by distance from the front.
    pub fn page_path(&self, place: u32, word: &str) -> String {
        if place == 1 { self.path.clone() } else { format!("{}{word}/{}/", self.path, self.paging.number(place)) }
    }
}

/// All lists, in a fixed order; the front page is the first.
pub fn all(
    config: &Config,
    library: &Library,
    taxonomies: &[Taxonomy],
    days: &[(NaiveDate, Vec<ArticleId>)],
    paths: &Paths,
) -> Vec<List> {
    let own_language = own_language(config, library);
    let make = |of, path, members: Vec<ArticleId>, per_page, feeds| List {
        paging: Paging::new(members.len(), per_page, cap(config, &of), config.paginate),
        of,
        path,
        members,
        feeds,
    };
    let own =
        |path: &str| library.section(path).and_then(|section| section.index.as_ref()).and_then(|i| i.meta.per_page);
    let home: Vec<ArticleId> = own_language.iter().copied().filter(|id| library.brief(*id).is_dated).collect();
    let mut lists = vec![make(ListOf::Home, String::new(), home, own("").unwrap_or(config.per_page), true)];
    for (language, members) in other_languages(config, library) {
        let path = format!("{language}/");
        lists.push(make(ListOf::Language(language), path, members, config.per_page, true));
    }
    for (path, members) in section_members(library, &own_language) {
        let url = format!("{path}/");
        let per_page = own(&path).unwrap_or(config.per_page);
        let feeds = members.iter().any(|id| library.brief(*id).is_dated);
        lists.push(make(ListOf::Section(path), url, members, per_page, feeds));
    }
    for (at, taxonomy) in taxonomies.iter().enumerate() {
        for (term_at, term) in taxonomy.terms.iter().enumerate() {
            let path = format!("{}/{}/", taxonomy.path, term.slug);
            let members = term.members.clone();
            lists.push(make(ListOf::Term(at, term_at), path, members, config.per_page, taxonomy.feed));
        }
    }
    for (day, members) in days {
        lists.push(make(ListOf::Day(*day), paths.day(*day), members.clone(), config.per_page, false));
    }
    lists
}

/// Days have no cap: the archive is where everything is.
fn cap(config: &Config, of: &ListOf) -> usize {
    if config.archive && !matches!(of, ListOf::Day(_)) { config.list_pages } else { 0 }
}

/// The words that stand in the addresses of the archive.
pub struct Paths {
    /// `indeks`.
    pub archive: String,
}

impl Paths {
    /// A day's address: `indeks/2026/11/08/`.
    pub fn day(&self, day: NaiveDate) -> String {
        format!("{}/{}/", self.archive, day.format("%Y/%m/%d"))
    }
}

/// What the front page, sections and the archive show: a list speaks one language, the site's.
pub fn own_language(config: &Config, library: &Library) -> Vec<ArticleId> {
    library.ids().filter(|id| library.brief(*id).is_listed && library.language_of(*id) == config.language).collect()
}

/// What terms show: everything but translations of an article in the site's language, so that no story stands there twice.
pub fn originals(config: &Config, library: &Library) -> Vec<ArticleId> {
    let is_own = |id: &ArticleId| library.language_of(*id) == config.language;
    let (own, others): (Vec<ArticleId>, Vec<ArticleId>) = library.ids().partition(is_own);
    // Most sites speak one language, and have no twins.
    let stories: BTreeSet<Fingerprint> =
        if others.is_empty() { BTreeSet::new() } else { own.iter().map(|id| library.brief(*id).story).collect() };
    let is_twin = |id: &ArticleId| !is_own(id) && stories.contains(&library.brief(*id).story);
    library.ids().filter(|id| library.brief(*id).is_listed && !is_twin(id)).collect()
}

/// The articles in languages besides the site's.
fn other_languages(config: &Config, library: &Library) -> BTreeMap<String, Vec<ArticleId>> {
    let mut all: BTreeMap<String, Vec<ArticleId>> = BTreeMap::new();
    for id in library.ids() {
        let language = library.language_of(id);
        if language != config.language && library.brief(id).is_news() {
            all.entry(language.to_owned()).or_default().push(id);
        }
    }
    all
}

/// Members by section. The top is the front page, and has no list of its own.
fn section_members(library: &Library, own_language: &[ArticleId]) -> BTreeMap<String, Vec<ArticleId>> {
    let mut members: BTreeMap<String, Vec<ArticleId>> = BTreeMap::new();
    for section in library.sections.iter().filter(|section| !section.path.is_empty()) {
        members.insert(section.path.clone(), Vec::new());
    }
    for id in own_language {
        let own = library.section_of(*id);
        let mut path = Some(own);
        while let Some(at) = path.filter(|at| !at.is_empty()) {
            let takes = at == own || library.section(at).is_some_and(crate::content::Section::takes_subsections);
            if let Some(list) = members.get_mut(at).filter(|_| takes) {
                list.push(*id);
            }
            path = at.rsplit_once('/').map(|(parent, _)| parent);
        }
    }
    for list in members.values_mut() {
        // The dated ones are in order already and come first; the sort is stable.
        list.sort_by_key(|id| library.brief(*id).order.clone());
    }
    members
}

/// A day of the archive and the place of its list.
pub type DayList = (NaiveDate, ListIndex);

/// Finds lists by what they are of.
#[derive(Default)]
pub struct Index {
    sections: BTreeMap<String, ListIndex>,
    languages: BTreeMap<String, ListIndex>,
    terms: BTreeMap<(usize, usize), ListIndex>,
    days: BTreeMap<NaiveDate, ListIndex>,
}

impl Index {
    /// Of these lists.
    pub fn new(lists: &[List]) -> Self {
        let mut index = Self::default();
        for (at, list) in lists.iter().enumerate() {
            match &list.of {
                ListOf::Home => {}
                ListOf::Language(language) => drop(index.languages.insert(language.clone(), at)),
                ListOf::Section(path) => drop(index.sections.insert(path.clone(), at)),
                ListOf::Term(taxonomy, term) => drop(index.terms.insert((*taxonomy, *term), at)),
                ListOf::Day(day) => drop(index.days.insert(*day, at)),
            }
        }
        index
    }

    /// The list of a section; the front page for the top.
    pub fn section(&self, path: &str) -> Option<ListIndex> {
        if path.is_empty() { Some(0) } else { self.sections.get(path).copied() }
    }

    /// The front of another language.
    pub fn language(&self, language: &str) -> Option<ListIndex> {
        self.languages.get(language).copied()
    }

    /// The list of a term.
    pub fn term(&self, taxonomy: usize, term: usize) -> Option<ListIndex> {
        self.terms.get(&(taxonomy, term)).copied()
    }

    /// The lists of the next older and the next newer day that has articles.
    pub fn days_around(&self, day: NaiveDate) -> (Option<DayList>, Option<DayList>) {
        let older = self.days.range(..day).next_back();
        let newer = self.days.range(day..).find(|(other, _)| **other != day);
        (older.map(|(day, at)| (*day, *at)), newer.map(|(day, at)| (*day, *at)))
    }

    /// The list of a day.
    pub fn day(&self, day: NaiveDate) -> Option<ListIndex> {
        self.days.get(&day).copied()
    }
}
