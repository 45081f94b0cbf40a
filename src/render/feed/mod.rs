//! Feeds: the values that the three writers share.
//!
//! An article becomes one [`Entry`], made once and held by every feed that shows it, so its id,
//! dates and text are the same in all of them. A [`Channel`] is what one feed says of
//! itself. [`rss`] writes it as RSS 2.0, [`atom`] as Atom 1.0, [`json`] as JSON Feed 1.1, and
//! [`content`] makes the HTML of an article fit to stand in any of them. [`opml`] and [`menu`] write
//! lists of feeds.
//!
//! Invariant: the same values give the same bytes. Nothing here reads a file, a clock or the
//! environment (D-3); which entries a feed has, and that none is of tomorrow, is the plan's business.

pub mod atom;
pub mod content;
pub mod foreign;
pub mod history;
pub mod json;
pub mod media;
pub mod menu;
pub mod opml;
pub mod podcast;
pub mod rss;
#[cfg(test)]
mod sample;

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, Timelike};

use super::xml;
pub use crate::config::Content;
pub use history::History;
pub use podcast::{Episode, Podcast};

/// One article as every feed format shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Never changes, and is the same in every feed.
    pub id: String,
    /// The canonical URL of the article: absolute, ASCII.
    pub url: String,
    /// Plain text.
    pub title: String,
    /// Plain text; the title stands in for an empty one.
    pub summary: String,
    /// Made by [`content::clean`]; empty where no feed has whole texts.
    pub html: Arc<str>,
    /// First publication, in the offset the reader shall see.
    pub published: DateTime<FixedOffset>,
    /// Set only when the author says that the article changed.
    pub updated: Option<DateTime<FixedOffset>>,
    /// The writers of the article, in the order of the byline.
    pub authors: Vec<Person>,
    /// Sections and tags.
    pub categories: Vec<Category>,
    /// The lead picture.
    pub image: Option<Picture>,
    /// Sound or film of the article; pictures are not enclosures (M-4).
    pub enclosure: Option<Enclosure>,
    /// What makes it an episode of a podcast.
    pub episode: Option<Episode>,
    /// BCP 47: `id`, `id-ID`.
    pub language: String,
}

/// A person or an office in a byline.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Person {
    /// The bare name: no "Oleh", no job title.
    pub name: String,
    /// The author's page.
    pub url: Option<String>,
    /// Only if it is meant for the public.
    pub email: Option<String>,
}

/// A section or a tag.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Category {
    /// What people read.
    pub label: String,
    /// What stands in the URL.
    pub slug: String,
    /// The URL of the taxonomy's page.
    pub scheme: String,
}

/// A picture with what is known of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Picture {
    /// Absolute, ASCII.
    pub url: String,
    /// `image/jpeg`; empty when unknown.
    pub mime: String,
    /// In pixels.
    pub width: Option<u32>,
    /// In pixels.
    pub height: Option<u32>,
    /// The size of the file.
    pub bytes: Option<u64>,
    /// What the picture shows, for those who do not see it.
    pub alt: String,
    /// The line below it.
    pub caption: String,
    /// The photographer.
    pub credit: Option<String>,
}

/// A file that comes with the article.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Enclosure {
    /// Absolute, ASCII.
    pub url: String,
    /// `audio/mpeg`.
    pub mime: String,
    /// The true size of the file, 0 only when it is unknown.
    pub bytes: u64,
    /// How long it plays, in seconds.
    pub seconds: Option<u32>,
}

/// One feed: what it says of itself, and its entries, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Channel {
    /// Plain text.
    pub title: String,
    /// Plain text; the title stands in for an empty one.
    pub description: String,
    /// The absolute URL of the HTML page this feed belongs to.
    pub home: String,
    /// The URL this very document is served at, byte for byte.
    pub self_url: String,
    /// The Atom feed id: stable, and unique per feed (T18).
    pub id: String,
    /// BCP 47.
    pub language: String,
    /// "© 2022 Kabar Gorontalo".
    pub copyright: Option<String>,
    /// The name of the newsroom: the author where an article names none.
    pub publisher: String,
    /// The name and version of this program, without a build date (D-3).
    pub generator: String,
    /// A square picture of the publisher.
    pub icon: Option<Picture>,
    /// What `updated` says while there are no entries.
    pub start: DateTime<FixedOffset>,
    /// Hubs that are told of changes (W-1); an archive names none (W-6).
    pub hubs: Vec<String>,
    /// What its entries hold.
    pub content: Content,
    /// Where older entries are.
    pub history: History,
    /// The URL of a CSS file that shows the XML to people (V-2).
    pub stylesheet: Option<String>,
    /// What makes it a podcast.
    pub podcast: Option<Podcast>,
    /// Newest first.
    pub entries: Arc<[Arc<Entry>]>,
}

