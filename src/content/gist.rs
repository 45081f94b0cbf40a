//! What an article is about, in a few hundred bytes: the stems of its title, standfirst and first paragraphs, as hashes.
//!
//! It is made when a file is parsed and kept with the file's facts, so that articles can be compared without reading them
//! again. It says nothing of how often a word is used elsewhere; `plan` weighs that.

use super::library::ArticleId;
use crate::hash::Fingerprint;
use crate::locale::{each_token, is_stop_word, stem};
use serde::{Deserialize, Serialize};

/// How many words are kept at most. With four bytes each, an article costs no more than a paragraph of it would.
const MOST: usize = 64;

/// What a word counts for that stands in the title, the standfirst, the first paragraphs.
const TITLE: u8 = 4;
const STANDFIRST: u8 = 2;
const OPENING: u8 = 1;

/// How many bits of a number say how much its word counts; the others say which word it is. Of a hundred thousand words
/// about twenty share their number with another, which no reader will notice.
const COUNT_BITS: u32 = 4;

/// The most that a word can count.
const MOST_COUNT: u8 = (1 << COUNT_BITS) - 1;

/// The words that say what an article is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gist(Box<[Packed]>);

/// A word's number and how much it counts, as bytes, so that many lie in a file as they lie in memory.
type Packed = [u8; 4];

/// The words of a gist, wherever it lies: the number of each, and how much it counts: from 1 to 15. In the order of the numbers.
pub fn words(gist: &[Packed]) -> impl Iterator<Item = (u32, u8)> {
    gist.iter().map(|packed| {
        let word = u32::from_le_bytes(*packed);
        (word >> COUNT_BITS, u8::try_from(word & u32::from(MOST_COUNT)).unwrap_or(MOST_COUNT))
    })
}

/// The gists of all articles of a library, one after the other in bytes.
#[derive(Debug, Default)]
pub struct Gists {
    bytes: Vec<u8>,
    /// What has been added to them.
    newer: Vec<u8>,
    /// Of each article, in the library's order: where its words begin and end.
    places: Vec<(u32, u32)>,
}

impl Gists {
    /// Of these.
    pub fn of<'g>(all: impl Iterator<Item = &'g Gist>) -> Self {
        let mut gists = Self::default();
        for gist in all {
            let place = gists.add(gist);
            gists.places.push(place);
        }
        gists
    }

    /// Those of bytes; nothing if a place lies outside of them.
    pub fn placed(bytes: Vec<u8>, places: Vec<(u32, u32)>) -> Option<Self> {
        let most = u32::try_from(bytes.len() / size_of::<Packed>()).ok()?;
        let fits = bytes.len().is_multiple_of(size_of::<Packed>());
        let fits = fits && places.iter().all(|(start, end)| start <= end && *end <= most);
        fits.then_some(Self { bytes, places, ..Self::default() })
    }

    /// The words of an article.
    pub fn get(&self, id: ArticleId) -> &[Packed] {
        let (start, end) = self.places[id.0 as usize];
        let (start, end) = (start as usize, end as usize);
        let old = self.bytes.as_chunks().0;
        if start < old.len() { &old[start..end] } else { &self.newer.as_chunks().0[start - old.len()..end - old.len()] }
    }

    /// Those that were there, and those that have been added: all bytes together.
    pub fn bytes(&self) -> [&[u8]; 2] {
        [&self.bytes, &self.newer]
    }

    /// Where the words of each article are.
    pub fn places(&self) -> &[(u32, u32)] {
        &self.places
    }

    /// The same in another order, each from its place in the old one, or from nowhere.
    #[must_use]
    pub fn reordered(self, origins: &[Option<ArticleId>]) -> Self {
        let place = |origin: &Option<ArticleId>| origin.map_or((0, 0), |at| self.places[at.0 as usize]);
        Self { places: origins.iter().map(place).collect(), ..self }
    }

    /// Has another one for an article, behind all others.
    pub fn set(&mut self, id: ArticleId, gist: &Gist) {
        self.places[id.0 as usize] = self.add(gist);
    }

    fn add(&mut self, gist: &Gist) -> (u32, u32) {
        let words = |bytes: usize| u32::try_from(bytes / size_of::<Packed>()).expect("gists have 16 gigabytes at most");
        let start = self.bytes.len() + self.newer.len();
        self.newer.extend_from_slice(gist.0.as_flattened());
        (words(start), words(self.bytes.len() + self.newer.len()))
    }
}

