//! Feeds: which there are, what each holds now, and the archives of what it held before.
//!
//! Every list with articles has one; the configuration names others. What an entry looks like and how a document is
//! written is not known here.

pub mod archives;
pub mod named;
pub mod window;

use super::lists::{List, ListOf};
use super::{Kind, Plan, Sitemap};
use crate::config::{Archives, Config, Content, FeedFormat, Window};
use crate::content::front_matter::Time;
use crate::content::{ArticleId, Brief, Library};
use crate::diag::{Diagnostic, Diagnostics, nearest};
use chrono::Duration;
use window::Moments;

/// What a feed is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedOf {
    /// A list, by its place.
    List(usize),
    /// A feed with a name, by its place in the configuration.
    Named(usize),
}

/// Which document of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedPage {
    /// The one that people subscribe to.
    Current,
    /// An archive, by its place.
    Archive(usize),
}

/// A piece of a feed's past that changes no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archive {
    /// `2022-11`.
    pub name: String,
    /// Newest first.
    pub members: Vec<ArticleId>,
}

/// A feed.
#[derive(Debug, Clone)]
pub struct Feed {
    /// What it is of.
    pub of: FeedOf,
    /// The folder of its documents: `daerah/`; empty for the site's.
    pub path: String,
    /// The address of the page it belongs to.
    pub home: String,
    /// BCP 47.
    pub language: String,
    /// What an entry holds.
    pub content: Content,
    /// In which forms it is written.
    pub formats: Vec<FeedFormat>,
    /// What people who subscribe get, newest first.
    pub members: Vec<ArticleId>,
    /// Its past, oldest first.
    pub archives: Vec<Archive>,
}

impl Feed {
    /// The address of a document.
    pub fn document(&self, format: FeedFormat, page: FeedPage) -> String {
        match page {
            FeedPage::Current => format!("{}{}", self.path, format.file()),
            FeedPage::Archive(at) => {
                let (stem, ending) = format.file().split_once('.').unwrap_or((format.file(), ""));
                format!("{}{stem}-{}.{ending}", self.path, self.archives[at].name)
            }
        }
    }

    /// What a document of it holds, newest first.
    pub fn entries(&self, page: FeedPage) -> &[ArticleId] {
        match page {
            FeedPage::Current => &self.members,
            FeedPage::Archive(at) => &self.archives[at].members,
        }
    }

    /// The document a page names first.
    pub fn first_format(&self) -> FeedFormat {
        self.formats.first().copied().unwrap_or(FeedFormat::Rss)
    }
}

/// The template of the page that shows people every feed.
pub const TEMPLATE: &str = "feeds.html";

/// The page that shows people every feed.
pub struct Page {
    /// Its word in addresses; it stands before the names of some feeds too.
    pub word: String,
    /// Whether the theme has it.
    pub exists: bool,
}

/// How feeds are cut.
struct Cut<'c> {
    config: &'c Config,
    library: &'c Library,
    window: Window,
    archives: bool,
}

impl Cut<'_> {
    fn moments(&self, id: ArticleId) -> Moments {
        moments(self.library.brief(id))
    }

    /// What of these, newest first, is in the feed, and what in its archives.
    fn of(&self, all: &[ArticleId]) -> (Vec<ArticleId>, Vec<Archive>) {
        let moments: Vec<Moments> = all.iter().map(|id| self.moments(*id)).collect();
        let published: Vec<Time> = moments.iter().map(|moments| moments.published).collect();
        let pieces = if self.archives {
            archives::pieces(&published, self.config.timezone, self.window.span)
        } else {
            Vec::new()
        };
        let open = pieces.last().map_or(if self.archives { all.len() } else { 0 }, |newest| newest.places.start);
        let held = window::held(&moments, self.window, open);
        let archive = |piece: archives::Piece| Archive { name: piece.name, members: all[piece.places].to_vec() };
        (held.into_iter().map(|at| all[at]).collect(), pieces.into_iter().map(archive).collect())
    }
}

/// When an article came out and last changed.
fn moments(brief: &Brief) -> Moments {
    let published = brief.date.unwrap_or_default();
    Moments { published, changed: brief.updated.map_or(published, |updated| updated.max(published)) }
}

/// All feeds: those of lists in the lists' order, then those with a name.
pub fn all(config: &Config, library: &Library, lists: &[List], page: &Page, now: Time) -> Vec<Feed> {
    let of_lists =
        lists.iter().enumerate().filter(|(_, list)| list.feeds).map(|(at, list)| of_list(config, library, at, list));
    let named = config.feeds.iter().enumerate().map(|(at, _)| named::feed(config, library, at, page, now));
    of_lists.chain(named).collect()
}

