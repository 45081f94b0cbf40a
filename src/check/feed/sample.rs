//! Good feeds for the tests of the judge, and a way to plant one defect into them.

use chrono::DateTime;

use crate::check::Document;
use crate::check::feed::{Judged, Options, judge};

/// RSS with everything that an article can have.
pub const RSS: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:media="http://search.yahoo.com/mrss/" xmlns:fh="http://purl.org/syndication/history/1.0">
 <channel>
  <title>Kabar Teluk</title>
  <link>https://kabar.example/</link>
  <description>Berita dari teluk</description>
  <language>id</language>
  <managingEditor>redaksi@kabar.example (Redaksi)</managingEditor>
  <pubDate>Tue, 08 Nov 2022 14:30:00 +0800</pubDate>
  <lastBuildDate>Wed, 09 Nov 2022 08:00:00 +0800</lastBuildDate>
  <generator>halaman</generator>
  <docs>https://www.rssboard.org/rss-specification</docs>
  <ttl>60</ttl>
  <image>
   <url>https://kabar.example/logo.png</url>
   <title>Kabar Teluk</title>
   <link>https://kabar.example/</link>
   <width>144</width>
  </image>
  <atom:link href="https://kabar.example/feed.xml" rel="self" type="application/rss+xml"/>
  <atom:link href="https://hub.example/" rel="hub"/>
  <atom:link href="https://kabar.example/arsip/2022-10.xml" rel="prev-archive"/>
  <item>
   <title>Harga cabai naik</title>
   <link>https://kabar.example/cabai/</link>
   <guid>https://kabar.example/cabai/</guid>
   <pubDate>Tue, 08 Nov 2022 14:30:00 +0800</pubDate>
   <category>Ekonomi</category>
   <description>Pedagang mengeluh</description>
   <content:encoded>&lt;p&gt;Harga &lt;a href=&quot;https://kabar.example/a/&quot;&gt;naik&lt;/a&gt;&lt;/p&gt;</content:encoded>
   <dc:creator>Siti</dc:creator>
   <enclosure url="https://kabar.example/a.mp3" length="12" type="audio/mpeg"/>
   <source url="https://lain.example/feed.xml">Lain</source>
   <dcterms:modified>2022-11-09T08:00:00+08:00</dcterms:modified>
   <media:content url="https://kabar.example/a.jpg" medium="image" type="image/jpeg" width="1200" height="800" fileSize="9">
    <media:thumbnail url="https://kabar.example/b.jpg" width="120" height="80"/>
    <media:description type="plain">Cabai</media:description>
    <media:credit role="photographer" scheme="urn:ebu">Rudi</media:credit>
   </media:content>
  </item>
  <item>
   <title>Banjir surut</title>
   <link>https://kabar.example/banjir/</link>
   <guid isPermaLink="false">banjir</guid>
   <pubDate>Mon, 07 Nov 2022 09:00:00 +0800</pubDate>
   <description>Air turun</description>
  </item>
 </channel>
</rss>
"#;

/// A podcast.
pub const PODCAST: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:podcast="https://podcastindex.org/namespace/1.0">
 <channel>
  <title>Suara Teluk</title>
  <link>https://kabar.example/siniar/</link>
  <description>Siniar dari teluk</description>
  <language>id</language>
  <copyright>Kabar Teluk</copyright>
  <atom:link href="https://kabar.example/feed.xml" rel="self" type="application/rss+xml"/>
  <itunes:image href="https://kabar.example/sampul.jpg"/>
  <itunes:category text="News"><itunes:category text="Daily News"/></itunes:category>
  <itunes:explicit>false</itunes:explicit>
  <itunes:author>Kabar Teluk</itunes:author>
  <itunes:owner><itunes:name>Redaksi</itunes:name><itunes:email>redaksi@kabar.example</itunes:email></itunes:owner>
  <itunes:type>episodic</itunes:type>
  <podcast:guid>22e24222-fcbf-5d20-89ff-e02c2f160a7d</podcast:guid>
  <podcast:locked>yes</podcast:locked>
  <item>
   <title>Episode satu</title>
   <link>https://kabar.example/siniar/1/</link>
   <guid>https://kabar.example/siniar/1/</guid>
   <pubDate>Tue, 08 Nov 2022 14:30:00 +0800</pubDate>
   <description>Tentang cabai</description>
   <enclosure url="https://kabar.example/1.mp3" length="12" type="audio/mpeg"/>
   <itunes:duration>610</itunes:duration>
   <itunes:episode>1</itunes:episode>
   <itunes:episodeType>full</itunes:episodeType>
   <podcast:transcript url="https://kabar.example/1.vtt" type="text/vtt" language="id"/>
   <podcast:chapters url="https://kabar.example/1.json" type="application/json+chapters"/>
  </item>
 </channel>
</rss>
"#;

