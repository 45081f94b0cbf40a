//! What crawlers are told: the sitemap and `robots.txt`.

use super::Renderer;
use super::sitemap::{self, News, SitemapFile, SitemapUrl};
use super::xml;
use crate::content::ArticleId;
use crate::content::front_matter::Time;
use crate::plan::feeds::NEWS_MOST;
use crate::plan::{Kind, Part, Sitemap};

impl Renderer<'_> {
    /// A file of the sitemap: canonical pages that may be indexed, and no others (S-6).
    pub(super) fn sitemap(&self, part: &Sitemap) -> Vec<u8> {
        match part {
            Sitemap::Index => sitemap::index(self.sitemap_files().into_iter()),
            Sitemap::Pages => sitemap::urlset(self.fronts_and_pages().into_iter()),
            Sitemap::Month(at) => {
                let ids = self.plan.months[*at].1.iter();
                sitemap::urlset(ids.flat_map(|id| self.article_urls(*id)))
            }
            Sitemap::News(part) => sitemap::urlset(self.news_urls(*part).into_iter()),
        }
    }

    fn sitemap_files(&self) -> Vec<SitemapFile> {
        self.plan
            .outputs
            .iter()
            .filter_map(|output| {
                let lastmod = match &output.kind {
                    Kind::Sitemap(Sitemap::Pages) => None,
                    Kind::Sitemap(Sitemap::News(_)) => self.plan.news.iter().filter_map(|id| self.changed(*id)).max(),
                    Kind::Sitemap(Sitemap::Month(at)) => {
                        self.plan.months[*at].1.iter().filter_map(|id| self.changed(*id)).max()
                    }
                    _ => return None,
                };
                Some(SitemapFile { loc: self.loc(output.path()), lastmod })
            })
            .collect()
    }

    /// Page 1 of lists that are not empty, and pages without a date. Of the archive only its top: the rest says nothing new.
    fn fronts_and_pages(&self) -> Vec<SitemapUrl> {
        self.plan
            .outputs
            .iter()
            .filter_map(|output| match &output.kind {
                Kind::List(at, 1) => {
                    let list = &self.plan.lists[*at];
                    let lastmod = list.dated(self.library).filter_map(|id| self.changed(id)).max();
                    let hidden = self.list_text(list).is_some_and(|own| own.meta.noindex);
                    let shown = !hidden && !list.members.is_empty() && !matches!(list.of, crate::plan::ListOf::Day(_));
                    shown.then(|| SitemapUrl { loc: self.loc(output.path()), lastmod, ..SitemapUrl::default() })
                }
                Kind::Taxonomy(_) | Kind::Archive(0) | Kind::Feeds | Kind::Corrections => {
                    Some(SitemapUrl { loc: self.loc(output.path()), lastmod: None, ..SitemapUrl::default() })
                }
                Kind::Article(id, Part::One(1)) if !self.library.brief(*id).is_dated => {
                    self.article_urls(*id).into_iter().next()
                }
                _ => None,
            })
            .collect()
    }

    /// The pages of an article that are their own canonical (H-9): the view-all page where there is one, else its parts.
    fn article_urls(&self, id: ArticleId) -> Vec<SitemapUrl> {
        let article = self.library.article(id);
        if article.meta.noindex {
            return Vec::new();
        }
        let parts: Vec<Part> = if self.plan.has_view_all(article) {
            vec![Part::All]
        } else {
            (1..=article.outline.parts).map(Part::One).collect()
        };
        let image =
            article.meta.image.as_ref().map(|image| self.picture(article, &self.plan.place(id).path, &image.src.value));
        let images: Vec<String> =
            image.into_iter().map(|image| xml::ascii_url(&self.plan.urls.whole(&image.url))).collect();
        let url = |(at, part): (usize, Part)| SitemapUrl {
            loc: self.loc(&self.plan.part_path(id, part)),
            lastmod: self.changed(id),
            images: if at == 0 { images.clone() } else { Vec::new() },
            news: None,
        };
        parts.into_iter().enumerate().map(url).collect()
    }

    /// What came out in the last two days (N-1). Without news the front page stands alone, for an empty file is not valid
    /// (T56).
    fn news_urls(&self, part: usize) -> Vec<SitemapUrl> {
        let news = self.plan.news.iter().skip(part * NEWS_MOST).take(NEWS_MOST);
        let news: Vec<SitemapUrl> = news.map(|id| self.news_url(*id)).collect();
        if news.is_empty() { vec![SitemapUrl { loc: self.loc(""), ..SitemapUrl::default() }] } else { news }
    }

    fn news_url(&self, id: ArticleId) -> SitemapUrl {
        let article = self.library.article(id);
        let news = article.meta.date.map(|published| News {
            publication: self.config.title.clone(),
            language: article.language.clone(),
            published,
            title: article.meta.title.clone(),
        });
        SitemapUrl {
            loc: self.loc(&self.plan.canonical_path(id, article)),
            lastmod: self.changed(id),
            news,
            images: Vec::new(),
        }
    }

    fn loc(&self, path: &str) -> String {
        xml::ascii_url(&self.plan.urls.permalink(path))
    }

    /// When an article changed, as its author says (S-3).
    fn changed(&self, id: ArticleId) -> Option<Time> {
        self.library.brief(id).changed()
    }

    /// Everything may be read; here is the map (S-8).
    pub(super) fn robots(&self) -> Vec<u8> {
        format!("User-agent: *\nAllow: /\n\nSitemap: {}\n", self.plan.urls.permalink("sitemap.xml")).into_bytes()
    }
}
