//! From an error of the YAML library to one that an author can use.
//!
//! The library tells a place in its words and as one byte; here the words lose the place, and the byte
//! becomes the range of what is wrong. What is usually meant by such a mistake is in `slips`.
//!
//! Invariant: the range lies in the text, on borders of characters, and is empty only if the text is.

use std::ops::Range;

use serde::de::IgnoredAny;

use super::YamlError;
use super::budget;
use super::keys::repeated;
use super::scan::{begins_value, boundary, is_in_brackets, line_at, token_length, trimmed, visible_line};
use super::slips::{self, Slip};

/// What the library said, taken apart.
pub struct Complaint {
    /// The sentence without places.
    pub message: String,
    /// The byte it points at.
    pub at: usize,
    /// Where the thing began that could not be finished: an opening quote or bracket.
    pub began: Option<usize>,
    /// Whether the text is no YAML at all, whatever was wanted of it.
    pub is_syntax: bool,
}

/// What is wrong with `text`, given what the library said about it.
pub fn explain(text: &str, error: &serde_yaml::Error) -> YamlError {
    // A text that is broken further down can first fail because of a type, and that message would lead
    // away from the cause.
    let complaint = match serde_yaml::from_str::<IgnoredAny>(text) {
        Err(syntax) => Complaint::of(text, &syntax, true),
        Ok(_) => Complaint::of(text, error, false),
    };
    let found = slips::find(text, &complaint);
    let range = found.as_ref().map_or_else(|| place(text, &complaint), |slip| slip.range.clone());
    let (message, help) = found.map_or((None, None), |Slip { message, help, .. }| (message, Some(help)));
    let message = message.unwrap_or_else(|| in_our_words(&complaint.message));
    YamlError { message, range: at_least_one(text, range), help }
}

/// The fault of a text that its aliases blow up.
pub fn overgrown(text: &str) -> Option<YamlError> {
    let at = budget::overrun(text)?;
    let message = "the aliases repeat more than the text holds".to_owned();
    Some(YamlError { message, range: token_range(text, at), help: None })
}

/// The fault of a value that begins with a `!`. To the library that is a tag, and where a text is
/// wanted it drops it in silence: `title: !Awas banjir` would be published as `banjir`.
pub fn tagged(text: &str) -> Option<YamlError> {
    // Most texts have no such `!`, and only those that do are read twice.
    let at = text.match_indices('!').map(|(at, _)| at).find(|&at| begins_value(text, at))?;
    let value = serde_yaml::from_str::<serde_yaml::Value>(text).ok()?;
    let message = "a value that begins with `!` is a tag, and tags are not read".to_owned();
    has_tag(&value).then(|| YamlError { message, range: token_range(text, at), help: slips::quotes_at(text, at) })
}

fn has_tag(value: &serde_yaml::Value) -> bool {
    match value {
        serde_yaml::Value::Tagged(_) => true,
        serde_yaml::Value::Sequence(items) => items.iter().any(has_tag),
        serde_yaml::Value::Mapping(entries) => entries.iter().any(|(key, value)| has_tag(key) || has_tag(value)),
        _ => false,
    }
}

impl Complaint {
    fn of(text: &str, error: &serde_yaml::Error, is_syntax: bool) -> Complaint {
        let told = error.to_string();
        let (sentence, context) = match told.split_once(", while ") {
            Some((sentence, context)) if is_syntax => (sentence, Some(context)),
            _ => (told.as_str(), None),
        };
        let (message, _) = split_place(sentence);
        let (message, position) = split_position(message);
        let began = context.and_then(|context| split_place(context).1);
        let index = error.location().map_or(0, |location| location.index());
        Complaint {
            message: message.to_owned(),
            at: boundary(text, position.unwrap_or(index)),
            began: began.map(|(line, column)| offset_of(text, line, column)),
            is_syntax,
        }
    }
}

/// Splits ` at line 3 column 7` from the end of a sentence.
fn split_place(sentence: &str) -> (&str, Option<(usize, usize)>) {
    let parts = sentence.rsplit_once(" at line ").and_then(|(message, place)| {
        let (line, column) = place.split_once(" column ")?;
        Some((message, (line.parse().ok()?, column.parse().ok()?)))
    });
    parts.map_or((sentence, None), |(message, place)| (message, Some(place)))
}

/// Splits ` at position 8` from the end of a sentence, as it is told of bytes that no text may have.
fn split_position(sentence: &str) -> (&str, Option<usize>) {
    let parts = sentence.rsplit_once(" at position ");
    let parts = parts.and_then(|(message, position)| Some((message, position.parse().ok()?)));
    parts.map_or((sentence, None), |(message, position)| (message, Some(position)))
}

