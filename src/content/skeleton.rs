//! A library without its articles: which of the remembered files they are, in what order, what the rest of the site asks of
//! them, and what there is besides. With it and what is remembered, a library can be had that fetches an article when it is
//! first asked for; and it can be told of a few texts that changed since.

use super::article::{Article, Kind, Name, Options};
use super::articles::{Articles, Fetch};
use super::brief::Briefs;
use super::cache::Opened;
use super::library::{ArticleId, Library, Now, age_of, is_published, newest_first, profile_key, section_of, waits};
use crate::asset::Asset;
use crate::config::Config;
use crate::diag::FileId;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is left of a library when its articles are taken out. Files are named by their numbers among all remembered ones.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Skeleton {
    /// The articles, in the library's order.
    articles: Vec<u32>,
    briefs: Briefs,
    /// `_index.md` of sections, and profiles.
    others: Vec<u32>,
    /// The paths of all sections.
    sections: Vec<String>,
    /// The languages of articles.
    pub languages: BTreeSet<String>,
    assets: Vec<Asset>,
    held_folders: BTreeSet<String>,
    /// The files that come out by themselves, and when: seconds since 1970.
    waiting: BTreeMap<u32, i64>,
}

/// An article whose text changed.
#[derive(Clone)]
pub struct Changed {
    /// As it is now, settled.
    pub article: Article,
    /// Whether others can tell it from what it was.
    pub differs: bool,
    /// Whether newer articles may find others to recommend.
    pub weighs: bool,
    /// Whether places in it have gone, come or moved: some may be linked to.
    pub has_other_places: bool,
}

impl Changed {
    fn new(article: Article) -> Self {
        Self { article, differs: true, weighs: true, has_other_places: false }
    }

    fn of(old: &Article, article: Article) -> Self {
        let age = |article: &Article| (article.meta.date, article.is_news());
        let weighs = age(old) != age(&article)
            || (&old.gist, &old.meta.terms, &old.language) != (&article.gist, &article.meta.terms, &article.language);
        let (places, others) = (&old.outline, &article.outline);
        let has_other_places = (&places.anchors, places.raw_html) != (&others.anchors, others.raw_html);
        Self { differs: !old.is_the_same_to_others(&article), weighs, has_other_places, article }
    }
}

/// A skeleton after some texts changed.
pub struct Reformed {
    /// It. Articles that are not remembered yet have numbers behind those that are.
    pub skeleton: Skeleton,
    /// The articles that changed.
    pub changed: BTreeMap<ArticleId, Changed>,
    /// For each article, its place in the old order; nothing for new ones.
    pub origins: Vec<Option<ArticleId>>,
    /// The files that are not remembered yet, by their numbers.
    pub new: BTreeMap<u32, String>,
    /// Whether other files wait than before.
    pub waits_otherwise: bool,
}

impl Skeleton {
    /// Of a library whose files are all remembered as they are in it; nothing if one is not.
    pub fn of(library: &Library, remembered: &Opened) -> Option<Self> {
        let number = |article: &Article| {
            let number = remembered.find(&article.name.source).filter(|_| remembered.has_text(article))?;
            u32::try_from(number).ok()
        };
        let indexes = library.sections.iter().flat_map(|section| section.index.iter().chain(&section.translations));
        Some(Self {
            articles: library.articles.iter().map(number).collect::<Option<_>>()?,
            briefs: library.briefs.clone(),
            others: indexes.chain(library.profiles.values()).map(number).collect::<Option<_>>()?,
            sections: library.sections.iter().map(|section| section.path.clone()).collect(),
            languages: library.articles.iter().map(|article| article.language.clone()).collect(),
            assets: library.assets.clone(),
            held_folders: library.held_folders.clone(),
            waiting: library.waiting.iter().map(|one| Some((number(one)?, due(one)?))).collect::<Option<_>>()?,
        })
    }

