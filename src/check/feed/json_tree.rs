//! JSON with the place of each value.
//!
//! `serde_json` has read the text before, so that it is well-formed and not too deep; here it is only walked through
//! once more for the places.

use std::ops::Range;

/// A value and its bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// From its first sign to behind its last.
    pub at: Range<usize>,
    /// What it is.
    pub value: Json,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Truth(bool),
    /// As written.
    Number(String),
    /// Escapes resolved.
    Text(String),
    /// Its values.
    List(Vec<Place>),
    /// Its members in their order: name, place of the name, value.
    Map(Vec<(String, Range<usize>, Place)>),
}

impl Place {
    /// The member of this name; the last one, as parsers do.
    pub fn get(&self, name: &str) -> Option<&Place> {
        match &self.value {
            Json::Map(members) => members.iter().rev().find(|(own, ..)| own == name).map(|(.., value)| value),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The values, if it is a list.
    pub fn list(&self) -> Option<&[Place]> {
        match &self.value {
            Json::List(values) => Some(values),
            _ => None,
        }
    }

    /// The members, if it has any.
    pub fn members(&self) -> &[(String, Range<usize>, Place)] {
        match &self.value {
            Json::Map(members) => members,
            _ => &[],
        }
    }

    /// What it is, in a word.
    pub fn kind(&self) -> &'static str {
        match self.value {
            Json::Null => "null",
            Json::Truth(_) => "true or false",
            Json::Number(_) => "a number",
            Json::Text(_) => "a string",
            Json::List(_) => "an array",
            Json::Map(_) => "an object",
        }
    }
}

/// Reads a text that `serde_json` takes; nothing if it does not after all.
pub fn read(text: &str) -> Option<Place> {
    Walk { text, at: 0 }.value()
}

struct Walk<'t> {
    text: &'t str,
    at: usize,
}

impl Walk<'_> {
    fn peek(&mut self) -> Option<u8> {
        let rest = &self.text.as_bytes()[self.at..];
        self.at += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.text.as_bytes().get(self.at).copied()
    }

    fn value(&mut self) -> Option<Place> {
        let first = self.peek()?;
        let start = self.at;
        let value = match first {
            b'{' => self.map()?,
            b'[' => self.list()?,
            b'"' => Json::Text(self.string()?),
            _ => self.word(),
        };
        Some(Place { at: start..self.at, value })
    }

    fn map(&mut self) -> Option<Json> {
        let mut members = Vec::new();
        self.at += 1;
        while self.peek()? != b'}' {
            let start = self.at;
            let name = self.string()?;
            let at = start..self.at;
            (self.peek()? == b':').then_some(())?;
            self.at += 1;
            members.push((name, at, self.value()?));
            self.comma()?;
        }
        self.at += 1;
        Some(Json::Map(members))
    }

    fn list(&mut self) -> Option<Json> {
        let mut values = Vec::new();
        self.at += 1;
        while self.peek()? != b']' {
            values.push(self.value()?);
            self.comma()?;
        }
        self.at += 1;
        Some(Json::List(values))
    }

    fn comma(&mut self) -> Option<()> {
        if self.peek()? == b',' {
            self.at += 1;
        }
        Some(())
    }

    fn string(&mut self) -> Option<String> {
        let start = self.at;
        let mut escaped = false;
        let inside = self.text.as_bytes().get(start + 1..)?.iter();
        let length = inside.take_while(|byte| {
            let ends = **byte == b'"' && !escaped;
            escaped = **byte == b'\\' && !escaped;
            !ends
        });
        self.at = start + length.count() + 2;
        serde_json::from_str(self.text.get(start..self.at)?).ok()
    }

    fn word(&mut self) -> Json {
        let rest = &self.text[self.at..];
        let length = rest.find(|letter: char| ",]}".contains(letter) || letter.is_whitespace()).unwrap_or(rest.len());
        self.at += length.max(1);
        match &rest[..length] {
            "true" => Json::Truth(true),
            "false" => Json::Truth(false),
            "null" => Json::Null,
            number => Json::Number(number.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_has_its_place() {
        let text = "{ \"a\": [1, \"b\\\"é\"], \"c\": {\"d\": null}, \"e\":true }";
        let tree = read(text).unwrap();
        let list = tree.get("a").unwrap().list().unwrap();
        assert_eq!(&text[list[0].at.clone()], "1");
        assert_eq!((&text[list[1].at.clone()], list[1].text()), ("\"b\\\"é\"", Some("b\"é")));
        assert_eq!(tree.get("c").unwrap().get("d").unwrap().value, Json::Null);
        assert_eq!(&text[tree.members()[2].1.clone()], "\"e\"");
    }
}
