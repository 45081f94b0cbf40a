//! Articles as feed entries, and how long they are kept. The feeds that hold them are in `channels`, the writers of the
//! formats in `feed`.

use super::Renderer;
use super::feed::{self, Category, Entry, Person};
use super::shelf::Shelf;
use super::text::{Audience, Reader};
use super::values::html_list;
use super::xml;
use crate::content::recording::Recording;
use crate::content::{Article, ArticleId, Bodies};
use crate::diag::Diagnostic;
use crate::markdown::{self, Selection};
use crate::plan::{Feed, FeedPage, Plan};
use std::sync::Arc;
use url::Url;

/// What a document of a feed holds, in all its formats.
pub(super) type Held = Arc<[Arc<Entry>]>;

/// Entries that were made and are still wanted.
///
/// Those of subscription documents are kept from the first feed that shows them to the last. Archives hold every
/// article there is, so what only they show is let go with them; and all that a document holds is made once for all
/// its formats, which stand together in the plan.
pub(super) struct Entries {
    /// By the number of the article.
    articles: Shelf<Arc<Entry>>,
    /// By feed; in each the subscription document, and the archives after it.
    documents: Vec<Shelf<Held>>,
}

impl Entries {
    /// For the feeds of a plan of so many articles. Nothing is made yet.
    pub(super) fn new(plan: &Plan, articles: usize) -> Self {
        let mut uses = vec![0; articles];
        for feed in plan.feeds.iter().filter(|feed| !feed.formats.is_empty()) {
            for id in &feed.members {
                uses[id.0 as usize] += 1;
            }
        }
        Self { articles: Shelf::new(uses), documents: plan.feeds.iter().map(documents).collect() }
    }
}

fn documents(feed: &Feed) -> Shelf<Held> {
    let of_archives = feed.formats.iter().filter(|format| format.is_xml()).count();
    Shelf::new(std::iter::once(feed.formats.len()).chain(feed.archives.iter().map(|_| of_archives)))
}

