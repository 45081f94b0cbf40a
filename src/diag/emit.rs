//! Diagnostics as text: for people, for editors, for programs.
//!
//! The only file that knows `annotate-snippets`. It prints nothing itself and does not choose what is
//! worth saying: all three formats show the same data.
//!
//! Invariant: no input makes it panic. Spans are cut to the text that is there, and control
//! characters from the user's files never reach a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::{MAIN_SEPARATOR, Path};

use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use serde_json::{Value, json};

use super::{Diagnostic, FileId, Files, Severity, Span, floor_boundary, line_column};

/// How diagnostics are written.
#[derive(Copy, Clone, PartialEq, Eq, Default, Debug)]
pub enum Format {
    /// With the lines of the file and carets under them.
    #[default]
    Human,
    /// `path:line:column: error: message`, one line each.
    Short,
    /// One array of objects; nothing is left out, whatever the limit.
    Json,
}

/// All diagnostics as one text that ends in a newline, or nothing if there are none to show.
///
/// After `limit` of them comes one line that counts the rest. Warnings are left out before errors, so
/// that a site full of warnings still shows what stopped it.
pub fn emit(diags: &[Diagnostic], files: &dyn Files, format: Format, color: bool, limit: usize) -> String {
    match format {
        Format::Human => human_list(diags, files, color, limit),
        Format::Short => short_list(diags, files, limit),
        Format::Json => json_list(diags, files),
    }
}

fn human_list(diags: &[Diagnostic], files: &dyn Files, color: bool, limit: usize) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let (shown, rest) = split_at_limit(diags, limit);
    let mut out = String::new();
    for diag in shown {
        out.push_str(human(diag, files, &renderer).trim_end());
        out.push_str("\n\n");
    }
    out.push_str(&rest.unwrap_or_default());
    let end = out.trim_end().len();
    out.truncate(end);
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

fn short_list(diags: &[Diagnostic], files: &dyn Files, limit: usize) -> String {
    let (shown, rest) = split_at_limit(diags, limit);
    let mut out = String::new();
    for diag in shown {
        short(diag, files, &mut out);
    }
    if let Some(rest) = rest {
        out.push_str(&rest);
        out.push('\n');
    }
    out
}

fn json_list(diags: &[Diagnostic], files: &dyn Files) -> String {
    let all: Vec<Value> = diags.iter().map(|diag| json_object(diag, files)).collect();
    format!("{:#}\n", Value::Array(all))
}

/// What is shown, in the order given, and the line that counts what is not.
fn split_at_limit(diags: &[Diagnostic], limit: usize) -> (Vec<&Diagnostic>, Option<String>) {
    if diags.len() <= limit {
        return (diags.iter().collect(), None);
    }
    let all_errors = diags.iter().filter(|diag| diag.is_error()).count();
    let (mut errors, mut warnings) = (all_errors.min(limit), limit - all_errors.min(limit));
    let rest = (all_errors - errors, diags.len() - all_errors - warnings);
    let shown = diags.iter().filter(|diag| {
        let left = if diag.is_error() { &mut errors } else { &mut warnings };
        let fits = *left > 0;
        *left -= usize::from(fits);
        fits
    });
    (shown.collect(), Some(format!("… and {}", counted(rest))))
}

