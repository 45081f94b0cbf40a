//! Text without markup, on one line.

use std::borrow::Cow;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::Syntax;
use super::pieces::{Document, Piece, one_line};
use super::texts::Texts;

/// The text without markup, on one line. Pictures, HTML and marks of footnotes are left out.
///
/// A single line is a line of text, so that `1. Mei` keeps its number; more than one are a document.
pub fn plain(markdown: &str) -> String {
    let trimmed = markdown.trim();
    if trimmed.contains('\n') {
        let texts = Texts::new(trimmed, Syntax::DEFAULT);
        return text_of(&Document::new(&texts, Syntax::DEFAULT).pieces);
    }
    text_of(&one_line(trimmed, Syntax::DEFAULT))
}

/// The text of the pieces: what is neither a picture's description nor in a call.
pub(super) fn text_of(pieces: &[Piece]) -> String {
    let mut folded = Folded::default();
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        match piece {
            Piece::Event(Event::Start(Tag::Image { .. })) => at += image_length(&pieces[at..]) - 1,
            Piece::Open { length, .. } => at += length,
            Piece::Event(Event::Text(text) | Event::Code(text)) => folded.push(text),
            Piece::Heading(_) => folded.gap(),
            Piece::Event(event) if is_gap(event) => folded.gap(),
            _ => {}
        }
        at += 1;
    }
    folded.text
}

/// How many pieces the picture has that `pieces` begins with.
pub(super) fn image_length(pieces: &[Piece]) -> usize {
    let mut depth = 0usize;
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Event(Event::Start(Tag::Image { .. })) => depth += 1,
            Piece::Event(Event::End(TagEnd::Image)) => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return index + 1;
        }
    }
    pieces.len()
}

/// Whether no word goes on across the event.
pub(super) fn is_gap(event: &Event) -> bool {
    let inline = |tag: &TagEnd| {
        matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
    };
    match event {
        Event::Start(tag) => !inline(&tag.to_end()),
        Event::End(tag) => !inline(tag),
        Event::SoftBreak | Event::HardBreak | Event::Rule => true,
        _ => false,
    }
}

/// Text in which white space is single.
#[derive(Default)]
struct Folded {
    text: String,
    gap: bool,
}

impl Folded {
    fn push(&mut self, text: &str) {
        if is_smooth(text) {
            return self.push_word(text);
        }
        // Control characters are neither letters nor space: they are left out wherever the text goes.
        let is_noise = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}');
        let quiet = if text.contains(is_noise) { Cow::Owned(text.replace(is_noise, "")) } else { Cow::Borrowed(text) };
        for word in quiet.split_inclusive(char::is_whitespace) {
            self.push_word(word);
        }
    }

    /// A text that has to be folded at its ends alone.
    fn push_word(&mut self, word: &str) {
        let bare = word.trim();
        if !bare.is_empty() {
            if (self.gap || word.starts_with(char::is_whitespace)) && !self.text.is_empty() {
                self.text.push(' ');
            }
            self.text.push_str(bare);
            self.gap = false;
        }
        self.gap |= word.ends_with(char::is_whitespace);
    }

    fn gap(&mut self) {
        self.gap = true;
    }
}

/// Whether there is nothing to fold inside of the text, as in most: bytes can tell, and it is taken as a whole.
fn is_smooth(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~')) && !text.contains("  ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::Folded;

    proptest! {
        #[test]
        fn x2_text_is_folded_the_same_however_it_comes(texts in proptest::collection::vec("[a-c éü\u{a0}\t\n\u{1}\u{b}\u{7f}]{0,12}| ?[a-z]{1,5} ?", 0..8)) {
            let mut folded = Folded::default();
            for text in &texts {
                folded.push(text);
            }
            let whole = texts.concat().replace(['\u{1}', '\u{b}', '\u{7f}'], "");
            prop_assert_eq!(folded.text, whole.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}
