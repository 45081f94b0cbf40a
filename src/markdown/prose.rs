//! The running text of a body with its places: what an editor reads, without addresses, code, HTML and components.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::Syntax;
use super::texts::Texts;

/// The text of a body, byte for byte in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prose {
    /// As long as the body. Line breaks inside of a paragraph are blanks; what is no text is NUL.
    pub text: String,
    /// In reading order; those inside of components are not among them.
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Its bytes in the body.
    pub range: Range<usize>,
    /// Runs without white space that have a letter or digit.
    pub words: usize,
}

/// Reads the running text.
pub fn prose(body: &str, syntax: Syntax) -> Prose {
    let texts = Texts::new(body, syntax);
    let document = &texts.document.text;
    let mut bytes = vec![0; body.len()];
    let (mut paragraphs, mut in_code) = (Vec::new(), false);
    for (event, range) in Parser::new_ext(document, syntax.options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(TagEnd::CodeBlock) => in_code = false,
            Event::Start(Tag::Paragraph) => paragraphs.push(range),
            Event::Text(_) if !in_code => bytes[range.clone()].copy_from_slice(&document.as_bytes()[range]),
            Event::SoftBreak | Event::HardBreak => bytes[range].fill(b' '),
            _ => {}
        }
    }
    for call in &texts.calls {
        bytes[call.range.start as usize..call.range.end as usize].fill(0);
    }
    let text = String::from_utf8(bytes).expect("events of text begin and end between characters");
    let paragraph = |range: Range<usize>| Paragraph { words: words(&text[range.clone()]), range: trimmed(body, range) };
    let paragraphs = paragraphs.into_iter().map(paragraph).collect();
    Prose { text, paragraphs }
}

/// A paragraph goes on to the next one; what is shown ends with its text.
fn trimmed(body: &str, range: Range<usize>) -> Range<usize> {
    range.start..range.start + body[range].trim_end().len()
}

fn words(text: &str) -> usize {
    // Marks inside of a word do not end it.
    let joined = text.replace('\0', "");
    joined.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

#[cfg(test)]
mod tests {
    use super::prose;
    use crate::markdown::Syntax;
    use proptest::prelude::proptest;

    #[test]
    fn text_stands_in_its_place_and_nothing_else_does() {
        let body =
            "Air **na**ik — [di\nsana](/x/).\n\n{{<foto src=\"a b c.jpg\"/>}}\n\n> Kata `kode` é\n\n```\nx y\n```\n";
        let prose = prose(body, Syntax::DEFAULT);
        assert_eq!(prose.text.len(), body.len());
        assert_eq!(prose.text.replace('\0', ""), "Air naik — di sana.Kata  é");
        for (at, letter) in prose.text.char_indices().filter(|(_, letter)| letter.is_alphanumeric()) {
            assert!(body[at..].starts_with(letter));
        }
        let told: Vec<_> = prose.paragraphs.iter().map(|it| (&body[it.range.clone()], it.words)).collect();
        assert_eq!(
            told,
            [("Air **na**ik — [di\nsana](/x/).", 4), ("{{<foto src=\"a b c.jpg\"/>}}", 0), ("Kata `kode` é", 2)]
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(body in "([a-z é\n]|\\*\\*|`|```\n|> |- |\\[|\\]\\(|\\)|&amp;|\\{\\{<a/>\\}\\}|<b>|\\\\|\\.\\.\\.|--|\"|'|\\[\\^1\\]|\r\n|\0){0,40}") {
            assert_eq!(prose(&body, Syntax::DEFAULT).text.len(), body.len());
        }
    }
}
