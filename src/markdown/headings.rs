//! Gives every heading its title, and an id that nothing else in the article has.

use std::collections::{HashMap, HashSet};

use pulldown_cmark::{Event, TagEnd};

use crate::locale::slugify;

use super::Problem;
use super::pieces::{Document, Heading, Piece};
use super::plain::text_of;

/// The id of a heading whose title has no letters.
const NAMELESS: &str = "bagian";

/// Gives every heading its title and its id: the written one, or one made from the title.
pub(super) fn name(document: &mut Document) {
    let mut ids = Ids::default();
    for (index, note) in document.notes.iter().enumerate() {
        let number = index + 1;
        ids.taken.insert(note_id(number));
        ids.taken.extend((1..=note.citations).map(|nth| citation_id(number, nth)));
    }
    // Written ids go first: others link to them.
    let texts = [&mut document.pieces].into_iter().chain(document.notes.iter_mut().map(|note| &mut note.pieces));
    let mut texts = texts.collect::<Vec<_>>();
    for heading in texts.iter_mut().flat_map(|pieces| headings(pieces)) {
        let Some(written) = heading.id.take().filter(|id| !id.is_empty()) else { continue };
        let id = ids.unique(&written);
        if id != *written {
            document.problems.push(doubled(&written, &id, heading));
        }
        heading.id = Some(id.into());
    }
    for pieces in texts {
        give_titles(pieces);
        for heading in headings(pieces).filter(|heading| heading.id.is_none()) {
            let slug = slugify(&heading.title);
            heading.id = Some(ids.unique(if slug.is_empty() { NAMELESS } else { &slug }).into());
        }
    }
}

/// What is written from a heading at `at` to its end.
fn inside<'p, 'a>(pieces: &'p [Piece<'a>], at: usize) -> &'p [Piece<'a>] {
    let mut end = at + 1;
    while let Some(piece) = pieces.get(end) {
        match piece {
            Piece::Event(Event::End(TagEnd::Heading(_))) => break,
            Piece::Open { length, .. } => end += length + 1,
            _ => end += 1,
        }
    }
    &pieces[at + 1..end.min(pieces.len())]
}

/// The id of a footnote.
pub(super) fn note_id(number: usize) -> String {
    format!("fn-{number}")
}

/// The id of the mark that cites a footnote for the `nth` time.
pub(super) fn citation_id(number: usize, nth: u32) -> String {
    if nth == 1 { format!("fnref-{number}") } else { format!("fnref-{number}-{nth}") }
}

fn headings<'p, 'a>(pieces: &'p mut [Piece<'a>]) -> impl Iterator<Item = &'p mut Heading<'a>> {
    pieces.iter_mut().filter_map(|piece| match piece {
        Piece::Heading(heading) => Some(heading.as_mut()),
        _ => None,
    })
}

fn give_titles(pieces: &mut [Piece]) {
    for at in 0..pieces.len() {
        if matches!(pieces[at], Piece::Heading(_)) {
            let title = text_of(inside(pieces, at));
            if let Piece::Heading(heading) = &mut pieces[at] {
                heading.title = title;
            }
        }
    }
}

fn doubled(written: &str, id: &str, heading: &Heading) -> Problem {
    Problem {
        message: format!("the id `{written}` is taken"),
        label: format!("is called `{id}` instead"),
        range: heading.range.clone(),
        help: Some("give the heading another id".to_owned()),
        error: false,
    }
}

#[derive(Default)]
struct Ids {
    taken: HashSet<String>,
    /// The last number tried for an id, so that a thousand equal headings take a thousand steps.
    tried: HashMap<String, u32>,
}

impl Ids {
    /// The id, with a number if it must have one.
    fn unique(&mut self, id: &str) -> String {
        let mut unique = id.to_owned();
        while !self.taken.insert(unique.clone()) {
            let tried = self.tried.entry(id.to_owned()).or_default();
            *tried += 1;
            unique = format!("{id}-{tried}");
        }
        unique
    }
}
