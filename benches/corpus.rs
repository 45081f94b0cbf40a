//! An archive of invented news for the benches: article `i` is the same in every run and on every machine, whatever the
//! size of the archive, but for its link to another article.
//!
//! About 450 words an article, ten sections, two hundred tags of uneven use, forty authors. It knows nothing of folders:
//! `layout` writes it down for each program.

use chrono::{DateTime, FixedOffset, TimeDelta, TimeZone};
use std::fmt::Write as _;

/// The sections: folder and title.
pub const SECTIONS: [(&str, &str); 10] = [
    ("politik", "Politik"),
    ("ekonomi", "Ekonomi"),
    ("hukum", "Hukum"),
    ("olahraga", "Olahraga"),
    ("teknologi", "Teknologi"),
    ("budaya", "Budaya"),
    ("kesehatan", "Kesehatan"),
    ("pendidikan", "Pendidikan"),
    ("daerah", "Daerah"),
    ("dunia", "Dunia"),
];

/// Pictures in `static/img/`, which the articles share.
pub const PICTURES: usize = 40;

const TAGS: usize = 200;
const AUTHORS: usize = 40;

/// Three years of publishing, in seconds, and a step that has no divisor in common with them: no two articles come out
/// in one second, and the order of dates is not the order of numbers.
const SPAN: i64 = 3 * 365 * 86_400;
const STEP: i64 = 61_803_391;

/// The words that are everywhere.
const FREQUENT: &str = "yang dan di itu dengan untuk tidak ini dari dalam akan pada juga ke karena tersebut bisa ada mereka \
    lebih kata tahun sudah atau saat oleh menjadi orang telah adalah sebagai sampai kepada kita lain hanya warga desa kota \
    jalan rumah sekolah pasar harga jembatan air hujan petani nelayan beras listrik kereta laut sungai hutan guru siswa \
    dokter obat rapat dewan sidang program rencana laporan angka wilayah kantor pagi siang sore malam kemarin besok";

const SYLLABLES: [&str; 28] = [
    "ba", "ka", "ma", "ra", "sa", "ta", "la", "pe", "re", "me", "ne", "di", "si", "ri", "li", "ko", "to", "no", "bu",
    "gu", "lu", "nga", "nya", "tan", "kan", "man", "ran", "ang",
];

/// What is known of every article of an archive.
pub struct Corpus {
    words: Vec<String>,
    tags: Vec<String>,
    authors: Vec<String>,
    addresses: Vec<String>,
}

/// One article.
pub struct Article {
    /// Folder of its section.
    pub section: &'static str,
    /// The file's name without its suffix.
    pub slug: String,
    /// Who wrote it.
    pub author: String,
    title: String,
    date: DateTime<FixedOffset>,
    description: String,
    tags: Vec<String>,
    picture: usize,
    body: String,
}

impl Article {
    /// The file, with the line of front matter that names the author: programs disagree about that one.
    pub fn text(&self, author: &str) -> String {
        let Self { title, description, tags, picture, body, .. } = self;
        let date = self.date.to_rfc3339();
        format!(
            "---\ntitle: {title:?}\ndate: {date}\ndescription: {description:?}\ntags: {tags:?}\n\
             image: /img/foto-{picture:02}.png\n{author}\n---\n\n{body}"
        )
    }
}

impl Corpus {
    /// An archive of so many articles.
    pub fn new(articles: usize) -> Self {
        let words = words();
        let mut names = Dice::new(1);
        let made_up: Vec<String> = words.iter().rev().map(|word| capitalised(word)).collect();
        let tags = made_up[..TAGS].to_vec();
        let person = |at: usize, dice: &mut Dice| format!("{} {}", made_up[TAGS + at], dice.pick(&made_up));
        let authors = (0..AUTHORS).map(|at| person(at, &mut names)).collect();
        let mut corpus = Self { words, tags, authors, addresses: Vec::new() };
        let addresses = (0..articles).map(|number| {
            let (title, section) = corpus.headline(number);
            format!("/{section}/{}/", slug(&title, number))
        });
        corpus.addresses = addresses.collect();
        corpus
    }

    /// How many articles there are.
    pub fn len(&self) -> usize {
        self.addresses.len()
    }

    /// Article `number`.
    pub fn article(&self, number: usize) -> Article {
        let after = i64::try_from(number).unwrap_or(i64::MAX).wrapping_mul(STEP).rem_euclid(SPAN);
        self.made(number, begin() + TimeDelta::seconds(after))
    }

    /// An article that is newer than all of the archive, and another one for each `number`.
    pub fn news(&self, number: usize) -> Article {
        let after = SPAN + i64::try_from(number).unwrap_or(0);
        self.made(10_000_000 + number, begin() + TimeDelta::seconds(after))
    }

    /// The number of the article in the middle of the archive: no front page and no feed holds it.
    pub fn middle(&self) -> usize {
        let mut dates: Vec<(i64, usize)> =
            (0..self.len()).map(|number| (i64::try_from(number).unwrap_or(0) * STEP % SPAN, number)).collect();
        dates.sort_unstable();
        dates[self.len() / 2].1
    }

    /// Title and section, by which other articles link to it.
    fn headline(&self, number: usize) -> (String, &'static str) {
        let mut dice = Dice::new(number as u64 * 2 + 2);
        let count = dice.between(6, 10);
        let title: Vec<String> = (0..count).map(|_| capitalised(self.word(&mut dice))).collect();
        (title.join(" "), dice.pick(&SECTIONS).0)
    }

