//! A [`Channel`] as Atom 1.0, through `atom_syndication` (rules A).
//!
//! What the crate leaves to us: the encoding in the declaration (X-1), an `updated` for every entry
//! (it would say 1970), the escaping of attributes of foreign elements, which it writes as they are,
//! and the mark of an archive, which it would put after the entries (A-16).

use std::collections::BTreeMap;

use atom_syndication::extension::{Extension, ExtensionMap};
use atom_syndication::{
    Category, Content, Entry as AtomEntry, Feed, FixedDateTime, Generator, Link, Person as Author, Text, WriteConfig,
};

use super::foreign::Element;
use super::{Channel, Content as Mode, Entry, Person, history, media};
use crate::render::xml;

/// The media type of the format.
const MIME: &str = "application/atom+xml";

/// Elements that hold plain text on one line.
const PLAIN: [&str; 7] =
    ["<title", "<subtitle", "<rights", "<summary", "<name", "<media:credit ", "<media:description "];

/// What the feed itself ends with: it always has a subtitle, and entries have none.
const SUBTITLE_END: &str = "</subtitle>";

/// The bytes of `atom.xml`.
///
/// # Errors
/// The feed's own texts make no valid document.
pub fn write(channel: &Channel) -> Result<Vec<u8>, String> {
    let config = WriteConfig { write_document_declaration: false, indent_size: Some(1) };
    let buffer = Vec::with_capacity(channel.likely_size());
    let bytes = feed(channel).write_with_config(buffer, config).map_err(|error| error.to_string())?;
    let root = String::from_utf8(bytes).map_err(|error| error.to_string())?;
    let root = if channel.history.is_archive() { marked(root) } else { root };
    Ok(xml::document(&xml::with_numeric_references(&root, &PLAIN), channel.stylesheet.as_deref()))
}

/// The feed with the mark of an archive after its subtitle, which is the last that it says before
/// its entries (A-16). Every `<` of a text or an attribute is escaped, so the first end tag of this
/// name is the feed's own.
fn marked(mut root: String) -> String {
    if let Some(place) = root.find(SUBTITLE_END) {
        root.insert_str(place + SUBTITLE_END.len(), &format!("\n <{}/>", history::MARK));
    }
    root
}

fn feed(channel: &Channel) -> Feed {
    Feed {
        title: text(&channel.title, None),
        id: channel.id.clone(),
        updated: updated(channel),
        authors: vec![author(channel.author())],
        generator: Some(generator(&channel.generator)),
        icon: channel.icon.as_ref().map(|it| it.url.clone()),
        links: links(channel),
        rights: channel.copyright.as_deref().map(|it| text(it, None)),
        subtitle: Some(text(&channel.description, None)),
        entries: channel.entries.iter().map(|it| entry(channel, it)).collect(),
        namespaces: namespaces(channel),
        lang: Some(channel.language.clone()),
        ..Feed::default()
    }
}

/// The newest change of all entries; without entries the beginning of the site, never the clock
/// (A-18, T12, T27).
fn updated(channel: &Channel) -> FixedDateTime {
    channel.newest_modified().unwrap_or(channel.start)
}

fn entry(channel: &Channel, entry: &Entry) -> AtomEntry {
    let language = foreign_language(channel, entry);
    AtomEntry {
        title: text(&entry.title, language),
        id: entry.id.clone(),
        updated: entry.modified(),
        // Readers do not inherit the feed's author (A-3).
        authors: channel.authors_of(entry).into_iter().map(author).collect(),
        categories: entry.categories.iter().map(category).collect(),
        links: entry_links(entry),
        published: Some(entry.published),
        summary: summary(channel, entry).map(|it| text(it, language)),
        content: channel.html_of(entry).map(|html| content(html, language)),
        extensions: extensions(entry),
        ..AtomEntry::default()
    }
}

/// The language of the entry if it is not the feed's. The crate knows no `xml:lang` of an entry, so
/// it stands on the texts in it (A-10).
fn foreign_language<'a>(channel: &Channel, entry: &'a Entry) -> Option<&'a str> {
    let is_foreign = !entry.language.is_empty() && entry.language != channel.language;
    is_foreign.then_some(&*entry.language)
}

/// Plain text: a title that says it is HTML is shown with its tags by half of the readers (X-11).
fn text(value: &str, language: Option<&str>) -> Text {
    Text { lang: language.map(str::to_owned), ..Text::plain(value) }
}

/// An entry has a summary or a content, or both (A-7, T37).
fn summary<'a>(channel: &Channel, entry: &'a Entry) -> Option<&'a str> {
    let has_content = channel.html_of(entry).is_some();
    let is_left_out = has_content && (channel.content == Mode::Full || entry.summary.is_empty());
    (!is_left_out).then(|| entry.summary_or_title())
}

