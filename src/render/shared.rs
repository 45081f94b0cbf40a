//! Values that many pages share, made once: the site, the words, sections and terms.

use super::values::{extra, html, link, list, object, text_or_none};
use crate::asset::Asset;
use crate::config::{Config, MenuItem};
use crate::content::Library;
use crate::fields::Located;
use crate::icons::Icon;
use crate::locale::{Locale, Locales};
use crate::plan::url::section as section_address;
use crate::plan::{Feed, FeedPage, ListOf, Plan};
use std::collections::BTreeMap;
use tera::value::Key;
use tera::{Map, Value};

/// What the program calls itself in feeds and pages.
pub const GENERATOR: &str = concat!("halaman ", env!("CARGO_PKG_VERSION"));

/// Values made once for all pages.
pub struct Shared {
    site: Value,
    words: BTreeMap<String, Value>,
    main: Value,
    /// `{name, title, url}` by path.
    pub sections: BTreeMap<String, Value>,
    /// `{name, slug, url}` by place of taxonomy and term.
    pub terms: Vec<Vec<Value>>,
}

impl Shared {
    /// Of a site.
    pub fn new(config: &Config, library: &Library, plan: &Plan, locales: &Locales) -> Self {
        let words = locales.by_tag().iter().map(|(tag, locale)| (tag.clone(), words(locale))).collect();
        Self {
            main: self::words(locales.main()),
            words,
            sections: sections(library, plan),
            terms: terms(plan),
            site: site(config, library, plan, locales),
        }
    }

    /// The slot `site`. It is the same in every language.
    pub fn site(&self) -> Value {
        self.site.clone()
    }

    /// The slot `words`.
    pub fn words(&self, language: &str) -> Value {
        self.words.get(language).unwrap_or(&self.main).clone()
    }
}

fn words(locale: &Locale) -> Value {
    let map: Map = locale.words.iter().map(|(key, word)| (Key::from(key.clone()), word.as_str().into())).collect();
    Value::from(map)
}

fn sections(library: &Library, plan: &Plan) -> BTreeMap<String, Value> {
    let named = library.sections.iter().filter(|section| !section.path.is_empty());
    named
        .map(|section| {
            let value = object([
                ("name", section.path.as_str().into()),
                ("title", section.title().into()),
                ("url", plan.urls.url(&section_address(&section.path)).into()),
            ]);
            (section.path.clone(), value)
        })
        .collect()
}

fn terms(plan: &Plan) -> Vec<Vec<Value>> {
    plan.taxonomies
        .iter()
        .map(|taxonomy| {
            taxonomy
                .terms
                .iter()
                .map(|term| {
                    object([
                        ("name", term.name.as_str().into()),
                        ("slug", term.slug.as_str().into()),
                        ("url", plan.urls.url(&format!("{}/{}/", taxonomy.path, term.slug)).into()),
                    ])
                })
                .collect()
        })
        .collect()
}

fn site(config: &Config, library: &Library, plan: &Plan, locales: &Locales) -> Value {
    let top = library.children("");
    let section_links =
        || top.iter().map(|section| link(&section.title(), &plan.urls.url(&section_address(&section.path))));
    let menu = if config.menu.is_empty() { list(section_links()) } else { menu(&config.menu, library, plan) };
    object([
        ("title", config.title.as_str().into()),
        ("description", config.description.as_str().into()),
        ("url", plan.urls.url("").into()),
        ("permalink", plan.urls.permalink("").into()),
        ("language", config.language.as_str().into()),
        ("timezone", config.timezone.name().into()),
        ("publisher", config.publisher.as_str().into()),
        ("copyright", text_or_none(config.copyright.as_deref())),
        ("logo", pixels_of_logo(config, plan).unwrap_or_else(|| logo(config.logo.as_ref(), config, plan))),
        ("menu", menu),
        ("footer_menu", self::menu(&config.footer_menu, library, plan)),
        ("accounts", accounts(config)),
        ("social", social(config)),
        (
            "sections",
            list(top.iter().map(|section| {
                object([
                    ("name", section.path.as_str().into()),
                    ("title", section.title().into()),
                    ("description", section.description().into()),
                    ("url", plan.urls.url(&section_address(&section.path)).into()),
                ])
            })),
        ),
        ("languages", languages(config, plan, locales)),
        ("taxonomies", taxonomies(plan)),
        (
            "archive",
            plan.archive.first().map_or_else(Value::none, |archive| {
                link(locales.main().word("archive_title"), &plan.urls.url(&archive.path))
            }),
        ),
        ("feeds", list(plan.feed_of(0).into_iter().flat_map(|own| feed_links(plan, own, &config.title)))),
        ("opml", address(plan, "feeds.opml")),
        ("feeds_page", address(plan, &format!("{}/", plan.words.feeds))),
        ("corrections", address(plan, &format!("{}/", plan.words.corrections))),
        ("icons", icons(plan)),
        ("assets", assets(plan)),
        ("theme", theme(config, plan)),
        ("extra", extra(&config.extra)),
        ("generator", GENERATOR.into()),
    ])
}

