//! A site's files brought under few rules: thousands of feeds share three names (T-1).
//!
//! Each file falls under one rule about its type, and if it has links, under one rule about them. Rules do not overlap,
//! since hosts disagree about two rules that set one header: Cloudflare joins the values, Netlify takes the last.

use super::address;
use super::{HostFacts, HostFile};
use std::collections::{BTreeMap, HashSet};

/// Which files a rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pattern<'f> {
    /// Names that end so: `.xml`.
    Extension(&'f str),
    /// This name in any folder: `feed.json`.
    Name(&'f str),
    /// This address.
    Exact(&'f str),
}

/// How files are served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Served<'f> {
    pub(super) pattern: Pattern<'f>,
    pub(super) mime: &'static str,
    pub(super) cache_seconds: Option<u32>,
    pub(super) cors: bool,
}

/// `Link` headers of files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Linked<'f> {
    /// Never an extension.
    pub(super) pattern: Pattern<'f>,
    pub(super) links: Vec<(&'f str, Target<'f>)>,
    /// One of the files, to know the type of all of them.
    pub(super) file: &'f HostFile,
}

/// Where a link leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target<'f> {
    /// To the file itself: the origin, before the path of the request.
    Own(&'f str),
    /// There.
    To(&'f str),
}

impl Pattern<'_> {
    /// As a regular expression for decoded paths; nothing for an address that no server's file can hold.
    pub(super) fn regex(self, base_path: &str) -> Option<String> {
        let base = address::literal(&address::decoded(base_path)?);
        Some(match self {
            Self::Extension(extension) => format!("^{base}.*{}$", address::literal(extension)),
            Self::Name(name) => format!("^{base}(.*/)?{}$", address::literal(&address::decoded(name)?)),
            Self::Exact(url) => format!("^{}$", address::literal(&address::decoded(url)?)),
        })
    }

    /// Whether the rule is for the address.
    pub(super) fn matches(self, url: &str) -> bool {
        match self {
            Self::Extension(extension) => self::extension(url) == extension,
            Self::Name(name) => self::name(url) == name,
            Self::Exact(exact) => exact == url,
        }
    }
}

/// The rules about types: by extension where all files of one are served alike, else by name, else one by one.
pub(super) fn served(facts: &HostFacts) -> Vec<Served<'_>> {
    let mut rules = Vec::new();
    for extension in distinct(&facts.files, extension) {
        let pattern = Pattern::Extension(extension);
        match agreed(facts, pattern) {
            Some(rule) if !extension.is_empty() => rules.push(rule),
            _ => rules.extend(served_by_name(facts, pattern)),
        }
    }
    rules
}

fn served_by_name<'f>(facts: &'f HostFacts, within: Pattern<'f>) -> Vec<Served<'f>> {
    let files = || facts.files.iter().filter(move |file| within.matches(&file.url));
    let names = distinct(files(), name);
    let rules = names.into_iter().flat_map(|name| {
        // Some hosts know names by their ends only, and `feed.json` must not catch `newsfeed.json`.
        let is_end = files().any(|file| file.url.ends_with(name) && self::name(&file.url) != name);
        let rule = if is_end { None } else { agreed(facts, Pattern::Name(name)) };
        match rule {
            Some(rule) => vec![rule],
            None => files()
                .filter(|file| self::name(&file.url) == name)
                .filter_map(|file| agreed(facts, Pattern::Exact(&file.url)))
                .collect(),
        }
    });
    rules.collect()
}

/// One rule for the files of a pattern, if none of them contradicts another. Whoever does not care is served like those
/// who do: that a sitemap may be read by a script does no harm.
fn agreed<'f>(facts: &'f HostFacts, pattern: Pattern<'f>) -> Option<Served<'f>> {
    let files = || facts.files.iter().filter(move |file| pattern.matches(&file.url));
    let mime = files().next()?.mime;
    let cache_seconds = files().find_map(|file| file.cache_seconds);
    let cors = files().any(|file| file.cors);
    files()
        .all(|file| file.mime == mime && (file.cache_seconds.is_none() || file.cache_seconds == cache_seconds))
        .then_some(Served { pattern, mime, cache_seconds, cors })
}

/// Decoded paths and where they have moved, each once: two rules for one path stop nginx, and Cloudflare takes the first.
/// An address that no server's file can hold is left to its page (T-7).
pub(super) fn moved(facts: &HostFacts) -> BTreeMap<String, &str> {
    let mut moved = BTreeMap::new();
    for (from, to) in facts.redirects.iter().filter(|(from, to)| from != to) {
        if let Some(from) = address::source(from) {
            moved.entry(from).or_insert(to.as_str());
        }
    }
    moved
}

/// The types of text that are worth compressing, HTML apart: those of pages' parts, and the site's own.
pub(super) fn compressed_types(facts: &HostFacts) -> Vec<&str> {
    let mut types = vec!["text/css", "text/plain", "text/xml", "text/javascript", "application/javascript"];
    types.extend(["application/json", "image/svg+xml"]);
    for file in &facts.files {
        let essence = file.mime.split(';').next().unwrap_or_default();
        if !types.contains(&essence) {
            types.push(essence);
        }
    }
    types
}

