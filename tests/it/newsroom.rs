//! `halaman check` for a news desk: links of the whole output with the line that wrote them, and what people hear who do
//! not see a page.

use crate::project::{Project, paper, repository};
use std::fs;

/// A paper with a logo and an icon, so that nothing is wrong with it.
fn desk(text: &str) -> Project {
    let site = paper(text);
    if !fs::read_to_string(site.root.join("halaman.yaml")).unwrap().contains("logo:") {
        site.edit("halaman.yaml", "title:", "logo: logo.png\ntitle:");
    }
    site.write("static/logo.png", fs::read(repository("static/logo.png")).unwrap());
    site.write("static/favicon.ico", "x");
    site
}

/// What a check says, one problem a line, and the code it ends with.
fn told(site: &Project, more: &[&str]) -> (String, i32) {
    let run = site.run_in(&[], &[&["check", "--at", "2026-11-23 12:00", "--short"], more].concat());
    (run.stderr.trim_end().to_owned(), run.code())
}

const SITE: &str = "
    -- content/banjir.md --
    ---
    title: Banjir
    date: 2026-11-20
    ---
    Air naik. [Peta](/peta/) dan [pasar](pasar.md#harga).

    ## Kronologi

    <a href=\"/lama/\">Lama</a>
    -- content/pasar.md --
    ---
    title: Pasar
    date: 2026-11-19
    ---
    Harga [naik](banjir.md#kronologi).
    ";

#[test]
fn links_are_told_with_the_line_that_wrote_them() {
    let site = desk(SITE);
    let expected = "\
content/banjir.md:5:18: error: link: nothing on this site is at `/peta/` (and 3 more outputs)
content/banjir.md:5:38: warning: anchor: `/pasar/` has no place `#harga` (and 3 more outputs)
content/banjir.md:9:10: error: link: nothing on this site is at `/lama/` (and 3 more outputs)";
    assert_eq!(told(&site, &[]), (expected.to_owned(), 1));
    let run = site.run_in(&[], &["check", "--at", "2026-11-23 12:00"]);
    let first = run.stderr.split("\n\n").next().unwrap();
    assert!(
        first.starts_with("error: link: nothing on this site is at `/peta/`\n  --> content/banjir.md:5:18\n"),
        "{first}"
    );
    assert!(first.contains("::: public/banjir/index.html:"), "{first}");
    // Of a text with HTML of its own nobody knows all places before it is printed.
    site.edit("content/banjir.md", "<a href=\"/lama/\">Lama</a>", "Lama").edit(
        "content/pasar.md",
        "#kronologi",
        "#kronolgi",
    );
    let run = site.run_in(&[], &["check", "--at", "2026-11-23 12:00"]);
    let anchors: Vec<&str> = run.stderr.split("\n\n").filter(|it| it.contains("#kronolgi`")).collect();
    assert!(anchors.len() == 1 && anchors[0].contains("help: did you mean `#kronologi`?"), "{anchors:?}");
}

#[test]
fn a_link_of_a_template_is_one_finding_at_its_line() {
    let site = desk(SITE);
    site.edit("content/banjir.md", "(/peta/)", "(pasar.md)").edit("content/banjir.md", "#harga", "");
    site.edit("content/banjir.md", "\"/lama/\"", "\"#kronologi\"");
    site.write("templates/partials/footer.html", "<p><a href=\"{{ site.url }}impresum/\">Impresum</a></p>\n");
    let (said, code) = told(&site, &[]);
    assert_eq!(code, 1);
    let rest = said.strip_prefix(
        "templates/partials/footer.html:1:13: error: link: nothing on this site is at `/impresum/` (and ",
    );
    assert!(rest.is_some_and(|rest| rest.ends_with(" more outputs)") && !rest.contains('\n')), "{said}");
}

#[test]
fn menus_pictures_and_style_sheets_are_followed() {
    let site = desk(SITE);
    site.write("content/banjir.md", "---\ntitle: Banjir\ndate: 2026-11-20\n---\n## Harga {#harga}\n\n## Kronologi\n\nAir <img src=\"/air.jpg\" alt=\"\" width=\"1\" height=\"1\">.\n");
    site.edit("halaman.yaml", "title:", "menu:\n  - {title: Cuaca, url: /cuaca/}\ntitle:");
    site.write("static/cetak.css", "p { color: red }\n/* url(x) */ p { background: url('latar.png') }\n");
    let (said, _) = told(&site, &[]);
    let mut lines: Vec<&str> = said.lines().map(|line| line.split(" (and ").next().unwrap()).collect();
    lines.sort_unstable();
    assert_eq!(
        lines,
        [
            "content/banjir.md:9:15: error: image: there is no picture at `/air.jpg`",
            "halaman.yaml:3:25: error: link: nothing on this site is at `/cuaca/`",
            "static/cetak.css:2:35: error: file: there is no file at `/latar.png`",
        ]
    );
}

#[test]
fn links_that_nobody_minds_are_warnings() {
    let site = desk(SITE);
    site.edit("halaman.yaml", "title:", "dead_links: warning\ntitle:");
    let (said, code) = told(&site, &[]);
    assert!(code == 0 && !said.contains(": error: "), "{said}");
}

#[test]
fn h15_a_link_that_says_nothing_is_told_at_its_line() {
    let site = desk(SITE);
    site.write("content/banjir.md", "---\ntitle: Banjir\ndate: 2026-11-20\n---\n## Kronologi\n\n#### Air\n\nPeta [di sini](https://peta.example/x#y).\n");
    site.edit("content/pasar.md", "#kronologi", "");
    let (said, code) = told(&site, &[]);
    assert_eq!(code, 0);
    let (first, second) = said.split_once('\n').unwrap();
    let message = "link-text: the link to `https://peta.example/x#y` is called “di sini”";
    assert_eq!(first, format!("content/banjir.md:9:16: warning: {message}"));
    assert!(second.starts_with("public/banjir/index.html:"), "{second}");
    assert!(second.ends_with(": warning: heading-order: `<h4>` follows `<h2>`: Air"), "{second}");
}

#[test]
fn house_rules_are_told_at_the_line_of_the_article() {
    let site = desk(
        "
        -- content/banjir.md --
        ---
        title: Oknum petugas menutup pintu air terlambat
        date: 2026-11-20
        image: air.jpg
        ---
        Air naik sejak pagi. Warga pindah ke balai desa.

        Kata *oknum* itu dipakai.
        -- content/tentang.md --
        ---
        title: Tentang kami dan oknum yang panjang sekali judulnya
        ---
        Halaman ini bukan berita.
        ",
    );
    site.write("content/air.jpg", fs::read(repository("content/lingkungan/bakau-muara-sepat/pagar.jpg")).unwrap());
    let fine = told(&site, &[]);
    assert_eq!(fine, (String::new(), 0));
    site.edit(
        "halaman.yaml",
        "title:",
        "house: {headline: 30, paragraph: 8, standfirst: required, dateline: required, photo_credit: required, forbidden: {oknum: anggota}}\ntitle:",
    );
    let expected = "\
content/banjir.md:2:8: warning: house-dateline: the article has no dateline
content/banjir.md:2:8: warning: house-headline: the headline is longer than 30 characters
content/banjir.md:2:8: warning: house-standfirst: the article has no standfirst
content/banjir.md:2:8: warning: house-word: “oknum” is not used here
content/banjir.md:4:8: warning: house-photo-credit: the picture does not say who made it
content/banjir.md:6:1: warning: house-paragraph: the paragraph is longer than 8 words
content/banjir.md:8:7: warning: house-word: “oknum” is not used here";
    let (said, code) = told(&site, &[]);
    let mut lines: Vec<&str> = said.lines().collect();
    lines.sort_unstable();
    assert_eq!((lines.join("\n").as_str(), code), (expected, 0));
    site.build().ok();
    let run = site.run_in(&[], &["check", "--at", "2026-11-23 12:00"]);
    let paragraph = run.stderr.split("\n\n").find(|it| it.contains("house-paragraph")).unwrap();
    assert_eq!(
        paragraph,
        "warning: house-paragraph: the paragraph is longer than 8 words
 --> content/banjir.md:6:1
  |
6 | Air naik sejak pagi. Warga pindah ke balai desa.
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 9 words
  |
  = help: begin a new one in the middle, perhaps with “Warga pindah ke …”"
    );
}

#[test]
fn what_changed_is_told_and_what_the_change_broke() {
    let site = desk(
        "
        -- content/a.md --
        ---
        title: Satu
        date: 2026-11-20
        ---
        Lama: [hilang](/hilang/), [tiga](/c/).
        -- content/b.md --
        ---
        title: Dua
        date: 2026-11-19
        ---
        Isi.
        -- content/c.md --
        ---
        title: Tiga
        ---
        Isi.
        ",
    );
    let halves = ["link: nothing on this site is at `/hilang/`", "link: nothing on this site is at `/baru/`"];
    let has = |arguments: &[&str]| {
        let said = told(&site, arguments).0;
        halves.map(|half| said.contains(half))
    };
    site.build();
    assert_eq!((has(&["--changed"]), has(&[])), ([false, false], [true, false]));
    site.edit("content/b.md", "Isi.", "Isi [baru](/baru/).");
    assert_eq!((has(&["--changed"]), has(&[])), ([false, true], [true, true]));
    site.build();
    site.edit("content/a.md", "title: Satu", "title: \"Satu\"");
    assert_eq!(told(&site, &["--changed"]), (String::new(), 0));
    site.remove("content/c.md");
    let (said, _) = told(&site, &["--changed"]);
    assert!(said.contains("content/a.md:5:34: error: link: nothing on this site is at `/c/`"), "{said}");
}

#[test]
fn sarif_and_json_name_rules_and_places() {
    let site = desk(SITE);
    let run = site.run_in(&[], &["check", "--at", "2026-11-23 12:00", "--sarif"]);
    let sarif: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let result = &sarif["runs"][0]["results"][0];
    let place = serde_json::json!({
        "artifactLocation": {"uri": "content/banjir.md"},
        "region": {"startLine": 5, "startColumn": 18, "endLine": 5, "endColumn": 24},
    });
    assert_eq!((&result["ruleId"], &result["locations"][0]["physicalLocation"]), (&serde_json::json!("link"), &place));
    let run = site.run_in(&[], &["check", "--at", "2026-11-23 12:00", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((&json["errors"], &json["warnings"]), (&serde_json::json!(2), &serde_json::json!(1)));
    let rules: Vec<_> = json["problems"].as_array().unwrap().iter().map(|it| it["rule"].as_str().unwrap()).collect();
    assert_eq!((rules, run.code()), (vec!["link", "anchor", "link"], 1));
}
