//! The history of a feed: RFC 5005 section 4, archived feeds (rules P).
//!
//! Says which links and which mark a document has. Which entries an archive holds, and that none is
//! linked before it is complete (P-5, P-6), is the plan's business.

use super::foreign::Element;
use crate::render::xml;

/// The prefix of the namespace of the mark.
pub const PREFIX: &str = "fh";
/// The namespace of the mark.
pub const NAMESPACE: &str = "http://purl.org/syndication/history/1.0";
/// The mark of an archive: its entries do not change (P-4).
pub const MARK: &str = "fh:archive";

/// The place of a document in the history of its feed. URLs are absolute and ASCII, and of documents of its own format.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    /// The subscription document; set in archives, and what makes a document one (P-4).
    pub current: Option<String>,
    /// The next older complete archive.
    pub previous: Option<String>,
    /// The next newer complete archive; in archives only.
    pub next: Option<String>,
}

impl History {
    /// Whether the document is an archive.
    pub fn is_archive(&self) -> bool {
        self.current.is_some()
    }

    /// Relations and URLs, in the order in which they are written. A subscription document leads
    /// back only (P-3): what is newer than an archive it links is in itself.
    pub fn links(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let next = self.next.as_ref().filter(|_| self.is_archive());
        [("current", self.current.as_ref()), ("prev-archive", self.previous.as_ref()), ("next-archive", next)]
            .into_iter()
            .filter_map(|(relation, url)| Some((relation, url?.as_str())))
    }

    /// The mark, in an archive.
    pub fn mark(&self) -> Option<Element> {
        self.is_archive().then(|| Element::empty(MARK, Vec::new()))
    }