fn counted((errors, warnings): (usize, usize)) -> String {
    let count = |number: usize, word: &str| {
        (number > 0).then(|| format!("{number} more {word}{}", if number == 1 { "" } else { "s" }))
    };
    [count(errors, "error"), count(warnings, "warning")].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// One diagnostic with the lines of the file.
fn human(diag: &Diagnostic, files: &dyn Files, renderer: &Renderer) -> String {
    let sheets = sheets(diag, files);
    let level = match diag.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = visible_lines(&diag.message);
    let title_lines = title.lines().count().max(1);
    let mut group = Group::with_title(level.primary_title(title));
    for sheet in &sheets {
        group = group.element(sheet.element());
    }
    for note in diag.notes.iter().map(Cow::from).chain(outputs_note(diag).map(Cow::from)) {
        group = group.element(Level::NOTE.message(visible_lines(&note)));
    }
    for help in &diag.help {
        group = group.element(Level::HELP.message(visible_lines(help)));
    }
    let drawn = renderer.render(&[group]);
    // Without numbered lines the library leaves no gutter, and the arrow would stand under the title.
    if sheets.iter().any(|sheet| sheet.text.is_some()) { drawn } else { indented_after(title_lines, &drawn) }
}

/// All lines but the first ones moved in by one column.
fn indented_after(first: usize, drawn: &str) -> String {
    let line_break = |number| if number < first { "\n" } else { "\n " };
    drawn.lines().enumerate().fold(String::new(), |out, (number, line)| {
        if number == 0 { line.to_owned() } else { out + line_break(number) + line }
    })
}

/// The sentence about the outputs that a fault breaks.
fn outputs_note(diag: &Diagnostic) -> Option<String> {
    let more = match diag.also {
        0 => None,
        1 => Some("and 1 more output".to_owned()),
        count => Some(format!("and {count} more outputs")),
    };
    match (&diag.output, more) {
        (Some(output), Some(more)) => Some(format!("in the output `{output}` {more}")),
        (Some(output), None) => Some(format!("in the output `{output}`")),
        (None, more) => more,
    }
}

/// One file with the marks that go into it.
struct Sheet<'f> {
    path: String,
    text: Option<Cow<'f, str>>,
    marks: Vec<Mark>,
}

/// One range to be underlined.
struct Mark {
    kind: AnnotationKind,
    range: Range<usize>,
    label: String,
}

/// The files of a diagnostic, that of the fault first, each once.
fn sheets<'f>(diag: &Diagnostic, files: &'f dyn Files) -> Vec<Sheet<'f>> {
    let mut sheets: Vec<(FileId, Sheet<'f>)> = Vec::new();
    let primary = diag.at.map(|span| (span, AnnotationKind::Primary, &diag.label));
    let others = diag.labels.iter().map(|(span, label)| (*span, AnnotationKind::Context, label));
    for (span, kind, label) in primary.into_iter().chain(others) {
        let mark = Mark { kind, range: span.range(), label: visible(label) };
        match sheets.iter_mut().find(|(file, _)| *file == span.file) {
            Some((_, sheet)) => sheet.marks.push(mark),
            None => sheets.push((span.file, Sheet::new(span.file, files, mark))),
        }
    }
    let mut sheets: Vec<Sheet<'f>> = sheets.into_iter().map(|(_, sheet)| sheet).collect();
    if let (None, Some(path)) = (diag.at, &diag.path) {
        sheets.insert(0, Sheet { path: shown(path), text: None, marks: Vec::new() });
    }
    sheets
}

impl<'f> Sheet<'f> {
    fn new(file: FileId, files: &'f dyn Files, mark: Mark) -> Sheet<'f> {
        Sheet { path: shown(files.path(file)), text: files.text(file), marks: vec![mark] }
    }

    /// The drawing of this file: its lines if we have them, else its name.
    fn element(&self) -> Element<'_> {
        let Some(text) = &self.text else {
            return Origin::path(self.path.as_str()).into();
        };
        let window = window(text, &self.marks);
        let (line, _) = line_column(text, window.start);
        let mut snippet = Snippet::source(&text[window.clone()]).line_start(line).path(self.path.as_str());
        for mark in &self.marks {
            let range = cut(text, &mark.range);
            let inside = range.start - window.start..range.end - window.start;
            let label = (!mark.label.is_empty()).then_some(mark.label.as_str());
            snippet = snippet.annotation(mark.kind.span(inside).label(label));
        }
        snippet.into()
    }
}

