//! A [`Channel`] as JSON Feed 1.1 (rules J).
//!
//! The members stand in the order of the fields below (J-1, J-11). A member without a value is left
//! out, for the schema knows no `null`.

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::{Channel, Content, Enclosure, Entry, Person};
use crate::render::xml;

/// The version, which is a URL (J-1).
const VERSION: &str = "https://jsonfeed.org/version/1.1";

#[derive(Serialize)]
struct Feed<'a> {
    version: &'static str,
    title: Cow<'a, str>,
    home_page_url: &'a str,
    feed_url: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<&'a str>,
    authors: Vec<Author>,
    #[serde(skip_serializing_if = "str::is_empty")]
    language: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub<'a>>,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: Cow<'a, str>,
    url: &'a str,
    title: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<Cow<'a, str>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    summary: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    date_published: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    authors: Vec<Author>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Cow<'a, str>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    language: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
}

#[derive(Serialize)]
struct Author {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Hub<'a> {
    r#type: &'static str,
    url: &'a str,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: &'a str,
    mime_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_in_seconds: Option<u32>,
}

/// The bytes of `feed.json`.
///
/// # Errors
/// The feed's own texts make no valid document.
pub fn write(channel: &Channel) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(channel.likely_size());
    serde_json::to_writer_pretty(&mut bytes, &feed(channel)).map_err(|error| error.to_string())?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn feed(channel: &Channel) -> Feed<'_> {
    Feed {
        version: VERSION,
        title: xml::clean(&channel.title),
        home_page_url: &channel.home,
        feed_url: &channel.self_url,
        description: xml::clean(&channel.description),
        // Older items; a reader that met this very feed again would never end (J-9).
        next_url: channel.history.previous.as_deref().filter(|it| *it != channel.self_url),
        icon: channel.icon.as_ref().map(|it| &*it.url),
        authors: vec![author(channel.author())],
        language: &channel.language,
        hubs: channel.live_hubs().iter().map(|url| Hub { r#type: "WebSub", url }).collect(),
        items: channel.entries.iter().map(|entry| item(channel, entry)).collect(),
    }
}

fn item<'a>(channel: &Channel, entry: &'a Entry) -> Item<'a> {
    let html = channel.html_of(entry);
    Item {
        id: xml::clean(&entry.id),
        url: &entry.url,
        title: xml::clean(&entry.title),
        content_html: html.map(xml::clean),
        // An item without any content is not valid (J-5).
        content_text: html.is_none().then(|| xml::clean(entry.summary_or_title())),
        summary: if channel.content == Content::Full { Cow::default() } else { xml::clean(&entry.summary) },
        image: entry.image.as_ref().map(|it| &*it.url),
        date_published: date(entry.published),
        date_modified: (entry.modified() > entry.published).then(|| date(entry.modified())),
        // Written on every item: readers do not inherit the feed's (J-3).
        authors: channel.authors_of(entry).into_iter().map(author).collect(),
        tags: entry.categories.iter().map(|it| xml::clean(&it.label)).collect(),
        language: &entry.language,
        attachments: entry.enclosure.iter().map(attachment).collect(),
    }
}

fn author(person: Person) -> Author {
    Author { name: xml::clean(&person.name).into_owned(), url: person.url }
}

fn attachment(file: &Enclosure) -> Attachment<'_> {
    Attachment {
        url: &file.url,
        mime_type: &file.mime,
        size_in_bytes: Some(file.bytes).filter(|&it| it > 0),
        duration_in_seconds: file.seconds,
    }
}

