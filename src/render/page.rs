//! The slot `page`: what an output says of itself.

use super::Renderer;
use super::values::{extra, link, list, object, text_or_none, time};
use crate::content::library::section_of;
use crate::content::{Article, ArticleId};
use crate::plan::archive::Period;
use crate::plan::output::ListIndex;
use crate::plan::url::section as section_address;
use crate::plan::{Kind, List, ListOf, Output, Part};
use tera::Value;

/// What differs from page to page; everything else of the slot has a default.
struct Facts<'f> {
    kind: &'static str,
    title: String,
    head_title: Option<String>,
    description: String,
    canonical: Option<String>,
    noindex: bool,
    /// The list whose feeds go first.
    list: Option<ListIndex>,
    /// Whether the feeds with a name are of this page.
    named_feeds: bool,
    breadcrumbs: Vec<Value>,
    alternates: Value,
    image: Value,
    extra: Value,
    target: Value,
    article: Option<(&'f Article, ArticleId, Part)>,
}

impl Facts<'_> {
    fn new(kind: &'static str, title: impl Into<String>) -> Self {
        Facts {
            kind,
            title: title.into(),
            head_title: None,
            description: String::new(),
            canonical: None,
            noindex: false,
            list: None,
            named_feeds: false,
            breadcrumbs: Vec::new(),
            alternates: list([]),
            image: Value::none(),
            extra: extra(&serde_json::Map::new()),
            target: Value::none(),
            article: None,
        }
    }
}

