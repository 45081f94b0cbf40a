//! What each output is made of, as hashes: if none of them changed since the last build, the output need not be made again.
//!
//! A slot's hash is that of its value, so it cannot forget what the value depends on. Three things are too dear for that and
//! have hashes of their own: cards, made once for each article; the text of a body, which is hashed with everything that the
//! site around it answers while the text is printed; and what every page shares.

use super::Renderer;
use super::text::{Audience, Reader};
use crate::content::{Article, ArticleId};
use crate::hash::Hasher;
use crate::markdown::Resolver;
use crate::plan::recipe::{Ingredient, Recipe};
use crate::plan::{Feed, FeedFormat, FeedPage, Kind, Output, Part};
use crate::templates::slot::Slot;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tera::Value;

/// Which build of the program this is: another one may print anything otherwise.
const PROGRAM: &str = env!("HALAMAN_BUILD_ID");

/// Hashes that several outputs need.
pub struct Marks {
    cards: Vec<OnceLock<u64>>,
    entries: Vec<OnceLock<u64>>,
    /// Of slots that are the same on all pages of a language.
    shared: Mutex<BTreeMap<(Slot, String), u64>>,
}

impl Marks {
    /// For so many articles.
    pub fn new(articles: usize) -> Self {
        let empty = || (0..articles).map(|_| OnceLock::new()).collect();
        Self { cards: empty(), entries: empty(), shared: Mutex::default() }
    }
}

/// An output whose recipe is known, and the values that were made to tell it.
#[derive(Default)]
pub struct Begun(Vec<(Slot, Value)>);

impl Begun {
    /// A slot's value, if it has been made.
    pub(super) fn take(&mut self, slot: Slot) -> Option<Value> {
        let at = self.0.iter().position(|(own, _)| *own == slot)?;
        Some(self.0.swap_remove(at).1)
    }
}

