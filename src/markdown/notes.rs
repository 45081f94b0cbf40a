//! Footnotes: who cites which, in which parts, and by what number.
//!
//! Numbers are given by the first citation in reading order, and the notes at the end of a part are read before the
//! next part. A part is a page, and nobody should have to turn it for a note: each has all that are cited on it.

use std::collections::BTreeMap;
use std::ops::Range;

use pulldown_cmark::Event;

use super::Problem;
use super::pieces::{Document, Piece};

/// A footnote that is cited. Its number is its place in the list, from 1.
#[derive(Debug)]
pub(super) struct Note<'a> {
    /// The first part at whose end it is printed: links from elsewhere lead there.
    pub part: u32,
    /// How often it is cited.
    pub citations: u32,
    /// The parts in which it is cited, in order, and by which of its citations first: links back lead there.
    pub cited: Vec<(u32, u32)>,
    pub pieces: Vec<Piece<'a>>,
}

impl Note<'_> {
    /// By which citation a part cites it first.
    pub fn first_in(&self, part: u32) -> Option<u32> {
        let at = self.cited.binary_search_by_key(&part, |(part, _)| *part).ok()?;
        Some(self.cited[at].1)
    }
}

/// A footnote as it is written.
pub(super) struct Definition<'a> {
    pub label: String,
    /// Bytes in the body.
    pub range: Range<usize>,
    pub pieces: Vec<Piece<'a>>,
}

/// Labels are the same whatever their case and white space.
pub(super) fn label_key(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Numbers the citations of a document, and keeps the notes that are cited.
pub(super) fn number<'a>(document: &mut Document<'a>, definitions: BTreeMap<String, Definition<'a>>) {
    let mut counter = Counter { definitions, numbers: BTreeMap::new(), notes: Vec::new(), here: Vec::new() };
    for (part, range) in (1..).zip(document.parts.clone()) {
        let read = counter.notes.len();
        counter.count(&mut document.pieces[range], part);
        counter.count_notes(read, part);
        counter.follow_old_notes(read, part);
    }
    document.notes = counter.notes;
    document.problems.extend(counter.definitions.into_values().map(uncited));
}

struct Counter<'a> {
    /// Those without a number.
    definitions: BTreeMap<String, Definition<'a>>,
    numbers: BTreeMap<String, usize>,
    notes: Vec<Note<'a>>,
    /// Places of those that this part cites.
    here: Vec<usize>,
}

impl<'a> Counter<'a> {
    fn count(&mut self, pieces: &mut [Piece<'a>], part: u32) {
        for piece in pieces {
            let Piece::Event(Event::FootnoteReference(label)) = piece else { continue };
            *piece = match self.number_of(label, part) {
                Some(number) => {
                    self.notes[number - 1].citations += 1;
                    let nth = self.notes[number - 1].citations;
                    self.cite(number, part, nth);
                    Piece::Cite { number, nth }
                }
                None => Piece::Event(Event::Text(format!("[^{label}]").into())),
            };
        }
    }

    fn cite(&mut self, number: usize, part: u32, nth: u32) {
        let cited = &mut self.notes[number - 1].cited;
        if cited.last().is_none_or(|(last, _)| *last != part) {
            cited.push((part, nth));
            self.here.push(number - 1);
        }
    }

    /// A note of an earlier part that is printed once more brings the notes that it cites itself.
    fn follow_old_notes(&mut self, new: usize, part: u32) {
        while let Some(index) = self.here.pop() {
            if index >= new {
                continue;
            }
            let inner = self.notes[index].pieces.iter().filter_map(|piece| match piece {
                Piece::Cite { number, nth } => Some((*number, *nth)),
                _ => None,
            });
            for (number, nth) in inner.collect::<Vec<_>>() {
                self.cite(number, part, nth);
            }
        }
    }

    /// Counts in the notes from `read` on, which may add some.
    fn count_notes(&mut self, read: usize, part: u32) {
        let mut read = read;
        while read < self.notes.len() {
            let mut pieces = std::mem::take(&mut self.notes[read].pieces);
            self.count(&mut pieces, part);
            self.notes[read].pieces = pieces;
            read += 1;
        }
    }

    fn number_of(&mut self, label: &str, part: u32) -> Option<usize> {
        let key = label_key(label);
        if let Some(number) = self.numbers.get(&key) {
            return Some(*number);
        }
        let definition = self.definitions.remove(&key)?;
        self.notes.push(Note { part, citations: 0, cited: Vec::new(), pieces: definition.pieces });
        self.numbers.insert(key, self.notes.len());
        Some(self.notes.len())
    }
}

fn uncited(definition: Definition) -> Problem {
    let label = definition.label;
    Problem {
        message: format!("nothing cites the footnote `{label}`"),
        label: "is not printed".to_owned(),
        range: definition.range,
        help: Some(format!("write `[^{label}]` where it belongs")),
        error: false,
    }
}