impl Entry {
    /// The same entry with every text cleaned, one-line texts on one line (T54), URLs in
    /// ASCII and dates that the formats can hold. Whoever makes an entry ends with this.
    #[must_use]
    pub fn sanitised(self) -> Self {
        Self {
            id: xml::one_line(&self.id),
            url: xml::ascii_url(&self.url),
            title: xml::one_line(&self.title),
            summary: xml::one_line(&self.summary),
            html: sanitised_html(self.html),
            published: in_minutes(self.published),
            updated: self.updated.map(in_minutes),
            authors: sanitised_all(self.authors, Person::sanitised, |it| &it.name),
            categories: sanitised_all(self.categories, Category::sanitised, |it| &it.label),
            image: self.image.map(Picture::sanitised),
            enclosure: self.enclosure.map(Enclosure::sanitised),
            episode: self.episode.map(Episode::sanitised),
            language: xml::one_line(&self.language),
        }
    }

    /// When the article last changed: never before it was published.
    pub fn modified(&self) -> DateTime<FixedOffset> {
        self.updated.map_or(self.published, |updated| updated.max(self.published))
    }

    /// The summary, or the title where there is none: formats ask for a text (R-11, J-5).
    pub fn summary_or_title(&self) -> &str {
        if self.summary.is_empty() { &self.title } else { &self.summary }
    }
}

impl Person {
    fn sanitised(self) -> Self {
        Self {
            name: xml::one_line(&self.name),
            url: self.url.as_deref().map(xml::ascii_url),
            email: self.email.as_deref().map(xml::one_line),
        }
    }
}

impl Category {
    fn sanitised(self) -> Self {
        Self {
            label: xml::one_line(&self.label),
            slug: xml::one_line(&self.slug),
            scheme: xml::ascii_url(&self.scheme),
        }
    }
}

impl Picture {
    fn sanitised(self) -> Self {
        Self {
            url: xml::ascii_url(&self.url),
            mime: xml::one_line(&self.mime),
            alt: xml::one_line(&self.alt),
            caption: xml::one_line(&self.caption),
            credit: in_one_line(self.credit.as_deref()),
            ..self
        }
    }

    /// The caption, or what the picture shows.
    pub fn description(&self) -> &str {
        if self.caption.is_empty() { &self.alt } else { &self.caption }
    }
}

impl Enclosure {
    fn sanitised(self) -> Self {
        Self { url: xml::ascii_url(&self.url), mime: xml::one_line(&self.mime), ..self }
    }
}

impl Channel {
    /// The same channel with every text cleaned, and a description in any case. The entries
    /// are left as they are: they are shared, and were cleaned when they were made.
    #[must_use]
    pub fn sanitised(self) -> Self {
        let title = xml::one_line(&self.title);
        let description = xml::one_line(&self.description);
        Self {
            description: if description.is_empty() { title.clone() } else { description },
            title,
            home: xml::ascii_url(&self.home),
            self_url: xml::ascii_url(&self.self_url),
            id: xml::one_line(&self.id),
            language: xml::one_line(&self.language),
            copyright: self.copyright.as_deref().map(xml::one_line),
            publisher: xml::one_line(&self.publisher),
            generator: xml::one_line(&self.generator),
            icon: self.icon.map(Picture::sanitised),
            start: in_minutes(self.start),
            hubs: self.hubs.iter().map(|it| xml::ascii_url(it)).collect(),
            content: self.content,
            history: self.history.sanitised(),
            stylesheet: self.stylesheet.as_deref().map(xml::ascii_url).filter(|it| !it.is_empty()),
            podcast: self.podcast.map(Podcast::sanitised),
            entries: self.entries,
        }
    }

