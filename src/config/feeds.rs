//! What `halaman.yaml` says of feeds: those that lists have, those with a name, and what is told to programs besides.
//!
//! It knows no article: whether a section or a topic that it names exists is seen when the site is planned.

use super::{Config, check_base_url, choice, number};
use crate::diag::Diagnostic;
use crate::fields::{Fields, Located};
use chrono::Duration;
use serde::{Deserialize, Serialize};
use url::Url;

/// The form of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FeedFormat {
    /// RSS 2.0.
    Rss,
    /// Atom 1.0.
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl FeedFormat {
    /// All of them, in the order in which pages name them (H-4).
    pub const ALL: [Self; 3] = [Self::Rss, Self::Atom, Self::Json];

    /// The file's name (T-1).
    pub fn file(self) -> &'static str {
        match self {
            Self::Rss => "feed.xml",
            Self::Atom => "atom.xml",
            Self::Json => "feed.json",
        }
    }

    /// The media type (H-4, J-12).
    pub fn mime(self) -> &'static str {
        match self {
            Self::Rss => "application/rss+xml",
            Self::Atom => "application/atom+xml",
            Self::Json => "application/feed+json",
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rss => "RSS",
            Self::Atom => "Atom",
            Self::Json => "JSON",
        }
    }

    /// Whether it is written as XML. RFC 5005 knows these two, and so archives are made in them.
    pub fn is_xml(self) -> bool {
        self != Self::Json
    }
}

/// What an entry of a feed holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// The whole text. RSS has the summary too, since it demands a description.
    Full,
    /// The summary alone.
    Summary,
    /// Both.
    #[default]
    Both,
}

/// Which feeds have archives of all that they ever held (RFC 5005).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Archives {
    /// None.
    None,
    /// The site's own and those of its other languages.
    Site,
    /// Those of all lists.
    All,
}

/// How much a feed holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Items at least.
    pub least: usize,
    /// And everything that came out or was changed so long before the newest change, so that who asks that often
    /// misses nothing (T46).
    pub span: Duration,
}

/// The `feed` key: what holds for the feeds of lists, and the defaults of those with a name.
#[derive(Debug, Clone)]
pub struct Feed {
    /// How much a feed holds. Default: 50 items and 48 hours.
    pub window: Window,
    /// What an entry holds. Default: both summary and text.
    pub content: Content,
    /// In which forms feeds are written. Default: all.
    pub formats: Vec<FeedFormat>,
    /// Which feeds have archives. Default: the site's.
    pub archives: Archives,
    /// Bytes of a feed from which on the publisher is warned. Default: 524,288.
    pub budget: usize,
    /// Hubs that are told of changes (W-1).
    pub hubs: Vec<Url>,
    /// What ids are built on instead of `base_url`, so that they outlive a move to another domain.
    pub id_base: Option<Url>,
}

/// A feed with a name: a choice of articles that no list of the site is.
#[derive(Debug, Clone)]
pub struct NamedFeed {
    /// The last part of its address.
    pub name: Located<String>,
    /// For people. Default: the name.
    pub title: String,
    /// One sentence about it.
    pub description: String,
    /// Which articles it may hold; an empty selection means all.
    pub include: Selection,
    /// Which of them it does not.
    pub exclude: Selection,
    /// How much it holds.
    pub window: Window,
    /// How long after its publication an article comes in.
    pub delay: Duration,
    /// What an entry holds.
    pub content: Content,
    /// In which forms it is written.
    pub formats: Vec<FeedFormat>,
}

/// Articles by what they are filed under. Of each kind that is named an article must have one.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Sections, with their sub-sections.
    pub sections: Vec<Located<String>>,
    /// Terms by the name of their taxonomy.
    pub terms: Vec<(String, Vec<Located<String>>)>,
    /// Languages. Where none is named: the site's.
    pub languages: Vec<Located<String>>,
}

impl Selection {
    /// Whether nothing is named.
    pub fn is_empty(&self) -> bool {
        self.sections.is_empty() && self.terms.is_empty() && self.languages.is_empty()
    }
}

/// The keys of `feed`.
const KEYS: &[&str] = &["limit", "hours", "content", "formats", "archives", "budget", "hubs", "id_base"];

/// The keys of an item of `feeds`, besides the names of taxonomies.
const NAMED_KEYS: &[&str] = &[
    "name",
    "title",
    "description",
    "sections",
    "languages",
    "exclude",
    "limit",
    "hours",
    "delay",
    "content",
    "formats",
];

impl Default for Feed {
    fn default() -> Self {
        Self {
            window: Window { least: 50, span: Duration::hours(48) },
            content: Content::default(),
            formats: FeedFormat::ALL.to_vec(),
            archives: Archives::Site,
            budget: 512 * 1024,
            hubs: Vec::new(),
            id_base: None,
        }
    }
}

/// Reads `feed`.
pub(super) fn read(fields: &mut Fields) -> Feed {
    let default = Feed::default();
    let feed = Feed {
        window: read_window(fields, default.window),
        content: read_content(fields, default.content),
        formats: read_formats(fields, &default.formats),
        archives: match choice(fields, "archives", ["site", "all", "none"]) {
            "all" => Archives::All,
            "none" => Archives::None,
            _ => Archives::Site,
        },
        budget: read_budget(fields).unwrap_or(default.budget),
        hubs: read_hubs(fields),
        id_base: read_id_base(fields),
    };
    fields.warn_of_the_rest(KEYS, "see docs/configuration.md");
    feed
}

fn read_window(fields: &mut Fields, default: Window) -> Window {
    let hours = fields.number(&["hours"], 0..=24 * 366);
    Window { least: number(fields, "limit", 1, default.least), span: hours.map_or(default.span, Duration::hours) }
}