/// The whole lines from the first mark to the last. Handing over no more than these keeps the drawing
/// of a fault in a large file cheap.
fn window(text: &str, marks: &[Mark]) -> Range<usize> {
    let ranges = || marks.iter().map(|mark| cut(text, &mark.range));
    let first = ranges().map(|range| range.start).min().unwrap_or(0);
    let last = ranges().map(|range| range.end).max().unwrap_or(0);
    let start = text[..first].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[last..].find('\n').map_or(text.len(), |newline| last + newline + 1);
    start..end
}

/// The part of `range` that lies in the text, on borders of characters.
fn cut(text: &str, range: &Range<usize>) -> Range<usize> {
    let start = floor_boundary(text, range.start);
    start..floor_boundary(text, range.end).max(start)
}

/// One line: `path:line:column: error: message`.
fn short(diag: &Diagnostic, files: &dyn Files, out: &mut String) {
    let path = diag.shown_path(files);
    if !path.as_os_str().is_empty() {
        out.push_str(&shown(path));
        if let Some((line, column)) = diag.at.and_then(|span| place(span, files)).map(|(start, _)| start) {
            let _ = write!(out, ":{line}:{column}");
        }
        out.push_str(": ");
    }
    let _ = write!(out, "{}: {}", diag.severity.word(), visible(&diag.message));
    if let Some(note) = outputs_note(diag) {
        let _ = write!(out, " ({})", visible(&note));
    }
    out.push('\n');
}

/// Line and column of both ends of a span, if the text can be had.
fn place(span: Span, files: &dyn Files) -> Option<((usize, usize), (usize, usize))> {
    let text = files.text(span.file)?;
    let range = cut(&text, &span.range());
    Some((line_column(&text, range.start), line_column(&text, range.end)))
}

fn json_object(diag: &Diagnostic, files: &dyn Files) -> Value {
    let labels = diag.labels.iter().map(|(span, label)| {
        let mut object = json_place(Some(*span), files);
        object["path"] = json!(shown(files.path(span.file)));
        object["label"] = json!(label);
        object
    });
    let path = diag.shown_path(files);
    let mut object = json!({ "severity": diag.severity.word(), "rule": diag.rule, "message": diag.message });
    object["path"] = if path.as_os_str().is_empty() { Value::Null } else { json!(shown(path)) };
    if let (Value::Object(object), Value::Object(place)) = (&mut object, json_place(diag.at, files)) {
        object.extend(place);
    }
    object["label"] = json!(diag.label);
    object["labels"] = labels.collect();
    object["notes"] = json!(diag.notes);
    object["help"] = json!(diag.help);
    object["output"] = json!(diag.output);
    object["also"] = json!(diag.also);
    object
}

fn json_place(span: Option<Span>, files: &dyn Files) -> Value {
    let place = span.and_then(|span| place(span, files));
    let (start, end) = place.unzip();
    let (line, column) = start.unzip();
    let (end_line, end_column) = end.unzip();
    json!({ "line": line, "column": column, "end_line": end_line, "end_column": end_column })
}

/// A path with `/` between its parts on every system, so that outputs can be compared.
fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    visible(&if MAIN_SEPARATOR == '/' { text } else { text.replace(MAIN_SEPARATOR, "/").into() })
}

/// A text in which nothing can move the cursor or turn the direction of writing.
fn visible(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, letter| {
        match letter {
            '\n' | '\r' | '\t' => out.extend(letter.escape_default()),
            _ if is_hidden(letter) => out.extend(letter.escape_unicode()),
            _ => out.push(letter),
        }
        out
    })
}

/// Like [`visible`], with the line breaks kept: the template engine's messages have several lines.
fn visible_lines(text: &str) -> String {
    text.lines().map(visible).collect::<Vec<_>>().join("\n")
}

/// Letters that steer the terminal or the direction of writing and are not seen themselves.
fn is_hidden(letter: char) -> bool {
    let turns = matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    letter.is_control() || turns
}

#[cfg(test)]
mod tests;
