//! Front matter: the facts an author writes above an article.
//!
//! Knows the keys of halaman and the names that other generators give them. It does not know other files: sections,
//! URLs and links are somebody else's business.

use super::recording::{self, Recording, Show};
use crate::config;
use crate::diag::{Diagnostic, Span};
use crate::fields::{Fields, Located};
use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A moment, in the offset it was written in.
pub type Time = DateTime<FixedOffset>;

/// The keys we know, for "did you mean". Names of other generators stand behind ours.
pub const KEYS: &[&str] = &[
    "title",
    "date",
    "updated",
    "description",
    "section",
    "tags",
    "authors",
    "editors",
    "credits",
    "image",
    "dateline",
    "kicker",
    "slug",
    "permalink",
    "aliases",
    "id",
    "draft",
    "expires",
    "language",
    "related",
    "corrections",
    "template",
    "weight",
    "taxonomies",
    "extra",
    "subsections",
    "per_page",
    "role",
    "noindex",
    "withdrawn",
    "enclosure",
    "podcast",
];

/// Keys that other generators use for what halaman does by itself or has no need of: accepted without a word.
const IGNORED: &[&str] = &[
    "layout",
    "type",
    "comments",
    "toc",
    "math",
    "sort_by",
    "paginate_by",
    "insert_anchor_links",
    "page_template",
    "render",
    "transparent",
    "in_search_index",
    "lang_code",
    "linkTitle",
    "menu",
    "url_path",
    "keywords",
];

/// What front matter says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Meta {
    /// The headline, plain text.
    pub title: String,
    /// First publication. A file without it is a page, not an article.
    #[serde(with = "crate::kept::moment")]
    pub date: Option<Time>,
    /// The last change the author declared.
    #[serde(with = "crate::kept::moment")]
    pub updated: Option<Time>,
    /// When it goes offline.
    #[serde(with = "crate::kept::moment")]
    pub expires: Option<Time>,
    /// The standfirst.
    pub description: String,
    /// A small line above the headline.
    pub kicker: Option<String>,
    /// Where it was written.
    pub dateline: Option<String>,
    /// Overrides the folder.
    pub section: Option<Box<Located<String>>>,
    /// Overrides the file name.
    pub slug: Option<Box<Located<String>>>,
    /// Overrides the pattern of the configuration.
    pub permalink: Option<Box<Located<String>>>,
    /// Old paths of this page.
    pub aliases: Vec<Located<String>>,
    /// What feed readers know it by, if not its address.
    pub id: Option<Box<Located<String>>>,
    /// Not published unless asked for.
    pub draft: bool,
    /// BCP 47 tag.
    pub language: Option<String>,
    /// Another template.
    pub template: Option<Box<Located<String>>>,
    /// Order among pages and sections: small first.
    pub weight: i64,
    /// Terms by taxonomy, in the order of the configuration's taxonomies.
    pub terms: Vec<(String, Vec<String>)>,
    /// Who did what besides the authors: role and names.
    pub credits: Vec<(String, Vec<String>)>,
    /// The lead picture.
    pub image: Option<LeadImage>,
    /// Source paths of related articles.
    pub related: Vec<Located<String>>,
    /// What was corrected, oldest first.
    pub corrections: Vec<Correction>,
    /// Kept from search engines and the sitemap.
    pub noindex: bool,
    /// Why the article was taken back: its page says so, and lists and feeds have it no more (I-13, P-10).
    pub withdrawn: Option<String>,
    /// Sound or film that comes with it.
    pub recording: Option<Box<Recording>>,
    /// Of a section: what makes its feed a podcast.
    pub show: Option<Box<Show>>,
    /// Of a section: whether its list holds the articles of its sub-sections.
    pub subsections: Option<bool>,
    /// Of a section: articles on a page of its list.
    pub per_page: Option<usize>,
    /// Of a writer's profile: what they do.
    pub role: Option<String>,
    /// Free values for templates.
    #[serde(with = "crate::kept::map")]
    pub extra: Map<String, Value>,
}

impl Meta {
    /// Leaves of an article that was taken back what may still be shown. Whether it was.
    pub fn withdraw(&mut self) -> bool {
        let Some(reason) = &self.withdrawn else { return false };
        self.description.clone_from(reason);
        self.noindex = true;
        self.image = None;
        self.recording = None;
        self.related.clear();
        true
    }

    /// The last change that has come at a moment: what is announced for later counts later. A correction is a change that
    /// readers are to be told of (I-13).
    pub fn settle(&mut self, now: Time) {
        self.corrections.retain(|correction| correction.date.is_none_or(|date| date <= now));
        let corrected = self.corrections.iter().filter_map(|correction| correction.date).max();
        self.updated = self.updated.filter(|updated| *updated <= now).max(corrected);
    }

