//! Podcasts: what Apple's directory and the podcast namespace ask of an RSS feed (rules C).
//!
//! Makes the elements; [`rss`](super::rss) writes them. The other formats say what they can with
//! their own words, in an enclosure. That the picture is large enough and that the host answers byte
//! ranges (C-1, C-3) is not seen from here.

use uuid::Uuid;

use super::foreign::Element;
use super::{Entry, in_one_line};
use crate::render::xml;

/// The prefix of the namespace that the makers of podcast programs share.
pub const PREFIX: &str = "podcast";
/// Their namespace.
pub const NAMESPACE: &str = "https://podcastindex.org/namespace/1.0";
/// The prefix of Apple's namespace.
pub const APPLE_PREFIX: &str = "itunes";
/// Apple's namespace, which every directory reads.
pub const APPLE_NAMESPACE: &str = "http://www.itunes.com/dtds/podcast-1.0.dtd";

/// The namespace of the ids of podcasts (C-4).
const GUIDS: Uuid = Uuid::from_u128(0xead4_c236_bf58_58c6_a2c6_a6b2_8d12_8cb6);
/// The media type of chapters (C-5).
const CHAPTERS: &str = "application/json+chapters";

/// What makes a feed a podcast (C-1, C-4, C-5).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Podcast {
    /// A square JPEG or PNG of 1400 to 3000 pixels: absolute, ASCII.
    pub image: String,
    /// Apple's English name: `News`.
    pub category: String,
    /// Apple's English name below it: `Daily News`.
    pub subcategory: Option<String>,
    /// Whether it is not for children.
    pub explicit: bool,
    /// Who speaks to the public.
    pub author: String,
    /// Whom a directory writes to: name and e-mail address.
    pub owner: Option<(String, String)>,
    /// `episodic` or `serial`.
    pub kind: Option<String>,
    /// A UUID that outlives the feed's address (C-4).
    pub guid: String,
    /// Whether other platforms may not take the feed over.
    pub locked: Option<bool>,
}

/// What a podcast says of an episode besides (C-2, C-5).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Episode {
    /// Its number in the season.
    pub number: Option<u32>,
    /// The season's number.
    pub season: Option<u32>,
    /// `full`, `trailer` or `bonus`.
    pub kind: Option<String>,
    /// Whether it is not for children; the podcast's own word if it says nothing.
    pub explicit: Option<bool>,
    /// A picture of its own.
    pub image: Option<String>,
    /// What is said in it, as files: URL and media type.
    pub transcripts: Vec<(String, String)>,
    /// The URL of its chapters.
    pub chapters: Option<String>,
}

impl Podcast {
    /// The same with every text cleaned (X-2) and URLs in ASCII (X-7).
    pub(super) fn sanitised(self) -> Self {
        Self {
            image: xml::ascii_url(&self.image),
            category: xml::one_line(&self.category),
            subcategory: in_one_line(self.subcategory.as_deref()),
            author: xml::one_line(&self.author),
            owner: self.owner.map(|(name, email)| (xml::one_line(&name), xml::one_line(&email))),
            kind: in_one_line(self.kind.as_deref()),
            guid: xml::one_line(&self.guid),
            ..self
        }
    }
}

impl Episode {
    /// The same with every text cleaned (X-2) and URLs in ASCII (X-7).
    pub(super) fn sanitised(self) -> Self {
        let transcripts = self.transcripts.into_iter();
        Self {
            kind: in_one_line(self.kind.as_deref()),
            image: self.image.as_deref().map(xml::ascii_url),
            transcripts: transcripts.map(|(url, mime)| (xml::ascii_url(&url), xml::one_line(&mime))).collect(),
            chapters: self.chapters.as_deref().map(xml::ascii_url),
            ..self
        }
    }
}

/// What a podcast says of itself (C-1, C-4, C-5). What is empty is left out: an element without a
/// value is an error to directories, and a missing one at most a warning.
pub fn of_channel(podcast: &Podcast) -> Vec<Element> {
    let elements = [
        text("itunes:author", &podcast.author),
        category(podcast),
        Some(explicit(podcast.explicit)),
        address("itunes:image", "href", &podcast.image),
        podcast.owner.as_ref().and_then(owner),
        podcast.kind.as_deref().and_then(|it| text("itunes:type", it)),
        text("podcast:guid", &podcast.guid),
        podcast.locked.map(|is_locked| locked(is_locked, podcast)),
    ];
    elements.into_iter().flatten().collect()
}

