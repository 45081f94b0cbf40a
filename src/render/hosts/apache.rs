//! `.htaccess` for Apache 2.4, which needs `AllowOverride FileInfo` and no more.
//!
//! What a module is needed for stands in `<IfModule>`, so that a missing one costs its lines and not the site.
//! `ForceType` and not `AddType`: it goes by name, and the server's own list of types cannot come before it.

use super::HostFacts;
use super::address::{self, quoted};
use super::rules::{self, Linked, Pattern, Served, Target};
use std::fmt::Write as _;

/// The text of `.htaccess`.
pub(super) fn htaccess(facts: &HostFacts) -> String {
    let mut text = format!(
        "# Written by halaman. Apache reads it if AllowOverride has FileInfo.\n\nErrorDocument 404 {}\n",
        quoted(&address::encoded(&facts.not_found))
    );
    text.push_str("\n<IfModule mod_headers.c>\nHeader set X-Content-Type-Options nosniff\n</IfModule>\n");
    for rule in rules::served(facts) {
        served(&mut text, &rule);
    }
    for rule in rules::linked(facts) {
        linked(&mut text, &rule);
    }
    text.push_str(&compressed(facts));
    redirects(&mut text, facts);
    text
}

fn served(text: &mut String, rule: &Served<'_>) {
    let Some(section) = Section::of(rule.pattern) else { return };
    let _ = write!(text, "\n{}\nForceType {}\n", section.open, quoted(rule.mime));
    if rule.cors || rule.cache_seconds.is_some() {
        text.push_str("<IfModule mod_headers.c>\n");
        if rule.cors {
            text.push_str("Header set Access-Control-Allow-Origin *\n");
        }
        if let Some(seconds) = rule.cache_seconds {
            let _ = writeln!(text, "Header set Cache-Control \"public, max-age={seconds}\"");
        }
        text.push_str("</IfModule>\n");
    }
    let _ = writeln!(text, "{}", section.close);
}

fn linked(text: &mut String, rule: &Linked<'_>) {
    let Some(section) = Section::of(rule.pattern) else { return };
    let _ = write!(text, "\n{}\n<IfModule mod_headers.c>\n", section.open);
    for (rel, target) in &rule.links {
        let link = match target {
            Target::Own(origin) => format!("expr=<{}%{{REQUEST_URI}}>; rel=\"{rel}\"", address::encoded(origin)),
            // A `%` would begin a variable here.
            Target::To(url) => format!("<{}>; rel=\"{rel}\"", address::encoded(url)).replace('%', "%%"),
        };
        let _ = writeln!(text, "Header append Link {}", quoted(&link));
    }
    let _ = writeln!(text, "</IfModule>\n{}", section.close);
}

/// A section about files.
struct Section {
    open: String,
    close: &'static str,
}

impl Section {
    /// Nothing for an address that no server's file can hold.
    fn of(pattern: Pattern<'_>) -> Option<Self> {
        let by_name = |regex: String| Self { open: format!("<FilesMatch {}>", quoted(&regex)), close: "</FilesMatch>" };
        Some(match pattern {
            Pattern::Extension(extension) => by_name(format!("{}$", address::literal(extension))),
            Pattern::Name(name) => by_name(format!("^{}$", address::literal(&address::decoded(name)?))),
            // A regular expression, since a string would take `$1` for a variable.
            Pattern::Exact(url) => {
                let test = format!("%{{REQUEST_URI}} =~ m#^{}$#", address::literal(&address::decoded(url)?));
                Self { open: format!("<If {}>", quoted(&test)), close: "</If>" }
            }
        })
    }
}

/// Where a match leads, as `RedirectMatch` wants it: Apache encodes the path by itself, once more if it is encoded, and
/// takes `$1` for a part of the match. A path with a `?` of its own cannot be told.
fn target(to: &str) -> Option<String> {
    let (path, rest) = to.split_at(to.find(['?', '#']).unwrap_or(to.len()));
    let path = address::decoded(path).filter(|path| !path.contains(['?', '#', '\\']))?;
    Some(path.replace('$', "\\$") + &address::encoded(rest))
}

/// Apache marks the `ETag` of a compressed answer and does not know it again when a reader comes back with it, so each
/// visit would fetch the whole feed (T-3); the mark is taken off.
fn compressed(facts: &HostFacts) -> String {
    let types = rules::compressed_types(facts).join(" ");
    format!(
        "\n<IfModule mod_deflate.c>\n<IfModule mod_filter.c>\nAddOutputFilterByType DEFLATE text/html {types}\n</IfModule>\n\
         <IfModule mod_headers.c>\nRequestHeader edit* If-None-Match \"-gzip\\\"\" \"\\\"\"\n</IfModule>\n</IfModule>\n"
    )
}

