//! `halaman.yaml`: what a site says of itself, and what its publisher has chosen.
//!
//! A key that is missing has the default written beside it here; a key that is wrong is reported and has the default
//! too, so that the rest of the site is still checked. It knows nothing of articles.

mod budget;
pub mod feeds;
mod hosts;
pub mod house;
mod theme;

pub use budget::Budget;
pub use feeds::{Archives, Content, Feed, FeedFormat, NamedFeed, Selection, Window};
pub use hosts::Host;
pub use theme::{Color, Palette, Theme};

use crate::diag::{Diagnostic, Diagnostics, FileTable, Span, nearest};
use crate::fields::{Fields, Located, Syntax};
use crate::locale::Locale;
use crate::source::{self, SiteDir};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::path::Path;
use url::Url;

/// The file's name.
pub const FILE: &str = "halaman.yaml";

/// The keys of the top level.
pub const KEYS: &[&str] = &[
    "title",
    "description",
    "base_url",
    "language",
    "timezone",
    "author",
    "publisher",
    "copyright",
    "logo",
    "menu",
    "footer_menu",
    "accounts",
    "permalink",
    "per_page",
    "list_pages",
    "paginate",
    "view_all",
    "taxonomies",
    "archive",
    "feed",
    "feeds",
    "feed_menu",
    "news_sitemap",
    "hosts",
    "third_parties",
    "social",
    "recent",
    "cards",
    "smart_punctuation",
    "dead_links",
    "theme",
    "budget",
    "house",
    "extra",
];

/// A site's configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// The site's name.
    pub title: String,
    /// One sentence about it.
    pub description: String,
    /// Where it lives; always ends in a slash.
    pub base_url: Url,
    /// BCP 47 tag of its main language. Default: `id`.
    pub language: String,
    /// The zone of bare dates and of the archive. Default: Asia/Jakarta for `language: id`, else UTC.
    pub timezone: Tz,
    /// Whom `halaman new` names as the author.
    pub author: Option<String>,
    /// Who publishes it. Default: the title.
    pub publisher: String,
    /// The footer's line.
    pub copyright: Option<String>,
    /// A picture in `static/`.
    pub logo: Option<Located<String>>,
    /// The header's links; empty means the top sections.
    pub menu: Vec<MenuItem>,
    /// The footer's links.
    pub footer_menu: Vec<MenuItem>,
    /// Accounts elsewhere: name and URL.
    pub accounts: Vec<(String, String)>,
    /// Patterns of article URLs.
    pub permalinks: Permalinks,
    /// Articles on a page of a list. Default: 20.
    pub per_page: usize,
    /// Pages of a list at most; the archive has the rest. Default: 25; 0 means all.
    pub list_pages: usize,
    /// Which end of a list is page 1.
    pub paginate: Paginate,
    /// Whether a split article also has one page with everything. Default: no.
    pub view_all: bool,
    /// The taxonomies, by their key in front matter, in the file's order.
    pub taxonomies: Vec<Taxonomy>,
    /// Whether there is an archive by day. Default: yes.
    pub archive: bool,
    /// Feeds of lists.
    pub feed: Feed,
    /// Feeds with a name.
    pub feeds: Vec<NamedFeed>,
    /// The pages whose feeds the feed menu names (F-4); empty means that there is no menu.
    pub feed_menu: Vec<Located<String>>,
    /// Whether there is a sitemap of the last two days for Google News. Default: yes.
    pub news_sitemap: bool,
    /// Hosts that pages may fetch from though they are not ours: adverts, statistics (H-14).
    pub third_parties: Vec<String>,
    /// The newsroom's accounts that social tags name (G-3): names of `meta` elements and values.
    pub social: Vec<(&'static str, String)>,
    /// The hosts that settings are made for. Default: none.
    pub hosts: Vec<Host>,
    /// How many cards the slots `recent` and `latest` hold. Default: 5.
    pub recent: usize,
    /// The `extra` keys of articles that lists may show.
    pub cards: Vec<String>,
    /// Whether quotes and dashes are made typographic. Default: yes.
    pub smart_punctuation: bool,
    /// Whether a link or picture that leads nowhere stops the build. Default: yes; `dead_links: warning` is for texts that
    /// were written for another place.
    pub dead_links_are_errors: bool,
    /// Colours, fonts and words of the theme.
    pub theme: Theme,
    /// How heavy a page may be. Default: as heavy as it is.
    pub budget: Budget,
    /// What the newsroom asks of its articles. Default: nothing.
    pub house: house::House,
    /// Whatever the templates want.
    pub extra: Map<String, Value>,
}

