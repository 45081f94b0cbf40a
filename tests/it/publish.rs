//! An article that comes out, or is seen otherwise than before, costs what shows it, in a build that asks for nothing else; and
//! it comes to what a build of everything comes to.

use crate::cache::clock;
use crate::faults::{self, Fault};
use crate::few::{Built, build, build_at, copy, is_right, is_right_at, settled};
use crate::project::{NOW, Project, paper};
use std::fs;
use std::time::Duration;

/// Two sections and three days; lists of two pages; one text leaves to us what it recommends.
const SITE: &str = "
    -- halaman.yaml --
    title: Kabar
    base_url: https://kabar.example/
    timezone: Asia/Makassar
    per_page: 2
    list_pages: 2
    recent: 1
    dead_links: warning
    feed: {formats: [rss], limit: 2, hours: 1, archives: none}
    -- content/daerah/air.md --
    ---
    title: Air naik di hulu
    date: 2026-11-10 10:00
    tags: [Air]
    ---
    Air naik di hulu sungai.
    -- content/daerah/pintu.md --
    ---
    title: Pintu air di hulu dibuka
    date: 2026-11-11 10:00
    tags: [Air]
    ---
    Pintu air dibuka pukul 10.

    {{<baca_juga/>}}

    Warga menunggu, lihat [tentang](../tentang.md).
    -- content/ekonomi/pasar.md --
    ---
    title: Pasar pindah
    date: 2026-11-12 10:00
    tags: [Pasar]
    ---
    Pasar pindah.
    -- content/ekonomi/harga.md --
    ---
    title: Harga cabai turun
    date: 2026-11-18 10:00
    draft: true
    ---
    Turun lagi.
    -- content/tentang.md --
    ---
    title: Tentang
    ---
    Kami.
    ";

const NEW: &str = "---\ntitle: Air surut di hulu\ndate: 2026-11-20 10:00\ntags: [Air]\n---\nAir surut sejak pagi.\n";

/// A site that has been built twice: the second time it has nothing to do.
fn built() -> Project {
    let site = paper(SITE);
    build(&site);
    assert_eq!(build(&site).read.len(), 0);
    site
}

/// Whether it did not look at all outputs.
#[track_caller]
fn is_short(site: &Project, built: &Built) {
    let all = site.paths().len();
    assert!(built.looked_at < all, "{} of {all}", built.looked_at);
}

fn pages(built: &Built) -> Vec<&str> {
    let mut pages = built.made();
    pages.retain(|file| file.ends_with(".html"));
    pages
}

#[test]
fn a_new_article_costs_what_shows_it() {
    let site = built();
    site.write("content/daerah/surut.md", NEW);
    let now = build(&site);
    let printed = ["daerah/pintu.md", "daerah/surut.md", "ekonomi/pasar.md"];
    assert_eq!(now.read, printed, "it, and what is in the same feeds or gets a newer neighbour");
    let expected = [
        "404.html",
        "daerah/halaman/2/index.html",
        "daerah/index.html",
        "daerah/pintu/index.html",
        "daerah/surut/index.html",
        "halaman/2/index.html",
        "indeks/2026/11/12/index.html",
        "indeks/2026/11/20/index.html",
        "indeks/2026/11/index.html",
        "indeks/2026/index.html",
        "indeks/index.html",
        "index.html",
        "tag/air/halaman/2/index.html",
        "tag/air/index.html",
        "tag/index.html",
    ];
    assert_eq!(pages(&now), expected);
    is_short(&site, &now);
    is_right(&site);
    assert_eq!((build(&site).read.len(), build(&site).made().len()), (0, 0));
    site.write("content/daerah/lagi.md", NEW.replace("surut", "naik lagi").replace("10:00", "11:00"));
    is_short(&site, &build(&site));
    is_right(&site);
}

#[test]
fn what_is_seen_of_a_new_one_costs_what_shows_it_too() {
    let site = built();
    site.write("content/daerah/surut.md", NEW).write("content/daerah/lagi.md", NEW.replace("surut", "naik lagi"));
    build(&site);
    let edits = [
        ("title: Air surut", "title: Air laut surut"),
        ("sejak pagi", "sejak malam"),
        ("tags: [Air]", "tags: [Air, Laut]"),
        ("date: 2026-11-20 10:00", "date: 2026-11-20 23:00"),
        ("date: 2026-11-20 23:00", "date: 2026-11-12 23:00"),
        ("\n---\nAir", "\ndescription: Ringkas.\n---\nAir"),
        ("sejak malam.", "sejak malam, lihat [pintu](pintu.md).\n\n{{<baca_juga/>}}"),
    ];
    for (old, new) in edits {
        site.edit("content/daerah/surut.md", old, new);
        is_short(&site, &build(&site));
        is_right(&site);
    }
}