/// The rules about links (W-2): by name where all files of one name say the same of themselves, else one by one.
pub(super) fn linked<'f>(facts: &'f HostFacts) -> Vec<Linked<'f>> {
    let with_links = || facts.files.iter().filter(|file| !file.links.is_empty());
    let rules = distinct(with_links(), name).into_iter().flat_map(|name| {
        let all = || facts.files.iter().filter(move |file| self::name(&file.url) == name);
        let first = all().next().map(links).unwrap_or_default();
        if all().count() > 1 && all().all(|file| links(file) == first) {
            return all()
                .take(1)
                .map(|file| Linked { pattern: Pattern::Name(name), links: links(file), file })
                .collect();
        }
        let one = |file: &'f HostFile| Linked { pattern: Pattern::Exact(&file.url), links: links(file), file };
        all().filter(|file| !file.links.is_empty()).map(one).collect::<Vec<_>>()
    });
    rules.collect()
}

/// A file's links. One that leads to the file is told by the path of the request, where that reads the same in each
/// spelling.
fn links(file: &HostFile) -> Vec<(&str, Target<'_>)> {
    let links = file.links.iter().map(|(rel, url)| {
        let origin = url.strip_suffix(file.url.as_str()).filter(|_| address::is_plain(&file.url));
        (rel.as_str(), origin.map_or(Target::To(url), Target::Own))
    });
    links.collect()
}

fn name(url: &str) -> &str {
    &url[url.rfind('/').map_or(0, |at| at + 1)..]
}

/// With its dot; empty if the name has none.
fn extension(url: &str) -> &str {
    let name = name(url);
    name.rfind('.').map_or("", |at| &name[at..])
}

/// The values of a part of the addresses, in order of first appearance.
fn distinct<'f>(files: impl IntoIterator<Item = &'f HostFile>, part: fn(&str) -> &str) -> Vec<&'f str> {
    let mut seen = HashSet::new();
    files.into_iter().map(|file| part(&file.url)).filter(|part| seen.insert(*part)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(files: &[(&str, &'static str, Option<u32>)]) -> HostFacts {
        let file = |&(url, mime, cache_seconds): &(&str, &'static str, Option<u32>)| HostFile {
            url: url.to_owned(),
            mime,
            cache_seconds,
            ..HostFile::default()
        };
        HostFacts { base_path: "/".into(), files: files.iter().map(file).collect(), ..HostFacts::default() }
    }

    fn patterns(facts: &HostFacts) -> Vec<Pattern<'_>> {
        served(facts).into_iter().map(|rule| rule.pattern).collect()
    }

    #[test]
    fn t6_thousands_of_feeds_are_one_rule() {
        let urls: Vec<String> = (0..1_000).map(|it| format!("/topik/t{it}/feed.xml")).collect();
        let mut files: Vec<_> = urls.iter().map(|url| (url.as_str(), "application/xml", Some(600))).collect();
        files.push(("/sitemap.xml", "application/xml", None));
        let facts = facts(&files);
        let only = Served {
            pattern: Pattern::Extension(".xml"),
            mime: "application/xml",
            cache_seconds: Some(600),
            cors: false,
        };
        assert_eq!(served(&facts), [only]);
    }

    #[test]
    fn t6_what_differs_within_an_extension_goes_by_name_and_then_by_address() {
        let facts = facts(&[
            ("/feed.json", "application/feed+json", None),
            ("/daerah/feed.json", "application/feed+json", None),
            ("/cari.json", "application/json", None),
            ("/a/data.json", "application/json", Some(60)),
            ("/b/data.json", "application/json", Some(90)),
            ("/umpan", "application/xml", None),
        ]);
        let expected = [
            Pattern::Name("feed.json"),
            Pattern::Name("cari.json"),
            Pattern::Exact("/a/data.json"),
            Pattern::Exact("/b/data.json"),
            Pattern::Name("umpan"),
        ];
        assert_eq!(patterns(&facts), expected);
    }

    #[test]
    fn t6_no_two_rules_are_for_one_file() {
        let facts =
            facts(&[("/feed.json", "application/feed+json", None), ("/newsfeed.json", "application/json", None)]);
        assert_eq!(patterns(&facts), [Pattern::Exact("/feed.json"), Pattern::Name("newsfeed.json")]);
    }

    #[test]
    fn t7_a_path_moves_once_and_never_to_itself() {
        let redirects = [("/a/", "/b/"), ("/%61/", "/c/"), ("/d/", "/d/"), ("/?p=1", "/b/")];
        let redirects = redirects.map(|(from, to)| (from.to_owned(), to.to_owned())).to_vec();
        let facts = HostFacts { redirects, ..HostFacts::default() };
        assert_eq!(moved(&facts), BTreeMap::from([("/a/".to_owned(), "/b/")]));
    }

    #[test]
    fn w2_links_are_told_by_name_if_all_files_of_the_name_have_them() {
        let facts = crate::render::hosts::sample::facts();
        let rules = linked(&facts);
        let shown: Vec<_> = rules.iter().map(|rule| (rule.pattern, rule.links.clone())).collect();
        let links = vec![("hub", Target::To("https://hub.example/")), ("self", Target::Own("https://kabar.example"))];
        assert_eq!(shown, [(Pattern::Name("feed.xml"), links.clone()), (Pattern::Exact("/koran/feed.json"), links)]);
    }
}
