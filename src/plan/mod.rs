//! The plan: every file of the output, with its address and its template, before anything is rendered.
//!
//! A pure function of configuration, library and templates. It reads no file and no clock, and it writes nothing; what is
//! wrong with the site as a whole (two files for one address, a link to nothing) is found here.

pub mod archive;
mod check;
pub mod corrections;
pub mod feeds;
pub mod few;
pub mod icons;
pub mod links;
pub mod lists;
mod missing;
pub mod output;
pub mod pages;
pub mod paginate;
mod podcasts;
pub mod recipe;
pub mod related;
pub mod taxonomies;
pub mod url;

pub use crate::config::FeedFormat;
pub use feeds::{Feed, FeedOf, FeedPage};
pub use links::Target;
pub use lists::{List, ListOf};
pub use output::{Kind, Output, Part, Sitemap};

use crate::asset::{Asset, Root};
use crate::config::Config;
use crate::content::front_matter::Time;
use crate::content::{ArticleId, Kind as FileKind, Library};
use crate::diag::{Diagnostic, Diagnostics, Span};
use crate::hash::Fingerprint;
use crate::locale::Locale;
use crate::templates::TemplateSet;
use chrono::Datelike;
pub use pages::Place;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use taxonomies::Taxonomy;
use url::Urls;

/// The words of the site's language that stand in addresses.
#[derive(Debug, Clone)]
pub struct PathWords {
    /// Before the number of a list's page: `halaman`.
    pub page: String,
    /// The page of all feeds, and what stands before the names of some: `umpan`.
    pub feeds: String,
    /// The page of all corrections: `koreksi`.
    pub corrections: String,
    /// The page with all parts: `semua`.
    pub view_all: String,
    /// Whether there are such pages.
    pub view_all_pages: bool,
}

impl PathWords {
    fn of(words: &Locale, config: &Config) -> Self {
        let word = |key| words.path(key).to_owned();
        Self {
            page: word("page"),
            feeds: word("feeds"),
            corrections: word("corrections"),
            view_all: word("view_all"),
            view_all_pages: config.view_all,
        }
    }
}

/// Every file of the output.
pub struct Plan {
    /// Makes URLs.
    pub urls: Urls,
    /// Makes ids for feed readers.
    id_base: Urls,
    /// Words in addresses.
    pub words: PathWords,
    /// The files, in the order in which they were planned.
    pub outputs: Vec<Output>,
    /// All lists; the front page is the first.
    pub lists: Vec<List>,
    /// Finds them.
    pub index: lists::Index,
    /// All feeds: those of lists in their order, then those with a name.
    pub feeds: Vec<Feed>,
    /// What the sitemap for Google News has, newest first.
    pub news: Vec<ArticleId>,
    /// All corrections, newest first.
    pub corrections: Vec<corrections::Correction>,
    /// All taxonomies, in the configuration's order.
    pub taxonomies: Vec<Taxonomy>,
    /// The pages of the archive above its days.
    pub archive: Vec<archive::Node>,
    /// The months of first publication, for the sitemap: `2022-11`, and their articles.
    pub months: Vec<(String, Vec<ArticleId>)>,
    /// The files that are copied.
    pub assets: Vec<Asset>,
    /// Where they go.
    pub asset_paths: Vec<String>,
    /// What the site's icons are made of.
    pub icons: icons::Source,
    /// Translations by story.
    pub translations: BTreeMap<Fingerprint, Vec<ArticleId>>,
    /// The next older and newer article of each.
    pub neighbours: Vec<(Option<ArticleId>, Option<ArticleId>)>,
    /// What is recommended to the readers of each.
    pub related: Vec<related::Related>,
    /// The newer ones that come back to each, newest first.
    pub follow_ups: Vec<Vec<ArticleId>>,
    places: Vec<Place>,
    /// By a mark of its path.
    by_path: HashMap<u64, u32>,
    content_assets: BTreeMap<String, usize>,
    /// Sources that are no articles: sections and profiles, with their addresses.
    other_sources: BTreeMap<String, String>,
    /// What texts link to and is not there: paths of the site, and files of `content/`.
    pub missing: BTreeSet<String>,
}

/// What planning finds for each article by itself, in the library's order, and what takes longest to find: it can be taken over
/// from the last plan where an article stayed as it was.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Standing {
    /// Where each goes.
    pub places: Vec<Place>,
    /// What is recommended to the readers of each.
    pub related: Vec<related::Related>,
}

