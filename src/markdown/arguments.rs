//! The inside of a call's tag: its name and its arguments.

use std::ops::Range;

use serde_json::{Number, Value};

/// A name with its arguments.
pub(super) struct Tag {
    pub name: Range<usize>,
    pub arguments: Vec<(String, Value)>,
    /// Behind the signs that close the tag.
    pub end: usize,
}

/// Why a tag is none, and where.
pub(super) struct Fault {
    pub label: String,
    pub range: Range<usize>,
}

/// Reads a tag from its name to its end, which is one of `ends` (`/>` and `}}`, with white space between them).
pub(super) fn tag(body: &str, at: usize, ends: [&str; 2]) -> Result<Tag, Fault> {
    let mut reader = Reader { body, at };
    let name = reader.word().ok_or_else(|| reader.fault("a name was expected here"))?;
    let mut arguments: Vec<(String, Value)> = Vec::new();
    loop {
        let gap = reader.skip_white();
        if reader.ends(ends) {
            return Ok(Tag { name, arguments, end: reader.at });
        }
        if !gap {
            return Err(reader.fault("white space was expected here"));
        }
        let key = reader.word().ok_or_else(|| reader.fault(&expected(ends)))?;
        let value = reader.assigned()?;
        if arguments.iter().any(|(other, _)| *other == body[key.clone()]) {
            return Err(Fault { label: "this argument is given twice".to_owned(), range: key });
        }
        arguments.push((body[key].to_owned(), value));
    }
}

/// Reads a closing tag from its name to its end.
pub(super) fn closing(body: &str, at: usize) -> Option<(Range<usize>, usize)> {
    let mut reader = Reader { body, at };
    let name = reader.word()?;
    reader.skip_white();
    reader.ends([">", "%}"]).then_some((name, reader.at))
}

/// Whether `letter` can begin the name of a component.
pub(super) fn begins_name(letter: char) -> bool {
    letter.is_ascii_alphabetic() || letter == '_'
}

fn expected(ends: [&str; 2]) -> String {
    format!("an argument or `{}{}{}` was expected here", ends[0], if ends[1] == "%}" { " " } else { "" }, ends[1])
}

struct Reader<'b> {
    body: &'b str,
    at: usize,
}

impl<'b> Reader<'b> {
    fn rest(&self) -> &'b str {
        &self.body[self.at..]
    }

    fn eat(&mut self, sign: &str) -> bool {
        let found = self.rest().starts_with(sign);
        self.at += if found { sign.len() } else { 0 };
        found
    }

    fn skip_white(&mut self) -> bool {
        let before = self.at;
        self.at = self.body.len() - self.rest().trim_start().len();
        self.at > before
    }

    /// Moves behind the end of the tag, if here is one.
    fn ends(&mut self, ends: [&str; 2]) -> bool {
        let before = self.at;
        let found = self.eat(ends[0]) && {
            self.skip_white();
            self.eat(ends[1])
        };
        self.at = if found { self.at } else { before };
        found
    }

    fn word(&mut self) -> Option<Range<usize>> {
        let rest = self.rest();
        rest.chars().next().filter(|letter| begins_name(*letter))?;
        let part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
        let start = self.at;
        self.at += rest.find(|letter| !part(letter)).unwrap_or(rest.len());
        Some(start..self.at)
    }

    /// What follows the name of an argument.
    fn assigned(&mut self) -> Result<Value, Fault> {
        self.skip_white();
        if !self.eat("=") {
            return Err(self.fault("`=` and a value were expected here"));
        }
        self.skip_white();
        match self.rest().chars().next() {
            Some(quote @ ('"' | '\'' | '`')) => self.string(quote),
            _ => self.bare(),
        }
    }

    fn string(&mut self, quote: char) -> Result<Value, Fault> {
        let start = self.at;
        let mut text = String::new();
        let mut signs = self.rest().char_indices().skip(1).peekable();
        while let Some((offset, sign)) = signs.next() {
            if sign == quote {
                self.at += offset + 1;
                return Ok(Value::String(text));
            }
            let escaped = signs.next_if(|(_, next)| sign == '\\' && matches!(next, '"' | '\'' | '`' | '\\'));
            text.push(escaped.map_or(sign, |(_, escaped)| escaped));
        }
        Err(Fault { label: "this text has no end".to_owned(), range: start..start + 1 })
    }

    fn bare(&mut self) -> Result<Value, Fault> {
        let rest = self.rest();
        let part = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-' | '+' | '_');
        let word = &rest[..rest.find(|letter| !part(letter)).unwrap_or(rest.len())];
        let value = match word {
            "" => return Err(self.fault("a value was expected here")),
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => number(word).ok_or_else(|| Fault {
                label: "neither a number nor `true` nor `false`; text stands in quotes".to_owned(),
                range: self.at..self.at + word.len(),
            })?,
        };
        self.at += word.len();
        Ok(value)
    }

    fn fault(&self, label: &str) -> Fault {
        let length = self.rest().chars().next().map_or(0, char::len_utf8);
        Fault { label: label.to_owned(), range: self.at..self.at + length }
    }
}

fn number(word: &str) -> Option<Value> {
    // `inf` and `nan` are numbers to Rust.
    word.starts_with(|sign: char| sign.is_ascii_digit() || sign == '-' || sign == '.').then_some(())?;
    if let Ok(whole) = word.parse::<i64>() {
        return Some(Value::from(whole));
    }
    word.parse().ok().and_then(Number::from_f64).map(Value::Number)
}
