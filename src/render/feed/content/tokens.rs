//! The tokens of HTML, as the tokenizer gives them and as the filter makes them.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSinkResult};
use html5ever::{Attribute as HtmlAttribute, LocalName, QualName, ns};

use super::attributes::Attribute;

/// Only foreign elements can close themselves; in HTML the slash means nothing.
pub fn is_closed(tag: &Tag) -> bool {
    tag.self_closing && matches!(&*tag.name, "svg" | "math")
}

/// How the tokenizer goes on: the text of these elements holds no tags.
pub fn raw_state<Handle>(tag: &Tag) -> TokenSinkResult<Handle> {
    if tag.kind == TagKind::EndTag {
        return TokenSinkResult::Continue;
    }
    match &*tag.name {
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "iframe" | "noembed" | "noframes" | "style" | "xmp" => TokenSinkResult::RawData(RawKind::Rawtext),
        "textarea" | "title" => TokenSinkResult::RawData(RawKind::Rcdata),
        _ => TokenSinkResult::Continue,
    }
}

/// A start tag.
pub fn start(name: &str, attributes: Vec<Attribute>) -> Token {
    token(TagKind::StartTag, name, attributes)
}

/// An end tag.
pub fn end(name: &str) -> Token {
    token(TagKind::EndTag, name, Vec::new())
}

/// Text, not escaped.
pub fn text(text: &str) -> Token {
    Token::CharacterTokens(StrTendril::from(text))
}

fn token(kind: TagKind, name: &str, attributes: Vec<Attribute>) -> Token {
    let attrs = attributes.into_iter().map(|(name, value)| HtmlAttribute {
        name: QualName::new(None, ns!(), LocalName::from(name)),
        value: StrTendril::from(value),
    });
    Token::TagToken(Tag {
        kind,
        name: LocalName::from(name),
        self_closing: false,
        attrs: attrs.collect(),
        had_duplicate_attributes: false,
    })
}
