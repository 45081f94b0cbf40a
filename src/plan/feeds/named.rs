//! Feeds with a name: which articles the configuration chooses for them.

use super::{Cut, Feed, FeedOf, Page};
use crate::config::{Config, NamedFeed, Selection};
use crate::content::front_matter::Time;
use crate::content::library::section_of;
use crate::content::{Article, ArticleId, Library};
use crate::diag::{Diagnostic, Diagnostics, nearest};
use crate::fields::Located;
use crate::locale::term_slug;

/// The feed at a place of the configuration.
pub(super) fn feed(config: &Config, library: &Library, at: usize, page: &Page, now: Time) -> Feed {
    let named = &config.feeds[at];
    let chosen: Vec<ArticleId> = library
        .ids()
        .filter(|id| {
            let article = library.article(*id);
            chooses(named, article, config) && is_due(named, article, now)
        })
        .collect();
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

/// Whether an article is one that the feed may hold, sooner or later.
pub fn chooses(named: &NamedFeed, article: &Article, config: &Config) -> bool {
    let language = if named.include.languages.is_empty() {
        article.language == config.language
    } else {
        has(&named.include.languages, |language| article.language == language)
    };
    article.is_news() && language && includes(&named.include, article) && !excludes(&named.exclude, article)
}

fn is_due(named: &NamedFeed, article: &Article, now: Time) -> bool {
    let due = article.meta.date.and_then(|date| date.checked_add_signed(named.delay));
    due.is_some_and(|due| due <= now)
}

/// Of each kind that is named, the article has one.
fn includes(selection: &Selection, article: &Article) -> bool {
    let in_section = selection.sections.is_empty() || has(&selection.sections, |section| is_within(article, section));
    let mut kinds = selection.terms.iter();
    in_section && kinds.all(|(taxonomy, terms)| has(terms, |term| has_term(article, taxonomy, term)))
}

/// One of any kind is enough to be left out.
fn excludes(selection: &Selection, article: &Article) -> bool {
    has(&selection.sections, |section| is_within(article, section))
        || has(&selection.languages, |language| article.language == language)
        || selection.terms.iter().any(|(taxonomy, terms)| has(terms, |term| has_term(article, taxonomy, term)))
}

fn has(all: &[Located<String>], fits: impl Fn(&str) -> bool) -> bool {
    all.iter().any(|one| fits(&one.value))
}

fn is_within(article: &Article, section: &str) -> bool {
    let rest = section_of(article).strip_prefix(section);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || section.is_empty())
}

/// A term is named as articles name it, or by its slug.
fn has_term(article: &Article, taxonomy: &str, term: &str) -> bool {
    article.terms(taxonomy).iter().any(|own| own == term || term_slug(own) == term_slug(term))
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
                let known = || library.articles.iter().flat_map(|article| article.terms(taxonomy)).map(String::as_str);
                for term in terms.iter().filter(|term| !known().any(|own| term_slug(own) == term_slug(&term.value))) {
                    // It may well come with tomorrow's article.
                    let mut problem = unknown(&format!("term of `{taxonomy}`"), term, nearest(&term.value, known()));
                    problem.severity = crate::diag::Severity::Warning;
                    problems.push(problem);
                }
            }
        }
    }
}

fn unknown(what: &str, named: &Located<String>, near: Option<&str>) -> Diagnostic {
    let problem = Diagnostic::error(format!("`{}` is no {what}", named.value)).at(named.at).label("unknown");
    match near {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem.help("name it as the articles do"),
    }
}