/// Plans a site as it is at `now`. What is wrong is in `problems`; the plan can be looked at all the same.
pub fn plan(
    config: &Config,
    library: &Library,
    templates: &TemplateSet,
    words: &Locale,
    now: Time,
    problems: &mut Diagnostics,
) -> Plan {
    let mut dead = Diagnostics::default();
    let places = pages::places(config, library, &Urls::new(&config.base_url), problems);
    let standing = Standing { places, related: related::all(library, templates, &mut dead) };
    let mut plan = of_standing(standing, config, library, templates, words, now, problems);
    plan.missing = check::all(&plan, config, library, templates, dead, problems);
    plan
}

/// Plans a site of which is known what there is to know of each article by itself. It asks the library for nothing but briefs, and
/// looks for no faults but those of templates and sections.
pub fn of_standing(
    standing: Standing,
    config: &Config,
    library: &Library,
    templates: &TemplateSet,
    words: &Locale,
    now: Time,
    problems: &mut Diagnostics,
) -> Plan {
    let urls = Urls::new(&config.base_url);
    let originals = lists::originals(config, library);
    let taxonomies = taxonomies::all(config, library, &originals);
    let paths = lists::Paths { archive: words.path("archive").to_owned() };
    let days = archive::days(config, library, &lists::own_language(config, library));
    let shown_days = if config.archive { &days[..] } else { &[] };
    let lists = lists::all(config, library, &taxonomies, shown_days, &paths);
    let feeds_page = feeds::Page { word: words.path("feeds").to_owned(), exists: templates.has(feeds::TEMPLATE) };
    let Standing { places, related } = standing;
    let mut plan = Plan {
        places,
        id_base: pages::id_base(config, &urls),
        words: PathWords::of(words, config),
        feeds: feeds::all(config, library, &lists, &feeds_page, now),
        news: feeds::news(config, library, now),
        corrections: corrections::all(library, &originals),
        index: lists::Index::new(&lists),
        archive: archive::nodes(shown_days, &paths),
        months: months(config, library),
        translations: pages::translations(config, library),
        neighbours: pages::neighbours(library),
        follow_ups: related::follow_ups(library, &related),
        related,
        other_sources: other_sources(library, &taxonomies),
        missing: BTreeSet::new(),
        assets: Vec::new(),
        asset_paths: Vec::new(),
        icons: icons::Source::Theme,
        content_assets: BTreeMap::new(),
        outputs: Vec::new(),
        by_path: HashMap::new(),
        urls,
        lists,
        taxonomies,
    };
    plan.add_articles(library, templates, problems);
    plan.add_lists(library, templates, problems);
    plan.add_feeds(config, feeds_page.exists);
    plan.add_corrections(templates.has(corrections::TEMPLATE));
    plan.add_machine_files();
    plan.add_news_sitemap(config);
    plan.add_host_files(config);
    plan.add_assets(library, templates);
    plan.add_icons(config, problems);
    plan.drop_overridden();
    plan.by_path = by_path(&plan.outputs);
    plan
}

impl Plan {
    /// What was found of each article by itself.
    pub fn into_standing(self) -> Standing {
        Standing { places: self.places, related: self.related }
    }

    fn add(&mut self, path: impl AsRef<str>, kind: Kind, template: Option<Cow<'static, str>>, asked_at: Option<Span>) {
        self.outputs.push(Output::new(path.as_ref(), kind, template, asked_at));
    }

    /// Where an article goes.
    pub fn place(&self, id: ArticleId) -> &Place {
        &self.places[id.0 as usize]
    }

    /// The output at a path; `daerah` and `daerah/index.html` are `daerah/`.
    pub fn at(&self, path: &str) -> Option<&Output> {
        let bare =
            path.strip_suffix("index.html").filter(|bare| bare.is_empty() || bare.ends_with('/')).unwrap_or(path);
        let whole = || (bare.len() < path.len()).then(|| self.at_exactly(path)).flatten();
        let folder = || if bare.ends_with('/') { None } else { self.at_exactly(&format!("{bare}/")) };
        self.at_exactly(bare).or_else(whole).or_else(folder)
    }

    fn at_exactly(&self, path: &str) -> Option<&Output> {
        let output = &self.outputs[*self.by_path.get(&mark_of(path))? as usize];
        // Two paths of one mark are as good as impossible, and no reason to be wrong.
        if output.path() == path { Some(output) } else { self.outputs.iter().rfind(|output| output.path() == path) }
    }

    fn has_path(&self, path: &str) -> bool {
        self.at(path).is_some()
    }

    /// A copied file by its path below `content/`.
    pub fn content_asset(&self, source: &str) -> Option<usize> {
        self.content_assets.get(source).copied()
    }