fn content(html: &str, language: Option<&str>) -> Content {
    Content {
        lang: language.map(str::to_owned),
        value: Some(html.to_owned()),
        content_type: Some("html".to_owned()),
        ..Content::default()
    }
}

fn author(person: Person) -> Author {
    Author { name: person.name, email: person.email, uri: person.url, ..Author::default() }
}

fn category(category: &super::Category) -> Category {
    // Some readers show the term and not the label, and without a term the feed is not valid.
    let term = if category.slug.is_empty() { &category.label } else { &category.slug };
    Category {
        term: term.clone(),
        scheme: Some(category.scheme.clone()).filter(|it| !it.is_empty()),
        label: Some(category.label.clone()),
    }
}

fn links(channel: &Channel) -> Vec<Link> {
    let mut links = vec![link("self", &channel.self_url, MIME), link("alternate", &channel.home, "text/html")];
    links.extend(channel.history.links().map(|(relation, url)| link(relation, url, MIME)));
    links.extend(channel.live_hubs().iter().map(|hub| Link { mime_type: None, ..link("hub", hub, "") }));
    links
}

fn entry_links(entry: &Entry) -> Vec<Link> {
    let mut links = vec![link("alternate", &entry.url, "text/html")];
    links.extend(
        entry
            .enclosure
            .as_ref()
            .map(|file| Link { length: Some(file.bytes.to_string()), ..link("enclosure", &file.url, &file.mime) }),
    );
    links
}

fn link(relation: &str, url: &str, mime: &str) -> Link {
    Link { href: url.to_owned(), rel: relation.to_owned(), mime_type: Some(mime.to_owned()), ..Link::default() }
}

/// `halaman 0.1.0` is a name and a version (A-13).
fn generator(text: &str) -> Generator {
    let is_version = |it: &str| it.starts_with(|it: char| it.is_ascii_digit());
    let (name, version) = match text.rsplit_once(' ') {
        Some((name, version)) if is_version(version) => (name, Some(version)),
        _ => (text, None),
    };
    Generator { value: name.to_owned(), uri: None, version: version.map(str::to_owned) }
}

fn extensions(entry: &Entry) -> ExtensionMap {
    let mut map = ExtensionMap::new();
    if let Some(picture) = &entry.image {
        let content = vec![extension(media::content(picture))];
        map.insert(media::PREFIX.to_owned(), BTreeMap::from([("content".to_owned(), content)]));
    }
    map
}

fn extension(element: Element) -> Extension {
    let mut children = BTreeMap::new();
    for child in element.children {
        children.insert(child.name.to_owned(), vec![extension(child)]);
    }
    let attrs = element.attributes.into_iter();
    Extension {
        name: element.name.to_owned(),
        value: element.text,
        attrs: attrs.map(|(name, value)| (name.to_owned(), escaped(&value))).collect(),
        children,
    }
}

/// The crate writes attributes of foreign elements as they are.
fn escaped(value: &str) -> String {
    xml::attribute(value).into_owned()
}

