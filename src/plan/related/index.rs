//! The articles of one language by their words and topics, and the nearest among those that are older than one.
//!
//! Nearness is BM25 over words and topics, halved with every half-year between the two. An article is asked about by its
//! number, which is that of the articles older than it; whatever stands behind it in a list is not looked at, neither to
//! find articles nor to say how rare a word is. So what one gets does not change when a newer one comes.
//!
//! Invariant: figures are whole numbers, added in an order that the articles alone decide: the same on every machine.

use crate::content::brief::Word;
use crate::content::gist;
use crate::content::{Article, ArticleId, Brief, Library};
use crate::hash::Hasher;
use crate::locale::term_slug;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// In so many days an article loses half of its weight: what was said a year ago has to be four times as near. News grows
/// old, but a flood may well point to that of the last rainy season.
const HALF_LIFE: u32 = 180;

/// How far back a word or topic is followed: what lies behind has lost its weight.
const DEPTH: usize = 150;

/// How many entries are looked at for one article: those of its rarest words come first, and behind so many no word is rare.
const WORK: usize = 2000;

/// A word that more than every fourth article has says nothing, once there are enough of them to tell.
const COMMON: u32 = 4;
const ENOUGH: u32 = 40;

/// BM25, in hundredths: how soon a word that counts more adds no more, how much a long text is held against it, and the
/// length of a usual one. The first is higher than usual, so that the title keeps its lead over the first paragraphs; the
/// last is fixed, since a mean would move with every article.
const SATURATION: u32 = 300;
const LENGTH_SHARE: u32 = 75;
const USUAL_LENGTH: u32 = 100;

/// What a topic counts for, on the scale of [`impact`], where a word of the title comes to about 145: the editor chose it
/// for just this. That somebody wrote both says little.
const TOPIC: u8 = 200;
const AUTHOR: u8 = 50;

/// Bits that hold an impact in an entry, and how many articles fit into the others.
const IMPACT_BITS: u32 = 8;
const MOST_ARTICLES: usize = 1 << (u32::BITS - IMPACT_BITS);

/// What two articles have to share, in words: one alone is chance. A topic counts for two.
const SHARED: u8 = 2;

/// What kind of a term it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Topic,
    Author,
}

/// A word or topic of an article.
#[derive(Debug, Clone, Copy)]
struct Term {
    key: u32,
    impact: u8,
    kind: Kind,
}

/// An article that has a term: its number, and what the term counts for in it.
#[derive(Debug, Clone, Copy)]
struct Entry(u32);

impl Entry {
    fn new(number: u32, impact: u8) -> Self {
        Self(number << IMPACT_BITS | u32::from(impact))
    }

    fn number(self) -> u32 {
        self.0 >> IMPACT_BITS
    }

    fn impact(self) -> u32 {
        self.0 & ((1 << IMPACT_BITS) - 1)
    }
}

/// What each article is about: [`gist::words`].
pub type Gists<'l> = &'l (dyn Fn(ArticleId) -> &'l [[u8; 4]] + Sync);

/// The articles of one language.
pub struct Index<'l> {
    library: &'l Library,
    gists: Gists<'l>,
    /// Oldest first.
    ids: Vec<ArticleId>,
    /// The day of each, counted from the year 1.
    days: Vec<i32>,
    /// By the key of a term, oldest first.
    entries: HashMap<u32, Vec<Entry>>,
    topics: Topics,
}

/// The points of the articles while one is asked about.
pub struct Tally {
    points: Vec<Points>,
    /// Those that have any.
    touched: Vec<u32>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Points {
    sum: u32,
    shared: u8,
}

impl<'l> Index<'l> {
    /// Of these articles of one language, oldest first. Those beyond the 16 millionth get no recommendations.
    pub fn new(library: &'l Library, gists: Gists<'l>, ids: Vec<ArticleId>) -> Self {
        Self::empty(library, gists, ids).filled(|_| true)
    }

    /// The same where only some of them will be asked about: what these have nothing to do with is left out.
    pub fn about(library: &'l Library, gists: Gists<'l>, ids: Vec<ArticleId>, asked: &[ArticleId]) -> Self {
        let mut index = Self::empty(library, gists, ids);
        for id in asked {
            index.topics.learn(library, *id);
        }
        let keys: HashSet<u32> = asked.iter().flat_map(|id| index.terms(*id)).map(|term| term.key).collect();
        index.filled(|key| keys.contains(&key))
    }