    fn made(&self, number: usize, date: DateTime<FixedOffset>) -> Article {
        let (title, section) = self.headline(number);
        let mut dice = Dice::new(number as u64 * 2 + 3);
        let mut tags: Vec<String> = Vec::new();
        while tags.len() < 3 {
            let tag = &self.tags[dice.below(TAGS).min(dice.below(TAGS))];
            if !tags.contains(tag) {
                tags.push(tag.clone());
            }
        }
        let count = dice.between(16, 24);
        Article {
            section,
            slug: slug(&title, number),
            author: dice.pick(&self.authors).clone(),
            title,
            date,
            description: sentence(&self.some_words(count, &mut dice)),
            tags,
            picture: number % PICTURES,
            body: self.body(number, &mut dice),
        }
    }

    /// Fourteen paragraphs with two headings, a quotation, a picture and three links among them.
    fn body(&self, number: usize, dice: &mut Dice) -> String {
        let (quote, picture) = (dice.between(2, 11), dice.between(2, 11));
        let links = [dice.below(4), 4 + dice.below(4), 8 + dice.below(4)];
        let mut body = String::with_capacity(4096);
        for paragraph in 0..14 {
            if paragraph == 5 || paragraph == 10 {
                let _ = write!(body, "## {}\n\n", capitalised(&self.some_words(4, dice).join(" ")));
            }
            let link = links.iter().position(|at| *at == paragraph).map(|at| self.link(at, number, dice));
            let _ = write!(body, "{}\n\n", self.paragraph(link, dice));
            if paragraph == quote {
                let _ = write!(body, "> {}\n\n", sentence(&self.some_words(18, dice)));
            }
            if paragraph == picture {
                let (alt, title) = (self.some_words(5, dice).join(" "), self.some_words(4, dice).join(" "));
                let _ = write!(body, "![{alt}](/img/foto-{:02}.png \"{title}\")\n\n", (number + 7) % PICTURES);
            }
        }
        body.truncate(body.trim_end().len());
        body.push('\n');
        body
    }

    /// The first link leads to another article, the others out of the site.
    fn link(&self, at: usize, number: usize, dice: &mut Dice) -> String {
        let text = self.some_words(3, dice).join(" ");
        match at {
            0 => format!("[{text}]({})", dice.pick(&self.addresses)),
            1 => format!("[{text}](https://contoh.example/berita/{}?id={number}&k=2)", dice.between(1, 9999)),
            _ => format!("[{text}](https://data.example/{}/)", dice.between(1, 9999)),
        }
    }

    fn paragraph(&self, link: Option<String>, dice: &mut Dice) -> String {
        let sentences: Vec<String> = (0..dice.between(2, 3)).map(|_| self.marked_sentence(dice)).collect();
        let text = sentences.join(" ");
        match link {
            Some(link) => format!("{} {link}.", text.trim_end_matches('.')),
            None => text,
        }
    }

    /// A sentence; now and then a word in it is stressed or a number.
    fn marked_sentence(&self, dice: &mut Dice) -> String {
        let count = dice.between(8, 15);
        let mut words = self.some_words(count, dice);
        match dice.below(16) {
            0 => words[3] = format!("*{}*", words[3]),
            1 => words[3] = format!("**{}**", words[3]),
            2 => words[3] = dice.between(2, 950).to_string(),
            3..8 => words[5].push(','),
            _ => {}
        }
        sentence(&words)
    }

    fn some_words(&self, count: usize, dice: &mut Dice) -> Vec<String> {
        (0..count).map(|_| self.word(dice).to_owned()).collect()
    }

    /// A word; those that stand in front come far more often.
    fn word(&self, dice: &mut Dice) -> &str {
        let rough = dice.below(self.words.len()) * dice.below(self.words.len()) / self.words.len();
        &self.words[rough * dice.below(self.words.len()) / self.words.len()]
    }
}

/// The words that are everywhere, then two thousand that no dictionary has.
fn words() -> Vec<String> {
    let mut words: Vec<String> = FREQUENT.split_whitespace().map(str::to_owned).collect();
    let mut dice = Dice::new(0);
    let end = words.len() + 2000;
    while words.len() < end {
        let word: String = (0..dice.between(2, 4)).map(|_| *dice.pick(&SYLLABLES)).collect();
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

fn begin() -> DateTime<FixedOffset> {
    let jakarta = FixedOffset::east_opt(7 * 3600).expect("seven hours are an offset");
    jakarta.with_ymd_and_hms(2023, 1, 1, 0, 0, 0).single().expect("a fixed offset has no gaps")
}

fn slug(title: &str, number: usize) -> String {
    format!("{}-{number:06}", title.to_lowercase().replace(' ', "-"))
}

fn sentence(words: &[String]) -> String {
    format!("{}.", capitalised(&words.join(" ")))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Numbers that only look random (`SplitMix64`): the same for the same seed.
struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0xd134_2543_de82_ef95))
    }

    /// From 0 to `end`, which is left out.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % end.max(1) as u64).unwrap_or(0)
    }

    /// From `first` to `last`, both among them.
    fn between(&mut self, first: usize, last: usize) -> usize {
        first + self.below(last - first + 1)
    }

    fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.below(from.len())]
    }
}
