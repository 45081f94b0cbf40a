//! The calls of other programs, to be named instead of printed in silence.

/// A call of another program.
pub(super) struct Foreign<'b> {
    /// What it is, such as `a Hugo shortcode`; a closing tag is nothing of its own.
    pub kind: Option<&'static str>,
    pub name: &'b str,
    /// Its bytes.
    pub length: usize,
}

/// Nobody writes longer ones, and a lone `{{` must not cost a walk to the end of the text.
const LONGEST: usize = 400;

/// The call that `rest` begins with.
pub(super) fn foreign(rest: &str) -> Option<Foreign<'_>> {
    let (open, close) = *BRACKETS.iter().find(|(open, _)| rest.starts_with(open))?;
    let inside = &rest[open.len()..];
    let inside = &inside[..boundary(inside, LONGEST)];
    let end = inside.find(close)?;
    let content = inside[..end].trim_matches(|sign: char| sign.is_whitespace() || sign == '-');
    let length = open.len() + end + close.len();
    let (kind, name) = named(open, content)?;
    Some(Foreign { kind, name, length })
}

/// Openings with their ends; longer ones first.
const BRACKETS: [(&str, &str); 4] = [("{{<", ">}}"), ("{{%", "%}}"), ("{{", "}}"), ("{%", "%}")];

fn named<'b>(open: &str, content: &'b str) -> Option<(Option<&'static str>, &'b str)> {
    let hugo = matches!(open, "{{<" | "{{%");
    if hugo && let Some(closed) = content.strip_prefix('/') {
        return Some((None, word(closed.trim_start())));
    }
    let name = word(content);
    if name.is_empty() {
        return None;
    }
    let arguments = content[name.len()..].starts_with('(');
    let kind = match open {
        _ if hugo => "a Hugo shortcode",
        _ if arguments => "a Zola shortcode",
        "{%" if name.starts_with("end") => return Some((None, name)),
        "{%" => "a Liquid tag",
        _ => "a Liquid variable",
    };
    Some((Some(kind), name))
}

fn word(text: &str) -> &str {
    let part = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '/' | ':');
    let name = &text[..text.find(|letter| !part(letter)).unwrap_or(text.len())];
    if name.starts_with(|letter: char| letter.is_alphabetic() || letter == '_') { name } else { "" }
}

/// The last place up to `at` where the text can be cut.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&place| text.is_char_boundary(place)).unwrap_or(0)
}