#[test]
fn a_draft_comes_out() {
    let site = built();
    site.edit("content/ekonomi/harga.md", "draft: true\n", "");
    let now = build(&site);
    is_short(&site, &now);
    assert_eq!(now.report.articles, 5);
    is_right(&site);
    site.edit("content/ekonomi/harga.md", "---\nTurun", "draft: true\n---\nTurun");
    build(&site);
    is_right(&site);
}

#[test]
fn a_new_article_brings_its_pictures() {
    let site = built();
    let text = NEW.replace("tags:", "image: {src: foto.jpg, alt: Air, credit: Rani}\ntags:");
    site.write("content/daerah/bundel/index.md", &text).write("content/daerah/bundel/foto.jpg", "x");
    site.write("static/gambar/peta.png", "y").write("content/daerah/foto.jpg", "z");
    site.write("content/daerah/surut.md", text.replace("pagi.", "pagi, lihat ![Peta](/gambar/peta.png)."));
    let now = build(&site);
    is_short(&site, &now);
    for file in ["daerah/bundel/foto.jpg", "gambar/peta.png", "daerah/foto.jpg"] {
        assert!(now.made().contains(&file), "{file}");
    }
    is_right(&site);
    assert_eq!(build(&site).made(), [""; 0]);
    site.write("static/gambar/peta.png", "yy").remove("content/daerah/bundel/foto.jpg");
    assert!(build(&site).said.contains("there is no picture `foto.jpg`"));
    is_right(&site);
    site.write("content/daerah/bundel/foto.jpg", "x");
    assert_eq!(build(&site).said, "");
    is_right(&site);
    for file in ["static/favicon.svg", "static/robots.txt", "static/style.css", "content/daerah/peta.pdf"] {
        site.write(file, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 4 4\"><path d=\"M0 0h4v4z\"/></svg>");
        build(&site);
        is_right(&site);
        assert_eq!(build(&site).made(), [""; 0], "{file}");
    }
}

#[test]
fn what_was_written_a_moment_ago_is_looked_into() {
    let site = built();
    // The clock of the disk is to be trusted for the rest of the site.
    std::thread::sleep(Duration::from_millis(2100));
    let soon = || crate::few::build_when(&site, NOW, clock(0));
    site.write("content/daerah/surut.md", NEW).write("static/peta.png", "y");
    soon();
    assert_eq!(soon().made(), [""; 0]);
    site.write("content/daerah/lagi.md", NEW.replace("surut", "naik lagi"));
    is_short(&site, &soon());
    is_right(&site);
    site.write("static/peta.png", "z");
    soon();
    assert_eq!(site.file("peta.png"), "z");
    is_right(&site);
}

#[test]
fn a_feed_that_grew_is_told_of_now_and_again() {
    let site = paper(&SITE.replace("archives: none}", "archives: none, budget: 1900}"));
    build(&site);
    let warning = "a feed is larger than `feed.budget`";
    assert!(!build(&site).said.contains(warning));
    let long = "Air surut sejak pagi, kata warga yang menunggu di tepi. ".repeat(30);
    site.write("content/daerah/surut.md", NEW.replace("Air surut sejak pagi.", &long));
    let grown = build(&site);
    is_short(&site, &grown);
    assert!(grown.said.contains(warning), "{}", grown.said);
    assert_eq!(build(&site).said, grown.said, "nothing changed, and it is told again");
    site.edit("content/daerah/surut.md", &long, "Air surut.");
    assert_eq!((build(&site).said, build(&site).said), (String::new(), String::new()));
    is_right(&site);
}

#[test]
fn words_before_a_call_leave_what_it_shows() {
    let site = built();
    site.edit("content/daerah/pintu.md", "pukul 10", "tadi pagi, kata seorang warga, pukul 10");
    build(&site);
    assert!(site.file("daerah/pintu/index.html").contains("Air naik di hulu"));
    is_right(&site);
}

/// What somebody does to a site.
type Change = fn(&Project);

