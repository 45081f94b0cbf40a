//! The theme inside the program: what `theme` and `budget` in `halaman.yaml` do, the page of corrections, films that wait for a
//! click, and what can be asked of the sample's pages without a browser.
//!
//! Contrast, layout and the keyboard need one: `tests/pages/check.mjs` asks for them.

use crate::html::{self, Element};
use crate::project::{PAPER, Project, paper};
use crate::sample::SAMPLE;
use std::collections::BTreeSet;

const SITE: &str = "
    -- content/daerah/banjir.md --
    ---
    title: Banjir di Muara
    date: 2026-11-20
    corrections:
      - {date: 2026-11-21 09:00, text: \"Bukan 310, *melainkan* 312 rumah.\"}
      - {text: Nama desa salah tulis.}
    ---
    Air naik.

    {{<youtube id=\"a1\" title=\"Dari udara\"/>}}
    -- content/daerah/banjir.en.md --
    ---
    title: Flood
    date: 2026-11-20
    corrections: [{date: 2026-11-21 09:00, text: 312 houses.}]
    ---
    Water.
    -- content/pasar.md --
    ---
    title: Pasar
    date: 2026-11-19
    corrections: [{date: 2026-11-22 09:00, text: Harganya lain.}]
    ---
    Isi.
    ";

fn site(more: &str) -> Project {
    let site = paper(SITE);
    site.write("halaman.yaml", format!("{PAPER}{more}"));
    site
}

fn texts(html: &str, wanted: impl Fn(&Element) -> bool) -> Vec<String> {
    let found = html::elements(html).into_iter().filter(|element| wanted(element));
    found.map(|element| element.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn colours_fonts_and_words_need_no_template() {
    let site = site(
        "theme:\n  colors: {accent: \"#064\", paper: \"#fff\"}\n  dark: {accent: \"#9fd8b4\"}\n  \
         fonts: {headings: \"'Lora', serif\"}\n  words: {id: {follow: Sapa kami, latest: Baru saja}}\n",
    );
    let page = site.build().ok().file("daerah/banjir/index.html");
    let light = "@media screen and (prefers-color-scheme:light){:root{--accent:#006644;--paper:#ffffff;}}";
    let dark = "@media screen and (prefers-color-scheme:dark){:root{--accent:#9fd8b4;}}";
    let fonts = ":root{--head:'Lora', serif}";
    assert!(page.contains(&format!("<style>{light}{dark}{fonts}</style>\n")), "{page}");
    for (scheme, paper) in [("light", "#ffffff"), ("dark", "#15111a")] {
        let wanted =
            format!("<meta name=\"theme-color\" content=\"{paper}\" media=\"(prefers-color-scheme: {scheme})\">");
        assert!(page.contains(&wanted), "{page}");
    }
    assert_eq!(texts(&page, |it| it.attribute("id") == Some("ikuti")), ["Sapa kami"]);
    assert_eq!(texts(&page, |it| it.attribute("id") == Some("terkini")), ["Baru saja"]);
}

#[test]
fn a_style_sheet_of_ones_own_comes_last_and_must_be_there() {
    let site = site("theme: {styles: gaya.css}\n");
    let run = site.build();
    assert_eq!(run.code(), 1);
    assert!(run.stderr.starts_with("error: there is no `static/gaya.css`\n --> halaman.yaml:5:17"), "{}", run.stderr);
    site.write("static/gaya.css", "h1{color:red}");
    let page = site.build().ok().file("index.html");
    let sheets: Vec<String> = html::elements(&page)
        .iter()
        .filter(|it| it.attribute("rel") == Some("stylesheet"))
        .map(|it| it.attribute("href").unwrap().split('?').next().unwrap().to_owned())
        .collect();
    assert_eq!(sheets, ["/style.css", "/lists.css", "/gaya.css"]);
}

#[test]
fn i13_all_corrections_stand_on_one_page_newest_first() {
    let site = site("");
    let run = site.build().ok();
    let page = run.file("koreksi/index.html");
    let [items, dates] = ["li", "time"].map(|name| {
        let list = page.split_once("<ol class=\"corrected\">").unwrap().1.split_once("</ol>").unwrap().0;
        texts(list, |it| it.name == name)
    });
    assert_eq!(
        items,
        [
            "Minggu, 22 November 2026 09.00 WITA Pasar Harganya lain.",
            "Sabtu, 21 November 2026 09.00 WITA Banjir di Muara Bukan 310, melainkan 312 rumah.",
            "Banjir di Muara Nama desa salah tulis.",
        ]
    );
    assert_eq!(dates, ["Minggu, 22 November 2026 09.00 WITA", "Sabtu, 21 November 2026 09.00 WITA"]);
    assert!(run.file("daerah/banjir/index.html").contains("<a href=\"/koreksi/\">Semua ralat</a>"));
    assert!(run.file("sitemap-pages.xml").contains("https://kabar.example/koreksi/"));
}

#[test]
fn h15_words_of_the_site_on_a_page_in_another_language_say_so() {
    let site = site("footer_menu: [{title: Kontak, url: /kontak/}]\n");
    assert_eq!(site.build().code(), 0);
    let foreign = |path: &str| {
        let page = site.file(path);
        texts(&page, |it| matches!(it.name.as_str(), "ul" | "li") && it.attribute("lang") == Some("id"))
    };
    // The menu, then the foot; what the theme says itself is in the language of the page.
    assert_eq!(foreign("en/daerah/banjir/index.html"), ["Daerah", "Kontak", "Indeks berita"]);
    assert_eq!(foreign("daerah/banjir/index.html"), [""; 0]);
}

#[test]
fn i13_before_the_first_correction_their_page_says_so() {
    let site = paper("-- content/pasar.md --\n---\ntitle: Pasar\ndate: 2026-11-19\n---\nIsi.\n");
    let run = site.build().ok();
    let page = run.file("koreksi/index.html");
    let main = page.split_once("</header>\n<p>").unwrap().1;
    assert_eq!(main.split_once("</p>").unwrap().0, "Belum ada berita yang diralat.");
    assert!(!page.contains("class=\"corrected\""), "{page}");
    assert!(run.file("index.html").contains("<a href=\"/koreksi/\">Ralat</a>"));
    assert!(!run.file("pasar/index.html").contains("Semua ralat"));
}

#[test]
fn h14_a_film_is_a_link_until_it_is_pressed_and_in_feeds() {
    let site = site("");
    let run = site.build().ok();
    let page = run.file("daerah/banjir/index.html");
    let link = "<a href=\"https://www.youtube.com/watch?v=a1\" \
                data-player=\"https://www.youtube-nocookie.com/embed/a1?autoplay=1\">";
    assert!(page.contains(link) && !page.contains("<iframe"), "{page}");
    let feed: serde_json::Value = serde_json::from_str(&run.file("feed.json")).unwrap();
    let html = feed["items"][0]["content_html"].as_str().unwrap();
    assert!(html.contains("<a href=\"https://www.youtube.com/watch?v=a1\">Dari udara</a>"), "{html}");
}

#[test]
fn a_page_that_outgrows_its_budget_is_an_error_of_check() {
    let site = site("budget: {article: 1000}\n");
    let run = site.run_in(&[], &["check", "--at", "2026-11-23 12:00"]);
    assert_eq!(run.code(), 1);
    let told: Vec<&str> =
        run.stderr.split("\n\n").filter(|told| told.starts_with("error: a page is heavier")).collect();
    assert_eq!(told.len(), 1, "{}", run.stderr);
    let page = site.build().ok().file("daerah/banjir/index.html");
    let css = site.build().ok().file("style.css");
    let weights = format!("{} bytes of HTML and {} bytes of style sheets; the budget is 1000", page.len(), css.len());
    assert!(told[0].contains(&format!("`/daerah/banjir/` has {weights}")), "{}", told[0]);
    assert!(told[0].contains("`budget.article`") && told[0].contains("and 2 more outputs"), "{}", told[0]);
    site.edit("halaman.yaml", "article: 1000", "article: 30720");
    assert!(!site.run_in(&[], &["check", "--at", "2026-11-23 12:00"]).stderr.contains("heavier"));
}

fn sample_pages() -> impl Iterator<Item = (&'static str, &'static str)> {
    let pages = SAMPLE.iter().filter(|(path, _)| path.ends_with(".html"));
    pages.map(|(path, bytes)| (path.as_str(), std::str::from_utf8(bytes).unwrap()))
}

#[test]
fn an_article_is_light() {
    let css = SAMPLE["style.css"].len();
    let mut count = 0;
    for (path, html) in sample_pages().filter(|(_, html)| html.contains("<body class=\"kind-article\">")) {
        if !path.ends_with("semua/index.html") {
            let story = html.split_once("<article").and_then(|(_, rest)| rest.split_once("</article>")).unwrap().0;
            let most = if story.contains("<img") { 32 } else { 30 };
            assert!(html.len() + css <= most * 1024, "{path}: {} and {css} bytes", html.len());
            count += 1;
        }
    }
    assert!(count > 50);
    assert!(SAMPLE["theme.js"].len() <= 3 * 1024);
}

#[test]
fn h15_headings_go_down_one_step_at_a_time() {
    for (path, html) in sample_pages() {
        let mut last = 1;
        for heading in html::elements(html).iter().filter(|it| it.name.len() == 2 && it.name.starts_with('h')) {
            let Ok(level) = heading.name[1..].parse::<u8>() else { continue };
            assert!(level <= last + 1, "{path}: {} “{}” below h{last}", heading.name, heading.text);
            last = level;
        }
    }
}

#[test]
fn h15_what_can_be_pressed_has_a_name_and_regions_have_one_each() {
    for (path, html) in sample_pages() {
        let elements = html::elements(html);
        for link in elements.iter().filter(|it| matches!(it.name.as_str(), "a" | "button")) {
            let named =
                !link.text.trim().is_empty() || link.attribute("aria-label").is_some_and(|name| !name.is_empty());
            assert!(named || link.attribute("aria-hidden") == Some("true"), "{path}: {link:?}");
        }
        let mut names = BTreeSet::new();
        for nav in elements.iter().filter(|it| matches!(it.name.as_str(), "nav" | "aside")) {
            let name = nav.attribute("aria-label").unwrap_or_else(|| panic!("{path}: a nameless {}", nav.name));
            assert!(names.insert((nav.name.as_str(), name)), "{path}: two called {name}");
        }
    }
}

#[test]
fn h13_every_picture_has_its_size_and_an_alternative() {
    for (path, html) in sample_pages() {
        for picture in html::elements(html).iter().filter(|it| it.name == "img") {
            let given = ["alt", "width", "height"].map(|name| picture.attribute(name).is_some());
            assert_eq!(given, [true; 3], "{path}: {picture:?}");
        }
    }
}

#[test]
fn a_translated_article_links_its_twin() {
    for (path, twin) in [
        ("daerah/jembatan-ulin-dibuka/index.html", "/en/daerah/jembatan-ulin-dibuka/"),
        ("en/daerah/jembatan-ulin-dibuka/index.html", "/daerah/jembatan-ulin-dibuka/"),
    ] {
        let html = std::str::from_utf8(&SAMPLE[path]).unwrap();
        let twins = html.split_once("<p class=\"twins\">").unwrap().1.split_once("</p>").unwrap().0;
        assert!(twins.contains(&format!("<a href=\"{twin}\" hreflang=")), "{path}: {twins}");
    }
}
