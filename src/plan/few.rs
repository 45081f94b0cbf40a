//! Planning a site again of which few articles changed: what was found of the others is taken over, and faults are looked for
//! where there may be new ones.
//!
//! It says nothing of what is wrong. Whatever is not as it should be, or not easy, gives nothing, and the site is planned from
//! the beginning.

use super::feeds::named;
use super::related::Gists;
use super::url::Urls;
use super::{Kind, ListOf, Output, Plan, Standing, check, missing, pages, podcasts, related, url};
use crate::config::{Config, NamedFeed};
use crate::content::{ArticleId, Changed, Library};
use crate::diag::Diagnostics;
use crate::hash::Fingerprint;
use crate::templates::TemplateSet;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// More articles than this that may find others to recommend, and all look for them.
const MOST_AGAIN: usize = 500;

/// What changed of a site.
pub struct Few<'f> {
    /// The configuration.
    pub config: &'f Config,
    /// The library with the changes in it.
    pub library: &'f Library,
    /// The templates.
    pub templates: &'f TemplateSet,
    /// The articles that changed.
    pub changed: &'f BTreeMap<ArticleId, Changed>,
    /// For each article, its place in the old order.
    pub origins: &'f [Option<ArticleId>],
}

impl<'f> Few<'f> {
    /// What there is to know of each article by itself, from what there was.
    pub fn standing(&self, old: Standing, gists: Gists<'f>) -> Option<Standing> {
        let Standing { places, related } = old;
        let mut numbers = vec![None; places.len()];
        for (id, origin) in self.library.ids().zip(self.origins) {
            if let Some(origin) = origin {
                numbers[origin.0 as usize] = Some(id);
            }
        }
        let places = self.places(places)?;
        let related = self.related(related, &numbers, gists)?;
        Some(Standing { places, related })
    }

    /// Addresses of those that there were stay as they are: who links to them is not known.
    fn places(&self, old: Vec<pages::Place>) -> Option<Vec<pages::Place>> {
        let urls = Urls::new(&self.config.base_url);
        let mut old: Vec<Option<pages::Place>> = old.into_iter().map(Some).collect();
        let one = |(id, origin): (ArticleId, &Option<ArticleId>)| {
            let known = origin.and_then(|origin| old[origin.0 as usize].take());
            let Some(changed) = self.changed.get(&id).filter(|changed| changed.differs) else { return known };
            let mut problems = Diagnostics::default();
            let place = pages::place(&changed.article, self.config, &urls, &mut problems);
            let stays = known.is_none_or(|known| known.path == place.path);
            (stays && problems.is_empty()).then_some(place)
        };
        self.library.ids().zip(self.origins).map(one).collect()
    }

    fn related(
        &self,
        old: Vec<related::Related>,
        numbers: &[Option<ArticleId>],
        gists: Gists<'f>,
    ) -> Option<Vec<related::Related>> {
        let mut old: Vec<Option<related::Related>> = old.into_iter().map(Some).collect();
        let one = |origin: &Option<ArticleId>| match origin {
            Some(origin) => old[origin.0 as usize].take()?.moved(numbers),
            None => Some(related::Related::default()),
        };
        let known = self.origins.iter().map(one).collect::<Option<Vec<_>>>()?;
        let asked = self.asked()?;
        let mut problems = Diagnostics::default();
        let related = related::some(known, &asked, self.library, gists, self.templates, &mut problems);
        problems.is_empty().then_some(related)
    }

    /// The articles that may find others to recommend: those that changed, and those that are newer than one of them, or were.
    fn asked(&self) -> Option<BTreeSet<ArticleId>> {
        let mut asked = BTreeSet::new();
        for (id, changed) in self.changed.iter().filter(|(_, changed)| changed.differs) {
            asked.insert(*id);
            if !changed.weighs {
                continue;
            }
            let origin = self.origins[id.0 as usize];
            let was_newer = |other: &ArticleId| origin.is_some_and(|own| self.origins[other.0 as usize] < Some(own));
            let language = &changed.article.language;
            let is_near = |other: &ArticleId| {
                self.library.brief(*other).is_news() && self.library.language_of(*other) == language
            };
            let newer = self.library.ids().filter(|other| (other < id || was_newer(other)) && is_near(other));
            asked.extend(newer.take(MOST_AGAIN + 1));
        }
        (asked.len() <= MOST_AGAIN).then_some(asked)
    }

