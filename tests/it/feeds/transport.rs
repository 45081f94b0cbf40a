//! What plain static hosts make of our files (rules T-1 to T-8 and V; the bugs are T01 to T58).

use super::named_site;
use crate::project::paper;
use std::collections::BTreeSet;

const SITE: &str = "
    -- content/daerah/banjir.md --
    ---
    title: Banjir
    date: 2026-11-20
    aliases: [/lama/]
    ---
    Air naik.
    ";

#[test]
fn rules_t1_v3_t51_names_end_in_what_hosts_guess_the_type_from() {
    let site = paper(SITE);
    site.build().ok();
    let mut endings: BTreeSet<String> = BTreeSet::new();
    for path in site.paths() {
        let name = path.rsplit('/').next().unwrap();
        endings.extend(name.rsplit_once('.').map(|(_, ending)| ending.to_owned()));
        assert!(name.contains('.'), "{path} has no ending");
    }
    assert_eq!(
        endings.into_iter().collect::<Vec<_>>(),
        ["css", "html", "ico", "js", "json", "opml", "png", "svg", "txt", "webmanifest", "xml"]
    );
}

#[test]
fn rule_t2_no_feed_is_the_index_of_a_folder() {
    let site = paper(SITE);
    site.build().ok();
    for path in site.paths().into_iter().filter(|path| path.ends_with("index.html")) {
        assert!(site.file(&path).starts_with("<!DOCTYPE html>"), "{path}");
    }
    assert!(!site.paths().iter().any(|path| path.ends_with("index.xml")));
}

#[test]
fn rule_t3_an_unchanged_feed_keeps_its_time() {
    let site = paper(SITE);
    let before = site.build().ok().mtimes();
    site.write("content/tentang.md", "---\ntitle: Tentang\n---\nKami.\n").build().ok();
    for path in ["feed.xml", "atom.xml", "feed.json", "daerah/feed.xml", "sitemap-2026-11.xml"] {
        assert_eq!(before[path], site.mtime(path), "{path}");
    }
}

#[test]
fn rules_t5_t6_files_for_hosts_are_made_on_request_alone() {
    let site = paper(SITE);
    let own = |site: &crate::project::Project| -> Vec<String> {
        site.paths().into_iter().filter(|path| path.starts_with(['_', '.']) || path == "CNAME").collect()
    };
    assert_eq!(own(site.build().ok()), [""; 0]);
    site.edit("halaman.yaml", "title:", "hosts: [github, netlify, cloudflare, apache, nginx, caddy]\ntitle:")
        .build()
        .ok();
    let all = [".htaccess", ".nojekyll", "CNAME", "_caddy.conf", "_headers", "_nginx.conf", "_redirects"];
    assert_eq!(own(&site), all);
    assert_eq!(site.file("CNAME"), "kabar.example\n");
    // What is in `static/` goes before.
    site.write("static/_headers", "/*\n  X-Ours: yes\n").build().ok();
    assert_eq!(site.file("_headers"), "/*\n  X-Ours: yes\n");
}

#[test]
fn rules_t4_t6_t51_feeds_have_their_types_and_may_be_kept_for_minutes() {
    let site = paper(SITE);
    site.edit("halaman.yaml", "title:", "hosts: [netlify]\nfeed: {hubs: [\"https://hub.example/\"]}\ntitle:")
        .build()
        .ok();
    let headers = site.file("_headers");
    for line in [
        "  Content-Type: application/xml; charset=utf-8",
        "  Content-Type: application/feed+json",
        "  Content-Type: text/x-opml; charset=utf-8",
        "  Access-Control-Allow-Origin: *",
        "  Cache-Control: public, max-age=600",
        "  X-Content-Type-Options: nosniff",
    ] {
        assert!(headers.lines().any(|own| own == line), "no `{line}` in:\n{headers}");
    }
    let links = "  Link: <https://hub.example/>; rel=\"hub\"\n  Link: <https://kabar.example/feed.xml>; rel=\"self\"";
    assert!(headers.contains(&format!("\n/feed.xml\n{links}\n")), "{headers}");
}

#[test]
fn rule_t6_a_file_of_ones_own_is_not_taken_for_a_feed() {
    let site = paper(SITE);
    site.edit("halaman.yaml", "title:", "hosts: [netlify]\ntitle:").write("static/data.json", "{}").build().ok();
    let headers = site.file("_headers");
    let of =
        |rule: &str| headers.split("\n\n").find(|block| block.starts_with(&format!("{rule}\n"))).map(str::to_owned);
    assert_eq!(of("/*.json"), None);
    assert_eq!(of("/*data.json").unwrap(), "/*data.json\n  Content-Type: application/json");
}

#[test]
fn rule_t7_an_alias_leads_on_with_and_without_the_host() {
    let site = paper(SITE);
    site.edit("halaman.yaml", "title:", "hosts: [netlify]\ntitle:").build().ok();
    let page = site.file("lama/index.html");
    assert!(page.contains("<link rel=\"canonical\" href=\"https://kabar.example/daerah/banjir/\">"), "{page}");
    assert!(page.contains("http-equiv=\"refresh\""), "{page}");
    let redirects = site.file("_redirects");
    assert!(redirects.lines().any(|line| line.starts_with("/lama/ /daerah/banjir/ 301")), "{redirects}");
}

#[test]
fn rule_v4_people_find_every_feed_on_a_page() {
    let site = named_site("feeds:\n  - {name: pagi}\n");
    site.build().ok();
    let page = site.file("umpan/index.html");
    for feed in site.paths().into_iter().filter(|path| path.ends_with("feed.xml") || path.ends_with("atom.xml")) {
        assert!(page.contains(&format!("<code>https://kabar.example/{feed}</code>")), "{feed}");
    }
    assert!(site.file("index.html").contains("href=\"/umpan/\""));
}

#[test]
fn rule_v2_no_feed_names_a_script_or_an_xslt() {
    let site = paper(SITE);
    site.build().ok();
    for path in site.paths().into_iter().filter(|path| path.ends_with(".xml")) {
        let text = site.file(&path);
        assert!(!text.contains("text/xsl") && !text.contains("<script"), "{path}");
    }
}
