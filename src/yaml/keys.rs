//! The places of keys and values in a YAML text that is in order.
//!
//! The library gives places for what is wrong and none for what is right; but a date may be good YAML
//! and still be no date we can use. So the lines are read once more, by their looks: when a place is
//! wanted, and not before.
//!
//! Invariant: a place that is not certain is not given. `None` means that the caller points at
//! something larger.

use std::ops::Range;

use super::scan::{Walk, What, boundary, indent, line_at, lines_from, quoted_length, trimmed, value_length};

/// The keys at the outer level, in order, repeated ones too, each with its bytes.
pub fn top_level_keys(text: &str) -> Vec<(String, Range<usize>)> {
    outer_keys(text, 0..text.len()).map(|key| (key.name.to_owned(), key.range)).collect()
}

/// The bytes of a key; `image.src` is the key `src` in the mapping `image`.
pub fn key_range(text: &str, key: &str) -> Option<Range<usize>> {
    find(text, key).map(|entry| entry.key_range)
}

/// The bytes of a value as it is written, quotes and brackets with it, comment and blanks without.
///
/// `key` may be dotted, as for [`key_range`]. A value that begins below its key has no range.
pub fn value_range(text: &str, key: &str) -> Option<Range<usize>> {
    find(text, key).map(|entry| entry.value).filter(|value| !value.is_empty())
}

/// The first place in the value of `key`, or in the lines below it, where `item` stands as a word of
/// its own; if it nowhere does, the first place where it stands at all.
pub fn item_range(text: &str, key: &str, item: &str) -> Option<Range<usize>> {
    item_in(text, list_range(text, key)?, item)
}

/// Where the value of `key` stands, with the lines below it: found once for the items of a list.
pub fn list_range(text: &str, key: &str) -> Option<Range<usize>> {
    let entry = find(text, key)?;
    Some(entry.value.start..block(text, &entry).end)
}

/// Like [`item_range`], within the range of a list.
pub fn item_in(text: &str, list: Range<usize>, item: &str) -> Option<Range<usize>> {
    if item.is_empty() {
        return None;
    }
    let places = || text[list.clone()].match_indices(item).map(|(at, _)| list.start + at);
    let start = places().find(|&at| stands_alone(text, at, item.len())).or_else(|| places().next())?;
    Some(start..start + item.len())
}

fn stands_alone(text: &str, start: usize, length: usize) -> bool {
    let joins = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
    !text[..start].ends_with(joins) && !text[start + length..].starts_with(joins)
}

/// A line `key: value`.
pub struct Entry {
    /// The key, without quotes.
    pub key: String,
    /// The key as written.
    pub key_range: Range<usize>,
    /// What stands behind it on the line; empty if nothing does.
    pub value: Range<usize>,
    /// The column in which the key begins.
    column: usize,
}

/// The entry that begins at `start` and ends before `end`, if that is one.
pub fn entry_at(text: &str, start: usize, end: usize) -> Option<Entry> {
    key_at(text, start, end).map(|key| key.entry(text))
}

/// The key of an entry of which nothing more is known yet: most are only passed on the way to the one that is wanted.
struct Key<'t> {
    /// Without quotes.
    name: &'t str,
    /// As written.
    range: Range<usize>,
    /// The rest of the line behind the `:`, comment and all.
    rest: Range<usize>,
    /// The column in which it begins.
    column: usize,
}

impl Key<'_> {
    fn entry(self, text: &str) -> Entry {
        let value = trimmed(text, self.rest);
        let value = value.start..value.start + value_length(&text[value]);
        Entry { key: self.name.to_owned(), key_range: self.range, value, column: self.column }
    }
}

fn key_at(text: &str, start: usize, end: usize) -> Option<Key<'_>> {
    let part = trimmed(text, start..end);
    let (name, length) = key_of(&text[part.clone()])?;
    let range = part.start..part.start + length;
    let after = range.end + text[range.end..part.end].find(':')? + 1;
    let column = part.start - line_at(text, part.start).start;
    Some(Key { name, range, rest: after..part.end, column })
}