/// `Redirect` would take everything below an address along, so the whole address is matched.
fn redirects(text: &mut String, facts: &HostFacts) {
    let moved = rules::moved(facts);
    if moved.is_empty() {
        return;
    }
    text.push_str("\n<IfModule mod_alias.c>\n");
    for (from, to) in moved {
        let from = format!("^{}$", address::literal(&from));
        if let Some(to) = target(to) {
            let _ = writeln!(text, "RedirectMatch 301 {} {}", quoted(&from), quoted(&to));
        }
    }
    text.push_str("</IfModule>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::hosts::sample;

    const EXPECTED: &str = r#"# Written by halaman. Apache reads it if AllowOverride has FileInfo.

ErrorDocument 404 "/koran/404.html"

<IfModule mod_headers.c>
Header set X-Content-Type-Options nosniff
</IfModule>

<FilesMatch "\\.xml$">
ForceType "application/xml; charset=utf-8"
<IfModule mod_headers.c>
Header set Access-Control-Allow-Origin *
Header set Cache-Control "public, max-age=600"
</IfModule>
</FilesMatch>

<FilesMatch "^feed\\.json$">
ForceType "application/feed+json"
<IfModule mod_headers.c>
Header set Access-Control-Allow-Origin *
Header set Cache-Control "public, max-age=600"
</IfModule>
</FilesMatch>

<FilesMatch "^index\\.json$">
ForceType "application/json"
</FilesMatch>

<FilesMatch "\\.opml$">
ForceType "text/x-opml; charset=utf-8"
</FilesMatch>

<FilesMatch "\\.webmanifest$">
ForceType "application/manifest+json"
</FilesMatch>

<FilesMatch "^feed\\.xml$">
<IfModule mod_headers.c>
Header append Link "<https://hub.example/>; rel=\"hub\""
Header append Link "expr=<https://kabar.example%{REQUEST_URI}>; rel=\"self\""
</IfModule>
</FilesMatch>

<If "%{REQUEST_URI} =~ m#^/koran/feed\\.json$#">
<IfModule mod_headers.c>
Header append Link "<https://hub.example/>; rel=\"hub\""
Header append Link "expr=<https://kabar.example%{REQUEST_URI}>; rel=\"self\""
</IfModule>
</If>

<IfModule mod_deflate.c>
<IfModule mod_filter.c>
AddOutputFilterByType DEFLATE text/html text/css text/plain text/xml text/javascript application/javascript application/json image/svg+xml application/xml application/feed+json text/x-opml application/manifest+json
</IfModule>
<IfModule mod_headers.c>
RequestHeader edit* If-None-Match "-gzip\"" "\""
</IfModule>
</IfModule>

<IfModule mod_alias.c>
RedirectMatch 301 "^/koran/\\$x/\\(1\\)\\.html$" "/koran/tanya/?a=1&b=2#c"
RedirectMatch 301 "^/koran/a'b\"c\\\\d/$" "/koran/harga\\$naik%/é/"
RedirectMatch 301 "^/koran/a\\*b\\:c/$" "/koran/bintang/"
RedirectMatch 301 "^/koran/ikan asín/$" "/koran/ikan-asin/"
RedirectMatch 301 "^/koran/lama/$" "/koran/baru/"
</IfModule>
"#;

    #[test]
    fn t7_apache_encodes_a_path_itself() {
        assert_eq!(target("/harga%241naik%25/%C3%A9/?a=%24&b#c%20d"), Some("/harga\\$1naik%/é/?a=%24&b#c%20d".into()));
        assert_eq!(target("/apa%3F/"), None);
    }

    #[test]
    fn w2_a_link_from_an_odd_address() {
        let file = crate::render::hosts::HostFile {
            url: "/ruang%20ba%C3%A7a%25$1/feed.xml".into(),
            links: vec![("hub".into(), "https://hub.example/p%C3%A9ta?$1".into())],
            ..Default::default()
        };
        let facts = HostFacts { files: vec![file], ..HostFacts::default() };
        let mut text = String::new();
        linked(&mut text, &rules::linked(&facts)[0]);
        let expected = r#"
<If "%{REQUEST_URI} =~ m#^/ruang baça\\%\\$1/feed\\.xml$#">
<IfModule mod_headers.c>
Header append Link "<https://hub.example/p%%C3%%A9ta?%%241>; rel=\"hub\""
</IfModule>
</If>
"#;
        assert_eq!(text, expected);
    }

    #[test]
    fn t6_t7_t8_w2_the_whole_file() {
        assert_eq!(htaccess(&sample::facts()), EXPECTED);
    }
}
