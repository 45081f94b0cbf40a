//! Rules about the source itself: who may import whom, how long things may be, what they may be called.
//!
//! It is no style checker (`rustfmt` and clippy are) and no parser: comments and strings are blanked out, and what is
//! left is looked at by words and braces. Unit tests inside of `src` are held to the lengths only.
//!
//! Invariant: each complaint names a file and a line, so that it can be clicked.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

/// The rooms from top to bottom. A room is a file or folder right under `src`; it may import the rooms on the lines
/// below its own.
const LAYERS: &[&[&str]] = &[
    &["main"],
    &["lib"],
    &["cli"],
    &["serve"],
    &["build", "outside"],
    &["agenda", "check", "diff", "public", "render", "scaffold", "schema"],
    &["plan"],
    &["content", "templates"],
    &["config"],
    &["fields", "markdown"],
    &["locale"],
    &["yaml", "toml_text"],
    &["apple", "asset", "source", "hash", "icons", "kept", "diag"],
];

/// Imports between rooms of one layer, each as (who, whom). A pair and its reverse must never both stand here.
const NEIGHBORS: &[(&str, &str)] = &[("asset", "source"), ("asset", "hash")];

/// Rooms that take values and give values, and reach nothing else.
const PURE: &[&str] = &["agenda", "check", "diff", "plan", "render"];

/// What a pure room must not name.
const IMPURE: &[&str] = &["std::fs", "std::env", "SystemTime", "Instant", "Utc::now", "Local::now", "thread_rng"];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "helper", "common", "misc", "types", "manager"];

/// Marks of unfinished work, put together here so that this file does not hold them.
const MARKS: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME")];

/// Folders that are not ours to judge, by name: made by programs, or not in the repository.
const SKIPPED: &[&str] = &["target", ".git", "node_modules"];

/// What `halaman build` writes, at the root only: `src/public` is ours.
const OUTPUT: &str = "public";

const FILE_LINES: usize = 500;
const FUNCTION_LINES: usize = 60;

/// One Rust file.
struct Source {
    /// From the root of the repository, with `/`.
    path: String,
    text: String,
    /// The text with comments and the insides of strings blanked, so that offsets stay.
    code: String,
    /// The code with the unit tests blanked too.
    product: String,
}

#[test]
fn imports_look_down_only() {
    complain(&each_source("src", |source, problems| {
        let room = source.room();
        for (at, path) in source.paths() {
            let Some(other) = path.first().filter(|other| **other != room) else { continue };
            if let Some(fault) = fault_of_import(room, other) {
                problems.push(format!("{}: {fault}", source.place(at)));
            }
        }
        for at in words(&source.product, "super::super") {
            problems.push(format!("{}: write `crate::` instead of climbing", source.place(at)));
        }
    }));
}

#[test]
fn the_table_of_layers_is_sound() {
    for &(who, whom) in NEIGHBORS {
        assert_eq!(layer(who), layer(whom), "`{who}` and `{whom}` are no neighbors");
        assert!(!NEIGHBORS.contains(&(whom, who)), "`{who}` and `{whom}` import each other");
    }
    let rooms = LAYERS.iter().copied().flatten().collect::<Vec<_>>();
    assert!(rooms.iter().all(|room| rooms.iter().filter(|other| other == &room).count() == 1));
}

#[test]
fn imports_are_written_out() {
    complain(&each_source("src", |source, problems| {
        for (at, path) in imports(&source.product) {
            let first = path.first().copied().unwrap_or_default();
            let ours = matches!(first, "crate" | "super" | "self" | "halaman") || starts_upper(first);
            if ours && path.last() == Some(&"*") {
                problems.push(format!("{}: `use {}`", source.place(at), path.join("::")));
            }
        }
    }));
}

#[test]
fn pure_rooms_are_pure() {
    complain(&each_source("src", |source, problems| {
        if !PURE.contains(&source.room()) {
            return;
        }
        for &name in IMPURE {
            let spelled = words(&source.product, name);
            let imported = imports(&source.product).into_iter().filter(|(_, path)| path.join("::").starts_with(name));
            for at in spelled.into_iter().chain(imported.map(|(at, _)| at)) {
                problems.push(format!("{}: `{name}` in a pure room", source.place(at)));
            }
        }
    }));
}