/// The key of a line without blanks at its ends, and how many bytes it takes.
fn key_of(line: &str) -> Option<(&str, usize)> {
    if let Some(length) = quoted_length(line) {
        let is_key = line[length..].trim_start().starts_with(':');
        return is_key.then(|| (&line[1..length - 1], length));
    }
    let bytes = line.as_bytes();
    if line.starts_with(['#', '[', ']', '{', '}', ',', '"', '\'', '%', '@', '`', '&', '*', '!', '|', '>']) {
        return None;
    }
    if line.starts_with("- ") || line.starts_with("? ") || line == "-" {
        return None;
    }
    let ends = |at: &usize| bytes[*at] == b':' && bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace);
    let key = line[..(0..bytes.len()).find(ends)?].trim_end();
    // A `:` behind a ` #` belongs to the comment.
    (!key.is_empty() && value_length(key) == key.len()).then_some((key, key.len()))
}

/// The keys of one mapping: those of `range` that begin in the column of the first one.
fn outer_keys(text: &str, range: Range<usize>) -> impl Iterator<Item = Key<'_>> {
    let mut column = None;
    lines_from(text, range.start)
        .take_while(move |line| line.start < range.end)
        .filter_map(move |line| key_at(text, line.start, line.end))
        .filter(move |key| *column.get_or_insert(key.column) == key.column)
}

/// The entries of a mapping in braces.
fn flow_entries(text: &str, range: Range<usize>) -> Vec<Entry> {
    let mut depth = 0usize;
    let mut start = range.start + 1;
    let mut found = Vec::new();
    for step in Walk::new(&text[range.clone()]) {
        let at = range.start + step.at;
        match step.what {
            What::Open => depth += 1,
            What::Close => depth = depth.saturating_sub(1),
            What::Comma | What::Comment => {}
        }
        let ends = (depth == 1 && step.what == What::Comma) || (depth == 0 && step.what == What::Close);
        if ends && start <= at {
            found.extend(entry_at(text, start, at));
            start = at + 1;
        }
    }
    found
}

/// The entry of a dotted key.
fn find(text: &str, key: &str) -> Option<Entry> {
    find_in(text, 0..text.len(), key)
}

fn find_in(text: &str, range: Range<usize>, key: &str) -> Option<Entry> {
    let is_flow = text[range.clone()].starts_with('{');
    let named = |name: &str| {
        if is_flow {
            flow_entries(text, range.clone()).into_iter().find(|entry| entry.key == name)
        } else {
            outer_keys(text, range.clone()).find(|key| key.name == name).map(|key| key.entry(text))
        }
    };
    if let Some(entry) = named(key) {
        return Some(entry);
    }
    let (outer, inner) = key.split_once('.')?;
    let outer = named(outer)?;
    let range = if outer.value.is_empty() { block(text, &outer) } else { outer.value };
    find_in(text, range, inner)
}

/// The lines below an entry that belong to it: those further in, and the items of a list that begin
/// in its own column.
fn block(text: &str, entry: &Entry) -> Range<usize> {
    let line = line_at(text, entry.key_range.start);
    let start = text[line.end..].find('\n').map_or(text.len(), |newline| line.end + newline + 1);
    let end = lines_from(text, start)
        .filter(|_| start < text.len())
        .take_while(|line| belongs(&text[line.clone()], entry.column))
        .last()
        .map_or(start, |line| line.end);
    start..end
}

fn belongs(line: &str, column: usize) -> bool {
    let words = line.trim_start();
    let is_item = words.starts_with("- ") || words == "-";
    words.is_empty() || words.starts_with('#') || indent(line) > column || (is_item && indent(line) == column)
}

/// The second place of a key in the mapping that begins at `offset`.
pub fn repeated(text: &str, offset: usize, key: &str) -> Option<Range<usize>> {
    let offset = boundary(text, offset);
    let ranges: Vec<_> = if text[offset..].starts_with('{') {
        flow_entries(text, offset..text.len()).into_iter().filter(|entry| entry.key == key).collect()
    } else {
        mapping(text, offset).filter(|entry| entry.key == key).collect()
    };
    ranges.into_iter().nth(1).map(|entry| entry.key_range)
}

