//! What is known of a site besides its documents, and which file an address belongs to.
//!
//! Addresses are compared byte for byte, as readers and crawlers do; only to find the file is one decoded.

use chrono::{DateTime, FixedOffset};
use url::Url;

use crate::diag::Severity;
use crate::plan::url::{Urls, file_of};

/// The site whose output is judged.
#[derive(Debug, Clone)]
pub struct Site {
    /// Where it will be served; ends in a slash.
    pub base_url: Url,
    /// The tag of its main language: `id`.
    pub language: String,
    /// The moment for which it is built; nothing may be newer (N-1).
    pub now: DateTime<FixedOffset>,
    /// Who publishes it (N-3, L-5).
    pub publisher: String,
    /// Hosts that pages may fetch from all the same (H-14).
    pub third_parties: Vec<String>,
    /// How bad it is if an address of the site leads nowhere.
    pub dead_links: Severity,
}

impl Site {
    /// The URL at which a file of the output is served.
    pub fn url_of(&self, path: &str) -> String {
        let folder = path.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/'));
        Urls::new(&self.base_url).permalink(folder.unwrap_or(path))
    }

    /// The file that a URL of this site is served from, whether it exists or not; `None` for other sites.
    pub fn path_of(&self, url: &str) -> Option<String> {
        let origin = self.base_url.origin().ascii_serialization();
        let rest = url.strip_prefix(&origin)?.split(['?', '#']).next().unwrap_or_default();
        Urls::new(&self.base_url).path_of(rest).map(|path| file_of(&path))
    }

    /// The file at an address from the root of the host, whether it exists or not; `None` if it is not below ours.
    pub fn file_at(&self, address: &str) -> Option<String> {
        Urls::new(&self.base_url).path_of(address).map(|path| file_of(&path))
    }

    /// The address from the root of the host of a path of the site.
    pub fn address_of(&self, path: &str) -> String {
        Urls::new(&self.base_url).url(path)
    }

    /// Whether a URL leads to the site's own host, or is none of the web at all (`data:`).
    pub fn is_own_host(&self, url: &Url) -> bool {
        !matches!(url.scheme(), "http" | "https") || url.origin() == self.base_url.origin()
    }

    /// Whether pages may fetch from there (H-14).
    pub fn may_fetch(&self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        self.is_own_host(url) || self.third_parties.iter().any(|allowed| allowed == host)
    }
}

/// An absolute address of the web.
pub fn is_absolute(url: &str) -> bool {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/')) && Url::parse(url).is_ok()
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Site, is_absolute};
    use crate::diag::Severity;
    use chrono::DateTime;
    use url::Url;

    /// A site at `https://kabar.example/`, built at noon of 23 November 2026.
    pub fn site() -> Site {
        Site {
            base_url: Url::parse("https://kabar.example/").expect("a URL"),
            language: "id".to_owned(),
            now: DateTime::parse_from_rfc3339("2026-11-23T12:00:00+08:00").expect("a date"),
            publisher: "Kabar".to_owned(),
            third_parties: vec!["iklan.example".to_owned()],
            dead_links: Severity::Error,
        }
    }

    #[test]
    fn files_and_urls_belong_together() {
        let site = site();
        for (path, url) in [
            ("index.html", "https://kabar.example/"),
            ("daerah/index.html", "https://kabar.example/daerah/"),
            ("daerah/banjir besar/index.html", "https://kabar.example/daerah/banjir%20besar/"),
            ("lama.html", "https://kabar.example/lama.html"),
            ("myindex.html", "https://kabar.example/myindex.html"),
        ] {
            assert_eq!(site.url_of(path), url);
            assert_eq!(site.path_of(url).as_deref(), Some(path));
        }
        assert_eq!(site.path_of("https://kabar.example/style.css?v=1").as_deref(), Some("style.css"));
        assert_eq!(site.path_of("https://lain.example/"), None);
        assert_eq!(site.path_of("https://kabar.example.com/"), None);
    }

    #[test]
    fn only_whole_addresses_are_absolute() {
        let absolute =
            ["https://kabar.example/a", "/a", "//kabar.example/", "https:///a", "mailto:a@kabar.example", ""];
        assert_eq!(absolute.map(is_absolute), [true, false, false, false, false, false]);
    }
}
