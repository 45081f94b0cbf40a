//! Articles and pages: their addresses, their ids, their parts, their neighbours.

use super::Plan;
use super::output::{Kind, Part};
use super::url::{self, Facts, Urls};
use crate::config::Config;
use crate::content::brief::Word;
use crate::content::library::section_of;
use crate::content::{Article, ArticleId, Library};
use crate::diag::{Diagnostic, Diagnostics, Span};
use crate::hash::Fingerprint;
use crate::locale::term_slug;
use crate::templates::TemplateSet;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Where an article goes, and what it is known by.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Place {
    /// The address of its first part.
    pub path: String,
    /// What asked for it, for messages.
    #[serde(skip)]
    pub asked_at: Option<Span>,
    /// What feed readers know it by, if that is not its address: see [`Plan::id_of`].
    pub id: Option<Box<str>>,
    /// The addresses that lead to it besides.
    pub aliases: Vec<Alias>,
}

/// An address that leads to another.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Alias {
    /// The address.
    pub path: String,
    /// What asked for it, for messages.
    #[serde(skip)]
    pub asked_at: Option<Span>,
}

/// The places of all articles, in the library's order. A wrong one is reported and given a harmless address.
pub fn places(config: &Config, library: &Library, urls: &Urls, problems: &mut Diagnostics) -> Vec<Place> {
    library.articles.iter().map(|article| place(article, config, urls, problems)).collect()
}

/// The place of one.
pub fn place(article: &Article, config: &Config, urls: &Urls, problems: &mut Diagnostics) -> Place {
    let path = path(article, config).unwrap_or_else(|problem| {
        problems.push(*problem);
        format!("{}/", article.name.source)
    });
    let mut aliases = Vec::new();
    for alias in &article.meta.aliases {
        match url::written(&alias.value) {
            Ok(old) if old == path => {}
            Ok(old) => aliases.push(Alias { path: old, asked_at: Some(alias.at) }),
            Err(reason) => problems.push(Diagnostic::error(reason).at(alias.at).label("this alias")),
        }
    }
    let own = article.meta.permalink.as_ref().or(article.meta.slug.as_ref());
    let asked_at = Some(own.map_or(Span::start_of(article.file), |own| own.at));
    Place { id: id(article, config, urls), path, asked_at, aliases }
}

fn path(article: &Article, config: &Config) -> Result<String, Box<Diagnostic>> {
    let wrong = |at: Span, what: &str| {
        let what = what.to_owned();
        move |reason: String| Box::new(Diagnostic::error(reason).at(at).label(what))
    };
    if let Some(own) = &article.meta.permalink {
        return url::page(&own.value).map_err(wrong(own.at, "this address"));
    }
    let section = section_of(article);
    let slug = match &article.meta.slug {
        Some(own) => checked_slug(&own.value).map_err(wrong(own.at, "this slug"))?,
        None => slug_of(article),
    };
    let day = article.meta.date.map(|date| date.with_timezone(&config.timezone).date_naive());
    let facts = Facts { article, section, slug: &slug, day };
    let pattern = config.permalinks.of(section);
    let at = pattern.at.unwrap_or(Span::start_of(article.file));
    let path = url::fill_pattern(&pattern.text, &facts).map_err(wrong(at, "this pattern"))?;
    let abroad = article.language != config.language && !pattern.text.contains("{language}");
    Ok(if abroad { format!("{}/{path}", article.language) } else { path })
}

/// A slug is one part of an address.
fn checked_slug(slug: &str) -> Result<String, String> {
    let slug = slug.trim_matches('/');
    if slug.contains('/') && !slug.split('/').any(|part| part == "..") {
        return Err(format!("`{slug}` is more than one part of an address; use `permalink` for a whole one"));
    }
    url::check(slug).map(|()| slug.to_owned())
}

/// The slug of the file's name (I-19).
fn slug_of(article: &Article) -> String {
    term_slug(article.name.stem())
}

/// What ids begin with.
pub(super) fn id_base(config: &Config, urls: &Urls) -> Urls {
    config.feed.id_base.as_ref().map_or_else(|| urls.clone(), Urls::new)
}

/// The identity rule: `id`, else the first alias, else the address, on `feed.id_base`. Nothing for the last.
fn id(article: &Article, config: &Config, urls: &Urls) -> Option<Box<str>> {
    let base = || id_base(config, urls);
    if let Some(own) = &article.meta.id {
        let absolute = own.value.split_once(':').is_some_and(|(scheme, _)| {
            !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        });
        let id = if absolute { own.value.clone() } else { base().permalink(own.value.trim_start_matches('/')) };
        return Some(id.into());
    }
    let first = article.meta.aliases.first().and_then(|alias| url::written(&alias.value).ok())?;
    Some(base().permalink(&first).into())
}

