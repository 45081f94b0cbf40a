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
pub use index::Gists;
use index::{Index, Tally};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How many are recommended below an article; the editor may name more.
const MOST: usize = 3;

/// What is recommended to the readers of one article.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// Below it, best first: the editor's choice, then ours.
    pub below: Vec<ArticleId>,
    /// In its text, for calls that name no article: which of its calls it is, and the article.
    pub in_text: Vec<(u32, ArticleId)>,
    /// What it links to by itself: in `related`, in the text, in calls. Each once.
    pub named: Vec<ArticleId>,
}

impl Related {
    /// What stands in the place of a call of an article's text that names no article.
    pub fn at(&self, article: &Article, call: &Call) -> Option<ArticleId> {
        let number = article.outline.calls.iter().position(|own| own.range.start == call.range.start)?;
        self.in_text.iter().find(|(own, _)| *own as usize == number).map(|(_, id)| *id)
    }
}

/// For each article, what is recommended to its readers.
pub fn all(library: &Library, templates: &TemplateSet, problems: &mut Diagnostics) -> Vec<Related> {
    let mut all: Vec<Related> = library.ids().map(|id| by_hand(library, id, problems)).collect();
    let gists = |id| library.article(id).gist.packed();
    for ids in languages(library).into_values() {
        let index = Index::new(library, &gists, ids);
        let numbers: Vec<u32> = index.numbers().collect();
        complete(&mut all, library, templates, &index, &numbers);
    }
    all
}

/// The same for some, where it is known for the others.
pub fn some<'l>(
    mut all: Vec<Related>,
    asked: &BTreeSet<ArticleId>,
    library: &'l Library,
    gists: Gists<'l>,
    templates: &TemplateSet,
    problems: &mut Diagnostics,
) -> Vec<Related> {
    for id in asked {
        all[id.0 as usize] = by_hand(library, *id, problems);
    }
    for ids in languages(library).into_values() {
        let own: Vec<ArticleId> = ids.iter().copied().filter(|id| asked.contains(id)).collect();
        if !own.is_empty() {
            let index = Index::about(library, gists, ids, &own);
            let numbers: Vec<u32> = index.numbers().filter(|number| asked.contains(&index.id(*number))).collect();
            complete(&mut all, library, templates, &index, &numbers);
        }
    }
    all
}

/// News by language, oldest first.
fn languages(library: &Library) -> BTreeMap<&str, Vec<ArticleId>> {
    let mut languages: BTreeMap<&str, Vec<ArticleId>> = BTreeMap::new();
    for id in library.ids().rev().filter(|id| library.brief(*id).is_news()) {
        languages.entry(library.language_of(id)).or_default().push(id);
    }
    languages
}

fn complete(all: &mut [Related], library: &Library, templates: &TemplateSet, index: &Index, numbers: &[u32]) {
    let found: Vec<(ArticleId, Related)> = numbers
        .par_iter()
        .map_init(
            || index.tally(),
            |tally, number| {
                let id = index.id(*number);
                (id, completed(library, templates, index, *number, tally, &all[id.0 as usize]))
            },
        )
        .collect();
    for (id, related) in found {
        all[id.0 as usize] = related;
    }
}

impl Related {
    /// The same where articles have other numbers; nothing if one of them has none.
    pub fn moved(self, numbers: &[Option<ArticleId>]) -> Option<Self> {
        let one = |id: ArticleId| numbers.get(id.0 as usize).copied().flatten();
        let many = |ids: Vec<ArticleId>| ids.into_iter().map(one).collect::<Option<Vec<_>>>();
        let in_text = self.in_text.into_iter().map(|(call, id)| Some((call, one(id)?)));
        Some(Self { below: many(self.below)?, in_text: in_text.collect::<Option<_>>()?, named: many(self.named)? })
    }
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
    let calls = (0..).zip(&library.article(id).outline.calls);
    let open: Vec<u32> = calls.filter(|(_, call)| is_open(templates, call)).map(|(number, _)| number).collect();
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
