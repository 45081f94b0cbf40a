//! Where an address was written that stands in an output: in an article, in a menu of `halaman.yaml`, or in a template.
//!
//! It is a search, and asked only for addresses that something is wrong with. An address that a template puts together
//! is not found; then the message names the template.

use super::Ready;
use crate::check::site::Site;
use crate::content::{Article, ArticleId, Bodies};
use crate::diag::{FileId, FileTable, Span};
use crate::plan::output::Part;
use crate::plan::{FeedPage, Kind, ListOf, Output, url};
use crate::source::SiteDir;
use ::url::Url;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

/// The sources of a site, as far as they hold addresses.
pub(super) struct Origins<'o> {
    pub ready: &'o Ready,
    pub bodies: &'o Bodies<'o>,
    /// What addresses mean.
    pub site: &'o Site,
    /// By their files.
    pub outputs: BTreeMap<&'o str, &'o Output>,
    /// The texts of the templates.
    pub templates: Vec<(FileId, String)>,
    /// Where templates hold an address: the same ones are asked for on every page.
    pub known: RefCell<BTreeMap<String, Option<Span>>>,
}

/// A text that an output shows, the path of its own page, and which part of it is shown.
struct Shown<'s> {
    article: &'s Article,
    path: String,
    own: Option<(ArticleId, Part)>,
}

/// The texts of all templates.
pub(super) fn templates(ready: &Ready, site: &dyn SiteDir, files: &FileTable) -> Vec<(FileId, String)> {
    let text = |file: FileId| match files.embedded_text(file) {
        Some(text) => Some(text.to_owned()),
        None => String::from_utf8(site.read(files.path(file)).ok()?).ok(),
    };
    ready.templates.files().filter_map(|(_, file)| Some((file, text(file)?))).collect()
}