    /// The changes that are announced for later.
    pub fn announced(&self, now: Time) -> Vec<Time> {
        let corrected = self.corrections.iter().filter_map(|correction| correction.date);
        corrected.chain(self.updated).filter(|time| *time > now).collect()
    }
}

/// The lead picture, as written.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LeadImage {
    /// A file beside the article, a path of the site, or a URL.
    pub src: Located<String>,
    /// What is to be seen, for those who cannot see it.
    pub alt: String,
    /// A line of Markdown below it.
    pub caption: Option<String>,
    /// Who made it.
    pub credit: Option<String>,
}

/// A correction of a published article (I-13).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// When it was made.
    #[serde(with = "crate::kept::moment")]
    pub date: Option<Time>,
    /// What was wrong and what is right: a line of Markdown.
    pub text: String,
}

/// Reads the facts out of parsed front matter. Problems are left in `fields`.
pub fn read(fields: &mut Fields, zone: Tz, taxonomies: &[&str]) -> Meta {
    let published = fields.time(&["date", "pubDate", "created"], zone);
    let scheduled = fields.time(&["publishDate", "publish_date"], zone);
    let mut meta = Meta {
        title: fields.plain(&["title"]).unwrap_or_default(),
        date: published.or(scheduled).map(|time| time.value),
        updated: fields.time(&["updated", "lastmod", "modified", "last_modified_at"], zone).map(|time| time.value),
        expires: fields.time(&["expires", "expiryDate", "unpublish_date"], zone).map(|time| time.value),
        description: one_line(fields.plain(&["description", "summary", "excerpt"]).unwrap_or_default()),
        kicker: fields.plain(&["kicker"]),
        dateline: fields.plain(&["dateline"]),
        section: read_section(fields).map(Box::new),
        slug: fields.text(&["slug"]).map(Box::new),
        permalink: fields.text(&["permalink", "url", "path"]).map(Box::new),
        aliases: fields.list(&["aliases", "redirect_from"]),
        id: fields.text(&["id", "guid"]).map(Box::new),
        draft: fields.flag(&["draft"]).unwrap_or(false) | !fields.flag(&["published"]).unwrap_or(true),
        language: read_language(fields),
        template: fields.text(&["template"]).map(Box::new),
        weight: fields.number(&["weight", "order"], i64::from(i32::MIN)..=i64::from(i32::MAX)).unwrap_or(0),
        image: read_image(fields),
        related: fields.list(&["related"]),
        corrections: read_corrections(fields, zone),
        noindex: fields.flag(&["noindex"]).unwrap_or(false),
        withdrawn: fields.plain(&["withdrawn", "ditarik"]).map(one_line),
        recording: recording::read(fields).map(Box::new),
        show: recording::read_show(fields).map(Box::new),
        subsections: fields.flag(&["subsections"]),
        per_page: fields.number(&["per_page"], 1..=100_000).and_then(|number| usize::try_from(number).ok()),
        role: fields.plain(&["role"]),
        ..Meta::default()
    };
    meta.terms = read_terms(fields, taxonomies);
    meta.credits = read_credits(fields);
    meta.extra = read_extra(fields);
    check_times(fields, &meta);
    for key in fields.keys() {
        if IGNORED.contains(&key.as_str()) {
            fields.raw(&[&key]);
        }
    }
    fields.warn_of_the_rest(KEYS, "what you add for your own templates goes under `extra`");
    meta
}

