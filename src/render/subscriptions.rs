//! What programs are told of all feeds at once: the OPML file and the feed menu.

use super::Renderer;
use super::feed::menu::{self, Menu, MenuItem};
use super::feed::opml::{self, Group, Outline, Subscriptions};
use crate::content::Brief;
use crate::plan::{Feed, FeedFormat, FeedOf, FeedPage, ListOf};

impl Renderer<'_> {
    /// The bytes of `feeds.opml`: every feed that is XML, once, in its first form (O-2, O-4).
    pub(super) fn opml(&self) -> Vec<u8> {
        let groups = self.feed_groups().into_iter().enumerate().map(|(at, (title, feeds))| Group {
            // The site's own feeds stand at the top.
            title: Some(title).filter(|_| at > 0),
            outlines: feeds.into_iter().filter_map(|feed| self.outline(feed)).collect(),
        });
        opml::write(&Subscriptions {
            title: self.config.title.clone(),
            owner: self.config.publisher.clone(),
            owner_id: self.plan.urls.permalink(""),
            created: Some(self.start()),
            modified: self.library.briefs.iter().filter_map(Brief::changed).max(),
            groups: groups.collect(),
        })
    }

    fn outline(&self, feed: &Feed) -> Option<Outline> {
        let format = feed.formats.iter().copied().find(|format| format.is_xml())?;
        Some(Outline {
            title: self.title_of(feed),
            description: self.description_of(feed),
            xml_url: self.plan.urls.permalink(&feed.document(format, FeedPage::Current)),
            html_url: self.plan.urls.permalink(&feed.home),
            language: feed.language.clone(),
            is_rss: format == FeedFormat::Rss,
        })
    }

    /// The bytes of the feed menu: the feeds of the pages that the configuration names, in its order (F-4).
    pub(super) fn feed_menu(&self) -> Vec<u8> {
        let named = self.config.feed_menu.iter().filter_map(|page| self.plan.feed_at(&page.value));
        // F-5: the schema of the draft knows no language, so only a site of several says it.
        let several = self.plan.lists.iter().any(|list| matches!(list.of, ListOf::Language(_)));
        let language = |language: &str| several.then(|| language.to_owned());
        menu::write(&Menu {
            title: self.config.title.clone(),
            items: named.map(|feed| self.menu_item(feed, language(&feed.language))).collect(),
            language: language(&self.config.language),
        })
    }

    fn menu_item(&self, feed: &Feed, language: Option<String>) -> MenuItem {
        let url = |wanted: FeedFormat| {
            let has = feed.formats.contains(&wanted);
            has.then(|| self.plan.urls.url(&feed.document(wanted, FeedPage::Current)))
        };
        let title = self.short_title_of(feed);
        let description = match feed.of {
            FeedOf::List(at) => self.list_texts(&self.plan.lists[at]).2,
            FeedOf::Named(at) => self.config.feeds[at].description.clone(),
        };
        MenuItem {
            description: Some(description).filter(|text| !text.is_empty() && *text != title),
            title,
            rss: url(FeedFormat::Rss),
            atom: url(FeedFormat::Atom),
            language,
        }
    }
}