impl<'o> Origins<'o> {
    /// The output that is written to a file.
    pub(super) fn output(&self, file: &str) -> Option<&'o Output> {
        self.outputs.get(file).copied()
    }

    /// Where the address was written that stands in this output.
    pub(super) fn of(&self, output: &Output, about: &str) -> Option<Span> {
        let shown = self.shown(output);
        let in_facts = || shown.iter().find_map(|shown| self.in_facts(shown, output, about));
        let in_texts = || shown.iter().find_map(|shown| self.in_text(shown.article, about));
        in_facts().or_else(|| self.in_menus(about)).or_else(|| self.in_templates(about)).or_else(in_texts)
    }

    /// The texts on an output.
    fn shown(&self, output: &Output) -> Vec<Shown<'_>> {
        let Ready { library, plan, .. } = self.ready;
        let member = |id: ArticleId, part| Shown {
            article: library.article(id),
            path: plan.place(id).path.clone(),
            own: Some((id, part)),
        };
        let index = |article, path: String| Shown { article, path, own: None };
        let profile = |name: &str, slug: &str| library.profiles.get(&(name.to_owned(), slug.to_owned()));
        match &output.kind {
            Kind::Article(id, part) => vec![member(*id, *part)],
            Kind::Feed(at, _, page) => {
                let feed = &plan.feeds[*at];
                let members = match page {
                    FeedPage::Current => &feed.members,
                    FeedPage::Archive(archive) => &feed.archives[*archive].members,
                };
                members.iter().map(|id| member(*id, Part::All)).collect()
            }
            Kind::Taxonomy(at) => {
                profile(&plan.taxonomies[*at].name, "").map(|it| index(it, String::new())).into_iter().collect()
            }
            Kind::List(at, _) => {
                let (article, path) = match &plan.lists[*at].of {
                    ListOf::Home => (library.section("").and_then(|it| it.index.as_ref()), String::new()),
                    ListOf::Section(path) => {
                        (library.section(path).and_then(|it| it.index.as_ref()), url::section(path))
                    }
                    ListOf::Term(taxonomy, term) => {
                        let taxonomy = &plan.taxonomies[*taxonomy];
                        (profile(&taxonomy.name, &taxonomy.terms[*term].slug), String::new())
                    }
                    ListOf::Language(_) | ListOf::Day(_) => (None, String::new()),
                };
                article.map(|article| index(article, path)).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// In the links, pictures and calls of a text, and in its front matter.
    fn in_facts(&self, shown: &Shown, output: &Output, about: &str) -> Option<Span> {
        let article = shown.article;
        let links = article.outline.links.iter().map(|link| (link.dest.as_str(), article.place(&link.range)));
        let image = article.meta.image.as_ref().map(|image| (image.src.value.as_str(), image.src.at));
        let recording = article.meta.recording.as_ref().map(|it| (it.src.value.as_str(), it.src.at));
        let calls = article.outline.calls.iter().flat_map(|call| {
            let at = article.place(&call.range);
            ["src", "path"].into_iter().filter_map(move |name| Some((call.text(name)?, at)))
        });
        let base = Url::parse(&self.ready.plan.urls.permalink(output.path())).ok()?;
        let mut all = links.chain(image).chain(recording).chain(calls);
        all.find(|(dest, at)| self.meant(shown, &base, dest, *at).as_deref() == Some(about)).map(|(_, at)| at)
    }

    /// What an address in a text becomes on a page at `base`.
    fn meant(&self, shown: &Shown, base: &Url, dest: &str, at: Span) -> Option<String> {
        let Ready { library, plan, .. } = self.ready;
        let target = plan.resolve(library, shown.article, &shown.path, dest, at).ok()?;
        let href = plan.href(library, &target, shown.own).unwrap_or_else(|| dest.to_owned());
        self.site.own_address(base, &href).or_else(|| {
            let mut url = base.join(&href).ok()?;
            url.set_fragment(None);
            Some(url.into())
        })
    }

    fn in_menus(&self, about: &str) -> Option<Span> {
        let Ready { config, library, plan, .. } = self.ready;
        let meant = |written: &str| {
            let url = plan.menu_url(library, written).ok()?;
            self.site.own_address(&config.base_url, &url).or(Some(url))
        };
        let mut items = config.menu.iter().chain(&config.footer_menu);
        items.find(|item| meant(&item.url.value).as_deref() == Some(about)).map(|item| item.url.at)
    }

    fn in_templates(&self, about: &str) -> Option<Span> {
        if let Some(known) = self.known.borrow().get(about) {
            return *known;
        }
        let found = self.templates.iter().find_map(|(file, text)| Some(Span::at(*file, self.place(text, about)?)));
        self.known.borrow_mut().insert(about.to_owned(), found);
        found
    }

    /// In the HTML of a text, which nobody has taken apart.
    fn in_text(&self, article: &Article, about: &str) -> Option<Span> {
        let text = self.bodies.text(article).ok()?;
        let place = self.place(&text, about)?;
        let start = article.body.start as usize;
        Some(Span::new(article.file, start + place.start, start + place.end))
    }

    /// Where a text holds an address as a whole value: with the base address in front, a part of it, or an expression.
    fn place(&self, text: &str, about: &str) -> Option<Range<usize>> {
        let base = &self.site.base_url;
        let rest = about.strip_prefix(base.path()).unwrap_or(about);
        if rest.is_empty() {
            return None;
        }
        let is_end = |letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | '>' | ')' | '?');
        text.match_indices(rest).find_map(|(at, _)| {
            let end = at + rest.len();
            let is_start = |letter: char| is_end(letter) || matches!(letter, '=' | '(');
            let expression = text[..at].trim_end_matches('/').strip_suffix("}}").and_then(|text| text.rfind("{{"));
            let start = expression.unwrap_or_else(|| text[..at].rfind(is_start).map_or(0, |it| it + 1));
            let is_whole = expression.is_some() || ["", "/", base.path(), base.as_str()].contains(&&text[start..at]);
            (is_whole && text[end..].chars().next().is_none_or(is_end)).then_some(start..end)
        })
    }
}
