//! Sitemaps: the list of a site's pages for search engines (rules S).
//!
//! One function for a list of pages, one for the list of such lists. Which pages go into which file
//! is the plan's business (S-1, S-6, S-7); this file only writes.

use chrono::{DateTime, FixedOffset};

use super::xml::{self, Tree};

/// More entries than this do not belong into one file, nor into one index (S-1).
pub const MAX_URLS: usize = 50_000;
/// More pictures than this do not belong to one page (S-5).
const MAX_IMAGES: usize = 1_000;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const IMAGE_NAMESPACE: &str = "http://www.google.com/schemas/sitemap-image/1.1";
const NEWS_NAMESPACE: &str = "http://www.google.com/schemas/sitemap-news/0.9";

/// A page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SitemapUrl {
    /// The canonical URL: absolute, ASCII (S-2).
    pub loc: String,
    /// When the author last changed it, never when it was built (S-3).
    pub lastmod: Option<DateTime<FixedOffset>>,
    /// The URLs of its pictures (S-5).
    pub images: Vec<String>,
    /// What makes it news.
    pub news: Option<News>,
}

/// What Google News is told of an article (N-3). Words that it no longer reads are not written (N-4).
#[derive(Debug, Clone, PartialEq)]
pub struct News {
    /// The name of the publication, letter by letter as Google knows it.
    pub publication: String,
    /// BCP 47; written as Google's two or three letters.
    pub language: String,
    /// First publication.
    pub published: DateTime<FixedOffset>,
    /// Plain text, without the name of the site.
    pub title: String,
}

/// A sitemap, as the index names it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SitemapFile {
    /// Its URL: absolute, ASCII.
    pub loc: String,
    /// The newest `lastmod` in it (S-7).
    pub lastmod: Option<DateTime<FixedOffset>>,
}

/// The bytes of `sitemap-2022-11.xml`. A namespace is declared only where it is used, so a site
/// without pictures is not told of Google's extension.
pub fn urlset(urls: impl Iterator<Item = SitemapUrl>) -> Vec<u8> {
    let urls: Vec<SitemapUrl> = urls.collect();
    let is_used = |test: fn(&SitemapUrl) -> bool| urls.iter().any(test);
    let mut namespaces = vec![("xmlns", NAMESPACE)];
    namespaces.extend(is_used(|it| !it.images.is_empty()).then_some(("xmlns:image", IMAGE_NAMESPACE)));
    namespaces.extend(is_used(|it| it.news.is_some()).then_some(("xmlns:news", NEWS_NAMESPACE)));
    Tree::document("urlset", &namespaces, |tree| urls.iter().for_each(|it| url(tree, it)))
}

/// The bytes of `sitemap.xml`, the index.
pub fn index(files: impl Iterator<Item = SitemapFile>) -> Vec<u8> {
    Tree::document("sitemapindex", &[("xmlns", NAMESPACE)], |tree| {
        for it in files {
            tree.element("sitemap", &[], |tree| place(tree, &it.loc, it.lastmod));
        }
    })
}

/// The extensions stand last (S-4).
fn url(tree: &mut Tree, url: &SitemapUrl) {
    tree.element("url", &[], |tree| {
        place(tree, &url.loc, url.lastmod);
        for image in url.images.iter().take(MAX_IMAGES) {
            tree.element("image:image", &[], |it| it.text("image:loc", &xml::ascii_url(image)));
        }
        if let Some(it) = &url.news {
            tree.element("news:news", &[], |tree| news(tree, it));
        }
    });
}

fn place(tree: &mut Tree, loc: &str, lastmod: Option<DateTime<FixedOffset>>) {
    tree.text("loc", &xml::ascii_url(loc));
    if let Some(moment) = lastmod {
        tree.text("lastmod", &date(moment));
    }
}

/// In the order that Google's schema asks for.
fn news(tree: &mut Tree, news: &News) {
    tree.element("news:publication", &[], |it| {
        it.text("news:name", &xml::one_line(&news.publication));
        it.text("news:language", &news_language(&news.language));
    });
    tree.text("news:publication_date", &date(news.published));
    tree.text("news:title", &xml::one_line(&news.title));
}

/// `id-ID` as `id`: two or three letters, and two names of Chinese that Google tells apart (N-3).
/// What is no language in this sense is "undetermined".
fn news_language(tag: &str) -> String {
    let tag = tag.trim().replace('_', "-").to_ascii_lowercase();
    let first = tag.split('-').next().unwrap_or_default();
    let is_language = (2..=3).contains(&first.len()) && first.bytes().all(|it| it.is_ascii_lowercase());
    match &*tag {
        "zh-cn" | "zh-tw" => tag,
        _ if is_language => first.to_owned(),
        _ => "und".to_owned(),
    }
}

