//! The hosts that a site can have settings made for (T-6).

use crate::diag::{Diagnostic, nearest};
use crate::fields::Fields;

/// A kind of host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Host {
    /// Netlify: `_headers` and `_redirects`.
    Netlify,
    /// Cloudflare Pages, or a Worker's static assets: files of the same names.
    Cloudflare,
    /// Apache 2.4 with `AllowOverride FileInfo`: `.htaccess`.
    Apache,
    /// nginx: `_nginx.conf`, to be included in a `server` block.
    Nginx,
    /// Caddy 2: `_caddy.conf`, to be imported into a site block.
    Caddy,
    /// GitHub Pages: `.nojekyll` and `CNAME`. It has no file for headers.
    Github,
}

impl Host {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Netlify, Self::Cloudflare, Self::Apache, Self::Nginx, Self::Caddy, Self::Github];

    /// As it is called in `halaman.yaml`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Netlify => "netlify",
            Self::Cloudflare => "cloudflare",
            Self::Apache => "apache",
            Self::Nginx => "nginx",
            Self::Caddy => "caddy",
            Self::Github => "github",
        }
    }

    /// Its files below the output folder, for a site at the root of its own domain.
    pub fn files(self) -> &'static [&'static str] {
        match self {
            Self::Netlify | Self::Cloudflare => &["_headers", "_redirects"],
            Self::Apache => &[".htaccess"],
            Self::Nginx => &["_nginx.conf"],
            Self::Caddy => &["_caddy.conf"],
            Self::Github => &[".nojekyll", "CNAME"],
        }
    }

    /// The host of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|host| host.name() == name)
    }
}

/// Reads `hosts`, each once, in the order of [`Host::ALL`].
pub(super) fn read(fields: &mut Fields) -> Vec<Host> {
    let mut hosts = Vec::new();
    for host in fields.list(&["hosts", "host"]) {
        if let Some(known) = Host::named(&host.value) {
            hosts.push(known);
            continue;
        }
        let names = Host::ALL.map(Host::name);
        let problem = Diagnostic::error(format!("no host is called `{}`", host.value)).at(host.at);
        fields.problems.push(match nearest(&host.value, names) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help(format!("these are known: {}", names.join(", "))),
        });
    }
    hosts.sort_unstable();
    hosts.dedup();
    hosts
}
