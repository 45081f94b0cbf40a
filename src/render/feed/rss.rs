//! A [`Channel`] as RSS 2.0, through the `rss` crate (rules R, M).
//!
//! The crate writes `description` and `content:encoded` as CDATA. We want them escaped like every
//! other text (X-4), so both travel as extensions, which the crate escapes. It also declares only
//! the namespaces it knows itself; the others are declared here, and only if something uses them (X-6).

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use rss::extension::atom::{AtomExtension, Link};
use rss::extension::dublincore::DublinCoreExtension;
use rss::extension::{Extension, ExtensionMap};

use super::foreign::Element;
use super::{Channel, Enclosure, Entry, Picture, history, media, podcast};
use crate::render::xml;

/// The specification a reader may look up (R-10).
const DOCS: &str = "https://www.rssboard.org/rss-specification";

/// Namespaces that the crate does not declare by itself.
const NAMESPACES: [(&str, &str); 6] = [
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    (history::PREFIX, history::NAMESPACE),
    (media::PREFIX, media::NAMESPACE),
    (podcast::PREFIX, podcast::NAMESPACE),
    (podcast::APPLE_PREFIX, podcast::APPLE_NAMESPACE),
];

/// Elements that hold plain text on one line.
const PLAIN: [&str; 9] = [
    "<title>",
    "<description>",
    "<category>",
    "<copyright>",
    "<dc:creator>",
    "<itunes:author>",
    "<itunes:name>",
    "<media:credit ",
    "<media:description ",
];

/// The media type of the format.
const MIME: &str = "application/rss+xml";

/// The bytes of `feed.xml`.
///
/// # Errors
/// The feed's own texts make no valid document.
pub fn write(channel: &Channel) -> Result<Vec<u8>, String> {
    let items: Vec<rss::Item> = channel.entries.iter().map(|entry| item(channel, entry)).collect();
    let extensions = channel_extensions(channel);
    let feed = rss::Channel {
        title: channel.title.clone(),
        link: channel.home.clone(),
        description: channel.description.clone(),
        language: Some(channel.language.clone()).filter(|it| !it.is_empty()),
        copyright: channel.copyright.clone(),
        pub_date: channel.newest_published().map(date),
        last_build_date: channel.newest_modified().map(date),
        generator: Some(channel.generator.clone()),
        docs: Some(DOCS.to_owned()),
        image: channel.icon.as_ref().and_then(|icon| image(channel, icon)),
        atom_ext: Some(AtomExtension { links: links(channel) }),
        namespaces: namespaces(&extensions, &items),
        extensions,
        items,
        ..Default::default()
    };
    let bytes =
        feed.pretty_write_to(Vec::with_capacity(channel.likely_size()), b' ', 1).map_err(|error| error.to_string())?;
    let document = String::from_utf8(bytes).map_err(|error| error.to_string())?;
    // The crate's declaration is the right one, but the root does not stand on a line of its own.
    let root = document.split_once("?>").map_or(&*document, |(_, root)| root.trim_start());
    Ok(xml::document(&xml::with_numeric_references(root, &PLAIN), channel.stylesheet.as_deref()))
}

/// RFC 822 with a numeric offset and English names, whatever the language of the site (R-5, T19):
/// chrono's plain `format` knows no locale.
pub fn date(moment: DateTime<FixedOffset>) -> String {
    moment.format("%a, %d %b %Y %H:%M:%S %z").to_string()
}

fn item(channel: &Channel, entry: &Entry) -> rss::Item {
    rss::Item {
        title: Some(entry.title.clone()),
        link: Some(entry.url.clone()),
        guid: Some(rss::Guid { value: entry.id.clone(), permalink: entry.id == entry.url }),
        pub_date: Some(date(entry.published)),
        // The label alone: some parsers turn a category with a `domain` into an object (R-17).
        categories: entry.categories.iter().map(|it| it.label.as_str().into()).collect(),
        enclosure: entry.enclosure.as_ref().map(enclosure),
        dublin_core_ext: creators(entry),
        extensions: extensions(channel, entry),
        ..Default::default()
    }
}

/// One `dc:creator` for each author; `author` would demand an e-mail address (R-16, T33, T35).
fn creators(entry: &Entry) -> Option<DublinCoreExtension> {
    let creators: Vec<String> = entry.authors.iter().map(|it| it.name.clone()).collect();
    let extension = DublinCoreExtension { creators, ..Default::default() };
    (!entry.authors.is_empty()).then_some(extension)
}

