//! What each format prints, whole.

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
            "severity": "error", "rule": null, "message": "no article at `guide/instal.md`",
            "path": "content/posts/start.md", "line": 14, "column": 24, "end_line": 14, "end_column": 39,
            "label": "a link to nothing",
            "labels": [{
                "line": null, "column": null, "end_line": null, "end_column": null,
                "path": "content/gone.md", "label": "here"
            }],
            "notes": ["n"], "help": ["did you mean `guide/install.md`?"], "output": null, "also": 0
        },
        {
            "severity": "warning", "rule": null, "message": "\u{1b}",
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
    let texts = ["", "\n", "\r\n", "é", "\té\t☕\r\n\r\nx", "a\nb\nc\nd\ne\nf\ng\nh", "\u{0}\u{feff}", &long, "a\rb\r"];
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
    let diag = Diagnostic { severity: Severity::Warning, ..Diagnostic::error("x").at(Span::new(file, start, start)) };
    assert!(draw(&diag, &table).contains("--> a:2:5\n"), "{}", draw(&diag, &table));
    assert_eq!(emit(&[diag], &table, Format::Short, false, 20), "a:2:5: warning: x\n");
}
