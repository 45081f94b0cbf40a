//! Places within a list of mappings: `menu:` and the lines `- {title: …, url: …}` below it.
//!
//! Asked only once something is wrong; a list that is written otherwise has no places, and its key's place serves.

use super::key_range;
use super::scan::{indent, lines_from, value_length};
use std::ops::Range;

/// The bytes of an item of the block list under `key`, the dash left out; items are counted from 0.
pub fn item_block(text: &str, key: &str, number: usize) -> Option<Range<usize>> {
    let after = text[key_range(text, key)?.end..].find('\n')? + key_range(text, key)?.end + 1;
    let mut starts = Vec::new();
    let mut end = text.len();
    let mut depth = None;
    for line in lines_from(text, after) {
        let content = &text[line.clone()];
        if content.trim().is_empty() {
            continue;
        }
        let own = indent(content);
        let is_item = content[own..].starts_with('-');
        let depth = *depth.get_or_insert(own);
        if own < depth || (own == depth && !is_item) {
            end = line.start;
            break;
        }
        if own == depth {
            starts.push(line.start + own + 1);
        }
    }
    let start = *starts.get(number)?;
    let stop = starts.get(number + 1).map_or(end, |next| text[..*next].rfind('\n').map_or(*next, |at| at + 1));
    Some(start..stop)
}

/// The bytes of the value of `key` in an item, whether it is written in braces or on lines.
pub fn value_in_item(text: &str, item: Range<usize>, key: &str) -> Option<Range<usize>> {
    let content = &text[item.clone()];
    let is_flow = content.trim_start().starts_with('{');
    let starts = content.match_indices(key).map(|(at, _)| at).filter(|at| {
        let before = content[..*at].chars().next_back();
        let alone = before.is_none_or(|c| c.is_whitespace() || matches!(c, '{' | ',' | '"' | '\''));
        alone && content[at + key.len()..].trim_start_matches(['"', '\'']).starts_with(':')
    });
    let at = starts.map(|at| at + key.len()).next()?;
    let colon = at + content[at..].find(':')? + 1;
    let value = content[colon..].trim_start_matches(' ');
    let start = item.start + content.len() - value.len();
    let line = value.lines().next().unwrap_or("");
    let length = if is_flow { flow_length(line) } else { value_length(line) };
    (length > 0).then(|| start..start + length)
}

/// How much of a line is a value between braces: up to a comma or brace outside quotes.
fn flow_length(line: &str) -> usize {
    let mut quote = None;
    let end = line.char_indices().find(|(_, c)| match quote {
        Some(open) => {
            if *c == open {
                quote = None;
            }
            false
        }
        None if matches!(c, '"' | '\'') => {
            quote = Some(*c);
            false
        }
        None => matches!(c, ',' | '}'),
    });
    line[..end.map_or(line.len(), |(at, _)| at)].trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::{item_block, value_in_item};

    const MENU: &str = "a: 1\nmenu:\n  - {title: Satu, url: \"@/x, y.md\"}\n  - title: Dua # x\n    url: /b/\nc: 2\n";

    fn value(number: usize, key: &str) -> Option<&str> {
        value_in_item(MENU, item_block(MENU, "menu", number)?, key).map(|range| &MENU[range])
    }

    #[test]
    fn values_are_found_in_both_ways_of_writing() {
        assert_eq!((value(0, "title"), value(0, "url")), (Some("Satu"), Some("\"@/x, y.md\"")));
        assert_eq!((value(1, "title"), value(1, "url")), (Some("Dua"), Some("/b/")));
        assert_eq!((value(1, "c"), value(2, "title")), (None, None));
    }

    #[test]
    fn a_list_that_is_written_otherwise_has_no_places() {
        assert_eq!(item_block("menu: [{title: A}]\n", "menu", 0), None);
        assert_eq!(item_block("menu:\n", "menu", 0), None);
    }
}
