//! The common slips of people who write YAML by hand, and what to tell them.
//!
//! It looks only at texts that are already known to be wrong, so it may guess; it never decides
//! whether a text is right.
//!
//! Invariant: advice that shows a line shows one that can be read.

use std::ops::Range;

use super::explain::{Complaint, token_range};
use super::keys::{Entry, entry_at};
use super::scan::{bracket_length, indent, line_at, lines_from, quoted_length, trimmed, value_length};
use crate::diag::nearest;

/// A slip that was recognized.
pub struct Slip {
    /// The bytes that the author should look at.
    pub range: Range<usize>,
    /// A better sentence than the library's, if there is one.
    pub message: Option<String>,
    /// What to do.
    pub help: String,
}

/// The longest value that advice repeats in full.
const SHOWN: usize = 60;

impl Slip {
    fn new(range: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> Slip {
        Slip { range, message: Some(message.into()), help: help.into() }
    }

    /// For complaints that the library words well enough.
    fn advice(range: Range<usize>, help: String) -> Slip {
        Slip { range, message: None, help }
    }
}

/// The slip behind a complaint, if it is a known one.
pub fn find(text: &str, complaint: &Complaint) -> Option<Slip> {
    let line = line_at(text, complaint.at);
    let slip = bad_indent(text, line.clone());
    if complaint.is_syntax {
        slip.or_else(|| syntax_slip(text, complaint, line))
    } else {
        slip.or_else(|| type_slip(text, complaint))
    }
}

fn syntax_slip(text: &str, complaint: &Complaint, line: Range<usize>) -> Option<Slip> {
    bad_character(text, complaint)
        .or_else(|| more_than_one(text, complaint))
        .or_else(|| no_space(text, complaint.at))
        .or_else(|| too_far_in(text, complaint, line.clone()))
        .or_else(|| unquoted(text, line))
        .or_else(|| unclosed(text, complaint))
}

fn type_slip(text: &str, complaint: &Complaint) -> Option<Slip> {
    wrong_key(text, complaint)
        .or_else(|| not_a_list(text, complaint))
        .or_else(|| not_a_text(text, complaint))
        .or_else(|| not_a_mapping(text, complaint))
}

/// Tabs and no-break spaces before the first word of a line.
fn bad_indent(text: &str, line: Range<usize>) -> Option<Slip> {
    let words = text[line.clone()].trim_start();
    let blanks = line.start..line.end - words.len();
    let bad = blanks.start + text[blanks.clone()].find(|letter| letter != ' ')?;
    let (message, help) = if text[bad..].starts_with('\t') {
        ("a tab in the indentation", "indent with spaces; YAML does not take tabs")
    } else {
        ("a no-break space in the indentation", "type the spaces before the key anew; these only look like spaces")
    };
    (!words.is_empty()).then(|| Slip::new(bad..blanks.end, message, help))
}

/// Characters and escapes that YAML does not know.
fn bad_character(text: &str, complaint: &Complaint) -> Option<Slip> {
    let letter = text[complaint.at..].chars().next()?;
    let range = complaint.at..complaint.at + letter.len_utf8();
    if complaint.message.starts_with("control characters") {
        let message = format!("the control character U+{:04X}", u32::from(letter));
        return Some(Slip::new(range, message, "remove it; it is invisible and most programs refuse it"));
    }
    let escaped = text[range.end..].chars().next().filter(|_| complaint.message.contains("unknown escape"))?;
    let message = format!("`\\{escaped}` means nothing in double quotes");
    let range = range.start..range.end + escaped.len_utf8();
    Some(Slip::new(range, message, "write `\\\\` for a backslash, or use single quotes"))
}

/// A second document, or a first key that stands further in than the next one.
fn more_than_one(text: &str, complaint: &Complaint) -> Option<Slip> {
    if !complaint.message.contains("more than one document") {
        return None;
    }
    let first = text.len() - text.trim_start().len();
    let start = line_at(text, first).start;
    if let Some(fence) = lines_from(text, first).skip(1).find(|line| text[line.clone()].starts_with("---")) {
        let help = "only one document is read; remove the `---` and what follows it";
        return Some(Slip::new(fence, "a second document", help));
    }
    let help = "begin all keys of the outer level in the same column";
    (start < first).then(|| Slip::new(start..first, "the first key is indented and a later one is not", help))
}

/// `title:Banjir`, on the line or above it.
fn no_space(text: &str, at: usize) -> Option<Slip> {
    let line = line_at(text, at);
    let above = line_at(text, text[..line.start].trim_end().len());
    [line, above].into_iter().find_map(|line| {
        let line = trimmed(text, line);
        let (key, value) = text[line.clone()].split_once(':')?;
        let is_value = value.starts_with(|letter: char| !letter.is_whitespace() && letter != '/');
        let help = format!("put a space after the colon: `{key}: {}`", shown(value));
        (is_word(key) && is_value).then(|| Slip::new(line, format!("no space after `{key}:`"), help))
    })
}

fn is_word(key: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    key.starts_with(|letter: char| letter.is_ascii_alphabetic()) && key.bytes().all(is_letter)
}

/// A key that is indented under a value.
fn too_far_in(text: &str, complaint: &Complaint, line: Range<usize>) -> Option<Slip> {
    let entry = entry_at(text, line.start, line.end)?;
    let is_at_colon = text[entry.key_range.end..complaint.at.max(entry.key_range.end)].trim().is_empty();
    let above = line_at(text, text[..line.start].trim_end().len());
    let is_further = line.start > 0 && indent(&text[line]) > indent(&text[above]);
    let is_it = complaint.message.starts_with("mapping values") && is_at_colon && is_further;
    let message = format!("`{}` is indented under a value", entry.key);
    is_it.then(|| Slip::new(entry.key_range, message, "begin it in the column of the line above"))
}

/// A value that begins like something else, or has a colon in it.
fn unquoted(text: &str, line: Range<usize>) -> Option<Slip> {
    let entry = entry_of(text, line)?;
    let message = why_quotes(&text[entry.value.clone()])?;
    Some(Slip { message: Some(message), ..quotes(text, &entry) })
}

/// The entry of a line, also behind the `- ` of a list.
fn entry_of(text: &str, line: Range<usize>) -> Option<Entry> {
    let mut start = trimmed(text, line.clone()).start;
    while text[start..line.end].starts_with("- ") {
        start = trimmed(text, start + 2..line.end).start;
    }
    entry_at(text, start, line.end)
}

/// Why a value cannot stand without quotes.
fn why_quotes(value: &str) -> Option<String> {
    let first = value.chars().next()?;
    let goes_on = |length: Option<usize>| length.is_some_and(|length| length < value.len());
    let is_item = value.starts_with("- ") || value.starts_with("? ");
    match first {
        '[' | '{' => goes_on(bracket_length(value)).then(|| "words behind the closing bracket".to_owned()),
        '"' | '\'' => goes_on(quoted_length(value)).then(|| "words behind the closing quote".to_owned()),
        '|' | '>' if is_block_header(value) => None,
        '`' => Some("a value cannot begin with a backtick".to_owned()),
        _ if is_item || "@%*&!|>]},".contains(first) => Some(format!("a value cannot begin with `{first}`")),
        _ => (value.contains(": ") || value.ends_with(':')).then(|| "a colon in a value without quotes".to_owned()),
    }
}

/// Whether this is what stands before a block of text: `|`, `>-`, `|2`.
fn is_block_header(value: &str) -> bool {
    value[1..].bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'-'))
}