/// What a podcast says of an item (C-2, C-5). An item with nothing to hear is no episode.
pub fn of_item(podcast: &Podcast, entry: &Entry) -> Vec<Element> {
    if entry.enclosure.is_none() && entry.episode.is_none() {
        return Vec::new();
    }
    let episode = entry.episode.clone().unwrap_or_default();
    let seconds = entry.enclosure.as_ref().and_then(|it| it.seconds);
    let one = [
        number("itunes:duration", seconds),
        number("itunes:episode", episode.number),
        episode.kind.as_deref().and_then(|it| text("itunes:episodeType", it)),
        Some(explicit(episode.explicit.unwrap_or(podcast.explicit))),
        episode.image.as_deref().and_then(|it| address("itunes:image", "href", it)),
        number("itunes:season", episode.season),
        episode.chapters.as_deref().and_then(chapters),
    ];
    let transcripts = episode.transcripts.iter().filter_map(|(url, mime)| transcript(url, mime));
    one.into_iter().flatten().chain(transcripts).collect()
}

/// The id of the podcast whose feed first stood at this URL: a UUID of version 5 of the address
/// without its scheme and without slashes at its end (C-4).
pub fn guid(feed_url: &str) -> String {
    let address = feed_url.split_once("://").map_or(feed_url, |(_, address)| address);
    Uuid::new_v5(&GUIDS, address.trim_end_matches('/').as_bytes()).to_string()
}

fn text(name: &'static str, text: &str) -> Option<Element> {
    (!text.is_empty()).then(|| Element::text(name, text))
}

/// Zero is no number to Apple.
fn number(name: &'static str, number: Option<u32>) -> Option<Element> {
    number.filter(|&it| it > 0).map(|it| Element::text(name, it.to_string()))
}

fn address(name: &'static str, attribute: &'static str, url: &str) -> Option<Element> {
    (!url.is_empty()).then(|| Element::empty(name, vec![(attribute, url.to_owned())]))
}

fn explicit(is_explicit: bool) -> Element {
    Element::text("itunes:explicit", is_explicit.to_string())
}

fn category(podcast: &Podcast) -> Option<Element> {
    let mut category = address("itunes:category", "text", &podcast.category)?;
    if let Some(below) = podcast.subcategory.as_deref().and_then(|it| address("itunes:category", "text", it)) {
        // With a text the tags would stand on one line, with elements they do not.
        category.text = None;
        category.children.push(below);
    }
    Some(category)
}

/// An owner without an e-mail address is none: the address is what the element is for.
fn owner((name, email): &(String, String)) -> Option<Element> {
    let email = text("itunes:email", email)?;
    let children = [Some(email), text("itunes:name", name)].into_iter().flatten().collect();
    Some(Element { name: "itunes:owner", children, ..Element::default() })
}

/// Names the owner whom another platform asks.
fn locked(is_locked: bool, podcast: &Podcast) -> Element {
    let email = podcast.owner.iter().map(|(_, email)| email).filter(|it| !it.is_empty());
    Element {
        attributes: email.map(|it| ("owner", it.clone())).collect(),
        ..Element::text("podcast:locked", if is_locked { "yes" } else { "no" })
    }
}

fn transcript(url: &str, mime: &str) -> Option<Element> {
    let attributes = vec![("url", url.to_owned()), ("type", mime.to_owned())];
    (!url.is_empty() && !mime.is_empty()).then(|| Element::empty("podcast:transcript", attributes))
}

