//! Errors that no folder of a repository can hold: links that loop, files that cannot be read, wrong arguments.

use super::{good, unchanged};
use crate::project::{Project, paper, project};
use serde_json::{Value, json};
use std::fs;

#[test]
#[cfg(unix)]
fn a_symbolic_link_that_loops() {
    let site = good();
    std::os::unix::fs::symlink("..", site.root.join("content/putar")).unwrap();
    let said = unchanged(&site, Project::build);
    assert_eq!(
        said,
        "\
error: cannot read a part of the site
 --> content/putar/content/putar
  = note: the symbolic link leads back to `content/putar`, a loop without end

1 error; `public` was not changed
"
    );
}

#[test]
#[cfg(unix)]
fn a_file_that_vanishes() {
    let site = good();
    std::os::unix::fs::symlink("sudah-dihapus.md", site.root.join("content/hilang.md")).unwrap();
    let said = unchanged(&site, Project::build);
    assert_eq!(
        said,
        "\
error: cannot read a part of the site
 --> content/hilang.md
  = note: there is no such file

1 error; `public` was not changed
"
    );
}

/// Nobody can read their own memory at its first byte, not even root, for whom no file is unreadable.
#[test]
#[cfg(target_os = "linux")]
fn an_unreadable_file() {
    let site = good();
    std::os::unix::fs::symlink("/proc/self/mem", site.root.join("content/rusak.md")).unwrap();
    let said = unchanged(&site, Project::build);
    assert_eq!(
        said,
        "\
error: cannot read this file
 --> content/rusak.md
  = note: Input/output error (os error 5)

1 error; `public` was not changed
"
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_name_that_is_not_utf8() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let site = good();
    fs::write(site.root.join("content").join(OsStr::from_bytes(b"d\xe9sa.md")), "x").unwrap();
    let said = unchanged(&site, Project::build);
    assert_eq!(
        said,
        "\
error: cannot read a part of the site
 --> content/d\u{fffd}sa.md
  = note: the file's name is not valid UTF-8

1 error; `public` was not changed
"
    );
}

#[test]
fn a_folder_called_like_an_article_is_no_article() {
    let site = good();
    let before = site.paths();
    fs::create_dir(site.root.join("content/x.md")).unwrap();
    assert_eq!(site.build().ok().paths(), before);
}

#[test]
fn an_output_folder_that_is_a_file() {
    let site = good();
    site.write("berkas", "milik orang lain");
    for output in ["berkas", "berkas/public"] {
        let said = unchanged(&site, |site| site.build_with(&["--output", output]));
        let expected = format!(
            "\
error: cannot write into the output folder
 --> {output}
  = note: a part of the path is a file, not a folder

1 error; `{output}` was not changed
"
        );
        assert_eq!(said, expected);
    }
    assert_eq!(fs::read_to_string(site.root.join("berkas")).unwrap(), "milik orang lain");
}

/// The article of the good site, changed.
const CHANGED: &str = "---\ntitle: Pasar kembali\ndate: 2026-11-01\n---\nPasar kembali.\n";

#[test]
fn a_folder_in_the_place_of_a_file() {
    let site = good();
    site.write("content/pasar.md", CHANGED);
    site.remove("public/pasar/index.html").write("public/pasar/index.html/milik-orang.txt", "x");
    let said = unchanged(&site, Project::build);
    assert_eq!(
        said,
        "\
error: `pasar/index.html` cannot be written: something else is in its place
 --> public/pasar/index.html/milik-orang.txt
  = help: it is not of this site; move it away

1 error; `public` was not changed
"
    );
}

#[test]
fn a_file_in_the_place_of_a_folder() {
    let site = good();
    site.write("content/pasar.md", CHANGED);
    site.remove("public/pasar").write("public/pasar", "milik orang");
    let said = unchanged(&site, Project::build);
    assert_eq!(
        said,
        "\
error: `pasar/index.html` cannot be written: something else is in its place
 --> public/pasar
  = help: it is not of this site; move it away

1 error; `public` was not changed
"
    );
}

#[test]
fn a_moment_that_is_none() {
    let site = good();
    let tree = site.tree();
    site.build_with(&["--at", "besok"]).fails_with(
        2,
        "\
error: --at: `besok` is no date; write `2022-11-08 14:30` or `2022-11-08T14:30:00+08:00`

For more information, try 'halaman build --help'.
",
    );
    assert!(site.tree() == tree);
}

#[test]
fn an_address_of_the_command_line_that_is_none() {
    let site = good();
    let tree = site.tree();
    site.build_with(&["--base-url", "kabar"]).fails_with(
        2,
        "\
error: --base-url is not a whole URL: `kabar`

For more information, try 'halaman build --help'.
",
    );
    assert!(site.tree() == tree);
}

#[test]
fn an_output_folder_that_is_somebody_elses() {
    let site = good();
    site.write("kode/Cargo.toml", "x");
    let cases: [(&[&str], &str, &str); 4] = [
        (&["--clean", "--output", "."], ".", "the output folder holds the site itself"),
        (&["--output", ".."], "..", "the output folder holds the site itself"),
        (
            &["--output", "content/hasil"],
            "content/hasil",
            "the output folder lies in `content/`, where the site's own files are",
        ),
        (&["--clean", "--output", "kode"], "kode", "will not clean a folder that holds `Cargo.toml`"),
    ];
    for (arguments, output, message) in cases {
        let said = unchanged(&site, |site| site.build_with(arguments));
        let expected = format!(
            "\
error: {message}
 --> {output}
  = help: name another folder with `--output`

1 error; `{output}` was not changed
"
        );
        assert_eq!(said, expected);
    }
    assert!(site.root.join("content/pasar.md").exists() && site.root.join("kode/Cargo.toml").exists());
    assert!(!site.root.join("content/hasil").exists());
}

#[test]
fn another_build_at_work() {
    let site = good();
    let locks = fs::read_dir(site.root.join(".halaman")).unwrap().map(|entry| entry.unwrap().path());
    let lock = locks.into_iter().find(|path| path.extension().is_some_and(|suffix| suffix == "lock")).unwrap();
    let held = fs::File::options().write(true).open(lock).unwrap();
    held.lock().unwrap();
    site.write("content/pasar.md", CHANGED);
    let said = unchanged(&site, Project::build);
    assert_eq!(
        said,
        "\
error: another build is writing into this folder
 --> public
  = help: wait until it is done, or build into another one with `--output`

1 error; `public` was not changed
"
    );
    drop(held);
    site.build().ok();
}

#[test]
fn wrong_use_ends_with_2() {
    let site = good();
    let tree = site.tree();
    site.build_with(&["--draf"]).fails_with(
        2,
        "\
error: unexpected argument '--draf' found

  tip: a similar argument exists: '--drafts'

Usage: halaman build --site <FOLDER> --at <TIME> --drafts

For more information, try '--help'.
",
    );
    assert!(site.tree() == tree);
}

#[test]
fn a_folder_that_is_no_site() {
    let empty = project("-- content/a.md --\n---\ntitle: A\n---\n");
    empty.run_in(&[], &["build", "--site", "entah", "--at", "2026-11-23"]).fails_with(
        1,
        "\
error: cannot read `halaman.yaml`, the file that makes a folder a site
 --> halaman.yaml
  = note: there is no such file
  = help: go to the site's folder (or name it with `--site`), begin a new one with `halaman init`, or write two lines:
          title: My Paper
          base_url: https://paper.example/

1 error; `public` was not changed
",
    );
    assert!(!empty.root.join("entah").exists());
}

/// A site with an error and a warning.
const BAD: &str = "
    -- content/banjir.md --
    ---
    title: Banjir
    taggs: [air]
    date: besok
    ---
    Air naik.
    ";

#[test]
fn problems_on_one_line_each() {
    paper(BAD).build_with(&["--short"]).fails_with(
        1,
        "\
content/banjir.md:3:1: warning: unknown key `taggs`
content/banjir.md:4:7: error: `besok` is no date; write `2022-11-08 14:30` or `2022-11-08T14:30:00+08:00`

1 error and 1 warning; `public` was not changed
",
    );
}

#[test]
fn problems_for_programs() {
    let site = paper(BAD);
    let run = site.build_with(&["--json"]);
    let mut value: Value = serde_json::from_str(&run.stdout).unwrap();
    let object = value.as_object_mut().unwrap();
    assert!(object.remove("milliseconds").is_some_and(|took| took.is_u64()));
    let phases: Vec<String> = object.remove("phases").unwrap().as_object().unwrap().keys().cloned().collect();
    assert_eq!(
        phases,
        ["articles", "configuration", "look", "plan", "templates"],
        "an error ends it before the outputs"
    );
    assert_eq!(
        value,
        json!({
            "ok": false, "articles": 1, "written": 0, "kept": 0, "deleted": 0, "rendered": [],
            "problems": [
                {
                    "severity": "warning", "rule": null, "message": "unknown key `taggs`",
                    "path": "content/banjir.md", "line": 3, "column": 1, "end_line": 3, "end_column": 6,
                    "label": "", "labels": [], "notes": [], "help": ["did you mean `tags`?"], "output": null, "also": 0,
                },
                {
                    "severity": "error", "rule": null,
                    "message": "`besok` is no date; write `2022-11-08 14:30` or `2022-11-08T14:30:00+08:00`",
                    "path": "content/banjir.md", "line": 4, "column": 7, "end_line": 4, "end_column": 12,
                    "label": "not a date", "labels": [], "notes": [], "help": [], "output": null, "also": 0,
                },
            ],
        })
    );
    run.fails_with(1, "");
}
