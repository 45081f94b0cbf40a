//! Addresses: where a page is written, and what it is called on the web.
//!
//! A *path* here is relative to the site's root, without a slash in front, not encoded: `daerah/banjir/`. A *URL* has the
//! path of `base_url` in front and is percent-encoded.

use crate::content::Article;
use chrono::Datelike;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

/// What is encoded in a path: all that is not allowed there, and `%` itself, since our paths are not encoded.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'%')
    .add(b'\\')
    .add(b'^')
    .add(b'|')
    .add(b'[')
    .add(b']');

/// A path as it stands in a URL.
pub fn encoded(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// Makes URLs of paths.
#[derive(Debug, Clone)]
pub struct Urls {
    origin: String,
    base_path: String,
}

impl Urls {
    /// URLs below `base_url`, which ends in a slash.
    pub fn new(base_url: &Url) -> Self {
        Self { origin: base_url.origin().ascii_serialization(), base_path: base_url.path().to_owned() }
    }

    /// The URL from the root of the host: `/koran/daerah/banjir/`.
    pub fn url(&self, path: &str) -> String {
        format!("{}{}", self.base_path, utf8_percent_encode(path, PATH))
    }

    /// The whole URL.
    pub fn permalink(&self, path: &str) -> String {
        format!("{}{}", self.origin, self.url(path))
    }

    /// The whole URL of a URL from the root of the host.
    pub fn whole(&self, url: &str) -> String {
        if url.starts_with('/') && !url.starts_with("//") { format!("{}{url}", self.origin) } else { url.to_owned() }
    }

    /// A path as a user wrote it in a link (`/daerah/`), below the base path; one that has the base path already is left.
    pub fn from_site_path(&self, written: &str) -> String {
        if self.base_path != "/" && written.starts_with(&self.base_path) {
            return written.to_owned();
        }
        format!("{}{}", self.base_path, written.trim_start_matches('/'))
    }

    /// The path of a URL from the root of the host, decoded; `None` if it is not below the base path.
    pub fn path_of(&self, url: &str) -> Option<String> {
        let path = url.split(['#', '?']).next()?.strip_prefix(&self.base_path)?;
        Some(percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned())
    }
}

/// What of a path lies below a folder.
pub fn below<'p>(path: &'p str, folder: &str) -> Option<&'p str> {
    path.strip_prefix(folder)?.strip_prefix('/')
}

/// The address of a section's list; the top is the front page.
pub fn section(section: &str) -> String {
    if section.is_empty() { String::new() } else { format!("{section}/") }
}

/// The file a path is written to: `a/` is `a/index.html`, `a.html` itself.
pub fn file_of(path: &str) -> String {
    if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.to_owned() }
}

/// Where the parts of an article and its assets lie: below `a/` for `a/`, below `a/` for `a.html` too.
pub fn folder_of(path: &str) -> String {
    match path.strip_suffix(".html").or_else(|| path.strip_suffix(".htm")) {
        Some(bare) => format!("{bare}/"),
        None => path.to_owned(),
    }
}

/// A path as an author wrote it in `permalink` or `aliases`: `/berita/lama/`, `berita/lama`, `/lama.html`.
///
/// # Errors
/// It leaves the site, or has characters that no file name may have.
pub fn written(text: &str) -> Result<String, String> {
    let text = percent_encoding::percent_decode_str(text.trim()).decode_utf8_lossy();
    let bare = text.trim_start_matches('/');
    let is_file = bare.rsplit('/').next().is_some_and(|last| last.contains('.')) && !bare.ends_with('/');
    let path = if bare.is_empty() || is_file || bare.ends_with('/') { bare.to_owned() } else { format!("{bare}/") };
    check(&path).map(|()| path)
}

/// The address of a page as its author wrote it. Only `.html` makes a file of it: `/berita/v1.2` is a folder.
///
/// # Errors
/// As [`written`].
pub fn page(text: &str) -> Result<String, String> {
    let path = written(text)?;
    let is_file = path.ends_with(".html") || path.ends_with(".htm") || path.ends_with('/') || path.is_empty();
    Ok(if is_file { path } else { format!("{path}/") })
}

