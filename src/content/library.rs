//! All that was found in `content/`, in a fixed order: what is published now, and why the rest is not.
//!
//! What it is not: it gives nothing a URL, and it makes no lists; that is the plan's.

use super::article::{Article, Kind, Name};
use super::articles::Articles;
use super::brief::{Brief, Briefs};
use super::front_matter::Time;
use crate::asset::Asset;
use crate::config::Config;
use crate::locale::term_slug;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The place of an article in [`Library::articles`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ArticleId(pub u32);

/// A folder of `content/` that holds articles, or has an `_index.md`.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its path below `content/`, without slashes at the ends; empty at the top.
    pub path: String,
    /// Its `_index.md` in the site's language.
    pub index: Option<Article>,
    /// Its `_index.<language>.md`, and any second one in the site's language, which is a mistake.
    pub translations: Vec<Article>,
}

impl Section {
    /// The section's name for people.
    pub fn title(&self) -> String {
        let given = self.index.as_ref().map(|index| index.meta.title.as_str()).filter(|title| !title.is_empty());
        given.map_or_else(|| humanised(self.path.rsplit('/').next().unwrap_or("")), str::to_owned)
    }

    /// One sentence about it; may be empty.
    pub fn description(&self) -> &str {
        self.index.as_ref().map_or("", |index| index.summary())
    }

    /// Its place among its sisters.
    pub fn weight(&self) -> i64 {
        self.index.as_ref().map_or(0, |index| index.meta.weight)
    }

    /// Whether its list holds the articles of its sub-sections too.
    pub fn takes_subsections(&self) -> bool {
        self.index.as_ref().and_then(|index| index.meta.subsections).unwrap_or(true)
    }

    /// The section above it; `None` at the top.
    pub fn parent(&self) -> Option<&str> {
        (!self.path.is_empty()).then(|| self.path.rsplit_once('/').map_or("", |(parent, _)| parent))
    }
}

/// `kota-baru` is called `Kota baru` where nothing else is said.
fn humanised(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Why a file is not published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// `draft: true`.
    Draft,
    /// Its date is still to come.
    Until(Time),
    /// It has expired.
    Since(Time),
}

/// What is to be published, and what is not.
#[derive(Debug, Default)]
pub struct Library {
    /// Articles, newest first and equal ones by path; then pages, by path (D-4).
    pub articles: Articles,
    /// What the rest of the site asks of them, in the same order.
    pub briefs: Briefs,
    /// By path; the top is always there and first.
    pub sections: Vec<Section>,
    /// What files say of terms: by taxonomy and slug; of a taxonomy itself, by an empty slug.
    pub profiles: BTreeMap<(String, String), Article>,
    /// Files to be copied, by root and path.
    pub assets: Vec<Asset>,
    /// Files that are not published now.
    pub held: BTreeMap<String, Held>,
    /// The folders of bundles of which nothing is published in any language.
    pub held_folders: BTreeSet<String>,
    /// Those of them that will be, by themselves.
    pub waiting: Vec<Article>,
    /// Announced changes of articles: the source and the moment.
    pub announced: Vec<(String, Time)>,
}

/// Which articles are published.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// The moment for which the site is built.
    pub at: Time,
    /// Whether drafts are published too.
    pub drafts: bool,
}

impl Library {
    /// Sorts files into what they are.
    pub fn new(all: Vec<Article>, assets: Vec<Asset>, config: &Config, now: Now) -> Self {
        let mut library = Self::sorted(all, BTreeSet::from([String::new()]), config, now);
        library.assets = assets;
        library
    }

    /// Articles that are sorted already, and what there is besides.
    pub fn around(
        (articles, briefs): (Articles, Briefs),
        sections: &[String],
        others: Vec<Article>,
        config: &Config,
        now: Now,
    ) -> Self {
        let library = Self::sorted(others, sections.iter().cloned().collect(), config, now);
        Self { articles, briefs, ..library }
    }

    fn sorted(all: Vec<Article>, mut folders: BTreeSet<String>, config: &Config, now: Now) -> Self {
        let mut library = Self::default();
        let mut indexes: BTreeMap<String, Vec<Article>> = BTreeMap::new();
        let mut articles = Vec::new();
        for mut article in all {
            if let Some(held) = held(&article, now) {
                library.held.insert(article.name.source.clone(), held);
                if matches!(held, Held::Until(_)) {
                    library.waiting.push(article);
                }
                continue;
            }
            let announced = article.meta.announced(now.at);
            library.announced.extend(announced.into_iter().map(|time| (article.name.source.clone(), time)));
            article.meta.settle(now.at);
            if let Some(key) = profile_key(&article, config) {
                library.add_profile(key, article, config);
            } else if article.name.kind == Kind::Index {
                add_with_parents(&mut folders, article.name.section());
                indexes.entry(article.name.section().to_owned()).or_default().push(article);
            } else {
                add_with_parents(&mut folders, section_of(&article));
                articles.push(article);
            }
        }
        articles.sort_unstable_by(|a, b| newest_first(age_of(a), age_of(b)));
        library.held_folders = held_folders(&library.held, &articles);
        library.briefs = Briefs::of(articles.iter());
        library.articles = Articles::new(articles);
        library.sections = folders.into_iter().map(|path| section(path, &mut indexes, config)).collect();
        library
    }

    /// Of a profile in several languages, the site's own is shown.
    fn add_profile(&mut self, key: (String, String), article: Article, config: &Config) {
        if article.language == config.language || !self.profiles.contains_key(&key) {
            self.profiles.insert(key, article);
        }
    }

