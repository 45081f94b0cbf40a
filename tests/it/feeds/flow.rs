//! Feeds under a heavy flow, sitemaps for news, and texts that must not be read anywhere.

use super::items;
use crate::project::{NOW, Project, paper};
use roxmltree::Document;

/// A paper of so many articles, one a minute, the last at 11:59.
fn busy(count: u32, configuration: &str) -> Project {
    let site = paper(&format!(
        "-- halaman.yaml --\ntitle: Kabar\nbase_url: https://kabar.example/\ntimezone: Asia/Makassar\n{configuration}"
    ));
    for number in 0..count {
        let (hour, minute) = ((719 - number) / 60, (719 - number) % 60);
        let text = format!("---\ntitle: Berita {number}\ndate: 2026-11-23 {hour:02}:{minute:02}\n---\nIsi.\n");
        site.write(&format!("content/{number}.md"), text);
    }
    site
}

#[test]
fn t46_two_hundred_articles_in_an_hour_are_all_in_the_feed() {
    let site = busy(200, "");
    site.build().ok();
    assert_eq!(items(&site, "feed.xml").len(), 200);
    assert_eq!(items(&site, "feed.xml")[199].title, "Berita 199");
}

#[test]
fn t45_x12_a_feed_over_its_budget_is_whole_and_told_of() {
    let site = busy(60, "feed: {budget: 8192, formats: [rss]}\n");
    let bytes = {
        let run = site.build();
        assert_eq!(run.code(), 0);
        site.file("feed.xml").len()
    };
    site.build().warns(&format!(
        "\
warning: a feed is larger than `feed.budget`
  |
  = note: `/feed.xml` has {bytes} bytes for 60 entries; the budget is 8192 (X-12)
  = note: in the output `/feed.xml`
  = help: take `content: summary`, a smaller `limit` or fewer `hours`, or allow more with `budget`

"
    ));
    assert_eq!(items(&site, "feed.xml").len(), 60);
}

/// What the sitemap for Google News says: address, title, and the rest.
fn news(site: &Project) -> Vec<(String, String)> {
    let text = site.file("sitemap-news.xml");
    let document = Document::parse(&text).unwrap();
    let urls = document.descendants().filter(|node| node.has_tag_name("url"));
    urls.map(|url| {
        let text = |name: &str| {
            let node = url.descendants().find(|node| node.tag_name().name() == name);
            node.and_then(|node| node.text()).unwrap_or_default().to_owned()
        };
        (text("loc"), text("title"))
    })
    .collect()
}

#[test]
fn t56_n1_the_window_of_the_news_sitemap_moves_with_the_time() {
    let site = paper(
        "
        -- content/a.md --
        ---
        title: Lama
        date: 2026-11-21T12:00:00+08:00
        ---
        Isi.
        -- content/b.md --
        ---
        title: Baru
        date: 2026-11-21T12:00:01+08:00
        ---
        Isi.
        -- content/c.md --
        ---
        title: Tersembunyi
        date: 2026-11-22
        noindex: true
        ---
        Isi.
        ",
    );
    let pair = |path: &str, title: &str| (format!("https://kabar.example/{path}"), title.to_owned());
    site.build_with(&["--at", NOW]).ok();
    assert_eq!(news(&site), [pair("b/", "Baru")]);
    site.build_with(&["--at", "2026-11-22 12:00"]).ok();
    assert_eq!(news(&site), [pair("b/", "Baru"), pair("a/", "Lama")]);
    // N-5: the file stays; an empty one would not be valid, so it has the front page, which is no news.
    site.build_with(&["--at", "2026-12-22 12:00"]).ok();
    assert_eq!(news(&site), [pair("", "")]);
}

#[test]
fn n3_n4_an_entry_of_the_news_sitemap() {
    let site = paper("-- content/b.md --\n---\ntitle: Baru & <lain>\ndate: 2026-11-22T10:00:00+08:00\n---\nIsi.\n");
    site.build().ok();
    assert_eq!(
        site.file("sitemap-news.xml"),
        "\
<?xml version=\"1.0\" encoding=\"utf-8\"?>
<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">
 <url>
  <loc>https://kabar.example/b/</loc>
  <lastmod>2026-11-22T10:00:00+08:00</lastmod>
  <news:news>
   <news:publication>
    <news:name>Kabar</news:name>
    <news:language>id</news:language>
   </news:publication>
   <news:publication_date>2026-11-22T10:00:00+08:00</news:publication_date>
   <news:title>Baru &amp; &lt;lain&gt;</news:title>
  </news:news>
 </url>
</urlset>
"
    );
    site.edit("halaman.yaml", "title:", "news_sitemap: false\ntitle:").build().ok();
    assert!(!site.public("sitemap-news.xml").exists());
}

#[test]
fn t55_what_is_not_to_be_read_is_in_no_file() {
    let site = paper(
        "
        -- content/a.md --
        ---
        title: A
        date: 2026-11-20
        ---
        Isi. <!-- RAHASIA-komentar -->

        <!-- RAHASIA-blok -->
        -- content/b.md --
        ---
        title: B
        date: 2026-11-20
        withdrawn: Keliru.
        ---
        RAHASIA-ditarik, dengan [tautan](a.md).
        -- content/c/index.md --
        ---
        title: RAHASIA-draf
        date: 2026-11-20
        draft: true
        ---
        RAHASIA-isi
        -- content/c/RAHASIA-berkas.txt --
        RAHASIA-lampiran
        -- content/d.md --
        ---
        title: RAHASIA-besok
        date: 2026-11-24
        expires: 2026-11-25
        ---
        RAHASIA-isi
        ",
    );
    site.build().ok();
    for (path, bytes) in site.tree() {
        // Comments stay in the page's source, as CommonMark has it; feeds and maps have none.
        let page = path == "a/index.html";
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!path.contains("RAHASIA") && (page || !text.contains("RAHASIA")), "{path}");
    }
}

#[test]
fn dates_at_the_ends_of_time_are_dates() {
    let site = paper(
        "
        -- content/a.md --
        ---
        title: Awal
        date: 0001-01-01T00:00:00Z
        ---
        Isi.
        -- content/b.md --
        ---
        title: Akhir
        date: 9999-12-31T23:59:59Z
        ---
        Isi.
        ",
    );
    site.build_with(&["--at", "2026-11-23"]).ok();
    let dates = |site: &Project| -> Vec<String> { items(site, "feed.xml").into_iter().map(|item| item.date).collect() };
    assert_eq!(dates(&site), ["Mon, 01 Jan 0001 00:00:00 +0000"]);
    site.build_with(&["--at", "9999-12-31T23:59:59Z"]).ok();
    assert_eq!(dates(&site), ["Fri, 31 Dec 9999 23:59:59 +0000", "Mon, 01 Jan 0001 00:00:00 +0000"]);
}

#[test]
fn t53_two_articles_in_the_same_second_stand_in_one_order() {
    let site = busy(0, "");
    for name in ["b", "a", "c"] {
        site.write(
            &format!("content/{name}.md"),
            format!("---\ntitle: {name}\ndate: 2026-11-20 10:00:00\n---\nIsi.\n"),
        );
    }
    site.build().ok();
    let titles: Vec<String> = items(&site, "feed.xml").into_iter().map(|item| item.title).collect();
    assert_eq!(titles, ["a", "b", "c"]);
}