impl Renderer<'_> {
    /// What a document of the feed at this place holds, newest first.
    pub(super) fn held(&self, feed: usize, page: FeedPage, bodies: &Bodies) -> Result<Held, Diagnostic> {
        let at = match page {
            FeedPage::Current => 0,
            FeedPage::Archive(at) => at + 1,
        };
        self.entries.documents[feed]
            .take(at, || self.plan.feeds[feed].entries(page).iter().map(|id| self.entry(*id, page, bodies)).collect())
    }

    fn entry(&self, id: ArticleId, page: FeedPage, bodies: &Bodies) -> Result<Arc<Entry>, Diagnostic> {
        let make = || self.make_entry(id, bodies).map(Arc::new);
        match page {
            FeedPage::Current => self.entries.articles.take(id.0 as usize, make),
            FeedPage::Archive(_) => self.entries.articles.look(id.0 as usize, make),
        }
    }

    fn make_entry(&self, id: ArticleId, bodies: &Bodies) -> Result<Entry, Diagnostic> {
        let article = self.library.article(id);
        let html = if self.tells_all { self.feed_html(id, article, bodies)?.into() } else { "".into() };
        Ok(self.entry_with(id, html))
    }

    /// An article as an entry with this text.
    pub(super) fn entry_with(&self, id: ArticleId, html: Arc<str>) -> Entry {
        let article = self.library.article(id);
        let path = &self.plan.place(id).path;
        let published = article.meta.date.unwrap_or_else(|| self.start());
        let entry = Entry {
            id: self.plan.id_of(id).into_owned(),
            url: self.plan.urls.permalink(&self.plan.canonical_path(id, article)),
            title: article.meta.title.clone(),
            summary: article.summary().to_owned(),
            html,
            published,
            updated: article.meta.updated,
            authors: article.terms("authors").iter().map(|name| self.author(name)).collect(),
            categories: self.categories(article),
            image: self.entry_picture(article, path),
            enclosure: article.meta.recording.as_ref().map(|recording| self.enclosure(article, path, recording)),
            episode: article.meta.recording.as_ref().map(|recording| self.episode(article, path, recording)),
            language: article.language.clone(),
        };
        entry.sanitised()
    }

    /// The whole text, all parts of it, its corrections at the end, fit for feed readers.
    fn feed_html(&self, id: ArticleId, article: &Article, bodies: &Bodies) -> Result<String, Diagnostic> {
        let path = &self.plan.place(id).path;
        let own = Some((id, crate::plan::Part::All));
        let reader = Reader::new(self, article, path, own, Audience::Feed);
        let mut html =
            article.meta.dateline.as_ref().map_or_else(String::new, |dateline| {
                format!("<p><strong>{}</strong> —</p>\n", xml::html_text(dateline))
            });
        html.push_str(&reader.html(&bodies.text(article)?, Selection::All)?);
        html.push_str(&self.corrections_html(article, path));
        // T03: what is left of fragments is of the page that has the whole text, where there is one.
        let base = Url::parse(&self.plan.urls.permalink(&self.plan.canonical_path(id, article)))
            .map_err(|error| Diagnostic::error(format!("`{path}` makes no URL")).note(error.to_string()))?;
        let clean = feed::content::clean(&html, &base);
        let lead = article.meta.image.as_ref().map(|image| self.picture(article, path, &image.src.value).url);
        Ok(match lead {
            Some(url) => feed::content::without_lead_picture(clean, &xml::ascii_url(&self.plan.urls.whole(&url))),
            None => clean,
        })
    }

    pub(super) fn corrections_html(&self, article: &Article, path: &str) -> String {
        if article.meta.corrections.is_empty() {
            return String::new();
        }
        let words = self.locales.of(&article.language);
        let items = article.meta.corrections.iter().map(|correction| {
            let reader = Reader::new(self, article, path, None, Audience::Feed);
            let text = markdown::inline(&correction.text, self.syntax, &reader);
            let date = correction.date.and_then(|date| words.format_date(&date, "long").ok());
            date.map_or(text.clone(), |date| format!("{}: {text}", xml::html_text(&date)))
        });
        format!("<h2>{}</h2>\n{}", xml::html_text(words.word("corrections")), html_list(items))
    }

    /// The recording with its true length (R-18, T43).
    pub(super) fn enclosure(&self, article: &Article, path: &str, recording: &Recording) -> feed::Enclosure {
        let file = self.picture(article, path, &recording.src.value);
        let mime = recording.mime.clone().unwrap_or_else(|| crate::asset::mime(&file.url).to_owned());
        feed::Enclosure {
            url: self.plan.urls.whole(&file.url),
            mime,
            bytes: file.bytes.or(recording.bytes).unwrap_or(0),
            seconds: recording.seconds,
        }
    }

    fn episode(&self, article: &Article, path: &str, recording: &Recording) -> feed::Episode {
        let whole = |dest: &str| self.plan.urls.whole(&self.picture(article, path, dest).url);
        let transcript = |file: &crate::fields::Located<String>| {
            let url = whole(&file.value);
            let mime = crate::asset::mime(&url).to_owned();
            (url, mime)
        };
        feed::Episode {
            number: recording.number,
            season: recording.season,
            kind: recording.kind.clone(),
            explicit: recording.explicit,
            image: recording.image.as_ref().map(|image| whole(&image.value)),
            transcripts: recording.transcripts.iter().map(transcript).collect(),
            chapters: recording.chapters.as_ref().map(|file| whole(&file.value)),
        }
    }

    fn author(&self, name: &str) -> Person {
        let url = self.author_path(name).map(|path| self.plan.urls.permalink(&path));
        Person { name: name.to_owned(), url, email: None }
    }

    /// Every term but the authors, as a category.
    fn categories(&self, article: &Article) -> Vec<Category> {
        let mut categories = Vec::new();
        for taxonomy in self.plan.taxonomies.iter().filter(|taxonomy| taxonomy.name != "authors") {
            for term in taxonomy.of(article) {
                categories.push(Category {
                    label: taxonomy.terms[term].name.clone(),
                    slug: taxonomy.terms[term].slug.clone(),
                    scheme: self.plan.urls.permalink(&format!("{}/", taxonomy.path)),
                });
            }
        }
        categories
    }

    fn entry_picture(&self, article: &Article, path: &str) -> Option<feed::Picture> {
        let image = article.meta.image.as_ref()?;
        let picture = self.picture(article, path, &image.src.value);
        Some(feed::Picture {
            url: self.plan.urls.whole(&picture.url),
            mime: picture.mime.unwrap_or_else(|| crate::asset::mime(&picture.url)).to_owned(),
            width: picture.size.map(|size| size.0),
            height: picture.size.map(|size| size.1),
            bytes: picture.bytes,
            alt: image.alt.clone(),
            caption: image.caption.as_deref().map(markdown::plain).unwrap_or_default(),
            credit: image.credit.clone(),
        })
    }
}