/// The entries of the mapping whose first key is at `offset`, which may stand behind a `- `.
fn mapping(text: &str, offset: usize) -> impl Iterator<Item = Entry> {
    let first = line_at(text, offset);
    let column = offset - first.start;
    let rest = lines_from(text, offset).skip(1).take_while(move |line| {
        let words = text[line.clone()].trim_start();
        words.is_empty() || words.starts_with('#') || indent(&text[line.clone()]) >= column
    });
    std::iter::once(offset..first.end)
        .chain(rest)
        .filter_map(move |line| entry_at(text, line.start, line.end))
        .filter(move |entry| entry.column == column)
}

#[cfg(test)]
mod tests {
    use super::{item_range, key_range, repeated, top_level_keys, value_range};

    const TEXT: &str = "# note: x
title: \"Banjir: é\"   # c
\"date\": 2024-01-02
tags: [kapi, api, 'é']
image:
  src: a.jpg # b
  alt: # none
  at: {x: 1, src: b.jpg}
lists:
- api-x
- api
url: http://a.example/#x
a.b: c
";

    #[track_caller]
    fn value(key: &str) -> Option<&'static str> {
        value_range(TEXT, key).map(|range| &TEXT[range])
    }

    #[test]
    fn keys_of_the_outer_level() {
        let keys = top_level_keys(TEXT);
        let names: Vec<&str> = keys.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(names, ["title", "date", "tags", "image", "lists", "url", "a.b"]);
        assert_eq!(keys[0].1, 10..15);
        assert_eq!(&TEXT[keys[1].1.clone()], "\"date\"");
        assert_eq!(top_level_keys("a: 1\r\na: 2\r\n"), [("a".to_owned(), 0..1), ("a".to_owned(), 6..7)]);
        assert_eq!(top_level_keys("- a: b\n{c: d}\n"), []);
        assert_eq!(top_level_keys("body: |\n  a: b\n \u{a0}c: d\n"), [("body".to_owned(), 0..4)]);
    }

    #[test]
    fn values_on_their_line() {
        assert_eq!(value("title"), Some("\"Banjir: é\""));
        assert_eq!(value_range(TEXT, "title"), Some(17..29));
        assert_eq!(value("date"), Some("2024-01-02"));
        assert_eq!(value("tags"), Some("[kapi, api, 'é']"));
        assert_eq!(value("url"), Some("http://a.example/#x"));
        assert_eq!(value("image"), None);
        assert_eq!(value("src"), None);
    }

    #[test]
    fn values_within_values() {
        assert_eq!(value("image.src"), Some("a.jpg"));
        assert_eq!(value("image.alt"), None);
        assert_eq!(value("image.at.src"), Some("b.jpg"));
        assert_eq!(value("image.at.x"), Some("1"));
        assert_eq!(value("a.b"), Some("c"));
        assert_eq!(value("title.x"), None);
        assert_eq!(key_range(TEXT, "image.alt").map(|range| &TEXT[range]), Some("alt"));
    }

    #[test]
    fn items_are_words_of_their_own() {
        let flow = TEXT.find("api, 'é'").unwrap();
        assert_eq!(item_range(TEXT, "tags", "api"), Some(flow..flow + 3));
        let block = TEXT.find("- api\n").unwrap() + 2;
        assert_eq!(item_range(TEXT, "lists", "api"), Some(block..block + 3));
        assert_eq!(item_range(TEXT, "tags", "kap").map(|range| &TEXT[range]), Some("kap"));
        assert_eq!(item_range(TEXT, "tags", "é").map(|range| &TEXT[range]), Some("é"));
        assert_eq!(item_range(TEXT, "lists", "http"), None, "the block ends where the next key begins");
        assert_eq!(item_range(TEXT, "tags", ""), None);
        assert_eq!(item_range(TEXT, "none", "api"), None);
    }

    #[test]
    fn the_second_of_two_keys() {
        let text = "a: 1\nb:\n  - c: 2\n    d: 3\n    c: 4\na: 5\n";
        assert_eq!(repeated(text, 0, "a"), Some(35..36));
        assert_eq!(repeated(text, text.find("c: 2").unwrap(), "c"), text.find("c: 4").map(|at| at..at + 1));
        assert_eq!(repeated(text, 0, "b"), None);
        assert_eq!(repeated("x: {é: 1, é: 2}", 3, "é"), Some(11..13));
    }
}
