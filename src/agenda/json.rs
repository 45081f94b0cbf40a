//! The agenda for programs.

use super::{Cause, Change, moments};
use serde_json::{Value, json as value};

/// A list of `{at, changes: [{cause, source, title}]}`, by moment; a change that is about a feed has its title as `feed`.
pub fn json(changes: &[Change]) -> Value {
    moments(changes)
        .map(|changes| {
            let at = changes[0].at.to_rfc3339();
            value!({"at": at, "changes": changes.iter().map(change).collect::<Vec<_>>()})
        })
        .collect()
}

fn change(change: &Change) -> Value {
    let mut object = value!({"cause": name(&change.cause), "source": change.source, "title": change.title});
    if let Cause::EntersFeed(feed) = &change.cause {
        object["feed"] = value!(feed);
    }
    object
}

fn name(cause: &Cause) -> &'static str {
    match cause {
        Cause::Published => "published",
        Cause::Expired => "expired",
        Cause::Updated => "updated",
        Cause::LeavesNewsSitemap => "leaves_news_sitemap",
        Cause::EntersFeed(_) => "enters_feed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agenda::sample;

    #[test]
    fn n6_values() {
        let expected = r#"[
  {
    "at": "2026-11-24T06:00:00+08:00",
    "changes": [
      {
        "cause": "published",
        "source": "content/daerah/jalan.md",
        "title": "Gubernur: “Jalan pesisir, dari Tanjung Batu sampai Muara Kécil; selesai sebelum musim hujan”"
      },
      {
        "cause": "leaves_news_sitemap",
        "source": "content/pasar.md",
        "title": "Harga\n50% \\ naik"
      }
    ]
  },
  {
    "at": "2026-11-24T06:00:30+08:00",
    "changes": [
      {
        "cause": "enters_feed",
        "source": "content/pasar.md",
        "title": "Harga",
        "feed": "Warta, lambat"
      }
    ]
  },
  {
    "at": "2027-01-01T00:00:00+08:00",
    "changes": [
      {
        "cause": "expired",
        "source": "content/lowongan.md",
        "title": "Lowongan"
      }
    ]
  }
]"#;
        assert_eq!(serde_json::to_string_pretty(&json(&sample::changes())).unwrap(), expected);
        assert_eq!(json(&[]), value!([]));
    }
}
