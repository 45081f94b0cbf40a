//! What readers will see if the site is published as it is now: what is new, what changed, what is gone, and what would
//! be shown as unread a second time.
//!
//! Two states are compared, each a [`Published`]: what would be published ([`planned()`], of the plan, without rendering
//! anything) and what was ([`folder`], of an output folder, or [`manifest`], of a file that was saved). What it is not:
//! it reads no file and writes none, and it does not look at the text of articles: a change that its author did not
//! declare with `updated` is none to a feed reader either.
//!
//! # The reader
//!
//! A feed reader knows an item by its id (the `guid` of RSS, else the link) and keeps what it has shown for longer than
//! the feed does: newsboat in one database for all feeds, others for each feed. So a reader who is subscribed has seen
//! every id of the old state, and shows an item as unread when its id is not among those. If it is an article that was
//! published before under another id, it is shown *again*, and nothing but the old id helps. Two articles are one if they
//! have (in this order) the same address; an address of the one that is an alias of the other; the same source file, and
//! the same title or moment of publication; the same title and moment. An article whose old id lives on is not looked
//! for. A file with another title, another date and another address is another article, to readers too.
//!
//! An article that keeps its id and comes into a feed in which it was not (the limit was raised, a newer one was taken
//! out, it was given a tag) is unread to those who subscribe to that feed alone, but they have not seen it there before:
//! that is told, and is no fault.

mod compare;
pub mod folder;
pub mod manifest;
mod planned;
mod print;
mod reader;
mod reason;

pub use compare::{Again, Cause, Changes, Enters, Renewed, Told, compare};
pub use planned::planned;
pub use print::{json, text};
pub use reason::Reason;

use crate::content::front_matter::Time;
use crate::fields::is_forbidden;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// All that readers can see of a site, as far as it matters to a feed reader.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Published {
    /// Where it lives; ends in a slash.
    pub base_url: String,
    /// What its ids are built on, where that is known: an output folder does not say. A state that says it names every
    /// article, too, and a folder only those that its feeds hold.
    pub id_base: Option<String>,
    /// Articles by id; pages without a date are in no feed and not here.
    pub articles: BTreeMap<String, Item>,
    /// Feeds by the address of their list: `/daerah/`.
    pub feeds: BTreeMap<String, FeedState>,
    /// The addresses of all files but the numbered pages of lists, whose content moves from one to the next all day.
    pub pages: BTreeSet<String>,
}

/// An article as feeds show it. Addresses begin at `base_url`, with a slash, and are not encoded: `/daerah/banjir/`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What feed readers know it by.
    pub id: String,
    /// Its address; the whole URL of an item that leads to another site.
    pub path: String,
    /// The URL that feeds give.
    pub url: String,
    /// Its headline, on one line.
    pub title: String,
    /// First publication.
    #[serde(default, with = "manifest::moment", skip_serializing_if = "Option::is_none")]
    pub published: Option<Time>,
    /// The last declared change after that.
    #[serde(default, with = "manifest::moment", skip_serializing_if = "Option::is_none")]
    pub updated: Option<Time>,
    /// Its file below the site's folder, where that is known: `content/daerah/banjir.md`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Other addresses that lead to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Whether its front matter has an `id`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own_id: bool,
    /// Whether it is not known if it was changed: it was found in RSS alone, which does not say.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub silent: bool,
}

/// What a feed shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedState {
    /// Its documents, one for each format: `/daerah/feed.xml`.
    pub documents: Vec<String>,
    /// The ids of its items, newest first.
    pub ids: Vec<String>,
}

impl Published {
    /// Whether every article is named: only a feed's items can be known of a folder.
    fn is_complete(&self) -> bool {
        self.id_base.is_some()
    }

    /// The documents of all feeds.
    fn documents(&self) -> BTreeSet<&str> {
        self.feeds.values().flat_map(|feed| feed.documents.iter().map(String::as_str)).collect()
    }

    /// The ids that some feed shows.
    fn shown(&self) -> BTreeSet<&str> {
        self.feeds.values().flat_map(|feed| feed.ids.iter().map(String::as_str)).collect()
    }
}

impl Item {
    /// All addresses that lead to it.
    fn addresses(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.path.as_str()).chain(self.aliases.iter().map(String::as_str))
    }

    /// First publication in seconds: feeds know no smaller part.
    fn second(&self) -> Option<i64> {
        self.published.map(|moment| moment.timestamp())
    }
}

/// A text as every feed has it: on one line, and without what XML forbids.
fn one_line(text: &str) -> String {
    let clean: String = text.chars().filter(|&letter| !is_forbidden(letter)).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}