    fn empty(library: &'l Library, gists: Gists<'l>, mut ids: Vec<ArticleId>) -> Self {
        ids.truncate(MOST_ARTICLES);
        let days = ids.iter().map(|id| day_of(library.brief(*id))).collect();
        Self { library, gists, ids, days, entries: HashMap::new(), topics: Topics::default() }
    }

    fn filled(mut self, wanted: impl Fn(u32) -> bool) -> Self {
        for number in self.numbers() {
            let id = self.id(number);
            self.topics.learn(self.library, id);
            let found: Vec<Term> = self.terms(id).filter(|term| wanted(term.key)).collect();
            for term in found {
                self.entries.entry(term.key).or_default().push(Entry::new(number, term.impact));
            }
        }
        self
    }

    /// The words and topics of an article.
    fn terms(&self, id: ArticleId) -> impl Iterator<Item = Term> {
        terms((self.gists)(id), self.library.brief(id), &self.topics)
    }

    /// The numbers of its articles, oldest first.
    pub fn numbers(&self) -> Range<u32> {
        0..u32::try_from(self.ids.len()).expect("a number takes 24 bits")
    }

    /// The article of a number.
    pub fn id(&self, number: u32) -> ArticleId {
        self.ids[number as usize]
    }

    /// An empty tally.
    pub fn tally(&self) -> Tally {
        Tally { points: vec![Points::default(); self.ids.len()], touched: Vec::new() }
    }

    /// The `most` nearest older articles, the nearest first; none tells a story of `told`, and no two the same.
    pub fn best(&self, number: u32, most: usize, told: &[&Article], tally: &mut Tally) -> Vec<ArticleId> {
        /// Some more, for the case that two of them tell the same story.
        const SPARE: usize = 4;
        self.count(number, tally);
        let ranked = self.ranked(number, most + told.len() + SPARE, tally);
        let mut best: Vec<ArticleId> = Vec::with_capacity(most);
        for id in ranked {
            let tells = |other: &Article| self.library.article(id).name.tells_the_same(&other.name);
            let is_told = told.iter().any(|other| tells(other));
            if best.len() < most && !is_told && !best.iter().any(|other| tells(self.library.article(*other))) {
                best.push(id);
            }
        }
        best
    }

    /// Gives points to the older articles that share terms with one.
    fn count(&self, number: u32, tally: &mut Tally) {
        let mut terms: Vec<(u32, Term, &[Entry])> = self
            .terms(self.id(number))
            .filter_map(|term| {
                let all = self.entries.get(&term.key)?;
                let older = &all[..all.partition_point(|entry| entry.number() < number)];
                let rarity = rarity(older.len(), number, term.kind)?;
                Some((rarity * u32::from(term.impact), term, older))
            })
            .collect();
        terms.sort_by_key(|(weight, term, _)| (Reverse(*weight), term.key));
        let mut work = WORK;
        for (weight, term, older) in terms {
            for entry in older.iter().rev().take(DEPTH.min(work)) {
                tally.add(entry.number(), (weight * entry.impact()) >> 12, term.kind);
            }
            work = work.saturating_sub(older.len().min(DEPTH));
        }
    }

    /// Those with the most points, best first, of equal ones the newest. Empties the tally.
    fn ranked(&self, number: u32, most: usize, tally: &mut Tally) -> Vec<ArticleId> {
        let day = self.days[number as usize];
        let mut ranked: Vec<(Reverse<u64>, Reverse<u32>)> = Vec::with_capacity(tally.touched.len());
        for other in tally.touched.drain(..) {
            let Points { sum, shared } = std::mem::take(&mut tally.points[other as usize]);
            if shared >= SHARED {
                let age = day.abs_diff(self.days[other as usize]);
                ranked.push((Reverse(aged(sum, age)), Reverse(other)));
            }
        }
        if ranked.len() > most {
            ranked.select_nth_unstable(most);
            ranked.truncate(most);
        }
        ranked.sort_unstable();
        ranked.into_iter().map(|(_, Reverse(other))| self.id(other)).collect()
    }
}

impl Tally {
    fn add(&mut self, number: u32, sum: u32, kind: Kind) {
        let points = &mut self.points[number as usize];
        if points.sum == 0 {
            self.touched.push(number);
        }
        // Whatever is shared leaves a trace, so that nobody is touched twice.
        points.sum += sum.max(1);
        points.shared = points.shared.saturating_add(match kind {
            Kind::Word => 1,
            Kind::Topic => SHARED,
            Kind::Author => 0,
        });
    }
}

/// The keys of topics by the names that articles have for them, and whether they are writers: names of one slug are one topic.
#[derive(Default)]
struct Topics(HashMap<(Word, Word), (u32, Kind)>);

impl Topics {
    fn learn(&mut self, library: &Library, id: ArticleId) {
        for topic in &library.brief(id).terms {
            self.0.entry(*topic).or_insert_with(|| {
                let (taxonomy, name) = (library.briefs.word(topic.0), library.briefs.word(topic.1));
                let kind = if taxonomy == "authors" { Kind::Author } else { Kind::Topic };
                (key_of_topic(taxonomy, &term_slug(name)), kind)
            });
        }
    }

