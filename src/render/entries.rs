//! Articles as feed entries, and lists as channels. The writers of the formats are in `feed`.

use super::Renderer;
use super::feed::{self, Category, Channel, Entry, Person};
use super::shared::GENERATOR;
use super::text::{Audience, Reader};
use super::values::html_list;
use super::xml;
use crate::content::{Article, ArticleId, Bodies};
use crate::diag::Diagnostic;
use crate::markdown::{self, Selection};
use crate::plan::{FeedFormat, List, ListOf};
use chrono::{DateTime, FixedOffset};
use std::sync::Arc;
use url::Url;

impl Renderer<'_> {
    /// The bytes of a list's feed.
    ///
    /// # Errors
    /// A body could not be read again, or the feed cannot be written.
    pub fn feed(&self, list: &List, format: FeedFormat, bodies: &Bodies) -> Result<Vec<u8>, Diagnostic> {
        let channel = self.channel(list, format, bodies)?;
        let written = match format {
            FeedFormat::Rss => feed::rss::write(&channel),
            FeedFormat::Atom => feed::atom::write(&channel),
            FeedFormat::Json => feed::json::write(&channel),
        };
        written
            .map_err(|reason| Diagnostic::error(format!("cannot write `/{}{}`", list.path, format.file())).note(reason))
    }

    fn channel(&self, list: &List, format: FeedFormat, bodies: &Bodies) -> Result<Channel, Diagnostic> {
        let newest = list.dated(self.library).take(self.config.feed.limit);
        let entries: Result<Vec<Arc<Entry>>, Diagnostic> = newest.map(|id| self.entry(id, bodies)).collect();
        let (_, title, description) = self.list_texts(list);
        let language = match &list.of {
            ListOf::Language(language) => language,
            _ => &self.config.language,
        };
        let id_base = self.config.feed.id_base.as_ref().map(crate::plan::url::Urls::new);
        let channel = Channel {
            title: self.feed_title(list),
            description: if description.is_empty() { title } else { description },
            home: self.plan.urls.permalink(&list.path),
            self_url: self.plan.urls.permalink(&format!("{}{}", list.path, format.file())),
            // T18: each list's feed has an id of its own, the same in all formats.
            id: id_base.as_ref().unwrap_or(&self.plan.urls).permalink(&list.path),
            language: language.clone(),
            copyright: self.config.copyright.clone(),
            publisher: self.config.publisher.clone(),
            generator: GENERATOR.to_owned(),
            icon: self.icon(),
            start: self.start(),
            hubs: Vec::new(),
            content: feed::Content::default(),
            history: feed::History::default(),
            stylesheet: None,
            podcast: None,
            entries: entries?,
        };
        Ok(channel.sanitised())
    }

    /// The moment a feed without entries bears: that of the site's oldest article; never the clock.
    fn start(&self) -> DateTime<FixedOffset> {
        let oldest = self.library.articles.iter().rev().find_map(|article| article.meta.date);
        oldest.unwrap_or_else(|| DateTime::UNIX_EPOCH.fixed_offset())
    }

    fn icon(&self) -> Option<feed::Picture> {
        let path = self.config.logo.as_ref()?.value.trim_start_matches('/');
        let asset = &self.plan.assets[self.plan.asset_at(path)?];
        Some(feed::Picture {
            url: self.plan.urls.permalink(path),
            mime: asset.mime.to_owned(),
            width: asset.size.map(|size| size.0),
            height: asset.size.map(|size| size.1),
            bytes: Some(asset.bytes),
            alt: self.config.title.clone(),
            ..feed::Picture::default()
        })
    }

    /// An article as an entry. It is made once, for all feeds and formats.
    fn entry(&self, id: ArticleId, bodies: &Bodies) -> Result<Arc<Entry>, Diagnostic> {
        let made = self.entries[id.0 as usize].get_or_init(|| self.make_entry(id, bodies).map(Arc::new));
        made.clone()
    }

    fn make_entry(&self, id: ArticleId, bodies: &Bodies) -> Result<Entry, Diagnostic> {
        let article = self.library.article(id);
        let path = &self.plan.place(id).path;
        let published = article.meta.date.unwrap_or_else(|| self.start());
        let entry = Entry {
            id: self.plan.place(id).id.clone(),
            url: self.plan.urls.permalink(&self.plan.canonical_path(id, article)),
            title: article.meta.title.clone(),
            summary: article.summary().to_owned(),
            html: if self.config.feed.full { self.feed_html(id, article, bodies)?.into() } else { "".into() },
            published,
            updated: article.meta.updated,
            authors: article.terms("authors").iter().map(|name| self.author(name)).collect(),
            categories: self.categories(article),
            image: self.entry_picture(article, path),
            enclosure: None,
            episode: None,
            language: article.language.clone(),
        };
        Ok(entry.sanitised())
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
            Some(url) => feed::content::without_lead_picture(&clean, &xml::ascii_url(&self.plan.urls.whole(&url))),
            None => clean,
        })
    }

    fn corrections_html(&self, article: &Article, path: &str) -> String {
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