/// Only what is used (X-6).
fn namespaces(channel: &Channel) -> BTreeMap<String, String> {
    let has_picture = channel.entries.iter().any(|entry| entry.image.is_some());
    let all = [
        (channel.history.is_archive(), history::PREFIX, history::NAMESPACE),
        (has_picture, media::PREFIX, media::NAMESPACE),
    ];
    let used = all.into_iter().filter(|(is_used, ..)| *is_used);
    used.map(|(_, prefix, uri)| (prefix.to_owned(), uri.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::feed::{Category as Topic, Picture, sample};

    fn written(entries: Vec<Entry>) -> String {
        let channel = sample::channel("atom.xml", entries);
        String::from_utf8(write(&channel).unwrap()).unwrap()
    }

    #[test]
    fn a1_to_a17_a_whole_feed() {
        let expected = r#"<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/" xml:lang="id-ID">
 <title>Kabar Gorontalo</title>
 <id>tag:kabar.id,2022-01-01:umpan</id>
 <updated>2022-11-08T16:00:00+08:00</updated>
 <author>
  <name>Redaksi Kabar Gorontalo</name>
  <uri>https://kabar.id/</uri>
 </author>
 <generator version="0.1.0">halaman</generator>
 <icon>https://kabar.id/icon.png</icon>
 <link href="https://kabar.id/atom.xml" rel="self" type="application/atom+xml"/>
 <link href="https://kabar.id/" rel="alternate" type="text/html"/>
 <link href="https://hub.kabar.id/" rel="hub"/>
 <rights>© 2022 Kabar Gorontalo</rights>
 <subtitle>Berita dari Gorontalo &#x26; sekitarnya</subtitle>
 <entry>
  <title>Harga cabai &#x26; bawang naik</title>
  <id>tag:kabar.id,2022-11-08:/berita/harga-cabai/</id>
  <updated>2022-11-08T16:00:00+08:00</updated>
  <author>
   <name>Siti Rahma</name>
   <uri>https://kabar.id/penulis/siti-rahma/</uri>
  </author>
  <author>
   <name>Budi &#x26; Ani</name>
  </author>
  <category term="ekonomi-bisnis" scheme="https://kabar.id/rubrik/" label="Ekonomi &amp; Bisnis"/>
  <category term="pangan" scheme="https://kabar.id/tag/" label="Pangan"/>
  <link href="https://kabar.id/berita/harga-cabai/" rel="alternate" type="text/html"/>
  <link href="https://kabar.id/berita/harga-cabai/wawancara.mp3" rel="enclosure" type="audio/mpeg" length="2345678"/>
  <published>2022-11-08T14:30:00+08:00</published>
  <summary>Pedagang di Pasar Sentral mengeluh: &quot;5 &#x3C; 6&quot;.</summary>
  <content type="html">&lt;p&gt;Harga &lt;em&gt;cabai&lt;/em&gt; naik.&lt;/p&gt;
&lt;p&gt;Lihat &lt;a href=&quot;https://kabar.id/a?b=1&amp;amp;c=2&quot;&gt;data&lt;/a&gt; ]]&amp;gt;.&lt;/p&gt;</content>
  <media:content fileSize="123456" height="800" medium="image" type="image/jpeg" url="https://kabar.id/berita/harga-cabai/cabai.jpg?a=1&amp;b=2" width="1200">
   <media:credit role="photographer" scheme="urn:ebu">Rudi</media:credit>
   <media:description type="plain">Cabai di Pasar Sentral &#x3C;Gorontalo&gt;</media:description>
   <media:thumbnail height="800" url="https://kabar.id/berita/harga-cabai/cabai.jpg?a=1&amp;b=2" width="1200"></media:thumbnail>
  </media:content>
 </entry>
</feed>
"#;
        assert_eq!(written(vec![sample::full_entry()]), expected);
    }

    #[test]
    fn a18_t12_t27_an_empty_feed_is_as_old_as_the_site() {
        let file = written(Vec::new());
        assert!(file.contains("<updated>2022-01-01T00:00:00+08:00</updated>"));
        assert!(feed_rs::parser::parse(file.as_bytes()).is_ok());
    }

    #[test]
    fn t11_an_unchanged_entry_was_updated_when_it_was_published() {
        let file = written(vec![sample::bare_entry()]);
        assert_eq!(file.matches("<updated>2022-11-07T08:00:00+08:00</updated>").count(), 2);
    }

    #[test]
    fn a3_an_entry_without_authors_names_the_newsroom() {
        let feed = feed_rs::parser::parse(written(vec![sample::bare_entry()]).as_bytes()).unwrap();
        assert_eq!(feed.entries[0].authors[0].name, "Redaksi Kabar Gorontalo");
    }

    #[test]
    fn a10_t50_a_foreign_language_stands_on_the_texts() {
        let entry = Entry { language: "su".into(), ..sample::full_entry() };
        let file = written(vec![entry]);
        for part in ["<title xml:lang=\"su\">", "<summary xml:lang=\"su\">", "<content xml:lang=\"su\" type=\"html\">"]
        {
            assert!(file.contains(part), "{part}");
        }
    }

    /// A feed of one short article, in each mode.
    fn in_mode(content: Mode) -> String {
        let entry = Entry {
            image: None,
            enclosure: None,
            authors: Vec::new(),
            categories: Vec::new(),
            updated: None,
            html: "<p>Naik.</p>".into(),
            ..sample::full_entry()
        };
        let channel = Channel { content, ..sample::channel("atom.xml", vec![entry]) };
        String::from_utf8(write(&channel).unwrap()).unwrap()
    }

    #[test]
    fn a7_a9_a_whole_feed_of_texts_with_summaries() {
        let expected = r#"<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="id-ID">
 <title>Kabar Gorontalo</title>
 <id>tag:kabar.id,2022-01-01:umpan</id>
 <updated>2022-11-08T14:30:00+08:00</updated>
 <author>
  <name>Redaksi Kabar Gorontalo</name>
  <uri>https://kabar.id/</uri>
 </author>
 <generator version="0.1.0">halaman</generator>
 <icon>https://kabar.id/icon.png</icon>
 <link href="https://kabar.id/atom.xml" rel="self" type="application/atom+xml"/>
 <link href="https://kabar.id/" rel="alternate" type="text/html"/>
 <link href="https://hub.kabar.id/" rel="hub"/>
 <rights>© 2022 Kabar Gorontalo</rights>
 <subtitle>Berita dari Gorontalo &#x26; sekitarnya</subtitle>
 <entry>
  <title>Harga cabai &#x26; bawang naik</title>
  <id>tag:kabar.id,2022-11-08:/berita/harga-cabai/</id>
  <updated>2022-11-08T14:30:00+08:00</updated>
  <author>
   <name>Redaksi Kabar Gorontalo</name>
   <uri>https://kabar.id/</uri>
  </author>
  <link href="https://kabar.id/berita/harga-cabai/" rel="alternate" type="text/html"/>
  <published>2022-11-08T14:30:00+08:00</published>
  <summary>Pedagang di Pasar Sentral mengeluh: &quot;5 &#x3C; 6&quot;.</summary>
  <content type="html">&lt;p&gt;Naik.&lt;/p&gt;</content>
 </entry>
</feed>
"#;
        assert_eq!(in_mode(Mode::Both), expected);
    }

    #[test]
    fn a7_a9_the_other_modes_leave_one_of_the_two_out() {
        let both = in_mode(Mode::Both);
        let summary = "  <summary>Pedagang di Pasar Sentral mengeluh: &quot;5 &#x3C; 6&quot;.</summary>\n";
        assert_eq!(in_mode(Mode::Full), both.replace(summary, ""));
        let content = "  <content type=\"html\">&lt;p&gt;Naik.&lt;/p&gt;</content>\n";
        assert_eq!(in_mode(Mode::Summary), both.replace(content, ""));
        assert!(both.contains(summary) && both.contains(content));
    }

    #[test]
    fn a7_an_entry_without_a_text_has_a_summary_in_each_mode() {
        for content in [Mode::Full, Mode::Summary, Mode::Both] {
            let channel = Channel { content, ..sample::channel("atom.xml", vec![sample::bare_entry()]) };
            let feed = feed_rs::parser::parse(&*write(&channel).unwrap()).unwrap();
            assert_eq!(feed.entries[0].summary.as_ref().unwrap().content, sample::HARD_TITLE_CLEAN);
        }
    }

    #[test]
    fn t43_the_enclosure_has_an_absolute_url_its_true_length_and_its_type() {
        let expected = "<link href=\"https://kabar.id/berita/harga-cabai/wawancara.mp3\" rel=\"enclosure\" type=\"audio/mpeg\" length=\"2345678\"/>";
        assert_eq!(written(vec![sample::full_entry()]).matches(expected).count(), 1);
    }

    #[test]
    fn a12_a_category_without_a_slug_has_a_term() {
        let topic = Topic { label: "Pangan".into(), ..Topic::default() };
        let entry = Entry { categories: vec![topic], ..sample::bare_entry() };
        assert!(written(vec![entry]).contains("<category term=\"Pangan\" label=\"Pangan\"/>"));
    }

    #[test]
    fn a13_a_generator_without_a_version_is_a_name() {
        assert_eq!(generator("halaman").value, "halaman");
        assert_eq!(generator("halaman dari Gorontalo").version, None);
    }

    #[test]
    fn t08_a_hard_title_survives_every_parser() {
        let file = written(vec![sample::bare_entry()]);
        assert!(roxmltree::Document::parse(&file).is_ok());
        let feed = feed_rs::parser::parse(file.as_bytes()).unwrap();
        assert_eq!(feed.entries[0].title.as_ref().unwrap().content, sample::HARD_TITLE_CLEAN);
        let feed = Feed::read_from(file.as_bytes()).unwrap();
        assert_eq!(feed.entries[0].title.value, sample::HARD_TITLE_CLEAN);
    }

    #[test]
    fn t09_the_attributes_of_a_picture_are_escaped() {
        let picture =
            Picture { url: "https://kabar.id/a?b=\"<&'".into(), mime: "image/<&\">".into(), ..Picture::default() };
        let entry = Entry { image: Some(picture), ..sample::bare_entry() };
        assert!(roxmltree::Document::parse(&written(vec![entry])).is_ok());
    }

    #[test]
    fn x2_a_text_that_nobody_cleaned_does_not_break_the_file() {
        let entry = Entry { title: "a\u{1}\u{ffff}b".into(), ..sample::bare_entry() };
        assert!(roxmltree::Document::parse(&written(vec![entry])).is_ok());
    }
}
