//! `_headers` and `_redirects`, which Netlify and Cloudflare both read, each in its own way.
//!
//! A rule has one `*`, which stands for anything, slashes too: Cloudflare drops a rule with two. A `:` would begin a
//! placeholder, so addresses hold none. Rules about one header never overlap (see `rules`).

use super::HostFacts;
use super::address;
use super::rules::{self, Pattern};
use std::fmt::Write as _;

/// Rules of `_headers` that Cloudflare reads.
const CLOUDFLARE_RULES: usize = 100;
/// Lines of `_redirects` without a `*` that Cloudflare reads.
const CLOUDFLARE_REDIRECTS: usize = 2_000;

const HEAD: &str = "# Written by halaman. Netlify and Cloudflare read it; elsewhere it does nothing.\n";

/// The text of `_headers`.
pub(super) fn headers(facts: &HostFacts) -> String {
    let mut text = HEAD.to_owned();
    let base = path(&facts.base_path);
    let _ = write!(text, "\n{base}*\n  X-Content-Type-Options: nosniff\n");
    for rule in rules::served(facts) {
        let _ = match rule.pattern {
            Pattern::Extension(end) | Pattern::Name(end) => write!(text, "\n{base}*{}\n", path(end)),
            Pattern::Exact(url) => write!(text, "\n{}\n", path(url)),
        };
        let _ = writeln!(text, "  Content-Type: {}", rule.mime);
        if rule.cors {
            text.push_str("  Access-Control-Allow-Origin: *\n");
        }
        if let Some(seconds) = rule.cache_seconds {
            let _ = writeln!(text, "  Cache-Control: public, max-age={seconds}");
        }
    }
    for file in facts.files.iter().filter(|file| !file.links.is_empty()) {
        let _ = write!(text, "\n{}\n", path(&file.url));
        for (rel, url) in &file.links {
            let _ = writeln!(text, "  Link: <{}>; rel=\"{rel}\"", address::encoded(url));
        }
    }
    text
}

/// The text of `_redirects`. Netlify goes on to a file that is there (the page of an alias is) unless a `!` forces it;
/// Cloudflare skips lines with a `!` and never looks at files. So a site for both says it twice.
pub(super) fn redirects(facts: &HostFacts, netlify: bool, cloudflare: bool) -> String {
    let mut text = HEAD.to_owned();
    for (from, to) in moved(facts) {
        for status in [netlify.then_some("301!"), cloudflare.then_some("301")].into_iter().flatten() {
            let _ = writeln!(text, "{from} {to} {status}");
        }
    }
    if netlify && facts.not_found != "/404.html" {
        // At a site's root Netlify finds the page by itself; Cloudflare finds it anywhere.
        let _ = writeln!(text, "{}* {} 404", path(&facts.base_path), path(&facts.not_found));
    }
    text
}

/// A `*` or `:` in an address that has moved would make a pattern of it; its page redirects all the same.
fn moved(facts: &HostFacts) -> impl Iterator<Item = (String, String)> {
    let moved = rules::moved(facts).into_iter().filter(|(from, _)| !from.contains(['*', ':']));
    moved.map(|(from, to)| (address::requested(&from), address::encoded(to)))
}

/// What Cloudflare will not read.
pub(super) fn limits(facts: &HostFacts, netlify: bool) -> Vec<String> {
    let rules = 1 + rules::served(facts).len() + facts.files.iter().filter(|file| !file.links.is_empty()).count();
    // It counts the lines for Netlify too before it skips them.
    let lines = moved(facts).count() * if netlify { 2 } else { 1 };
    let told = |count, limit, file: &str, kind: &str, rest: &str| {
        (count > limit).then(|| format!("Cloudflare reads {limit} of the {count} {kind} in `{file}`; {rest}"))
    };
    let headers = told(rules, CLOUDFLARE_RULES, "_headers", "rules", "other feeds name their hubs in their text only");
    let redirects = told(lines, CLOUDFLARE_REDIRECTS, "_redirects", "lines", "other aliases redirect by their pages");
    [headers, redirects].into_iter().flatten().collect()
}

