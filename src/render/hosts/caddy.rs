//! `_caddy.conf`: headers, redirects and the page for what is not there, for a site block of Caddy 2.
//!
//! A matcher needs a name that no other snippet of the site has, so all begin with `halaman`.

use super::HostFacts;
use super::address::{self, quoted};
use super::rules::{self, Linked, Pattern, Served, Target};
use std::fmt::Write as _;

/// The text of `_caddy.conf`.
pub(super) fn snippet(facts: &HostFacts) -> String {
    let mut text = "# Written by halaman, for a site block of Caddy:\n#     import …/_caddy.conf\n\n".to_owned();
    // Its own list of types that are worth compressing knows of no feed.
    text.push_str("encode {\n\tgzip\n\tmatch {\n\t\theader Content-Type text/html*\n");
    for kind in rules::compressed_types(facts) {
        let _ = writeln!(text, "\t\theader Content-Type {kind}*");
    }
    text.push_str("\t}\n}\nheader X-Content-Type-Options nosniff\n");
    let served = rules::served(facts);
    for (at, rule) in served.iter().enumerate() {
        let name = format!("@halaman_{}", at + 1);
        if matcher(&mut text, &name, rule.pattern, facts) {
            headers(&mut text, &name, rule);
        }
    }
    for (at, rule) in rules::linked(facts).iter().enumerate() {
        let name = format!("@halaman_{}", served.len() + at + 1);
        if matcher(&mut text, &name, rule.pattern, facts) {
            links(&mut text, &name, rule);
        }
    }
    redirects(&mut text, facts);
    not_found(&mut text, facts);
    text
}

/// Whether the pattern could be written.
fn matcher(text: &mut String, name: &str, pattern: Pattern<'_>, facts: &HostFacts) -> bool {
    let Some(regex) = pattern.regex(&facts.base_path).and_then(|regex| token(&regex)) else { return false };
    let _ = write!(text, "\n{name} path_regexp {regex}\n");
    true
}

fn headers(text: &mut String, name: &str, rule: &Served<'_>) {
    let _ = writeln!(text, "header {name} {{\n\tContent-Type \"{}\"", rule.mime);
    if rule.cors {
        text.push_str("\tAccess-Control-Allow-Origin *\n");
    }
    if let Some(seconds) = rule.cache_seconds {
        let _ = writeln!(text, "\tCache-Control \"public, max-age={seconds}\"");
    }
    text.push_str("}\n");
}

fn links(text: &mut String, name: &str, rule: &Linked<'_>) {
    let _ = writeln!(text, "header {name} {{");
    for (rel, target) in &rule.links {
        let link = match target {
            Target::Own(origin) => format!("<{}{{http.request.uri.path}}>; rel=\"{rel}\"", address::encoded(origin)),
            Target::To(url) => format!("<{}>; rel=\"{rel}\"", address::encoded(url)),
        };
        let _ = writeln!(text, "\t+Link `{link}`");
    }
    text.push_str("}\n");
}

/// One table instead of a route for each.
fn redirects(text: &mut String, facts: &HostFacts) {
    let moved = rules::moved(facts);
    if moved.is_empty() {
        return;
    }
    text.push_str("\nmap {http.request.uri.path} {halaman_moved} {\n");
    for (from, to) in moved {
        if let Some(from) = token(&from) {
            let _ = writeln!(text, "\t{from} {}", quoted(&address::encoded(to)));
        }
    }
    text.push_str("\tdefault \"\"\n}\n@halaman_moved expression `{halaman_moved} != \"\"`\nredir @halaman_moved {halaman_moved} 301\n");
}

fn not_found(text: &mut String, facts: &HostFacts) {
    let _ = write!(
        text,
        "\nhandle_errors {{\n\t@halaman_404 expression `{{http.error.status_code}} == 404`\n\thandle @halaman_404 {{\n\t\trewrite * \"{}\"\n\t\tfile_server\n\t}}\n}}\n",
        address::encoded(&facts.not_found)
    );
}

/// One word of a Caddyfile, taken as it is: backticks take everything but themselves. A brace would begin a placeholder.
fn token(text: &str) -> Option<String> {
    (!text.contains(['`', '{', '}'])).then(|| format!("`{text}`"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::hosts::sample;

    const EXPECTED: &str = r#"# Written by halaman, for a site block of Caddy:
#     import …/_caddy.conf

encode {
	gzip
	match {
		header Content-Type text/html*
		header Content-Type text/css*
		header Content-Type text/plain*
		header Content-Type text/xml*
		header Content-Type text/javascript*
		header Content-Type application/javascript*
		header Content-Type application/json*
		header Content-Type image/svg+xml*
		header Content-Type application/xml*
		header Content-Type application/feed+json*
		header Content-Type text/x-opml*
		header Content-Type application/manifest+json*
	}
}
header X-Content-Type-Options nosniff

@halaman_1 path_regexp `^/koran/.*\.xml$`
header @halaman_1 {
	Content-Type "application/xml; charset=utf-8"
	Access-Control-Allow-Origin *
	Cache-Control "public, max-age=600"
}

@halaman_2 path_regexp `^/koran/(.*/)?feed\.json$`
header @halaman_2 {
	Content-Type "application/feed+json"
	Access-Control-Allow-Origin *
	Cache-Control "public, max-age=600"
}

@halaman_3 path_regexp `^/koran/(.*/)?index\.json$`
header @halaman_3 {
	Content-Type "application/json"
}

@halaman_4 path_regexp `^/koran/.*\.opml$`
header @halaman_4 {
	Content-Type "text/x-opml; charset=utf-8"
}

@halaman_5 path_regexp `^/koran/.*\.webmanifest$`
header @halaman_5 {
	Content-Type "application/manifest+json"
}

@halaman_6 path_regexp `^/koran/(.*/)?feed\.xml$`
header @halaman_6 {
	+Link `<https://hub.example/>; rel="hub"`
	+Link `<https://kabar.example{http.request.uri.path}>; rel="self"`
}

@halaman_7 path_regexp `^/koran/feed\.json$`
header @halaman_7 {
	+Link `<https://hub.example/>; rel="hub"`
	+Link `<https://kabar.example{http.request.uri.path}>; rel="self"`
}

map {http.request.uri.path} {halaman_moved} {
	`/koran/$x/(1).html` "/koran/tanya/?a=1&b=2#c"
	`/koran/a'b"c\d/` "/koran/harga%24naik%25/%C3%A9/"
	`/koran/a*b:c/` "/koran/bintang/"
	`/koran/ikan asín/` "/koran/ikan-asin/"
	`/koran/lama/` "/koran/baru/"
	default ""
}
@halaman_moved expression `{halaman_moved} != ""`
redir @halaman_moved {halaman_moved} 301

handle_errors {
	@halaman_404 expression `{http.error.status_code} == 404`
	handle @halaman_404 {
		rewrite * "/koran/404.html"
		file_server
	}
}
"#;

    #[test]
    fn t6_t7_t8_w2_the_whole_file() {
        assert_eq!(snippet(&sample::facts()), EXPECTED);
    }
}
