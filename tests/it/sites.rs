//! Whole sites, folder in and folder out, with a theme that prints the slots as plain text: what is compared is the
//! engine, not the looks of the default theme.
//!
//! `tests/sites/<case>/input` is the site, `paths` lists all of its output, and `expected` holds the output without
//! what other tests look at: `atom.xml`, `feed.json`, and the files that the built-in theme brings. `UPDATE=1` renews
//! `paths` and `expected`; read the difference.

use crate::html;
use crate::project::{Project, Tree, renews, repository, tree_of};
use std::fs;
use std::path::Path;

#[test]
fn articles_in_parts() {
    golden("parts");
}

#[test]
fn lists_and_their_pages() {
    golden("lists");
}

#[test]
fn lists_numbered_from_the_oldest() {
    golden("oldest");
}

#[test]
fn addresses() {
    golden("urls");
}

#[test]
fn another_language() {
    golden("english");
}

#[test]
fn front_matter() {
    golden("frontmatter");
}

/// The smallest site, with the default theme: its files, its feed, and what its pages are made of.
#[test]
fn the_smallest_site() {
    let folder = repository("tests/sites/minimal");
    let site = Project::empty();
    site.copy(&tree_of(&folder.join("input")));
    let tree = site.build().ok().tree();
    compare_paths(&folder, &tree);
    let feed = Tree::from([("feed.xml".to_owned(), tree["feed.xml"].clone())]);
    compare(&folder.join("expected"), &feed);
    let text = |path: &str, name: &str| html::text_of(&site.file(path), name);
    assert_eq!(text("index.html", "title").as_deref(), Some("Kabar Kampung"));
    assert_eq!(text("jembatan/index.html", "title").as_deref(), Some("Jembatan dibuka – Kabar Kampung"));
    assert_eq!(text("jembatan/index.html", "h1").as_deref(), Some("Jembatan dibuka"));
    assert_eq!(text("jembatan/index.html", "time").as_deref(), Some("Rabu, 18 November 2026 14.30 WIB"));
    assert_eq!(html::faults(&tree, "https://kampung.example/"), Vec::<String>::new());
}

fn golden(case: &str) {
    let folder = repository("tests/sites").join(case);
    let site = Project::empty();
    for (path, bytes) in tree_of(&repository("tests/sites/theme")) {
        site.write(&format!("templates/{path}"), bytes);
    }
    site.copy(&tree_of(&folder.join("input")));
    let mut tree = site.build().ok().tree();
    for path in tree_of(&repository("templates/static")).into_keys() {
        tree.remove(&path);
    }
    compare_paths(&folder, &tree);
    tree.retain(|path, _| !path.ends_with("atom.xml") && !path.ends_with("feed.json"));
    compare(&folder.join("expected"), &tree);
}

fn compare_paths(folder: &Path, tree: &Tree) {
    let paths: String = tree.keys().flat_map(|path| [path.as_str(), "\n"]).collect();
    let file = folder.join("paths");
    if renews() {
        fs::write(&file, &paths).unwrap();
    }
    let expected = fs::read_to_string(file).unwrap_or_default();
    assert!(paths == expected, "there are:\n{paths}\nnot:\n{expected}");
}

fn compare(folder: &Path, tree: &Tree) {
    if renews() {
        drop(fs::remove_dir_all(folder));
        for (path, bytes) in tree {
            let path = folder.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    }
    let expected = tree_of(folder);
    let paths = tree.keys().chain(expected.keys()).collect::<std::collections::BTreeSet<_>>();
    let differing: Vec<String> = paths.into_iter().filter_map(|path| difference(path, tree, &expected)).collect();
    assert!(differing.is_empty(), "{} files differ:\n{}", differing.len(), differing.join("\n"));
}

/// The first line in which a file differs from the expected one.
fn difference(path: &str, tree: &Tree, expected: &Tree) -> Option<String> {
    let (Some(got), Some(wanted)) = (tree.get(path), expected.get(path)) else {
        return Some(format!("{path}: only in {}", if tree.contains_key(path) { "the output" } else { "`expected`" }));
    };
    if got == wanted {
        return None;
    }
    let (got, wanted) = (String::from_utf8_lossy(got), String::from_utf8_lossy(wanted));
    let pairs = got.lines().map(Some).chain(std::iter::repeat(None)).zip(wanted.lines().map(Some).chain([None]));
    let line = pairs.enumerate().find(|(_, (got, wanted))| got != wanted);
    Some(match line {
        Some((at, (got, wanted))) => {
            format!("{path}:{}: {:?}, not {:?}", at + 1, got.unwrap_or("the end"), wanted.unwrap_or("the end"))
        }
        None => format!("{path}: only the ends of lines differ"),
    })
}
