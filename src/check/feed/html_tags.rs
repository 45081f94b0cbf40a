//! The tags of a piece of HTML, read by the tokenizer of an HTML parser.
//!
//! No tree is built: what is judged are tags as they were written, and a tree would already be mended.

use std::cell::RefCell;

use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{EndTag, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// A tag, its name in lower case.
#[derive(Debug, PartialEq, Eq)]
pub struct HtmlTag {
    /// `img`.
    pub name: String,
    /// Whether it is `</…>`.
    pub closes: bool,
    /// Whether it is written `<…/>`.
    pub closes_itself: bool,
    /// Names in lower case, and values with references resolved.
    pub attributes: Vec<(String, String)>,
}

impl HtmlTag {
    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// What is in a piece of HTML.
#[derive(Default)]
pub struct Html {
    /// In their order.
    pub tags: Vec<HtmlTag>,
    /// What stands between the tags, references resolved.
    pub text: String,
}

/// Reads a piece of HTML; nothing is an error.
pub fn read(html: &str) -> Html {
    let tokenizer = Tokenizer::new(Collector::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

#[derive(Default)]
struct Collector(RefCell<Html>);

impl TokenSink for Collector {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut html = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => html.text.push_str(&text),
            Token::NullCharacterToken => html.text.push('\0'),
            Token::TagToken(tag) => {
                let next = after(&tag);
                html.tags.push(plain(tag));
                return next;
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// In some elements no tag is one.
fn after(tag: &Tag) -> TokenSinkResult<()> {
    if tag.kind == EndTag {
        return TokenSinkResult::Continue;
    }
    match &*tag.name {
        "script" => TokenSinkResult::RawData(ScriptData),
        "style" | "iframe" | "noembed" | "noframes" | "xmp" => TokenSinkResult::RawData(Rawtext),
        "textarea" | "title" => TokenSinkResult::RawData(Rcdata),
        _ => TokenSinkResult::Continue,
    }
}

fn plain(tag: Tag) -> HtmlTag {
    HtmlTag {
        name: tag.name.to_string(),
        closes: tag.kind == EndTag,
        closes_itself: tag.self_closing,
        attributes: tag.attrs.into_iter().map(|it| (it.name.local.to_string(), it.value.to_string())).collect(),
    }
}