/// An Atom archive.
pub const ATOM: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0" xml:lang="id">
 <title>Kabar Teluk</title>
 <id>tag:kabar.example,2022-01-01:umpan</id>
 <updated>2022-11-09T08:00:00+08:00</updated>
 <author><name>Redaksi</name><uri>https://kabar.example/</uri></author>
 <generator version="1">halaman</generator>
 <icon>https://kabar.example/logo.png</icon>
 <link href="https://kabar.example/feed.xml" rel="self" type="application/atom+xml"/>
 <link href="https://kabar.example/" rel="alternate" type="text/html"/>
 <link href="https://kabar.example/atom.xml" rel="current"/>
 <link href="https://kabar.example/arsip/2022-10.xml" rel="prev-archive"/>
 <fh:archive/>
 <entry>
  <title>Harga cabai naik</title>
  <id>https://kabar.example/cabai/</id>
  <updated>2022-11-09T08:00:00+08:00</updated>
  <published>2022-11-08T14:30:00+08:00</published>
  <author><name>Siti</name></author>
  <category term="ekonomi" scheme="https://kabar.example/topik/" label="Ekonomi"/>
  <link href="https://kabar.example/cabai/" rel="alternate" type="text/html"/>
  <link href="https://kabar.example/a.mp3" rel="enclosure" type="audio/mpeg" length="12"/>
  <summary>Pedagang mengeluh</summary>
  <content type="html">&lt;p&gt;Harga naik&lt;/p&gt;</content>
 </entry>
 <entry>
  <title>Banjir surut</title>
  <id>https://kabar.example/banjir/</id>
  <updated>2022-11-07T09:00:00+08:00</updated>
  <published>2022-11-07T09:00:00+08:00</published>
  <author><name>Rudi</name></author>
  <link href="https://kabar.example/banjir/" rel="alternate" type="text/html"/>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Air <br/>turun</p></div></content>
 </entry>
</feed>
"#;

/// JSON Feed.
pub const JSON: &str = r#"{
  "version": "https://jsonfeed.org/version/1.1",
  "title": "Kabar Teluk",
  "home_page_url": "https://kabar.example/",
  "feed_url": "https://kabar.example/feed.xml",
  "next_url": "https://kabar.example/2.json",
  "authors": [{"name": "Redaksi"}],
  "language": "id",
  "expired": false,
  "hubs": [{"type": "WebSub", "url": "https://hub.example/"}],
  "items": [
    {
      "id": "cabai",
      "url": "https://kabar.example/cabai/",
      "title": "Harga cabai naik",
      "content_html": "<p>Harga naik</p>",
      "summary": "Pedagang mengeluh",
      "date_published": "2022-11-08T14:30:00+08:00",
      "date_modified": "2022-11-09T08:00:00+08:00",
      "authors": [{"name": "Siti"}],
      "tags": ["Ekonomi"],
      "attachments": [{"url": "https://kabar.example/a.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 12}],
      "_kabar": {}
    },
    {
      "id": "banjir",
      "url": "https://kabar.example/banjir/",
      "title": "Banjir surut",
      "content_text": "Air turun",
      "date_published": "2022-11-07T09:00:00+08:00",
      "authors": [{"name": "Rudi"}]
    }
  ]
}
"#;

/// A list of feeds.
pub const OPML: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<opml version="2.0">
 <head>
  <title>Umpan Kabar Teluk</title>
  <dateModified>Tue, 08 Nov 2022 14:30:00 +0800</dateModified>
  <ownerName>Redaksi</ownerName>
  <ownerId>https://kabar.example/</ownerId>
 </head>
 <body>
  <outline text="Rubrik">
   <outline type="rss" text="Ekonomi" title="Ekonomi" xmlUrl="https://kabar.example/ekonomi/feed.xml" htmlUrl="https://kabar.example/ekonomi/" language="id" version="RSS2"/>
  </outline>
 </body>
</opml>
"#;

/// Judges a text as ours or as somebody else's.
pub fn judged(text: &str, own: bool) -> Judged {
    let document = Document { path: "feed.xml", url: Some("https://kabar.example/feed.xml"), bytes: text.as_bytes() };
    let now = DateTime::parse_from_rfc3339("2022-11-10T00:00:00+08:00").ok();
    judge(&document, &Options { now, own })
}

/// The rule and the text at fault of each finding.
pub fn places(text: &str, own: bool) -> Vec<(&'static str, String)> {
    let findings = judged(text, own).findings.into_iter();
    findings.map(|finding| (finding.rule, text[finding.at.unwrap()].to_owned())).collect()
}

/// Plants one defect into a good feed, and compares all that is found with what is expected: rules, each with the text
/// at fault, which may be cut with `…`.
pub fn planted(good: &str, from: &str, to: &str, expected: &[(&str, &str)]) {
    assert_eq!(good.matches(from).count(), 1, "{from}");
    let found = places(&good.replace(from, to), true);
    let fits = |(found, expected): (&(&str, String), &(&str, &str))| {
        let is_there = match expected.1.strip_suffix('…') {
            Some(beginning) => found.1.starts_with(beginning),
            None => found.1 == expected.1,
        };
        found.0 == expected.0 && is_there
    };
    assert!(found.len() == expected.len() && found.iter().zip(expected).all(fits), "{to}\n{found:#?}");
}
