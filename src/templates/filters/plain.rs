//! Html to plain text, for places that hold no tags: titles, descriptions, attributes.
//!
//! Not a sanitizer: what comes out is text and must be escaped again where it is put in html.
//!
//! Invariant: nothing of a tag, comment, script or style is left, and words of two blocks stay two
//! words.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// Elements inside a line. Any other parts words.
const INLINE: [&str; 26] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "q",
    "s", "small", "span", "strong", "sub", "sup", "time", "u", "wbr",
];

/// Elements whose content is no text.
const HIDDEN: [&str; 2] = ["script", "style"];

/// The text of a piece of html, its white space as one space.
pub(super) fn plain(html: &str) -> String {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(Text::default(), TokenizerOpts::default());
    // Scripts are never handed to the tokenizer as such, so it does not stop before the end.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let text = tokenizer.sink.text.into_inner();
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is read so far.
#[derive(Default)]
struct Text {
    text: RefCell<String>,
    /// The hidden element we are in.
    hidden: RefCell<bool>,
}

impl TokenSink for Text {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        match token {
            Token::CharacterTokens(text) if !*self.hidden.borrow() => self.text.borrow_mut().push_str(&text),
            Token::TagToken(tag) => return self.tag(tag.kind, &tag.name),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Text {
    fn tag(&self, kind: TagKind, name: &str) -> TokenSinkResult<()> {
        if !INLINE.contains(&name) {
            self.text.borrow_mut().push(' ');
        }
        let hides = HIDDEN.contains(&name);
        if hides {
            *self.hidden.borrow_mut() = kind == TagKind::StartTag;
        }
        // Inside them, `<` opens no tag but the one that ends them.
        if hides && kind == TagKind::StartTag {
            TokenSinkResult::RawData(RawKind::Rawtext)
        } else {
            TokenSinkResult::Continue
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_taken_out_and_entities_decoded() {
        let cases = [
            ("<p>Satu <em>d</em>ua</p><p>Tiga<br>empat</p>", "Satu dua Tiga empat"),
            ("Tom &amp; Jerry &lt;b&gt; &eacute; &#x1F600; &hellip;", "Tom & Jerry <b> é 😀 …"),
            ("a<!-- b -->c<script>if (a < b) { x = '<p>' }</script>d<style>p{}</style>", "ac d"),
            ("<img alt='x > y'>z", "z"),
            ("1 < 2 & 3", "1 < 2 & 3"),
            ("no\u{a0}break\n\n  text", "no\u{a0}break text"),
            ("", ""),
            ("<script>never closed", ""),
            ("&lt;script&gt;", "<script>"),
        ];
        for (html, expected) in cases {
            assert_eq!(plain(html), expected, "{html}");
        }
    }
}