fn taxonomies(plan: &Plan) -> Value {
    let filled = plan.taxonomies.iter().filter(|taxonomy| !taxonomy.terms.is_empty());
    list(filled.map(|taxonomy| {
        object([
            ("name", taxonomy.name.as_str().into()),
            ("title", taxonomy.title.as_str().into()),
            ("url", plan.urls.url(&format!("{}/", taxonomy.path)).into()),
        ])
    }))
}

fn social(config: &Config) -> Value {
    let social = config.social.iter();
    list(social.map(|(name, account)| object([("name", (*name).into()), ("account", account.as_str().into())])))
}

fn accounts(config: &Config) -> Value {
    let accounts = config.accounts.iter();
    list(accounts.map(|(name, url)| object([("name", name.as_str().into()), ("url", url.as_str().into())])))
}

/// What the publisher chose of the theme.
fn theme(config: &Config, plan: &Plan) -> Value {
    let theme = &config.theme;
    let styles = theme.styles.as_ref().map(|styles| styles.value.trim_start_matches('/'));
    object([
        ("css", html(&theme.css())),
        ("paper", theme.paper(false).hex().into()),
        ("paper_dark", theme.paper(true).hex().into()),
        ("logo", logo(theme.logo.as_ref().or(config.logo.as_ref()), config, plan)),
        ("styles", text_or_none(styles)),
    ])
}

/// The files that the head of pages names for tabs and phones.
fn icons(plan: &Plan) -> Value {
    object([
        ("ico", address(plan, Icon::Ico.path())),
        ("svg", address(plan, Icon::Svg.path())),
        ("touch", address(plan, Icon::Touch.path())),
        ("manifest", address(plan, crate::plan::icons::MANIFEST)),
    ])
}

/// The URL of a path, if the site has it.
fn address(plan: &Plan, path: &str) -> Value {
    plan.at(path).map_or_else(Value::none, |output| plan.urls.url(output.path()).into())
}

fn menu(items: &[MenuItem], library: &Library, plan: &Plan) -> Value {
    list(items.iter().filter_map(|item| Some(link(&item.title, &plan.menu_url(library, &item.url.value).ok()?))))
}

fn logo(file: Option<&Located<String>>, config: &Config, plan: &Plan) -> Value {
    let found = file.and_then(|file| {
        let path = file.value.trim_start_matches('/');
        Some((path, &plan.assets[plan.asset_at(path)?]))
    });
    found.map_or_else(Value::none, |(path, asset)| logo_value(path, asset.size, asset.mime, config, plan))
}

/// The icon that stands for a logo that is a drawing.
fn pixels_of_logo(config: &Config, plan: &Plan) -> Option<Value> {
    let icon = plan.pixels_of(config.logo.as_ref()?.value.trim_start_matches('/'))?;
    let size = icon.side().map(|side| (side, side));
    Some(logo_value(icon.path(), size, crate::asset::mime(icon.path()), config, plan))
}

fn logo_value(path: &str, size: Option<(u32, u32)>, mime: &str, config: &Config, plan: &Plan) -> Value {
    object([
        ("url", plan.urls.url(path).into()),
        ("permalink", plan.urls.permalink(path).into()),
        ("width", size.map(|size| size.0).into()),
        ("height", size.map(|size| size.1).into()),
        ("type", mime.into()),
        ("alt", config.title.as_str().into()),
        ("caption", Value::none()),
        ("credit", Value::none()),
    ])
}

/// The fronts of all languages; none if there is only one.
fn languages(config: &Config, plan: &Plan, locales: &Locales) -> Value {
    let front = |language: &str, path: &str| {
        object([
            ("language", language.into()),
            ("title", locales.of(language).name.as_str().into()),
            ("url", plan.urls.url(path).into()),
        ])
    };
    let others: Vec<Value> = plan
        .lists
        .iter()
        .filter_map(|list| match &list.of {
            ListOf::Language(language) => Some(front(language, &list.path)),
            _ => None,
        })
        .collect();
    if others.is_empty() { list([]) } else { list(std::iter::once(front(&config.language, "")).chain(others)) }
}

/// The documents of a feed as pages name them: titles are distinct (H-4).
pub fn feed_links<'p>(plan: &'p Plan, feed: &'p Feed, title: &'p str) -> impl Iterator<Item = Value> + 'p {
    feed.formats.iter().map(move |format| {
        let path = feed.document(*format, FeedPage::Current);
        object([
            ("title", format!("{title} ({})", format.name()).into()),
            ("format", format.name().into()),
            ("url", plan.urls.url(&path).into()),
            ("permalink", plan.urls.permalink(&path).into()),
            ("type", format.mime().into()),
        ])
    })
}

/// Style sheets and scripts with their versions, so that a browser never keeps an old one.
fn assets(plan: &Plan) -> Value {
    let versioned = |(asset, path): (&Asset, &String)| {
        let version = asset.version?.short();
        let wins = plan.asset_at(path).is_some_and(|at| std::ptr::eq(&raw const plan.assets[at], asset));
        wins.then(|| (path.clone(), format!("{}?v={version}", plan.urls.url(path))))
    };
    let urls: BTreeMap<String, String> = plan.assets.iter().zip(&plan.asset_paths).filter_map(versioned).collect();
    Value::from(urls)
}
