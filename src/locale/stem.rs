//! Stems of Indonesian words: `memperbaiki` and `perbaikan` to `baik`, `banjirnya` and `kebanjiran` to `banjir` (I-15).
//!
//! The rules are those of F. Z. Tala's Porter stemmer for Indonesian as Snowball has them, so that a search in a browser
//! can use the same (I-17). It knows no dictionary and takes off too much at times (`berita` to `ita`, I-16); since it does
//! so to every form of a word, forms still find each other. Words of other languages are left as they are.

/// What has to be left of a word: no affix is taken off one with fewer vowels.
const FEWEST: usize = 3;

/// The prefix that was taken off last, as far as suffixes must know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prefix {
    None,
    /// `di-`, `me-`, `ter-`: no `-an` goes with them.
    Verb,
    /// `per-`, `pe-`.
    Per,
    /// `ke-`, `peng-`.
    Noun,
    /// `ber-`.
    Ber,
}

/// A word in the making.
struct Word<'w> {
    text: &'w mut String,
    vowels: usize,
    prefix: Prefix,
}

/// Takes the affixes off a word of a language, which is in lower case and without marks (see [`super::each_token`]).
pub fn stem(word: &mut String, language: &str) {
    if !is_indonesian(language) || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return;
    }
    let vowels = word.bytes().filter(|byte| is_vowel(*byte)).count();
    let mut word = Word { text: word, vowels, prefix: Prefix::None };
    word.strip_ending(&["kah", "lah", "pun"]);
    word.strip_ending(&["nya", "ku", "mu"]);
    if !word.is_long() {
        return;
    }
    if let Some(letter) = word.strip_first_prefix() {
        // A letter that was put back belongs to the stem: `periksa`, of `pemeriksaan`, has no `per-`.
        if word.is_long() && word.strip_suffix() && word.is_long() && letter.is_empty() {
            word.strip_second_prefix();
        }
    } else {
        word.strip_second_prefix();
        if word.is_long() {
            word.strip_suffix();
        }
    }
}

/// Whether a tag names Indonesian: `id`, `id-ID`.
fn is_indonesian(language: &str) -> bool {
    language.split(['-', '_']).next().is_some_and(|primary| primary.eq_ignore_ascii_case("id"))
}

fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u')
}

fn begins_with_vowel(text: &str) -> bool {
    text.bytes().next().is_some_and(is_vowel)
}

impl Word<'_> {
    fn is_long(&self) -> bool {
        self.vowels >= FEWEST
    }

    /// Takes off the end from a place on, which has one vowel.
    fn cut_end(&mut self, length: usize) {
        self.text.truncate(self.text.len() - length);
        self.vowels -= 1;
    }

    /// Puts something in the place of the beginning, which has one vowel more.
    fn replace_start(&mut self, length: usize, with: &str, prefix: Prefix) {
        self.text.replace_range(..length, with);
        self.vowels -= 1;
        self.prefix = prefix;
    }

    /// Particles and possessives: `adakah`, `bukunya`.
    fn strip_ending(&mut self, endings: &[&str]) {
        let found = endings.iter().find(|ending| self.text.ends_with(**ending)).filter(|_| self.is_long());
        if let Some(ending) = found {
            self.cut_end(ending.len());
        }
    }

    /// `-kan`, `-an`, `-i`. Whether there was one.
    fn strip_suffix(&mut self) -> bool {
        let length = if self.text.ends_with("kan") && !matches!(self.prefix, Prefix::Per | Prefix::Noun) {
            3
        } else if self.text.ends_with("an") && self.prefix != Prefix::Verb {
            2
        } else if self.text.ends_with('i')
            && !self.text.ends_with("si")
            && !matches!(self.prefix, Prefix::Noun | Prefix::Ber)
        {
            1
        } else {
            return false;
        };
        self.cut_end(length);
        true
    }

    /// `di-`, `ter-`, `ke-`, and `meng-` and `peng-` with the letter they swallowed: `menyapu` is `sapu`, `memukul` is
    /// `pukul`. If there was one, the letter that was put back.
    fn strip_first_prefix(&mut self) -> Option<&'static str> {
        let (length, with, prefix) = match self.text.as_bytes() {
            [b'd', b'i', ..] => (2, "", Prefix::Verb),
            [b't', b'e', b'r', ..] => (3, "", Prefix::Verb),
            [b'k', b'e', ..] => (2, "", Prefix::Noun),
            [first @ (b'm' | b'p'), b'e', rest @ ..] => {
                let prefix = if *first == b'm' { Prefix::Verb } else { Prefix::Noun };
                match rest {
                    [b'n', b'g', ..] => (4, "", prefix),
                    [b'n', b'y', next, ..] if is_vowel(*next) => (4, "s", prefix),
                    [b'n', ..] => (3, "", prefix),
                    [b'm', ..] => (3, if begins_with_vowel(&self.text[3..]) { "p" } else { "" }, prefix),
                    _ if *first == b'm' => (2, "", prefix),
                    _ => return None,
                }
            }
            _ => return None,
        };
        self.replace_start(length, with, prefix);
        Some(with)
    }

    /// `per-`, `ber-` and their forms before some words: `belajar`, `bekerja`.
    fn strip_second_prefix(&mut self) {
        let (length, prefix) = match self.text.as_bytes() {
            [b'p', b'e', b'r', ..] => (3, Prefix::Per),
            [b'p', b'e', b'l', rest @ ..] if rest.starts_with(b"ajar") => (3, self.prefix),
            [b'p', b'e', ..] => (2, Prefix::Per),
            [b'b', b'e', b'r', ..] => (3, Prefix::Ber),
            [b'b', b'e', b'l', rest @ ..] if rest.starts_with(b"ajar") => (3, Prefix::Ber),
            [b'b', b'e', first, b'e', b'r', ..] if !is_vowel(*first) => (2, Prefix::Ber),
            _ => return,
        };
        self.replace_start(length, "", prefix);
    }
}