    /// Whether a path below `content/` is of something else than an article.
    fn has_source(&self, source: &str) -> bool {
        self.content_assets.contains_key(source) || self.other_sources.contains_key(source)
    }

    /// A copied file by its path on the site.
    pub fn asset_at(&self, path: &str) -> Option<usize> {
        match self.at(path)?.kind {
            Kind::Asset(asset) => Some(asset),
            _ => None,
        }
    }

    fn add_lists(&mut self, library: &Library, templates: &TemplateSet, problems: &mut Diagnostics) {
        for at in 0..self.lists.len() {
            let list = self.lists[at].clone();
            let template = list_template(&list, library, templates);
            for place in 1..=list.paging.total {
                let path = list.page_path(place, &self.words.page);
                self.add(path, Kind::List(at, place), Some(template.clone()), None);
            }
            self.add_section_aliases(&list, library, problems);
        }
        for at in 0..self.taxonomies.len() {
            if !self.taxonomies[at].terms.is_empty() {
                let path = format!("{}/", self.taxonomies[at].path);
                self.add(path, Kind::Taxonomy(at), Some("taxonomy.html".into()), None);
            }
        }
        for at in 0..self.archive.len() {
            let top = self.archive[at].period == archive::Period::Years && templates.has("archives.html");
            let template = if top { "archives.html" } else { "archive.html" };
            self.add(self.archive[at].path.clone(), Kind::Archive(at), Some(template.into()), None);
        }
    }

    fn add_section_aliases(&mut self, list: &List, library: &Library, problems: &mut Diagnostics) {
        let section = match &list.of {
            ListOf::Home => "",
            ListOf::Section(path) => path.as_str(),
            _ => return,
        };
        let Some(index) = library.section(section).and_then(|section| section.index.as_ref()) else { return };
        for alias in &index.meta.aliases {
            match url::written(&alias.value) {
                Ok(path) => {
                    let target = self.urls.url(&list.path);
                    self.add(path, Kind::Redirect(target), Some("redirect.html".into()), Some(alias.at));
                }
                Err(reason) => problems.push(Diagnostic::error(reason).at(alias.at).label("this alias")),
            }
        }
    }

    fn add_machine_files(&mut self) {
        self.add("404.html", Kind::NotFound, Some("404.html".into()), None);
        self.add("robots.txt", Kind::Robots, None, None);
        self.add("sitemap.xml", Kind::Sitemap(Sitemap::Index), None, None);
        self.add("sitemap-pages.xml", Kind::Sitemap(Sitemap::Pages), None, None);
        for at in 0..self.months.len() {
            let path = format!("sitemap-{}.xml", self.months[at].0);
            self.add(path, Kind::Sitemap(Sitemap::Month(at)), None, None);
        }
    }

    /// Settings for the hosts that the configuration names. A domain belongs to the site at its root, so a site in a folder
    /// of one, or on GitHub's own, has no `CNAME`.
    fn add_host_files(&mut self, config: &Config) {
        let host = config.base_url.host_str().unwrap_or_default();
        let has_domain = config.base_url.path() == "/" && host.contains('.') && !host.ends_with(".github.io");
        let files: BTreeSet<&str> = config.hosts.iter().flat_map(|host| host.files()).copied().collect();
        for file in files.into_iter().filter(|file| *file != "CNAME" || has_domain) {
            self.add(file, Kind::Host, None, None);
        }
    }

    /// Files beside an article go where the article goes; other files of `content/` keep their path. What lies beside an
    /// article that is not published is not published either (T23).
    fn add_assets(&mut self, library: &Library, templates: &TemplateSet) {
        let bundles = self.bundles(library);
        for asset in library.assets.iter().chain(&templates.assets) {
            let path = match asset.root {
                Root::Content => match asset_path(&asset.path, &bundles, &library.held_folders) {
                    Some(path) => path,
                    None => continue,
                },
                Root::Static | Root::Templates | Root::Theme => asset.path.clone(),
            };
            let at = self.assets.len();
            if asset.root == Root::Content {
                self.content_assets.insert(asset.path.clone(), at);
            }
            self.assets.push(asset.clone());
            self.asset_paths.push(path.clone());
            self.add(path, Kind::Asset(at), None, None);
        }
    }

