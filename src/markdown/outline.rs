//! What the plan must know of a text: summary, words, parts, links, anchors, calls, and how it begins. No HTML is made.

use pulldown_cmark::{Event, Tag, TagEnd};

use super::headings::note_id;
use super::pieces::{Document, Piece};
use super::plain::{image_length, is_gap, text_of};
use super::texts::Texts;
use super::{Anchor, Outline, Problem, Syntax};

/// How many letters a summary has that nobody marked.
const SUMMARY: usize = 300;

/// How many bytes of a beginning are enough: the paragraph that passes them is the last.
const OPENING: usize = 800;

/// Reads a text for the plan. Besides the outline and what is wrong, it gives the first paragraphs without markup, which
/// tell what the text is about.
pub fn outline(body: &str, syntax: Syntax) -> (Outline, Vec<Problem>, String) {
    let texts = Texts::new(body, syntax);
    let document = Document::new(&texts, syntax);
    let mut words = Words::default();
    let mut anchors = Vec::new();
    for (part, pieces, note) in document.flows() {
        words.read(pieces);
        if syntax.extensions {
            anchors.extend(note.map(|number| Anchor { id: note_id(number), title: String::new(), level: 0, part }));
            anchors.extend(headings(pieces, part));
        }
    }
    let calls = called(&document);
    let outline = Outline {
        summary: summary(&document.pieces),
        words: words.count,
        parts: u32::try_from(document.parts.len()).unwrap_or(u32::MAX),
        calls: calls.into_iter().map(|call| document.calls[call].clone()).collect(),
        links: document.links,
        anchors,
        raw_html: document.raw_html,
    };
    (outline, document.problems, opening(&document.pieces))
}

fn headings(pieces: &[Piece], part: u32) -> impl Iterator<Item = Anchor> {
    pieces.iter().filter_map(move |piece| match piece {
        Piece::Heading(heading) => {
            let id = heading.id.as_deref().unwrap_or_default().to_owned();
            Some(Anchor { id, title: heading.title.clone(), level: heading.level as u8, part })
        }
        _ => None,
    })
}

/// The calls that are printed, in reading order.
fn called(document: &Document) -> Vec<usize> {
    let calls = document.flows().flat_map(|(_, pieces, _)| pieces).filter_map(|piece| match piece {
        Piece::Open { call, .. } => Some(*call),
        _ => None,
    });
    calls.collect()
}