fn of_list(config: &Config, library: &Library, at: usize, list: &List) -> Feed {
    let archives = match config.feed.archives {
        Archives::None => false,
        Archives::Site => matches!(list.of, ListOf::Home | ListOf::Language(_)),
        Archives::All => true,
    };
    let cut = Cut { config, library, window: config.feed.window, archives };
    let dated: Vec<ArticleId> = list.dated(library).collect();
    let (members, archives) = cut.of(&dated);
    Feed {
        of: FeedOf::List(at),
        path: list.path.clone(),
        home: list.path.clone(),
        language: match &list.of {
            ListOf::Language(language) => language.clone(),
            _ => config.language.clone(),
        },
        content: config.feed.content,
        formats: config.feed.formats.clone(),
        members,
        archives,
    }
}

/// Pages of the feed menu that have no feed which it could name (F-1).
pub(super) fn check_menu(plan: &Plan, config: &Config, problems: &mut Diagnostics) {
    for page in &config.feed_menu {
        let found = plan.feed_at(&page.value);
        if found.is_some_and(|feed| feed.formats.iter().any(|format| format.is_xml())) {
            continue;
        }
        let problem = Diagnostic::error(format!("`{}` has no RSS or Atom feed", page.value)).at(page.at);
        let known: Vec<String> = plan.feeds.iter().map(|feed| format!("/{}", feed.path)).collect();
        problems.push(match nearest(&page.value, known.iter().map(String::as_str)) {
            Some(near) if found.is_none() => problem.help(format!("did you mean `{near}`?")),
            _ => problem.help("name pages that have feeds, such as `/` or `/daerah/`"),
        });
    }
}

/// How long an article stays in the sitemap for Google News (N-1).
pub const NEWS: Duration = Duration::hours(48);

/// Articles in one sitemap for Google News at most (N-2).
pub const NEWS_MOST: usize = 1000;

/// What came out in the last two days before `now`, newest first (N-1).
pub fn news(config: &Config, library: &Library, now: Time) -> Vec<ArticleId> {
    let Some(since) = now.checked_sub_signed(NEWS).filter(|_| config.news_sitemap) else { return Vec::new() };
    let fits = |brief: &Brief| brief.is_news() && !brief.noindex && brief.date.is_some_and(|date| date > since);
    library.ids().filter(|id| fits(library.brief(*id))).collect()
}

/// Every document of a feed. The formats of one stand together, so that what they hold need not be kept for long.
fn documents(at: usize, feed: &Feed) -> Vec<(String, Kind)> {
    let mut all = Vec::new();
    for page in std::iter::once(FeedPage::Current).chain((0..feed.archives.len()).map(FeedPage::Archive)) {
        let formats = feed.formats.iter().filter(|format| page == FeedPage::Current || format.is_xml());
        all.extend(formats.map(|format| (feed.document(*format, page), Kind::Feed(at, *format, page))));
    }
    all
}

impl Plan {
    /// The feed of a page by the path that somebody wrote: `/daerah/`, `/umpan/pagi/`.
    pub fn feed_at(&self, written: &str) -> Option<&Feed> {
        let bare = written.trim_matches('/');
        self.feeds.iter().find(|feed| feed.path.trim_end_matches('/') == bare)
    }

    /// The feed of a list.
    pub fn feed_of(&self, list: usize) -> Option<&Feed> {
        let at = self.feeds.binary_search_by(|feed| feed.of.cmp(&FeedOf::List(list))).ok()?;
        Some(&self.feeds[at])
    }

    /// Adds every document of every feed, and what tells people and programs of them.
    pub(super) fn add_feeds(&mut self, config: &Config, has_page: bool) {
        let documents: Vec<(String, Kind)> =
            self.feeds.iter().enumerate().flat_map(|(at, feed)| documents(at, feed)).collect();
        for (path, kind) in documents {
            self.add(path, kind, None, None);
        }
        if has_page {
            let path = format!("{}/", self.words.feeds);
            self.add(path, Kind::Feeds, Some(TEMPLATE.into()), None);
        }
        if self.feeds.iter().any(|feed| feed.formats.iter().any(|format| format.is_xml())) {
            self.add("feeds.opml", Kind::Opml, None, None);
        }
        if !config.feed_menu.is_empty() {
            self.add(".well-known/feed-menu.json", Kind::FeedMenu, None, None);
        }
    }

    /// The sitemap for Google News is always there: an empty one is a page of the site that is no news (N-5, T56).
    pub(super) fn add_news_sitemap(&mut self, config: &Config) {
        if !config.news_sitemap {
            return;
        }
        for part in 0..self.news.len().div_ceil(NEWS_MOST).max(1) {
            let number = if part == 0 { String::new() } else { format!("-{}", part + 1) };
            self.add(format!("sitemap-news{number}.xml"), Kind::Sitemap(Sitemap::News(part)), None, None);
        }
    }
}
