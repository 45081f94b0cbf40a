//! TOML front matter (`+++`), for sites that move in. The only file that knows the `toml` crate.
//!
//! It gives the same plain value as `yaml`, and the places of keys and values by a scan of its own, asked only once
//! something is wrong.

use serde_json::{Map, Value};
use std::ops::Range;

/// What is wrong: message, byte range, remedy.
pub type Problem = (String, Range<usize>, Option<String>);

/// Parses a TOML document.
///
/// # Errors
/// The first problem, with its place.
pub fn parse(text: &str) -> Result<Value, Problem> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let range = error.span().unwrap_or(0..text.lines().next().map_or(0, str::len));
        (in_plain_words(error.message()), range, None)
    })?;
    Ok(convert(toml::Value::Table(table)))
}

/// The library speaks of its own recursion where people nested too much.
fn in_plain_words(message: &str) -> String {
    if message.contains("recursion") { "lists and tables are nested too deeply".to_owned() } else { message.to_owned() }
}

fn convert(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(flag) => Value::Bool(flag),
        toml::Value::Datetime(time) => Value::String(time.to_string()),
        toml::Value::Array(items) => Value::Array(items.into_iter().map(convert).collect()),
        toml::Value::Table(table) => {
            Value::Object(table.into_iter().map(|(key, value)| (key, convert(value))).collect::<Map<_, _>>())
        }
    }
}

/// The range of a key, which may be dotted (`taxonomies.tags`).
pub fn key_range(text: &str, path: &str) -> Option<Range<usize>> {
    let (table, key) = path.rsplit_once('.').unwrap_or(("", path));
    lines(text).find(|line| line.table == table && line.key == key).map(|line| line.key_range)
}

/// The range of the value of a key, which may be dotted (`taxonomies.tags`).
pub fn value_range(text: &str, path: &str) -> Option<Range<usize>> {
    let (table, key) = path.rsplit_once('.').unwrap_or(("", path));
    lines(text).find(|line| line.table == table && line.key == key).map(|line| line.value_range)
}

struct Line<'t> {
    table: String,
    key: &'t str,
    key_range: Range<usize>,
    value_range: Range<usize>,
}

/// The `key = value` lines with the table they are in.
fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut table = String::new();
    let mut start = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let at = start;
        start += line.len();
        let trimmed = line.trim();
        if let Some(name) = trimmed.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            name.trim_matches(['[', ']', ' ']).clone_into(&mut table);
            return None;
        }
        let (key, value) = line.split_once('=')?;
        let key_at = at + (key.len() - key.trim_start().len());
        let key = key.trim();
        let value_at = at + line.len() - value.trim_start().len();
        let value_range = value_at..value_at + value.trim().len();
        let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c));
        plain.then(|| Line { table: table.clone(), key, key_range: key_at..key_at + key.len(), value_range })
    })
}

#[cfg(test)]
mod tests {
    use super::{key_range, parse, value_range};

    #[test]
    fn dates_come_as_text() {
        let value = parse("date = 2024-01-02\n").unwrap();
        assert_eq!(value["date"], "2024-01-02");
    }

    #[test]
    fn places_of_keys_and_values() {
        let text = "title = \"A\"\n[extra]\nx = 12\n";
        assert_eq!(key_range(text, "title"), Some(0..5));
        assert_eq!(&text[value_range(text, "extra.x").unwrap()], "12");
    }

    #[test]
    fn an_error_has_its_place() {
        let (_, range, _) = parse("title = \"A\"\ndate = 2024-13-45\n").unwrap_err();
        assert!(range.start >= 12, "{range:?}");
    }
}