impl Plan {
    /// What feed readers know an article by.
    pub fn id_of(&self, id: ArticleId) -> Cow<'_, str> {
        let place = self.place(id);
        place.id.as_deref().map_or_else(|| Cow::Owned(self.id_base.permalink(&place.path)), Cow::Borrowed)
    }

    /// The address of a part of an article.
    pub fn part_path(&self, id: ArticleId, part: Part) -> String {
        let path = &self.place(id).path;
        match part {
            Part::One(1) => path.clone(),
            Part::One(number) => format!("{}{number}/", url::folder_of(path)),
            Part::All => format!("{}{}/", url::folder_of(path), self.words.view_all),
        }
    }

    /// Whether an article has a page with all its parts.
    pub fn has_view_all(&self, article: &Article) -> bool {
        self.all_on_one_page(article.outline.parts)
    }

    /// Whether an article of so many parts has.
    fn all_on_one_page(&self, parts: u32) -> bool {
        self.words.view_all_pages && parts > 1
    }

    /// The address that search engines and feeds are given: the view-all page where there is one (H-9), else page 1.
    pub fn canonical_path(&self, id: ArticleId, article: &Article) -> String {
        let part = if self.has_view_all(article) { Part::All } else { Part::One(1) };
        self.part_path(id, part)
    }

    /// Adds the pages of all articles, and what leads to them.
    pub(super) fn add_articles(&mut self, library: &Library, templates: &TemplateSet, problems: &mut Diagnostics) {
        for id in library.ids() {
            let brief = library.brief(id);
            let template = template(library, id, templates, problems);
            let at = self.place(id).asked_at;
            let mut parts: Vec<Part> = (1..=brief.parts).map(Part::One).collect();
            parts.extend(self.all_on_one_page(brief.parts).then_some(Part::All));
            for part in parts {
                let path = self.part_path(id, part);
                self.add(path, Kind::Article(id, part), Some(template.clone()), at);
            }
            let aliases = self.place(id).aliases.clone();
            let target = if aliases.is_empty() { String::new() } else { self.urls.url(&self.place(id).path) };
            for Alias { path, asked_at } in aliases {
                self.add(path, Kind::Redirect(target.clone()), Some("redirect.html".into()), asked_at);
            }
        }
    }
}

fn template(
    library: &Library,
    id: ArticleId,
    templates: &TemplateSet,
    problems: &mut Diagnostics,
) -> Cow<'static, str> {
    let brief = library.brief(id);
    let default = if brief.is_dated { "article.html" } else { "page.html" };
    // Sites that move in name templates of their old theme: those that are not there are a warning.
    match &brief.template {
        None => return default.into(),
        Some(own) if templates.has(own) => return Cow::Owned(own.to_string()),
        Some(_) => {}
    }
    let Some(own) = &library.article(id).meta.template else { return default.into() };
    let mut problem =
        Diagnostic::warning(format!("there is no template `{}`; `{default}` is used", own.value)).at(own.at);
    if let Some(near) = templates.nearest(&own.value) {
        problem = problem.help(format!("did you mean `{near}`?"));
    }
    problems.push(problem);
    default.into()
}

/// Translations by story, the site's own language first: those that have at least one other.
pub(super) fn translations(config: &Config, library: &Library) -> BTreeMap<Fingerprint, Vec<ArticleId>> {
    if library.ids().all(|id| library.language_of(id) == config.language) {
        return BTreeMap::new();
    }
    let mut all: BTreeMap<Fingerprint, Vec<ArticleId>> = BTreeMap::new();
    for id in library.ids() {
        all.entry(library.brief(id).story).or_default().push(id);
    }
    all.retain(|_, ids| ids.iter().any(|id| library.brief(*id).language != library.brief(ids[0]).language));
    for ids in all.values_mut() {
        ids.sort_by_key(|id| {
            let language = library.language_of(*id);
            (language != config.language, language.to_owned())
        });
    }
    all
}

/// The next older and the next newer article of the same section and language.
pub fn neighbours(library: &Library) -> Vec<(Option<ArticleId>, Option<ArticleId>)> {
    let mut all = vec![(None, None); library.articles.len()];
    let mut newer: BTreeMap<(Word, Word), ArticleId> = BTreeMap::new();
    for id in library.ids() {
        let brief = library.brief(id);
        if !brief.is_news() {
            continue;
        }
        if let Some(next) = newer.insert((brief.section, brief.language), id) {
            all[id.0 as usize].1 = Some(next);
            all[next.0 as usize].0 = Some(id);
        }
    }
    all
}