    fn of(&self, brief: &Brief) -> Vec<Term> {
        let mut topics: Vec<Term> = Vec::new();
        for (key, kind) in brief.terms.iter().filter_map(|topic| self.0.get(topic).copied()) {
            let impact = if kind == Kind::Author { AUTHOR } else { TOPIC };
            if topics.iter().all(|topic| topic.key != key) {
                topics.push(Term { key, impact, kind });
            }
        }
        topics
    }
}

/// A number above those of words.
fn key_of_topic(taxonomy: &str, slug: &str) -> u32 {
    let [a, b, c, d, ..] = Hasher::default().with(taxonomy).with(slug).finish().0.to_le_bytes();
    u32::from_le_bytes([a, b, c, d]) | 1 << 31
}

fn terms(gist: &[[u8; 4]], brief: &Brief, topics: &Topics) -> impl Iterator<Item = Term> {
    let length: u32 = gist::words(gist).map(|(_, count)| u32::from(count)).sum();
    let words =
        gist::words(gist).map(move |(key, count)| Term { key, impact: impact(count, length), kind: Kind::Word });
    words.chain(topics.of(brief))
}

/// What a word counts for in a text of some length, in 255ths of what it can at most.
fn impact(count: u8, length: u32) -> u8 {
    let count = u32::from(count) * 100;
    let long = SATURATION * (100 - LENGTH_SHARE + LENGTH_SHARE * length / USUAL_LENGTH) / 100;
    u8::try_from(count * 255 / (count + long)).unwrap_or(u8::MAX)
}

/// How rare a term is that `with` of `all` older articles have, as a logarithm to the base of 2, in 256ths. Nothing if it
/// says nothing.
fn rarity(with: usize, all: u32, kind: Kind) -> Option<u32> {
    let with = u32::try_from(with).ok().filter(|with| *with > 0)?;
    if kind == Kind::Word && all >= ENOUGH && with > all / COMMON {
        return None;
    }
    Some(logarithm(2 * all + 2) - logarithm(2 * with + 1))
}

/// The logarithm to the base of 2, in 256ths; between the powers on a straight line, as no machine's own differs from
/// another's there.
fn logarithm(of: u32) -> u32 {
    let whole = of.ilog2();
    let part = (u64::from(of) << 8 >> whole) - 256;
    (whole << 8) + u32::try_from(part).expect("a part is smaller than the whole")
}

/// Points that have lost half with every [`HALF_LIFE`], and evenly between.
fn aged(points: u32, days: u32) -> u64 {
    let (halves, rest) = (days / HALF_LIFE, u64::from(days % HALF_LIFE));
    let whole = u64::from(points) << 24 >> halves.min(24);
    whole - whole * rest / u64::from(2 * HALF_LIFE)
}

fn day_of(brief: &Brief) -> i32 {
    use chrono::Datelike;
    brief.date.map_or(0, |date| date.num_days_from_ce())
}

#[cfg(test)]
mod tests {
    use super::{Index, Kind, aged, impact, logarithm, rarity};
    use crate::config;
    use crate::content::article::{Name, Options};
    use crate::content::{Article, Library, Now};
    use crate::diag::{Diagnostics, FileTable};
    use crate::source::Memory;
    use std::path::Path;

