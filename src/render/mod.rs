//! Renders one output: its slots as values, its template over them, or the writer of its format.
//!
//! Pure but for the body of an article, which comes again through [`Bodies`]. It reads no clock, and nothing it makes
//! depends on another output.

mod channels;
mod context;
mod corrections;
mod entries;
pub mod feed;
pub mod hosts;
mod icons;
mod maps;
mod memo;
mod page;
mod recipe;
mod shape;
mod shared;
mod shelf;
pub mod sitemap;
mod subscriptions;
mod text;
mod values;
pub mod xml;

use crate::config::{Config, Content};
use crate::content::{Bodies, Library, article};
use crate::diag::Diagnostic;
use crate::locale::Locales;
use crate::markdown;
use crate::plan::{Kind, Output, Plan};
use crate::templates::TemplateSet;
use entries::Entries;
pub use hosts::is_host_doubt;
use memo::Memo;
pub use recipe::Begun;
pub use shape::Shapes;
use shared::Shared;
use std::sync::Arc;
use tera::Value;

/// Everything that rendering needs to know.
pub struct Renderer<'r> {
    config: &'r Config,
    library: &'r Library,
    templates: &'r TemplateSet,
    plan: &'r Plan,
    locales: &'r Locales,
    syntax: markdown::Syntax,
    shared: Shared,
    /// Whether some feed holds whole texts.
    tells_all: bool,
    marks: recipe::Marks,
    entries: Entries,
    memos: Memos,
    /// The picture that the icons are made of, read once.
    art: icons::Art,
}

/// What neighbouring pages share.
struct Memos {
    /// By number of the article.
    cards: Memo<Value>,
    /// The slot `section` and the way up from its pages, by number of the section.
    sections: Memo<Value>,
    crumbs: Memo<Arc<[Value]>>,
    /// The feeds of pages, by number of their list.
    feeds: Memo<Value>,
}

impl Memos {
    /// Cards of a week of a busy paper: what a page shows of others is mostly of its own days. Eight times as many save nothing.
    const CARDS: usize = 512;

    fn new(library: &Library) -> Self {
        let sections = library.sections.len();
        Self {
            cards: Memo::new(Self::CARDS.min(library.articles.len())),
            sections: Memo::new(sections),
            crumbs: Memo::new(sections),
            feeds: Memo::new(sections),
        }
    }
}

impl<'r> Renderer<'r> {
    /// For a planned site.
    pub fn new(
        config: &'r Config,
        library: &'r Library,
        templates: &'r TemplateSet,
        plan: &'r Plan,
        locales: &'r Locales,
    ) -> Self {
        Self {
            syntax: article::syntax(config),
            shared: Shared::new(config, library, plan, locales),
            marks: recipe::Marks::new(library.articles.len()),
            tells_all: plan.feeds.iter().any(|feed| feed.content != Content::Summary),
            entries: Entries::new(plan, library.articles.len()),
            memos: Memos::new(library),
            art: icons::Art::default(),
            config,
            library,
            templates,
            plan,
            locales,
        }
    }

    /// The bytes of an output. Copied files are not rendered: they give nothing here.
    ///
    /// # Errors
    /// What is wrong with the template, a component, or the body's file.
    pub fn render(&self, output: &Output, bodies: &Bodies) -> Result<Vec<u8>, Diagnostic> {
        self.finish(output, Begun::default(), bodies)
    }

    /// The bytes of an output that was begun.
    ///
    /// # Errors
    /// As [`Self::render`].
    pub fn finish(&self, output: &Output, begun: Begun, bodies: &Bodies) -> Result<Vec<u8>, Diagnostic> {
        match &output.kind {
            Kind::Feed(at, format, page) => self.feed(*at, *format, *page, bodies),
            Kind::Host => self.host_file(output),
            Kind::Opml => Ok(self.opml()),
            Kind::FeedMenu => Ok(self.feed_menu()),
            Kind::Sitemap(part) => Ok(self.sitemap(part)),
            Kind::Robots => Ok(self.robots()),
            Kind::Icon(icon) => self.site_icon(*icon, bodies),
            Kind::Manifest => Ok(self.manifest()),
            Kind::Asset(_) => Ok(Vec::new()),
            _ => self.page_bytes(output, begun, bodies),
        }
    }

    fn page_bytes(&self, output: &Output, begun: Begun, bodies: &Bodies) -> Result<Vec<u8>, Diagnostic> {
        let template = output.template.as_deref().unwrap_or("page.html");
        let context = self.context(output, self.templates.reads(template), begun, bodies)?;
        let mut bytes = Vec::with_capacity(16 * 1024);
        match self.templates.tera().render_to(template, &context, &mut bytes) {
            Ok(()) => Ok(bytes),
            Err(error) => {
                let about = match &output.kind {
                    Kind::Article(id, _) => format!("content/{}", self.library.article(*id).name.source),
                    _ => format!("/{}", output.path()),
                };
                Err(self
                    .templates
                    .diagnose(&error)
                    .note(format!("while rendering `{about}` with `{template}`"))
                    .in_output(format!("/{}", output.path())))
            }
        }
    }
}