/// The words of a text while they are counted, in the order in which they come.
#[derive(Default)]
struct Counted(Vec<(u32, u8)>);

impl Gist {
    /// Of the parts of an article, in its language. Figures, stop words (I-18) and single letters are left out.
    pub fn of(title: &str, standfirst: &str, opening: &str, language: &str) -> Self {
        let mut counted = Counted::default();
        for (text, count) in [(title, TITLE), (standfirst, STANDFIRST), (opening, OPENING)] {
            each_token(text, |token| {
                if is_telling(token, language) {
                    stem(token, language);
                    counted.add(number_of(token), count);
                }
            });
        }
        counted.gist()
    }

    /// Its words: see [`words`].
    pub fn words(&self) -> impl Iterator<Item = (u32, u8)> {
        words(&self.0)
    }

    /// The same where gists of all articles are asked for.
    pub fn packed(&self) -> &[Packed] {
        &self.0
    }
}

impl Counted {
    fn add(&mut self, number: u32, count: u8) {
        match self.0.iter_mut().find(|(known, _)| *known == number) {
            Some((_, sum)) => *sum = (*sum + count).min(MOST_COUNT),
            None => self.0.push((number, count)),
        }
    }

    /// Those that count most, and of equal ones the first.
    fn gist(mut self) -> Gist {
        self.0.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        self.0.truncate(MOST);
        self.0.sort_unstable();
        let packed = |(number, count): (u32, u8)| (number << COUNT_BITS | u32::from(count)).to_le_bytes();
        Gist(self.0.into_iter().map(packed).collect())
    }
}

fn is_telling(token: &str, language: &str) -> bool {
    let is_word = token.len() > 1 && !token.starts_with(|first: char| first.is_ascii_digit());
    is_word && !is_stop_word(token, language)
}

/// A number below 2^28.
fn number_of(stem: &str) -> u32 {
    let [a, b, c, d, ..] = Fingerprint::of(stem.as_bytes()).0.to_le_bytes();
    u32::from_le_bytes([a, b, c, d]) >> COUNT_BITS
}

#[cfg(test)]
mod tests {
    use super::{Gist, number_of};
    use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};

    fn words(of: &[(&str, u8)]) -> Vec<(u32, u8)> {
        let mut words: Vec<_> = of.iter().map(|(word, count)| (number_of(word), *count)).collect();
        words.sort_unstable();
        words
    }

    #[test]
    fn i16_i18_a_gist_is_the_stems_of_what_tells_something() {
        let gist = Gist::of(
            "Banjirnya surut, 312 rumah rusak",
            "Kata warga, Selasa, rumah-rumah kebanjiran.",
            "Air surut.\nIa banjir.\n",
            "id",
        );
        let expected =
            words(&[("banjir", 4 + 2 + 1), ("surut", 4 + 1), ("rumah", 4 + 2 + 2), ("rusak", 4), ("air", 1)]);
        assert_eq!(gist.words().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn the_first_of_equal_words_are_kept() {
        let many: Vec<String> = (0..100).map(|number| format!("kata{number} ")).collect();
        let many = many.concat();
        let gist = Gist::of("", "", &format!("{many} {}", "kata99 ".repeat(40)), "id");
        let kept = (0..63).chain([99]).map(|number| (format!("kata{number}"), if number == 99 { 15 } else { 1 }));
        let kept: Vec<(String, u8)> = kept.collect();
        let kept: Vec<(&str, u8)> = kept.iter().map(|(word, count)| (word.as_str(), *count)).collect();
        assert_eq!(gist.words().collect::<Vec<_>>(), words(&kept));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_gist_is_small_and_in_order(title in any::<String>(), text in "([a-z]{1,3}[ -]){0,300}") {
            let gist = Gist::of(&title, "", &text, "id");
            let words: Vec<_> = gist.words().collect();
            prop_assert!(words.len() <= 64 && words.iter().all(|(_, count)| (1..=15).contains(count)));
            prop_assert!(words.windows(2).all(|pair| pair[0].0 < pair[1].0));
            let kept = postcard::to_stdvec(&gist).unwrap();
            prop_assert_eq!(postcard::from_bytes::<Gist>(&kept).unwrap(), gist);
        }
    }
}
