//! The slots of an output as values: only those that its template reads are made.

use super::Renderer;
use super::recipe::Begun;
use super::text::{Audience, Reader};
use super::values::{html, link, list, object, text_or_none};
use crate::content::{Article, ArticleId, Bodies};
use crate::diag::Diagnostic;
use crate::markdown::Selection;
use crate::plan::archive::{self, Period};
use crate::plan::url::section as section_address;
use crate::plan::{Kind, List, ListOf, Output, Part, paginate};
use crate::templates::slot::{Slot, SlotSet};
use chrono::{Datelike, NaiveDate, NaiveTime};
use tera::{Context, Value};

impl Renderer<'_> {
    /// The context of an output: `language`, and the slots in `reads`, those that are begun as they are.
    ///
    /// # Errors
    /// The body could not be read again, or a component in it failed.
    pub(super) fn context(
        &self,
        output: &Output,
        reads: SlotSet,
        mut begun: Begun,
        bodies: &Bodies,
    ) -> Result<Context, Diagnostic> {
        let mut context = Context::new();
        let language = self.language_of(output);
        context.insert_value("language", language.into());
        for (slot, name) in Slot::ALL.into_iter().filter(|(slot, _)| reads.has(*slot)) {
            let value = match begun.take(slot).or_else(|| self.light_slot(slot, output, language)) {
                Some(value) => value,
                None => html(&self.content(output, bodies)?),
            };
            context.insert_value(name, value);
        }
        Ok(context)
    }

    /// The value of a slot that needs no body; nothing for the one that does.
    pub(super) fn light_slot(&self, slot: Slot, output: &Output, language: &str) -> Option<Value> {
        Some(match slot {
            Slot::Content => return None,
            Slot::Site => self.shared.site(),
            Slot::Words => self.shared.words(language),
            Slot::Page => self.page(output),
            Slot::Toc => self.toc(output),
            Slot::Prev | Slot::Next => {
                self.shown(slot, output, language).first().map_or_else(Value::none, |other| self.card(*other))
            }
            Slot::Section => self.section_slot(output),
            Slot::Pager => self.pager(output),
            Slot::Taxonomy => self.taxonomy_slot(output),
            Slot::Term => self.term_slot(output),
            Slot::Taxonomies => self.taxonomies(),
            Slot::Archive => self.archive_slot(output),
            Slot::Pages | Slot::Recent | Slot::Latest | Slot::Related | Slot::FollowUps => {
                self.cards(self.shown(slot, output, language))
            }
            Slot::Fronts => self.fronts(output),
            Slot::Feeds => self.feeds_slot(output),
            Slot::Corrections => self.corrections_slot(output),
        })
    }

    /// The articles whose cards a slot holds, of the slots that hold nothing else.
    pub(super) fn shown(&self, slot: Slot, output: &Output, language: &str) -> Vec<ArticleId> {
        let of_article = |ids: &dyn Fn(ArticleId) -> Vec<ArticleId>| match output.kind {
            Kind::Article(id, _) => ids(id),
            _ => Vec::new(),
        };
        match slot {
            Slot::Prev => of_article(&|id| self.plan.neighbours[id.0 as usize].0.into_iter().collect()),
            Slot::Next => of_article(&|id| self.plan.neighbours[id.0 as usize].1.into_iter().collect()),
            Slot::Related => of_article(&|id| self.plan.related[id.0 as usize].below.clone()),
            Slot::FollowUps => of_article(&|id| self.plan.follow_ups[id.0 as usize].clone()),
            Slot::Latest => of_article(&|id| self.latest(id)),
            Slot::Recent => self.newest_after(None, language),
            Slot::Pages => self.pages(output),
            _ => Vec::new(),
        }
    }

    fn content(&self, output: &Output, bodies: &Bodies) -> Result<String, Diagnostic> {
        match &output.kind {
            Kind::Article(id, part) => {
                let selection = match part {
                    Part::One(number) => Selection::Part(*number),
                    Part::All => Selection::All,
                };
                let article = self.library.article(*id);
                let reader = Reader::new(self, article, &self.plan.place(*id).path, Some((*id, *part)), Audience::Page);
                reader.html(&bodies.text(article)?, selection)
            }
            Kind::List(at, 1) => match self.list_text(&self.plan.lists[*at]) {
                Some(index) => {
                    let reader = Reader::new(self, index, &self.plan.lists[*at].path, None, Audience::Page);
                    reader.html(&bodies.text(index)?, Selection::All)
                }
                None => Ok(String::new()),
            },
            _ => Ok(String::new()),
        }
    }

    /// The file whose text stands on the first page of a list.
    pub fn list_text(&self, list: &List) -> Option<&Article> {
        match &list.of {
            ListOf::Home => self.library.section("")?.index.as_ref(),
            ListOf::Section(path) => self.library.section(path)?.index.as_ref(),
            ListOf::Language(language) => {
                self.library.section("")?.translations.iter().find(|index| index.language == *language)
            }
            ListOf::Term(..) => self.profile(list),
            ListOf::Day(_) => None,
        }
    }

    fn toc(&self, output: &Output) -> Value {
        let Kind::Article(id, part) = output.kind else { return list([]) };
        let anchors = self.library.article(id).outline.anchors.iter().filter(|anchor| anchor.level > 0);
        list(anchors.map(|anchor| {
            let here = part == Part::All || part == Part::One(anchor.part);
            let fragment = format!("#{}", anchor.id);
            let url = if here { fragment } else { self.plan.fragment_url(self.library, id, &anchor.id) };
            object([
                ("level", u32::from(anchor.level).into()),
                ("title", anchor.title.as_str().into()),
                ("id", anchor.id.as_str().into()),
                ("url", url.into()),
            ])
        }))
    }

    fn section_slot(&self, output: &Output) -> Value {
        let path = match &output.kind {
            Kind::Article(id, _) => self.library.section_of(*id),
            Kind::List(at, _) => match &self.plan.lists[*at].of {
                ListOf::Section(path) => path,
                _ => return Value::none(),
            },
            _ => return Value::none(),
        };
        let number = self.library.section_number(path).filter(|_| !path.is_empty());
        number.map_or_else(Value::none, |number| self.memos.sections.get(number, || self.section_value(number)))
    }

    fn section_value(&self, number: usize) -> Value {
        let section = &self.library.sections[number];
        let children = self.library.children(&section.path);
        object([
            ("name", section.path.as_str().into()),
            ("title", section.title().into()),
            ("description", section.description().into()),
            ("url", self.plan.urls.url(&section_address(&section.path)).into()),
            ("sections", list(children.into_iter().map(|child| self.section_summary(child)))),
        ])
    }

    fn pages(&self, output: &Output) -> Vec<ArticleId> {
        let Kind::List(at, place) = output.kind else { return Vec::new() };
        let of = &self.plan.lists[at];
        of.members[of.paging.range(place)].to_vec()
    }

    fn pager(&self, output: &Output) -> Value {
        match &output.kind {
            Kind::List(at, place) => self.list_pager(&self.plan.lists[*at], *place),
            Kind::Article(id, part) => self.article_pager(*id, *part),
            _ => Value::none(),
        }
    }

    fn list_pager(&self, of: &List, place: u32) -> Value {
        let total = of.paging.total;
        if total < 2 {
            return Value::none();
        }
        let url = |place: u32| self.plan.urls.url(&of.page_path(place, &self.plan.words.page));
        let archive = self.plan.archive.first().filter(|_| of.paging.cut && place == total);
        let number = |place: u32| of.paging.number(place);
        let archive = archive.map(|node| self.plan.urls.url(&node.path));
        pager(place, total, number, url, &Value::none(), archive.as_deref())
    }

    fn article_pager(&self, id: ArticleId, part: Part) -> Value {
        let article = self.library.article(id);
        let total = article.outline.parts;
        if total < 2 {
            return Value::none();
        }
        let url = |number: u32| self.plan.urls.url(&self.plan.part_path(id, Part::One(number)));
        let all = self.plan.has_view_all(article).then(|| self.plan.urls.url(&self.plan.part_path(id, Part::All)));
        let all = text_or_none(all.as_deref());
        match part {
            Part::One(number) => pager(number, total, |number| number, url, &all, None),
            Part::All => pager(0, total, |number| number, url, &all, None),
        }
    }

    fn taxonomy_slot(&self, output: &Output) -> Value {
        let at = match &output.kind {
            Kind::Taxonomy(at) => *at,
            Kind::List(at, _) => match self.plan.lists[*at].of {
                ListOf::Term(taxonomy, _) => return self.taxonomy_value(taxonomy, 0),
                _ => return Value::none(),
            },
            _ => return Value::none(),
        };
        let mut map = self.taxonomy_value(at, 0).into_map().unwrap_or_default();
        let terms = 0..self.plan.taxonomies[at].terms.len();
        map.insert("terms".into(), list(terms.map(|term| self.term_with_face(at, term))));
        Value::from(map)
    }

    /// A term as the page of all of them shows it: writers with their portraits.
    fn term_with_face(&self, taxonomy: usize, term: usize) -> Value {
        let mut map = self.term_with_count(taxonomy, term).into_map().unwrap_or_default();
        let of = self.plan.index.term(taxonomy, term).map(|at| &self.plan.lists[at]);
        let profile = of.and_then(|of| Some((self.profile(of)?, of)));
        let image = profile.map_or_else(Value::none, |(profile, of)| self.lead_image(profile, &of.path));
        let role = profile.and_then(|(profile, _)| profile.meta.role.as_deref());
        map.insert("image".into(), image);
        map.insert("role".into(), text_or_none(role));
        Value::from(map)
    }

    /// A taxonomy with its `most` most used terms, in the alphabet's order.
    fn taxonomy_value(&self, at: usize, most: usize) -> Value {
        let taxonomy = &self.plan.taxonomies[at];
        let mut places: Vec<usize> = (0..taxonomy.terms.len()).collect();
        if places.len() > most {
            places.sort_by_key(|term| (std::cmp::Reverse(taxonomy.terms[*term].members.len()), *term));
            places.truncate(most);
            places.sort_unstable();
        }
        object([
            ("name", taxonomy.name.as_str().into()),
            ("title", taxonomy.title.as_str().into()),
            ("url", self.plan.urls.url(&format!("{}/", taxonomy.path)).into()),
            ("terms", list(places.into_iter().map(|term| self.term_with_count(at, term)))),
        ])
    }

    fn term_with_count(&self, taxonomy: usize, term: usize) -> Value {
        let mut map = self.shared.terms[taxonomy][term].clone().into_map().unwrap_or_default();
        map.insert("count".into(), self.plan.taxonomies[taxonomy].terms[term].members.len().into());
        Value::from(map)
    }

    pub(super) fn taxonomies(&self) -> Value {
        /// Of a long list only the terms that many articles have are of use on a front page.
        const MOST: usize = 20;
        let used = (0..self.plan.taxonomies.len()).filter(|at| !self.plan.taxonomies[*at].terms.is_empty());
        list(used.map(|at| self.taxonomy_value(at, MOST)))
    }

    fn term_slot(&self, output: &Output) -> Value {
        let Kind::List(at, _) = output.kind else { return Value::none() };
        let of = &self.plan.lists[at];
        let ListOf::Term(taxonomy, term) = of.of else { return Value::none() };
        let profile = self.profile(of);
        let mut map = self.term_with_count(taxonomy, term).into_map().unwrap_or_default();
        let nothing = serde_json::Map::new();
        let more = object([
            ("description", profile.map_or("", |profile| profile.summary()).into()),
            ("image", profile.map_or_else(Value::none, |profile| self.lead_image(profile, &of.path))),
            ("role", text_or_none(profile.and_then(|profile| profile.meta.role.as_deref()))),
            ("extra", super::values::extra(profile.map_or(&nothing, |profile| &profile.meta.extra))),
        ]);
        map.extend(more.into_map().unwrap_or_default());
        Value::from(map)
    }

    fn archive_slot(&self, output: &Output) -> Value {
        match &output.kind {
            Kind::Archive(at) => self.archive_node(*at),
            Kind::List(at, _) => match self.plan.lists[*at].of {
                ListOf::Day(day) => self.archive_day(day),
                _ => Value::none(),
            },
            _ => Value::none(),
        }
    }

    fn archive_node(&self, at: usize) -> Value {
        let node = &self.plan.archive[at];
        let (kind, year, month) = match node.period {
            Period::Years => ("years", None, None),
            Period::Year(year) => ("year", Some(year), None),
            Period::Month(year, month) => ("month", Some(year), Some(month)),
        };
        let children = node.children.iter().map(|(day, path, count)| {
            let title = match node.period {
                Period::Years => format!("{:04}", day.year()),
                Period::Year(_) => self.period_name(Period::Month(day.year(), day.month())),
                Period::Month(..) => self.day_name(*day),
            };
            object([("title", title.into()), ("url", self.plan.urls.url(path).into()), ("count", (*count).into())])
        });
        let same_kind = |other: Option<&archive::Node>| {
            let other =
                other.filter(|other| std::mem::discriminant(&other.period) == std::mem::discriminant(&node.period));
            other.map_or_else(Value::none, |other| {
                link(&self.period_name(other.period), &self.plan.urls.url(&other.path))
            })
        };
        let nodes = &self.plan.archive;
        object([
            ("kind", kind.into()),
            ("title", self.period_name(node.period).into()),
            ("year", year.into()),
            ("month", month.into()),
            ("day", Value::none()),
            ("children", list(children)),
            ("prev", same_kind(at.checked_sub(1).and_then(|at| nodes.get(at)))),
            ("next", same_kind(nodes.get(at + 1))),
        ])
    }

    fn archive_day(&self, day: NaiveDate) -> Value {
        let (older, newer) = self.plan.index.days_around(day);
        let near = |other: Option<(NaiveDate, usize)>| {
            other.map_or_else(Value::none, |(other, at)| {
                link(&self.day_name(other), &self.plan.urls.url(&self.plan.lists[at].path))
            })
        };
        object([
            ("kind", "day".into()),
            ("title", self.day_name(day).into()),
            ("year", day.year().into()),
            ("month", day.month().into()),
            ("day", day.day().into()),
            ("children", list([])),
            ("prev", near(older)),
            ("next", near(newer)),
        ])
    }

    /// A day in the words of the site's language: `Selasa, 8 November 2022`.
    pub fn day_name(&self, day: NaiveDate) -> String {
        self.date_text(day, "long_date")
    }

    /// A period in the words of the site's language: `2022`, `November 2022`.
    pub fn period_name(&self, period: Period) -> String {
        match period {
            Period::Years => self.locales.main().word("archive_title").to_owned(),
            Period::Year(year) => format!("{year:04}"),
            Period::Month(year, month) => {
                NaiveDate::from_ymd_opt(year, month, 1).map_or_else(String::new, |day| self.date_text(day, "month"))
            }
        }
    }

    /// The title of a page of the archive.
    pub fn period_title(&self, period: &str) -> String {
        self.locales.main().fill("archive_of", &[("period", period)])
    }

    fn date_text(&self, day: NaiveDate, format: &str) -> String {
        let noon = day.and_time(NaiveTime::MIN).and_utc().fixed_offset();
        self.locales.main().format_date(&noon, format).unwrap_or_else(|_| day.to_string())
    }

    /// From the front page to the archive, and on to the month of a day.
    pub fn archive_crumbs(&self, day: Option<NaiveDate>) -> Vec<Value> {
        let words = self.locales.main();
        let mut crumbs = vec![link(words.word("home"), &self.plan.urls.url(""))];
        crumbs.extend(
            self.plan.archive.first().map(|top| link(words.word("archive_title"), &self.plan.urls.url(&top.path))),
        );
        if let Some(day) = day {
            crumbs.push(self.year_crumb(day.year()));
            crumbs.push(self.period_crumb(Period::Month(day.year(), day.month())));
        }
        crumbs
    }

    /// A year of the archive.
    pub fn year_crumb(&self, year: i32) -> Value {
        self.period_crumb(Period::Year(year))
    }

    fn period_crumb(&self, period: Period) -> Value {
        let path = self.plan.archive.iter().find(|node| node.period == period).map_or("", |node| &node.path);
        link(&self.period_name(period), &self.plan.urls.url(path))
    }

    /// The newest when an article came out.
    fn latest(&self, id: ArticleId) -> Vec<ArticleId> {
        // Older articles stand behind this one; a page without a date has no moment of its own, and shows none.
        let is_dated = self.library.brief(id).is_dated;
        if is_dated { self.newest_after(Some(id), self.library.language_of(id)) } else { Vec::new() }
    }

    fn newest_after(&self, id: Option<ArticleId>, language: &str) -> Vec<ArticleId> {
        let all = self.library.ids_from(id.map_or(0, |id| id.0 + 1));
        let fits = |id: &ArticleId| self.library.brief(*id).is_news() && self.library.language_of(*id) == language;
        all.filter(fits).take(self.config.recent).collect()
    }

    /// The newest of each top section, for the front page alone.
    fn fronts(&self, output: &Output) -> Value {
        let sections = self.newest_of_sections(output).into_iter().map(|(section, newest)| {
            let section = self.section_summary(&self.library.sections[section]);
            object([("section", section), ("cards", self.cards(newest))])
        });
        list(sections)
    }
}

/// The slot `pager`. `place` is the distance from the front, from 1; 0 on a page that shows all.
fn pager(
    place: u32,
    total: u32,
    number: impl Fn(u32) -> u32,
    url: impl Fn(u32) -> String,
    all: &Value,
    archive: Option<&str>,
) -> Value {
    let step = |to: u32| if (1..=total).contains(&to) { Value::from(url(to)) } else { Value::none() };
    let pages = paginate::numbers(place.max(1), total).into_iter().map(|(to, gap)| {
        object([
            ("number", number(to).into()),
            ("url", url(to).into()),
            ("current", (to == place).into()),
            ("gap", gap.into()),
        ])
    });
    object([
        ("number", number(place.max(1)).into()),
        ("total", total.into()),
        ("first", url(1).into()),
        ("last", url(total).into()),
        ("prev", if place == 0 { Value::none() } else { step(place - 1) }),
        ("next", if place == 0 { Value::none() } else { step(place + 1) }),
        ("pages", list(pages)),
        ("all", all.clone()),
        ("archive", text_or_none(archive)),
    ])
}