    /// The folders of bundles with the addresses of their articles; of translations, the first one's.
    fn bundles(&self, library: &Library) -> BTreeMap<String, String> {
        let mut bundles = BTreeMap::new();
        for id in library.ids().rev() {
            let Some((folder, has_language)) = library.brief(id).bundle.as_deref() else { continue };
            if !has_language || !bundles.contains_key(folder) {
                bundles.insert(folder.clone(), url::folder_of(&self.place(id).path));
            }
        }
        for ((taxonomy, slug), profile) in &library.profiles {
            if let Some(taxonomy) = self.taxonomies.iter().find(|own| own.name == *taxonomy)
                && profile.name.kind == FileKind::Bundle
            {
                bundles.insert(profile.name.folder().to_owned(), format!("{}/{slug}/", taxonomy.path));
            }
        }
        bundles
    }

    /// A site's own `static/` goes before its theme's, that before the built-in one, and all of them before the
    /// `robots.txt`, `404.html` and settings of hosts that we would make.
    fn drop_overridden(&mut self) {
        let mut best: BTreeMap<&str, Root> = BTreeMap::new();
        for output in &self.outputs {
            if let Some(root) = self.copied_root(output).filter(|root| *root != Root::Content) {
                let entry = best.entry(&output.file).or_insert(root);
                *entry = root.min(*entry);
            }
        }
        let keep: Vec<bool> = self
            .outputs
            .iter()
            .map(|output| match (best.get(output.file.as_str()), &output.kind) {
                (Some(_), Kind::Robots | Kind::NotFound | Kind::Host) => false,
                (Some(root), Kind::Asset(_)) => {
                    self.copied_root(output).is_none_or(|own| own == Root::Content || own == *root)
                }
                _ => true,
            })
            .collect();
        let mut keep = keep.into_iter();
        self.outputs.retain(|_| keep.next().unwrap_or(true));
    }

    fn copied_root(&self, output: &Output) -> Option<Root> {
        match output.kind {
            Kind::Asset(asset) => Some(self.assets[asset].root),
            _ => None,
        }
    }
}

fn by_path(outputs: &[Output]) -> HashMap<u64, u32> {
    (0..).zip(outputs).map(|(at, output)| (mark_of(output.path()), at)).collect()
}

fn mark_of(path: &str) -> u64 {
    Fingerprint::of(path.as_bytes()).half()
}

fn list_template(list: &List, library: &Library, templates: &TemplateSet) -> Cow<'static, str> {
    let (default, section) = match &list.of {
        ListOf::Home => ("home.html", Some("")),
        ListOf::Language(_) => ("home.html", None),
        ListOf::Section(path) => ("section.html", Some(path.as_str())),
        ListOf::Term(..) => ("term.html", None),
        ListOf::Day(_) => ("archive.html", None),
    };
    let index = section.and_then(|path| library.section(path)).and_then(|section| section.index.as_ref());
    let own = index.and_then(|index| index.meta.template.as_ref()).filter(|own| templates.has(&own.value));
    own.map_or(Cow::Borrowed(default), |own| Cow::Owned(own.value.clone()))
}

fn months(config: &Config, library: &Library) -> Vec<(String, Vec<ArticleId>)> {
    let mut months: BTreeMap<String, Vec<ArticleId>> = BTreeMap::new();
    for id in library.ids() {
        if let Some(day) = archive::day_of(config, library, id) {
            months.entry(format!("{:04}-{:02}", day.year(), day.month())).or_default().push(id);
        }
    }
    months.into_iter().collect()
}

fn other_sources(library: &Library, taxonomies: &[Taxonomy]) -> BTreeMap<String, String> {
    let mut sources = BTreeMap::new();
    for section in &library.sections {
        let path = url::section(&section.path);
        if let Some(index) = &section.index {
            sources.insert(index.name.source.clone(), path.clone());
        }
    }
    for ((name, slug), profile) in &library.profiles {
        let Some(taxonomy) = taxonomies.iter().find(|own| own.name == *name) else { continue };
        let path = match slug.as_str() {
            "" => format!("{}/", taxonomy.path),
            slug if taxonomy.find(slug).is_some() => format!("{}/{slug}/", taxonomy.path),
            _ => continue,
        };
        sources.insert(profile.name.source.clone(), path);
    }
    sources
}

/// Where a file of `content/` goes: with the innermost bundle around it, or nowhere if that is held; else where it lies.
fn asset_path(path: &str, bundles: &BTreeMap<String, String>, held: &BTreeSet<String>) -> Option<String> {
    let mut folder = path;
    while let Some((parent, _)) = folder.rsplit_once('/') {
        if let Some(address) = bundles.get(parent) {
            return url::below(path, parent).map(|rest| format!("{address}{rest}"));
        }
        if held.contains(parent) {
            return None;
        }
        folder = parent;
    }
    Some(path.to_owned())
}