fn read_budget(fields: &mut Fields) -> Option<usize> {
    fields.number(&["budget"], 1024..=5_000_000).and_then(|bytes| usize::try_from(bytes).ok())
}

fn read_content(fields: &mut Fields, default: Content) -> Content {
    let default = match default {
        Content::Both => ["both", "full", "summary"],
        Content::Full => ["full", "both", "summary"],
        Content::Summary => ["summary", "both", "full"],
    };
    match choice(fields, "content", default) {
        "full" => Content::Full,
        "summary" => Content::Summary,
        _ => Content::Both,
    }
}

/// In the order in which pages name them, each once.
fn read_formats(fields: &mut Fields, default: &[FeedFormat]) -> Vec<FeedFormat> {
    let given = fields.list(&["formats"]);
    let mut chosen = Vec::new();
    for one in &given {
        let known = FeedFormat::ALL.into_iter().find(|format| format.name().eq_ignore_ascii_case(&one.value));
        if known.is_none() {
            let problem = Diagnostic::error(format!("`{}` is no form of a feed", one.value)).at(one.at);
            fields.problems.push(problem.help("write `rss`, `atom` or `json`"));
        }
        chosen.extend(known);
    }
    chosen.sort_unstable();
    chosen.dedup();
    if chosen.is_empty() { default.to_vec() } else { chosen }
}

fn read_hubs(fields: &mut Fields) -> Vec<Url> {
    let mut hubs = Vec::new();
    for hub in fields.list(&["hubs", "hub"]) {
        match Url::parse(&hub.value) {
            Ok(url) if matches!(url.scheme(), "http" | "https") => hubs.push(url),
            _ => {
                let problem = Diagnostic::error(format!("`{}` is no address of a hub", hub.value)).at(hub.at);
                fields.problems.push(problem.help("write the whole address, such as `https://hub.example/` (W-1)"));
            }
        }
    }
    hubs
}

fn read_id_base(fields: &mut Fields) -> Option<Url> {
    let text = fields.text(&["id_base"])?;
    match check_base_url(&text.value) {
        Ok(url) => Some(url),
        Err(reason) => {
            let problem = Diagnostic::error(format!("`feed.id_base` {reason}: `{}`", text.value)).at(text.at);
            fields.problems.push(problem);
            None
        }
    }
}

/// Reads `feeds`, which stands below `feed` in its defaults.
pub(super) fn read_named(fields: &mut Fields, config: &Config) -> Vec<NamedFeed> {
    let mut all: Vec<NamedFeed> = Vec::new();
    for feed in fields.maps(&["feeds"], |item| read_one(item, config)) {
        if let Some(first) = all.iter().find(|other| other.name.value == feed.name.value) {
            let problem = Diagnostic::error(format!("two feeds are called `{}`", feed.name.value)).at(feed.name.at);
            fields.problems.push(problem.also_at(first.name.at, "the first"));
            continue;
        }
        all.push(feed);
    }
    all
}

fn read_one(item: &mut Fields, config: &Config) -> Option<NamedFeed> {
    let taxonomies: Vec<&str> = config.taxonomies.iter().map(|taxonomy| taxonomy.name.as_str()).collect();
    let name = item.text(&["name"]);
    let delay = item.number(&["delay"], 0..=24 * 366).unwrap_or(0);
    let exclude = item.nested(&["exclude"], |inner| {
        let selection = read_selection(inner, &taxonomies);
        inner.warn_of_the_rest(&[&["sections", "languages"], &taxonomies[..]].concat(), "see docs/feeds.md");
        selection
    });
    let feed = NamedFeed {
        title: item.plain(&["title"]).or_else(|| name.as_ref().map(|name| name.value.clone())).unwrap_or_default(),
        description: item.plain(&["description"]).unwrap_or_default(),
        include: read_selection(item, &taxonomies),
        exclude: exclude.unwrap_or_default(),
        window: read_window(item, config.feed.window),
        delay: Duration::hours(delay),
        content: read_content(item, config.feed.content),
        formats: read_formats(item, &config.feed.formats),
        name: checked_name(item, name)?,
    };
    item.warn_of_the_rest(&[NAMED_KEYS, &taxonomies[..]].concat(), "see docs/feeds.md");
    Some(feed)
}

/// A name is one part of an address.
fn checked_name(item: &mut Fields, name: Option<Located<String>>) -> Option<Located<String>> {
    let Some(name) = name else {
        if !item.problems.has_errors() {
            let problem = Diagnostic::error("a feed needs a `name`").at(item.place("name"));
            item.problems.push(problem.help("write `- name: olahraga`; it becomes a part of the address"));
        }
        return None;
    };
    let good = name.value.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !good {
        let problem = Diagnostic::error(format!("`{}` cannot be a part of an address", name.value)).at(name.at);
        let remedy = format!("small letters, digits and `-`, such as `{}`", crate::locale::term_slug(&name.value));
        item.problems.push(problem.help(remedy));
    }
    good.then_some(name)
}

fn read_selection(fields: &mut Fields, taxonomies: &[&str]) -> Selection {
    let sections = fields.list(&["sections"]);
    let trimmed = |section: Located<String>| Located { value: section.value.trim_matches('/').to_owned(), ..section };
    let terms = taxonomies.iter().map(|name| ((*name).to_owned(), fields.list(&[name])));
    Selection {
        terms: terms.filter(|(_, terms)| !terms.is_empty()).collect(),
        sections: sections.into_iter().map(trimmed).collect(),
        languages: fields.list(&["languages"]),
    }
}
