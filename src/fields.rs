//! Reading typed values out of a parsed YAML or TOML map, and saying what is wrong with one at its place.
//!
//! Front matter and `halaman.yaml` both come through here. It is not a schema: each reader asks for the keys it knows,
//! by all the names other generators give them, and what nobody asked for is left over for a warning. A wrong value is
//! reported and treated as absent, so that one slip does not hide the next.

use crate::diag::{Diagnostic, Diagnostics, FileId, Span, nearest};
use crate::{locale, toml_text, yaml};
use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use serde_json::{Map, Value};
use std::ops::Range;

/// Which of the two languages a text is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// Between `---` lines, and `halaman.yaml`.
    Yaml,
    /// Between `+++` lines.
    Toml,
}

/// A value and the place it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<T> {
    /// What was read.
    pub value: T,
    /// Where.
    pub at: Span,
}

/// The keys of one map that have not been asked for yet.
pub struct Fields<'t> {
    map: Map<String, Value>,
    text: &'t str,
    file: FileId,
    /// Where `text` begins in the file.
    offset: usize,
    syntax: Syntax,
    /// `image.` inside the map `image`, else empty.
    prefix: String,
    /// The bytes of the list item these keys stand in, if they do.
    item: Option<Range<usize>>,
    /// What was wrong so far.
    pub problems: Diagnostics,
}

impl<'t> Fields<'t> {
    /// Parses `text`, which begins at byte `offset` of `file`. If it cannot be parsed, there are no fields and one
    /// error.
    pub fn parse(text: &'t str, syntax: Syntax, file: FileId, offset: usize) -> Self {
        let mut fields = Self {
            map: Map::new(),
            text,
            file,
            offset,
            syntax,
            prefix: String::new(),
            item: None,
            problems: Diagnostics::default(),
        };
        let parsed = match syntax {
            Syntax::Yaml => yaml::parse_value(text).map_err(|error| (error.message, error.range, error.help)),
            Syntax::Toml => toml_text::parse(text),
        };
        match parsed {
            Ok(Value::Object(map)) => fields.map = map,
            Ok(Value::Null) => {}
            Ok(other) => fields.complain_at(
                0..text.trim_end().len(),
                format!("expected `key: value` lines, found {}", name_of(&other)),
                "not a map of keys",
            ),
            Err((message, range, help)) => {
                let mut problem = Diagnostic::error(message).at(fields.span_of_range(range));
                if let Some(help) = help {
                    problem = problem.help(help);
                }
                fields.problems.push(problem);
            }
        }
        fields
    }

    /// The place of a key's value, or of the whole text's first line if the key cannot be found.
    pub fn place(&self, key: &str) -> Span {
        let path = format!("{}{key}", self.prefix);
        if let Some(item) = &self.item {
            let value = yaml::value_in_item(self.text, item.clone(), key);
            let first = item.start..item.start + self.text[item.clone()].lines().next().map_or(0, str::len);
            return self.span_of_range(value.unwrap_or(first));
        }
        let range = match self.syntax {
            Syntax::Yaml => yaml::value_range(self.text, &path),
            Syntax::Toml => toml_text::value_range(self.text, &path),
        };
        self.span_of_range(range.unwrap_or(0..self.text.lines().next().map_or(0, str::len)))
    }

    fn item_place(&self, key: &str, item: &str) -> Span {
        let path = format!("{}{key}", self.prefix);
        let range = match self.syntax {
            Syntax::Yaml => yaml::item_range(self.text, &path, item),
            Syntax::Toml => None,
        };
        range.map_or_else(|| self.place(key), |range| self.span_of_range(range))
    }

    fn span_of_range(&self, range: Range<usize>) -> Span {
        Span::new(self.file, self.offset + range.start, self.offset + range.end)
    }

    fn complain_at(&mut self, range: Range<usize>, message: String, label: &str) {
        let at = self.span_of_range(range);
        self.problems.push(Diagnostic::error(message).at(at).label(label));
    }

    /// Notes a wrong value of `key`.
    fn complain(&mut self, key: &str, expected: &str, found: &Value) {
        let message = format!("`{}{key}` wants {expected}, found {}", self.prefix, name_of(found));
        self.problems.push(Diagnostic::error(message).at(self.place(key)).label(format!("not {expected}")));
    }