impl Config {
    /// The same with what the site's language says of taxonomies that the configuration does not name: titles and paths.
    #[must_use]
    pub fn with_words(mut self, words: &Locale) -> Self {
        for taxonomy in &mut self.taxonomies {
            if taxonomy.title.is_empty() {
                words.word(&taxonomy.name).clone_into(&mut taxonomy.title);
            }
            if taxonomy.path.is_empty() {
                words.path(&taxonomy.name).clone_into(&mut taxonomy.path);
            }
        }
        self
    }
}

/// A link of a menu.
#[derive(Debug, Clone)]
pub struct MenuItem {
    /// What it says.
    pub title: String,
    /// A source file (`@/tentang.md`), a path of the site (`/indeks/`) or a whole URL.
    pub url: Located<String>,
}

/// Patterns of the URLs of articles, `{section}` and the like in them.
#[derive(Debug, Clone)]
pub struct Permalinks {
    /// For sections without one of their own. Default: `/{section}/{slug}/`.
    pub default: Pattern,
    /// By the section's path; the longest prefix of an article's section wins.
    pub sections: BTreeMap<String, Pattern>,
}

/// A pattern of URLs, and where it was read; nowhere if it is built in.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// Such as `/{section}/{slug}/`.
    pub text: String,
    /// Its place in `halaman.yaml`.
    pub at: Option<Span>,
}

impl Permalinks {
    /// The pattern for articles of `section`.
    pub fn of(&self, section: &str) -> &Pattern {
        let own = self.sections.iter().filter(|(prefix, _)| is_within(section, prefix));
        own.max_by_key(|(prefix, _)| prefix.len()).map_or(&self.default, |(_, pattern)| pattern)
    }
}

fn is_within(section: &str, prefix: &str) -> bool {
    section.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// How the pages of a list are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Paginate {
    /// Page 1 holds the newest; a new article moves every page.
    FromNewest,
    /// Page 1 of the list holds the newest too, but the numbered pages behind it are filled from the oldest, so that a
    /// new article moves only one or two of them.
    FromOldest,
}

/// A way of sorting articles into lists: tags, authors, …
#[derive(Debug, Clone)]
pub struct Taxonomy {
    /// The key in front matter.
    pub name: String,
    /// Its name for people.
    pub title: String,
    /// The first part of its URLs, and the folder of its terms' profiles.
    pub path: String,
    /// Whether each term has a feed. Default: yes.
    pub feed: bool,
}

/// Reads `halaman.yaml`. What is missing or wrong is in `problems`; the configuration can be used for checking the rest
/// of the site all the same. `base_url` of the command line goes before the file's.
pub fn load(site: &dyn SiteDir, files: &mut FileTable, base_url: Option<&str>, problems: &mut Diagnostics) -> Config {
    let file = files.intern(Path::new(FILE));
    let text = match site.read(Path::new(FILE)).map(String::from_utf8) {
        Ok(Ok(text)) => text,
        Ok(Err(_)) => {
            problems
                .push(Diagnostic::error("`halaman.yaml` is not valid UTF-8").on_path(FILE).help("save it as UTF-8"));
            String::new()
        }
        Err(error) => {
            problems.push(missing(&error));
            String::new()
        }
    };
    let mut fields = Fields::parse(&text, Syntax::Yaml, file, 0);
    let readable = !text.is_empty() && !fields.problems.has_errors();
    let config = read(&mut fields, base_url);
    if readable {
        require(&mut fields, &config, base_url, Span::new(file, 0, text.lines().next().map_or(0, str::len)));
        fields.warn_of_the_rest(KEYS, "what you add for your own templates goes under `extra`");
    }
    problems.merge(fields.problems);
    config
}

fn missing(error: &std::io::Error) -> Diagnostic {
    let problem = Diagnostic::error("cannot read `halaman.yaml`, the file that makes a folder a site").on_path(FILE);
    problem.note(source::reason_of(error)).help(
        "go to the site's folder (or name it with `--site`), begin a new one with `halaman init`, or write two lines:\n\
         title: My Paper\nbase_url: https://paper.example/",
    )
}

/// The two keys that no site can do without.
fn require(fields: &mut Fields, config: &Config, base_url: Option<&str>, top: Span) {
    if config.title.is_empty() {
        let problem = Diagnostic::error("`title` is missing").at(top).label("no `title` in this file");
        fields.problems.push(problem.help("add a line like `title: Kabar Lembayung`"));
    }
    let unset = config.base_url.host_str() == Some(NO_HOST);
    if base_url.is_none() && unset && !fields.problems.has_errors() {
        let problem = Diagnostic::error("`base_url` is missing").at(top).label("no `base_url` in this file");
        fields
            .problems
            .push(problem.help("add a line like `base_url: https://kabar.example/`: feeds need whole URLs (T32)"));
    }
}