/// An address as browsers ask for it, without what these files read as a pattern.
fn path(url: &str) -> String {
    let path = address::decoded(url).map_or_else(|| address::encoded(url), |path| address::requested(&path));
    path.replace('*', "%2A").replace(':', "%3A")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::hosts::HostFile;
    use crate::render::hosts::sample;

    #[test]
    fn t51_t6_w2_headers() {
        let expected = r#"# Written by halaman. Netlify and Cloudflare read it; elsewhere it does nothing.

/koran/*
  X-Content-Type-Options: nosniff

/koran/*.xml
  Content-Type: application/xml; charset=utf-8
  Access-Control-Allow-Origin: *
  Cache-Control: public, max-age=600

/koran/*feed.json
  Content-Type: application/feed+json
  Access-Control-Allow-Origin: *
  Cache-Control: public, max-age=600

/koran/*index.json
  Content-Type: application/json

/koran/*.opml
  Content-Type: text/x-opml; charset=utf-8

/koran/*.webmanifest
  Content-Type: application/manifest+json

/koran/feed.xml
  Link: <https://hub.example/>; rel="hub"
  Link: <https://kabar.example/koran/feed.xml>; rel="self"

/koran/feed.json
  Link: <https://hub.example/>; rel="hub"
  Link: <https://kabar.example/koran/feed.json>; rel="self"

/koran/daerah/feed.xml
  Link: <https://hub.example/>; rel="hub"
  Link: <https://kabar.example/koran/daerah/feed.xml>; rel="self"
"#;
        assert_eq!(headers(&sample::facts()), expected);
    }

    #[test]
    fn t51_feeds_end_in_what_any_host_knows() {
        use crate::plan::FeedFormat;
        let ends: Vec<_> = FeedFormat::ALL.into_iter().map(|it| it.file().rsplit('.').next()).collect();
        assert_eq!(ends, [Some("xml"), Some("xml"), Some("json")]);
    }

    #[test]
    fn t7_t8_redirects_for_both() {
        let expected = "\
# Written by halaman. Netlify and Cloudflare read it; elsewhere it does nothing.
/koran/$x/(1).html /koran/tanya/?a=1&b=2#c 301!
/koran/$x/(1).html /koran/tanya/?a=1&b=2#c 301
/koran/a'b%22c%5Cd/ /koran/harga%24naik%25/%C3%A9/ 301!
/koran/a'b%22c%5Cd/ /koran/harga%24naik%25/%C3%A9/ 301
/koran/ikan%20as%C3%ADn/ /koran/ikan-asin/ 301!
/koran/ikan%20as%C3%ADn/ /koran/ikan-asin/ 301
/koran/lama/ /koran/baru/ 301!
/koran/lama/ /koran/baru/ 301
/koran/* /koran/404.html 404
";
        assert_eq!(redirects(&sample::facts(), true, true), expected);
    }

    #[test]
    fn t7_redirects_for_one() {
        let facts = HostFacts {
            base_path: "/".into(),
            redirects: vec![("/lama/".into(), "/baru/".into()), ("/?p=1".into(), "/satu/".into())],
            not_found: "/404.html".into(),
            ..HostFacts::default()
        };
        assert_eq!(redirects(&facts, true, false), format!("{HEAD}/lama/ /baru/ 301!\n"));
        assert_eq!(redirects(&facts, false, true), format!("{HEAD}/lama/ /baru/ 301\n"));
    }

    #[test]
    fn t6_what_cloudflare_leaves_unread_is_said() {
        let hub = vec![("hub".to_owned(), "https://hub.example/".to_owned())];
        let file = |it| HostFile { url: format!("/{it}/feed.xml"), links: hub.clone(), ..HostFile::default() };
        let redirect = |it| (format!("/{it}/"), "/baru/".to_owned());
        let facts = HostFacts {
            base_path: "/".into(),
            files: (0..99).map(file).collect(),
            redirects: (0..1_001).map(redirect).collect(),
            ..HostFacts::default()
        };
        assert_eq!(
            limits(&facts, true),
            [
                "Cloudflare reads 100 of the 101 rules in `_headers`; other feeds name their hubs in their text only",
                "Cloudflare reads 2000 of the 2002 lines in `_redirects`; other aliases redirect by their pages",
            ]
        );
        assert_eq!(limits(&facts, false).len(), 1);
    }
}
