//! The page of all corrections, so that readers need not come upon them by chance (I-13).

use super::{Kind, Plan};
use crate::content::{ArticleId, Library};
use std::cmp::Reverse;

/// The template of the page.
pub const TEMPLATE: &str = "corrections.html";

/// A correction: its article, and its place among the article's own.
pub type Correction = (ArticleId, usize);

/// All of these articles, newest first; those without a date come last, in the order of their articles.
pub(super) fn all(library: &Library, articles: &[ArticleId]) -> Vec<Correction> {
    let of = |id: ArticleId| (0..library.brief(id).corrections.len()).map(move |at| (id, at));
    let mut all: Vec<Correction> = articles.iter().copied().flat_map(of).collect();
    all.sort_by_key(|(id, at)| Reverse(library.brief(*id).corrections[*at].0));
    all
}

impl Plan {
    /// The page is there before anything was corrected, if there is a template for it: every page links to it, and the first
    /// correction would change them all.
    pub(super) fn add_corrections(&mut self, has_template: bool) {
        if has_template {
            let path = format!("{}/", self.words.corrections);
            self.add(path, Kind::Corrections, Some(TEMPLATE.into()), None);
        }
    }
}