fn chapters(url: &str) -> Option<Element> {
    let attributes = vec![("url", url.to_owned()), ("type", CHAPTERS.to_owned())];
    (!url.is_empty()).then(|| Element::empty("podcast:chapters", attributes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::feed::{Channel, Enclosure, atom, json, rss, sample};

    fn podcast() -> Podcast {
        Podcast {
            image: "https://kabar.id/siniar/sampul.jpg".into(),
            category: "Society & Culture".into(),
            subcategory: Some("Places & Travel".into()),
            explicit: false,
            author: "Siti & Budi".into(),
            owner: Some(("Redaksi".into(), "siniar@kabar.id".into())),
            kind: Some("serial".into()),
            guid: guid("https://kabar.id/siniar/feed.xml"),
            locked: Some(true),
        }
    }

    fn episode() -> Entry {
        Entry {
            enclosure: Some(Enclosure {
                url: "https://kabar.id/siniar/1.mp3".into(),
                mime: "audio/mpeg".into(),
                bytes: 12_345_678,
                seconds: Some(1_834),
            }),
            episode: Some(Episode {
                number: Some(1),
                season: Some(2),
                kind: Some("full".into()),
                explicit: Some(true),
                image: Some("https://kabar.id/siniar/1.jpg".into()),
                transcripts: vec![
                    ("https://kabar.id/siniar/1.vtt".into(), "text/vtt".into()),
                    ("https://kabar.id/siniar/1.html?a=1&b=2".into(), "text/html".into()),
                ],
                chapters: Some("https://kabar.id/siniar/1.json".into()),
            }),
            ..sample::bare_entry()
        }
        .sanitised()
    }

    fn channel(podcast: Option<Podcast>, entries: Vec<Entry>) -> Channel {
        Channel { podcast, icon: None, copyright: None, ..sample::channel("siniar/feed.xml", entries) }.sanitised()
    }

    fn written(podcast: Option<Podcast>, entries: Vec<Entry>) -> String {
        String::from_utf8(rss::write(&channel(podcast, entries)).unwrap()).unwrap()
    }

    #[test]
    fn c1_to_c5_a_whole_podcast() {
        let expected = r#"<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0">
 <channel>
  <title>Kabar Gorontalo</title>
  <link>https://kabar.id/</link>
  <description>Berita dari Gorontalo &#x26; sekitarnya</description>
  <language>id-ID</language>
  <pubDate>Mon, 07 Nov 2022 08:00:00 +0800</pubDate>
  <lastBuildDate>Mon, 07 Nov 2022 08:00:00 +0800</lastBuildDate>
  <generator>halaman 0.1.0</generator>
  <docs>https://www.rssboard.org/rss-specification</docs>
  <itunes:author>Siti &#x26; Budi</itunes:author>
  <itunes:category text="Society &amp; Culture">
   <itunes:category text="Places &amp; Travel"></itunes:category>
  </itunes:category>
  <itunes:explicit>false</itunes:explicit>
  <itunes:image href="https://kabar.id/siniar/sampul.jpg"></itunes:image>
  <itunes:owner>
   <itunes:email>siniar@kabar.id</itunes:email>
   <itunes:name>Redaksi</itunes:name>
  </itunes:owner>
  <itunes:type>serial</itunes:type>
  <podcast:guid>3a1b0e39-c211-5efd-971c-d8e975cc43e0</podcast:guid>
  <podcast:locked owner="siniar@kabar.id">yes</podcast:locked>
  <atom:link href="https://kabar.id/siniar/feed.xml" rel="self" type="application/rss+xml"/>
  <atom:link href="https://hub.kabar.id/" rel="hub"/>
  <item>
   <title>Joren-&gt;blog &#x26; &quot;x&quot; 5 &#x3C; 6 ]]&gt; AT&#x26;T 🐟 ‏عربي‎ &apos;y&apos;</title>
   <link>https://kabar.id/berita/banjir/</link>
   <enclosure url="https://kabar.id/siniar/1.mp3" length="12345678" type="audio/mpeg"/>
   <guid>https://kabar.id/berita/banjir/</guid>
   <pubDate>Mon, 07 Nov 2022 08:00:00 +0800</pubDate>
   <description>Joren-&gt;blog &#x26; &quot;x&quot; 5 &#x26;lt; 6 ]]&gt; AT&#x26;amp;T 🐟 ‏عربي‎ &apos;y&apos;</description>
   <itunes:duration>1834</itunes:duration>
   <itunes:episode>1</itunes:episode>
   <itunes:episodeType>full</itunes:episodeType>
   <itunes:explicit>true</itunes:explicit>
   <itunes:image href="https://kabar.id/siniar/1.jpg"></itunes:image>
   <itunes:season>2</itunes:season>
   <podcast:chapters type="application/json+chapters" url="https://kabar.id/siniar/1.json"></podcast:chapters>
   <podcast:transcript type="text/vtt" url="https://kabar.id/siniar/1.vtt"></podcast:transcript>
   <podcast:transcript type="text/html" url="https://kabar.id/siniar/1.html?a=1&amp;b=2"></podcast:transcript>
  </item>
 </channel>
</rss>
"#;
        assert_eq!(written(Some(podcast()), vec![episode()]), expected);
    }

    #[test]
    fn c1_readers_find_what_the_podcast_says() {
        let feed = rss::write(&channel(Some(podcast()), vec![episode()])).unwrap();
        let tree = ::rss::Channel::read_from(&*feed).unwrap();
        let apple = tree.itunes_ext().unwrap();
        assert_eq!(apple.categories()[0].text(), "Society & Culture");
        assert_eq!(apple.categories()[0].subcategory().unwrap().text(), "Places & Travel");
        assert_eq!(apple.owner().unwrap().email(), Some("siniar@kabar.id"));
        assert_eq!(tree.items()[0].itunes_ext().unwrap().duration(), Some("1834"));
        let feed = feed_rs::parser::parse(&*feed).unwrap();
        assert_eq!(feed.entries[0].media[0].duration.unwrap().as_secs(), 1_834);
    }

    #[test]
    fn c1_a_podcast_says_nothing_that_it_does_not_know() {
        let names = |elements: Vec<Element>| elements.into_iter().map(|it| it.name).collect::<Vec<_>>();
        let owner = Some(("Redaksi".into(), String::new()));
        assert_eq!(names(of_channel(&Podcast { owner, ..Podcast::default() })), ["itunes:explicit"]);
        let bare = Entry { episode: Some(Episode::default()), ..sample::bare_entry() };
        assert_eq!(names(of_item(&Podcast::default(), &bare)), ["itunes:explicit"]);
    }

    #[test]
    fn c1_a_category_alone_stands_on_one_line() {
        let podcast = Podcast { category: "News".into(), subcategory: None, ..podcast() };
        let file = written(Some(podcast), Vec::new());
        assert!(file.contains("\n  <itunes:category text=\"News\"></itunes:category>\n"), "{file}");
    }

    #[test]
    fn c2_an_episode_that_says_nothing_is_as_explicit_as_its_podcast() {
        let entry = Entry { episode: None, ..episode() };
        for is_explicit in [true, false] {
            let podcast = Podcast { explicit: is_explicit, ..podcast() };
            let expected = Element::text("itunes:explicit", is_explicit.to_string());
            assert!(of_item(&podcast, &entry).contains(&expected));
        }
    }

    #[test]
    fn c2_an_article_with_nothing_to_hear_is_no_episode() {
        assert_eq!(of_item(&podcast(), &sample::bare_entry()), []);
    }

    #[test]
    fn x6_an_episode_in_a_feed_that_is_no_podcast_is_an_item_with_an_enclosure() {
        let file = written(None, vec![episode()]);
        assert!(file.contains("<enclosure ") && !file.contains("itunes") && !file.contains("podcast"), "{file}");
    }

    #[test]
    fn a17_atom_has_the_file_and_no_foreign_word() {
        let file = String::from_utf8(atom::write(&channel(Some(podcast()), vec![episode()])).unwrap()).unwrap();
        let link = r#"rel="enclosure" type="audio/mpeg" length="12345678"/>"#;
        assert!(file.contains(link) && !file.contains("itunes") && !file.contains("podcast"), "{file}");
    }

    #[test]
    fn j8_an_attachment_says_how_long_it_plays() {
        let bytes = json::write(&channel(Some(podcast()), vec![episode()])).unwrap();
        let feed: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let expected = serde_json::json!([{
            "url": "https://kabar.id/siniar/1.mp3",
            "mime_type": "audio/mpeg",
            "size_in_bytes": 12_345_678,
            "duration_in_seconds": 1_834,
        }]);
        assert_eq!(feed["items"][0]["attachments"], expected);
    }

    #[test]
    fn c4_the_id_is_that_of_the_address_alone() {
        let expected = "917393e3-1b1e-5cef-ace4-edaa54e1f810";
        for url in [
            "mp3s.nashownotes.com/pc20rss.xml",
            "https://mp3s.nashownotes.com/pc20rss.xml",
            "http://mp3s.nashownotes.com/pc20rss.xml//",
        ] {
            assert_eq!(guid(url), expected, "{url}");
        }
    }

    #[test]
    fn x2_every_text_of_a_podcast_is_cleaned() {
        let bad = || "a\u{b}\u{fffe}".to_owned();
        let dirty = Podcast {
            image: bad(),
            category: bad(),
            subcategory: Some(bad()),
            author: bad(),
            owner: Some((bad(), bad())),
            kind: Some(bad()),
            guid: bad(),
            ..Podcast::default()
        };
        let episode = Episode {
            kind: Some(bad()),
            image: Some(bad()),
            transcripts: vec![(bad(), bad())],
            chapters: Some(bad()),
            ..Episode::default()
        };
        let clean = format!("{:?} {:?}", dirty.sanitised(), episode.sanitised());
        assert!(!clean.contains("\\u{") && !clean.contains("%EF"), "{clean}");
    }
}
