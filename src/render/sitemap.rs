//! Sitemaps: the list of a site's pages for search engines (rules S).
//!
//! One function for a list of pages, one for the list of such lists. Which pages go into which file
//! is the plan's business (S-1, S-6, S-7); this file only writes.

use chrono::{DateTime, FixedOffset};
use quick_xml::Writer;
use quick_xml::events::{BytesEnd, BytesStart, BytesText, Event};

use super::xml;

/// More entries than this do not belong into one file, nor into one index (S-1).
pub const MAX_URLS: usize = 50_000;
/// More pictures than this do not belong to one page (S-5).
const MAX_IMAGES: usize = 1_000;

const NAMESPACE: &str = "http://www.sitemaps.org/schemas/sitemap/0.9";
const IMAGE_NAMESPACE: &str = "http://www.google.com/schemas/sitemap-image/1.1";

/// A page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SitemapUrl {
    /// The canonical URL: absolute, ASCII (S-2).
    pub loc: String,
    /// When the author last changed it, never when it was built (S-3).
    pub lastmod: Option<DateTime<FixedOffset>>,
    /// The URLs of its pictures (S-5).
    pub images: Vec<String>,
}

/// A sitemap, as the index names it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SitemapFile {
    /// Its URL: absolute, ASCII.
    pub loc: String,
    /// The newest `lastmod` in it (S-7).
    pub lastmod: Option<DateTime<FixedOffset>>,
}

/// The bytes of `sitemap-2022-11.xml`. The namespace for pictures is declared only where there is
/// one, so a site without pictures is not told of Google's extension.
pub fn urlset(urls: impl Iterator<Item = SitemapUrl>) -> Vec<u8> {
    let urls: Vec<SitemapUrl> = urls.collect();
    let mut root = BytesStart::new("urlset");
    root.push_attribute(("xmlns", NAMESPACE));
    if urls.iter().any(|url| !url.images.is_empty()) {
        root.push_attribute(("xmlns:image", IMAGE_NAMESPACE));
    }
    document(root, |file| urls.iter().for_each(|url| file.url(url)))
}

/// The bytes of `sitemap.xml`, the index.
pub fn index(files: impl Iterator<Item = SitemapFile>) -> Vec<u8> {
    let mut root = BytesStart::new("sitemapindex");
    root.push_attribute(("xmlns", NAMESPACE));
    document(root, |file| {
        for it in files {
            file.element("sitemap", |file| file.place(&it.loc, it.lastmod));
        }
    })
}

fn document(root: BytesStart<'static>, content: impl FnOnce(&mut File)) -> Vec<u8> {
    let mut file = File { writer: Writer::new_with_indent(Vec::new(), b' ', 1) };
    let end = root.to_end().into_owned();
    file.write(Event::Start(root));
    content(&mut file);
    file.write(Event::End(end));
    [xml::DECLARATION.as_bytes(), &file.writer.into_inner(), b"\n"].concat()
}

/// The file being written.
struct File {
    writer: Writer<Vec<u8>>,
}

impl File {
    fn url(&mut self, url: &SitemapUrl) {
        self.element("url", |file| {
            file.place(&url.loc, url.lastmod);
            // The extensions stand last (S-4).
            for image in url.images.iter().take(MAX_IMAGES) {
                file.element("image:image", |file| {
                    file.text("image:loc", &xml::ascii_url(image));
                });
            }
        });
    }

    fn place(&mut self, loc: &str, lastmod: Option<DateTime<FixedOffset>>) {
        self.text("loc", &xml::ascii_url(loc));
        if let Some(moment) = lastmod {
            self.text("lastmod", &moment.format("%Y-%m-%dT%H:%M:%S%:z").to_string());
        }
    }

    fn text(&mut self, name: &str, text: &str) {
        self.element(name, |file| {
            file.write(Event::Text(BytesText::from_escaped(xml::text(text))));
        });
    }

    fn element(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        self.write(Event::Start(BytesStart::new(name)));
        content(self);
        self.write(Event::End(BytesEnd::new(name)));
    }

    /// Writing into memory cannot fail.
    fn write(&mut self, event: Event<'_>) {
        let _ = self.writer.write_event(event);
    }
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
            images: Vec::new(),
        };
        assert!(written(vec![page]).contains("<lastmod>2022-11-08T06:30:00+00:00</lastmod>"));
    }

    #[test]
    fn s5_a_page_has_at_most_a_thousand_pictures() {
        let images = (0..1_200).map(|it| format!("https://kabar.id/{it}.jpg")).collect();
        let page = SitemapUrl { loc: "https://kabar.id/".into(), lastmod: None, images };
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

    #[test]
    fn x2_no_text_makes_the_file_unreadable() {
        let page = SitemapUrl { loc: "https://kabar.id/\u{b}<&>\u{fffe}".into(), ..SitemapUrl::default() };
        assert!(roxmltree::Document::parse(&written(vec![page])).is_ok());
    }
}