/// Stands in for a host that is missing or wrong; a build with it never gets past the errors.
const NO_HOST: &str = "base-url-is-missing.invalid";

fn read(fields: &mut Fields, base_url: Option<&str>) -> Config {
    let title = fields.plain(&["title"]).unwrap_or_default();
    let language = read_language(fields);
    let mut config = Config {
        feeds: Vec::new(),
        feed_menu: fields.list(&["feed_menu"]),
        news_sitemap: fields.flag(&["news_sitemap"]).unwrap_or(true),
        hosts: hosts::read(fields),
        house: house::read(fields),
        third_parties: fields.list(&["third_parties"]).into_iter().map(|host| host.value).collect(),
        social: fields.nested(&["social"], read_social).unwrap_or_default(),
        base_url: read_base_url(fields, base_url),
        description: fields.plain(&["description"]).unwrap_or_default(),
        timezone: read_timezone(fields, &language),
        author: fields.plain(&["author"]),
        publisher: fields.plain(&["publisher"]).unwrap_or_else(|| title.clone()),
        copyright: fields.plain(&["copyright"]),
        logo: fields.text(&["logo"]),
        menu: fields.maps(&["menu"], read_menu_item),
        footer_menu: fields.maps(&["footer_menu"], read_menu_item),
        accounts: fields.maps(&["accounts"], |item| Some((item.plain(&["name"])?, item.plain(&["url"])?))),
        permalinks: read_permalinks(fields),
        per_page: number(fields, "per_page", 1, 20),
        list_pages: number(fields, "list_pages", 0, 25),
        paginate: match choice(fields, "paginate", ["from_newest", "from_oldest"]) {
            "from_oldest" => Paginate::FromOldest,
            _ => Paginate::FromNewest,
        },
        view_all: fields.flag(&["view_all"]).unwrap_or(false),
        taxonomies: read_taxonomies(fields),
        archive: fields.flag(&["archive"]).unwrap_or(true),
        feed: fields.nested(&["feed"], feeds::read).unwrap_or_default(),
        recent: number(fields, "recent", 0, 5),
        cards: fields.list(&["cards"]).into_iter().map(|key| key.value).collect(),
        smart_punctuation: fields.flag(&["smart_punctuation"]).unwrap_or(true),
        dead_links_are_errors: choice(fields, "dead_links", ["error", "warning"]) == "error",
        theme: fields.nested(&["theme"], theme::read).unwrap_or_default(),
        budget: budget::read(fields),
        extra: fields.map(&["extra"]),
        title,
        language,
    };
    config.feeds = feeds::read_named(fields, &config);
    config
}

fn number(fields: &mut Fields, key: &str, least: i64, default: usize) -> usize {
    fields.number(&[key], least..=100_000).map_or(default, |number| usize::try_from(number).unwrap_or(default))
}

fn read_language(fields: &mut Fields) -> String {
    let Some(tag) = fields.text(&["language"]) else { return "id".into() };
    if is_language(&tag.value) {
        return tag.value;
    }
    let problem = Diagnostic::error(format!("`{}` is no language tag", tag.value)).at(tag.at).label("not BCP 47");
    fields.problems.push(problem.help("write `id`, `en` or `id-ID` (R-4)"));
    "id".into()
}

/// Whether a text has the form of a BCP 47 tag, and is not the `in` of old.
pub fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let primary = parts.next().unwrap_or_default();
    let alphabetic = primary.bytes().all(|byte| byte.is_ascii_lowercase());
    alphabetic
        && (2..=3).contains(&primary.len())
        && primary != "in"
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

fn read_timezone(fields: &mut Fields, language: &str) -> Tz {
    let default = if language == "id" || language.starts_with("id-") { Tz::Asia__Jakarta } else { Tz::UTC };
    let Some(name) = fields.text(&["timezone"]) else { return default };
    if let Ok(zone) = name.value.parse() {
        return zone;
    }
    let mut problem = Diagnostic::error(format!("no time zone is called `{}`", name.value)).at(name.at);
    let indonesian = match name.value.to_uppercase().as_str() {
        "WIB" => Some("Asia/Jakarta"),
        "WITA" => Some("Asia/Makassar"),
        "WIT" => Some("Asia/Jayapura"),
        _ => nearest(&name.value, chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())),
    };
    problem = match indonesian {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("write a name of the tz database, such as `Asia/Makassar`"),
    };
    fields.problems.push(problem);
    default
}