/// The advice to quote the value that stands at `at`.
pub fn quotes_at(text: &str, at: usize) -> Option<String> {
    let entry = entry_of(text, line_at(text, at))?;
    (entry.value.start == at).then(|| quotes(text, &entry).help)
}

fn quotes(text: &str, entry: &Entry) -> Slip {
    let key = &text[entry.key_range.clone()];
    let help = format!("put the {} in quotes: `{key}: {}`", entry.key, quoted(&text[entry.value.clone()]));
    Slip::advice(entry.value.clone(), help)
}

/// A value as it can be written in quotes.
fn quoted(value: &str) -> String {
    let value = without_torn_quotes(value);
    if value.chars().count() > SHOWN {
        return "\"…\"".to_owned();
    }
    if value.contains(['"', '\\']) && !value.contains('\'') {
        return format!("'{value}'");
    }
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The words of `'it's'`, where the author did put quotes and an apostrophe ended them.
fn without_torn_quotes(value: &str) -> &str {
    let inner = value.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    inner.filter(|inner| inner.matches('\'').count() % 2 == 1).unwrap_or(value)
}

fn shown(value: &str) -> &str {
    if value.chars().count() > SHOWN { "…" } else { value }
}

/// A quote or bracket that is opened and not closed.
fn unclosed(text: &str, complaint: &Complaint) -> Option<Slip> {
    let began = complaint.began.filter(|&at| text[at..].starts_with(['"', '\'', '[', '{']));
    let start = began.or_else(|| open_quote(text, complaint.at))?;
    let range = trimmed(text, start..line_at(text, start).end);
    let (message, help) = match text.as_bytes()[start] {
        b'[' => ("this bracket is not closed", "close the list with `]`, or put the value in quotes if it is none"),
        b'{' => ("this bracket is not closed", "close the mapping with `}`, or put the value in quotes if it is none"),
        b'"' => ("this quote is not closed", "end the value with `\"`"),
        _ => ("this quote is not closed", "end the value with `'`; inside of it an apostrophe is written twice"),
    };
    Some(Slip::new(range, message, help))
}

/// The last value above the line of `at` that opens a quote and does not close it on its own line.
fn open_quote(text: &str, at: usize) -> Option<usize> {
    let above = &text[..line_at(text, at).start];
    let opens = |line: Range<usize>| {
        let value = entry_of(above, line)?.value;
        let words = &above[value.clone()];
        (words.starts_with(['"', '\'']) && quoted_length(words).is_none()).then_some(value.start)
    };
    lines_from(above, 0).filter_map(opens).last()
}

/// `unknown field`, with the known ones in the message.
fn wrong_key(text: &str, complaint: &Complaint) -> Option<Slip> {
    let (_, rest) = complaint.message.split_once("unknown field `")?;
    let (key, known) = rest.split_once("`, expected ")?;
    let near = nearest(key, known.split('`').skip(1).step_by(2))?;
    Some(Slip::advice(token_range(text, complaint.at), format!("did you mean `{near}`?")))
}

/// `tags: banjir, jakarta`.
fn not_a_list(text: &str, complaint: &Complaint) -> Option<Slip> {
    let message = &complaint.message;
    let is_it = message.contains("invalid type: string") && message.ends_with("expected a sequence");
    let entry = entry_of(text, line_at(text, complaint.at)).filter(|entry| entry.value.start == complaint.at)?;
    let help = format!("write a list: `{}: [{}]`", entry.key, shown(&text[entry.value.clone()]));
    is_it.then(|| Slip::advice(entry.value.clone(), help))
}

/// A list or mapping where a text is wanted: `title: [EKSKLUSIF]`, `- Banjir: 3 tewas`.
fn not_a_text(text: &str, complaint: &Complaint) -> Option<Slip> {
    let found = complaint.message.strip_suffix(", expected a string")?;
    if !found.ends_with("invalid type: sequence") && !found.ends_with("invalid type: map") {
        return None;
    }
    let line = line_at(text, complaint.at);
    if let Some(entry) = entry_of(text, line.clone()).filter(|entry| entry.value.start == complaint.at) {
        return Some(quotes(text, &entry));
    }
    let range = complaint.at..complaint.at + value_length(&text[complaint.at..line.end]);
    let help = format!("put it in quotes: `- {}`", quoted(&text[range.clone()]));
    let is_item = text[line.start..complaint.at].trim_start().starts_with("- ");
    is_item.then(|| Slip::advice(range, help))
}

/// Words where keys are wanted, because the first key has no space behind its colon.
fn not_a_mapping(text: &str, complaint: &Complaint) -> Option<Slip> {
    let is_it = complaint.message.contains("invalid type: string") && complaint.message.contains(", expected struct ");
    is_it.then(|| no_space(text, complaint.at)).flatten()
}

#[cfg(test)]
mod tests {
    use crate::yaml::parse;
    use serde::Deserialize;

    #[derive(Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "read for its errors")]
    struct Meta {
        title: String,
        #[serde(default)]
        draft: bool,
        #[serde(default)]
        tags: Vec<String>,
    }

    /// What is pointed at, what is said of it, and the advice.
    #[track_caller]
    fn check(text: &str, part: &str, message: &str, help: &str) {
        let error = parse::<Meta>(text).expect_err("no slip");
        let found = (&text[error.range.clone()], error.message.as_str(), error.help.as_deref().unwrap_or(""));
        assert_eq!(found, (part, message, help), "at {:?}", error.range);
    }

    #[test]
    fn values_that_want_quotes() {
        let quotes = |value: &str| format!("put the title in quotes: `title: {value}`");
        let colon = "a colon in a value without quotes";
        check("title: Banjir: 3 tewas # c\n", "Banjir: 3 tewas", colon, &quotes("\"Banjir: 3 tewas\""));
        check("title: Awas:\n", "Awas:", colon, &quotes("\"Awas:\""));
        let bracket = "words behind the closing bracket";
        check("title: [é] Banjir\r\n", "[é] Banjir", bracket, &quotes("\"[é] Banjir\""));
        let quote = "words behind the closing quote";
        check("title: 'Kami' menang\n", "'Kami' menang", quote, &quotes("\"'Kami' menang\""));
        check("title: \"Kami\" menang\n", "\"Kami\" menang", quote, &quotes("'\"Kami\" menang'"));
        check("title: 'it's'\n", "'it's'", quote, &quotes("\"it's\""));
        check("title: @budi\n", "@budi", "a value cannot begin with `@`", &quotes("\"@budi\""));
        check("title: `x`\n", "`x`", "a value cannot begin with a backtick", &quotes("\"`x`\""));
        check("title: *Penting* a\n", "*Penting* a", "a value cannot begin with `*`", &quotes("\"*Penting* a\""));
        check("title: - a\n", "- a", "a value cannot begin with `-`", &quotes("\"- a\""));
        let long = "x ".repeat(40);
        check(&format!("title: {long}: a"), &format!("{long}: a"), colon, &quotes("\"…\""));
    }

    #[test]
    fn what_is_opened_and_not_closed() {
        let quote = "this quote is not closed";
        check("title: \"Kami\ndraft: true\n", "\"Kami", quote, "end the value with `\"`");
        check("title: \"Kami # é\ntags: \"b\"\n", "\"Kami # é", quote, "end the value with `\"`");
        let bracket = "this bracket is not closed";
        let help = "close the list with `]`, or put the value in quotes if it is none";
        check("title: a\ntags: [a, b\ndraft: true\n", "[a, b", bracket, help);
        check("title: [a\n", "[a", bracket, help);
    }

    #[test]
    fn indentation() {
        let help = "indent with spaces; YAML does not take tabs";
        check("title: a\ntags:\n\t- a\n", "\t", "a tab in the indentation", help);
        let help = "type the spaces before the key anew; these only look like spaces";
        check("title: a\n\u{a0} draft: true\n", "\u{a0} ", "a no-break space in the indentation", help);
        let help = "begin it in the column of the line above";
        check("title: a\n  draft: true\n", "draft", "`draft` is indented under a value", help);
        let help = "begin all keys of the outer level in the same column";
        check("  title: a\ndraft: true\n", "  ", "the first key is indented and a later one is not", help);
    }

    #[test]
    fn colons_without_a_space() {
        let help = "put a space after the colon: `title: Banjir`";
        check("title:Banjir\ndraft: true\n", "title:Banjir", "no space after `title:`", help);
        check("title:Banjir\n", "title:Banjir", "no space after `title:`", help);
        let message = "invalid type: string \"https://a.example\", expected keys with values";
        check("https://a.example\n", "https://a.example", message, "");
    }

    #[test]
    fn characters_and_documents() {
        let help = "remove it; it is invisible and most programs refuse it";
        check("title: é\u{1}b\n", "\u{1}", "the control character U+0001", help);
        let help = "write `\\\\` for a backslash, or use single quotes";
        check("title: \"é\\q\"\n", "\\q", "`\\q` means nothing in double quotes", help);
        let help = "only one document is read; remove the `---` and what follows it";
        check("---\ntitle: a\n---\nb: c\n", "---", "a second document", help);
    }

    #[test]
    fn values_of_another_kind() {
        let message = "unknown field `titel`, expected one of `title`, `draft`, `tags`";
        check("titel: a\n", "titel", message, "did you mean `title`?");
        let message = "tags: invalid type: string \"a, b\", expected a list";
        check("title: a\ntags: a, b # c\n", "a, b", message, "write a list: `tags: [a, b]`");
        let message = "title: invalid type: a list, expected a string";
        check("title: [é]\n", "[é]", message, "put the title in quotes: `title: \"[é]\"`");
        let message = "tags[0]: invalid type: keys with values, expected a string";
        check("title: a\ntags:\n- a: b # c\n", "a: b", message, "put it in quotes: `- \"a: b\"`");
    }
}
