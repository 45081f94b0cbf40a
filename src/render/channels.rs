//! Feeds: what each says of itself, which entries it holds, and how people and programs are told of it.

use super::Renderer;
use super::entries::Held;
use super::feed::{self, Channel, History, Podcast};
use super::shared::{GENERATOR, feed_links};
use super::values::{list, object};
use crate::content::Bodies;
use crate::diag::Diagnostic;
use crate::plan::url::Urls;
use crate::plan::{Feed, FeedFormat, FeedOf, FeedPage, Kind, List, ListOf, Output};
use chrono::{DateTime, FixedOffset};
use tera::Value;

/// The style of feeds for people who open one in a browser (V-2).
const STYLE: &str = "feed.css";

/// Feeds that are shown together: the title of the group, and they.
pub(super) type Group<'p> = (String, Vec<&'p Feed>);

impl Renderer<'_> {
    /// The bytes of a document of the feed at this place.
    ///
    /// # Errors
    /// A body could not be read again, or the feed cannot be written.
    pub fn feed(&self, at: usize, format: FeedFormat, page: FeedPage, bodies: &Bodies) -> Result<Vec<u8>, Diagnostic> {
        let feed = &self.plan.feeds[at];
        let channel = self.channel(feed, format, page, self.held(at, page, bodies)?);
        let written = match format {
            FeedFormat::Rss => feed::rss::write(&channel),
            FeedFormat::Atom => feed::atom::write(&channel),
            FeedFormat::Json => feed::json::write(&channel),
        };
        written.map_err(|reason| {
            Diagnostic::error(format!("cannot write `/{}`", feed.document(format, page))).note(reason)
        })
    }

    /// What a document of a feed says of itself, with these entries.
    pub(super) fn channel(&self, feed: &Feed, format: FeedFormat, page: FeedPage, entries: Held) -> Channel {
        let id_base = self.config.feed.id_base.as_ref().map(Urls::new);
        let is_archive = page != FeedPage::Current;
        let channel = Channel {
            title: self.title_of(feed),
            description: self.description_of(feed),
            home: self.plan.urls.permalink(&feed.home),
            self_url: self.plan.urls.permalink(&feed.document(format, page)),
            // T18: each feed has an id of its own, the same in all formats and in its archives (P-4).
            id: id_base.as_ref().unwrap_or(&self.plan.urls).permalink(&feed.path),
            language: feed.language.clone(),
            copyright: self.config.copyright.clone(),
            publisher: self.config.publisher.clone(),
            generator: GENERATOR.to_owned(),
            icon: self.icon(),
            start: self.start(),
            // W-6: what changes no more has nobody to be told.
            hubs: if is_archive { Vec::new() } else { self.config.feed.hubs.iter().map(ToString::to_string).collect() },
            content: feed.content,
            history: self.history(feed, format, page),
            stylesheet: self.plan.asset_at(STYLE).map(|_| self.plan.urls.url(STYLE)),
            podcast: self.podcast(feed),
            entries,
        };
        channel.sanitised()
    }

    /// The neighbours of a document in the history of its feed (P-3, P-4).
    fn history(&self, feed: &Feed, format: FeedFormat, page: FeedPage) -> History {
        if !format.is_xml() {
            return History::default();
        }
        let url = |at: usize| self.plan.urls.permalink(&feed.document(format, FeedPage::Archive(at)));
        match page {
            FeedPage::Current => {
                History { previous: feed.archives.len().checked_sub(1).map(url), ..History::default() }
            }
            FeedPage::Archive(at) => History {
                current: Some(self.plan.urls.permalink(&feed.document(format, FeedPage::Current))),
                previous: at.checked_sub(1).map(url),
                next: Some(at + 1).filter(|next| *next < feed.archives.len()).map(url),
            },
        }
    }

    /// What makes the feed of a section a podcast (C-1).
    fn podcast(&self, feed: &Feed) -> Option<Podcast> {
        let FeedOf::List(at) = feed.of else { return None };
        let index = self.list_text(&self.plan.lists[at])?;
        let show = index.meta.show.as_ref()?;
        let self_url = self.plan.urls.permalink(&feed.document(FeedFormat::Rss, FeedPage::Current));
        Some(Podcast {
            image: self.plan.urls.whole(&self.picture(index, &feed.path, &show.image.value).url),
            category: show.category.value.clone(),
            subcategory: show.subcategory.clone(),
            explicit: show.explicit,
            author: show.author.clone().unwrap_or_else(|| self.config.publisher.clone()),
            owner: show.owner.clone(),
            kind: Some(show.kind.clone()),
            guid: show.guid.clone().unwrap_or_else(|| feed::podcast::guid(&self_url)),
            locked: show.locked,
        })
    }

    /// What a feed is called: the site, and the part of it.
    pub(super) fn title_of(&self, feed: &Feed) -> String {
        match feed.of {
            FeedOf::List(at) => self.list_feed_title(&self.plan.lists[at]),
            FeedOf::Named(at) => self.part_title(&self.config.feeds[at].title),
        }
    }

    fn list_feed_title(&self, list: &List) -> String {
        match &list.of {
            ListOf::Home => self.config.title.clone(),
            ListOf::Language(language) => {
                let words = self.locales.of(language);
                words.fill("feed_title", &[("title", &self.config.title), ("part", &words.name)])
            }
            _ => self.part_title(&self.list_texts(list).1),
        }
    }

    fn part_title(&self, part: &str) -> String {
        self.locales.main().fill("feed_title", &[("title", &self.config.title), ("part", part)])
    }

    /// One sentence about it, or its name.
    pub(super) fn description_of(&self, feed: &Feed) -> String {
        let (title, description) = match feed.of {
            FeedOf::List(at) => {
                let (_, title, description) = self.list_texts(&self.plan.lists[at]);
                (title, description)
            }
            FeedOf::Named(at) => (self.config.feeds[at].title.clone(), self.config.feeds[at].description.clone()),
        };
        if description.is_empty() { title } else { description }
    }

    /// The moment a feed without entries bears: that of the site's oldest article; never the clock.
    pub(super) fn start(&self) -> DateTime<FixedOffset> {
        let oldest = self.library.briefs.iter().rev().find_map(|brief| brief.date);
        oldest.unwrap_or_else(|| DateTime::UNIX_EPOCH.fixed_offset())
    }

    fn icon(&self) -> Option<feed::Picture> {
        let path = self.config.logo.as_ref()?.value.trim_start_matches('/');
        let alt = self.config.title.clone();
        if let Some(icon) = self.plan.pixels_of(path) {
            let (url, side) = (self.plan.urls.permalink(icon.path()), icon.side());
            let mime = crate::asset::mime(icon.path()).to_owned();
            return Some(feed::Picture { url, mime, width: side, height: side, alt, ..feed::Picture::default() });
        }
        let asset = &self.plan.assets[self.plan.asset_at(path)?];
        Some(feed::Picture {
            url: self.plan.urls.permalink(path),
            mime: asset.mime.to_owned(),
            width: asset.size.map(|size| size.0),
            height: asset.size.map(|size| size.1),
            bytes: Some(asset.bytes),
            alt,
            ..feed::Picture::default()
        })
    }

    /// The feeds a page names: those with a name or of its own list, of its language's front, of the site (H-4).
    pub(super) fn feeds(&self, own: Option<usize>, language: &str, named: bool) -> Value {
        let lists = own.into_iter().chain([self.front_of(language), 0]);
        let is_named = |feed: &&Feed| named && matches!(feed.of, FeedOf::Named(_));
        let mut feeds: Vec<&Feed> = self.plan.feeds.iter().filter(is_named).collect();
        for feed in lists.filter_map(|list| self.plan.feed_of(list)) {
            if !feeds.iter().any(|other| other.path == feed.path) {
                feeds.push(feed);
            }
        }
        list(feeds.into_iter().flat_map(|feed| feed_links(self.plan, feed, &self.title_of(feed)).collect::<Vec<_>>()))
    }

    /// All feeds in the order of the site: the fronts, those with a name, sections, and each taxonomy.
    pub(super) fn feed_groups(&self) -> Vec<Group<'_>> {
        let words = self.locales.main();
        let of = |wanted: &dyn Fn(&FeedOf) -> bool| self.plan.feeds.iter().filter(|feed| wanted(&feed.of)).collect();
        let lists = |wanted: &dyn Fn(&ListOf) -> bool| -> Vec<&Feed> {
            of(&|of| matches!(of, FeedOf::List(at) if wanted(&self.plan.lists[*at].of)))
        };
        let mut groups = vec![
            (self.config.title.clone(), lists(&|of| matches!(of, ListOf::Home | ListOf::Language(_)))),
            (words.word("feeds_named").to_owned(), of(&|of| matches!(of, FeedOf::Named(_)))),
            (words.word("sections").to_owned(), lists(&|of| matches!(of, ListOf::Section(_)))),
        ];
        for (at, taxonomy) in self.plan.taxonomies.iter().enumerate() {
            let terms = lists(&|of| matches!(of, ListOf::Term(own, _) if *own == at));
            groups.push((taxonomy.title.clone(), terms));
        }
        groups.retain(|(_, feeds)| !feeds.is_empty());
        groups
    }

    /// Whether there is a page of all feeds; without one, the front page names them.
    pub(super) fn has_feeds_page(&self) -> bool {
        self.templates.has(crate::plan::feeds::TEMPLATE)
    }

    /// The slot `feeds`, for the page of all feeds (V-4).
    pub(super) fn feeds_slot(&self, output: &Output) -> Value {
        if output.kind != Kind::Feeds {
            return list([]);
        }
        list(self.feed_groups().into_iter().map(|(title, feeds)| {
            let feeds = feeds.into_iter().map(|feed| self.feed_value(feed));
            object([("title", title.into()), ("feeds", list(feeds))])
        }))
    }

    /// What a feed is called where the site is known.
    pub(super) fn short_title_of(&self, feed: &Feed) -> String {
        match feed.of {
            FeedOf::List(at) => match &self.plan.lists[at].of {
                ListOf::Language(language) => self.locales.of(language).name.clone(),
                _ => self.list_texts(&self.plan.lists[at]).1,
            },
            FeedOf::Named(at) => self.config.feeds[at].title.clone(),
        }
    }

    fn feed_value(&self, feed: &Feed) -> Value {
        object([
            ("title", self.short_title_of(feed).into()),
            ("description", self.description_of(feed).into()),
            ("home", self.plan.urls.url(&feed.home).into()),
            ("documents", list(feed_links(self.plan, feed, &self.title_of(feed)))),
        ])
    }
}