#[test]
fn whatever_else_happens_to_articles_is_right() {
    let site = built();
    let write = |site: &Project, path: &str, more: &str| {
        site.write(path, format!("---\ntitle: Baru\ndate: 2026-11-21\n{more}---\nIsi.\n"));
    };
    let changes: [(&str, Change); 13] = [
        ("a section", |site| _ = site.write("content/olahraga/a.md", NEW)),
        ("a language", |site| {
            site.write("content/daerah/air.en.md", NEW.replace("---\nAir", "language: en\n---\nAir"));
        }),
        ("a page", |site| _ = site.write("content/kontak.md", "---\ntitle: Kontak\n---\nSurel.\n")),
        ("a bundle", |site| _ = site.write("content/daerah/bundel/index.md", NEW)),
        ("a link to nothing", |site| {
            site.edit("content/tentang.md", "Kami.", "Kami, [nanti](daerah/nanti.md) dan [itu](/daerah/itu/).");
        }),
        ("what it leads to", |site| _ = site.write("content/daerah/nanti.md", NEW)),
        ("and that", |site| _ = site.write("content/daerah/itu.md", NEW)),
        ("an alias", |site| _ = site.edit("content/daerah/nanti.md", "tags:", "aliases: [/lama/]\ntags:")),
        ("another address", |site| _ = site.edit("content/daerah/nanti.md", "tags:", "slug: kini\ntags:")),
        ("a name", |site| {
            let text = fs::read(site.root.join("content/daerah/itu.md")).unwrap();
            site.remove("content/daerah/itu.md").write("content/daerah/ini.md", text);
        }),
        ("one that goes", |site| _ = site.remove("content/ekonomi/pasar.md")),
        ("a heading", |site| _ = site.edit("content/daerah/air.md", "sungai.", "sungai.\n\n## Hulu\n\nDan hilir.")),
        ("one that is taken back", |site| _ = site.edit("content/daerah/air.md", "tags:", "withdrawn: Keliru.\ntags:")),
    ];
    write(&site, "content/daerah/satu.md", "");
    build(&site);
    for (what, change) in changes {
        change(&site);
        assert!(!build(&site).said.contains("error"), "{what}");
        is_right(&site);
        assert_eq!(build(&site).made(), [""; 0], "after {what}");
    }
}

#[test]
fn a_mistake_in_a_new_article_is_told_and_changes_nothing() {
    let site = built();
    let before = site.tree();
    for (text, said) in [
        (NEW.replace("tags:", "slug: pintu\ntags:"), "error: two sources for one address: `/daerah/pintu/`"),
        (NEW.replace("tags:", "slug: PINTU\ntags:"), "error: two addresses that differ only in case"),
        (NEW.replace("tags:", "id: /daerah/pintu/\ntags:"), "error: two articles with one id"),
        (
            NEW.replace("tags:", "permalink: /daerah/pintu/index.html/x.html\ntags:"),
            "error: `/daerah/pintu/` is a file",
        ),
        (NEW.replace("pagi.", "pagi.\n\n![Foto](tiada.jpg)"), "warning: there is no picture `tiada.jpg`"),
        (NEW.replace("title:", "tilte:"), "error: the article has no title"),
    ] {
        site.write("content/daerah/surut.md", text);
        let now = build(&site);
        assert!(now.said.contains(said), "{}", now.said);
        if said.starts_with("error") {
            assert!(site.tree() == before);
        } else {
            is_right(&site);
        }
        site.remove("content/daerah/surut.md");
        build(&site);
        is_right(&site);
    }
}

/// Each of these changes what some page or message says that names nothing of what changed.
#[test]
fn what_shows_elsewhere_is_seen() {
    let dated = |more: &str| format!("---\ntitle: Kabar\ndate: 2026-11-02 10:00\n{more}---\nIsi.\n");
    let site = paper(SITE);
    site.write("content/daerah/kota/a.md", dated("slug: a\n")).write("content/daerah/kota/b.md", dated("slug: b\n"));
    site.write("content/ekonomi/redaksi.md", dated("editors: [Wira Pasir]\nrelated: [tentang.md]\n"));
    site.write("static/ekonomi/g/gambar/foto.jpg", "x")
        .write("content/ekonomi/g.md", dated("") + "![Foto](gambar/foto.jpg)");
    site.write(
        "content/ekonomi/_index.md",
        "---\ntitle: Ekonomi\n---\nLihat [hulu](../daerah/air.md#hulu), [itu](nanti.md).\n",
    );
    build(&site);
    let last = dated("").replace("2026-11-02", "2026-11-01");
    let edits: [(&str, &str, String); 9] = [
        ("counts of sections below", "content/daerah/kota/c.md", last.clone()),
        (
            "a writer who was an editor",
            "content/daerah/penulis.md",
            last.replace("---\nIsi", "authors: [Wira Pasir]\n---\nIsi"),
        ),
        ("a nearer file of a name", "content/ekonomi/tentang.md", last.clone()),
        ("a nearer picture", "content/ekonomi/gambar/foto.jpg", "yy".into()),
        (
            "a template that is not there",
            "content/daerah/pola.md",
            last.replace("---\nIsi", "template: x.html\n---\nIsi"),
        ),
        ("a file of the theme replaced", "static/style.css", "p { margin: 0 }".into()),
        ("why it is not there", "content/ekonomi/nanti.md", last.replace("---\nIsi", "draft: true\n---\nIsi")),
        ("what was meant", "content/ekonomi/nantii.md", last.clone()),
        ("a heading that is linked to", "content/daerah/air.md", NEW.replace("pagi.", "pagi.\n\n## Hulu\n\nAir.")),
    ];
    for (what, path, text) in edits {
        site.write(path, text);
        let now = build(&site);
        assert_eq!(now.said, build(&copy(&site)).said, "{what}");
        is_right(&site);
        assert_eq!((build(&site).looked_at, build(&site).said), (0, now.said), "{what}");
    }
}

