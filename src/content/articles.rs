//! The articles of a library, by number and by source: all of them at hand, or each fetched when it is first asked for.
//!
//! A build that corrects one text asks for some dozens of articles, in an archive of a hundred thousand. Whoever asks
//! cannot tell the two apart.

use super::article::Article;
use std::fmt;
use std::ops::Index;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

/// From where articles are fetched.
pub trait Fetch: Send + Sync {
    /// How many there are.
    fn count(&self) -> usize;

    /// An article by number; nothing if it cannot be had.
    fn fetch(&self, number: usize) -> Option<Article>;

    /// The number of the article of a source.
    fn find(&self, source: &str) -> Option<usize>;
}

/// All articles, in the order of their numbers.
#[derive(Default)]
pub struct Articles {
    at_hand: Vec<Article>,
    /// Their numbers by source.
    by_source: Vec<u32>,
    /// Those that have been fetched.
    cells: Vec<OnceLock<Box<Article>>>,
    /// And what stands in the place of one that could not be had.
    from: Option<(Box<dyn Fetch>, Article)>,
    missed: AtomicBool,
}

impl Articles {
    /// Of these, which are at hand.
    pub fn new(all: Vec<Article>) -> Self {
        let mut by_source: Vec<u32> = (0..).zip(&all).map(|(number, _)| number).collect();
        by_source.sort_by(|a, b| all[*a as usize].name.source.cmp(&all[*b as usize].name.source));
        Self { at_hand: all, by_source, ..Self::default() }
    }

    /// Of those that can be fetched. `stand_in` is what is shown for one that could not: see [`Self::is_whole`].
    pub fn fetched(from: Box<dyn Fetch>, stand_in: Article) -> Self {
        let cells = std::iter::repeat_with(OnceLock::new).take(from.count()).collect();
        Self { cells, from: Some((from, stand_in)), ..Self::default() }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.at_hand.len() + self.cells.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether every article that was asked for could be had. If not, what was made with them is worth nothing.
    pub fn is_whole(&self) -> bool {
        !self.missed.load(Ordering::Relaxed)
    }

    /// All of them.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Article> + ExactSizeIterator {
        (0..self.len()).map(|number| &self[number])
    }

    /// All of them, by the paths of their sources where they are at hand.
    pub fn by_source(&self) -> impl Iterator<Item = &Article> {
        (0..self.len()).map(|at| &self[self.by_source.get(at).map_or(at, |number| *number as usize)])
    }

    /// The number of the article of a source.
    pub fn find(&self, source: &str) -> Option<usize> {
        if let Some((from, _)) = &self.from {
            return from.find(source);
        }
        let at =
            self.by_source.binary_search_by(|number| self[*number as usize].name.source.as_str().cmp(source)).ok()?;
        Some(self.by_source[at] as usize)
    }

    /// Puts an article in the place of another of the same source.
    pub(super) fn replace(&mut self, number: usize, newer: Article) {
        match self.at_hand.get_mut(number) {
            Some(older) => *older = newer,
            None => self.cells[number] = OnceLock::from(Box::new(newer)),
        }
    }
}

impl Index<usize> for Articles {
    type Output = Article;

    fn index(&self, number: usize) -> &Article {
        let Some((from, stand_in)) = &self.from else { return &self.at_hand[number] };
        self.cells[number].get_or_init(|| {
            Box::new(from.fetch(number).unwrap_or_else(|| {
                self.missed.store(true, Ordering::Relaxed);
                stand_in.clone()
            }))
        })
    }
}

impl fmt::Debug for Articles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}
