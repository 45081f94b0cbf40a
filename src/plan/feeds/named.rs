//! Feeds with a name: which articles the configuration chooses for them.

use super::{Cut, Feed, FeedOf, Page};
use crate::config::{Config, NamedFeed, Selection};
use crate::content::front_matter::Time;
use crate::content::library::section_of;
use crate::content::{Article, ArticleId, Library};
use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::fields::Located;
use crate::locale::term_slug;
use std::collections::HashSet;

/// The feed at a place of the configuration.
pub(super) fn feed(config: &Config, library: &Library, at: usize, page: &Page, now: Time) -> Feed {
    let named = &config.feeds[at];
    let is_due = |date: Time| date.checked_add_signed(named.delay).is_some_and(|due| due <= now);
    let fits = |id: &ArticleId| {
        library.brief(*id).date.is_some_and(is_due) && chooses(named, &Candidate::of(library, *id), config)
    };
    let chosen: Vec<ArticleId> = library.ids().filter(fits).collect();
    let cut = Cut { config, library, window: named.window, archives: false };
    let (members, archives) = cut.of(&chosen);
    Feed {
        of: FeedOf::Named(at),
        path: format!("{}/{}/", page.word, named.name.value),
        // H-5: the page that it belongs to is one that names it.
        home: if page.exists { format!("{}/", page.word) } else { String::new() },
        language: match &named.include.languages[..] {
            [only] => only.value.clone(),
            _ => config.language.clone(),
        },
        content: named.content,
        formats: named.formats.clone(),
        members,
        archives,
    }
}

/// What decides whether a feed may hold an article.
pub struct Candidate<'c> {
    is_news: bool,
    language: &'c str,
    section: &'c str,
    /// Taxonomy and name.
    terms: Vec<(&'c str, &'c str)>,
}

impl<'c> Candidate<'c> {
    fn of(library: &'c Library, id: ArticleId) -> Self {
        let (brief, words) = (library.brief(id), &library.briefs);
        Self {
            is_news: brief.is_news(),
            language: words.word(brief.language),
            section: words.word(brief.section),
            terms: brief.terms.iter().map(|(taxonomy, name)| (words.word(*taxonomy), words.word(*name))).collect(),
        }
    }

    /// Of an article that no library has, too.
    pub fn new(article: &'c Article) -> Self {
        let names =
            |(taxonomy, names): &'c (String, Vec<String>)| names.iter().map(|name| (taxonomy.as_str(), name.as_str()));
        Self {
            is_news: article.is_news(),
            language: &article.language,
            section: section_of(article),
            terms: article.meta.terms.iter().flat_map(names).collect(),
        }
    }

    fn is_within(&self, section: &str) -> bool {
        let rest = self.section.strip_prefix(section);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || section.is_empty())
    }

    /// A term is named as articles name it, or by its slug.
    fn has_term(&self, taxonomy: &str, term: &str) -> bool {
        let mut names = self.terms.iter().filter(|(own, _)| *own == taxonomy).map(|(_, name)| *name);
        names.any(|own| own == term || term_slug(own) == term_slug(term))
    }
}

/// Whether an article is one that the feed may hold, sooner or later.
pub fn chooses(named: &NamedFeed, article: &Candidate, config: &Config) -> bool {
    let language = if named.include.languages.is_empty() {
        article.language == config.language
    } else {
        has(&named.include.languages, |language| article.language == language)
    };
    article.is_news && language && includes(&named.include, article) && !excludes(&named.exclude, article)
}

/// Of each kind that is named, the article has one.
fn includes(selection: &Selection, article: &Candidate) -> bool {
    let in_section = selection.sections.is_empty() || has(&selection.sections, |section| article.is_within(section));
    let mut kinds = selection.terms.iter();
    in_section && kinds.all(|(taxonomy, terms)| has(terms, |term| article.has_term(taxonomy, term)))
}

/// One of any kind is enough to be left out.
fn excludes(selection: &Selection, article: &Candidate) -> bool {
    has(&selection.sections, |section| article.is_within(section))
        || has(&selection.languages, |language| article.language == language)
        || selection.terms.iter().any(|(taxonomy, terms)| has(terms, |term| article.has_term(taxonomy, term)))
}

fn has(all: &[Located<String>], fits: impl Fn(&str) -> bool) -> bool {
    all.iter().any(|one| fits(&one.value))
}

/// Sections and terms that no article has.
pub(in crate::plan) fn check(config: &Config, library: &Library, problems: &mut Diagnostics) {
    for named in &config.feeds {
        for selection in [&named.include, &named.exclude] {
            for section in selection.sections.iter().filter(|section| library.section(&section.value).is_none()) {
                let known = library.sections.iter().map(|section| section.path.as_str());
                problems.push(unknown("section", section, nearest(&section.value, known)));
            }
            for (taxonomy, terms) in &selection.terms {
                let known = names(library, taxonomy);
                let is_known = |term: &str| known.iter().any(|own| term_slug(own) == term_slug(term));
                for term in terms.iter().filter(|term| !is_known(&term.value)) {
                    // It may well come with tomorrow's article.
                    let mut problem =
                        unknown(&format!("term of `{taxonomy}`"), term, nearest(&term.value, known.iter().copied()));
                    problem.severity = crate::diag::Severity::Warning;
                    problems.push(problem);
                }
            }
        }
    }
}

/// The names that articles have under a taxonomy, each once.
fn names<'l>(library: &'l Library, taxonomy: &str) -> Vec<&'l str> {
    let mut seen = HashSet::new();
    let terms = library.briefs.iter().flat_map(|brief| brief.terms.iter());
    let own = terms.filter(|(own, _)| library.briefs.word(*own) == taxonomy).filter(|(_, name)| seen.insert(*name));
    own.map(|(_, name)| library.briefs.word(*name)).collect()
}

fn unknown(what: &str, named: &Located<String>, near: Option<&str>) -> Diagnostic {
    let problem = Diagnostic::error(format!("`{}` is no {what}", named.value)).at(named.at).label("unknown");
    match near {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("name it as the articles do"),
    }
}
