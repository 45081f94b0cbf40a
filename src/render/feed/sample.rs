//! Feeds for the tests of the three writers.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset};

use super::{Category, Channel, Enclosure, Entry, Person, Picture};

/// A title with all that has broken feeds: markup, entities, the end of CDATA, a vertical tab, an
/// emoji, right-to-left marks.
pub const HARD_TITLE: &str = "Joren->blog & \"x\" 5 < 6 ]]> AT&T \u{b}🐟 \u{200f}عربي\u{200e} \u{fffe}'y'";
/// What is left of it once it is clean.
pub const HARD_TITLE_CLEAN: &str = "Joren->blog & \"x\" 5 < 6 ]]> AT&T 🐟 \u{200f}عربي\u{200e} 'y'";

/// A moment from its RFC 3339 form.
pub fn moment(text: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text).unwrap()
}

/// An article with everything.
pub fn full_entry() -> Entry {
    Entry {
        id: "tag:kabar.id,2022-11-08:/berita/harga-cabai/".into(),
        url: "https://kabar.id/berita/harga-cabai/".into(),
        title: "Harga cabai & bawang naik".into(),
        summary: "Pedagang di Pasar Sentral mengeluh: \"5 < 6\".".into(),
        html: "<p>Harga <em>cabai</em> naik.</p>\n<p>Lihat <a href=\"https://kabar.id/a?b=1&amp;c=2\">data</a> ]]&gt;.</p>".into(),
        published: moment("2022-11-08T14:30:00+08:00"),
        updated: Some(moment("2022-11-08T16:00:00+08:00")),
        authors: vec![
            Person { name: "Siti Rahma".into(), url: Some("https://kabar.id/penulis/siti-rahma/".into()), email: None },
            Person { name: "Budi & Ani".into(), ..Person::default() },
        ],
        categories: vec![
            Category { label: "Ekonomi & Bisnis".into(), slug: "ekonomi-bisnis".into(), scheme: "https://kabar.id/rubrik/".into() },
            Category { label: "Pangan".into(), slug: "pangan".into(), scheme: "https://kabar.id/tag/".into() },
        ],
        image: Some(Picture {
            url: "https://kabar.id/berita/harga-cabai/cabai.jpg?a=1&b=2".into(),
            mime: "image/jpeg".into(),
            width: Some(1200),
            height: Some(800),
            bytes: Some(123_456),
            alt: "Cabai merah".into(),
            caption: "Cabai di Pasar Sentral <Gorontalo>".into(),
            credit: Some("Rudi".into()),
        }),
        enclosure: Some(Enclosure {
            url: "https://kabar.id/berita/harga-cabai/wawancara.mp3".into(),
            mime: "audio/mpeg".into(),
            bytes: 2_345_678,
            seconds: None,
        }),
        episode: None,
        language: "id-ID".into(),
    }
    .sanitised()
}

/// An article with the least that an article has.
pub fn bare_entry() -> Entry {
    Entry {
        id: "https://kabar.id/berita/banjir/".into(),
        url: "https://kabar.id/berita/banjir/".into(),
        title: HARD_TITLE.into(),
        summary: String::new(),
        html: Arc::from(""),
        published: moment("2022-11-07T08:00:00+08:00"),
        updated: None,
        authors: Vec::new(),
        categories: Vec::new(),
        image: None,
        enclosure: None,
        episode: None,
        language: "id".into(),
    }
    .sanitised()
}

/// A feed of these entries.
pub fn channel(file: &str, entries: Vec<Entry>) -> Channel {
    Channel {
        title: "Kabar Gorontalo".into(),
        description: "Berita dari Gorontalo & sekitarnya".into(),
        home: "https://kabar.id/".into(),
        self_url: format!("https://kabar.id/{file}"),
        id: "tag:kabar.id,2022-01-01:umpan".into(),
        language: "id-ID".into(),
        copyright: Some("© 2022 Kabar Gorontalo".into()),
        publisher: "Redaksi Kabar Gorontalo".into(),
        generator: "halaman 0.1.0".into(),
        icon: Some(Picture {
            url: "https://kabar.id/icon.png".into(),
            mime: "image/png".into(),
            width: Some(512),
            height: Some(512),
            ..Picture::default()
        }),
        start: moment("2022-01-01T00:00:00+08:00"),
        hubs: vec!["https://hub.kabar.id/".into()],
        content: super::Content::default(),
        history: super::History::default(),
        stylesheet: None,
        podcast: None,
        entries: entries.into_iter().map(Arc::new).collect(),
    }
    .sanitised()
}