fn read_base_url(fields: &mut Fields, given: Option<&str>) -> Url {
    let own = fields.text(&["base_url", "baseURL", "url"]);
    let text = given.map(str::to_owned).or_else(|| own.as_ref().map(|own| own.value.clone()));
    let nowhere = || Url::parse(&format!("https://{NO_HOST}/")).expect("a constant URL parses");
    let Some(text) = text else { return nowhere() };
    match check_base_url(&text) {
        Ok(url) => url,
        Err(reason) => {
            let mut problem = Diagnostic::error(format!("`base_url` {reason}: `{text}`"));
            problem = match (given, own) {
                (None, Some(own)) => problem.at(own.at),
                _ => problem.note("it was given as `--base-url`"),
            };
            fields.problems.push(problem.help("write the whole address, such as `https://kabar.example/`"));
            nowhere()
        }
    }
}

/// A base URL as it was typed, with a slash at its end.
///
/// # Errors
/// What is wrong with it, to stand behind its name.
pub fn check_base_url(text: &str) -> Result<Url, &'static str> {
    let mut url = Url::parse(text).map_err(|_| "is not a whole URL")?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
        return Err("must begin with `https://` or `http://` and a host");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must have neither `?` nor `#`");
    }
    if url.path().contains("//") {
        return Err("has an empty part between slashes");
    }
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(url)
}

fn read_menu_item(item: &mut Fields) -> Option<MenuItem> {
    let title = item.plain(&["title", "name"]);
    let url = item.text(&["url", "href"]);
    if (title.is_none() || url.is_none()) && !item.problems.has_errors() {
        let at = item.place("title");
        let problem = Diagnostic::error("a menu item needs `title` and `url`").at(at);
        item.problems.push(problem.help("write `- {title: Daerah, url: \"@/daerah/_index.md\"}`"));
    }
    Some(MenuItem { title: title?, url: url? })
}

/// Accounts that networks look for in the head of a page.
fn read_social(fields: &mut Fields) -> Vec<(&'static str, String)> {
    let known = [("twitter", "twitter:site"), ("fediverse", "fediverse:creator")];
    let found = known.into_iter().filter_map(|(key, name)| Some((name, fields.plain(&[key])?))).collect();
    fields.warn_of_the_rest(
        &known.map(|(key, _)| key),
        "these networks have a tag of their own; others go under `accounts`",
    );
    found
}

/// One of a few words, the first of which is the default.
fn choice<const N: usize>(fields: &mut Fields, key: &str, words: [&'static str; N]) -> &'static str {
    let Some(text) = fields.text(&[key]) else { return words[0] };
    if let Some(word) = words.into_iter().find(|word| *word == text.value) {
        return word;
    }
    let all = words.map(|word| format!("`{word}`")).join(" or ");
    let name = fields.name(key);
    fields.problems.push(Diagnostic::error(format!("`{name}` is {all}, not `{}`", text.value)).at(text.at));
    words[0]
}

fn read_permalinks(fields: &mut Fields) -> Permalinks {
    let names = ["permalink", "permalinks"];
    let pattern = |located: Located<String>| Pattern { text: located.value, at: Some(located.at) };
    let builtin = || Pattern { text: "/{section}/{slug}/".to_owned(), at: None };
    if !fields.is_map(&names) {
        let default = fields.text(&names).map_or_else(builtin, pattern);
        return Permalinks { default, sections: BTreeMap::new() };
    }
    let sections = fields.nested(&names, |inner| {
        let keys = inner.keys();
        keys.into_iter().filter_map(|key| inner.text(&[&key]).map(|located| (key, pattern(located)))).collect()
    });
    let mut sections: BTreeMap<String, Pattern> = sections.unwrap_or_default();
    let default = sections.remove("default").unwrap_or_else(builtin);
    Permalinks { default, sections }
}

fn read_taxonomies(fields: &mut Fields) -> Vec<Taxonomy> {
    let mut all = Vec::new();
    fields.nested(&["taxonomies"], |inner| {
        for name in inner.keys() {
            let taxonomy = inner.nested(&[&name], |one| Taxonomy {
                title: one.plain(&["title"]).unwrap_or_default(),
                path: one.plain(&["path"]).unwrap_or_default().trim_matches('/').to_owned(),
                feed: one.flag(&["feed"]).unwrap_or(true),
                name: name.clone(),
            });
            all.extend(taxonomy);
        }
    });
    for name in ["tags", "authors"] {
        if !all.iter().any(|taxonomy: &Taxonomy| taxonomy.name == name) {
            all.push(Taxonomy { name: name.into(), title: String::new(), path: String::new(), feed: true });
        }
    }
    all
}