fn enclosure(file: &Enclosure) -> rss::Enclosure {
    rss::Enclosure { url: file.url.clone(), length: file.bytes.to_string(), mime_type: file.mime.clone() }
}

/// All that the crate has no field for, or would write in another way. The map is sorted by its
/// first key, and `""` comes before `content`: the description stands first (R-14).
fn extensions(channel: &Channel, entry: &Entry) -> ExtensionMap {
    let description = xml::html_text(entry.summary_or_title());
    let mut elements = vec![Element::text("description", description)];
    elements.extend(channel.html_of(entry).map(|html| Element::text("content:encoded", html)));
    if entry.modified() > entry.published {
        elements.push(Element::text("dcterms:modified", entry.modified().to_rfc3339()));
    }
    elements.extend(entry.image.as_ref().map(media::content));
    elements.extend(channel.podcast.iter().flat_map(|it| podcast::of_item(it, entry)));
    map(elements)
}

/// What the feed says of itself besides; the crate writes it before the items.
fn channel_extensions(channel: &Channel) -> ExtensionMap {
    let podcast = channel.podcast.iter().flat_map(podcast::of_channel);
    map(channel.history.mark().into_iter().chain(podcast))
}

fn map(elements: impl IntoIterator<Item = Element>) -> ExtensionMap {
    let mut map = ExtensionMap::new();
    for element in elements {
        let names = map.entry(element.prefix().to_owned()).or_default();
        names.entry(element.local_name().to_owned()).or_default().push(extension(element));
    }
    map
}

fn extension(element: Element) -> Extension {
    let mut children = BTreeMap::new();
    for child in element.children {
        children.insert(child.name.to_owned(), vec![extension(child)]);
    }
    let attrs = element.attributes.into_iter().map(|(name, value)| (name.to_owned(), value));
    Extension { name: element.name.to_owned(), value: element.text, attrs: attrs.collect(), children }
}

fn links(channel: &Channel) -> Vec<Link> {
    let own = std::iter::once(("self", &*channel.self_url));
    let own = own.chain(channel.history.links()).map(|(relation, url)| link(relation, url, Some(MIME)));
    own.chain(channel.live_hubs().iter().map(|hub| link("hub", hub, None))).collect()
}

fn link(relation: &str, url: &str, mime: Option<&str>) -> Link {
    Link { href: url.to_owned(), rel: relation.to_owned(), mime_type: mime.map(str::to_owned), ..Default::default() }
}

/// The publisher's picture, if it is of a kind that RSS takes (R-8). A picture over the limits is
/// shown without its size, and the reader scales it.
fn image(channel: &Channel, icon: &Picture) -> Option<rss::Image> {
    let is_small =
        icon.width.is_some_and(|it| (1..=144).contains(&it)) && icon.height.is_some_and(|it| (1..=400).contains(&it));
    let size = |side: Option<u32>| side.filter(|_| is_small).map(|it| it.to_string());
    is_rss_picture(&icon.url).then(|| rss::Image {
        url: icon.url.clone(),
        title: channel.title.clone(),
        link: channel.home.clone(),
        width: size(icon.width),
        height: size(icon.height),
        description: None,
    })
}

fn is_rss_picture(url: &str) -> bool {
    let url = url.to_ascii_lowercase();
    [".png", ".jpg", ".jpeg", ".gif"].iter().any(|ending| url.ends_with(ending))
}

