//! The menu of a site's feeds, at `/.well-known/feed-menu.json` (rules F).
//!
//! After draft-nottingham-feed-menu-01, which may change. Only writes; that a site asked for a menu
//! (F-4) is its configuration's business.

use serde::Serialize;

use crate::render::xml;

/// A longer title is shortened (F-3). In characters.
pub const MAX_TITLE: usize = 50;
/// A longer description is shortened (F-3). In characters.
pub const MAX_DESCRIPTION: usize = 140;

/// The menu.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Menu {
    /// Plain text.
    pub title: String,
    /// The feeds, in the order in which people shall see them.
    pub items: Vec<MenuItem>,
    /// BCP 47; only in a site of several languages, for the schema of the draft forbids it (F-5).
    pub language: Option<String>,
}

/// A feed in the menu.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct MenuItem {
    /// Plain text.
    pub title: String,
    /// Plain text.
    pub description: Option<String>,
    /// The path of the feed as RSS, from the root of the host: `/feed.xml` (F-2).
    pub rss: Option<String>,
    /// The path of the same feed as Atom.
    pub atom: Option<String>,
    /// BCP 47; only in a site of several languages (F-5).
    pub language: Option<String>,
}

#[derive(Serialize)]
struct Root<'a> {
    #[serde(rename = "feed-menu")]
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a str>,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    #[serde(rename = "feed-title")]
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rss: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    atom: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<&'a str>,
}

/// The bytes of `feed-menu.json`. An item without a title or without a feed is left out (F-1).
pub fn write(menu: &Menu) -> Vec<u8> {
    let root = Root {
        title: shortened(&menu.title, MAX_TITLE),
        lang: menu.language.as_deref(),
        items: menu.items.iter().filter_map(item).collect(),
    };
    let mut bytes = serde_json::to_vec_pretty(&root).expect("strings and lists are always JSON");
    bytes.push(b'\n');
    bytes
}

fn item(of: &MenuItem) -> Option<Item<'_>> {
    let item = Item {
        title: shortened(&of.title, MAX_TITLE),
        description: of.description.as_deref().map(|it| shortened(it, MAX_DESCRIPTION)).filter(|it| !it.is_empty()),
        rss: of.rss.as_deref().map(xml::ascii_url),
        atom: of.atom.as_deref().map(xml::ascii_url),
        lang: of.language.as_deref(),
    };
    (!item.title.is_empty() && (item.rss.is_some() || item.atom.is_some())).then_some(item)
}

/// The text on one line, cut after a whole word where it is too long; the three dots count too.
fn shortened(text: &str, limit: usize) -> String {
    let text = xml::one_line(text);
    let Some((end, _)) = text.char_indices().nth(limit) else { return text };
    let (last, _) = text[..end].char_indices().next_back().unwrap_or_default();
    let head = &text[..last];
    let ends_in_word = !text[last..].starts_with(' ');
    let words = if ends_in_word { head.rsplit_once(' ').map_or(head, |(words, _)| words) } else { head };
    format!("{}…", words.trim_end_matches([' ', ',', ';', ':', '.']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(menu: &Menu) -> String {
        String::from_utf8(write(menu)).unwrap()
    }

    #[test]
    fn f1_f2_a_whole_menu() {
        let menu = Menu {
            title: "Kabar Gorontalo".into(),
            items: vec![
                MenuItem {
                    title: "Semua berita".into(),
                    description: Some("Yang terbaru dari \"Gorontalo\"".into()),
                    rss: Some("/feed.xml".into()),
                    atom: Some("/atom.xml".into()),
                    language: None,
                },
                MenuItem {
                    title: "English".into(),
                    atom: Some("/en/atom é.xml".into()),
                    language: Some("en".into()),
                    ..MenuItem::default()
                },
            ],
            language: Some("id".into()),
        };
        let expected = r#"{
  "feed-menu": "Kabar Gorontalo",
  "lang": "id",
  "items": [
    {
      "feed-title": "Semua berita",
      "description": "Yang terbaru dari \"Gorontalo\"",
      "rss": "/feed.xml",
      "atom": "/atom.xml"
    },
    {
      "feed-title": "English",
      "atom": "/en/atom%20%C3%A9.xml",
      "lang": "en"
    }
  ]
}
"#;
        assert_eq!(written(&menu), expected);
    }

    #[test]
    fn f1_an_item_has_a_title_and_a_feed() {
        let nameless = MenuItem { rss: Some("/feed.xml".into()), ..MenuItem::default() };
        let empty = MenuItem { title: "Kosong".into(), description: Some("x".into()), ..MenuItem::default() };
        let menu = Menu { title: "Kabar".into(), items: vec![nameless, empty], language: None };
        assert_eq!(written(&menu), "{\n  \"feed-menu\": \"Kabar\",\n  \"items\": []\n}\n");
    }

    #[test]
    fn f3_long_texts_end_after_a_whole_word() {
        let cases = [
            ("satu dua", 8, "satu dua"),
            ("satu dua tiga", 9, "satu dua…"),
            ("satu dua tiga", 10, "satu dua…"),
            ("satu, dua", 7, "satu…"),
            ("panjangsekali", 5, "panj…"),
            ("🐟🐟🐟🐟", 3, "🐟🐟…"),
            (" a\u{b}\n b ", 3, "a b"),
        ];
        for (text, limit, expected) in cases {
            assert_eq!(shortened(text, limit), expected, "{text}");
            assert!(shortened(text, limit).chars().count() <= limit, "{text}");
        }
    }
}
