//! The parsed text as one flat list: the parser's events, with calls, breaks and notes where they belong.
//!
//! The bodies of calls are documents of their own, so that no call can open in one list and close in another; their
//! pieces stand between [`Piece::Open`] and [`Piece::Close`]. Footnotes are taken out and kept apart.
//!
//! Invariant: starts and ends are balanced, in the whole, in every part and in every body.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Parser, Tag, TagEnd};

use super::reader::Reader;
use super::texts::Texts;
use super::{Call, Link, Problem, Syntax, headings, notes};

/// One step of reading.
#[derive(Debug)]
pub(super) enum Piece<'a> {
    Event(Event<'a>),
    /// The start of a heading; its end is an event.
    Heading(Box<Heading<'a>>),
    /// A call; as many pieces as `length` follow, of which the last is its end.
    Open {
        call: usize,
        length: usize,
    },
    Close,
    /// A mark of a footnote: the `nth` citation of its number.
    Cite {
        number: usize,
        nth: u32,
    },
    /// HTML without effect.
    Comment(CowStr<'a>),
    /// A picture with a caption: the next pieces are the picture.
    Figure,
    FigureEnd(CowStr<'a>),
    Break,
    More,
    /// What stood here is not to be printed.
    Nothing,
}

/// A heading with its attributes.
#[derive(Debug)]
pub(super) struct Heading<'a> {
    pub level: HeadingLevel,
    /// As written, until [`headings::name`] gives every heading one.
    pub id: Option<CowStr<'a>>,
    pub classes: Vec<CowStr<'a>>,
    pub attributes: Vec<(CowStr<'a>, Option<CowStr<'a>>)>,
    /// Without markup; empty until [`headings::name`].
    pub title: String,
    /// Bytes in the body.
    pub range: Range<usize>,
}

/// A text, understood.
pub(super) struct Document<'a> {
    pub pieces: Vec<Piece<'a>>,
    /// Ranges of `pieces`; at least one.
    pub parts: Vec<Range<usize>>,
    pub notes: Vec<notes::Note<'a>>,
    pub calls: Vec<Call>,
    pub links: Vec<Link>,
    pub problems: Vec<Problem>,
    pub raw_html: bool,
}

impl<'a> Document<'a> {
    pub(super) fn new(texts: &'a Texts, syntax: Syntax) -> Document<'a> {
        let mut found = Reader::read_all(texts, syntax);
        let mut document = Document {
            parts: parts(&found.pieces),
            pieces: found.pieces,
            notes: Vec::new(),
            calls: texts.calls.clone(),
            links: found.links,
            problems: texts.problems.clone(),
            raw_html: found.raw_html,
        };
        document.problems.append(&mut found.problems);
        notes::number(&mut document, found.notes);
        headings::name(&mut document);
        document.place_calls();
        document.problems.sort_by_key(|problem| problem.range.start);
        document
    }

    /// One line, which has neither parts nor notes.
    pub(super) fn of_line(pieces: Vec<Piece<'a>>) -> Document<'a> {
        Document {
            pieces,
            parts: Vec::new(),
            notes: Vec::new(),
            calls: Vec::new(),
            links: Vec::new(),
            problems: Vec::new(),
            raw_html: false,
        }
    }

    /// The pieces of each part, then those of each note at its end, with the number of the part and of the note.
    pub(super) fn flows(&self) -> impl Iterator<Item = (u32, &[Piece<'a>], Option<usize>)> {
        (1..).zip(&self.parts).flat_map(move |(part, range)| {
            let note = move |index: usize| (part, &self.notes[index].pieces[..], Some(index + 1));
            std::iter::once((part, &self.pieces[range.clone()], None)).chain(self.notes_of(part).map(note))
        })
    }

    /// The places of the notes that are printed at the end of a part and of none before; they stand in the order of parts.
    fn notes_of(&self, part: u32) -> Range<usize> {
        let first_from = |part| self.notes.partition_point(|note| note.part < part);
        first_from(part)..first_from(part.saturating_add(1))
    }

    fn place_calls(&mut self) {
        let mut places = Vec::new();
        for (part, pieces, _) in self.flows() {
            places.extend(pieces.iter().filter_map(|piece| match piece {
                Piece::Open { call, .. } => Some((*call, part)),
                _ => None,
            }));
        }
        for (call, part) in places {
            self.calls[call].part = part;
        }
    }
}

/// The parts between breaks. One without content is none.
fn parts(pieces: &[Piece]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let (mut start, mut filled, mut cut) = (0, false, None);
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Break if filled => cut = cut.or(Some(index)),
            Piece::Break | Piece::More | Piece::Comment(_) | Piece::Nothing => {}
            _ => {
                if let Some(end) = cut.take() {
                    parts.push(start..end);
                    start = end;
                }
                filled = true;
            }
        }
    }
    parts.push(start..pieces.len());
    parts
}

/// The pieces of a text that is no more than one line, without a paragraph around them.
pub(super) fn one_line(text: &str, syntax: Syntax) -> Vec<Piece<'static>> {
    // A sign in front keeps the line from being a heading or a list.
    const GUARD: &str = "\u{e000}";
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let guarded = format!("{GUARD} {line}");
    let events = Parser::new_ext(&guarded, syntax.options()).map(|event| match event {
        Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => Piece::Nothing,
        event => Piece::Event(event.into_static()),
    });
    let mut pieces = events.collect::<Vec<_>>();
    let first = pieces.iter_mut().find_map(|piece| match piece {
        Piece::Event(Event::Text(text)) => Some(text),
        _ => None,
    });
    if let Some(first) = first {
        *first = first.strip_prefix(GUARD).unwrap_or(first).trim_start().to_owned().into();
    }
    pieces
}
