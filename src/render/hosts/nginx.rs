//! `_nginx.conf`: locations, types and redirects for a `server` block of nginx.
//!
//! One location answers a request, and its `add_header` lines replace those of the server: so each location says all that
//! there is to say, and links come before types.

use super::HostFacts;
use super::address::{self, quoted};
use super::rules::{self, Linked, Pattern, Served, Target};
use std::fmt::Write as _;

/// The text of `_nginx.conf`.
pub(super) fn snippet(facts: &HostFacts) -> String {
    let mut text =
        "# Written by halaman, for a server block of nginx, after its `root`:\n#     include …/_nginx.conf;\n\n"
            .to_owned();
    let _ = writeln!(text, "error_page 404 {};", quoted(&address::encoded(&facts.not_found)));
    // Behind a proxy nginx knows neither the scheme nor the port that readers see.
    text.push_str("absolute_redirect off;\nadd_header X-Content-Type-Options nosniff;\n");
    let _ = writeln!(text, "gzip on;\ngzip_vary on;\ngzip_types {};", rules::compressed_types(facts).join(" "));
    let served = rules::served(facts);
    for rule in rules::linked(facts) {
        let how = served.iter().find(|served| served.pattern.matches(&rule.file.url));
        if let (Some(how), Some(location)) = (how, location(rule.pattern, facts)) {
            block(&mut text, &location, how, Some(&rule));
        }
    }
    for how in &served {
        if let Some(location) = location(how.pattern, facts) {
            block(&mut text, &location, how, None);
        }
    }
    redirects(&mut text, facts);
    text
}

fn location(pattern: Pattern<'_>, facts: &HostFacts) -> Option<String> {
    Some(format!("~ {}", quoted(&pattern.regex(&facts.base_path)?)))
}

fn block(text: &mut String, location: &str, how: &Served<'_>, linked: Option<&Linked<'_>>) {
    let (essence, charset) = how.mime.split_once("; charset=").unwrap_or((how.mime, "off"));
    let _ = write!(
        text,
        "\nlocation {location} {{\n    types {{ }}\n    default_type {essence};\n    charset {charset};\n"
    );
    if charset != "off" {
        let _ = writeln!(text, "    charset_types {essence};");
    }
    text.push_str("    add_header X-Content-Type-Options nosniff;\n");
    if how.cors {
        text.push_str("    add_header Access-Control-Allow-Origin *;\n");
    }
    if let Some(seconds) = how.cache_seconds {
        let _ = writeln!(text, "    add_header Cache-Control \"public, max-age={seconds}\";");
    }
    for (rel, target) in linked.map(|rule| rule.links.as_slice()).unwrap_or_default() {
        let link = match target {
            Target::Own(origin) => format!("<{}$uri>; rel=\"{rel}\"", address::encoded(origin)),
            Target::To(url) => format!("<{}>; rel=\"{rel}\"", address::encoded(url)),
        };
        let _ = writeln!(text, "    add_header Link {};", quoted(&link));
    }
    text.push_str("}\n");
}

/// Exact locations, which nginx keeps in a tree.
fn redirects(text: &mut String, facts: &HostFacts) {
    let moved = rules::moved(facts);
    if !moved.is_empty() {
        text.push('\n');
    }
    for (from, to) in moved {
        let _ = writeln!(text, "location = {} {{ return 301 {}; }}", quoted(&from), quoted(&address::encoded(to)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::hosts::sample;

    const EXPECTED: &str = r#"# Written by halaman, for a server block of nginx, after its `root`:
#     include …/_nginx.conf;

error_page 404 "/koran/404.html";
absolute_redirect off;
add_header X-Content-Type-Options nosniff;
gzip on;
gzip_vary on;
gzip_types text/css text/plain text/xml text/javascript application/javascript application/json image/svg+xml application/xml application/feed+json text/x-opml application/manifest+json;

location ~ "^/koran/(.*/)?feed\\.xml$" {
    types { }
    default_type application/xml;
    charset utf-8;
    charset_types application/xml;
    add_header X-Content-Type-Options nosniff;
    add_header Access-Control-Allow-Origin *;
    add_header Cache-Control "public, max-age=600";
    add_header Link "<https://hub.example/>; rel=\"hub\"";
    add_header Link "<https://kabar.example$uri>; rel=\"self\"";
}

location ~ "^/koran/feed\\.json$" {
    types { }
    default_type application/feed+json;
    charset off;
    add_header X-Content-Type-Options nosniff;
    add_header Access-Control-Allow-Origin *;
    add_header Cache-Control "public, max-age=600";
    add_header Link "<https://hub.example/>; rel=\"hub\"";
    add_header Link "<https://kabar.example$uri>; rel=\"self\"";
}

location ~ "^/koran/.*\\.xml$" {
    types { }
    default_type application/xml;
    charset utf-8;
    charset_types application/xml;
    add_header X-Content-Type-Options nosniff;
    add_header Access-Control-Allow-Origin *;
    add_header Cache-Control "public, max-age=600";
}

location ~ "^/koran/(.*/)?feed\\.json$" {
    types { }
    default_type application/feed+json;
    charset off;
    add_header X-Content-Type-Options nosniff;
    add_header Access-Control-Allow-Origin *;
    add_header Cache-Control "public, max-age=600";
}

location ~ "^/koran/(.*/)?index\\.json$" {
    types { }
    default_type application/json;
    charset off;
    add_header X-Content-Type-Options nosniff;
}

location ~ "^/koran/.*\\.opml$" {
    types { }
    default_type text/x-opml;
    charset utf-8;
    charset_types text/x-opml;
    add_header X-Content-Type-Options nosniff;
}

location ~ "^/koran/.*\\.webmanifest$" {
    types { }
    default_type application/manifest+json;
    charset off;
    add_header X-Content-Type-Options nosniff;
}

location = "/koran/$x/(1).html" { return 301 "/koran/tanya/?a=1&b=2#c"; }
location = "/koran/a'b\"c\\d/" { return 301 "/koran/harga%24naik%25/%C3%A9/"; }
location = "/koran/a*b:c/" { return 301 "/koran/bintang/"; }
location = "/koran/ikan asín/" { return 301 "/koran/ikan-asin/"; }
location = "/koran/lama/" { return 301 "/koran/baru/"; }
"#;

    #[test]
    fn t6_t7_t8_w2_the_whole_file() {
        assert_eq!(snippet(&sample::facts()), EXPECTED);
    }
}