    /// The whole text of an entry, where the feed has whole texts and the entry has one.
    pub fn html_of<'a>(&self, entry: &'a Entry) -> Option<&'a str> {
        (self.content != Content::Summary && !entry.html.is_empty()).then_some(&*entry.html)
    }

    /// About how many bytes a document of it will have, markup escaped: room to write it without moving it.
    pub fn likely_size(&self) -> usize {
        let texts: usize = self.entries.iter().map(|entry| self.html_of(entry).map_or(0, str::len)).sum();
        2048 + 2048 * self.entries.len() + texts + texts / 8
    }

    /// The hubs, which an archive has none of: it is no topic (W-6).
    pub fn live_hubs(&self) -> &[String] {
        if self.history.is_archive() { &[] } else { &self.hubs }
    }

    /// The newest publication of all entries, whatever their order and offsets (T25, T26).
    pub fn newest_published(&self) -> Option<DateTime<FixedOffset>> {
        self.entries.iter().map(|entry| entry.published).max()
    }

    /// The newest change of all entries; never the clock (T12).
    pub fn newest_modified(&self) -> Option<DateTime<FixedOffset>> {
        self.entries.iter().map(|entry| entry.modified()).max()
    }

    /// The authors of an entry, or the newsroom where it names none: an entry without an author is
    /// not valid Atom, and readers do not inherit the feed's (A-3, J-3).
    pub fn authors_of(&self, entry: &Entry) -> Vec<Person> {
        if entry.authors.is_empty() { vec![self.author()] } else { entry.authors.clone() }
    }

    /// The newsroom as the author of the feed. A name is never empty (T34).
    pub fn author(&self) -> Person {
        let name = if self.publisher.is_empty() { &self.title } else { &self.publisher };
        Person { name: name.clone(), url: Some(self.home.clone()), email: None }
    }
}

/// An optional text, cleaned; an empty one is none.
fn in_one_line(text: Option<&str>) -> Option<String> {
    text.map(xml::one_line).filter(|it| !it.is_empty())
}

fn sanitised_html(html: Arc<str>) -> Arc<str> {
    match xml::clean(&html) {
        std::borrow::Cow::Borrowed(_) => html,
        std::borrow::Cow::Owned(clean) => clean.into(),
    }
}

/// Cleans each item and drops those left without a name: an empty `<name>` or `<category>` is an
/// error in some format.
fn sanitised_all<T>(items: Vec<T>, clean: fn(T) -> T, name: fn(&T) -> &String) -> Vec<T> {
    items.into_iter().map(clean).filter(|it| !name(it).is_empty()).collect()
}

/// The same moment to the second, in an offset of whole minutes: the formats cannot write the
/// `+08:12:28` that Makassar had in 1900.
fn in_minutes(moment: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
    let seconds = moment.offset().local_minus_utc();
    let offset = FixedOffset::east_opt(seconds - seconds % 60).unwrap_or(*moment.offset());
    let moment = moment.with_timezone(&offset);
    moment.with_nanosecond(0).unwrap_or(moment)
}

#[cfg(test)]
mod tests {
    use super::sample::{bare_entry, channel, full_entry, moment};
    use super::*;

    #[test]
    fn x2_every_text_of_an_entry_is_cleaned() {
        let bad = || "a\u{b}\u{fffe}".to_owned();
        let dirty = Entry {
            id: bad(),
            title: bad(),
            summary: bad(),
            html: bad().into(),
            authors: vec![Person { name: bad(), url: None, email: Some(bad()) }],
            categories: vec![Category { label: bad(), slug: bad(), scheme: String::new() }],
            image: Some(Picture { mime: bad(), alt: bad(), caption: bad(), credit: Some(bad()), ..Picture::default() }),
            enclosure: Some(Enclosure { mime: bad(), ..Enclosure::default() }),
            language: bad(),
            ..bare_entry()
        };
        let clean = format!("{:?}", dirty.sanitised());
        assert!(!clean.contains("\\u{"), "{clean}");
    }

    #[test]
    fn t54_names_and_titles_stand_on_one_line() {
        let entry = Entry {
            title: " Banjir\n  di\tKota ".into(),
            authors: vec![Person { name: "\n Siti \n".into(), ..Person::default() }],
            ..bare_entry()
        };
        let entry = entry.sanitised();
        assert_eq!((&*entry.title, &*entry.authors[0].name), ("Banjir di Kota", "Siti"));
    }

    #[test]
    fn t34_what_has_no_name_is_left_out() {
        let entry = Entry {
            authors: vec![Person { name: " \u{1} ".into(), ..Person::default() }],
            categories: vec![Category::default()],
            ..bare_entry()
        };
        let entry = entry.sanitised();
        assert!(entry.authors.is_empty() && entry.categories.is_empty());
    }

    #[test]
    fn r2_a_channel_without_a_description_takes_its_title() {
        let channel = Channel { description: " ".into(), ..channel("feed.xml", Vec::new()) };
        assert_eq!(channel.sanitised().description, "Kabar Gorontalo");
    }

    #[test]
    fn a3_an_entry_without_an_author_is_the_newsrooms() {
        let channel = channel("feed.xml", Vec::new());
        let names =
            |entry: Entry| -> Vec<String> { channel.authors_of(&entry).into_iter().map(|it| it.name).collect() };
        assert_eq!(names(bare_entry()), ["Redaksi Kabar Gorontalo"]);
        assert_eq!(names(full_entry()), ["Siti Rahma", "Budi & Ani"]);
    }