#[test]
fn files_are_short_and_have_a_head() {
    complain(&each_source("", |source, problems| {
        let lines = source.product.lines().count() - source.lines_of_tests();
        if lines > FILE_LINES {
            problems.push(format!("{}: {lines} lines, more than {FILE_LINES}", source.place(0)));
        }
        if !source.text.starts_with("//!") {
            problems.push(format!("{}: no `//!` head", source.place(0)));
        }
    }));
}

#[test]
fn functions_are_short() {
    complain(&each_source("", |source, problems| {
        for (name, body) in functions(&source.code) {
            let lines = source.code[body.clone()].lines().count();
            if lines > FUNCTION_LINES {
                let place = source.place(body.start);
                problems.push(format!("{place}: `{name}` has {lines} lines, more than {FUNCTION_LINES}"));
            }
        }
    }));
}

#[test]
fn names_say_what_is_inside() {
    complain(&each_source("", |source, problems| {
        let parts = source.path.split(['/', '.']);
        for name in parts.filter(|part| EMPTY_NAMES.contains(part)) {
            problems.push(format!("{}: a file called `{name}`", source.place(0)));
        }
        for at in words(&source.code, "mod") {
            if let Some(name) = word_after(&source.code, at, "mod ").filter(|name| EMPTY_NAMES.contains(name)) {
                problems.push(format!("{}: a module called `{name}`", source.place(at)));
            }
        }
    }));
}

#[test]
fn nothing_is_marked_unfinished() {
    let mut problems = Vec::new();
    for (path, text) in files("") {
        for (number, line) in text.lines().enumerate() {
            for mark in MARKS.iter().filter(|mark| !words(line, mark).is_empty()) {
                problems.push(format!("{path}:{}: `{mark}`", number + 1));
            }
        }
    }
    complain(&problems);
}

/// Why `room` may not import `other`.
fn fault_of_import(room: &str, other: &str) -> Option<String> {
    let (Some(ours), Some(theirs)) = (layer(room), layer(other)) else {
        let unknown = if layer(room).is_none() { room } else { other };
        return Some(format!("`{unknown}` is not in the table of layers in tests/it/tidy.rs"));
    };
    if theirs == ours && !NEIGHBORS.contains(&(room, other)) {
        return Some(format!("`{room}` imports `{other}`, which stands in the same layer"));
    }
    (theirs < ours).then(|| format!("`{room}` imports `{other}`, which stands above it"))
}

fn layer(room: &str) -> Option<usize> {
    LAYERS.iter().position(|rooms| rooms.contains(&room))
}

fn complain(problems: &[String]) {
    assert!(problems.is_empty(), "{} problems:\n{}\n", problems.len(), problems.join("\n"));
}

/// Runs `check` over the Rust files under `folder`.
fn each_source(folder: &str, check: impl Fn(&Source, &mut Vec<String>)) -> Vec<String> {
    let mut problems = Vec::new();
    for (path, text) in files(folder) {
        if Path::new(&path).extension() == Some(OsStr::new("rs")) {
            check(&Source::new(path, text), &mut problems);
        }
    }
    problems
}

/// The text files of the repository under `folder`, sorted, each with its path from the root.
fn files(folder: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let entries = walkdir::WalkDir::new(root.join(folder)).sort_by_file_name().into_iter();
    let ours = entries.filter_entry(move |entry| is_ours(root, entry.path())).filter_map(Result::ok);
    let texts = ours.filter(|entry| entry.file_type().is_file()).filter_map(|entry| {
        let path = entry.path().strip_prefix(root).ok()?.to_str()?.replace('\\', "/");
        Some((path, std::fs::read_to_string(entry.path()).ok()?))
    });
    texts.collect()
}

fn is_ours(root: &Path, path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str);
    path == root || (path != root.join(OUTPUT) && name.is_some_and(|name| !SKIPPED.contains(&name)))
}

impl Source {
    fn new(path: String, text: String) -> Source {
        let code = code_of(&text);
        let product = without_tests(&code);
        Source { path, text, code, product }
    }

    fn room(&self) -> &str {
        let below = self.path.strip_prefix("src/").unwrap_or(&self.path);
        below.split(['/', '.']).next().unwrap_or_default()
    }