/// W3C's date and time, with its offset and without a fraction (S-3).
fn date(moment: DateTime<FixedOffset>) -> String {
    moment.format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    fn written(urls: Vec<SitemapUrl>) -> String {
        String::from_utf8(urlset(urls.into_iter())).unwrap()
    }

    #[test]
    fn s2_s3_s4_a_page_is_its_place_its_date_and_its_pictures() {
        let page = SitemapUrl {
            loc: "https://kabar.id/berita/ikan é/?a=1&b=2".into(),
            lastmod: Some(moment("2022-11-08T14:30:00+08:00")),
            images: vec!["https://kabar.id/ikan.jpg".into()],
            news: None,
        };
        let plain = SitemapUrl { loc: "https://kabar.id/".into(), ..SitemapUrl::default() };
        let expected = "<?xml version=\"1.0\" encoding=\"utf-8\"?>
<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\">
 <url>
  <loc>https://kabar.id/berita/ikan%20%C3%A9/?a=1&amp;b=2</loc>
  <lastmod>2022-11-08T14:30:00+08:00</lastmod>
  <image:image>
   <image:loc>https://kabar.id/ikan.jpg</image:loc>
  </image:image>
 </url>
 <url>
  <loc>https://kabar.id/</loc>
 </url>
</urlset>
";
        assert_eq!(written(vec![page, plain]), expected);
    }

    #[test]
    fn x6_the_namespace_of_pictures_needs_a_picture() {
        let page = SitemapUrl { loc: "https://kabar.id/".into(), ..SitemapUrl::default() };
        assert!(!written(vec![page]).contains("xmlns:image"));
    }

    #[test]
    fn s3_the_date_keeps_its_offset_and_has_no_fraction() {
        let page = SitemapUrl {
            loc: "https://kabar.id/".into(),
            lastmod: Some(moment("2022-11-08T06:30:00.123456Z")),
            ..SitemapUrl::default()
        };
        assert!(written(vec![page]).contains("<lastmod>2022-11-08T06:30:00+00:00</lastmod>"));
    }

    #[test]
    fn s5_a_page_has_at_most_a_thousand_pictures() {
        let images = (0..1_200).map(|it| format!("https://kabar.id/{it}.jpg")).collect();
        let page = SitemapUrl { loc: "https://kabar.id/".into(), images, ..SitemapUrl::default() };
        assert_eq!(written(vec![page]).matches("<image:loc>").count(), 1_000);
    }

    #[test]
    fn s1_the_index_names_each_file_with_its_newest_date() {
        let files = [
            SitemapFile {
                loc: "https://kabar.id/sitemap-2022-11.xml".into(),
                lastmod: Some(moment("2022-11-08T16:00:00+08:00")),
            },
            SitemapFile { loc: "https://kabar.id/sitemap-pages.xml".into(), lastmod: None },
        ];
        let expected = "<?xml version=\"1.0\" encoding=\"utf-8\"?>
<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">
 <sitemap>
  <loc>https://kabar.id/sitemap-2022-11.xml</loc>
  <lastmod>2022-11-08T16:00:00+08:00</lastmod>
 </sitemap>
 <sitemap>
  <loc>https://kabar.id/sitemap-pages.xml</loc>
 </sitemap>
</sitemapindex>
";
        assert_eq!(String::from_utf8(index(files.into_iter())).unwrap(), expected);
    }

    fn article(language: &str) -> SitemapUrl {
        let news = News {
            publication: "Kabar & Gorontalo".into(),
            language: language.into(),
            published: moment("2022-11-08T14:30:00+08:00"),
            title: "Banjir <di> kota".into(),
        };
        SitemapUrl {
            loc: "https://kabar.id/banjir/".into(),
            lastmod: Some(moment("2022-11-08T16:00:00+08:00")),
            images: vec!["https://kabar.id/banjir.jpg".into()],
            news: Some(news),
        }
    }

    #[test]
    fn n3_s4_a_whole_news_sitemap() {
        let expected = "<?xml version=\"1.0\" encoding=\"utf-8\"?>
<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\" xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">
 <url>
  <loc>https://kabar.id/banjir/</loc>
  <lastmod>2022-11-08T16:00:00+08:00</lastmod>
  <image:image>
   <image:loc>https://kabar.id/banjir.jpg</image:loc>
  </image:image>
  <news:news>
   <news:publication>
    <news:name>Kabar &amp; Gorontalo</news:name>
    <news:language>id</news:language>
   </news:publication>
   <news:publication_date>2022-11-08T14:30:00+08:00</news:publication_date>
   <news:title>Banjir &lt;di&gt; kota</news:title>
  </news:news>
 </url>
</urlset>
";
        assert_eq!(written(vec![article("id-ID")]), expected);
    }

    #[test]
    fn n3_the_language_of_news_has_two_or_three_letters() {
        let cases = [
            ("id-ID", "id"),
            ("id", "id"),
            ("min", "min"),
            ("zh-CN", "zh-cn"),
            ("zh_TW", "zh-tw"),
            ("zh-Hant", "zh"),
            ("", "und"),
            ("i-mingo", "und"),
        ];
        for (tag, expected) in cases {
            assert_eq!(news_language(tag), expected, "{tag}");
        }
    }

    #[test]
    fn x6_each_namespace_is_declared_where_it_is_used() {
        let prefixes = |urls: Vec<SitemapUrl>| {
            let file = written(urls);
            ["image", "news"].map(|it| file.contains(&format!("xmlns:{it}=")))
        };
        assert_eq!(prefixes(vec![SitemapUrl { images: Vec::new(), ..article("id") }]), [false, true]);
        assert_eq!(prefixes(vec![SitemapUrl { news: None, ..article("id") }]), [true, false]);
    }

    #[test]
    fn n5_a_sitemap_may_be_empty() {
        let expected = "<?xml version=\"1.0\" encoding=\"utf-8\"?>
<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">
</urlset>
";
        assert_eq!(written(Vec::new()), expected);
    }

    #[test]
    fn x2_no_text_makes_the_file_unreadable() {
        let page = SitemapUrl { loc: "https://kabar.id/\u{b}<&>\u{fffe}".into(), ..SitemapUrl::default() };
        assert!(roxmltree::Document::parse(&written(vec![page])).is_ok());
    }
}
