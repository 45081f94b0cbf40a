//! The documentation is true: its sites are built without a warning, and its commands end well.
//!
//! A block of YAML, Markdown or a template is a file if its first line says so (`# halaman.yaml`, `# content/…`) or the
//! text before it does (`` `content/…`: ``). The files of one document are one site, built once with each `halaman.yaml`
//! it has. A block of `html` after `` `public/…`: `` holds lines that stand in that file. In a block of `sh` every line of
//! `halaman …` is run in that site, or below it after `cd`; `sh ignore` is left alone.

use crate::project::{PAPER, Project, repository, tree_of};
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
    let names = documents();
    assert!(names.len() > 3, "{names:?}");
    for name in names {
        check(&name);
    }
}

/// The Markdown files of `docs/`.
fn documents() -> Vec<String> {
    let names =
        fs::read_dir(repository("docs")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> =
        names.filter(|name| name.ends_with(".md")).map(|name| format!("docs/{name}")).collect();
    names.sort();
    names
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
        // The one picture that an example cannot do without.
        site.write(
            "content/siniar/sampul.png",
            [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x05\x78\0\0\x05\x78", &[0; 20][..]].concat(),
        );
        let run = site.build();
        assert_eq!((run.code(), run.stderr.as_str()), (0, ""), "{document}, with {configuration}");
    }
    for block in blocks.iter().filter(|block| block.kind == "html") {
        let path = named(block).unwrap_or_else(|| panic!("{document}: of what is this?\n{}", block.text));
        let made = site.file(path.strip_prefix("public/").unwrap_or_else(|| panic!("{document}: {path}")));
        let made: Vec<&str> = made.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let wanted: Vec<&str> = block.text.lines().map(str::trim).collect();
        assert!(made.windows(wanted.len()).any(|lines| lines == wanted), "{document}: {path} is\n{}", made.join("\n"));
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
    // The usual paper has no logo, and a check may say so; `--verbose` is there to say something.
    let may_speak = words[0] == "check" || words.contains(&"--verbose");
    let said = if may_speak { "" } else { run.stderr.as_str() };
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
    if !matches!(block.kind.as_str(), "yaml" | "markdown" | "jinja") {
        return None;
    }
    let is_path = |path: &str| {
        path == "halaman.yaml" || ["content/", "locales/", "templates/"].iter().any(|folder| path.starts_with(folder))
    };
    let (first, rest) = block.text.split_once('\n')?;
    if let Some(path) = first.strip_prefix("# ").filter(|path| is_path(path)) {
        return Some((path.to_owned(), rest));
    }
    let path = named(block).filter(|path| is_path(path))?;
    Some((path.to_owned(), &block.text))
}

/// The path that the line before a block ends with: `` in `content/a.md`: ``.
fn named(block: &Block) -> Option<&str> {
    block.before.strip_suffix("`:")?.rsplit('`').next()
}

#[test]
fn every_example_is_a_file_or_says_what_it_is() {
    for name in documents() {
        for block in blocks(&fs::read_to_string(repository(&name)).unwrap()) {
            let first = block.text.lines().next().unwrap_or_default();
            match block.kind.as_str() {
                // Of another program, but YAML all the same.
                "yaml" if first.starts_with("# .github/") => {
                    serde_yaml::from_str::<serde_json::Value>(&block.text).unwrap();
                }
                "yaml" | "jinja" => assert!(file(&block).is_some(), "{name}: no file:\n{}", block.text),
                // Without front matter it is a piece of text, and not a file.
                "markdown" => {
                    assert!(
                        file(&block).is_some() || !block.text.contains("\n---\n"),
                        "{name}: no file:\n{}",
                        block.text
                    );
                }
                _ => {}
            }
        }
    }
}

/// The commands of the workflow are those of this program.
#[test]
fn what_a_workflow_runs_can_be_run() {
    let text = fs::read_to_string(repository("docs/hosting.md")).unwrap();
    let site = crate::project::paper("-- content/a.md --\n---\ntitle: A\ndate: 2026-11-20\n---\nA.\n");
    let steps: Vec<&str> = text.lines().filter_map(|line| line.trim().strip_prefix("- run: halaman ")).collect();
    assert_eq!(steps.len(), 2, "{steps:?}");
    for step in steps {
        run(&site, "", "docs/hosting.md", &format!("halaman {step}"));
    }
}

/// The documentation as a site, laid out as `manual/` and its link to `docs/` are.
#[test]
fn the_documentation_is_a_site_without_a_fault() {
    let site = Project::empty();
    let files = tree_of(&repository("manual"));
    let own =
        files.iter().filter(|(path, _)| !["public/", ".halaman/", "content"].iter().any(|top| path.starts_with(top)));
    site.copy(own);
    for (path, bytes) in tree_of(&repository("docs")) {
        site.write(&format!("content/{path}"), bytes);
    }
    site.build().ok();
    let checked = site.run_in(&[("SOURCE_DATE_EPOCH", "1795406400")], &["check"]);
    assert_eq!((checked.code(), checked.stderr.as_str()), (0, ""));
    let contents = site.file("feeds.html");
    for name in
        documents().iter().filter_map(|name| name.strip_prefix("docs/")).filter(|name| !name.starts_with("_index"))
    {
        let page = match name.strip_suffix(".id.md") {
            Some(stem) => format!("/id/{stem}.html"),
            None => format!("/{}.html", name.trim_end_matches(".md")),
        };
        assert!(site.public(&page[1..]).exists(), "{page}");
        assert!(contents.contains(&format!("<li><a href=\"{page}\"")), "{page} is not in the contents");
    }
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
