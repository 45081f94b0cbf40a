//! What was published, read out of an output folder: ours, or one that another generator made.
//!
//! Its feeds say which ids readers have seen; its file names say which addresses there are. It does not look into pages,
//! so an article that has left every feed is an address and no more. It reads nothing itself: whoever calls it does.

use super::reader::{self, Document, Entry, Format};
use super::{Item, Published};
use percent_encoding::percent_decode_str;
use rayon::prelude::*;
use std::collections::BTreeSet;
use url::Url;

/// A folder that was read.
#[derive(Debug, Default)]
pub struct Folder {
    /// What it publishes.
    pub published: Published,
    /// Feeds that could not be read: the file and the reason.
    pub broken: Vec<(String, String)>,
}

/// Reads a folder.
///
/// `paths` are its files, relative to it and with `/`; `bytes_of` gives the bytes of one, or a reason. `page_word` stands
/// in the addresses of a list's numbered pages (`halaman`), and `base_url` is taken where no feed tells the site's.
pub fn read(
    paths: &[String],
    page_word: &str,
    base_url: &str,
    bytes_of: impl Fn(&str) -> Result<Vec<u8>, String> + Sync,
) -> Folder {
    let candidates: Vec<&String> = paths.iter().filter(|path| reader::may_be_feed(path)).collect();
    let results = candidates.into_par_iter().map(|path| (path, bytes_of(path).and_then(|bytes| reader::read(&bytes))));
    let results: Vec<_> = results.collect();
    let mut documents = Vec::new();
    let mut broken = Vec::new();
    for (path, result) in results {
        match result {
            Ok(Some(document)) => documents.push((path.as_str(), document)),
            Ok(None) => {}
            Err(reason) => broken.push((path.clone(), reason)),
        }
    }
    // The format that knows most first; then the front page's, which are the shortest.
    documents.sort_by_key(|(path, document)| (document.format, path.len(), *path));
    let base = base_of(&documents).unwrap_or_else(|| base_url.to_owned());
    let pages = paths.iter().map(|path| address_of(path));
    let mut published = Published { base_url: base, ..Published::default() };
    published.pages = pages.filter(|page| !is_numbered(page, page_word)).collect();
    for (path, document) in documents {
        published.add(path, document);
    }
    Folder { published, broken }
}

impl Published {
    fn add(&mut self, path: &str, document: Document) {
        let folder = path.rsplit_once('/').map_or_else(|| "/".to_owned(), |(folder, _)| format!("/{folder}/"));
        let feed = self.feeds.entry(folder).or_default();
        feed.documents.push(address_of(path));
        let known: BTreeSet<String> = feed.ids.iter().cloned().collect();
        let ids = document.entries.iter().map(|entry| entry.id.clone());
        feed.ids.extend(ids.filter(|id| !known.contains(id)));
        for entry in document.entries {
            let path = path_below(&self.base_url, &entry.url);
            let known = self.articles.entry(entry.id.clone()).or_insert_with(|| Item {
                id: entry.id.clone(),
                path: path.clone(),
                url: entry.url.clone(),
                silent: true,
                ..Item::default()
            });
            known.learn(entry, document.format);
        }
    }
}

impl Item {
    /// Takes what is not known yet.
    fn learn(&mut self, entry: Entry, format: Format) {
        if self.title.is_empty() {
            self.title = entry.title;
        }
        self.published = self.published.or(entry.published);
        self.updated = self.updated.or(entry.updated);
        self.silent &= format == Format::Rss;
    }
}

/// The address under which a host serves a file.
fn address_of(file: &str) -> String {
    let path = file.strip_suffix("index.html").filter(|folder| folder.is_empty() || folder.ends_with('/'));
    format!("/{}", path.unwrap_or(file))
}

