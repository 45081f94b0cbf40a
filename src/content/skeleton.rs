//! A library without its articles: which of the remembered files they are, in what order, and what there is besides. With
//! it and what is remembered, a library can be had that fetches an article when it is first asked for.

use super::article::{Article, Name, Options};
use super::articles::{Articles, Fetch};
use super::cache::Opened;
use super::library::{Library, Now};
use crate::config::Config;
use crate::diag::FileId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is left of a library when its articles are taken out. Files are named by their numbers among all remembered ones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skeleton {
    /// The articles, in the library's order.
    articles: Vec<u32>,
    /// `_index.md` of sections, and profiles.
    others: Vec<u32>,
    /// The paths of all sections.
    sections: Vec<String>,
    /// The languages of articles.
    pub languages: BTreeSet<String>,
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
            others: indexes.chain(library.profiles.values()).map(number).collect::<Option<_>>()?,
            sections: library.sections.iter().map(|section| section.path.clone()).collect(),
            languages: library.articles.iter().map(|article| article.language.clone()).collect(),
        })
    }

    /// The library as it was, without the files that are copied, that are held back, or that wait. All its files have the
    /// number `file`: it is not made to complain of any.
    pub fn clothed(&self, remembered: &Arc<Opened>, config: &Config, now: Now, file: FileId) -> Option<Library> {
        let (stand_in, _) = Article::parse("", file, Name::of("article.md")?, &Options::of(config));
        let recall = |number: &u32| Some(remembered.recall(*number as usize, file)?.0);
        let others = self.others.iter().map(recall).collect::<Option<Vec<_>>>()?;
        let mut places = vec![u32::MAX; remembered.count()];
        for (place, number) in (0..).zip(&self.articles) {
            *places.get_mut(*number as usize)? = place;
        }
        let numbers = self.articles.clone();
        let from = Shelf { remembered: Arc::clone(remembered), numbers, places, file, now };
        let articles = Articles::fetched(Box::new(from), stand_in);
        Some(Library::around(articles, &self.sections, others, config, now))
    }
}

/// Remembered articles, in the library's order.
struct Shelf {
    remembered: Arc<Opened>,
    /// Numbers of files by place in the library, and the other way round.
    numbers: Vec<u32>,
    places: Vec<u32>,
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
        let place = self.places[self.remembered.find(source)?];
        (place != u32::MAX).then_some(place as usize)
    }
}
