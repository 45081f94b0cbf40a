//! The first minutes: `init`, `new`, and what is made for editors and shells.

use crate::project::{NOW, Project, paper, tree_of};
use std::fs;

/// Monday noon in Makassar.
const CLOCK: (&str, &str) = ("SOURCE_DATE_EPOCH", "1795406400");

fn run(project: &Project, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_halaman"))
        .current_dir(&project.root)
        .args(arguments)
        .env_clear()
        .env(CLOCK.0, CLOCK.1)
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace('\r', "");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_new_site_builds_without_a_word() {
    for (language, first) in [("id", "daerah/berita-pertama"), ("en", "local/first-story")] {
        let place = Project::empty();
        let title = "Kabar: Teluk & “Sauh”";
        let arguments = ["init", "kabar", "--language", language, "--title", title, "--timezone", "Asia/Makassar"];
        let (code, told, wrong) = run(&place, &arguments);
        assert_eq!((code, wrong.as_str()), (Some(0), ""));
        assert!(
            told.starts_with("A new site in `kabar`:\n  .gitignore\n")
                && told.ends_with("  cd kabar\n  halaman serve --open\n"),
            "{told}"
        );
        for file in tree_of(&place.root.join("kabar")).keys() {
            assert!(told.contains(&format!("  {file}\n")), "{file} is not told of");
        }
        let (code, _, wrong) = run(&place, &["build", "--site", "kabar"]);
        assert_eq!((code, wrong.as_str()), (Some(0), ""), "no error and no warning");
        let page = fs::read_to_string(place.root.join(format!("kabar/public/{first}/index.html"))).unwrap();
        assert!(page.contains("Kabar: Teluk &amp; “Sauh”") && page.contains("2026-11-23T12:00:00+08:00"));
        let (code, _, _) = run(&place, &["check", "--site", "kabar"]);
        assert_eq!(code, Some(0));
    }
}

#[test]
fn a_folder_that_holds_something_is_refused_by_name() {
    let place = Project::empty();
    place.write("catatan.txt", "x");
    let (code, _, wrong) = run(&place, &["init"]);
    assert_eq!(
        (code, wrong.as_str()),
        (
            Some(1),
            "error: `.` is not empty: it holds `catatan.txt`\n  help: name another folder, such as `halaman init kabar`\n"
        )
    );
    place.write(".git/HEAD", "ref: refs/heads/main\n").remove("catatan.txt");
    assert_eq!(
        run(&place, &["init", "--base-url", "kabar"]).2.lines().next(),
        Some("error: --base-url is not a whole URL: `kabar`")
    );
    assert_eq!(run(&place, &["init"]).0, Some(0), "a repository without files is empty");
}

fn source(site: &Project, path: &str) -> String {
    fs::read_to_string(site.root.join(path)).unwrap()
}

const SITE: &str = "
    -- halaman.yaml --
    title: Kabar
    base_url: https://kabar.example/
    timezone: Asia/Makassar
    author: Rani Wulandari
    ";

#[test]
fn a_new_article_has_its_facts_filled_in() {
    let site = paper(SITE);
    let (code, told, wrong) = run(&site, &["new", "Harga ikan: turun?", "--section", "ekonomi/pasar"]);
    assert_eq!((code, told.as_str(), wrong.as_str()), (Some(0), "content/ekonomi/pasar/harga-ikan-turun.md\n", ""));
    assert_eq!(
        source(&site, "content/ekonomi/pasar/harga-ikan-turun.md"),
        "---\ntitle: \"Harga ikan: turun?\"\ndate: 2026-11-23 12:00\nauthors: [Rani Wulandari]\ntags: []\n\
         # description: satu kalimat di bawah judul\n# dateline: tempat\n\
         # image: {src: foto.jpg, alt: \"\", caption: \"\", credit: \"\"}\n\
         # Hapus baris ini bila artikel siap terbit:\ndraft: true\n---\n\n"
    );
    let (_, told, _) =
        run(&site, &["new", "A story", "--language", "en", "--folder", "--author", "S, M", "--at", "2026-12-01 06:00"]);
    assert_eq!(told, "content/a-story/index.en.md\n");
    let text = source(&site, "content/a-story/index.en.md");
    assert!(text.contains("date: 2026-12-01 06:00\nauthors: [\"S, M\"]\n"), "{text}");
    site.build_with(&["--drafts", "--at", NOW]).ok();
}

#[test]
fn nothing_is_written_over() {
    let site = paper(SITE);
    site.write("content/daerah/banjir.md", "milik orang");
    for arguments in [&["new", "Banjir", "-s", "daerah"][..], &["new", "Banjir!", "-s", "daerah", "--folder"]] {
        let (code, _, wrong) = run(&site, arguments);
        assert_eq!(code, Some(1));
        assert_eq!(
            wrong,
            "error: `content/daerah/banjir.md` is there already\n  help: give the new one another name with `--slug`\n"
        );
    }
    assert_eq!(source(&site, "content/daerah/banjir.md"), "milik orang");
    let (code, _, wrong) = run(&site, &["new", "…", "-s", "daerah"]);
    assert_eq!((code, wrong.lines().next()), (Some(1), Some("error: no file can be called after `…`")));
    assert!(run(&site, &["new", "X", "-s", "../luar"]).2.starts_with("error: `../luar` is no section"));
}

#[test]
fn newsrooms_have_beginnings_of_their_own() {
    let site = paper(SITE);
    site.write(
        "templates/new/default.md",
        "---\ntitle: {{ title | yaml }}\ndate: {{ date }}\nkicker: {{ section }}\n---\n",
    );
    site.write("templates/new/olahraga.md", "---\ntitle: {{ title | yaml }}\ndate: {{ dat }}\n---\n");
    assert_eq!(run(&site, &["new", "Lari", "-s", "kota"]).0, Some(0));
    assert_eq!(source(&site, "content/kota/lari.md"), "---\ntitle: Lari\ndate: 2026-11-23 12:00\nkicker: kota\n---\n");
    let (code, _, wrong) = run(&site, &["new", "Lari", "-s", "olahraga"]);
    assert_eq!(code, Some(1));
    assert_eq!(
        wrong,
        "error: variable `dat` is not defined. Available variables: author, date, language, section, title\n \
         --> templates/new/olahraga.md:3:10\n  |\n3 | date: {{ dat }}\n  |          ^^^\n\n"
    );
    assert!(!site.root.join("content/olahraga").exists());
    site.write("templates/new/olahraga.md", "---\ntitle: {{ title | yaml }}\ndate: kemarin\n---\n");
    assert!(run(&site, &["new", "Lari", "-s", "olahraga"]).2.starts_with("error: `kemarin` is no date"));
}

#[test]
fn editors_and_shells_are_helped() {
    let site = paper(SITE);
    for of in ["config", "front-matter"] {
        let schema: serde_json::Value = serde_json::from_str(&run(&site, &["schema", of]).1).unwrap();
        assert_eq!(schema["properties"]["title"]["type"], "string");
    }
    for shell in ["bash", "zsh", "fish", "powershell"] {
        assert!(run(&site, &["completions", shell]).1.contains("base-url"), "{shell}");
    }
    let manual = run(&site, &["manual"]).1;
    assert!(
        manual.contains(".TH halaman 1") && manual.contains(".TH halaman-serve 1") && manual.contains("base\\-url")
    );
}

#[test]
fn a_site_is_listed() {
    let site = paper(SITE);
    site.write("content/daerah/banjir.md", "---\ntitle: Banjir\ndate: 2026-11-22 08:00\ntags: [Air]\n---\nNaik.\n");
    site.write("content/daerah/jalan.md", "---\ntitle: Jalan\ndate: 2026-12-01\n---\nBuka.\n");
    let list = |arguments: &[&str]| run(&site, &[&["list"], arguments].concat()).1;
    assert_eq!(
        list(&[]),
        "DATE              URL              TITLE   FILE\n2026-11-22 08:00  /daerah/banjir/  Banjir  content/daerah/banjir.md\n"
    );
    assert_eq!(
        list(&["held"]),
        "WHY        WHEN              FILE\ncomes out  2026-12-01 00:00  content/daerah/jalan.md\n"
    );
    assert_eq!(list(&["terms"]), "TAXONOMY  TERM  ARTICLES  URL\ntags      Air   1         /tag/air/\n");
    let feeds: serde_json::Value = serde_json::from_str(&list(&["feeds", "--json"])).unwrap();
    assert_eq!(feeds[0], serde_json::json!({"url": "/feed.xml", "format": "RSS", "entries": 1, "archives": 0}));
    let outputs = list(&["outputs"]);
    let own = outputs.lines().find(|line| line.starts_with("daerah/banjir/")).unwrap();
    let cells: Vec<&str> = own.split_whitespace().collect();
    assert_eq!(cells, ["daerah/banjir/index.html", "article.html", "content/daerah/banjir.md"]);
    let (_, told, _) = run(&site, &["build", "--times"]);
    let phases: Vec<&str> = told.lines().skip(1).map(|line| line.rsplit("  ").next().unwrap()).collect();
    assert_eq!(phases, ["look", "configuration", "articles", "templates", "plan", "outputs", "files", "notes"]);
}

#[test]
fn who_wants_more_words_gets_them_beside_the_result() {
    let site = paper(SITE);
    site.write("content/daerah/banjir.md", "---\ntitle: Banjir\ndate: 2026-11-22 08:00\n---\nNaik.\n");
    let lines = |arguments: &[&str]| -> Vec<String> {
        let (code, _, said) = run(&site, arguments);
        assert_eq!(code, Some(0));
        said.lines().map(str::to_owned).collect()
    };
    let list = lines(&["list", "-v"]);
    assert_eq!(list[0], format!("site: {}", site.root.display()));
    assert_eq!(list[1], "moment: 2026-11-23T04:00:00+00:00 (SOURCE_DATE_EPOCH)");
    assert!(list[2].starts_with("found: 1 article published, 0 held back, ") && list.len() == 3, "{list:?}");
    let typed = lines(&["next", "--verbose", "--at", "2026-11-23 12:00"]);
    assert_eq!(typed[1], "moment: 2026-11-23 12:00 (--at)");
    let phases = lines(&["build", "-v"]);
    assert!(phases[2].ends_with("  look") && phases.last().unwrap().ends_with("  notes"), "{phases:?}");
    assert!(lines(&["diff", "-v"])[2].starts_with("found: "));
    assert!(lines(&["check", "-v"])[2].starts_with("judged: "));
    assert_eq!(lines(&["list"]), [""; 0], "and nobody else does");
}