    /// An article by its number.
    pub fn article(&self, id: ArticleId) -> &Article {
        &self.articles[id.0 as usize]
    }

    /// What the rest of the site asks of an article.
    pub fn brief(&self, id: ArticleId) -> &Brief {
        self.briefs.get(id)
    }

    /// The language of an article.
    pub fn language_of(&self, id: ArticleId) -> &str {
        self.briefs.word(self.brief(id).language)
    }

    /// The section that an article belongs to.
    pub fn section_of(&self, id: ArticleId) -> &str {
        self.briefs.word(self.brief(id).section)
    }

    /// Puts the newer text of an article in the place of the older, if nothing but the article's own pages and the feeds
    /// that carry it can tell them apart: then everything that was planned stays as it is. Says whether it could.
    pub fn replace_text(&mut self, id: ArticleId, newer: Article) -> bool {
        let fits = self.article(id).is_the_same_to_others(&newer);
        if fits {
            self.briefs.replace(id.0 as usize, &newer);
            self.articles.replace(id.0 as usize, newer);
        }
        fits
    }

    /// All numbers, in the order of [`Library::articles`].
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = ArticleId> + use<> {
        self.ids_from(0)
    }

    /// The numbers from one on.
    pub fn ids_from(&self, first: u32) -> impl DoubleEndedIterator<Item = ArticleId> + use<> {
        (first..u32::try_from(self.articles.len()).unwrap_or(u32::MAX)).map(ArticleId)
    }

    /// An article by its path below `content/`.
    pub fn by_source(&self, source: &str) -> Option<ArticleId> {
        self.articles.find(source).and_then(|number| u32::try_from(number).ok()).map(ArticleId)
    }

    /// The paths of all articles.
    pub fn sources(&self) -> impl Iterator<Item = &str> {
        self.articles.by_source().map(|article| article.name.source.as_str())
    }

    /// A section by its path.
    pub fn section(&self, path: &str) -> Option<&Section> {
        self.section_number(path).map(|at| &self.sections[at])
    }

    /// The place of a section in [`Library::sections`].
    pub fn section_number(&self, path: &str) -> Option<usize> {
        self.sections.binary_search_by(|section| section.path.as_str().cmp(path)).ok()
    }

    /// The sections directly below one, by weight and then title.
    pub fn children<'l>(&'l self, path: &'l str) -> Vec<&'l Section> {
        let mut all: Vec<&Section> = self.sections.iter().filter(|section| section.parent() == Some(path)).collect();
        all.sort_by_key(|section| (section.weight(), section.title(), section.path.clone()));
        all
    }
}

/// The section an article belongs to: of its front matter, else its folder.
pub fn section_of(article: &Article) -> &str {
    let given = article.meta.section.as_ref().map(|section| section.value.trim_matches('/'));
    given.unwrap_or(article.name.section())
}

/// Newest first; equal moments, and files without one, by path.
pub(super) fn newest_first(a: Age, b: Age) -> std::cmp::Ordering {
    b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1))
}

/// What an article's place in the library depends on: its date and its path.
pub(super) type Age<'a> = (Option<Time>, &'a str);

/// That of one.
pub(super) fn age_of(article: &Article) -> Age<'_> {
    (article.meta.date, &article.name.source)
}

fn add_with_parents(folders: &mut BTreeSet<String>, path: &str) {
    let mut path = path;
    while folders.insert(path.to_owned()) {
        path = path.rsplit_once('/').map_or("", |(parent, _)| parent);
    }
}

fn section(path: String, indexes: &mut BTreeMap<String, Vec<Article>>, config: &Config) -> Section {
    let found = indexes.remove(&path).unwrap_or_default();
    let (own, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|index| index.language == config.language);
    let mut own = own.into_iter();
    let index = own.next();
    Section { path, index, translations: own.chain(others).collect() }
}

/// `content/penulis/rani.md` describes the author `rani`, where authors live at `penulis/`; `_index.md` beside it describes
/// the taxonomy itself, under an empty slug.
pub(super) fn profile_key(article: &Article, config: &Config) -> Option<(String, String)> {
    let taxonomy = config.taxonomies.iter().find(|taxonomy| taxonomy.path == article.name.section())?;
    if article.name.kind == Kind::Index {
        return Some((taxonomy.name.clone(), String::new()));
    }
    if article.is_dated() {
        return None;
    }
    let name = article.meta.slug.as_ref().map_or(article.name.stem(), |slug| slug.value.as_str());
    Some((taxonomy.name.clone(), term_slug(name)))
}

fn held_folders(held: &BTreeMap<String, Held>, published: &[Article]) -> BTreeSet<String> {
    let held = held.keys().filter_map(|source| Name::of(source)).filter(|name| name.kind == Kind::Bundle);
    let mut folders: BTreeSet<String> = held.map(|name| name.folder().to_owned()).collect();
    for article in published.iter().filter(|article| article.name.kind == Kind::Bundle) {
        folders.remove(article.name.folder());
    }
    folders
}

/// Whether an article is published now.
pub fn is_published(article: &Article, now: Now) -> bool {
    held(article, now).is_none()
}

/// Whether an article comes out by itself, later.
pub(super) fn waits(article: &Article, now: Now) -> bool {
    matches!(held(article, now), Some(Held::Until(_)))
}

fn held(article: &Article, now: Now) -> Option<Held> {
    let meta = &article.meta;
    if meta.draft && !now.drafts {
        return Some(Held::Draft);
    }
    let early = meta.date.filter(|date| *date > now.at).map(Held::Until);
    early.or_else(|| meta.expires.filter(|expires| *expires <= now.at).map(Held::Since))
}