    /// Takes the first of `names` that is there and not empty, with its name.
    fn take<'n>(&mut self, names: &[&'n str]) -> Option<(&'n str, Value)> {
        let mut found = None;
        for name in names {
            match self.map.shift_remove(*name) {
                None | Some(Value::Null) => {}
                Some(value) if found.is_none() => found = Some((*name, value)),
                Some(_) => {}
            }
        }
        found
    }

    /// A line of text. Numbers and truth values are taken as they were written.
    pub fn text(&mut self, names: &[&str]) -> Option<Located<String>> {
        let (key, value) = self.take(names)?;
        let at = self.place(key);
        match scalar_text(&value) {
            Some(text) if text.contains(is_forbidden) => {
                self.refuse_control_character(key, at);
                None
            }
            Some(text) => {
                Some(text.trim().to_owned()).filter(|text| !text.is_empty()).map(|value| Located { value, at })
            }
            None => {
                self.complain(key, "a text", &value);
                None
            }
        }
    }

    fn refuse_control_character(&mut self, key: &str, at: Span) {
        let message = format!("`{}{key}` holds a control character that no feed or page may have", self.prefix);
        let problem = Diagnostic::error(message).at(at);
        self.problems.push(problem.help("take it out; an editor may show it as `\\x0b` or a box"));
    }

    /// A line of text without its place.
    pub fn plain(&mut self, names: &[&str]) -> Option<String> {
        self.text(names).map(|located| located.value)
    }

    /// `true` or `false`.
    pub fn flag(&mut self, names: &[&str]) -> Option<bool> {
        let (key, value) = self.take(names)?;
        let flag = match &value {
            Value::Bool(flag) => Some(*flag),
            Value::String(text) => match text.to_lowercase().as_str() {
                "true" | "yes" | "ya" | "on" => Some(true),
                "false" | "no" | "tidak" | "off" => Some(false),
                _ => None,
            },
            _ => None,
        };
        if flag.is_none() {
            self.complain(key, "`true` or `false`", &value);
        }
        flag
    }

    /// A whole number within `range`.
    pub fn number(&mut self, names: &[&str], range: std::ops::RangeInclusive<i64>) -> Option<i64> {
        let (key, value) = self.take(names)?;
        match value.as_i64() {
            Some(number) if range.contains(&number) => Some(number),
            _ => {
                let expected = format!("a whole number from {} to {}", range.start(), range.end());
                self.complain(key, &expected, &value);
                None
            }
        }
    }

    /// A moment; a bare date or time is in `zone`.
    pub fn time(&mut self, names: &[&str], zone: Tz) -> Option<Located<DateTime<FixedOffset>>> {
        let (key, value) = self.take(names)?;
        let at = self.place(key);
        let Some(text) = scalar_text(&value) else {
            self.complain(key, "a date", &value);
            return None;
        };
        match locale::parse_time(&text, zone) {
            Ok(value) => Some(Located { value, at }),
            Err(reason) => {
                self.problems.push(Diagnostic::error(reason).at(at).label("not a date"));
                None
            }
        }
    }

    /// A list of texts; a single text is a list of one.
    pub fn list(&mut self, names: &[&str]) -> Vec<Located<String>> {
        let mut all = Vec::new();
        for name in names {
            if let Some((key, value)) = self.take(&[*name]) {
                all.extend(self.items(key, &value));
            }
        }
        all
    }

    fn items(&mut self, key: &str, value: &Value) -> Vec<Located<String>> {
        let single = std::slice::from_ref(value);
        let values = value.as_array().map_or(single, Vec::as_slice);
        let mut items = Vec::new();
        for value in values {
            let named = value.get("name").or_else(|| value.get("title"));
            match scalar_text(named.unwrap_or(value)) {
                Some(text) if text.trim().is_empty() => {}
                Some(text) if text.contains(is_forbidden) => self.refuse_control_character(key, self.place(key)),
                Some(text) => {
                    let at = self.item_place(key, &text);
                    items.push(Located { value: text.trim().to_owned(), at });
                }
                None => self.complain(key, "a list of texts", value),
            }
        }
        items
    }

    /// A map of its own, read with `read`; its problems join these.
    pub fn nested<T>(&mut self, names: &[&str], read: impl FnOnce(&mut Fields<'t>) -> T) -> Option<T> {
        let (key, value) = self.take(names)?;
        let Value::Object(map) = value else {
            self.complain(key, "a map of keys", &value);
            return None;
        };
        let mut inner = Fields {
            map,
            text: self.text,
            file: self.file,
            offset: self.offset,
            syntax: self.syntax,
            prefix: format!("{}{key}.", self.prefix),
            item: self.item.clone(),
            problems: Diagnostics::default(),
        };
        let result = read(&mut inner);
        self.problems.merge(inner.problems);
        Some(result)
    }

    /// A list of maps, each read with `read`. A list item that is no map is an error.
    pub fn maps<T>(&mut self, names: &[&str], mut read: impl FnMut(&mut Fields<'t>) -> Option<T>) -> Vec<T> {
        let Some((key, value)) = self.take(names) else { return Vec::new() };
        let Value::Array(items) = value else {
            self.complain(key, "a list", &value);
            return Vec::new();
        };
        let mut all = Vec::new();
        let path = format!("{}{key}", self.prefix);
        for (number, item) in items.into_iter().enumerate() {
            let place = if self.syntax == Syntax::Yaml { yaml::item_block(self.text, &path, number) } else { None };
            let outer = std::mem::replace(&mut self.item, place);
            self.map.insert(key.to_owned(), item);
            all.extend(self.nested(&[key], &mut read).flatten());
            self.item = outer;
        }
        all
    }

    /// Whether the value under the first of these names that is there is a map, and not a text or list.
    pub fn is_map(&self, names: &[&str]) -> bool {
        names.iter().find_map(|name| self.map.get(*name)).is_some_and(Value::is_object)
    }

    /// The keys that are there and have not been asked for, in the order of the file.
    pub fn keys(&self) -> Vec<String> {
        self.map.keys().cloned().collect()
    }

    /// A map of whatever the author likes; empty if there is none.
    pub fn map(&mut self, names: &[&str]) -> Map<String, Value> {
        match self.take(names) {
            None => Map::new(),
            Some((_, Value::Object(map))) => map,
            Some((key, other)) => {
                self.complain(key, "a map of keys", &other);
                Map::new()
            }
        }
    }

    /// A value as it is, whatever it is.
    pub fn raw(&mut self, names: &[&str]) -> Option<Value> {
        self.take(names).map(|(_, value)| value)
    }

    /// Warns of every key that nobody asked for, with the nearest of `known`.
    pub fn warn_of_the_rest(&mut self, known: &[&str], remedy: &str) {
        for key in self.keys() {
            let mut warning =
                Diagnostic::warning(format!("unknown key `{}{key}`", self.prefix)).at(self.key_place(&key));
            warning = match nearest(&key, known.iter().copied()) {
                Some(near) => warning.help(format!("did you mean `{near}`?")),
                None => warning.help(remedy.to_owned()),
            };
            self.problems.push(warning);
        }
    }

    fn key_place(&self, key: &str) -> Span {
        if self.item.is_some() {
            return self.place(key);
        }
        let path = format!("{}{key}", self.prefix);
        let range = match self.syntax {
            Syntax::Yaml => yaml::key_range(self.text, &path),
            Syntax::Toml => toml_text::key_range(self.text, &path),
        };
        range.map_or_else(|| self.place(key), |range| self.span_of_range(range))
    }

    /// A key as messages call it, with the map it stands in.
    pub fn name(&self, key: &str) -> String {
        format!("{}{key}", self.prefix)
    }
}

/// What a value is, in words.
fn name_of(value: &Value) -> String {
    match value {
        Value::Null => "nothing".into(),
        Value::Bool(flag) => format!("`{flag}`"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => format!("the text `{}`", text.chars().take(40).collect::<String>()),
        Value::Array(_) => "a list".into(),
        Value::Object(_) => "a map".into(),
    }
}

fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// Whether XML 1.0 forbids a character, and so every feed; line breaks and tabs are fine.
pub fn is_forbidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}')) || matches!(c, '\u{fffe}' | '\u{ffff}')
}
