//! The manifest: a published state as a JSON file, to be compared with later.
//!
//! It is the same bytes for the same state. A later version of it may add what is needed; one that this program does not
//! know is refused, because a comparison with half of it would say that all is well.

use super::{FeedState, Item, Published, one_line};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The version that is written and read.
const VERSION: u64 = 1;

/// What tells a manifest from other JSON.
#[derive(Deserialize)]
struct Head {
    #[serde(rename = "halaman-manifest")]
    version: u64,
}

/// The form of the file; the order of the keys is the order of the fields.
#[derive(Serialize, Deserialize)]
struct File {
    #[serde(rename = "halaman-manifest")]
    version: u64,
    base_url: String,
    id_base: String,
    feeds: BTreeMap<String, FeedState>,
    articles: Vec<Item>,
    pages: BTreeSet<String>,
}

/// The text of a manifest.
pub fn write(published: &Published) -> String {
    let file = File {
        version: VERSION,
        base_url: published.base_url.clone(),
        id_base: published.id_base.clone().unwrap_or_else(|| published.base_url.clone()),
        feeds: published.feeds.clone(),
        articles: published.articles.values().cloned().collect(),
        pages: published.pages.clone(),
    };
    let text = serde_json::to_string_pretty(&file).expect("strings and lists of them are JSON");
    format!("{text}\n")
}

/// Reads a manifest.
///
/// # Errors
/// It is none, is broken, or of another version; one sentence, to stand behind the file's name: `line 3: …`.
pub fn read(bytes: &[u8]) -> Result<Published, String> {
    // What is no JSON at all is told first, then what is another JSON.
    serde_json::from_slice::<IgnoredAny>(bytes).map_err(|error| placed(&error))?;
    let head: Head = serde_json::from_slice(bytes).map_err(|_| {
        "it is no manifest: it has no `halaman-manifest`, which `halaman diff --save` writes".to_owned()
    })?;
    if head.version != VERSION {
        return Err(format!(
            "it is a manifest of version {}, and this halaman reads version {VERSION} only; save it anew",
            head.version
        ));
    }
    let file: File = serde_json::from_slice(bytes).map_err(|error| placed(&error))?;
    let articles = file.articles.into_iter().map(|mut item| {
        item.title = one_line(&item.title);
        (item.id.clone(), item)
    });
    Ok(Published {
        base_url: file.base_url,
        id_base: Some(file.id_base),
        articles: articles.collect(),
        feeds: file.feeds,
        pages: file.pages,
    })
}

/// The reason with its place in front, as messages of this program have it.
fn placed(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let reason = text.rsplit_once(" at line ").map_or(text.as_str(), |(reason, _)| reason);
    format!("line {}, column {}: {reason}", error.line(), error.column())
}

/// Moments in RFC 3339.
pub(super) mod moment {
    use crate::content::front_matter::Time;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    /// Writes a moment; one that is missing is not asked for.
    #[expect(clippy::ref_option, reason = "serde calls it with a reference to the field")]
    pub fn serialize<S: Serializer>(moment: &Option<Time>, serializer: S) -> Result<S::Ok, S::Error> {
        match moment {
            Some(moment) => serializer.serialize_str(&moment.to_rfc3339()),
            None => serializer.serialize_none(),
        }
    }

    /// Reads a moment, or nothing.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Time>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let parse =
            |text: String| Time::parse_from_rfc3339(&text).map_err(|_| Error::custom(format!("`{text}` is no date")));
        text.map(parse).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::{read, write};
    use crate::diff::{FeedState, Item, Published};

    fn state() -> Published {
        let item = Item {
            id: "https://kabar.example/a/".into(),
            path: "/a/".into(),
            url: "https://kabar.example/a/".into(),
            title: "Banjir".into(),
            published: chrono::DateTime::parse_from_rfc3339("2026-11-20T00:00:00+08:00").ok(),
            source: Some("content/a.md".into()),
            ..Item::default()
        };
        let feed = FeedState { documents: vec!["/feed.xml".into()], ids: vec![item.id.clone()] };
        Published {
            base_url: "https://kabar.example/".into(),
            id_base: Some("https://kabar.example/".into()),
            articles: [(item.id.clone(), item)].into(),
            feeds: [("/".into(), feed)].into(),
            pages: ["/".into(), "/a/".into()].into(),
        }
    }

    const TEXT: &str = r#"{
  "halaman-manifest": 1,
  "base_url": "https://kabar.example/",
  "id_base": "https://kabar.example/",
  "feeds": {
    "/": {
      "documents": [
        "/feed.xml"
      ],
      "ids": [
        "https://kabar.example/a/"
      ]
    }
  },
  "articles": [
    {
      "id": "https://kabar.example/a/",
      "path": "/a/",
      "url": "https://kabar.example/a/",
      "title": "Banjir",
      "published": "2026-11-20T00:00:00+08:00",
      "source": "content/a.md"
    }
  ],
  "pages": [
    "/",
    "/a/"
  ]
}
"#;

    #[test]
    fn a_state_is_written_and_read_back() {
        assert_eq!(write(&state()), TEXT);
        assert_eq!(read(TEXT.as_bytes()), Ok(state()));
    }

    #[test]
    fn what_is_wrong_with_a_manifest_is_told_with_its_line() {
        let error = |text: &str| read(text.as_bytes()).expect_err(text);
        assert_eq!(error("{\n  \"halaman-manifest\": 1,\n"), "line 3, column 0: EOF while parsing an object");
        assert_eq!(
            error(&TEXT.replace("\"Banjir\"", "7")),
            "line 20, column 16: invalid type: integer `7`, expected a string"
        );
        assert_eq!(
            error(&TEXT.replace("2026-11-20T", "kemarin ")),
            "line 21, column 43: `kemarin 00:00:00+08:00` is no date"
        );
        assert_eq!(error("[]"), "it is no manifest: it has no `halaman-manifest`, which `halaman diff --save` writes");
        assert_eq!(
            error(&TEXT.replace("manifest\": 1", "manifest\": 2")),
            "it is a manifest of version 2, and this halaman reads version 1 only; save it anew"
        );
    }
}