/// The byte of a line and column that count from one; the column counts characters.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    text[start..].char_indices().nth(column.saturating_sub(1)).map_or(text.len(), |(at, _)| start + at)
}

/// The range of what a complaint is about.
fn place(text: &str, complaint: &Complaint) -> Range<usize> {
    if let Some(key) = complaint.message.split_once("duplicate field `").and_then(|(_, key)| key.strip_suffix('`'))
        && let Some(second) = repeated(text, complaint.at, key)
    {
        return second;
    }
    token_range(text, complaint.began.unwrap_or(complaint.at))
}

/// The range of what begins at `offset`, or of the words before it if nothing does.
pub fn token_range(text: &str, offset: usize) -> Range<usize> {
    let line = line_at(text, offset);
    let offset = offset.min(line.end);
    let rest = &text[offset..line.end];
    if rest.trim_start().is_empty() || rest.trim_start().starts_with('#') {
        let before = trimmed(text, line.start..offset);
        return if before.is_empty() { visible_line(text, offset) } else { before };
    }
    offset..offset + token_length(rest, is_in_brackets(text, offset))
}

/// `range`, or the character at its start if it is empty.
fn at_least_one(text: &str, range: Range<usize>) -> Range<usize> {
    if !range.is_empty() {
        return range;
    }
    let start = boundary(text, range.start);
    match text[start..].chars().next() {
        Some(letter) => start..start + letter.len_utf8(),
        None => boundary(text, start.saturating_sub(1))..start,
    }
}

/// The sentence in words that need no knowledge of Rust or of the YAML standard.
fn in_our_words(message: &str) -> String {
    if let Some((found, wanted)) = message.rsplit_once(", expected ") {
        return format!("{}, expected {}", found_in_our_words(found), wanted_in_our_words(wanted));
    }
    let words = match message {
        "mapping values are not allowed in this context" => "a colon is not allowed here",
        "did not find expected key" => "expected a line `key: value`",
        "found character that cannot start any token" => "a value cannot begin with this character",
        "found unexpected end of stream" => "the text ends too early",
        "repetition limit exceeded" => "aliases repeat too much of the text",
        "recursion limit exceeded" => "lists and mappings are nested too deeply",
        "deserializing from YAML containing more than one document is not supported" => "more than one document",
        _ => message,
    };
    words.to_owned()
}

fn found_in_our_words(found: &str) -> String {
    let (path, kind) = found.split_at(found.find("invalid type: ").unwrap_or(found.len()));
    let kind = match kind {
        "invalid type: unit value" => "invalid type: nothing",
        "invalid type: sequence" => "invalid type: a list",
        "invalid type: map" => "invalid type: keys with values",
        _ => kind,
    };
    format!("{path}{kind}")
}

fn wanted_in_our_words(wanted: &str) -> &str {
    match wanted {
        "a sequence" => "a list",
        "a boolean" => "`true` or `false`",
        "a map" => "keys with values",
        "field identifier" | "a string key" => "a key",
        "f32" | "f64" => "a number",
        "u8" | "u16" | "u32" | "u64" | "usize" | "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        _ if wanted.starts_with("struct ") => "keys with values",
        _ => wanted,
    }
}

#[cfg(test)]
mod tests {
    use super::{in_our_words, offset_of, split_place, split_position, token_range};

    #[test]
    fn places_leave_the_sentence() {
        assert_eq!(split_place("not a date at line 3 column 17"), ("not a date", Some((3, 17))));
        assert_eq!(split_place("lost at line x column 1"), ("lost at line x column 1", None));
        assert_eq!(split_place("no place"), ("no place", None));
        assert_eq!(split_position("control characters at position 8"), ("control characters", Some(8)));
    }

    #[test]
    fn columns_become_bytes() {
        let text = "é: ☕ x\nb: c\n";
        assert_eq!(offset_of(text, 1, 6), text.find('x').unwrap());
        assert_eq!(offset_of(text, 2, 4), text.find("c\n").unwrap());
        assert_eq!(offset_of(text, 9, 9), text.len());
        assert_eq!(offset_of("", 1, 1), 0);
    }

    #[test]
    fn an_empty_value_is_told_at_its_key() {
        assert_eq!(token_range("a: b\nkey:   # none\n", 9), 5..9);
        assert_eq!(token_range("a: b\n\n\n", 7), 0..4);
    }

    #[test]
    fn words_of_the_author_are_left_alone() {
        let message = "title: invalid type: string \"a map, expected u8\", expected a boolean";
        let expected = "title: invalid type: string \"a map, expected u8\", expected `true` or `false`";
        assert_eq!(in_our_words(message), expected);
    }
}