    #[test]
    fn t34_a_feed_without_a_publisher_has_an_author() {
        let channel = Channel { publisher: String::new(), ..channel("feed.xml", Vec::new()) };
        assert_eq!(channel.author().name, "Kabar Gorontalo");
    }

    #[test]
    fn t25_t26_the_newest_date_is_found_by_its_instant() {
        let entry = |published| Entry { published: moment(published), ..bare_entry() };
        let early = entry("2026-01-02T01:00:00+08:00");
        let late = entry("2026-01-01T23:30:00+00:00");
        let channel = channel("feed.xml", vec![early, late.clone()]);
        assert_eq!(channel.newest_published(), Some(late.published));
        assert_eq!(channel.newest_modified(), Some(late.published));
    }

    #[test]
    fn a4_a_change_is_never_before_the_publication() {
        let entry = Entry { updated: Some(moment("2020-01-01T00:00:00Z")), ..bare_entry() };
        assert_eq!(entry.modified(), entry.published);
    }

    #[test]
    fn r5_dates_are_of_whole_seconds_and_offsets_of_whole_minutes() {
        let makassar = FixedOffset::east_opt(8 * 3600 - 2 * 60 - 24).unwrap();
        let odd = moment("1919-12-31T16:00:00.5Z").with_timezone(&makassar);
        assert_eq!(in_minutes(odd).to_rfc3339(), "1919-12-31T23:57:00+07:57");
        assert_eq!(in_minutes(odd).timestamp(), odd.timestamp());
    }

    #[test]
    fn x13_an_article_has_one_id_in_all_formats() {
        let writers = [rss::write, atom::write, json::write];
        for write in writers {
            let bytes = write(&channel("feed", vec![full_entry(), bare_entry()])).unwrap();
            let feed = feed_rs::parser::parse(&*bytes).unwrap();
            let ids: Vec<&str> = feed.entries.iter().map(|it| &*it.id).collect();
            let expected = ["tag:kabar.id,2022-11-08:/berita/harga-cabai/", "https://kabar.id/berita/banjir/"];
            assert_eq!(ids, expected);
        }
    }

    #[test]
    fn t50_the_language_is_said_as_it_is() {
        for (write, said) in [
            (rss::write as fn(&Channel) -> Result<Vec<u8>, String>, "<language>id-ID</language>"),
            (atom::write, " xml:lang=\"id-ID\">"),
            (json::write, "\n  \"language\": \"id-ID\","),
        ] {
            let file = String::from_utf8(write(&channel("feed", vec![full_entry()])).unwrap()).unwrap();
            assert_eq!(file.matches(said).count(), 1, "{file}");
        }
    }

    #[test]
    fn x2_x7_the_addresses_of_a_channel_are_ascii_without_control_characters() {
        let bad = || Some("https://kabar.id/\u{b}é\u{fffe}".to_owned());
        let channel = Channel {
            history: History { current: bad(), previous: bad(), next: bad() },
            stylesheet: bad(),
            podcast: Some(Podcast { image: bad().unwrap(), author: "a\u{b}".into(), ..Podcast::default() }),
            ..channel("feed.xml", Vec::new())
        };
        let clean = channel.sanitised();
        let (history, podcast) = (clean.history, clean.podcast.unwrap());
        for url in [history.current, history.previous, history.next, clean.stylesheet, Some(podcast.image)] {
            let url = url.unwrap();
            assert!(url.is_ascii() && !url.contains('\u{b}'), "{url:?}");
        }
        assert_eq!(podcast.author, "a");
    }

    #[test]
    fn v2_the_stylesheet_is_for_xml_alone() {
        let styled = |write: fn(&Channel) -> Result<Vec<u8>, String>| {
            let stylesheet = Some("https://kabar.id/feed.css".to_owned());
            let channel = Channel { stylesheet, ..channel("feed", vec![full_entry()]) };
            let file = String::from_utf8(write(&channel).unwrap()).unwrap();
            file.lines().nth(1) == Some("<?xml-stylesheet type=\"text/css\" href=\"https://kabar.id/feed.css\"?>")
        };
        assert_eq!([styled(rss::write), styled(atom::write), styled(json::write)], [true, true, false]);
    }

    #[test]
    fn d1_the_same_feed_gives_the_same_bytes() {
        for write in [rss::write, atom::write, json::write] {
            let make = || write(&channel("feed", vec![full_entry(), bare_entry()])).unwrap();
            assert_eq!(make(), make());
        }
    }
}
