//! Lines, quotes, comments and brackets of a YAML text, as far as places need them.
//!
//! It is not a parser. It runs beside one: to refuse what would keep the parser busy, and to find
//! the ends of things whose beginnings the parser told us.
//!
//! Invariant: one pass over the bytes; every returned offset is a border of characters, because only
//! ASCII bytes are looked at.

use std::ops::Range;

/// The line that holds `offset`, without its line break.
pub fn line_at(text: &str, offset: usize) -> Range<usize> {
    let offset = boundary(text, offset);
    let start = text[..offset].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[offset..].find('\n').map_or(text.len(), |newline| offset + newline);
    start..start + text[start..end].trim_end_matches('\r').len()
}

/// All lines from the one that holds `offset` on, without their line breaks.
pub fn lines_from(text: &str, offset: usize) -> impl Iterator<Item = Range<usize>> {
    let mut next = Some(line_at(text, offset).start);
    std::iter::from_fn(move || {
        let start = next?;
        let length = text[start..].find('\n');
        next = length.map(|length| start + length + 1);
        let line = &text[start..length.map_or(text.len(), |length| start + length)];
        Some(start..start + line.trim_end_matches('\r').len())
    })
}

/// The text of the line at `offset` without the blanks around it; if there is none, that of the
/// nearest line above it that has some, and else of the first line below.
pub fn visible_line(text: &str, offset: usize) -> Range<usize> {
    let line = trimmed(text, line_at(text, offset));
    if !line.is_empty() {
        return line;
    }
    let before = text[..line.start].trim_end().len();
    if before > 0 { trimmed(text, line_at(text, before)) } else { first_line(text) }
}

fn first_line(text: &str) -> Range<usize> {
    let blank = text.len() - text.trim_start().len();
    if blank == text.len() { 0..text.len() } else { trimmed(text, line_at(text, blank)) }
}

/// `range` without the blanks at both ends.
pub fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    start..start + part.trim().len()
}

/// How many spaces stand before the first other character of a line.
pub fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// The nearest place at or before `offset` where the text can be cut.
pub fn boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Whether a value may begin at `at`: behind a key, a dash, an opening bracket, a comma, or first on its line.
pub fn begins_value(text: &str, at: usize) -> bool {
    let before = text[line_at(text, at).start..at].trim_end();
    before.is_empty() || before.ends_with([':', '-', '?', '[', '{', ','])
}

/// The length of a quoted text from its opening quote to behind the closing one, if it closes.
pub fn quoted_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let quote = *bytes.first().filter(|&&byte| is_quote(byte))?;
    let mut at = 1;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' if quote == b'"' => at += 2,
            byte if byte == quote && quote == b'\'' && bytes.get(at + 1) == Some(&quote) => at += 2,
            byte if byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
    None
}

pub fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'')
}

/// The length of the value that a line holds, without a comment behind it and the blanks before that.
pub fn value_length(line: &str) -> usize {
    let comment = Walk::new(line).find(|step| step.what == What::Comment).map_or(line.len(), |step| step.at);
    line[..comment].trim_end().len()
}

/// The length of the one thing that begins where `line` begins: a quoted text, a list or mapping in
/// brackets, or plain words up to a comment, the `:` behind a key, or the `,` of a list around it.
pub fn token_length(line: &str, in_brackets: bool) -> usize {
    let whole = value_length(line);
    match line.as_bytes().first() {
        Some(&byte) if is_quote(byte) => quoted_length(line).unwrap_or(whole),
        Some(b'[' | b'{') => bracket_length(line).unwrap_or(whole),
        _ => plain_length(&line[..whole], in_brackets),
    }
}

/// The length of a list or mapping in brackets, if it closes on the line.
pub fn bracket_length(line: &str) -> Option<usize> {
    let mut depth = 0usize;
    for step in Walk::new(line) {
        match step.what {
            What::Open => depth += 1,
            What::Close if depth <= 1 => return Some(step.at + 1),
            What::Close => depth -= 1,
            What::Comma | What::Comment => {}
        }
    }
    None
}

fn plain_length(words: &str, in_brackets: bool) -> usize {
    let bytes = words.as_bytes();
    let ends = |at: usize| match bytes[at] {
        b':' => bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace),
        b',' | b'[' | b']' | b'{' | b'}' => in_brackets,
        _ => false,
    };
    let end = (0..bytes.len()).find(|&at| ends(at)).unwrap_or(bytes.len());
    words[..end].trim_end().len()
}

/// Where more than `limit` brackets are open for the first time.
pub fn deeper_than(text: &str, limit: usize) -> Option<usize> {
    // Nearly every text has too few to go that deep, and counting them takes a tenth of the time of a walk.
    if text.bytes().filter(|byte| matches!(byte, b'[' | b'{')).count() <= limit {
        return None;
    }
    let mut depth = 0usize;
    Walk::new(text)
        .find(|step| {
            depth = depth_after(depth, step.what);
            depth > limit
        })
        .map(|step| step.at)
}

/// Whether `offset` lies inside brackets.
pub fn is_in_brackets(text: &str, offset: usize) -> bool {
    Walk::new(&text[..offset]).fold(0, |depth, step| depth_after(depth, step.what)) > 0
}

fn depth_after(depth: usize, what: What) -> usize {
    match what {
        What::Open => depth + 1,
        What::Close => depth.saturating_sub(1),
        What::Comma | What::Comment => depth,
    }
}

