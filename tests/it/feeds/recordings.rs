//! Sound in articles, and podcasts.

use crate::project::{Project, paper};
use roxmltree::{Document, Node};

/// A section that is a podcast, with one episode of seven bytes. The picture is a PNG's first bytes, 1400 by 1400.
fn site() -> Project {
    let site = paper(
        "
        -- content/siniar/_index.md --
        ---
        title: Siniar Kabar
        description: Obrolan pekanan
        podcast:
          image: sampul.png
          category: News
          subcategory: Daily News
          owner: {name: Redaksi, email: siniar@kabar.example}
          kind: episodic
        ---
        -- content/siniar/satu/index.md --
        ---
        title: Episode satu
        date: 2026-11-20
        enclosure: {src: suara.mp3, duration: \"12:34\", episode: 1, season: 2, transcript: teks.vtt}
        ---
        Isi.
        -- content/siniar/satu/teks.vtt --
        WEBVTT
        ",
    );
    site.write("content/siniar/satu/suara.mp3", [0xff, 0xfb, 1, 2, 3, 4, 5]);
    site.write("content/siniar/sampul.png", png(1400, 1400));
    site
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    bytes.extend(width.to_be_bytes());
    bytes.extend(height.to_be_bytes());
    bytes.extend([8, 2, 0, 0, 0]);
    bytes
}

/// The attributes of an element.
fn attributes(node: Node) -> Vec<(String, String)> {
    node.attributes().map(|own| (own.name().to_owned(), own.value().to_owned())).collect()
}

#[test]
fn r18_a17_j8_t43_an_enclosure_has_its_true_length() {
    let site = site();
    site.build().ok();
    let url = "https://kabar.example/siniar/satu/suara.mp3";
    let text = site.file("feed.xml");
    let document = Document::parse(&text).unwrap();
    let enclosure = document.descendants().find(|node| node.has_tag_name("enclosure")).unwrap();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    assert_eq!(attributes(enclosure), [pair("url", url), pair("length", "7"), pair("type", "audio/mpeg")]);
    let text = site.file("atom.xml");
    let document = Document::parse(&text).unwrap();
    let link = document.descendants().find(|node| node.attribute("rel") == Some("enclosure")).unwrap();
    assert_eq!((link.attribute("href"), link.attribute("length")), (Some(url), Some("7")));
    assert_eq!(
        super::json(&site, "feed.json")["items"][0]["attachments"],
        serde_json::json!([{"url": url, "mime_type": "audio/mpeg", "size_in_bytes": 7, "duration_in_seconds": 754}])
    );
}

#[test]
fn c1_c2_c4_a_section_is_a_podcast() {
    let site = site();
    site.build().ok();
    let text = site.file("siniar/feed.xml");
    let document = Document::parse(&text).unwrap();
    let itunes = "http://www.itunes.com/dtds/podcast-1.0.dtd";
    let find = |name: &str| document.descendants().find(|node| node.has_tag_name((itunes, name)));
    assert_eq!(find("image").unwrap().attribute("href"), Some("https://kabar.example/siniar/sampul.png"));
    assert_eq!(find("category").unwrap().attribute("text"), Some("News"));
    assert_eq!(find("explicit").unwrap().text(), Some("false"));
    assert_eq!(find("duration").unwrap().text(), Some("754"));
    assert_eq!((find("episode").unwrap().text(), find("season").unwrap().text()), (Some("1"), Some("2")));
    let podcast = "https://podcastindex.org/namespace/1.0";
    let guid = document.descendants().find(|node| node.has_tag_name((podcast, "guid"))).unwrap();
    let expected = halaman::render::feed::podcast::guid("https://kabar.example/siniar/feed.xml");
    assert_eq!(guid.text(), Some(&*expected));
    assert!(!site.file("feed.xml").contains("itunes"), "the site's feed is no podcast");
}

#[test]
fn the_page_has_a_player_that_fetches_nothing_by_itself() {
    let site = site();
    site.build().ok();
    let page = site.file("siniar/satu/index.html");
    let player = "<audio controls preload=\"none\" src=\"/siniar/satu/suara.mp3\" aria-label=\"Episode satu\"></audio>";
    assert!(page.contains(player), "{page}");
}
