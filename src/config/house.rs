//! `house`: what a newsroom asks of its own articles. `check` tells of it, a build says nothing.
//!
//! Everything is off until its key is there. How a rule is judged stands in `check/house.rs`.

use super::choice;
use crate::diag::Diagnostic;
use crate::fields::Fields;

/// The keys, for "did you mean".
const KEYS: &[&str] = &["headline", "paragraph", "standfirst", "dateline", "photo_credit", "forbidden"];

/// Most that a limit can be.
const MOST: i64 = 100_000;

/// The house rules of a site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct House {
    /// Characters of a headline at most.
    pub headline: Option<usize>,
    /// Words of a paragraph at most.
    pub paragraph: Option<usize>,
    /// That there is a standfirst, and its characters at most.
    pub standfirst: Option<Standfirst>,
    /// Whether an article says where it was written.
    pub dateline: bool,
    /// Whether a picture says who made it.
    pub photo_credit: bool,
    /// Words that are not used here.
    pub forbidden: Vec<Forbidden>,
}

/// What is asked of a standfirst.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standfirst {
    /// It is there.
    Required,
    /// It is there, and has so many characters at most.
    AtMost(usize),
}

/// A word or phrase that is not used here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forbidden {
    /// In any case, as a whole word.
    pub word: String,
    /// What to write in its place.
    pub instead: Option<String>,
}

impl House {
    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        *self == House::default()
    }
}

/// Reads `house`.
pub(super) fn read(fields: &mut Fields) -> House {
    fields.nested(&["house"], read_map).unwrap_or_default()
}

fn read_map(fields: &mut Fields) -> House {
    let house = House {
        headline: limit(fields, "headline"),
        paragraph: limit(fields, "paragraph"),
        standfirst: read_standfirst(fields),
        dateline: choice(fields, "dateline", ["optional", "required"]) == "required",
        photo_credit: choice(fields, "photo_credit", ["optional", "required"]) == "required",
        forbidden: read_forbidden(fields),
    };
    fields.warn_of_the_rest(KEYS, "see docs/publishing.md");
    house
}

fn limit(fields: &mut Fields, key: &str) -> Option<usize> {
    fields.number(&[key], 1..=MOST).and_then(|number| usize::try_from(number).ok())
}

fn read_standfirst(fields: &mut Fields) -> Option<Standfirst> {
    let text = fields.text(&["standfirst"])?;
    match (text.value.as_str(), text.value.parse()) {
        ("required", _) => return Some(Standfirst::Required),
        (_, Ok(most)) if most > 0 => return Some(Standfirst::AtMost(most)),
        _ => {}
    }
    let message = format!("`house.standfirst` is `required` or a number of characters, not `{}`", text.value);
    fields.problems.push(Diagnostic::error(message).at(text.at));
    None
}

/// A list of words, or a map from words to what is written in their place.
fn read_forbidden(fields: &mut Fields) -> Vec<Forbidden> {
    let clean = |word: &str| word.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut all: Vec<Forbidden> = if fields.is_map(&["forbidden"]) {
        let read = |words: &mut Fields| {
            let keys = words.keys();
            keys.into_iter().map(|key| Forbidden { word: clean(&key), instead: words.plain(&[&key]) }).collect()
        };
        fields.nested(&["forbidden"], read).unwrap_or_default()
    } else {
        let words = fields.list(&["forbidden"]).into_iter();
        words.map(|word| Forbidden { word: clean(&word.value), instead: None }).collect()
    };
    all.retain(|forbidden| !forbidden.word.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::{Forbidden, House, Standfirst, read};
    use crate::diag::FileTable;
    use crate::fields::{Fields, Syntax};
    use std::path::Path;

    fn house(text: &str) -> (House, Vec<String>) {
        let file = FileTable::default().intern(Path::new("halaman.yaml"));
        let mut fields = Fields::parse(text, Syntax::Yaml, file, 0);
        let house = read(&mut fields);
        (house, fields.problems.iter().map(|problem| problem.message.clone()).collect())
    }

    #[test]
    fn each_key_switches_one_rule() {
        assert_eq!(house("title: x\n"), (House::default(), Vec::new()));
        let all = "house:\n  headline: 90\n  paragraph: 80\n  standfirst: 160\n  dateline: required\n  photo_credit: required\n  \
            forbidden: {oknum: anggota, tewas  ditempat: }\n";
        let forbidden = [("oknum", Some("anggota")), ("tewas ditempat", None)];
        let expected = House {
            headline: Some(90),
            paragraph: Some(80),
            standfirst: Some(Standfirst::AtMost(160)),
            dateline: true,
            photo_credit: true,
            forbidden: forbidden
                .map(|(word, instead)| Forbidden { word: word.to_owned(), instead: instead.map(str::to_owned) })
                .to_vec(),
        };
        assert_eq!(house(all), (expected, Vec::new()));
        let listed = house("house: {standfirst: required, forbidden: [a, b]}\n").0;
        assert_eq!((listed.standfirst, listed.forbidden.len()), (Some(Standfirst::Required), 2));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_name() {
        let (read, problems) =
            house("house:\n  headline: long\n  standfirst: yes please\n  dateline: always\n  headlines: 3\n");
        assert!(read.is_empty());
        assert_eq!(
            problems,
            [
                "`house.headline` wants a whole number from 1 to 100000, found the text `long`",
                "`house.standfirst` is `required` or a number of characters, not `yes please`",
                "`house.dateline` is `optional` or `required`, not `always`",
                "unknown key `house.headlines`",
            ]
        );
    }
}