/// A byte that means something outside of words and quotes.
#[derive(Copy, Clone, PartialEq, Eq, Debug)]
pub enum What {
    /// `[` or `{` where a value may begin.
    Open,
    /// `]` or `}`.
    Close,
    /// `,`.
    Comma,
    /// The `#` of a comment.
    Comment,
}

/// One find of a [`Walk`].
#[derive(Copy, Clone, Debug)]
pub struct Step {
    /// What it is.
    pub what: What,
    /// Its offset.
    pub at: usize,
}

/// Goes over a text and stops at brackets, commas and comments.
///
/// A quote counts where a value may begin and only if it closes on its line: so an apostrophe in a
/// block of text does not hide what follows it.
pub struct Walk<'t> {
    text: &'t str,
    at: usize,
    /// Whether a value may begin here.
    fresh: bool,
}

impl<'t> Walk<'t> {
    pub fn new(text: &'t str) -> Walk<'t> {
        Walk { text, at: 0, fresh: true }
    }

    /// The length of the quoted text that begins here and ends on this line.
    fn quoted(&self) -> Option<usize> {
        let line = &self.text[self.at..];
        quoted_length(&line[..line.find('\n').unwrap_or(line.len())])
    }

    fn is_comment(&self) -> bool {
        self.at == 0 || self.text.as_bytes()[self.at - 1].is_ascii_whitespace()
    }

    /// Puts the walk behind the end of the line.
    fn skip_line(&mut self) {
        let rest = &self.text[self.at..];
        self.at += rest.find('\n').unwrap_or(rest.len());
    }

    /// Takes the byte here and says what it is, if it is anything.
    fn take(&mut self, byte: u8) -> Option<What> {
        let fresh = self.fresh;
        let mut length = 1;
        self.fresh = match byte {
            b' ' | b'\t' | b'\r' | b'[' | b'{' => fresh,
            b'\n' | b':' | b',' | b'-' | b'?' => true,
            _ => false,
        };
        let what = match byte {
            b'[' | b'{' if fresh => Some(What::Open),
            b']' | b'}' => Some(What::Close),
            b',' => Some(What::Comma),
            b'#' if self.is_comment() => Some(What::Comment),
            _ => None,
        };
        if fresh && is_quote(byte) {
            length = self.quoted().unwrap_or(1);
        }
        if what == Some(What::Comment) {
            self.skip_line();
        } else {
            self.at += length;
        }
        what
    }
}

impl Iterator for Walk<'_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            let at = self.at;
            if let Some(what) = self.take(byte) {
                return Some(Step { what, at });
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{
        begins_value, deeper_than, is_in_brackets, line_at, lines_from, quoted_length, token_length, value_length,
        visible_line,
    };

    #[test]
    fn lines_have_no_breaks() {
        let text = "é\r\n\nlast";
        assert_eq!(lines_from(text, 0).collect::<Vec<_>>(), [0..2, 4..4, 5..9]);
        assert_eq!(line_at(text, 1), 0..2, "inside a character");
        assert_eq!(line_at(text, 99), 5..9);
        assert!(lines_from("", 0).eq(std::iter::once(0..0)));
    }

    #[test]
    fn there_is_something_to_see_on_a_visible_line() {
        assert_eq!(visible_line("  a  \n\n \n", 7), 2..3);
        assert_eq!(visible_line("\n\n b", 0), 3..4);
        assert_eq!(visible_line(" \n", 1), 0..2);
        assert_eq!(visible_line("", 0), 0..0);
    }

    #[test]
    fn quotes_close_where_they_should() {
        assert_eq!(quoted_length("'it''s' x"), Some(7));
        assert_eq!(quoted_length(r#""a\"b" x"#), Some(6));
        assert_eq!(quoted_length("'a"), None);
        assert_eq!(quoted_length("\"a\\"), None);
        assert_eq!(quoted_length("a'b'"), None);
    }

    #[test]
    fn values_end_before_comments() {
        assert_eq!(value_length("a #b"), 1);
        assert_eq!(value_length("a#b  "), 3);
        assert_eq!(value_length("'a # b' # c"), 7);
        assert_eq!(value_length("Jum'at # 'c"), 6);
        assert_eq!(value_length("# a"), 0);
    }

    #[test]
    fn tokens_end_where_the_next_thing_begins() {
        assert_eq!(token_length("title: a", false), 5);
        assert_eq!(token_length("12:30, b # c", false), 8);
        assert_eq!(token_length("12:30, b # c", true), 5);
        assert_eq!(token_length("[a, [b]], c", true), 8);
        assert_eq!(token_length("[a, b # c", false), 5);
        assert_eq!(token_length("'a: b': c", false), 6);
    }

    #[test]
    fn only_brackets_that_begin_a_value_are_counted() {
        assert_eq!(deeper_than("[[[", 2), Some(2));
        assert_eq!(deeper_than("[a][[]][]", 2), None);
        assert_eq!(deeper_than("a [[[ b", 0), None);
        assert_eq!(deeper_than("a: '[[['\nb: # [[[\n", 0), None);
        assert_eq!(deeper_than("'tis\n[[", 1), Some(6), "an open quote hides nothing");
        assert!(is_in_brackets("a: [b, c", 7));
        assert!(!is_in_brackets("a: [b], c", 8));
    }

    #[test]
    fn where_values_begin() {
        assert!(begins_value("a: !x", 3));
        assert!(begins_value("a:\n  *x", 5));
        assert!(begins_value("[a, *x", 4));
        assert!(!begins_value("a: b *x", 5));
    }
}
