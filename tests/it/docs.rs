//! The documentation is true: its sites are built without a warning, and its commands end well.
//!
//! A block of YAML or Markdown is a file if its first line says so (`# halaman.yaml`, `# content/…`) or the text before
//! it does (`` `content/…`: ``). The files of one document are one site, built once with each `halaman.yaml` it has.
//! In a block of `sh` every line of `halaman …` is run in that site, or below it after `cd`; `sh ignore` is left alone.

use crate::project::{PAPER, Project, repository};
use std::fs;

/// A fenced block.
struct Block {
    /// `yaml`, `sh ignore`.
    kind: String,
    /// The last line of text before it.
    before: String,
    text: String,
}

#[test]
fn the_readme() {
    let site = check("README.md");
    assert_eq!(site.file("daerah/jembatan/index.html").matches("Halaman 1 dari 2").count(), 1);
    assert_eq!(site.file("daerah/jembatan/2/index.html").matches("Halaman 2 dari 2").count(), 1);
}

#[test]
fn the_pages_of_documentation() {
    let mut names: Vec<String> = fs::read_dir(repository("docs"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.ends_with(".md"))
        .collect();
    names.sort();
    assert!(names.len() > 3, "{names:?}");
    for name in names {
        check(&format!("docs/{name}"));
    }
}

#[test]
fn every_link_of_a_document_leads_to_a_file() {
    let docs = fs::read_dir(repository("docs")).unwrap().map(|entry| entry.unwrap().path());
    let top = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"].map(repository);
    for path in docs.chain(top).filter(|path| path.extension().is_some_and(|suffix| suffix == "md")) {
        let text = fs::read_to_string(&path).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#', ' ']).next()) {
            let is_file = !link.is_empty() && !link.contains(':') && !link.starts_with(['/', '@', '.']);
            if is_file && !in_code(&text, link) {
                assert!(path.with_file_name(link).exists(), "{}: {link}", path.display());
            }
        }
    }
}

/// Whether a link stands in code only.
fn in_code(text: &str, link: &str) -> bool {
    let link = format!("]({link}");
    let mut code = false;
    !text.lines().any(|line| {
        code ^= line.trim_start().starts_with("```");
        let spans: Vec<&str> = line.split('`').step_by(2).collect();
        !code && spans.concat().contains(&link)
    })
}

/// Builds the sites of a document and runs its commands; the last site is given back.
fn check(document: &str) -> Project {
    let blocks = blocks(&fs::read_to_string(repository(document)).unwrap());
    let files: Vec<(String, &str)> = blocks.iter().filter_map(file).collect();
    let (configurations, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|(path, _)| path == "halaman.yaml");
    let mut texts: Vec<&str> = configurations.into_iter().map(|(_, text)| text).collect();
    if texts.is_empty() {
        texts.push(PAPER);
    }
    let mut site = Project::empty();
    for configuration in texts {
        site = Project::empty();
        site.write("halaman.yaml", configuration);
        for (path, text) in &others {
            site.write(path, text);
        }
        let run = site.build();
        assert_eq!((run.code(), run.stderr.as_str()), (0, ""), "{document}, with {configuration}");
    }
    for block in blocks.iter().filter(|block| block.kind == "sh") {
        // Each block begins in the site's folder.
        let mut folder = "";
        for line in block.text.lines() {
            match line.strip_prefix("cd ") {
                Some(below) => folder = below,
                None => run(&site, folder, document, line),
            }
        }
    }
    site
}

fn run(site: &Project, folder: &str, document: &str, line: &str) {
    let command = line.trim().trim_start_matches("$ ");
    let arguments = command.strip_prefix("halaman ").or_else(|| command.strip_prefix("cargo run --release -- "));
    let Some(arguments) = arguments else { return };
    let words = words(arguments);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let run = site.run_below(folder, &[("SOURCE_DATE_EPOCH", "1795406400")], &words);
    // The usual paper has no logo, and a check may say so.
    let said = if words[0] == "check" { "" } else { run.stderr.as_str() };
    assert_eq!((run.code(), said), (0, ""), "{document}: {line}");
}

/// The words of a command; quotes hold words together, and a comment ends it.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in line.split(" #").next().unwrap_or_default().chars() {
        match letter {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            letter => words.last_mut().unwrap().push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The path that a block is the text of, and the text.
fn file(block: &Block) -> Option<(String, &str)> {
    if !matches!(block.kind.as_str(), "yaml" | "markdown") {
        return None;
    }
    let is_path = |path: &str| path == "halaman.yaml" || path.starts_with("content/") || path.starts_with("locales/");
    let (first, rest) = block.text.split_once('\n')?;
    if let Some(path) = first.strip_prefix("# ").filter(|path| is_path(path)) {
        return Some((path.to_owned(), rest));
    }
    let path = block.before.strip_prefix('`')?.strip_suffix("`:").filter(|path| is_path(path))?;
    Some((path.to_owned(), &block.text))
}

fn blocks(document: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    let mut before = String::new();
    for line in document.lines() {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(kind), None) => {
                let (kind, before) = (kind.trim().to_owned(), before.clone());
                open = Some(Block { kind, before, text: String::new() });
            }
            (None, Some(block)) => block.text.extend([line, "\n"]),
            (None, None) if !line.trim().is_empty() => line.trim().clone_into(&mut before),
            (None, None) => {}
        }
    }
    blocks
}

#[test]
fn blocks_are_found() {
    let all = blocks("`content/a.md`:\n\n```markdown\n---\n```\n\n```sh ignore\nx\n```\n");
    assert_eq!(all.iter().map(|block| block.kind.as_str()).collect::<Vec<_>>(), ["markdown", "sh ignore"]);
    assert_eq!(file(&all[0]), Some(("content/a.md".to_owned(), "---\n")));
    assert_eq!(words("build --at \"2026-11-24 06:00\" # nanti"), ["build", "--at", "2026-11-24 06:00"]);
}
