//! Facts as template values: cards, pictures, people, terms.
//!
//! Values are made directly and not through serde, and what many pages share is made once and shared.

use super::Renderer;
use super::text::{Audience, Reader};
use crate::content::front_matter::{LeadImage, Time};
use crate::content::library::section_of;
use crate::content::{Article, ArticleId, Section};
use crate::markdown;
use crate::plan::Target;
use crate::plan::url::section as section_address;
use tera::value::Key;
use tera::{Map, Value};

/// A map with keys in the order given.
pub fn object<const N: usize>(entries: [(&'static str, Value); N]) -> Value {
    let map: Map = entries.into_iter().map(|(key, value)| (Key::Str(key), value)).collect();
    Value::from(map)
}

/// A list.
pub fn list(items: impl IntoIterator<Item = Value>) -> Value {
    Value::from(items.into_iter().collect::<Vec<_>>())
}

/// HTML that templates print as it is.
pub fn html(text: &str) -> Value {
    Value::safe_string(text)
}

/// A text, or none.
pub fn text_or_none(text: Option<&str>) -> Value {
    text.map_or_else(Value::none, Value::from)
}

/// A moment in RFC 3339, or none.
pub fn time(time: Option<Time>) -> Value {
    time.map_or_else(Value::none, |time| Value::from(time.to_rfc3339_opts(chrono::SecondsFormat::Secs, false)))
}

/// A value of front matter or configuration.
pub fn json(value: &serde_json::Value) -> Value {
    Value::from_serializable(value)
}

/// A map of front matter or configuration.
pub fn extra(map: &serde_json::Map<String, serde_json::Value>) -> Value {
    let map: Map = map.iter().map(|(key, value)| (Key::from(key.clone()), json(value))).collect();
    Value::from(map)
}

/// A link: `{title, url}`.
pub fn link(title: &str, url: &str) -> Value {
    object([("title", title.into()), ("url", url.into())])
}

/// A picture as it is on the site.
#[derive(Debug, Clone)]
pub struct Picture {
    /// The URL from the root of the host, or a whole one.
    pub url: String,
    /// Width and height in pixels.
    pub size: Option<(u32, u32)>,
    /// The media type, if known.
    pub mime: Option<&'static str>,
    /// Its length in bytes, if it is ours.
    pub bytes: Option<u64>,
}

impl Renderer<'_> {
    /// A picture by what an author wrote.
    pub fn picture(&self, from: &Article, path: &str, dest: &str) -> Picture {
        let at = crate::diag::Span::start_of(from.file);
        let target = self.plan.resolve(self.library, from, path, dest, at);
        let asset = match &target {
            Ok(Target::Asset(asset)) => Some(*asset),
            Ok(Target::Site(url, _)) => self.plan.urls.path_of(url).and_then(|path| self.plan.asset_at(&path)),
            _ => None,
        };
        let href = target.ok().and_then(|target| self.plan.href(self.library, &target, None));
        let url = href.unwrap_or_else(|| dest.to_owned());
        match asset.map(|asset| &self.plan.assets[asset]) {
            Some(asset) => Picture { url, size: asset.size, mime: Some(asset.mime), bytes: Some(asset.bytes) },
            None => Picture { url, size: None, mime: None, bytes: None },
        }
    }

    /// A picture's value.
    pub fn picture_value(&self, picture: &Picture, alt: &str, caption: Option<Value>, credit: Option<&str>) -> Value {
        object([
            ("url", picture.url.as_str().into()),
            ("permalink", self.plan.urls.whole(&picture.url).into()),
            ("width", picture.size.map(|size| size.0).into()),
            ("height", picture.size.map(|size| size.1).into()),
            ("type", text_or_none(picture.mime)),
            ("alt", alt.into()),
            ("caption", caption.unwrap_or_else(Value::none)),
            ("credit", text_or_none(credit)),
        ])
    }

    /// The lead picture of an article or profile.
    pub fn lead_image(&self, article: &Article, path: &str) -> Value {
        let Some(LeadImage { src, alt, caption, credit }) = &article.meta.image else { return Value::none() };
        let picture = self.picture(article, path, &src.value);
        let caption = caption.as_ref().map(|caption| html(&self.inline(article, path, caption)));
        self.picture_value(&picture, alt, caption, credit.as_deref())
    }

    /// A line of Markdown from front matter.
    pub fn inline(&self, article: &Article, path: &str, text: &str) -> String {
        let reader = Reader::new(self, article, path, None, Audience::Page);
        markdown::inline(text, self.syntax, &reader)
    }

    /// What lists show of an article.
    pub fn card(&self, id: ArticleId) -> Value {
        self.memos.cards.get(id.0 as usize, || self.make_card(id))
    }

    fn make_card(&self, id: ArticleId) -> Value {
        let article = self.library.article(id);
        let place = self.plan.place(id);
        object([
            ("title", article.meta.title.as_str().into()),
            ("url", self.plan.urls.url(&place.path).into()),
            ("permalink", self.plan.urls.permalink(&place.path).into()),
            ("date", time(article.meta.date)),
            ("updated", time(article.meta.updated)),
            ("summary", article.summary().into()),
            ("kicker", text_or_none(article.meta.kicker.as_deref())),
            ("section", self.section_link(article)),
            ("tags", self.terms_of(article, "tags")),
            ("authors", self.people_of(article.terms("authors"))),
            ("image", self.lead_image(article, &place.path)),
            ("language", article.language.as_str().into()),
            ("parts", article.outline.parts.into()),
            ("extra", self.card_extra(article)),
        ])
    }

    /// The cards of some articles.
    pub fn cards(&self, ids: impl IntoIterator<Item = ArticleId>) -> Value {
        list(ids.into_iter().map(|id| self.card(id)))
    }

    fn card_extra(&self, article: &Article) -> Value {
        let keys = self.config.cards.iter().filter_map(|key| Some((key, article.meta.extra.get(key)?)));
        let map: Map = keys.map(|(key, value)| (Key::from(key.clone()), json(value))).collect();
        Value::from(map)
    }

    /// The section of an article as `{name, title, url}`, or none at the top.
    pub fn section_link(&self, article: &Article) -> Value {
        self.shared.sections.get(section_of(article)).cloned().unwrap_or_else(Value::none)
    }

    /// A section as others link to it.
    pub fn section_summary(&self, section: &Section) -> Value {
        object([
            ("name", section.path.as_str().into()),
            ("title", section.title().into()),
            ("description", section.description().into()),
            ("url", self.plan.urls.url(&section_address(&section.path)).into()),
            ("count", self.plan.index.section(&section.path).map_or(0, |at| self.plan.lists[at].members.len()).into()),
        ])
    }

    /// The terms an article has in a taxonomy, as `{name, slug, url}`.
    pub fn terms_of(&self, article: &Article, taxonomy: &str) -> Value {
        let Some(at) = self.plan.taxonomies.iter().position(|own| own.name == taxonomy) else { return list([]) };
        let terms = self.plan.taxonomies[at].of(article);
        list(terms.into_iter().map(|term| self.shared.terms[at][term].clone()))
    }

    /// People as `{name, url}`; those who have a page as an author are linked to it.
    pub fn people_of(&self, names: &[String]) -> Value {
        list(names.iter().map(|name| self.person(name)))
    }

    fn person(&self, name: &str) -> Value {
        let url = self.author_path(name).map(|path| self.plan.urls.url(&path));
        object([("name", name.into()), ("url", url.map_or_else(Value::none, Value::from))])
    }

    /// The address of an author's page.
    pub fn author_path(&self, name: &str) -> Option<String> {
        let authors = self.plan.taxonomies.iter().find(|taxonomy| taxonomy.name == "authors")?;
        authors.find(name).map(|term| format!("{}/{}/", authors.path, authors.terms[term].slug))
    }

    /// The byline: authors, then every other role in the order of the front matter.
    pub fn byline(&self, article: &Article) -> Value {
        let words = self.locales.of(&article.language);
        let authors = article.terms("authors");
        let roles = std::iter::once(("author", authors)).filter(|(_, names)| !names.is_empty());
        let credits = article.meta.credits.iter().map(|(role, names)| (role.as_str(), names.as_slice()));
        list(roles.chain(credits).map(|(role, names)| {
            object([("role", role.into()), ("label", words.role(role).into()), ("people", self.people_of(names))])
        }))
    }
}

/// An HTML list of items that are HTML already.
pub fn html_list(items: impl Iterator<Item = String>) -> String {
    let items: Vec<String> = items.map(|item| format!("<li>{item}</li>\n")).collect();
    format!("<ul>\n{}</ul>\n", items.concat())
}