    /// `path:line`, to be clicked.
    fn place(&self, at: usize) -> String {
        format!("{}:{}", self.path, self.text[..at].matches('\n').count() + 1)
    }

    fn lines_of_tests(&self) -> usize {
        test_modules(&self.code).into_iter().map(|range| self.code[range].lines().count()).sum()
    }

    /// Everything that is named from the root of the crate, as parts without `crate`, and where.
    fn paths(&self) -> Vec<(usize, Vec<&str>)> {
        // In a file right under `src`, `super` is the root.
        let is_root = self.path.matches('/').count() == 1;
        let roots: &[&str] = if is_root { &["crate::", "halaman::", "super::"] } else { &["crate::", "halaman::"] };
        let mut found = Vec::new();
        for root in roots {
            for at in words(&self.product, root) {
                found.extend(tree(&self.product, at + root.len()).into_iter().map(|path| (at, path)));
            }
        }
        found
    }
}

/// The paths of all `use` items, braces taken apart, and where each item is.
fn imports(code: &str) -> Vec<(usize, Vec<&str>)> {
    let items = words(code, "use").into_iter();
    items.flat_map(|at| tree(code, at + "use".len()).into_iter().map(move |path| (at, path))).collect()
}

/// The paths that begin at `at`: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn tree(code: &str, at: usize) -> Vec<Vec<&str>> {
    let at = at + (code[at..].len() - code[at..].trim_start().len());
    if code[at..].starts_with('{') {
        let body = at + 1..closing(code, at).unwrap_or(code.len());
        return split_at_commas(code, body).into_iter().flat_map(|start| tree(code, start)).collect();
    }
    let name = if code[at..].starts_with('*') { "*" } else { word_at(code, at) };
    if name.is_empty() || !code[at + name.len()..].starts_with("::") {
        return vec![vec![name]];
    }
    let inner = tree(code, at + name.len() + "::".len());
    inner.into_iter().map(|path| [vec![name], path].concat()).collect()
}

/// Where the parts of a braced list begin.
fn split_at_commas(code: &str, body: Range<usize>) -> Vec<usize> {
    let mut depth = 0usize;
    let mut starts = vec![body.start];
    for (at, byte) in code[body.clone()].bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => starts.push(body.start + at + 1),
            _ => {}
        }
    }
    starts.retain(|&start| !code[start..body.end].trim().is_empty());
    starts
}

/// Every place where `name` stands as a whole word or path.
fn words(code: &str, name: &str) -> Vec<usize> {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    let found = code.match_indices(name).map(|(at, _)| at);
    let after = |at: usize| name.ends_with(is_part) && code[at + name.len()..].starts_with(is_part);
    found.filter(|&at| !code[..at].ends_with(is_part) && !after(at)).collect()
}

fn word_at(code: &str, at: usize) -> &str {
    let rest = &code[at..];
    &rest[..rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len())]
}

fn starts_upper(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}

/// The names and bodies of all functions.
fn functions(code: &str) -> Vec<(&str, Range<usize>)> {
    let bodies = words(code, "fn").into_iter().filter_map(|at| {
        let name = word_after(code, at, "fn ")?;
        let open = body_of(code, at)?;
        Some((name, open..closing(code, open)? + 1))
    });
    bodies.collect()
}

/// The name that follows a keyword.
fn word_after<'c>(code: &'c str, at: usize, keyword: &str) -> Option<&'c str> {
    let name = code[at..].starts_with(keyword).then(|| word_at(code, at + keyword.len()))?;
    (!name.is_empty()).then_some(name)
}