#[cfg(test)]
mod tests {
    use super::stem;
    use proptest::prelude::{ProptestConfig, prop_assert, proptest};

    fn stem_of(word: &str, language: &str) -> String {
        let mut word = word.to_owned();
        stem(&mut word, language);
        word
    }

    /// Words and their stems, from Snowball 3.1.1; what searches in a browser has to find the same.
    const PAIRS: &str = "
        berita=ita menteri=teri perintah=intah ekonomi=ekonom perekonomian=ekonomi pelajaran=ajar pelajar=ajar belajar=ajar
        pengajaran=ajar dimakan=makan memerintah=perintah peledakan=ledak mengikuti=ikut menulis=ulis menyapu=sapu
        penyanyi=sanyi memakai=paka pembeli=beli bekerja=kerja terbesar=besar bukunya=buku adakah=ada rumahnya=rumah
        nelayan=nelay banjir=banjir perahu=ahu sekolah=seko kebanjiran=banjir diberikan=beri memberikan=beri
        mewajibkan=wajib penenun=enun menenun=enun tenun=tenun pewarna=warna anak=anak perkotaan=kota jembatan=jembat
        seberang=seberang politisi=politisi kompas=kompas pelabuhan=labuh pemeriksaan=periksa keberatan=berat
        permainan=main bermain=main penangkap=angkap gunungku=gunung bagianlah=bagi kepiting=piting ajaran=ajar
        pengarang=arang pilihan=pilih indonesia=indonesia meng=meng nya=nya kan=kan aku=aku
    ";

    #[test]
    fn i15_i17_stems_are_those_of_snowball() {
        for (word, expected) in PAIRS.split_whitespace().filter_map(|pair| pair.split_once('=')) {
            assert_eq!(stem_of(word, "id-ID"), expected, "{word}");
        }
    }

    #[test]
    fn i15_words_of_other_languages_and_with_figures_stay() {
        for (word, language) in [("berita", "en"), ("terkenal", "ms"), ("kebaikan7", "id"), ("kembalië", "id")] {
            assert_eq!(stem_of(word, language), word);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn of_every_word_something_is_left(word in "(di|ke|ter|me|meng|meny|mem|pe|pen|peny|per|ber|be|bel|pelajar)?[a-z]{0,8}(kan|an|i)?(nya|ku)?(lah|pun)?") {
            let stem = stem_of(&word, "id");
            prop_assert!(stem.len() <= word.len() && (word.is_empty() || !stem.is_empty()), "{word}: {stem}");
        }
    }
}