/// RFC 3339 in the entry's own offset (J-6, T21).
fn date(moment: DateTime<FixedOffset>) -> String {
    moment.to_rfc3339()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::feed::sample;

    fn written(entries: Vec<Entry>) -> String {
        let channel = sample::channel("feed.json", entries);
        String::from_utf8(write(&channel).unwrap()).unwrap()
    }

    #[test]
    fn j1_to_j9_a_whole_feed() {
        let expected = r#"{
  "version": "https://jsonfeed.org/version/1.1",
  "title": "Kabar Gorontalo",
  "home_page_url": "https://kabar.id/",
  "feed_url": "https://kabar.id/feed.json",
  "description": "Berita dari Gorontalo & sekitarnya",
  "icon": "https://kabar.id/icon.png",
  "authors": [
    {
      "name": "Redaksi Kabar Gorontalo",
      "url": "https://kabar.id/"
    }
  ],
  "language": "id-ID",
  "hubs": [
    {
      "type": "WebSub",
      "url": "https://hub.kabar.id/"
    }
  ],
  "items": [
    {
      "id": "tag:kabar.id,2022-11-08:/berita/harga-cabai/",
      "url": "https://kabar.id/berita/harga-cabai/",
      "title": "Harga cabai & bawang naik",
      "content_html": "<p>Harga <em>cabai</em> naik.</p>\n<p>Lihat <a href=\"https://kabar.id/a?b=1&amp;c=2\">data</a> ]]&gt;.</p>",
      "summary": "Pedagang di Pasar Sentral mengeluh: \"5 < 6\".",
      "image": "https://kabar.id/berita/harga-cabai/cabai.jpg?a=1&b=2",
      "date_published": "2022-11-08T14:30:00+08:00",
      "date_modified": "2022-11-08T16:00:00+08:00",
      "authors": [
        {
          "name": "Siti Rahma",
          "url": "https://kabar.id/penulis/siti-rahma/"
        },
        {
          "name": "Budi & Ani"
        }
      ],
      "tags": [
        "Ekonomi & Bisnis",
        "Pangan"
      ],
      "language": "id-ID",
      "attachments": [
        {
          "url": "https://kabar.id/berita/harga-cabai/wawancara.mp3",
          "mime_type": "audio/mpeg",
          "size_in_bytes": 2345678
        }
      ]
    }
  ]
}
"#;
        assert_eq!(written(vec![sample::full_entry()]), expected);
    }

    #[test]
    fn t27_a_feed_without_entries_has_an_empty_list() {
        assert!(written(Vec::new()).ends_with("  \"items\": []\n}\n"));
    }

    #[test]
    fn j5_an_item_without_html_and_summary_has_its_title_as_text() {
        let feed: serde_json::Value = serde_json::from_str(&written(vec![sample::bare_entry()])).unwrap();
        let item = &feed["items"][0];
        assert_eq!(item["content_text"], sample::HARD_TITLE_CLEAN);
        assert!(item.get("content_html").is_none() && item.get("summary").is_none());
    }

    fn in_mode(content: Content, entry: Entry) -> String {
        let entry = Entry { authors: Vec::new(), categories: Vec::new(), ..entry };
        let channel = Channel { content, icon: None, ..sample::channel("feed.json", vec![entry]) };
        String::from_utf8(write(&channel).unwrap()).unwrap()
    }

    #[test]
    fn j5_a_whole_feed_of_summaries() {
        let expected = r#"{
  "version": "https://jsonfeed.org/version/1.1",
  "title": "Kabar Gorontalo",
  "home_page_url": "https://kabar.id/",
  "feed_url": "https://kabar.id/feed.json",
  "description": "Berita dari Gorontalo & sekitarnya",
  "authors": [
    {
      "name": "Redaksi Kabar Gorontalo",
      "url": "https://kabar.id/"
    }
  ],
  "language": "id-ID",
  "hubs": [
    {
      "type": "WebSub",
      "url": "https://hub.kabar.id/"
    }
  ],
  "items": [
    {
      "id": "tag:kabar.id,2022-11-08:/berita/harga-cabai/",
      "url": "https://kabar.id/berita/harga-cabai/",
      "title": "Harga cabai & bawang naik",
      "content_text": "Pedagang di Pasar Sentral mengeluh: \"5 < 6\".",
      "summary": "Pedagang di Pasar Sentral mengeluh: \"5 < 6\".",
      "image": "https://kabar.id/berita/harga-cabai/cabai.jpg?a=1&b=2",
      "date_published": "2022-11-08T14:30:00+08:00",
      "date_modified": "2022-11-08T16:00:00+08:00",
      "authors": [
        {
          "name": "Redaksi Kabar Gorontalo",
          "url": "https://kabar.id/"
        }
      ],
      "language": "id-ID",
      "attachments": [
        {
          "url": "https://kabar.id/berita/harga-cabai/wawancara.mp3",
          "mime_type": "audio/mpeg",
          "size_in_bytes": 2345678
        }
      ]
    }
  ]
}
"#;
        assert_eq!(in_mode(Content::Summary, sample::full_entry()), expected);
    }

    #[test]
    fn j5_j7_whole_texts_stand_with_a_summary_or_without() {
        let summaries = in_mode(Content::Summary, sample::full_entry());
        let text = "\"content_text\": \"Pedagang di Pasar Sentral mengeluh: \\\"5 < 6\\\".\"";
        let html = format!("\"content_html\": {}", serde_json::to_string(&*sample::full_entry().html).unwrap());
        let both = summaries.replace(text, &html);
        assert_eq!(in_mode(Content::Both, sample::full_entry()), both);
        let summary = "      \"summary\": \"Pedagang di Pasar Sentral mengeluh: \\\"5 < 6\\\".\",\n";
        assert_eq!(in_mode(Content::Full, sample::full_entry()), both.replace(summary, ""));
    }

    #[test]
    fn j5_an_item_without_a_text_has_one_in_each_mode() {
        for content in [Content::Full, Content::Summary, Content::Both] {
            let feed: serde_json::Value = serde_json::from_str(&in_mode(content, sample::bare_entry())).unwrap();
            assert_eq!(feed["items"][0]["content_text"], sample::HARD_TITLE_CLEAN);
        }
    }

    #[test]
    fn t48_backslash_quote_line_break_and_emoji_parse_back() {
        let hard = "a\\b\"c\nd\u{2028}🐟 </script>";
        let entry = Entry { title: hard.into(), ..sample::bare_entry() };
        let feed: serde_json::Value = serde_json::from_str(&written(vec![entry])).unwrap();
        assert_eq!(feed["items"][0]["title"], hard);
    }

    #[test]
    fn t08_readers_get_the_title_and_the_author() {
        let feed = feed_rs::parser::parse(written(vec![sample::bare_entry()]).as_bytes()).unwrap();
        assert_eq!(feed.entries[0].title.as_ref().unwrap().content, sample::HARD_TITLE_CLEAN);
        assert_eq!(feed.entries[0].authors[0].name, "Redaksi Kabar Gorontalo");
    }

    #[test]
    fn x2_a_text_that_nobody_cleaned_is_cleaned() {
        let entry = Entry { title: "a\u{b}b".into(), ..sample::bare_entry() };
        assert!(written(vec![entry]).contains("\"title\": \"ab\""));
    }
}
