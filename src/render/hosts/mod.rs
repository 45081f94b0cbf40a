//! Files that tell a static host what it cannot know by itself: types, CORS, caching, links to hubs, redirects, the page
//! for what is not there (T-4, T-6, T-7, T-8, W-2, F-6).
//!
//! Facts in, bytes out. A site is right without any of these files, on any host (T-5): aliases are pages too, feeds name
//! their hubs themselves, and file names end in what hosts guess the type from (T-1). What stands here makes it better.

mod address;
mod apache;
mod caddy;
mod headers;
mod nginx;
mod rules;
mod site;

pub use crate::config::Host;
pub use site::is_host_doubt;

/// What host files need to know of a site.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostFacts {
    /// Path of the site's root on its host, with a slash at both ends: `/` or `/koran/`.
    pub base_path: String,
    /// The name of the host, without scheme: `kabar.example`.
    pub host: String,
    /// Feeds and whatever else is read by programs, the most important first. Hosts that read only the first rules read
    /// these.
    pub files: Vec<HostFile>,
    /// Old address and new address, both from the host's root, percent-encoded.
    pub redirects: Vec<(String, String)>,
    /// Address of the page for what is not there: `/koran/404.html`.
    pub not_found: String,
}

/// A file that is served in a way of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HostFile {
    /// From the host's root, percent-encoded: `/koran/daerah/feed.xml`.
    pub url: String,
    /// Its media type, with `charset` where it is text: `application/xml; charset=utf-8`.
    pub mime: &'static str,
    /// Relation and absolute URL of its `Link` headers: hubs and itself (W-2).
    pub links: Vec<(String, String)>,
    /// For how many seconds it may be kept without asking again; nothing leaves that to the host.
    pub cache_seconds: Option<u32>,
    /// Whether scripts of other sites may read it.
    pub cors: bool,
}

/// The files for these hosts, as paths below the output folder and bytes. Netlify and Cloudflare share theirs, written
/// so that each understands what is for it.
pub fn files(hosts: &[Host], facts: &HostFacts) -> Vec<(String, Vec<u8>)> {
    let chosen = |host: Host| hosts.contains(&host);
    let mut files = Vec::new();
    if chosen(Host::Netlify) || chosen(Host::Cloudflare) {
        files.push(("_headers", headers::headers(facts)));
        files.push(("_redirects", headers::redirects(facts, chosen(Host::Netlify), chosen(Host::Cloudflare))));
    }
    if chosen(Host::Apache) {
        files.push((".htaccess", apache::htaccess(facts)));
    }
    if chosen(Host::Nginx) {
        files.push(("_nginx.conf", nginx::snippet(facts)));
    }
    if chosen(Host::Caddy) {
        files.push(("_caddy.conf", caddy::snippet(facts)));
    }
    if chosen(Host::Github) {
        files.extend(github(facts));
    }
    files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect()
}

/// What a host will not read, one sentence each: Cloudflare stops at a number of rules. Nothing is lost by it but speed
/// (T-5).
pub fn limits(hosts: &[Host], facts: &HostFacts) -> Vec<String> {
    if hosts.contains(&Host::Cloudflare) { headers::limits(facts, hosts.contains(&Host::Netlify)) } else { Vec::new() }
}

/// `.nojekyll`, or folders such as `.well-known` and files such as `_headers` are not published (F-6). A domain belongs
/// to the repository that is served at its root, so a site in a folder has no `CNAME`.
fn github(facts: &HostFacts) -> Vec<(&'static str, String)> {
    let host = facts.host.split(':').next().unwrap_or_default();
    let own_domain = host.contains('.') && !host.ends_with(".github.io") && facts.base_path == "/";
    let mut files = vec![(".nojekyll", String::new())];
    if own_domain {
        files.push(("CNAME", format!("{host}\n")));
    }
    files
}

/// Facts of a small site in a folder, for tests of the formats.
#[cfg(test)]
mod sample {
    use super::{HostFacts, HostFile};

    const XML: &str = "application/xml; charset=utf-8";

    fn feed(path: &str, mime: &'static str, hub: bool) -> HostFile {
        let url = format!("/koran/{path}");
        let own = format!("https://kabar.example{url}");
        let links = [("hub".to_owned(), "https://hub.example/".to_owned()), ("self".to_owned(), own)];
        let links = if hub { links.to_vec() } else { Vec::new() };
        HostFile { url, mime, links, cache_seconds: Some(600), cors: true }
    }

    /// Two lists with feeds, an archive document, a sitemap, and files that are no feeds.
    pub fn facts() -> HostFacts {
        let plain = |path: &str, mime| HostFile { url: format!("/koran/{path}"), mime, ..HostFile::default() };
        HostFacts {
            base_path: "/koran/".into(),
            host: "kabar.example".into(),
            files: vec![
                feed("feed.xml", XML, true),
                feed("feed.json", "application/feed+json", true),
                feed("daerah/feed.xml", XML, true),
                feed("daerah/feed.json", "application/feed+json", false),
                feed("feed-2022-11.xml", XML, false),
                plain("sitemap.xml", XML),
                plain("cari/index.json", "application/json"),
                plain("feeds.opml", "text/x-opml; charset=utf-8"),
                plain("site.webmanifest", "application/manifest+json"),
            ],
            redirects: [
                ("/koran/lama/", "/koran/baru/"),
                ("/koran/ikan%20as%C3%ADn/", "/koran/ikan-asin/"),
                ("/koran/a'b\"c%5Cd/", "/koran/harga%24naik%25/%C3%A9/"),
                ("/koran/%24x/(1).html", "/koran/tanya/?a=1&b=2#c"),
                ("/koran/a*b:c/", "/koran/bintang/"),
            ]
            .map(|(from, to)| (from.to_owned(), to.to_owned()))
            .to_vec(),
            not_found: "/koran/404.html".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(hosts: &[Host]) -> Vec<String> {
        files(hosts, &sample::facts()).into_iter().map(|(path, _)| path).collect()
    }

    #[test]
    fn t6_each_host_has_its_files_and_twins_share_theirs() {
        let all = ["_headers", "_redirects", ".htaccess", "_nginx.conf", "_caddy.conf", ".nojekyll"];
        assert_eq!(paths(&Host::ALL), all);
        assert_eq!(paths(&[Host::Cloudflare]), ["_headers", "_redirects"]);
        assert_eq!(paths(&[]), [""; 0]);
    }

    #[test]
    fn hosts_are_known_by_their_names() {
        assert!(Host::ALL.into_iter().all(|host| Host::named(host.name()) == Some(host)));
        assert_eq!(Host::named("geocities"), None);
    }

    #[test]
    fn f6_github_gets_the_domain_of_a_site_at_its_root() {
        let paths = |host: &str, base_path: &str| {
            let facts = HostFacts { host: host.into(), base_path: base_path.into(), ..HostFacts::default() };
            let files = files(&[Host::Github], &facts).into_iter();
            files.map(|(path, bytes)| format!("{path} {}", String::from_utf8(bytes).unwrap())).collect::<Vec<_>>()
        };
        assert_eq!(paths("kabar.example", "/"), [".nojekyll ", "CNAME kabar.example\n"]);
        assert_eq!(paths("kabar.example", "/koran/"), [".nojekyll "]);
        assert_eq!(paths("kampung.github.io", "/"), [".nojekyll "]);
        assert_eq!(paths("localhost:8000", "/"), [".nojekyll "]);
    }
}
