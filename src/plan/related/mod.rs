//! What to read besides an article: the editor's choice, then what is nearest among older articles; and the newer articles
//! that come back to it.
//!
//! Only older ones are chosen, by what is older than themselves, so that a new article changes no old page; the editor may
//! name any. A page offers no story twice: what the text links to already is not recommended again.

mod index;
mod references;

pub use references::follow_ups;

use super::links;
use crate::content::{Article, ArticleId, Library};
use crate::diag::Diagnostics;
use crate::markdown::Call;
use crate::templates::TemplateSet;
use index::{Index, Tally};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many are recommended below an article; the editor may name more.
const MOST: usize = 3;

/// What is recommended to the readers of one article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// Below it, best first: the editor's choice, then ours.
    pub below: Vec<ArticleId>,
    /// In its text, for calls that name no article: where the call begins in the body, and the article.
    pub in_text: Vec<(u32, ArticleId)>,
    /// What it links to by itself: in `related`, in the text, in calls. Each once.
    pub named: Vec<ArticleId>,
}

impl Related {
    /// What stands in the place of a call that names no article.
    pub fn at(&self, call: &Call) -> Option<ArticleId> {
        self.in_text.iter().find(|(start, _)| *start == call.range.start).map(|(_, id)| *id)
    }
}

/// For each article, what is recommended to its readers.
pub fn all(library: &Library, templates: &TemplateSet, problems: &mut Diagnostics) -> Vec<Related> {
    let mut all: Vec<Related> = library.ids().map(|id| by_hand(library, id, problems)).collect();
    let mut languages: BTreeMap<&str, Vec<ArticleId>> = BTreeMap::new();
    for id in library.ids().rev().filter(|id| library.article(*id).is_news()) {
        languages.entry(&library.article(id).language).or_default().push(id);
    }
    for ids in languages.into_values() {
        let index = Index::new(library, ids);
        let found: Vec<(ArticleId, Related)> = index
            .numbers()
            .into_par_iter()
            .map_init(
                || index.tally(),
                |tally, number| {
                    let id = index.id(number);
                    (id, completed(library, templates, &index, number, tally, &all[id.0 as usize]))
                },
            )
            .collect();
        for (id, related) in found {
            all[id.0 as usize] = related;
        }
    }
    all
}

/// What its author and editor name.
fn by_hand(library: &Library, id: ArticleId, problems: &mut Diagnostics) -> Related {
    let article = library.article(id);
    let mut below = Vec::new();
    for related in &article.meta.related {
        match links::article(library, article, &related.value, related.at) {
            Ok(other) if other != id && !below.contains(&other) => below.push(other),
            Ok(_) => {}
            Err(problem) => problems.push(*problem),
        }
    }
    let named = references::named(library, article, &below);
    Related { below, in_text: Vec::new(), named }
}

/// The same with what the index finds: first for the calls of the text, in their order, then below.
fn completed(
    library: &Library,
    templates: &TemplateSet,
    index: &Index,
    number: u32,
    tally: &mut Tally,
    by_hand: &Related,
) -> Related {
    let id = index.id(number);
    let calls = &library.article(id).outline.calls;
    let open: Vec<u32> = calls.iter().filter(|call| is_open(templates, call)).map(|call| call.range.start).collect();
    let free = MOST.saturating_sub(by_hand.below.len());
    let mut related = by_hand.clone();
    if open.len() + free == 0 {
        return related;
    }
    let told: Vec<&Article> = by_hand.named.iter().chain([&id]).map(|id| library.article(*id)).collect();
    let mut best = index.best(number, open.len() + free, &told, tally).into_iter();
    related.in_text = open.into_iter().zip(&mut best).collect();
    related.below.extend(best.take(free));
    related
}

/// Whether a call leaves to us which article it shows: it has no `path`, and its component asks for that article.
pub fn is_open(templates: &TemplateSet, call: &Call) -> bool {
    call.arguments.iter().all(|(name, _)| name != "path") && templates.can_choose(&call.name)
}
