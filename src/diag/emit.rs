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
    let mut object = json!({ "severity": diag.severity.word(), "message": diag.message });
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
mod tests {
    use std::path::Path;
    use std::sync::Arc;

    use super::{Diagnostic, FileId, Format, Severity, Span, emit};
    use crate::diag::FileTable;

    fn draw(diag: &Diagnostic, files: &FileTable) -> String {
        emit(std::slice::from_ref(diag), files, Format::Human, false, 20)
    }

    fn one_file(path: &str, text: &str) -> (FileTable, FileId) {
        let mut table = FileTable::default();
        let file = table.intern_text(Path::new(path), Arc::from(text));
        (table, file)
    }

    /// A diagnostic on the first place of `part` in `text`, drawn without its title and path.
    fn carets(text: &str, part: &str) -> String {
        let (table, file) = one_file("a", text);
        let start = text.find(part).unwrap();
        let drawn = draw(&Diagnostic::error("x").at(Span::new(file, start, start + part.len())), &table);
        drawn.split_once("  |\n").unwrap().1.to_owned()
    }

    fn lost_link() -> (FileTable, Diagnostic) {
        let text = "\n".repeat(13) + "First read [the guide](guide/instal.md#linux).\nThen go.\n";
        let start = text.find("guide/instal.md").unwrap();
        let (table, file) = one_file("content/posts/start.md", &text);
        let diag = Diagnostic::error("no article at `guide/instal.md`")
            .at(Span::new(file, start, start + 15))
            .label("a link to nothing")
            .help("did you mean `guide/install.md`?");
        (table, diag)
    }