    /// Articles called `0`, `1`, …, each with its date, title, tags and text.
    fn library(articles: &[(&str, &str, &str, &str)]) -> Library {
        let (mut site, mut files) = (Memory::default(), FileTable::default());
        site.add("halaman.yaml", "title: K\nbase_url: https://kabar.example/\ntimezone: Asia/Jakarta\n");
        let config = config::load(&site, &mut files, None, &mut Diagnostics::default());
        let all = articles.iter().enumerate().map(|(number, (date, title, tags, text))| {
            let text = format!("---\ntitle: {title}\ndate: {date}\ntags: [{tags}]\n---\n{text}\n");
            let name = Name::of(&format!("{number}.md")).unwrap();
            Article::parse(&text, files.intern(Path::new(&name.source)), name, &Options::of(&config)).0
        });
        let at = chrono::DateTime::parse_from_rfc3339("2030-01-01T00:00:00+07:00").unwrap();
        Library::new(all.collect(), Vec::new(), &config, Now { at, drafts: false })
    }

    /// What is nearest to the newest of them, by name.
    fn nearest(articles: &[(&str, &str, &str, &str)]) -> String {
        let library = library(articles);
        let gists = |id| library.article(id).gist.packed();
        let index = Index::new(&library, &gists, library.ids().rev().collect());
        let newest = index.numbers().end - 1;
        let told = [library.article(index.id(newest))];
        let best = index.best(newest, 3, &told, &mut index.tally());
        best.iter().map(|id| library.article(*id).name.stem()).collect::<Vec<_>>().join(" ")
    }

    const MANY: [(&str, &str, &str, &str); 3] = [
        ("2026-01-01", "Harga cabai", "Harga", "Cabai mahal."),
        ("2026-01-01", "Lomba dayung", "Dayung", "Perahu melaju."),
        ("2026-01-01", "Panen jagung", "Tani", "Ladang kering."),
    ];

    #[test]
    fn a_title_is_nearer_than_a_text_and_a_topic_than_a_word() {
        let found = nearest(&[
            MANY[0],
            MANY[1],
            MANY[2],
            ("2026-02-01", "Kantor pindah", "", "Tanggul sungai diperiksa."),
            ("2026-02-01", "Tanggul sungai diperbaiki", "", "Besok."),
            ("2026-02-01", "Sesuatu", "Banjir", "Isi."),
            ("2026-02-02", "Tanggul sungai retak", "Banjir", "Air datang."),
        ]);
        assert_eq!(found, "4 5 3");
    }

    #[test]
    fn one_word_is_chance_and_a_writer_no_reason() {
        let found = nearest(&[
            ("2026-02-01", "Tanggul", "", "Isi."),
            ("2026-02-01", "Ladang", "", "Lain."),
            ("2026-02-02", "Tanggul retak", "", "Air."),
        ]);
        assert_eq!(found, "");
    }

    #[test]
    fn of_equal_ones_the_newest_comes_first_and_age_counts() {
        let flood = |date| (date, "Banjir sungai", "Air", "Surut.");
        let found = nearest(&[
            flood("2025-06-01"),
            flood("2025-08-01"),
            flood("2025-08-01"),
            ("2023-01-01", "Banjir sungai rumah", "Air", "Surut rumah."),
            ("2025-08-02", "Banjir sungai rumah", "Air", "Surut rumah."),
        ]);
        assert_eq!(found, "1 2 0");
    }

    #[test]
    fn i15_forms_of_a_word_find_each_other() {
        let found = nearest(&[
            MANY[0],
            MANY[1],
            ("2026-02-01", "Banjir di pelabuhan", "", "Isi."),
            ("2026-02-02", "Kebanjiran, berlabuh", "", "Air."),
        ]);
        assert_eq!(found, "2");
    }

    #[test]
    fn the_figures() {
        assert_eq!([1, 2, 3, 4, 6, 1 << 31].map(logarithm), [0, 256, 384, 512, 640, 31 * 256]);
        assert_eq!([0, 90, 180, 360, 540].map(|days| aged(1000, days) >> 24), [1000, 750, 500, 250, 125]);
        assert!(aged(1, u32::MAX) < aged(1, 4000));
        assert_eq!(
            [(1, 100), (4, 100), (15, 100), (4, 0)].map(|(count, length)| impact(count, length)),
            [63, 145, 212, 214]
        );
        assert_eq!(rarity(0, 10, Kind::Word), None);
        assert_eq!(rarity(10, 40, Kind::Word), Some(logarithm(82) - logarithm(21)));
        assert_eq!(rarity(11, 40, Kind::Word), None);
        assert!(rarity(11, 40, Kind::Topic).is_some() && rarity(30, 39, Kind::Word).is_some());
    }
}