/// Whether an address is that of a list's page behind the first, by the words of this site and of most generators.
fn is_numbered(address: &str, page_word: &str) -> bool {
    let mut parts = address.trim_end_matches('/').rsplit('/');
    let number = parts.next().is_some_and(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    number && parts.next().is_some_and(|word| word == page_word || word == "page")
}

/// Where the site lives, as its feeds tell: their own address without their place in the folder, or their page's.
fn base_of(documents: &[(&str, Document)]) -> Option<String> {
    let of_self = documents.iter().find_map(|(path, document)| base_before(document.self_url.as_deref()?, path));
    let of_home = || {
        documents.iter().find_map(|(path, document)| {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            base_before(document.home.as_deref()?, folder)
        })
    };
    of_self.or_else(of_home)
}

/// What stands in a URL before a path.
fn base_before(url: &str, path: &str) -> Option<String> {
    let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let own = percent_decode_str(url.path()).decode_utf8_lossy();
    let base = own.trim_end_matches('/').strip_suffix(path.trim_end_matches('/'))?.trim_end_matches('/');
    let mut base_url = url.clone();
    base_url.set_query(None);
    base_url.set_fragment(None);
    base_url.set_path(&format!("{base}/"));
    Some(base_url.to_string())
}

/// The address of a URL below the site's, decoded; of a URL elsewhere, all of it. Neither `https` nor `www.` makes
/// another site.
fn path_below(base: &str, url: &str) -> String {
    let host = |url: &Url| url.host_str().map(|host| host.strip_prefix("www.").unwrap_or(host).to_owned());
    let parsed = Url::parse(base).and_then(|base| Ok((base.join(url)?, base)));
    let below = parsed.ok().filter(|(url, base)| host(url) == host(base)).and_then(|(url, base)| {
        let path = url.path().strip_prefix(base.path())?;
        // `https://blog.example/?p=7` is an address by its query.
        let query = url.query().map_or_else(String::new, |query| format!("?{query}"));
        Some(format!("/{}{query}", percent_decode_str(path).decode_utf8_lossy()))
    });
    let address = below.unwrap_or_else(|| url.to_owned());
    match address.strip_suffix("/index.html") {
        Some(folder) => format!("{folder}/"),
        None => address,
    }
}

#[cfg(test)]
mod tests {
    use super::{address_of, base_before, is_numbered, path_below, read};
    use crate::diff::Item;

    const RSS: &str = r#"<rss xmlns:atom="http://www.w3.org/2005/Atom"><channel><link>https://kabar.example/koran/</link>
        <item><guid>tag:a</guid><link>https://kabar.example/koran/a%20b/</link><title>Lama</title></item></channel></rss>"#;

    const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom">
        <link rel="self" href="https://kabar.example/koran/daerah/atom.xml"/>
        <entry><id>tag:a</id><title>Banjir</title><updated>2026-11-20T08:00:00+08:00</updated>
        <link href="https://kabar.example/koran/a%20b/"/></entry></feed>"#;

    #[test]
    fn a_folder_is_its_feeds_and_its_file_names() {
        let files = [
            ("index.html", ""),
            ("a b/index.html", ""),
            ("daerah/page/2/index.html", ""),
            ("feed.xml", RSS),
            ("daerah/atom.xml", ATOM),
            ("daerah/feed.xml", "<rss><channel>"),
            ("sitemap.xml", "<urlset/>"),
        ];
        let paths = files.map(|(path, _)| path.to_owned());
        let bytes_of = |path: &str| Ok(files.iter().find(|file| file.0 == path).unwrap().1.as_bytes().to_vec());
        let found = read(&paths, "halaman", "https://lain.example/", bytes_of);
        let was = &found.published;
        assert_eq!((was.base_url.as_str(), was.is_complete()), ("https://kabar.example/koran/", false));
        let item = Item {
            id: "tag:a".into(),
            path: "/a b/".into(),
            url: "https://kabar.example/koran/a%20b/".into(),
            title: "Banjir".into(),
            published: chrono::DateTime::parse_from_rfc3339("2026-11-20T08:00:00+08:00").ok(),
            ..Item::default()
        };
        assert_eq!(was.articles.values().collect::<Vec<_>>(), [&item]);
        let feeds: Vec<_> =
            was.feeds.iter().map(|(path, feed)| (path.as_str(), &feed.documents[..], &feed.ids[..])).collect();
        let (id, front, section) = (["tag:a".to_owned()], ["/feed.xml".to_owned()], ["/daerah/atom.xml".to_owned()]);
        assert_eq!(feeds, [("/", &front[..], &id[..]), ("/daerah/", &section[..], &id[..])]);
        let pages: Vec<&String> = was.pages.iter().collect();
        assert_eq!(pages, ["/", "/a b/", "/daerah/atom.xml", "/daerah/feed.xml", "/feed.xml", "/sitemap.xml"]);
        assert_eq!(found.broken.len(), 1);
        assert_eq!(found.broken[0].0, "daerah/feed.xml");
    }

    #[test]
    fn addresses_are_those_of_a_host() {
        assert_eq!(
            ["index.html", "a/index.html", "a.html", "xindex.html"].map(address_of),
            ["/", "/a/", "/a.html", "/xindex.html"]
        );
        assert!(is_numbered("/daerah/halaman/2/", "halaman") && is_numbered("/page/12/", "halaman"));
        assert!(
            !is_numbered("/daerah/2/", "halaman") && !is_numbered("/page/", "halaman") && !is_numbered("/", "halaman")
        );
    }

    #[test]
    fn a_base_is_what_is_left_of_an_address() {
        let base = |url, path| base_before(url, path);
        assert_eq!(
            base("https://k.example/koran/daerah/feed.xml", "daerah/feed.xml").as_deref(),
            Some("https://k.example/koran/")
        );
        assert_eq!(base("https://k.example", "").as_deref(), Some("https://k.example/"));
        assert_eq!(base("https://k.example/tag/x/?y", "tag/x").as_deref(), Some("https://k.example/"));
        assert_eq!(base("https://k.example/feed/", "feed/index.xml"), None);
        assert_eq!(base("/feed.xml", "feed.xml"), None);
    }

    #[test]
    fn a_path_is_of_the_same_site_with_and_without_www() {
        let path = |url| path_below("https://kabar.example/koran/", url);
        assert_eq!(path("http://www.kabar.example/koran/caf%C3%A9/"), "/café/");
        assert_eq!(path("https://kabar.example/koran/?p=7"), "/?p=7");
        assert_eq!(path("https://kabar.example/koran/a/index.html"), "/a/");
        assert_eq!(path("https://kabar.example/lain/"), "https://kabar.example/lain/");
        assert_eq!(path("https://lain.example/a/"), "https://lain.example/a/");
    }
}