    /// Whether a plan of it has no faults, where the last one had none but warnings: of texts that named what is in `missing`, and
    /// of others if it `warned`. A file of the last build `is_known`.
    pub fn is_sound(
        &self,
        plan: &Plan,
        missing: &BTreeSet<String>,
        is_known: impl Fn(&str) -> bool,
        warned: bool,
    ) -> bool {
        let new: Vec<&Output> = plan.outputs.iter().filter(|output| !is_known(&output.file)).collect();
        let term_of = |output: &Output| match output.kind {
            Kind::List(list, _) => match plan.lists[list].of {
                ListOf::Term(taxonomy, _) => Some(&plan.taxonomies[taxonomy].name),
                _ => None,
            },
            _ => None,
        };
        // Who wrote nothing before may have been named beside others.
        let is_writer = |output: &&Output| term_of(output).is_some_and(|taxonomy| taxonomy == "authors");
        let names_a_term = |output: &&Output| term_of(output).is_some();
        let is_source = |path: &String| self.library.by_source(path).is_some() || plan.content_asset(path).is_some();
        let is_there = |path: &String| plan.at(path).is_some() || is_source(path);
        // A warning may not be true any more.
        let silences = warned && new.iter().any(names_a_term) || missing.iter().any(is_there);
        !silences
            && !new.iter().any(is_writer)
            && self.feeds_are_sound(warned)
            && self.addresses_are_sound(plan, &new)
            && self.changed.iter().all(|(id, changed)| self.text_is_sound(plan, *id, changed))
    }

    /// What the texts that changed would mean if it were there.
    pub fn first_choices(&self, plan: &Plan) -> Vec<String> {
        let articles = self.changed.values().map(|changed| &changed.article);
        articles.flat_map(|article| missing::first_choices(plan, self.library, article)).collect()
    }

    /// Whether feeds that choose terms find them as before.
    fn feeds_are_sound(&self, warned: bool) -> bool {
        let chooses_terms = |named: &NamedFeed| !(named.include.terms.is_empty() && named.exclude.terms.is_empty());
        let mut problems = Diagnostics::default();
        if self.config.feeds.iter().any(chooses_terms) {
            named::check(self.config, self.library, &mut problems);
        }
        problems.is_empty() && !(warned && self.config.feeds.iter().any(chooses_terms))
    }

    /// Whether the text of a section or a profile leads to a place in some article.
    fn others_link_to_places(&self) -> bool {
        let sections = self.library.sections.iter();
        let texts = sections.flat_map(|section| section.index.iter().chain(&section.translations));
        let mut links = texts.chain(self.library.profiles.values()).flat_map(|text| &text.outline.links);
        links.any(|link| link.dest.split_once('#').is_some_and(|(file, _)| !file.is_empty()))
    }

    /// Whether each file has an address of its own.
    fn addresses_are_sound(&self, plan: &Plan, new: &[&Output]) -> bool {
        let mark = |file: &str| Fingerprint::of(file.to_lowercase().as_bytes()).half();
        let mut seen: HashSet<u64> = HashSet::with_capacity(plan.outputs.len());
        let distinct = plan.outputs.iter().all(|output| seen.insert(mark(&output.file)));
        let is_folder = |file: &str| {
            let below = |other: &Output| url::below(&other.file, file).is_some();
            !file.ends_with("index.html") && plan.outputs.iter().any(below)
        };
        let fits = |output: &&Output| {
            let folders = output.file.match_indices('/').map(|(at, _)| &output.file[..at]);
            url::check(&output.file).is_ok()
                && folders.map(mark).all(|folder| !seen.contains(&folder))
                && !is_folder(&output.file)
        };
        distinct && new.iter().all(fits) && self.ids_are_distinct(plan)
    }

    ///
    fn ids_are_distinct(&self, plan: &Plan) -> bool {
        let dated = || self.library.ids().filter(|id| self.library.brief(*id).is_dated);
        // Where every id is an address, they are as distinct as those are.
        if dated().all(|id| plan.place(id).id.is_none()) {
            return true;
        }
        let mut seen = HashSet::new();
        dated().all(|id| seen.insert(plan.id_of(id)))
    }

    /// Whether a text links to nothing that is not there, and nobody links to a place in it that may have gone.
    fn text_is_sound(&self, plan: &Plan, id: ArticleId, changed: &Changed) -> bool {
        let path = &plan.place(id).path;
        let named = || plan.related.iter().zip(self.library.ids()).any(|(it, own)| own != id && it.named.contains(&id));
        let is_linked = || self.library.brief(id).parts > 1 || named() || self.others_link_to_places();
        let template = self.library.brief(id).template.as_deref();
        let is_new = self.origins[id.0 as usize].is_none();
        (is_new || !changed.has_other_places || !is_linked())
            && template.is_none_or(|own| self.templates.has(own))
            && check::text_is_sound(plan, self.library, self.templates, &changed.article, path)
            && podcasts::is_sound(plan, self.library, &changed.article, path)
    }
}