impl Renderer<'_> {
    /// The language of an output.
    pub fn language_of(&self, output: &Output) -> &str {
        match &output.kind {
            Kind::Article(id, _) => self.library.language_of(*id),
            Kind::List(at, _) => match &self.plan.lists[*at].of {
                ListOf::Language(language) => language,
                _ => &self.config.language,
            },
            _ => &self.config.language,
        }
    }

    /// The slot `page` of an output.
    pub fn page(&self, output: &Output) -> Value {
        let facts = match &output.kind {
            Kind::Article(id, part) => self.article_facts(*id, *part),
            Kind::List(at, place) => self.list_facts(*at, *place),
            Kind::Taxonomy(at) => self.taxonomy_facts(*at),
            Kind::Archive(at) => self.archive_facts(*at),
            Kind::Feeds => Facts {
                breadcrumbs: vec![self.home_link(&self.config.language)],
                description: self.locales.main().fill("feeds_description", &[("title", &self.config.title)]),
                named_feeds: true,
                ..Facts::new("feeds", self.locales.main().word("feeds_title"))
            },
            Kind::Corrections => Facts {
                breadcrumbs: vec![self.home_link(&self.config.language)],
                description: self.locales.main().word("corrections_intro").to_owned(),
                ..Facts::new("corrections", self.locales.main().word("corrections_title"))
            },
            Kind::Redirect(to) => Facts {
                target: to.as_str().into(),
                canonical: Some(self.plan.urls.whole(to)),
                noindex: true,
                ..Facts::new("redirect", self.locales.main().word("redirect_title"))
            },
            _ => Facts { noindex: true, ..Facts::new("not-found", self.locales.main().word("not_found_title")) },
        };
        self.page_value(output, facts)
    }

    fn page_value(&self, output: &Output, facts: Facts) -> Value {
        let permalink = self.plan.urls.permalink(output.path());
        let language = self.language_of(output);
        let feeds = || self.feeds(facts.list, language, facts.named_feeds);
        let of_section = facts.list.filter(|_| facts.article.is_some() && language == self.config.language);
        let feeds = of_section.map_or_else(feeds, |list| self.memos.feeds.get(list, feeds));
        let mut map = object([
            ("kind", facts.kind.into()),
            ("head_title", facts.head_title.unwrap_or_else(|| facts.title.clone()).into()),
            ("title", facts.title.into()),
            ("description", facts.description.into()),
            ("url", self.plan.urls.url(output.path()).into()),
            ("canonical", facts.canonical.unwrap_or_else(|| permalink.clone()).into()),
            ("permalink", permalink.into()),
            ("noindex", facts.noindex.into()),
            ("feeds", feeds),
            ("breadcrumbs", list(facts.breadcrumbs)),
            ("alternates", facts.alternates),
            ("image", facts.image),
            ("extra", facts.extra),
            ("target", facts.target),
        ])
        .into_map()
        .unwrap_or_default();
        map.extend(self.article_keys(facts.article).into_map().unwrap_or_default());
        Value::from(map)
    }

    /// What articles and pages have besides; empty elsewhere, so that a template may ask anywhere.
    fn article_keys(&self, article: Option<(&Article, ArticleId, Part)>) -> Value {
        let Some((article, id, part)) = article else {
            return object([
                ("source", Value::none()),
                ("date", Value::none()),
                ("updated", Value::none()),
                ("kicker", Value::none()),
                ("dateline", Value::none()),
                ("standfirst", "".into()),
                ("byline", list([])),
                ("authors", list([])),
                ("tags", list([])),
                ("terms", extra(&serde_json::Map::new())),
                ("section", Value::none()),
                ("corrections", list([])),
                ("withdrawn", Value::none()),
                ("recording", Value::none()),
                ("words", 0.into()),
                ("minutes", 0.into()),
                ("part", Value::none()),
            ]);
        };
        let path = &self.plan.place(id).path;
        let terms: std::collections::BTreeMap<String, Value> = self
            .plan
            .taxonomies
            .iter()
            .map(|taxonomy| (taxonomy.name.clone(), self.terms_of(article, &taxonomy.name)))
            .collect();
        let number = match part {
            Part::One(number) => number,
            Part::All => 1,
        };
        object([
            ("source", article.name.source.as_str().into()),
            ("date", time(article.meta.date)),
            ("updated", time(article.meta.updated)),
            ("kicker", text_or_none(article.meta.kicker.as_deref())),
            ("dateline", text_or_none(article.meta.dateline.as_deref())),
            ("standfirst", article.meta.description.as_str().into()),
            ("byline", self.byline(article)),
            ("authors", self.people_of(article.terms("authors"))),
            ("tags", self.terms_of(article, "tags")),
            ("terms", Value::from(terms)),
            ("section", self.section_link(article)),
            ("corrections", self.corrections(article, path)),
            ("withdrawn", text_or_none(article.meta.withdrawn.as_deref())),
            ("recording", self.recording(article, path)),
            ("words", article.outline.words.into()),
            ("minutes", article.outline.words.div_ceil(200).max(1).into()),
            (
                "part",
                object([
                    ("number", number.into()),
                    ("total", article.outline.parts.into()),
                    ("all", (part == Part::All).into()),
                ]),
            ),
        ])
    }

    fn corrections(&self, article: &Article, path: &str) -> Value {
        list(article.meta.corrections.iter().map(|correction| {
            let text = self.inline(article, path, &correction.text);
            object([("date", time(correction.date)), ("text", super::values::html(&text))])
        }))
    }

    /// The sound or film of an article.
    fn recording(&self, article: &Article, path: &str) -> Value {
        let Some(recording) = &article.meta.recording else { return Value::none() };
        let file = self.enclosure(article, path, recording);
        let own = |dest: &str| self.picture(article, path, dest).url;
        object([
            ("url", own(&recording.src.value).into()),
            ("permalink", file.url.into()),
            ("type", file.mime.into()),
            ("bytes", file.bytes.into()),
            ("seconds", file.seconds.into()),
            ("transcripts", list(recording.transcripts.iter().map(|text| own(&text.value).into()))),
        ])
    }

    fn article_facts(&self, id: ArticleId, part: Part) -> Facts<'_> {
        let article = self.library.article(id);
        let words = self.locales.of(&article.language);
        let title = article.meta.title.as_str();
        let head_title = match part {
            Part::One(1) => None,
            Part::One(number) => {
                Some(words.fill("page_title", &[("title", title), ("current", &words.number(number))]))
            }
            Part::All => Some(words.fill("view_all_title", &[("title", title)])),
        };
        // H-9: with a view-all page every part names it; without one each part is its own.
        let canonical = if self.plan.has_view_all(article) { Part::All } else { part };
        let section = section_of(article);
        // Sections speak the site's language; what is in another belongs to the front of that (H-5).
        let at_home = article.language == self.config.language;
        let own_list = self.plan.index.section(section).filter(|_| at_home);
        Facts {
            head_title,
            description: shortened(article.summary()),
            canonical: Some(self.plan.urls.permalink(&self.plan.part_path(id, canonical))),
            noindex: article.meta.noindex,
            list: own_list,
            breadcrumbs: if at_home { self.crumbs_of_pages(section) } else { vec![self.home_link(&article.language)] },
            alternates: self.alternates(id),
            image: self.lead_image(article, &self.plan.place(id).path),
            extra: extra(&article.meta.extra),
            article: Some((article, id, part)),
            ..Facts::new(if article.is_dated() { "article" } else { "page" }, title)
        }
    }

    fn list_facts(&self, at: ListIndex, place: u32) -> Facts<'_> {
        let of = &self.plan.lists[at];
        let (kind, title, description) = self.list_texts(of);
        let number = of.paging.number(place);
        let words = match &of.of {
            ListOf::Language(language) => self.locales.of(language),
            _ => self.locales.of(&self.config.language),
        };
        let head_title =
            (place > 1).then(|| words.fill("page_title", &[("title", &title), ("current", &words.number(number))]));
        let breadcrumbs = match &of.of {
            ListOf::Home => Vec::new(),
            ListOf::Section(path) => self.breadcrumbs(path, false),
            ListOf::Term(taxonomy, _) => {
                let taxonomy = &self.plan.taxonomies[*taxonomy];
                vec![
                    self.home_link(&self.config.language),
                    link(&taxonomy.title, &self.plan.urls.url(&format!("{}/", taxonomy.path))),
                ]
            }
            ListOf::Language(_) => vec![self.home_link(&self.config.language)],
            ListOf::Day(day) => self.archive_crumbs(Some(*day)),
        };
        let own = self.list_text(of);
        let hidden = own.is_some_and(|own| own.meta.noindex);
        Facts {
            head_title,
            description: shortened(&description),
            noindex: hidden || (of.members.is_empty() && !matches!(of.of, ListOf::Home)),
            list: Some(at),
            named_feeds: at == 0 && place == 1 && !self.has_feeds_page(),
            breadcrumbs,
            alternates: self.front_alternates(of),
            image: own.map_or_else(Value::none, |own| self.lead_image(own, &of.path)),
            extra: own.map_or_else(|| extra(&serde_json::Map::new()), |own| extra(&own.meta.extra)),
            ..Facts::new(kind, title)
        }
    }

    /// A list's kind, title and description.
    pub fn list_texts(&self, list: &List) -> (&'static str, String, String) {
        let words = self.locales.main();
        match &list.of {
            ListOf::Home => ("home", self.config.title.clone(), self.config.description.clone()),
            ListOf::Language(language) => {
                let top = self.library.section("");
                let own = top.and_then(|top| top.translations.iter().find(|index| index.language == *language));
                let title = own.map(|index| index.meta.title.clone()).filter(|title| !title.is_empty());
                let description = own.map(|index| index.summary().to_owned()).unwrap_or_default();
                ("home", title.unwrap_or_else(|| self.config.title.clone()), description)
            }
            ListOf::Section(path) => self.library.section(path).map_or_else(
                || ("section", path.clone(), String::new()),
                |section| ("section", section.title(), section.description().to_owned()),
            ),
            ListOf::Term(taxonomy, term) => {
                let (taxonomy, term) =
                    (&self.plan.taxonomies[*taxonomy], &self.plan.taxonomies[*taxonomy].terms[*term]);
                let own =
                    self.profile(list).map(|profile| profile.summary().to_owned()).filter(|text| !text.is_empty());
                let pattern = if taxonomy.name == "authors" { "author_description" } else { "term_description" };
                let description = own.unwrap_or_else(|| words.fill(pattern, &[("term", &term.name)]));
                ("term", words.fill("term_title", &[("term", &term.name)]), description)
            }
            ListOf::Day(day) => ("archive", self.period_title(&self.day_name(*day)), String::new()),
        }
    }

    /// What a file says of the term of a list.
    pub fn profile(&self, list: &List) -> Option<&Article> {
        let ListOf::Term(taxonomy, term) = list.of else { return None };
        let taxonomy = &self.plan.taxonomies[taxonomy];
        self.library.profiles.get(&(taxonomy.name.clone(), taxonomy.terms[term].slug.clone()))
    }

    fn taxonomy_facts(&self, at: usize) -> Facts<'_> {
        let own = self.library.profiles.get(&(self.plan.taxonomies[at].name.clone(), String::new()));
        let title = own.map(|own| own.meta.title.clone()).filter(|title| !title.is_empty());
        Facts {
            breadcrumbs: vec![self.home_link(&self.config.language)],
            description: own.map(|own| shortened(own.summary())).unwrap_or_default(),
            ..Facts::new("taxonomy", title.unwrap_or_else(|| self.plan.taxonomies[at].title.clone()))
        }
    }

    fn archive_facts(&self, at: usize) -> Facts<'_> {
        let node = &self.plan.archive[at];
        let title = match node.period {
            Period::Years => self.locales.main().word("archive_title").to_owned(),
            period => self.period_title(&self.period_name(period)),
        };
        let crumbs = match node.period {
            Period::Years => vec![self.home_link(&self.config.language)],
            Period::Year(_) => self.archive_crumbs(None),
            Period::Month(year, _) => self.archive_crumbs(None).into_iter().chain([self.year_crumb(year)]).collect(),
        };
        Facts { breadcrumbs: crumbs, ..Facts::new("archive", title) }
    }

    /// The front page of a language.
    pub(super) fn front_of(&self, language: &str) -> ListIndex {
        self.plan.index.language(language).unwrap_or(0)
    }

    fn home_link(&self, language: &str) -> Value {
        link(
            self.locales.of(language).word("home"),
            &self.plan.urls.url(&self.plan.lists[self.front_of(language)].path),
        )
    }

    /// From the front page down to a section whose page this is.
    fn crumbs_of_pages(&self, section: &str) -> Vec<Value> {
        let make = || self.breadcrumbs(section, true).into();
        self.library.section_number(section).map_or_else(make, |number| self.memos.crumbs.get(number, make)).to_vec()
    }

    /// From the front page down to a section; itself included if something lies below it.
    fn breadcrumbs(&self, section: &str, with_own: bool) -> Vec<Value> {
        let mut crumbs = vec![self.home_link(&self.config.language)];
        let ends = section
            .match_indices('/')
            .map(|(at, _)| at)
            .chain((with_own && !section.is_empty()).then_some(section.len()));
        for end in ends {
            if let Some(own) = self.library.section(&section[..end]) {
                crumbs.push(link(&own.title(), &self.plan.urls.url(&section_address(&own.path))));
            }
        }
        crumbs
    }

    fn alternates(&self, id: ArticleId) -> Value {
        let all = self.plan.translations.get(&self.library.brief(id).story).map_or(&[][..], Vec::as_slice);
        list(all.iter().map(|id| {
            let (other, path) = (self.library.article(*id), &self.plan.place(*id).path);
            self.alternate(&other.language, &other.meta.title, path, &self.plan.canonical_path(*id, other))
        }))
    }

    fn front_alternates(&self, of: &List) -> Value {
        if !matches!(of.of, ListOf::Home | ListOf::Language(_)) || self.plan.lists.len() < 2 {
            return list([]);
        }
        let fronts: Vec<Value> = self
            .plan
            .lists
            .iter()
            .filter_map(|front| match &front.of {
                ListOf::Home => Some(self.alternate(&self.config.language, &self.locales.main().name, "", "")),
                ListOf::Language(language) => {
                    Some(self.alternate(language, &self.locales.of(language).name, &front.path, &front.path))
                }
                _ => None,
            })
            .collect();
        if fronts.len() > 1 { list(fronts) } else { list([]) }
    }

    /// People go to `path`; search engines are told of the canonical address (S-9).
    fn alternate(&self, language: &str, title: &str, path: &str, canonical: &str) -> Value {
        object([
            ("language", language.into()),
            ("title", title.into()),
            ("url", self.plan.urls.url(path).into()),
            ("permalink", self.plan.urls.permalink(canonical).into()),
        ])
    }
}

/// A description for search engines: about 200 characters, cut at a word.
fn shortened(text: &str) -> String {
    const MOST: usize = 200;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(MOST).collect();
    let at = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", cut[..at].trim_end_matches([',', ';', '.', ' ']))
}