    /// The same with ASCII URLs (X-7); an empty one is none.
    #[must_use]
    pub fn sanitised(self) -> Self {
        let url = |it: Option<String>| it.map(|it| xml::ascii_url(&it)).filter(|it| !it.is_empty());
        Self { current: url(self.current), previous: url(self.previous), next: url(self.next) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::feed::{Channel, atom, json, rss, sample};

    type Write = fn(&Channel) -> Result<Vec<u8>, String>;

    fn month(month: &str) -> String {
        format!("https://kabar.id/arsip/{month}/umpan")
    }

    /// October, between September and November.
    fn archive() -> History {
        History {
            current: Some("https://kabar.id/umpan".into()),
            previous: Some(month("2022-09")),
            next: Some(month("2022-11")),
        }
    }

    fn written(write: Write, history: History) -> String {
        let channel = Channel {
            history,
            icon: None,
            copyright: None,
            ..sample::channel("arsip/2022-10/umpan", vec![sample::bare_entry()])
        };
        String::from_utf8(write(&channel.sanitised()).unwrap()).unwrap()
    }

    #[test]
    fn p4_p12_a_whole_archive_in_rss() {
        let expected = r#"<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0">
 <channel>
  <title>Kabar Gorontalo</title>
  <link>https://kabar.id/</link>
  <description>Berita dari Gorontalo &#x26; sekitarnya</description>
  <language>id-ID</language>
  <pubDate>Mon, 07 Nov 2022 08:00:00 +0800</pubDate>
  <lastBuildDate>Mon, 07 Nov 2022 08:00:00 +0800</lastBuildDate>
  <generator>halaman 0.1.0</generator>
  <docs>https://www.rssboard.org/rss-specification</docs>
  <fh:archive></fh:archive>
  <atom:link href="https://kabar.id/arsip/2022-10/umpan" rel="self" type="application/rss+xml"/>
  <atom:link href="https://kabar.id/umpan" rel="current" type="application/rss+xml"/>
  <atom:link href="https://kabar.id/arsip/2022-09/umpan" rel="prev-archive" type="application/rss+xml"/>
  <atom:link href="https://kabar.id/arsip/2022-11/umpan" rel="next-archive" type="application/rss+xml"/>
  <item>
   <title>Joren-&gt;blog &#x26; &quot;x&quot; 5 &#x3C; 6 ]]&gt; AT&#x26;T 🐟 ‏عربي‎ &apos;y&apos;</title>
   <link>https://kabar.id/berita/banjir/</link>
   <guid>https://kabar.id/berita/banjir/</guid>
   <pubDate>Mon, 07 Nov 2022 08:00:00 +0800</pubDate>
   <description>Joren-&gt;blog &#x26; &quot;x&quot; 5 &#x26;lt; 6 ]]&gt; AT&#x26;amp;T 🐟 ‏عربي‎ &apos;y&apos;</description>
  </item>
 </channel>
</rss>
"#;
        assert_eq!(written(rss::write, archive()), expected);
    }

    #[test]
    fn p4_a16_a_whole_archive_in_atom() {
        let expected = r#"<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0" xml:lang="id-ID">
 <title>Kabar Gorontalo</title>
 <id>tag:kabar.id,2022-01-01:umpan</id>
 <updated>2022-11-07T08:00:00+08:00</updated>
 <author>
  <name>Redaksi Kabar Gorontalo</name>
  <uri>https://kabar.id/</uri>
 </author>
 <generator version="0.1.0">halaman</generator>
 <link href="https://kabar.id/arsip/2022-10/umpan" rel="self" type="application/atom+xml"/>
 <link href="https://kabar.id/" rel="alternate" type="text/html"/>
 <link href="https://kabar.id/umpan" rel="current" type="application/atom+xml"/>
 <link href="https://kabar.id/arsip/2022-09/umpan" rel="prev-archive" type="application/atom+xml"/>
 <link href="https://kabar.id/arsip/2022-11/umpan" rel="next-archive" type="application/atom+xml"/>
 <subtitle>Berita dari Gorontalo &#x26; sekitarnya</subtitle>
 <fh:archive/>
 <entry>
  <title xml:lang="id">Joren-&gt;blog &#x26; &quot;x&quot; 5 &#x3C; 6 ]]&gt; AT&#x26;T 🐟 ‏عربي‎ &apos;y&apos;</title>
  <id>https://kabar.id/berita/banjir/</id>
  <updated>2022-11-07T08:00:00+08:00</updated>
  <author>
   <name>Redaksi Kabar Gorontalo</name>
   <uri>https://kabar.id/</uri>
  </author>
  <link href="https://kabar.id/berita/banjir/" rel="alternate" type="text/html"/>
  <published>2022-11-07T08:00:00+08:00</published>
  <summary xml:lang="id">Joren-&gt;blog &#x26; &quot;x&quot; 5 &#x3C; 6 ]]&gt; AT&#x26;T 🐟 ‏عربي‎ &apos;y&apos;</summary>
 </entry>
</feed>
"#;
        assert_eq!(written(atom::write, archive()), expected);
    }

    #[test]
    fn a16_all_that_the_feed_says_stands_before_its_first_entry() {
        for (write, parent, item) in [(rss::write as Write, "channel", "item"), (atom::write, "feed", "entry")] {
            let file = written(write, archive());
            let tree = roxmltree::Document::parse(&file).unwrap();
            let parent = tree.descendants().find(|it| it.tag_name().name() == parent).unwrap();
            let names: Vec<&str> =
                parent.children().filter(roxmltree::Node::is_element).map(|it| it.tag_name().name()).collect();
            let mark = parent.children().filter(|it| it.has_tag_name((NAMESPACE, "archive"))).count();
            assert_eq!((names.iter().position(|it| *it == item), mark), (Some(names.len() - 1), 1), "{names:?}");
        }
    }

    #[test]
    fn a16_a_text_that_looks_like_the_place_of_the_mark_is_not_it() {
        let trap = "a</subtitle>b <entry>";
        let channel = Channel {
            title: trap.into(),
            description: trap.into(),
            history: archive(),
            ..sample::channel("atom.xml", Vec::new())
        };
        let file = String::from_utf8(atom::write(&channel).unwrap()).unwrap();
        let tree = roxmltree::Document::parse(&file).unwrap();
        let last = tree.root_element().last_element_child().unwrap();
        assert!(last.has_tag_name((NAMESPACE, "archive")), "an archive without entries ends with the mark");
        let subtitle = tree.descendants().find(|it| it.has_tag_name("subtitle")).unwrap();
        assert_eq!(subtitle.text(), Some(trap));
    }

    #[test]
    fn p3_the_subscription_document_leads_to_the_newest_archive_only() {
        let history = History { current: None, ..archive() };
        assert_eq!(history.links().collect::<Vec<_>>(), [("prev-archive", &*month("2022-09"))]);
        for write in [rss::write as Write, atom::write] {
            let file = written(write, history.clone());
            assert!(file.contains("rel=\"prev-archive\"") && file.contains("rel=\"hub\""), "{file}");
            assert!(!file.contains("fh:") && !file.contains("next-archive") && !file.contains("current"), "{file}");
        }
    }

    #[test]
    fn p4_the_first_archive_has_none_before_it_and_the_newest_none_after_it() {
        let lonely = History { previous: None, next: None, ..archive() };
        assert_eq!(lonely.links().collect::<Vec<_>>(), [("current", "https://kabar.id/umpan")]);
    }

    #[test]
    fn w6_an_archive_has_no_hub() {
        for write in [rss::write as Write, atom::write, json::write] {
            assert!(!written(write, archive()).contains("hub"));
        }
    }

    #[test]
    fn j9_older_items_are_at_the_next_url() {
        let next = |history| {
            let feed: serde_json::Value = serde_json::from_str(&written(json::write, history)).unwrap();
            feed.get("next_url").map(|it| it.as_str().unwrap().to_owned())
        };
        assert_eq!(next(archive()), Some(month("2022-09")));
        assert_eq!(next(History::default()), None);
        let circle = History { previous: Some(month("2022-10")), ..archive() };
        assert_eq!(next(circle), None, "never equal to `feed_url`");
    }

    #[test]
    fn x7_urls_are_ascii_and_an_empty_one_is_none() {
        let history = History { current: Some(" ".into()), previous: Some("https://kabar.id/é".into()), next: None };
        let expected = History { previous: Some("https://kabar.id/%C3%A9".into()), ..History::default() };
        assert_eq!(history.sanitised(), expected);
    }

    #[test]
    fn p4_readers_take_an_archive_for_a_feed() {
        for write in [rss::write as Write, atom::write, json::write] {
            let feed = feed_rs::parser::parse(written(write, archive()).as_bytes()).unwrap();
            assert_eq!(feed.entries[0].id, "https://kabar.id/berita/banjir/");
        }
    }
}