/// What stands before the mark, or else the first paragraph: one of the text itself, or one of a quote or list.
fn summary(pieces: &[Piece]) -> String {
    if let Some(more) = pieces.iter().position(|piece| matches!(piece, Piece::More)) {
        return text_of(&pieces[..more]);
    }
    let mut second = None;
    let (mut depth, mut at) = (0usize, 0);
    while let Some(piece) = pieces.get(at) {
        match piece {
            Piece::Open { length, .. } => at += length,
            Piece::Event(Event::Start(Tag::Paragraph)) => {
                let length = paragraph_length(&pieces[at..]);
                if depth == 0 || second.is_none() {
                    let text = text_of(&pieces[at..at + length]);
                    if depth == 0 && !text.is_empty() {
                        return shortened(&text);
                    }
                    second = second.or(Some(text).filter(|text| !text.is_empty()));
                }
                at += length - 1;
            }
            Piece::Heading(_) | Piece::Figure | Piece::Event(Event::Start(_)) => depth += 1,
            Piece::FigureEnd(_) | Piece::Event(Event::End(_)) => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    shortened(&second.unwrap_or_default())
}

/// The first paragraphs, wherever they stand; a paragraph of a call is the component's.
fn opening(pieces: &[Piece]) -> String {
    let (mut text, mut at) = (String::new(), 0);
    while let Some(piece) = pieces.get(at).filter(|_| text.len() < OPENING) {
        match piece {
            Piece::Open { length, .. } => at += length,
            Piece::Event(Event::Start(Tag::Paragraph)) => {
                let length = paragraph_length(&pieces[at..]);
                text.push_str(&text_of(&pieces[at..at + length]));
                text.push('\n');
                at += length - 1;
            }
            _ => {}
        }
        at += 1;
    }
    text
}

/// How many pieces the paragraph has that `pieces` begins with.
fn paragraph_length(pieces: &[Piece]) -> usize {
    let mut at = 1;
    while let Some(piece) = pieces.get(at) {
        match piece {
            Piece::Event(Event::End(TagEnd::Paragraph)) => return at + 1,
            Piece::Open { length, .. } => at += length + 1,
            _ => at += 1,
        }
    }
    pieces.len()
}

/// Cuts at a word.
fn shortened(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(SUMMARY) else { return text.to_owned() };
    let words = &text[..text[..end].rfind(' ').unwrap_or(end)];
    format!("{}…", words.trim_end_matches([' ', ',', ';', ':', '.', '–', '—']))
}

/// Counts words: runs without white space that have a letter or digit.
#[derive(Default)]
struct Words {
    count: u32,
    /// Whether the word that is being read is counted.
    counted: bool,
}

impl Words {
    fn read(&mut self, pieces: &[Piece]) {
        let mut at = 0;
        while let Some(piece) = pieces.get(at) {
            match piece {
                Piece::Event(Event::Start(Tag::Image { .. })) => at += image_length(&pieces[at..]) - 1,
                Piece::Event(Event::Text(text) | Event::Code(text)) => self.text(text),
                Piece::Event(event) if !is_gap(event) => {}
                Piece::Cite { .. } => {}
                _ => self.counted = false,
            }
            at += 1;
        }
        self.counted = false;
    }

    fn text(&mut self, text: &str) {
        if let (Some(begun), Some(last)) = (begun(text.as_bytes(), self.counted), text.bytes().last()) {
            self.count += begun;
            self.counted = !is_white(last);
            return;
        }
        for letter in text.chars() {
            if letter.is_whitespace() {
                self.counted = false;
            } else if !self.counted && letter.is_alphanumeric() {
                self.counted = true;
                self.count += 1;
            }
        }
    }
}

/// How many words begin in a text of ASCII, if each begins with its first letter or digit and not with a quote or dash.
///
/// Most texts are like that, and of two neighbours it can be told without a branch whether a word begins between them:
/// the compiler then takes sixteen at a time, where a walk over letters took as long as the parser.
fn begun(text: &[u8], counted: bool) -> Option<u32> {
    let &first = text.first()?;
    let (begins, mut odd) = beginning(if counted { b'x' } else { b' ' }, first);
    let mut count = u32::from(begins);
    // So short that the counts of a block fit into a byte.
    for (before, after) in text.chunks(128).zip(text[1..].chunks(128)) {
        let mut begun = 0u8;
        for (&before, &after) in before.iter().zip(after) {
            let (begins, is_odd) = beginning(before, after);
            begun += u8::from(begins);
            odd |= is_odd;
        }
        count += u32::from(begun);
    }
    (!odd).then_some(count)
}

/// Whether a word begins at `byte`, and whether that cannot be said from this and the byte `before` alone.
fn beginning(before: u8, byte: u8) -> (bool, bool) {
    let is_part = byte.is_ascii_alphanumeric();
    let (is_sign, is_foreign) = (!is_part, !byte.is_ascii());
    let fresh = is_white(before) & !is_white(byte);
    (fresh & is_part, (fresh & is_sign) | is_foreign)
}

/// The white space of ASCII, as `char::is_whitespace` has it.
fn is_white(byte: u8) -> bool {
    byte == b' ' || byte.wrapping_sub(b'\t') < 5
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::Words;

    proptest! {
        #[test]
        fn words_are_the_same_by_bytes_and_by_letters(texts in proptest::collection::vec("([a-z0-9]{1,9}[ ,.\t\n]?|[ (“é\u{a0}\u{b}-]){0,60}", 0..6)) {
            let mut words = Words::default();
            for text in &texts {
                words.text(text);
            }
            let whole = texts.concat();
            let begun = whole.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
            prop_assert_eq!(words.count as usize, begun);
        }
    }
}