#[test]
fn a_build_for_somebody_else_that_was_killed_is_not_believed() {
    let site = settled(SITE);
    for change in (1..400).step_by(7) {
        let outcome = faults::build_with(&site, &["--drafts", "--at", NOW], Fault::Kill(change));
        let is_over = outcome.as_ref().is_none_or(|outcome| outcome.code.is_some());
        site.build_with(&["--at", NOW]);
        assert!(!site.public("ekonomi/harga/index.html").exists());
        if is_over {
            return;
        }
    }
    panic!("it has no end");
}

#[test]
fn what_leaves_the_news_leaves_it_in_time() {
    let site = built();
    site.write("content/daerah/surut.md", NEW.replace("2026-11-20 10:00", "2026-11-22 10:00"));
    build(&site);
    let is_in = || site.file("sitemap-news.xml").contains("/daerah/surut/");
    assert!(is_in());
    assert_eq!(build_at(&site, "2026-11-24 09:59").looked_at, 0);
    assert!(is_in());
    let later = build_at(&site, "2026-11-24 10:00");
    is_short(&site, &later);
    assert_eq!((is_in(), later.report.counts.written), (false, 2));
    assert_eq!(build_at(&site, "2026-11-24 10:00").looked_at, 0);
    build_at(&site, "2026-11-24 09:59");
    assert!(is_in(), "time goes back");
}

#[test]
fn what_was_written_ahead_comes_out_in_time() {
    let site = built();
    let ahead = |day: &str| NEW.replace("2026-11-20", day);
    site.write("content/daerah/surut.md", ahead("2026-11-24")).write("content/daerah/lagi.md", ahead("2026-11-25"));
    site.write("content/daerah/nanti.md", NEW.replace("tags:", "draft: true\ntags:"));
    let now = build(&site);
    is_short(&site, &now);
    assert_eq!((now.report.counts.written, build(&site).looked_at), (0, 0));
    site.edit("content/daerah/lagi.md", "2026-11-25", "2026-11-26").edit("content/tentang.md", "Kami.", "Kita.");
    is_short(&site, &build(&site));
    assert_eq!(build_at(&site, "2026-11-24 09:59").looked_at, 0);
    let out = build_at(&site, "2026-11-24 10:00");
    is_short(&site, &out);
    assert_eq!(out.report.articles, 5);
    is_right_at(&site, "2026-11-24 10:00");
    site.write("content/daerah/sela.md", ahead("2026-11-23"));
    is_short(&site, &build_at(&site, "2026-11-25 12:00"));
    is_right_at(&site, "2026-11-25 12:00");
    is_short(&site, &build_at(&site, "2026-11-26 10:00"));
    assert!(site.public("daerah/lagi/index.html").exists());
    is_right_at(&site, "2026-11-26 10:00");
    site.edit("content/daerah/lagi.md", "tags:", "updated: 2026-11-28\nexpires: 2026-11-29\ntags:");
    for at in ["2026-11-27", "2026-11-28", "2026-11-29"] {
        build_at(&site, at);
        is_right_at(&site, at);
        assert_eq!(build_at(&site, at).looked_at, 0);
    }
}

#[test]
fn killed_at_any_change_of_the_disk_and_taken_back_it_is_right() {
    let site = settled(SITE);
    for change in 1..300 {
        site.write("content/daerah/surut.md", NEW).edit("content/daerah/air.md", "sungai.", "kali.");
        let outcome = faults::build(&site, NOW, Fault::Kill(change));
        let is_over = outcome.as_ref().is_none_or(|outcome| outcome.code.is_some());
        site.remove("content/daerah/surut.md").edit("content/daerah/air.md", "kali.", "sungai.");
        site.build_with(&["--at", NOW]);
        is_right(&site);
        if is_over {
            return;
        }
    }
    panic!("it has no end");
}