    #[test]
    fn for_people() {
        let (table, diag) = lost_link();
        let expected = "\
error: no article at `guide/instal.md`
  --> content/posts/start.md:14:24
   |
14 | First read [the guide](guide/instal.md#linux).
   |                        ^^^^^^^^^^^^^^^ a link to nothing
   |
   = help: did you mean `guide/install.md`?
";
        assert_eq!(draw(&diag, &table), expected);
        let colored = emit(&[diag], &table, Format::Human, true, 20);
        assert!(colored.contains("\u{1b}["));
    }

    #[test]
    fn for_editors() {
        let (table, diag) = lost_link();
        let list = [diag, Diagnostic { also: 1, ..Diagnostic::warning("odd\nname").on_path("content/\u{1b}") }];
        let expected = "\
content/posts/start.md:14:24: error: no article at `guide/instal.md`
content/\\u{1b}: warning: odd\\nname (and 1 more output)
";
        assert_eq!(emit(&list, &table, Format::Short, true, 20), expected);
        let bare = [Diagnostic::error("nothing to build")];
        assert_eq!(emit(&bare, &table, Format::Short, true, 20), "error: nothing to build\n");
    }

    #[test]
    fn for_programs() {
        let (mut table, diag) = lost_link();
        let gone = table.intern(Path::new("content/gone.md"));
        let list = [diag.note("n").also_at(Span::new(gone, 3, 4), "here"), Diagnostic::warning("\u{1b}")];
        let printed: serde_json::Value = serde_json::from_str(&emit(&list, &table, Format::Json, true, 0)).unwrap();
        let expected = serde_json::json!([
            {
                "severity": "error", "message": "no article at `guide/instal.md`",
                "path": "content/posts/start.md", "line": 14, "column": 24, "end_line": 14, "end_column": 39,
                "label": "a link to nothing",
                "labels": [{
                    "line": null, "column": null, "end_line": null, "end_column": null,
                    "path": "content/gone.md", "label": "here"
                }],
                "notes": ["n"], "help": ["did you mean `guide/install.md`?"], "output": null, "also": 0
            },
            {
                "severity": "warning", "message": "\u{1b}",
                "path": null, "line": null, "column": null, "end_line": null, "end_column": null,
                "label": "", "labels": [], "notes": [], "help": [], "output": null, "also": 0
            }
        ]);
        assert_eq!(printed, expected);
        assert_eq!(emit(&[], &table, Format::Json, false, 20), "[]\n");
        assert_eq!(emit(&[], &table, Format::Human, false, 20), "");
    }

    #[test]
    fn both_files_of_a_collision_are_drawn() {
        let (mut table, first) = one_file("content/a.md", "---\nslug: x\n---\n");
        let second = table.intern_text(Path::new("content/b.md"), Arc::from("---\ntitle: X\n"));
        let diag = Diagnostic::error("two articles want `/x/`")
            .at(Span::new(first, 10, 11))
            .label("this one")
            .also_at(Span::new(second, 11, 12), "and that one")
            .also_at(Span::new(first, 0, 3), "here");
        let expected = "\
error: two articles want `/x/`
 --> content/a.md:2:7
  |
1 | ---
  | --- here
2 | slug: x
  |       ^ this one
  |
 ::: content/b.md:2:8
  |
2 | title: X
  |        - and that one
";
        assert_eq!(draw(&diag, &table), expected);
    }

    #[test]
    fn without_text_the_path_is_shown() {
        let mut table = FileTable::default();
        let gone = table.intern(Path::new("content/gone.md"));
        let diag = Diagnostic::error("broken").at(Span::new(gone, 3, 4)).label("here").help("look");
        assert_eq!(draw(&diag, &table), "error: broken\n --> content/gone.md\n  = help: look\n");
        let diag = Diagnostic::warning("cannot read this folder").on_path("content/x").note("no permission");
        let expected = "warning: cannot read this folder\n --> content/x\n  = note: no permission\n";
        assert_eq!(draw(&diag, &table), expected);
        let diag = Diagnostic::error("no content").help("make some");
        assert_eq!(draw(&diag, &table), "error: no content\n  |\n  = help: make some\n");
    }

    #[test]
    fn broken_outputs_are_counted() {
        let table = FileTable::default();
        let fault = Diagnostic { also: 99_999, ..Diagnostic::error("bad") };
        assert!(draw(&fault, &table).ends_with("= note: and 99999 more outputs\n"));
        let fault = Diagnostic { also: 1, ..fault }.in_output("/a/");
        assert!(draw(&fault, &table).ends_with("= note: in the output `/a/` and 1 more output\n"));
    }

    #[test]
    fn the_rest_is_counted_and_errors_come_through() {
        let table = FileTable::default();
        let mut list: Vec<Diagnostic> = (0..5).map(|n| Diagnostic::warning(format!("w{n}"))).collect();
        list.extend((0..2).map(|n| Diagnostic::error(format!("e{n}"))));
        let short = |limit| emit(&list, &table, Format::Short, false, limit);
        assert_eq!(short(3), "warning: w0\nerror: e0\nerror: e1\n… and 4 more warnings\n");
        assert_eq!(short(1), "error: e0\n… and 1 more error, 5 more warnings\n");
        assert_eq!(short(7).lines().count(), 7);
        let human = emit(&list, &table, Format::Human, false, 2);
        assert_eq!(human, "error: e0\n\nerror: e1\n\n… and 5 more warnings\n");
    }

    #[test]
    fn carets_stand_under_what_they_mean() {
        assert_eq!(carets("é☕ x\n", "x"), "1 | é☕ x\n  |     ^\n");
        assert_eq!(carets("\tx y", "y"), "1 |     x y\n  |       ^\n");
        assert_eq!(carets("a\r\nb c\r\nd", "c"), "2 | b c\n  |   ^\n");
        assert_eq!(carets("a\nend", "end"), "2 | end\n  | ^^^\n");
    }

    #[test]
    fn nothing_reaches_the_terminal_unseen() {
        let (table, file) = one_file("a\u{1b}[2J", "x \u{1b}[31m \u{202e} y\u{7}\n");
        let diag = Diagnostic::error("bad \u{1b}[31m\r\u{202e}")
            .at(Span::new(file, 0, 1))
            .label("\u{9b}")
            .note("two\nlines \u{7}")
            .help("\u{8}");
        for format in [Format::Human, Format::Short] {
            let text = emit(std::slice::from_ref(&diag), &table, format, false, 20);
            let hidden = text.chars().find(|&letter| letter != '\n' && super::is_hidden(letter));
            assert_eq!(hidden, None, "{text}");
        }
    }

    #[test]
    fn no_text_and_no_span_make_it_panic() {
        let long = "word \u{301}é☕ ".repeat(3000);
        let texts =
            ["", "\n", "\r\n", "é", "\té\t☕\r\n\r\nx", "a\nb\nc\nd\ne\nf\ng\nh", "\u{0}\u{feff}", &long, "a\rb\r"];
        for text in texts {
            let (table, file) = one_file("a", text);
            let offsets = (0..20).chain([text.len() / 2, text.len() - text.len().min(1), text.len(), 1 << 33]);
            for start in offsets {
                for length in [0, 1, 2, 7, 300, usize::MAX - start] {
                    let span = Span::new(file, start, start + length);
                    let diag = Diagnostic::error("x").at(span).label("l").also_at(Span::new(file, 2, 5), "m");
                    for format in [Format::Human, Format::Short, Format::Json] {
                        assert!(!emit(std::slice::from_ref(&diag), &table, format, false, 20).is_empty());
                    }
                }
            }
        }
    }

    #[test]
    fn long_lines_are_cut_around_the_fault() {
        let text = "word ".repeat(40_000) + "HERE" + &" word".repeat(40_000);
        let drawn = carets(&text, "HERE");
        assert!(drawn.contains("HERE") && drawn.contains("^^^^"), "{drawn}");
        assert!(drawn.lines().all(|line| line.len() < 200), "{drawn}");
    }

    #[test]
    fn columns_agree_in_all_formats() {
        let text = "a\r\n\té☕ x\n";
        let (table, file) = one_file("a", text);
        let start = text.find('x').unwrap();
        let diag =
            Diagnostic { severity: Severity::Warning, ..Diagnostic::error("x").at(Span::new(file, start, start)) };
        assert!(draw(&diag, &table).contains("--> a:2:5\n"), "{}", draw(&diag, &table));
        assert_eq!(emit(&[diag], &table, Format::Short, false, 20), "a:2:5: warning: x\n");
    }
}