impl Renderer<'_> {
    /// What an output is made of, and what is made of it already. Nothing for copied files and icons of a picture, whose
    /// maker knows better, and for those that are made as quickly as they are judged: their bytes tell.
    pub fn begin(&self, output: &Output) -> (Option<Recipe>, Begun) {
        let mut begun = Begun::default();
        let recipe = match &output.kind {
            Kind::Feed(at, format, page) => Some(self.feed_recipe(&self.plan.feeds[*at], *format, *page)),
            Kind::Asset(_)
            | Kind::Sitemap(_)
            | Kind::Robots
            | Kind::Opml
            | Kind::FeedMenu
            | Kind::Host
            | Kind::Manifest => None,
            Kind::Icon(_) => self.mark_recipe(),
            _ => Some(self.page_recipe(output, &mut begun)),
        };
        (recipe, begun)
    }

    fn page_recipe(&self, output: &Output, begun: &mut Begun) -> Recipe {
        let template = output.template.as_deref().unwrap_or_default();
        let language = self.language_of(output);
        let closure = self.templates.closure(template);
        let of_template = Hasher::default().with(PROGRAM).with(template).with(language).with(closure.0.to_le_bytes());
        let mut ingredients = vec![(Ingredient::Template, of_template.finish().half())];
        let reads = self.templates.reads(template);
        for (slot, _) in Slot::ALL.into_iter().filter(|(slot, _)| reads.has(*slot)) {
            ingredients.push((Ingredient::Slot(slot), self.slot_mark(slot, output, language, begun)));
        }
        Recipe::new(ingredients)
    }

    fn slot_mark(&self, slot: Slot, output: &Output, language: &str, begun: &mut Begun) -> u64 {
        match slot {
            Slot::Site => self.site_mark(),
            Slot::Words => self.words_mark(language),
            Slot::Taxonomies => self.shared_mark(slot, language, || mark_of(&self.taxonomies())),
            Slot::Prev | Slot::Next | Slot::Pages | Slot::Recent | Slot::Latest | Slot::Related | Slot::FollowUps => {
                let mut hasher = Hasher::default();
                for id in self.shown(slot, output, language) {
                    hasher.add(self.card_mark(id).to_le_bytes());
                }
                hasher.finish().half()
            }
            Slot::Content => self.content_mark(output),
            _ => self.light_slot(slot, output, language).map_or(0, |value| {
                let mark = mark_of(&value);
                begun.0.push((slot, value));
                mark
            }),
        }
    }

    /// The mark of a slot that no article is asked for.
    pub(super) fn slot_mark_of(&self, slot: Slot, output: &Output, language: &str) -> u64 {
        self.slot_mark(slot, output, language, &mut Begun::default())
    }

    /// The hash of a value that is the same wherever this language is spoken; it is made once.
    fn shared_mark(&self, slot: Slot, language: &str, mark: impl FnOnce() -> u64) -> u64 {
        let marks = || self.marks.shared.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (slot, language.to_owned());
        let known = marks().get(&key).copied();
        known.unwrap_or_else(|| {
            let mark = mark();
            marks().insert(key, mark);
            mark
        })
    }

    pub(super) fn site_mark(&self) -> u64 {
        self.shared_mark(Slot::Site, "", || mark_of(&self.shared.site()))
    }

    fn words_mark(&self, language: &str) -> u64 {
        self.shared_mark(Slot::Words, language, || mark_of(&self.shared.words(language)))
    }

    fn card_mark(&self, id: ArticleId) -> u64 {
        *self.marks.cards[id.0 as usize].get_or_init(|| mark_of(&self.card(id)))
    }

    fn content_mark(&self, output: &Output) -> u64 {
        match &output.kind {
            Kind::Article(id, part) => {
                let article = self.library.article(*id);
                self.text_mark(article, &self.plan.place(*id).path, Some((*id, *part)), Audience::Page)
            }
            Kind::List(at, 1) => self
                .list_text(&self.plan.lists[*at])
                .map_or(0, |index| self.text_mark(index, &self.plan.lists[*at].path, None, Audience::Page)),
            _ => 0,
        }
    }

    /// A text, and everything that the site answers while it is printed.
    fn text_mark(&self, article: &Article, path: &str, own: Option<(ArticleId, Part)>, audience: Audience) -> u64 {
        let reader = Reader::new(self, article, path, own, audience);
        let mut hasher = Hasher::default().with(article.text.0.to_le_bytes());
        // An article's number says nothing of it: a new one moves them all.
        let part = own.map(|(_, part)| part);
        hasher.add(format!("{:?} {part:?} {audience:?} {path} {}", self.syntax, article.language));
        hasher.add(self.plan.urls.permalink(""));
        hasher.add(format!("{:?}", self.plan.words));
        hasher.add(self.words_mark(&article.language).to_le_bytes());
        for link in &article.outline.links {
            let answer = if link.image {
                format!("{:?}", reader.image(&link.dest))
            } else {
                format!("{:?} {:?}", reader.link(&link.dest), reader.own_place(&link.dest))
            };
            hasher.add(answer);
        }
        if !article.outline.calls.is_empty() {
            hasher.add(self.templates.components().0.to_le_bytes());
            hasher.add(self.site_mark().to_le_bytes());
        }
        for call in &article.outline.calls {
            reader.given(call).iter().for_each(|(_, value)| hasher.add(mark_of(value).to_le_bytes()));
        }
        hasher.finish().half()
    }

    fn feed_recipe(&self, feed: &Feed, format: FeedFormat, page: FeedPage) -> Recipe {
        let channel = self.channel(feed, format, page, Arc::new([]));
        let of_channel = Hasher::default().with(PROGRAM).with(format!("{format:?} {channel:?}"));
        let mut of_entries = Hasher::default();
        for id in feed.entries(page) {
            of_entries.add(self.entry_mark(*id).to_le_bytes());
        }
        Recipe::new(vec![
            (Ingredient::Channel, of_channel.finish().half()),
            (Ingredient::Entries, of_entries.finish().half()),
        ])
    }

    /// An entry as it is without its text, and what its text is made of.
    fn entry_mark(&self, id: ArticleId) -> u64 {
        *self.marks.entries[id.0 as usize].get_or_init(|| {
            let article = self.library.article(id);
            let path = &self.plan.place(id).path;
            let mut hasher = Hasher::default().with(format!("{:?}", self.entry_with(id, "".into())));
            if self.tells_all {
                let own = Some((id, Part::All));
                hasher.add(self.text_mark(article, path, own, Audience::Feed).to_le_bytes());
                hasher.add(format!("{:?}", article.meta.dateline));
                hasher.add(self.corrections_html(article, path));
                hasher.add(self.plan.canonical_path(id, article));
            }
            hasher.finish().half()
        })
    }
}

/// The hash of a value.
fn mark_of(value: &impl Serialize) -> u64 {
    let mut sink = Sink(Hasher::default());
    // A sink takes everything, and what is no JSON (a map with odd keys) is nowhere in our values.
    let written = serde_json::to_writer(&mut sink, value);
    debug_assert!(written.is_ok(), "{written:?}");
    sink.0.finish().half()
}

/// A writer that only hashes.
struct Sink(Hasher);

impl io::Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.raw(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
