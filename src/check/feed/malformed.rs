//! Says what is wrong with a text that is no XML, and where.
//!
//! The parser's message is kept when there is nothing better to say.

use std::ops::Range;

use roxmltree::{Error, TextPos};

use crate::check::feed::report::{Report, shown};

/// Tells of an error of the parser.
pub fn explain(text: &str, error: &Error, report: &mut Report) {
    let at = place(text, error.pos());
    // Of a name the parser tells where it begins, after the bracket.
    let at = if text[..at].ends_with('<') { at - 1 } else { at };
    let rest = &text[at..];
    let one = at..at + rest.chars().next().map_or(0, char::len_utf8);
    match error {
        Error::NonXmlChar(letter, _) => control(u32::from(*letter), one, report),
        Error::DtdDetected => {
            report.error("X-3", one, "the document defines entities; not judged", "leave the document type out");
        }
        Error::UnknownEntityReference(name, _) => entity(text, at, name, report),
        _ if rest.starts_with("&#") => reference(rest, at, report),
        Error::MalformedEntityReference(_) => {
            report.error("X-3", one, "a bare `&` stands in the text", "write `&amp;`");
        }
        Error::UnknownNamespace(prefix, _) => {
            let message = format!("the prefix {} is not declared", shown(prefix));
            report.error("X-6", element(rest, at), message, "declare it on the root: `xmlns:…=\"…\"`");
        }
        Error::UnexpectedCloseTag(open, close, _) => {
            let message = format!("`</{close}>` closes what `<{open}>` opened");
            report.error(
                "X-1",
                element(rest, at),
                message,
                "close elements in the reverse of the order they were opened",
            );
        }
        _ => {
            let told = error.to_string();
            let message = told.split(" at ").next().unwrap_or(&told).to_owned();
            report.error("X-1", one, format!("it is no XML: {message}"), "write it with a program that writes XML");
        }
    }
}

fn control(code: u32, at: Range<usize>, report: &mut Report) {
    let message = format!("the character U+{code:04X} must not stand in XML");
    report.error("X-2", at, message, "drop it: readers refuse the whole document");
}

/// The parser points behind the reference or before it.
fn entity(text: &str, at: usize, name: &str, report: &mut Report) {
    let written = format!("&{name};");
    let near = text[..at].rfind(&written).filter(|start| at - start <= written.len());
    let start = near.or_else(|| text[at..].find(&written).map(|ahead| at + ahead)).unwrap_or(at);
    let end = (start + written.len()).min(text.len());
    let help = "write the character itself; XML knows only `&amp; &lt; &gt; &quot; &apos;`";
    report.error("X-3", start..end, format!("`{written}` is not known in XML"), help);
}

/// A numeric reference that is no character.
fn reference(rest: &str, at: usize, report: &mut Report) {
    let end = rest.find(';').map_or(2, |end| end + 1);
    let digits = rest[2..end].trim_end_matches(';');
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
        None => digits.parse(),
    };
    match number {
        Ok(code) => control(code, at..at + end, report),
        Err(_) => report.error("X-3", at..at + end, "a reference to no character", "write `&amp;` for the sign `&`"),
    }
}

/// The tag that begins here or just before.
fn element(rest: &str, at: usize) -> Range<usize> {
    at..at + rest.find(['>', '\n']).map_or(rest.len(), |end| end + 1)
}

/// A place of the parser, in bytes.
fn place(text: &str, pos: TextPos) -> usize {
    let row = pos.row.max(1) as usize - 1;
    let start: usize = text.split_inclusive('\n').take(row).map(str::len).sum();
    let column = pos.col.max(1) as usize - 1;
    text[start..].char_indices().nth(column).map_or(text.len(), |(offset, _)| start + offset)
}