/// Whether a path stays inside the output folder and can be a file's name on every system.
///
/// # Errors
/// What is wrong with it.
pub fn check(path: &str) -> Result<(), String> {
    for segment in path.strip_suffix('/').unwrap_or(path).split('/') {
        if matches!(segment, "." | "..") {
            return Err(format!("`{path}` would leave the output folder"));
        }
        if segment.is_empty() && !path.is_empty() {
            return Err(format!("`{path}` has an empty part between slashes"));
        }
        if let Some(bad) =
            segment.chars().find(|c| c.is_control() || matches!(c, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|'))
        {
            return Err(format!("`{}` holds {bad:?}, which a file name may not have", path.escape_debug()));
        }
        if segment.len() > 240 {
            return Err(format!(
                "`{}…` is longer than a file name may be",
                &segment.chars().take(40).collect::<String>()
            ));
        }
    }
    Ok(())
}

/// What the gaps of a permalink pattern are filled with.
pub struct Facts<'f> {
    /// The article.
    pub article: &'f Article,
    /// Its section's path.
    pub section: &'f str,
    /// Its slug.
    pub slug: &'f str,
    /// Its day in the site's zone (I-7), if it has one.
    pub day: Option<chrono::NaiveDate>,
}

/// Fills a pattern such as `/{section}/{year}/{slug}/`. A page without a date leaves the parts of a date out.
///
/// # Errors
/// The pattern names something unknown.
pub fn fill_pattern(pattern: &str, facts: &Facts) -> Result<String, String> {
    let mut path = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        path.push_str(before);
        let gap_and_tail = after.split_once('}').filter(|(name, _)| !name.contains('{'));
        let (name, tail) = gap_and_tail.ok_or_else(|| format!("`{pattern}` has a `{{` without `}}`"))?;
        path.push_str(&gap(name, facts).ok_or_else(|| {
            format!("`{{{name}}}` is unknown in `{pattern}`; there are year, month, day, section, slug and language")
        })?);
        rest = tail;
    }
    path.push_str(rest);
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let end = if path.ends_with('/') && !parts.is_empty() { "/" } else { "" };
    page(&format!("{}{end}", parts.join("/")))
}

fn gap(name: &str, facts: &Facts) -> Option<String> {
    let day = |of: fn(&chrono::NaiveDate) -> String| facts.day.as_ref().map(of).unwrap_or_default();
    Some(match name {
        "slug" => facts.slug.to_owned(),
        "section" => facts.section.to_owned(),
        "language" => facts.article.language.clone(),
        "year" => day(|day| format!("{:04}", day.year())),
        "month" => day(|day| format!("{:02}", day.month())),
        "day" => day(|day| format!("{:02}", day.day())),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{Urls, check, file_of, folder_of, page, written};
    use url::Url;

    #[test]
    fn urls_have_the_base_path_and_are_encoded() {
        let urls = Urls::new(&Url::parse("https://x.example/koran/").unwrap());
        assert_eq!(urls.url("berita/café baru/"), "/koran/berita/caf%C3%A9%20baru/");
        assert_eq!(urls.permalink(""), "https://x.example/koran/");
        assert_eq!(urls.from_site_path("/daerah/"), "/koran/daerah/");
        assert_eq!(urls.from_site_path("/koran/daerah/"), "/koran/daerah/");
        assert_eq!(urls.path_of("/koran/caf%C3%A9/#x").as_deref(), Some("café/"));
        assert_eq!(urls.path_of("/lain/"), None);
    }

    #[test]
    fn written_paths_become_folders_or_files() {
        assert_eq!(written("/berita/lama").as_deref(), Ok("berita/lama/"));
        assert_eq!(written("lama.html").as_deref(), Ok("lama.html"));
        assert_eq!(
            (file_of("a/"), file_of(""), file_of("a.html")),
            ("a/index.html".into(), "index.html".into(), "a.html".into())
        );
        assert_eq!(folder_of("a.html"), "a/");
        assert_eq!((page("/berita/v1.2").as_deref(), page("a.html").as_deref()), (Ok("berita/v1.2/"), Ok("a.html")));
    }

    #[test]
    fn no_path_leaves_the_site() {
        for bad in ["../../x", "a/../b/", "/%2e%2e/x", "a//b", "a\\b", "a\u{0}b"] {
            assert!(written(bad).is_err(), "{bad}");
        }
        assert!(check("a/.well-known/b").is_ok());
    }
}
