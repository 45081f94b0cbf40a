//! A text as HTML: what its links, pictures and components become, on a page and in a feed.

use super::Renderer;
use super::values::{Picture, object};
use super::xml;
use crate::content::{Article, ArticleId};
use crate::diag::{Diagnostic, Span};
use crate::markdown::{self, Call, FootnoteWords, Image, Resolver, Selection};
use crate::plan::{Part, links, related};
use std::cell::RefCell;
use tera::{Context, Value};

/// Who the HTML is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// A browser on a page of the site.
    Page,
    /// A feed reader: every URL is whole.
    Feed,
}

/// What one text needs to know of the site around it.
pub struct Reader<'r> {
    renderer: &'r Renderer<'r>,
    article: &'r Article,
    path: &'r str,
    /// The article and its part, if the text is of one.
    own: Option<(ArticleId, Part)>,
    audience: Audience,
    problems: RefCell<Vec<Diagnostic>>,
}

impl<'r> Reader<'r> {
    /// For the text of `article`, on a page at `path`.
    pub fn new(
        renderer: &'r Renderer<'r>,
        article: &'r Article,
        path: &'r str,
        own: Option<(ArticleId, Part)>,
        audience: Audience,
    ) -> Self {
        Self { renderer, article, path, own, audience, problems: RefCell::default() }
    }

    /// The HTML of a selection of the text.
    ///
    /// # Errors
    /// A component could not be rendered.
    pub fn html(self, body: &str, selection: Selection) -> Result<String, Diagnostic> {
        let html = markdown::html(body, self.renderer.syntax, selection, &self);
        match self.problems.into_inner().into_iter().next() {
            Some(problem) => Err(problem),
            // what a text holds by accident is on no page and in no feed.
            None => Ok(xml::clean(&html).into_owned()),
        }
    }

    fn fit(&self, url: String) -> String {
        match self.audience {
            Audience::Page => url,
            Audience::Feed => self.renderer.plan.urls.whole(&url),
        }
    }

    /// What a component is given besides its arguments.
    fn implicits(&self, call: &Call) -> Context {
        let renderer = self.renderer;
        let mut context = Context::new();
        context.insert_value("site", renderer.shared.site());
        context.insert_value("words", renderer.shared.words(&self.article.language));
        context.insert_value("language", self.article.language.as_str().into());
        context.insert_value("feed", (self.audience == Audience::Feed).into());
        for (name, value) in self.given(call) {
            context.insert_value(name, value);
        }
        context
    }

    /// What a component is given of the article that calls it, and of what the call names.
    pub fn given(&self, call: &Call) -> Vec<(&'static str, Value)> {
        let renderer = self.renderer;
        let mut given = vec![("page", self.page())];
        if let Some(id) = self.named(call) {
            given.push(("article", renderer.card(id)));
        }
        if let Some(dest) = call.text("src") {
            let mut picture: Picture = renderer.picture(self.article, self.path, dest);
            picture.url = self.fit(picture.url);
            given.push(("picture", renderer.picture_value(&picture, call.text("alt").unwrap_or(""), None, None)));
        }
        given
    }

    /// The article that a call shows: that of its `path`, or the one that was chosen where it may leave that to us.
    fn named(&self, call: &Call) -> Option<ArticleId> {
        match call.text("path") {
            Some(dest) => links::find(self.renderer.library, self.article, dest),
            None => self.renderer.plan.related[self.own?.0.0 as usize].at(self.article, call),
        }
    }

    /// The facts of the page that a component may use.
    fn page(&self) -> Value {
        let urls = &self.renderer.plan.urls;
        object([
            ("title", self.article.meta.title.as_str().into()),
            ("url", urls.url(self.path).into()),
            ("permalink", urls.permalink(self.path).into()),
            ("source", self.article.name.source.as_str().into()),
        ])
    }
}

impl Resolver for Reader<'_> {
    fn link(&self, dest: &str) -> Option<String> {
        let at = Span::start_of(self.article.file);
        let plan = self.renderer.plan;
        let target = plan.resolve(self.renderer.library, self.article, self.path, dest, at).ok()?;
        if self.audience == Audience::Feed
            && let links::Target::Fragment(fragment) = &target
        {
            // T03: a fragment is of the article, not of the feed.
            let (id, _) = self.own?;
            let library = self.renderer.library;
            let article = library.article(id);
            return Some(if plan.has_view_all(article) {
                format!("{}#{fragment}", plan.urls.permalink(&plan.canonical_path(id, article)))
            } else {
                plan.urls.whole(&plan.fragment_url(library, id, fragment))
            });
        }
        plan.href(self.renderer.library, &target, self.own).map(|url| self.fit(url))
    }

    fn own_place(&self, fragment: &str) -> Option<String> {
        if self.audience == Audience::Feed { self.link(fragment) } else { None }
    }

    fn image(&self, dest: &str) -> Option<Image> {
        let picture = self.renderer.picture(self.article, self.path, dest);
        let (width, height) = picture.size.map_or((None, None), |(width, height)| (Some(width), Some(height)));
        Some(Image { url: self.fit(picture.url), width, height })
    }

    fn component(&self, call: &Call, body: Option<&str>) -> String {
        // A call that names a file that is not there prints nothing, as the check has said; so does one for which there was
        // nothing to choose.
        let wants_article = call.text("path").is_some() || related::is_open(self.renderer.templates, call);
        if wants_article && self.named(call).is_none() {
            return String::new();
        }
        let mut arguments = Context::new();
        for (name, value) in &call.arguments {
            arguments.insert_value(name.clone(), super::values::json(value));
        }
        let tera = self.renderer.templates.tera();
        match tera.render_component_with_implicits(&call.name, &arguments, &self.implicits(call), body, true) {
            Ok(html) => html.trim().to_owned(),
            Err(error) => {
                let at = self.article.place(&call.range);
                let cause = self.renderer.templates.diagnose(&error);
                let problem = Diagnostic::error(format!("the component `{}`: {}", call.name, cause.message))
                    .at(at)
                    .label("called here");
                let problem = match cause.at {
                    Some(place) => problem.also_at(place, "in the component"),
                    None => cause.notes.into_iter().fold(problem, Diagnostic::note),
                };
                self.problems.borrow_mut().push(problem);
                String::new()
            }
        }
    }

    fn alert_title(&self, kind: &str) -> String {
        self.renderer.locales.of(&self.article.language).word(kind).to_owned()
    }

    fn footnotes(&self) -> FootnoteWords<'_> {
        let words = self.renderer.locales.of(&self.article.language);
        FootnoteWords { title: words.word("footnotes"), back: words.word("footnote_back") }
    }
}
