//! Reading typed values out of a parsed YAML or TOML map, and saying what is wrong with one at its place.
//!
//! Front matter and `halaman.yaml` both come through here. It is not a schema: each reader asks for the keys it knows,
//! by all the names other generators give them, and what nobody asked for is left over for a warning. A wrong value is
//! reported and treated as absent, so that one slip does not hide the next.

use crate::diag::{Diagnostic, Diagnostics, FileId, Span, nearest};
use crate::{locale, toml_text, yaml};
use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Located<T> {
    /// What was read.
    pub value: T,
    /// Where.
    pub at: Span,
}

/// Up to so many keys, a name is looked for by comparing it with each.
const FEW: usize = 16;

/// Of so many items of a list the place is sought, and so many unknown keys are named: each search reads the whole text,
/// and more of them are a slip of a program that wrote the file. It is more than an article may have terms.
const SOUGHT: usize = 256;

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
            Syntax::Toml if text.len() > yaml::FRONT_MATTER_LIMIT => Err(too_long(text)),
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

    /// Where the list under a key stands, in which each item has its own place.
    fn list_place(&self, key: &str) -> Option<Range<usize>> {
        match self.syntax {
            Syntax::Yaml => yaml::list_range(self.text, &self.name(key)),
            Syntax::Toml => None,
        }
    }

    fn item_place(&self, key: &str, list: Option<&Range<usize>>, item: &str) -> Span {
        let range = list.and_then(|list| yaml::item_in(self.text, list.clone(), item));
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
            // Some eighty names are asked for, and few are there: comparing costs less than a hash of each.
            if self.map.len() <= FEW && self.map.keys().all(|own| own != name) {
                continue;
            }
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
        let (key, value) = self.named_text(names)?;
        Some(Located { value, at: self.place(key) })
    }

    /// A line of text with its key. Its place is looked for only where somebody wants it.
    fn named_text<'n>(&mut self, names: &[&'n str]) -> Option<(&'n str, String)> {
        let (key, value) = self.take(names)?;
        match scalar_text(&value) {
            Some(text) if first_forbidden(&text).is_some() => {
                self.refuse_control_character(key);
                None
            }
            Some(text) => Some((key, text.trim().to_owned())).filter(|(_, text)| !text.is_empty()),
            None => {
                self.complain(key, "a text", &value);
                None
            }
        }
    }

    fn refuse_control_character(&mut self, key: &str) {
        let message = format!("`{}{key}` holds a control character that no feed or page may have", self.prefix);
        let problem = Diagnostic::error(message).at(self.place(key));
        self.problems.push(problem.help("take it out; an editor may show it as `\\x0b` or a box"));
    }

    /// A line of text without its place.
    pub fn plain(&mut self, names: &[&str]) -> Option<String> {
        self.named_text(names).map(|(_, text)| text)
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
        let list = self.list_place(key);
        let mut items = Vec::new();
        let (mut forbids, mut wrong) = (false, None);
        let whole = (values.len() > SOUGHT).then(|| self.place(key));
        for (number, value) in values.iter().enumerate() {
            let named = value.get("name").or_else(|| value.get("title"));
            match scalar_text(named.unwrap_or(value)) {
                Some(text) if text.trim().is_empty() => {}
                Some(text) if first_forbidden(&text).is_some() => forbids = true,
                Some(text) => {
                    let own = || self.item_place(key, list.as_ref(), &text);
                    let at = whole.filter(|_| number >= SOUGHT).unwrap_or_else(own);
                    items.push(Located { value: text.trim().to_owned(), at });
                }
                None => wrong = wrong.or(Some(value)),
            }
        }
        if forbids {
            self.refuse_control_character(key);
        }
        if let Some(value) = wrong {
            self.complain(key, "a list of texts", value);
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
        let whole = if items.len() > SOUGHT { yaml::key_range(self.text, &path) } else { None };
        for (number, item) in items.into_iter().enumerate() {
            let place = match self.syntax {
                Syntax::Yaml if number < SOUGHT => yaml::item_block(self.text, &path, number),
                Syntax::Yaml => whole.clone(),
                Syntax::Toml => None,
            };
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
        let keys = self.keys();
        for key in keys.iter().take(SOUGHT) {
            let mut warning =
                Diagnostic::warning(format!("unknown key `{}{key}`", self.prefix)).at(self.key_place(key));
            warning = match nearest(key, known.iter().copied()) {
                Some(near) => warning.help(format!("did you mean `{near}`?")),
                None => warning.help(remedy.to_owned()),
            };
            self.problems.push(warning);
        }
        if let Some(key) = keys.get(SOUGHT) {
            let message = format!("{} more keys are unknown, from `{}{key}` on", keys.len() - SOUGHT, self.prefix);
            self.problems.push(Diagnostic::warning(message).at(self.key_place(key)));
        }
    }

    /// The place of a key itself, of one whose value is nothing too.
    pub fn key_place(&self, key: &str) -> Span {
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

fn too_long(text: &str) -> toml_text::Problem {
    let (length, most) = (text.len().div_ceil(1024), yaml::FRONT_MATTER_LIMIT / 1024);
    let first = 0..text.lines().next().map_or(0, str::len);
    (format!("this is {length} KiB long, and at most {most} KiB are read"), first, None)
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

/// The first character that [`is_forbidden`], with its place in bytes.
///
/// Whole articles and feeds pass here, and hardly one holds any. So a block of bytes is asked at a time whether one of
/// them can begin such a character, without a branch for each: a tenth of the time of reading all characters.
pub fn first_forbidden(text: &str) -> Option<(usize, char)> {
    let character = |at: usize| text[at..].chars().next().filter(|c| is_forbidden(*c)).map(|c| (at, c));
    let blocks = text
        .as_bytes()
        .chunks(64)
        .enumerate()
        .filter(|(_, block)| block.iter().fold(false, |any, byte| any | begins_forbidden(*byte)));
    let mut places = blocks.flat_map(|(number, block)| {
        (number * 64..).zip(block).filter(|(_, byte)| begins_forbidden(**byte)).map(|(at, _)| at)
    });
    places.find_map(character)
}

/// Whether a forbidden character may begin with this byte: the controls of ASCII, U+0080 to U+00BF, and U+F000 to U+FFFF.
fn begins_forbidden(byte: u8) -> bool {
    (byte < b' ' && byte != b'\t' && byte != b'\n' && byte != b'\r') || byte == 0x7f || byte == 0xc2 || byte == 0xef
}

/// Whether XML 1.0 forbids a character, and so every feed; line breaks and tabs are fine.
pub fn is_forbidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}')) || matches!(c, '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::{first_forbidden, is_forbidden};

    proptest! {
        #[test]
        fn x2_the_first_forbidden_character_is_found(text in "[a-zé\n]{0,150}[\u{0}-\u{a0}\u{efff}-\u{ffff}]{0,3}[a-zé\n]{0,150}") {
            prop_assert_eq!(first_forbidden(&text), text.char_indices().find(|(_, c)| is_forbidden(*c)));
        }
    }
}
