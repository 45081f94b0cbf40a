//! From bytes to text: encoding, what stands before the first tag, characters that no feed may hold.
//!
//! Only UTF-8 is read. A feed in another encoding is told so and not judged further.

use std::ops::Range;

use crate::check::feed::Format;
use crate::check::feed::report::{Report, shown};

const BOM: &[u8] = b"\xef\xbb\xbf";
/// The first line of our own documents.
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";
/// Where formats are guessed; bytes.
const BEGINNING: usize = 4_096;

/// The text after a mark and blank lines, or nothing if it is in another encoding.
pub fn read<'d>(bytes: &'d [u8], report: &mut Report) -> Option<&'d str> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || bytes.get(..4).is_some_and(has_nulls) {
        other_encoding(0..2.min(bytes.len()), "UTF-16", report);
        return None;
    }
    if bytes.starts_with(BOM) {
        report.ours("X-1", 0..BOM.len(), "a byte order mark stands before the text", "save it as UTF-8 without BOM");
    }
    if let Some((name, at)) = declared(bytes).filter(|(name, _)| !is_utf8(name)) {
        if !bytes.is_ascii() || !holds_ascii(&name) {
            other_encoding(at, &name, report);
            return None;
        }
        // As long as there is no letter beyond ASCII, both are the same.
        report.ours("X-1", at, format!("the document says that it is in {}", shown(&name)), "write it in UTF-8");
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(begun(&text[if bytes.starts_with(BOM) { BOM.len() } else { 0 }..], bytes, report)),
        Err(error) => {
            let at = error.valid_up_to();
            let message = format!("byte {:#04x} is not UTF-8", bytes[at]);
            report.error("X-1", at..at + 1, message, "write the document in UTF-8");
            None
        }
    }
}

/// How many bytes [`read`] leaves out at the beginning.
pub fn skipped(bytes: &[u8]) -> usize {
    let after = bytes.strip_prefix(BOM).unwrap_or(bytes);
    let blank = after.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    bytes.len() - after.len() + blank
}

/// What a document that is not read seems to be.
pub fn format(bytes: &[u8]) -> Option<Format> {
    let bytes = &bytes[skipped(bytes)..];
    let beginning = String::from_utf8_lossy(&bytes[..bytes.len().min(BEGINNING)]);
    if beginning.starts_with('{') {
        return Some(Format::Json);
    }
    let roots = [("<rss", Format::Rss), ("<feed", Format::Atom), ("<opml", Format::Opml)];
    roots.into_iter().find(|(root, _)| beginning.contains(root)).map(|(_, format)| format)
}

fn has_nulls(beginning: &[u8]) -> bool {
    beginning.contains(&0)
}

fn is_utf8(name: &str) -> bool {
    // ASCII is a part of UTF-8; bytes that are not will be found.
    ["utf-8", "utf8", "us-ascii", "ascii"].contains(&name.to_ascii_lowercase().as_str())
}

/// Whether the letters of ASCII are the same in this encoding.
fn holds_ascii(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("iso-8859-") || name.starts_with("windows-125") || name.starts_with("koi8")
}

fn other_encoding(at: Range<usize>, name: &str, report: &mut Report) {
    let message = format!("the document is in {}, not in UTF-8; not judged", shown(name));
    report.error("X-1", at, message, "write the document in UTF-8");
}

/// The encoding that the declaration names, and where.
fn declared(bytes: &[u8]) -> Option<(String, Range<usize>)> {
    let beginning = &bytes[..bytes.len().min(BEGINNING)];
    let text = String::from_utf8_lossy(beginning);
    let declaration = text.trim_start_matches('\u{feff}').trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split("encoding").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|letter| matches!(letter, '"' | '\''))?;
    let name = value[1..].split(quote).next()?.to_owned();
    let start = text.find(&format!("{quote}{name}{quote}")).map_or(0, |at| at + 1);
    Some((name.clone(), start..start + name.len()))
}

/// The text from its first sign on, with what is to be said of it.
fn begun<'d>(text: &'d str, bytes: &[u8], report: &mut Report) -> &'d str {
    let rest = &text[skipped(text.as_bytes())..];
    let blank = bytes.len() - text.len()..bytes.len() - rest.len();
    if rest.starts_with("<?xml ") && !blank.is_empty() {
        let message = "blank lines or spaces stand before the XML declaration";
        report.error("X-1", blank, message, "begin the document with `<?xml`");
    }
    report.skipped = bytes.len() - rest.len();
    rest
}

/// The declaration of an XML document.
pub fn declaration(text: &str, report: &mut Report) {
    let help = format!("begin with `{DECLARATION}`");
    let Some(rest) = text.strip_prefix("<?xml ") else {
        report.house("X-1", 0..0, "the XML declaration is missing", help);
        return;
    };
    let length = text.len() - rest.len() + rest.find("?>").map_or(0, |at| at + "?>".len());
    let declaration = &text[..length];
    if declaration.contains("version=\"1.1\"") || declaration.contains("version='1.1'") {
        report.ours("X-1", 0..length, "it is XML 1.1, which few readers know", help);
    } else if declaration != DECLARATION {
        report.house("X-1", 0..length, format!("the document begins with {}", shown(declaration)), help);
    }
}

/// Characters that XML allows and discourages: the controls of old code pages.
pub fn controls(text: &str, report: &mut Report) {
    let mut found = text.char_indices().filter(|(_, letter)| is_discouraged(*letter));
    if let Some((at, letter)) = found.next() {
        let more = found.count();
        let others = if more == 0 { String::new() } else { format!(", and {more} more like it") };
        let message = format!("the control character U+{:04X}{others}", u32::from(letter));
        report.ours("X-2", at..at + letter.len_utf8(), message, "drop it");
    }
}

fn is_discouraged(letter: char) -> bool {
    matches!(letter, '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}')
}