/// The namespaces that the channel or some item uses, found by the prefixes of its extensions (X-6).
fn namespaces(channel: &ExtensionMap, items: &[rss::Item]) -> BTreeMap<String, String> {
    let is_used =
        |prefix: &str| items.iter().map(|it| &it.extensions).chain([channel]).any(|it| it.contains_key(prefix));
    NAMESPACES
        .into_iter()
        .filter(|(prefix, _)| is_used(prefix))
        .map(|(prefix, uri)| (prefix.to_owned(), uri.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::feed::{Category, Content, Person, sample};

    fn written(entries: Vec<Entry>) -> String {
        let channel = sample::channel("feed.xml", entries);
        String::from_utf8(write(&channel).unwrap()).unwrap()
    }

    fn count(entries: Vec<Entry>, part: &str) -> usize {
        written(entries).matches(part).count()
    }

    #[test]
    fn r1_to_r18_a_whole_feed() {
        let expected = r#"<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:media="http://search.yahoo.com/mrss/">
 <channel>
  <title>Kabar Gorontalo</title>
  <link>https://kabar.id/</link>
  <description>Berita dari Gorontalo &#x26; sekitarnya</description>
  <language>id-ID</language>
  <copyright>© 2022 Kabar Gorontalo</copyright>
  <pubDate>Tue, 08 Nov 2022 14:30:00 +0800</pubDate>
  <lastBuildDate>Tue, 08 Nov 2022 16:00:00 +0800</lastBuildDate>
  <generator>halaman 0.1.0</generator>
  <docs>https://www.rssboard.org/rss-specification</docs>
  <image>
   <url>https://kabar.id/icon.png</url>
   <title>Kabar Gorontalo</title>
   <link>https://kabar.id/</link>
  </image>
  <atom:link href="https://kabar.id/feed.xml" rel="self" type="application/rss+xml"/>
  <atom:link href="https://hub.kabar.id/" rel="hub"/>
  <item>
   <title>Harga cabai &#x26; bawang naik</title>
   <link>https://kabar.id/berita/harga-cabai/</link>
   <category>Ekonomi &#x26; Bisnis</category>
   <category>Pangan</category>
   <enclosure url="https://kabar.id/berita/harga-cabai/wawancara.mp3" length="2345678" type="audio/mpeg"/>
   <guid isPermaLink="false">tag:kabar.id,2022-11-08:/berita/harga-cabai/</guid>
   <pubDate>Tue, 08 Nov 2022 14:30:00 +0800</pubDate>
   <description>Pedagang di Pasar Sentral mengeluh: &quot;5 &#x26;lt; 6&quot;.</description>
   <content:encoded>&lt;p&gt;Harga &lt;em&gt;cabai&lt;/em&gt; naik.&lt;/p&gt;
&lt;p&gt;Lihat &lt;a href=&quot;https://kabar.id/a?b=1&amp;amp;c=2&quot;&gt;data&lt;/a&gt; ]]&amp;gt;.&lt;/p&gt;</content:encoded>
   <dcterms:modified>2022-11-08T16:00:00+08:00</dcterms:modified>
   <media:content fileSize="123456" height="800" medium="image" type="image/jpeg" url="https://kabar.id/berita/harga-cabai/cabai.jpg?a=1&amp;b=2" width="1200">
    <media:credit role="photographer" scheme="urn:ebu">Rudi</media:credit>
    <media:description type="plain">Cabai di Pasar Sentral &#x3C;Gorontalo&gt;</media:description>
    <media:thumbnail height="800" url="https://kabar.id/berita/harga-cabai/cabai.jpg?a=1&amp;b=2" width="1200"></media:thumbnail>
   </media:content>
   <dc:creator>Siti Rahma</dc:creator>
   <dc:creator>Budi &#x26; Ani</dc:creator>
  </item>
 </channel>
</rss>
"#;
        assert_eq!(written(vec![sample::full_entry()]), expected);
    }

    #[test]
    fn t27_a_feed_without_entries_has_no_dates_and_no_foreign_namespaces() {
        let expected = r#"<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
 <channel>
  <title>Kabar Gorontalo</title>
  <link>https://kabar.id/</link>
  <description>Berita dari Gorontalo &#x26; sekitarnya</description>
  <language>id-ID</language>
  <copyright>© 2022 Kabar Gorontalo</copyright>
  <generator>halaman 0.1.0</generator>
  <docs>https://www.rssboard.org/rss-specification</docs>
  <image>
   <url>https://kabar.id/icon.png</url>
   <title>Kabar Gorontalo</title>
   <link>https://kabar.id/</link>
  </image>
  <atom:link href="https://kabar.id/feed.xml" rel="self" type="application/rss+xml"/>
  <atom:link href="https://hub.kabar.id/" rel="hub"/>
 </channel>
</rss>
"#;
        assert_eq!(written(Vec::new()), expected);
    }

    #[test]
    fn t06_t08_a_hard_title_survives_every_parser() {
        let file = written(vec![sample::bare_entry()]);
        let tree = roxmltree::Document::parse(&file).unwrap();
        let item = tree.descendants().find(|it| it.has_tag_name("item")).unwrap();
        let title = item.children().find(|it| it.has_tag_name("title")).unwrap();
        assert_eq!(title.text(), Some(sample::HARD_TITLE_CLEAN));
        let feed = feed_rs::parser::parse(file.as_bytes()).unwrap();
        assert_eq!(feed.entries[0].title.as_ref().unwrap().content, sample::HARD_TITLE_CLEAN);
        let feed = rss::Channel::read_from(file.as_bytes()).unwrap();
        assert_eq!(feed.items[0].title(), Some(sample::HARD_TITLE_CLEAN));
    }

    #[test]
    fn x2_a_text_that_nobody_cleaned_does_not_break_the_file() {
        let entry = Entry {
            title: "a\u{1}\u{ffff}\nb".into(),
            html: "<p>\u{c}]]></p>".into(),
            authors: vec![Person { name: "\u{b}".into(), ..Person::default() }],
            categories: vec![Category { label: "\u{fffe}".into(), ..Category::default() }],
            ..sample::bare_entry()
        };
        assert!(roxmltree::Document::parse(&written(vec![entry])).is_ok());
    }

    #[test]
    fn t07_the_end_of_cdata_round_trips() {
        let html = "<p>]]&gt; <code>]]&gt;</code></p>";
        let entry = Entry { html: html.into(), ..sample::bare_entry() };
        let feed = rss::Channel::read_from(written(vec![entry]).as_bytes()).unwrap();
        assert_eq!(feed.items[0].content(), Some(html));
    }

    #[test]
    fn r5_t19_t20_dates_are_english_with_two_digits_and_an_offset() {
        let cases = [
            ("2022-11-08T14:30:00+08:00", "Tue, 08 Nov 2022 14:30:00 +0800"),
            ("2025-10-02T00:00:00Z", "Thu, 02 Oct 2025 00:00:00 +0000"),
            ("2024-03-01T00:05:00+08:00", "Fri, 01 Mar 2024 00:05:00 +0800"),
            ("2023-05-17T23:59:59-03:30", "Wed, 17 May 2023 23:59:59 -0330"),
        ];
        for (moment, expected) in cases {
            assert_eq!(date(sample::moment(moment)), expected);
        }
    }

    #[test]
    fn t21_the_offset_survives_the_way_through_a_reader() {
        let feed = feed_rs::parser::parse(written(vec![sample::full_entry()]).as_bytes()).unwrap();
        let expected = sample::moment("2022-11-08T06:30:00Z");
        assert_eq!(feed.entries[0].published.unwrap(), expected);
    }

    #[test]
    fn r8_a_picture_of_another_kind_is_left_out() {
        for (file, is_shown) in [("a.png", true), ("a.JPEG", true), ("a.webp", false), ("a.svg", false)] {
            let mut channel = sample::channel("feed.xml", Vec::new());
            channel.icon = Some(Picture { url: format!("https://kabar.id/{file}"), ..Picture::default() });
            let feed = String::from_utf8(write(&channel).unwrap()).unwrap();
            assert_eq!(feed.contains("<image>"), is_shown, "{file}");
        }
    }

    #[test]
    fn r8_the_size_is_said_only_within_the_limits() {
        let size = |width, height| {
            let icon = Picture {
                url: "https://kabar.id/a.png".into(),
                width: Some(width),
                height: Some(height),
                ..Picture::default()
            };
            let image = image(&sample::channel("feed.xml", Vec::new()), &icon).unwrap();
            (image.width, image.height)
        };
        assert_eq!(size(144, 400), (Some("144".to_owned()), Some("400".to_owned())));
        assert_eq!(size(145, 100), (None, None));
        assert_eq!(size(0, 100), (None, None));
    }

    #[test]
    fn r12_a_guid_that_is_the_page_is_a_permalink() {
        assert_eq!(count(vec![sample::bare_entry()], "<guid>https://kabar.id/berita/banjir/</guid>"), 1);
        let moved = Entry { url: "https://kabar.id/baru/".into(), ..sample::bare_entry() };
        assert_eq!(count(vec![moved], "<guid isPermaLink=\"false\">https://kabar.id/berita/banjir/<"), 1);
    }

    #[test]
    fn r14_the_description_stands_before_the_content() {
        let file = written(vec![sample::full_entry()]);
        assert!(file.rfind("<description>") < file.find("<content:encoded>"));
    }

    #[test]
    fn r16_t33_t35_each_author_is_an_element_of_their_own() {
        assert_eq!(count(vec![sample::full_entry()], "<dc:creator>"), 2);
        assert_eq!(count(vec![sample::full_entry()], "<author>"), 0);
        assert_eq!(count(vec![sample::bare_entry()], "dc:"), 0);
    }

    /// A feed of one short article, in each mode.
    fn in_mode(content: Content) -> String {
        let entry = Entry {
            image: None,
            enclosure: None,
            authors: Vec::new(),
            categories: Vec::new(),
            updated: None,
            html: "<p>Naik.</p>".into(),
            ..sample::full_entry()
        };
        let channel = Channel { content, icon: None, ..sample::channel("feed.xml", vec![entry]) };
        String::from_utf8(write(&channel).unwrap()).unwrap()
    }

    #[test]
    fn r11_a_whole_feed_of_summaries() {
        let expected = r#"<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">
 <channel>
  <title>Kabar Gorontalo</title>
  <link>https://kabar.id/</link>
  <description>Berita dari Gorontalo &#x26; sekitarnya</description>
  <language>id-ID</language>
  <copyright>© 2022 Kabar Gorontalo</copyright>
  <pubDate>Tue, 08 Nov 2022 14:30:00 +0800</pubDate>
  <lastBuildDate>Tue, 08 Nov 2022 14:30:00 +0800</lastBuildDate>
  <generator>halaman 0.1.0</generator>
  <docs>https://www.rssboard.org/rss-specification</docs>
  <atom:link href="https://kabar.id/feed.xml" rel="self" type="application/rss+xml"/>
  <atom:link href="https://hub.kabar.id/" rel="hub"/>
  <item>
   <title>Harga cabai &#x26; bawang naik</title>
   <link>https://kabar.id/berita/harga-cabai/</link>
   <guid isPermaLink="false">tag:kabar.id,2022-11-08:/berita/harga-cabai/</guid>
   <pubDate>Tue, 08 Nov 2022 14:30:00 +0800</pubDate>
   <description>Pedagang di Pasar Sentral mengeluh: &quot;5 &#x26;lt; 6&quot;.</description>
  </item>
 </channel>
</rss>
"#;
        assert_eq!(in_mode(Content::Summary), expected);
    }

    #[test]
    fn r11_r14_whole_texts_have_a_description_in_both_modes() {
        let namespace = " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\n <channel>";
        let text = "</description>\n   <content:encoded>&lt;p&gt;Naik.&lt;/p&gt;</content:encoded>\n  </item>";
        let expected =
            in_mode(Content::Summary).replace(">\n <channel>", namespace).replace("</description>\n  </item>", text);
        assert_eq!(in_mode(Content::Both), expected);
        assert_eq!(in_mode(Content::Full), expected);
    }

    #[test]
    fn r18_summaries_keep_the_picture_and_the_enclosure() {
        let channel = Channel { content: Content::Summary, ..sample::channel("feed.xml", vec![sample::full_entry()]) };
        let feed = feed_rs::parser::parse(&*write(&channel).unwrap()).unwrap();
        assert!(feed.entries[0].content.is_none());
        let files = feed.entries[0].media.iter().flat_map(|it| &it.content).count();
        assert_eq!(files, 2, "the picture and the interview");
    }

    #[test]
    fn t43_the_enclosure_has_an_absolute_url_its_true_length_and_its_type() {
        let expected = "<enclosure url=\"https://kabar.id/berita/harga-cabai/wawancara.mp3\" length=\"2345678\" type=\"audio/mpeg\"/>";
        assert_eq!(count(vec![sample::full_entry()], expected), 1);
        assert_eq!(count(vec![sample::full_entry()], "xmlns:media=\"http://search.yahoo.com/mrss/\""), 1);
    }

    #[test]
    fn t47_the_picture_of_the_feed_has_its_three_children() {
        let file = written(Vec::new());
        let tree = roxmltree::Document::parse(&file).unwrap();
        let image = tree.descendants().find(|it| it.has_tag_name("image")).unwrap();
        let children: Vec<_> =
            image.children().filter(roxmltree::Node::is_element).map(|it| (it.tag_name().name(), it.text())).collect();
        let expected = [
            ("url", Some("https://kabar.id/icon.png")),
            ("title", Some("Kabar Gorontalo")),
            ("link", Some("https://kabar.id/")),
        ];
        assert_eq!(children, expected);
    }

    #[test]
    fn r20_an_unchanged_article_says_nothing_of_a_change() {
        assert_eq!(count(vec![sample::bare_entry()], "dcterms"), 0);
    }

    #[test]
    fn m1_readers_find_the_picture() {
        let feed = feed_rs::parser::parse(written(vec![sample::full_entry()]).as_bytes()).unwrap();
        let media = &feed.entries[0].media;
        let url = "https://kabar.id/berita/harga-cabai/cabai.jpg?a=1&b=2";
        let is_it = |media: &feed_rs::model::MediaObject| {
            media.content.iter().any(|it| it.url.as_ref().is_some_and(|it| it.as_str() == url))
        };
        let picture = media.iter().find(|it| is_it(it)).unwrap();
        assert_eq!(picture.thumbnails[0].image.uri, url);
        assert_eq!(picture.description.as_ref().unwrap().content, "Cabai di Pasar Sentral <Gorontalo>");
    }
}