    /// The paths of the files that should have come out at a moment.
    pub fn due<'r>(&self, now: Now, remembered: &'r Opened) -> BTreeSet<&'r str> {
        let due = self.waiting.iter().filter(|(_, due)| **due <= now.at.timestamp());
        due.map(|(number, _)| remembered.source(*number as usize)).collect()
    }

    /// When the next one comes out: seconds since 1970.
    pub fn next_due(&self) -> Option<i64> {
        self.waiting.values().min().copied()
    }

    /// The files that are copied, of `content/` first, by path.
    pub fn assets(&self) -> &[Asset] {
        &self.assets
    }

    /// The same with other files that are copied.
    #[must_use]
    pub fn with_assets(self, assets: Vec<Asset>) -> Self {
        Self { assets, ..self }
    }

    /// The same with newer texts: of articles that it has, and of new ones. Nothing if one of them changes more than articles: a
    /// section, a profile, a language; or if one is to be published no more.
    pub fn reformed(self, newer: Vec<Article>, remembered: &Opened, config: &Config, now: Now) -> Option<Reformed> {
        let mut skeleton = self;
        let mut origins: Vec<Option<ArticleId>> =
            (0..).map(|at| Some(ArticleId(at))).take(skeleton.articles.len()).collect();
        let (mut staying, mut moving) = (Vec::new(), Vec::new());
        let (mut new, waited) = (BTreeMap::new(), skeleton.waiting.clone());
        for (at, mut article) in newer.into_iter().enumerate() {
            let number = remembered.find(&article.name.source).unwrap_or_else(|| {
                new.extend(u32::try_from(remembered.count() + at).map(|number| (number, article.name.source.clone())));
                remembered.count() + at
            });
            let number = u32::try_from(number).ok()?;
            skeleton.waiting.remove(&number);
            let place = skeleton.articles.iter().position(|own| *own == number);
            if !is_published(&article, now) {
                // It waits, or it is a draft: the site does not know of it.
                (place.is_none() && article.name.kind == Kind::Single && profile_key(&article, config).is_none())
                    .then_some(())?;
                skeleton.waiting.extend(due(&article).filter(|_| waits(&article, now)).map(|due| (number, due)));
                continue;
            }
            skeleton.takes(&article, config).then_some(())?;
            article.meta.settle(now.at);
            let Some(place) = place else {
                moving.push((number, None, Changed::new(article)));
                continue;
            };
            let (mut old, _) = remembered.recall(number as usize, article.file)?;
            old.meta.settle(now.at);
            let stays = (&old.language, section_of(&old)) == (&article.language, section_of(&article));
            stays.then_some(())?;
            let changed = Changed::of(&old, article);
            if changed.differs {
                skeleton.articles.remove(place);
                skeleton.briefs.remove(place);
                moving.push((number, origins.remove(place), changed));
            } else {
                staying.push((number, changed));
            }
        }
        let paths: BTreeMap<u32, String> =
            moving.iter().map(|(number, _, changed)| (*number, changed.article.name.source.clone())).collect();
        for (number, origin, changed) in moving {
            let place = skeleton.place_of(&changed.article, |number| {
                paths.get(&number).map_or_else(|| remembered.source(number as usize), String::as_str)
            });
            skeleton.articles.insert(place, number);
            skeleton.briefs.insert(place, &changed.article);
            origins.insert(place, origin);
            staying.push((number, changed));
        }
        let place = |number: u32| skeleton.articles.iter().position(|own| *own == number);
        let id = |number: u32| Some(ArticleId(u32::try_from(place(number)?).ok()?));
        let changed = staying.into_iter().map(|(number, changed)| Some((id(number)?, changed)));
        let changed = changed.collect::<Option<_>>()?;
        let waits_otherwise = skeleton.waiting != waited;
        Some(Reformed { skeleton, changed, origins, new, waits_otherwise })
    }

    /// Where an article stands among the others.
    fn place_of<'p>(&self, article: &Article, path: impl Fn(u32) -> &'p str) -> usize {
        let own = age_of(article);
        let order: Vec<usize> = (0..self.articles.len()).collect();
        order.partition_point(|at| {
            let id = ArticleId(u32::try_from(*at).unwrap_or(u32::MAX));
            newest_first((self.briefs.get(id).date, path(self.articles[*at])), own).is_lt()
        })
    }

    /// Whether a text is of an article in a section and a language that there are.
    fn takes(&self, article: &Article, config: &Config) -> bool {
        article.name.kind != Kind::Index
            && profile_key(article, config).is_none()
            && self.languages.contains(&article.language)
            && self.sections.iter().any(|section| section == section_of(article))
            && !self.held_folders.contains(article.name.folder())
    }

    /// The same where these files are remembered too, and the numbers of those behind them have moved.
    #[must_use]
    pub fn renumbered(mut self, remembered: &Opened, new: &BTreeMap<u32, String>) -> Self {
        let (old, added) = remembered.numbers_with(new.values().map(String::as_str).collect());
        let renumber = |number: &mut u32| {
            let known = old.get(*number as usize).or_else(|| added.get(new.get(number)?.as_str()));
            *number = known.copied().unwrap_or(u32::MAX);
        };
        self.articles.iter_mut().chain(&mut self.others).for_each(&renumber);
        let moved = |(mut number, due): (u32, i64)| {
            renumber(&mut number);
            (number, due)
        };
        self.waiting = self.waiting.into_iter().map(moved).collect();
        self
    }

    /// The library as it was, with the articles that changed in their places, and without the files that are held back or that
    /// wait. All its files have the number `file`: it is not made to complain of any.
    pub fn clothed(
        &self,
        changed: &BTreeMap<ArticleId, Changed>,
        remembered: &Arc<Opened>,
        config: &Config,
        now: Now,
        file: FileId,
    ) -> Option<Library> {
        let (stand_in, _) = Article::parse("", file, Name::of("article.md")?, &Options::of(config));
        let recall = |number: &u32| Some(remembered.recall(*number as usize, file)?.0);
        let others = self.others.iter().map(recall).collect::<Option<Vec<_>>>()?;
        let mut places = vec![u32::MAX; remembered.count()];
        for (place, number) in (0..).zip(&self.articles) {
            if let Some(known) = places.get_mut(*number as usize) {
                *known = place;
            }
        }
        let sources = changed.iter().map(|(id, changed)| (&changed.article.name.source, id.0 as usize));
        let new = sources.filter(|(source, _)| remembered.find(source).is_none());
        let new = new.map(|(source, place)| (source.clone(), place)).collect();
        let from = Shelf { remembered: Arc::clone(remembered), numbers: self.articles.clone(), places, new, file, now };
        let mut articles = Articles::fetched(Box::new(from), stand_in);
        for (id, changed) in changed {
            articles.replace(id.0 as usize, changed.article.clone());
        }
        let library = Library::around((articles, self.briefs.clone()), &self.sections, others, config, now);
        let assets = self.assets.iter().map(|asset| asset.clone().restored()).collect();
        Some(Library { assets, held_folders: self.held_folders.clone(), ..library })
    }
}

/// When an article comes out, or came out.
fn due(article: &Article) -> Option<i64> {
    article.meta.date.map(|date| date.timestamp())
}

/// Remembered articles, in the library's order.
struct Shelf {
    remembered: Arc<Opened>,
    /// Numbers of files by place in the library, and the other way round.
    numbers: Vec<u32>,
    places: Vec<u32>,
    /// The places of files that are not remembered.
    new: BTreeMap<String, usize>,
    file: FileId,
    now: Now,
}

impl Fetch for Shelf {
    fn count(&self) -> usize {
        self.numbers.len()
    }

    fn fetch(&self, place: usize) -> Option<Article> {
        let (mut article, _) = self.remembered.recall(*self.numbers.get(place)? as usize, self.file)?;
        article.meta.settle(self.now.at);
        Some(article)
    }

    fn find(&self, source: &str) -> Option<usize> {
        let Some(number) = self.remembered.find(source) else { return self.new.get(source).copied() };
        let place = self.places[number];
        (place != u32::MAX).then_some(place as usize)
    }
}
