//! `halaman check`: faults are told with their rule, the file, the place and a remedy; nothing is written.

use crate::project::{paper, repository};
use std::fs;

const SITE: &str = "
    -- content/banjir.md --
    ---
    title: Banjir
    date: 2026-11-20
    ---
    Air naik.
    -- static/favicon.ico --
    x
    ";

fn arguments<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["check", "--at", "2026-11-23 12:00"], more].concat()
}

#[test]
fn a_small_site_with_a_logo_has_no_fault_and_nothing_is_written() {
    let site = paper(SITE);
    site.edit("halaman.yaml", "title:", "logo: logo.png\ntitle:");
    site.write("static/logo.png", fs::read(repository("static/logo.png")).unwrap());
    let run = site.run_in(&[], &arguments(&[]));
    assert_eq!((run.stderr.as_str(), run.code()), ("", 0));
    assert!(run.stdout.ends_with(" files checked: no fault\n"), "{}", run.stdout);
    assert!(!site.root.join("public").exists() && !site.root.join(".halaman").exists());
}

/// A frame of a page of one's own, with everything that the rules ask for but the canonical address.
const FRAME: &str = "\
<!DOCTYPE html>
<html lang=\"id\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width\">
<title>{{ page.title }}</title>
</head>
<body><main><h1>{{ page.title }}</h1></main></body>
</html>
";

#[test]
fn h2_a_fault_of_a_template_is_told_once_with_its_place() {
    let site = paper(SITE);
    site.write("templates/article.html", FRAME);
    site.write("content/pasar.md", "---\ntitle: Pasar\ndate: 2026-11-19\n---\nIsi.\n");
    let run = site.run_in(&[], &arguments(&[]));
    assert_eq!(run.code(), 1);
    let told: Vec<&str> = run.stderr.split("\n\n").filter(|told| told.contains(" H-2: ")).collect();
    assert_eq!(
        told,
        ["error: H-2: the page has no canonical address
 --> public/banjir/index.html:1:1
  |
1 | <!DOCTYPE html>
  | ^
  |
  = note: made of `content/banjir.md` with `article.html`
  = note: and 1 more output
  = help: write `<link rel=\"canonical\" href=\"https://…\">`"]
    );
}

#[test]
fn a_site_with_errors_is_not_judged() {
    let site = paper(SITE);
    site.edit("content/banjir.md", "2026-11-20", "kemarin");
    let run = site.run_in(&[], &arguments(&[]));
    assert_eq!(run.code(), 1);
    assert!(run.stderr.starts_with("error: `kemarin` is no date"), "{}", run.stderr);
}

#[test]
fn p11_an_article_that_comes_late_into_a_closed_archive() {
    let site = paper(SITE);
    let article = |name: &str, date: &str| {
        site.write(&format!("content/{name}.md"), format!("---\ntitle: {name}\ndate: {date}\n---\nIsi.\n"));
    };
    article("lama", "2026-08-01");
    article("tua", "2026-09-01");
    site.build().ok();
    article("telat", "2026-08-02");
    let run = site.run_in(&[], &arguments(&["--short"]));
    let told: Vec<&str> = run.stderr.lines().filter(|line| line.contains("P-11")).collect();
    let message = "P-11: an archive that has been published gets another article: “telat”";
    assert_eq!(told, [format!("public/atom-2026-08.xml:1:1: warning: {message} (and 1 more output)")]);
}

/// A feed of somebody else.
const FEED: &str = "\
<?xml version=\"1.0\" encoding=\"utf-8\"?>
<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">
<channel>
<title>Warta</title>
<link>https://warta.example/</link>
<description>Warta kota</description>
<atom:link href=\"https://warta.example/feed.xml\" rel=\"self\" type=\"application/rss+xml\"/>
<item>
<title>Pasar</title>
<link>https://warta.example/pasar/</link>
<guid isPermaLink=\"false\">tag:warta.example,2026:pasar</guid>
<pubDate>Selasa, 8 November 2022 14.30 WITA</pubDate>
<description>Pasar pindah.</description>
</item>
</channel>
</rss>
";

#[test]
fn r5_any_feed_can_be_judged() {
    let site = paper(SITE);
    site.write("lain/feed.xml", FEED);
    site.write("lain/data.json", "{\"a\": 1}");
    for path in ["lain/feed.xml", "lain"] {
        let run = site.run_in(&[], &["check", "--feed", path]);
        assert_eq!((run.stdout.as_str(), run.code()), ("1 feed checked: 1 error\n", 1));
        let told: Vec<&str> = run.stderr.lines().filter(|line| line.contains("R-5") || line.contains("-->")).collect();
        assert_eq!(
            told,
            [
                "error: R-5: \"Selasa, 8 November 2022 14.30 WITA\" is no date a feed reader understands",
                "  --> lain/feed.xml:12:1"
            ]
        );
    }
    site.edit("lain/feed.xml", "Selasa, 8 November 2022 14.30 WITA", "Tue, 08 Nov 2022 14:30:00 +0800");
    let run = site.run_in(&[], &["check", "--feed", "lain", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((json, run.code()), (serde_json::json!({"ok": true, "errors": 0, "warnings": 0, "problems": []}), 0));
}

#[test]
fn what_is_no_feed_is_said_to_be_none() {
    let site = paper(SITE);
    let said = |arguments: &[&str]| {
        let run = site.run_in(&[], arguments);
        (run.code(), run.stderr.lines().next().unwrap_or_default().to_owned())
    };
    assert_eq!(said(&["check", "--feed", "content"]), (2, "error: there is no feed in `content`".to_owned()));
    let (code, line) = said(&["check", "--feed", "tidak-ada"]);
    assert_eq!((code, line.as_str()), (2, "error: cannot read `tidak-ada`: there is no such file"));
    assert_eq!(said(&["check", "--feed", "content/banjir.md"]).0, 1);
}