/// The brace that opens the body of the function at `at`; a function of a trait may have none.
fn body_of(code: &str, at: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (offset, byte) in code[at..].bytes().enumerate() {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b'{' if depth == 0 => return Some(at + offset),
            b';' if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// The inline modules of unit tests.
fn test_modules(code: &str) -> Vec<Range<usize>> {
    let attribute = "#[cfg(test)]";
    let modules = code.match_indices(attribute).filter_map(|(at, _)| {
        let item = code[at + attribute.len()..].trim_start();
        let open = at + code[at..].find(['{', ';'])?;
        let is_inline = item.starts_with("mod ") && code[open..].starts_with('{');
        is_inline.then_some(at..closing(code, open)? + 1)
    });
    modules.collect()
}

fn without_tests(code: &str) -> String {
    test_modules(code).into_iter().fold(code.to_owned(), |mut product, range| {
        let blank = blanked(&product[range.clone()]);
        product.replace_range(range, &blank);
        product
    })
}

/// The bracket that closes the one at `open`.
fn closing(code: &str, open: usize) -> Option<usize> {
    let mut depth = 0usize;
    let at = code[open..].bytes().position(|byte| {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0
    })?;
    Some(open + at)
}

/// The text with comments, strings and characters blanked; every byte keeps its place.
fn code_of(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    while let Some(letter) = text[code.len()..].chars().next() {
        let rest = &text[code.len()..];
        let joined = code.ends_with(|before: char| before.is_alphanumeric() || before == '_');
        let skipped = if joined { quoted(rest) } else { raw_string(rest).or_else(|| quoted(rest)) };
        match skipped.or_else(|| comment(rest)) {
            Some(length) => code.push_str(&blanked(&rest[..length])),
            None => code.push(letter),
        }
    }
    code
}

/// As many bytes, of which only the line breaks are left.
fn blanked(text: &str) -> String {
    text.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect()
}

fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    rest.starts_with("/*").then(|| rest.find("*/").map_or(rest.len(), |end| end + 2))
}

/// The length of a raw string such as `r#"…"#`.
fn raw_string(rest: &str) -> Option<usize> {
    let marks = rest.strip_prefix("br").or_else(|| rest.strip_prefix('r'))?;
    let hashes = marks.len() - marks.trim_start_matches('#').len();
    let body = marks[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    Some(rest.len() - body.len() + body.find(&end).map_or(body.len(), |at| at + end.len()))
}

/// The length of a string or character; a lifetime is neither.
fn quoted(rest: &str) -> Option<usize> {
    let quote = rest.chars().next().filter(|letter| matches!(letter, '"' | '\''))?;
    let is_lifetime = quote == '\'' && !rest.starts_with("'\\") && rest.chars().nth(2) != Some('\'');
    let mut escaped = false;
    let end = rest[1..].find(|letter: char| {
        let ends = letter == quote && !escaped;
        escaped = letter == '\\' && !escaped;
        ends
    });
    (!is_lifetime).then(|| end.map_or(rest.len(), |end| end + 2))
}

#[test]
fn comments_and_strings_are_no_code() {
    let text = "a /* fn { */ \"{\\\"\" 'x' '\\'' '\"' b'{' r#\"\"{\"# 'life // {\nfn é";
    let code = code_of(text);
    assert_eq!(code.len(), text.len() - "é".len() + "é".len());
    assert_eq!(code.split_whitespace().collect::<Vec<_>>(), ["a", "b", "'life", "fn", "é"]);
}

#[test]
fn imports_are_taken_apart() {
    let mut printed = String::new();
    for (_, path) in imports("use a::{b, c::{d as e, self}};\npub use super::*;\nuse crate::{x::Y, z};") {
        let _ = write!(printed, "{} ", path.join("::"));
    }
    assert_eq!(printed, "a::b a::c::d a::c::self super::* crate::x::Y crate::z ");
}

#[test]
fn rules_are_broken_where_they_are() {
    let text = "//! x\nuse crate::{diag, cli};\nfn f(a: [u8; 3]) { crate::build::go() }\n#[cfg(test)]\nmod tests { use super::*; }\n";
    let source = Source::new("src/plan/mod.rs".to_owned(), text.to_owned());
    let rooms: Vec<_> = source.paths().into_iter().map(|(at, path)| (source.place(at), path[0])).collect();
    let here = |line: u32| format!("src/plan/mod.rs:{line}");
    assert_eq!(rooms, [(here(2), "diag"), (here(2), "cli"), (here(3), "build")]);
    assert_eq!(fault_of_import("plan", "diag"), None);
    assert!(fault_of_import("plan", "cli").unwrap().contains("above"));
    assert!(fault_of_import("render", "public").unwrap().contains("same layer"));
    assert!(fault_of_import("plan", "nowhere").unwrap().contains("not in the table"));
    assert_eq!(functions(&source.code).len(), 1);
    assert!(imports(&source.product).iter().all(|(_, path)| path[0] != "super"));
}