/// YAML's folded texts may hold line breaks, which a summary must not.
fn one_line(text: String) -> String {
    if text.contains('\n') { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { text }
}

/// A section is a path below `content/`.
fn read_section(fields: &mut Fields) -> Option<Located<String>> {
    let section = fields.text(&["section"])?;
    if section.value.split('/').all(|part| !matches!(part, "." | "..")) {
        return Some(section);
    }
    let problem = Diagnostic::error(format!("`{}` would leave the output folder", section.value)).at(section.at);
    fields.problems.push(problem.label("this section"));
    None
}

fn read_language(fields: &mut Fields) -> Option<String> {
    let tag = fields.text(&["language", "lang"])?;
    if config::is_language(&tag.value) {
        return Some(tag.value);
    }
    let problem = Diagnostic::error(format!("`{}` is no language tag", tag.value)).at(tag.at).label("not BCP 47");
    fields.problems.push(problem.help("write `id`, `en` or `id-ID`"));
    None
}

fn read_image(fields: &mut Fields) -> Option<LeadImage> {
    let names = ["image", "cover", "featured_image", "images", "thumbnail"];
    if fields.is_map(&names) {
        return fields.nested(&names, read_image_map).flatten();
    }
    let src = fields.list(&names).into_iter().next()?;
    Some(LeadImage { src, alt: String::new(), caption: None, credit: None })
}

fn read_image_map(image: &mut Fields) -> Option<LeadImage> {
    let src = image.text(&["src", "url", "image", "path"]);
    if src.is_none() && !image.problems.has_errors() {
        let at = image.place("alt");
        image.problems.push(Diagnostic::error("`image` needs `src`, the picture's file").at(at));
    }
    let rest = (image.plain(&["alt"]), image.plain(&["caption"]), image.plain(&["credit"]));
    image.warn_of_the_rest(&["src", "alt", "caption", "credit"], "`image` has `src`, `alt`, `caption` and `credit`");
    Some(LeadImage { src: src?, alt: rest.0.unwrap_or_default(), caption: rest.1, credit: rest.2 })
}

fn read_corrections(fields: &mut Fields, zone: Tz) -> Vec<Correction> {
    fields.maps(&["corrections", "ralat"], |item| {
        let date = item.time(&["date"], zone).map(|time| time.value);
        let text = item.plain(&["text"]);
        if text.is_none() && !item.problems.has_errors() {
            let at = item.place("date");
            item.problems.push(Diagnostic::error("a correction needs `text`").at(at));
        }
        Some(Correction { date, text: text? })
    })
}

/// Terms stand under the taxonomy's own key or under `taxonomies` (Zola). `categories` join the tags where the site
/// has no taxonomy of that name.
fn read_terms(fields: &mut Fields, taxonomies: &[&str]) -> Vec<(String, Vec<String>)> {
    let mut all: Vec<(String, Vec<Located<String>>)> = Vec::new();
    for taxonomy in taxonomies {
        let values = fields.list(&names_of(taxonomy, taxonomies));
        all.push(((*taxonomy).to_owned(), values));
    }
    fields.nested(&["taxonomies"], |inner| {
        for (name, values) in &mut all {
            values.extend(inner.list(&names_of(name, taxonomies)));
        }
        inner.warn_of_the_rest(taxonomies, "name it under `taxonomies` in `halaman.yaml` first");
    });
    for (name, values) in &all {
        refuse_a_flood(fields, name, values);
    }
    all.into_iter().map(|(name, values)| (name, distinct(values))).filter(|(_, values)| !values.is_empty()).collect()
}

/// A list of terms as long as this is a slip of a program that wrote the file, and would cost a list and its feeds each.
fn refuse_a_flood(fields: &mut Fields, name: &str, values: &[Located<String>]) {
    const MOST: usize = 200;
    if let Some(first) = values.get(MOST) {
        let problem = Diagnostic::error(format!("{} terms of `{name}` in one article", values.len())).at(first.at);
        fields.problems.push(problem.label("one too many").help(format!("an article may have {MOST}")));
    }
}

fn names_of<'n>(name: &'n str, taxonomies: &[&str]) -> Vec<&'n str> {
    let free = |other: &str| !taxonomies.contains(&other);
    let others: &[&str] = match name {
        "tags" => &["tag", "categories", "category"],
        "authors" => &["author", "penulis", "byline"],
        _ => &[],
    };
    std::iter::once(name).chain(others.iter().copied().filter(|other| free(other))).collect()
}

fn distinct(values: Vec<Located<String>>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for Located { value, .. } in values {
        if !all.contains(&value) {
            all.push(value);
        }
    }
    all
}

/// `credits: {editor: …}` and the short `editors: […]`.
fn read_credits(fields: &mut Fields) -> Vec<(String, Vec<String>)> {
    let mut credits = Vec::new();
    let mut add = |role: &str, names: Vec<Located<String>>| {
        if !names.is_empty() {
            credits.push((role.to_owned(), distinct(names)));
        }
    };
    add("editor", fields.list(&["editors", "editor"]));
    fields.nested(&["credits"], |inner| {
        for role in inner.keys() {
            let names = inner.list(&[&role]);
            add(&singular(&role), names);
        }
    });
    credits
}

/// `editors` is the role `editor`: a role has one label however many did it.
fn singular(role: &str) -> String {
    match role {
        "authors" | "editors" | "photographers" | "illustrators" | "translators" | "contributors" | "sources" => {
            role[..role.len() - 1].to_owned()
        }
        _ => role.to_owned(),
    }
}

fn read_extra(fields: &mut Fields) -> Map<String, Value> {
    let extra = fields.map(&["extra"]);
    let params = fields.map(&["params"]);
    if extra.is_empty() { params } else { extra }
}

/// A change cannot come before the publication.
fn check_times(fields: &mut Fields, meta: &Meta) {
    if let (Some(date), Some(updated)) = (meta.date, meta.updated)
        && updated < date
    {
        let at: Span = fields.place("updated");
        let problem = Diagnostic::warning("`updated` is before `date`").at(at);
        fields.problems.push(problem.note("readers are told the later of the two (A-4)"));
    }
}
