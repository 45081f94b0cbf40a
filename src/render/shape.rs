//! How an output looks from the plan, as one number: who is on it, in what order, and where it stands, but nothing of what is
//! said there. It is found without an article at hand.
//!
//! An output that has the shape that it had in the last build, on a site where nothing but articles changed, has the recipe
//! that it had, but for the words of those who are on it. So a build after a few changes finds the outputs that it must look
//! at. Where a shape says too much, an output is looked at for nothing; it must never say too little (`tests/it/recipes.rs`).

use super::Renderer;
use crate::content::brief::Word;
use crate::content::{ArticleId, Section};
use crate::hash::{Fingerprint, Hasher};
use crate::plan::icons::Source;
use crate::plan::{Feed, FeedFormat, FeedPage, Kind, ListOf, Output, Sitemap};
use crate::templates::slot::Slot;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// The shapes of outputs, in the order of a mark of their file. Those that are always looked at have none.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Shapes(Vec<(u64, u64)>);

impl Shapes {
    /// That of a file.
    pub fn get(&self, file: &str) -> Option<u64> {
        let mark = file_mark(file);
        self.0.binary_search_by_key(&mark, |(file, _)| *file).ok().map(|at| self.0[at].1)
    }
}

fn file_mark(file: &str) -> u64 {
    Fingerprint::of(file.as_bytes()).half()
}

/// What outputs are told by.
struct Atoms {
    /// Of each article as others show it: what they see of it, its address and its terms as they are called.
    cards: Vec<u64>,
    /// The same with what its text shows of others.
    texts: Vec<u64>,
    /// Of each section: how many articles those below it have.
    sections: Vec<u64>,
}

impl Renderer<'_> {
    /// The shapes of all outputs.
    pub fn shapes(&self) -> Shapes {
        let atoms = self.atoms();
        let shape = |output: &Output| Some((file_mark(&output.file), self.shape(output, &atoms)?));
        let mut shapes: Vec<(u64, u64)> = self.plan.outputs.par_iter().filter_map(shape).collect();
        shapes.sort_unstable();
        Shapes(shapes)
    }

    fn atoms(&self) -> Atoms {
        let terms = self.term_marks();
        let card = |id: ArticleId| {
            let (brief, place) = (self.library.brief(id), self.plan.place(id));
            let mut hasher = Hasher::default().with(&place.path).with(place.id.as_deref().unwrap_or_default());
            hasher.raw(&brief.seen.to_le_bytes());
            hasher.add([u8::from(brief.is_dated), u8::from(brief.is_listed)]);
            brief.terms.iter().for_each(|term| hasher.raw(&terms[term].to_le_bytes()));
            hasher.finish().half()
        };
        let ids: Vec<ArticleId> = self.library.ids().collect();
        let cards: Vec<u64> = ids.par_iter().map(|id| card(*id)).collect();
        let text = |id: &ArticleId| {
            let related = &self.plan.related[id.0 as usize];
            let mut hasher = Hasher::default();
            hasher.raw(&cards[id.0 as usize].to_le_bytes());
            for (call, other) in &related.in_text {
                hasher.raw(&call.to_le_bytes());
                hasher.raw(&cards[other.0 as usize].to_le_bytes());
            }
            hasher.raw(&[0]);
            related.named.iter().for_each(|other| hasher.raw(&cards[other.0 as usize].to_le_bytes()));
            hasher.finish().half()
        };
        let texts = ids.par_iter().map(text).collect();
        Atoms { cards, texts, sections: self.section_marks() }
    }

    /// The counts of those below a section; all else of them changes with their own files.
    fn section_marks(&self) -> Vec<u64> {
        let mark = |section: &Section| {
            let children = self.library.sections.iter().filter(|child| child.parent() == Some(&section.path));
            let counts: Vec<usize> = children.map(|child| self.count_of(&child.path)).collect();
            Hasher::default().with(format!("{counts:?}")).finish().half()
        };
        self.library.sections.iter().map(mark).collect()
    }

    fn count_of(&self, section: &str) -> usize {
        self.plan.index.section(section).map_or(0, |at| self.plan.lists[at].members.len())
    }

    /// What each term is called that an article names.
    fn term_marks(&self) -> HashMap<(Word, Word), u64> {
        let briefs = &self.library.briefs;
        let named: BTreeMap<&str, usize> =
            self.plan.taxonomies.iter().enumerate().map(|(at, taxonomy)| (taxonomy.name.as_str(), at)).collect();
        let mut marks = HashMap::new();
        for (taxonomy, name) in briefs.iter().flat_map(|brief| brief.terms.iter().copied()) {
            marks.entry((taxonomy, name)).or_insert_with(|| {
                let found = named.get(briefs.word(taxonomy)).map(|at| &self.plan.taxonomies[*at]);
                let term = found.and_then(|own| Some(&own.terms[own.find(briefs.word(name))?]));
                term.map_or(0, |term| Hasher::default().with(&term.name).with(&term.slug).finish().half())
            });
        }
        marks
    }

    /// The shape of an output; nothing for those that are told best by looking at them.
    fn shape(&self, output: &Output, atoms: &Atoms) -> Option<u64> {
        let mut hasher = Hasher::default();
        match &output.kind {
            Kind::Feed(at, format, page) => self.feed_shape(&self.plan.feeds[*at], *format, *page, atoms, &mut hasher),
            Kind::Sitemap(Sitemap::Month(at)) => add(&mut hasher, &self.plan.months[*at].1, &atoms.cards),
            // What is in a file is the business of its stamp.
            Kind::Asset(at) => {
                let asset = &self.plan.assets[*at];
                hasher.add(format!("{:?} {} {} {:?}", asset.root, asset.path, asset.bytes, asset.version));
            }
            Kind::Icon(_) => {
                let own = match self.plan.icons {
                    Source::Picture(at) => self.plan.assets[at].path.as_str(),
                    Source::Mark | Source::Theme | Source::Nothing => "",
                };
                hasher.add(own);
            }
            Kind::Article(..) | Kind::List(..) | Kind::Corrections | Kind::Redirect(_) => {
                self.page_shape(output, atoms, &mut hasher)?;
            }
            _ => return None,
        }
        Some(hasher.finish().half())
    }

    fn page_shape(&self, output: &Output, atoms: &Atoms, hasher: &mut Hasher) -> Option<()> {
        let template = output.template.as_deref().unwrap_or_default();
        let language = self.language_of(output);
        hasher.add(template);
        hasher.add(language);
        hasher.add(format!("{:?}", self.templates.closure(template)));
        // A component in a text sees it, whatever the template does.
        hasher.raw(&self.site_mark().to_le_bytes());
        match &output.kind {
            // Where it stands among all is nothing of what it is.
            Kind::Article(id, part) => {
                hasher.add(format!("{part:?}"));
                self.article_shape(*id, language, atoms, hasher);
            }
            Kind::List(at, place) => self.list_shape(*at, *place, hasher),
            _ => {}
        }
        let reads = self.templates.reads(template);
        for (slot, _) in Slot::ALL.into_iter().filter(|(slot, _)| reads.has(*slot)) {
            hasher.raw(&self.slot_shape(slot, output, language, atoms)?.to_le_bytes());
        }
        Some(())
    }

    /// All of an article's page but the articles around it.
    fn article_shape(&self, id: ArticleId, language: &str, atoms: &Atoms, hasher: &mut Hasher) {
        hasher.raw(&atoms.texts[id.0 as usize].to_le_bytes());
        let translations = self.plan.translations.get(&self.library.brief(id).story);
        add(hasher, translations.map_or(&[], Vec::as_slice), &atoms.cards);
        let own = self.plan.index.section(self.library.section_of(id));
        let lists = [own, self.plan.index.language(language)];
        hasher.add(lists.map(|list| u8::from(list.is_some_and(|list| self.plan.feed_of(list).is_some()))));
    }

    /// All of a list's page but the cards on it.
    fn list_shape(&self, at: usize, place: u32, hasher: &mut Hasher) {
        let list = &self.plan.lists[at];
        let paging = &list.paging;
        hasher.add(format!("{place} {} {} {} {}", paging.total, paging.cut, list.members.is_empty(), list.path));
        hasher.add(format!("{:?}", self.plan.feed_of(at).map(|feed| &feed.formats)));
        hasher.add(self.plan.archive.first().map_or("", |archive| &archive.path));
        match &list.of {
            ListOf::Term(taxonomy, term) => {
                let term = &self.plan.taxonomies[*taxonomy].terms[*term];
                hasher.add(&term.name);
                hasher.add(format!("{} {}", term.slug, list.members.len()));
            }
            ListOf::Day(day) => {
                let (older, newer) = self.plan.index.days_around(*day);
                hasher.add(format!("{:?}", [older, newer].map(|near| near.map(|(day, _)| day))));
            }
            ListOf::Home | ListOf::Language(_) | ListOf::Section(_) => {}
        }
    }

    fn slot_shape(&self, slot: Slot, output: &Output, language: &str, atoms: &Atoms) -> Option<u64> {
        Some(match slot {
            Slot::Prev | Slot::Next | Slot::Pages | Slot::Recent | Slot::Latest | Slot::Related | Slot::FollowUps => {
                let mut hasher = Hasher::default();
                add(&mut hasher, &self.shown(slot, output, language), &atoms.cards);
                hasher.finish().half()
            }
            Slot::Fronts => {
                let mut hasher = Hasher::default();
                for (section, ids) in self.newest_of_sections(output) {
                    hasher.raw(&self.count_of(&self.library.sections[section].path).to_le_bytes());
                    add(&mut hasher, &ids, &atoms.cards);
                }
                hasher.finish().half()
            }
            Slot::Corrections => {
                let ids: Vec<ArticleId> = self.plan.corrections.iter().map(|(id, _)| *id).collect();
                let mut hasher = Hasher::default();
                add(&mut hasher, &ids, &atoms.texts);
                hasher.finish().half()
            }
            Slot::Content => match &output.kind {
                // The text of a section, a term, or a front: there are few of them.
                Kind::List(at, 1) if self.list_text(&self.plan.lists[*at]).is_some() => return None,
                _ => 0,
            },
            Slot::Site | Slot::Words | Slot::Taxonomies | Slot::Feeds => self.slot_mark_of(slot, output, language),
            // What these say of an article or a list is told by what it is.
            Slot::Page | Slot::Toc | Slot::Pager | Slot::Taxonomy | Slot::Term | Slot::Archive
                if matches!(output.kind, Kind::Article(..) | Kind::List(..)) =>
            {
                0
            }
            Slot::Section => {
                let path = match &output.kind {
                    Kind::Article(id, _) => self.library.section_of(*id),
                    Kind::List(at, _) => match &self.plan.lists[*at].of {
                        ListOf::Section(path) => path,
                        _ => return Some(0),
                    },
                    _ => return Some(0),
                };
                self.library.section_number(path).map_or(0, |number| atoms.sections[number])
            }
            Slot::Page | Slot::Toc | Slot::Pager | Slot::Taxonomy | Slot::Term | Slot::Archive => {
                self.slot_mark_of(slot, output, language)
            }
        })
    }

    fn feed_shape(&self, feed: &Feed, format: FeedFormat, page: FeedPage, atoms: &Atoms, hasher: &mut Hasher) {
        hasher.add(format!("{:?} {:?} {page:?} {format:?}", feed.content, feed.language));
        hasher.add(feed.document(format, page));
        hasher.add(format!("{:?} {:?}", self.start(), feed.formats));
        hasher.add(self.title_of(feed));
        hasher.add(self.description_of(feed));
        hasher.raw(&self.site_mark().to_le_bytes());
        let near = match page {
            FeedPage::Current => feed.archives.len().saturating_sub(1)..feed.archives.len(),
            FeedPage::Archive(at) => at.saturating_sub(1)..(at + 2).min(feed.archives.len()),
        };
        feed.archives[near].iter().for_each(|archive| hasher.add(&archive.name));
        add(hasher, feed.entries(page), &atoms.texts);
    }

    /// The newest of each top section that the front page shows.
    pub(super) fn newest_of_sections(&self, output: &Output) -> Vec<(usize, Vec<ArticleId>)> {
        const EACH: usize = 4;
        let Kind::List(0, 1) = output.kind else { return Vec::new() };
        let newest = |section: &Section| {
            let list = self.plan.index.section(&section.path)?;
            let ids: Vec<ArticleId> = self.plan.lists[list].dated(self.library).take(EACH).collect();
            Some((self.library.section_number(&section.path)?, ids)).filter(|(_, ids)| !ids.is_empty())
        };
        self.library.children("").into_iter().filter_map(newest).collect()
    }
}

/// Adds the marks of some articles, in their order.
fn add(hasher: &mut Hasher, ids: &[ArticleId], marks: &[u64]) {
    hasher.raw(&(ids.len() as u64).to_le_bytes());
    for id in ids {
        hasher.raw(&marks[id.0 as usize].to_le_bytes());
    }
}
