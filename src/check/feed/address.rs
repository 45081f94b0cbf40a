//! URLs in feeds: absolute, in ASCII, and of the web.
//!
//! What a format allows differs: RSS and JSON Feed want whole URLs, Atom takes relative ones and letters beyond ASCII,
//! so that there only our own rule speaks against them.

use std::ops::Range;

use ::url::Url;

use crate::check::feed::report::{Report, shown};

/// What a format allows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// A whole address of ASCII letters.
    Uri,
    /// Atom's: relative ones and letters of the world are allowed.
    Iri,
}

/// What is wrong with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// There is none.
    Empty,
    /// It does not say on which host.
    Relative,
    /// A letter that must be written as `%XX`.
    Letter(char),
    /// `%` without two digits behind it.
    Percent,
    /// It names no host, or is otherwise no address.
    Broken,
    /// It is none of the web; still an address.
    Scheme,
}

/// The first thing that is wrong with an address.
pub fn fault(address: &str) -> Option<Fault> {
    if address.is_empty() {
        return Some(Fault::Empty);
    }
    let refused = |letter: &char| letter.is_whitespace() || letter.is_control() || "<>\"{}|\\^`".contains(*letter);
    if let Some(letter) = address.chars().find(refused) {
        return Some(Fault::Letter(letter));
    }
    if has_bad_percent(address) {
        return Some(Fault::Percent);
    }
    let Some(scheme) = scheme(address) else { return Some(Fault::Relative) };
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let after = &address[scheme.len() + 1..];
    if is_web && (!after.starts_with("//") || Url::parse(address).is_err() || after[2..].starts_with('/')) {
        return Some(Fault::Broken);
    }
    if let Some(letter) = address.chars().find(|letter| !letter.is_ascii()) {
        return Some(Fault::Letter(letter));
    }
    (!is_web).then_some(Fault::Scheme)
}

/// Judges an address; `what` says what it is of. Gives whether it can be used.
pub fn judge(address: &str, what: &str, wanted: Wanted, at: Range<usize>, report: &mut Report) -> bool {
    let Some(fault) = fault(address) else { return true };
    let message = format!("{what} {} {}", shown(address), reason(fault));
    let help = advice(address, fault);
    match fault {
        // Nothing is an address too: of the document itself.
        Fault::Relative | Fault::Empty if wanted == Wanted::Iri => report.ours("X-7", at, message, help),
        Fault::Letter(letter) if wanted == Wanted::Iri && !letter.is_ascii() => report.ours("X-7", at, message, help),
        Fault::Scheme if !is_script(address) => report.ours("X-7", at, message, help),
        _ => report.error("X-7", at, message, help),
    }
    matches!(fault, Fault::Scheme)
}

/// What is wrong, to be put after the address.
pub fn reason(fault: Fault) -> String {
    match fault {
        Fault::Empty => "is empty".to_owned(),
        Fault::Relative => "is relative: it leads nowhere in a reader".to_owned(),
        Fault::Letter(letter) if letter.is_ascii() => format!("holds {}", shown(&letter.to_string())),
        Fault::Letter(letter) => format!("holds {}, which is not ASCII", shown(&letter.to_string())),
        Fault::Percent => "holds a `%` without two hexadecimal digits behind it".to_owned(),
        Fault::Broken => "is no address".to_owned(),
        Fault::Scheme => "begins with neither `https:` nor `http:`".to_owned(),
    }
}

/// What to do about it.
pub fn advice(address: &str, fault: Fault) -> String {
    let encoded = || Url::parse(address.trim()).ok().filter(url::Url::has_host);
    match fault {
        Fault::Letter(_) => encoded().map_or_else(|| "write it as `%XX`".to_owned(), |url| format!("write `{url}`")),
        Fault::Percent => "write `%25` for the sign `%`".to_owned(),
        _ => "write the whole address, from `https://` on".to_owned(),
    }
}

/// The scheme of an absolute address.
pub fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    is_scheme.then_some(scheme)
}

/// Whether opening it runs something.
pub fn is_script(address: &str) -> bool {
    let scheme = scheme(address.trim()).unwrap_or_default().to_ascii_lowercase();
    matches!(scheme.as_str(), "javascript" | "vbscript")
}

fn has_bad_percent(address: &str) -> bool {
    let mut rest = address.split('%');
    rest.next();
    rest.any(|after| !after.as_bytes().get(..2).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)))
}

/// Judges the id of an entry or feed: absolute, and well-formed if it is a tag or a URN.
pub fn judge_id(id: &str, at: Range<usize>, report: &mut Report) {
    let help = "write the address that was published first, or `tag:host.example,2022-11-08:/path`";
    let told = |what: &str| format!("the id {} {what}", shown(id));
    match fault(id) {
        Some(Fault::Scheme) if !is_known_form(id) => report.error("A-2", at, told("is no proper tag or URN"), help),
        None | Some(Fault::Scheme) => {}
        Some(fault @ Fault::Letter(letter)) if !letter.is_ascii() && !id.starts_with("tag:") => {
            report.ours("A-2", at, told(&reason(fault)), help);
        }
        Some(fault) => report.error("A-2", at, told(&reason(fault)), help),
    }
}

fn is_known_form(id: &str) -> bool {
    match scheme(id).unwrap_or_default().to_ascii_lowercase().as_str() {
        "tag" => is_tag(&id[4..]),
        "urn" => is_urn(&id[4..]),
        _ => true,
    }
}

/// `host,2022-11-08:path`, of RFC 4151.
fn is_tag(rest: &str) -> bool {
    let Some((entity, specific)) = rest.split_once(':') else { return false };
    let Some((authority, date)) = entity.split_once(',') else { return false };
    let is_label = |label: &str| {
        let edges = label.starts_with(|it: char| it.is_ascii_alphanumeric())
            && label.ends_with(|it: char| it.is_ascii_alphanumeric());
        edges && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let (user, host) = authority.rsplit_once('@').unwrap_or(("x", authority));
    let is_user = !user.is_empty() && user.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    let full = match date.len() {
        4 => format!("{date}-01-01"),
        7 => format!("{date}-01"),
        _ => date.to_owned(),
    };
    let is_date = full.len() == 10 && full.parse::<chrono::NaiveDate>().is_ok();
    is_user
        && host.split('.').all(is_label)
        && is_date
        && specific.matches('#').count() < 2
        && !specific.contains(['[', ']'])
}

/// `isbn:…`, of RFC 2141; a UUID has its own form.
fn is_urn(rest: &str) -> bool {
    let Some((space, specific)) = rest.split_once(':') else { return false };
    let is_space = (2..=32).contains(&space.len())
        && space.starts_with(|it: char| it.is_ascii_alphanumeric())
        && space.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let is_uuid =
        !space.eq_ignore_ascii_case("uuid") || uuid::Uuid::parse_str(specific).is_ok() && specific.len() == 36;
    is_space && !specific.is_empty() && is_uuid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x7_faults_of_addresses() {
        let cases = [
            ("https://kabar.example/a?b=1&c=%20#d", None),
            ("", Some(Fault::Empty)),
            ("/berita/", Some(Fault::Relative)),
            ("//kabar.example/a", Some(Fault::Relative)),
            ("https://kabar.example/a b", Some(Fault::Letter(' '))),
            ("https://kabar.example/é", Some(Fault::Letter('é'))),
            ("https://kabar.example/100%", Some(Fault::Percent)),
            ("https:///a", Some(Fault::Broken)),
            ("http:kabar.example", Some(Fault::Broken)),
            ("mailto:redaksi@kabar.example", Some(Fault::Scheme)),
        ];
        for (address, expected) in cases {
            assert_eq!(fault(address), expected, "{address}");
        }
    }

    #[test]
    fn a2_tags_and_urns() {
        for id in ["tag:kabar.example,2022-11-08:/a", "tag:a.b@kabar.example,2022:", "urn:isbn:0451450523", "info:x"] {
            assert!(is_known_form(id), "{id}");
        }
        let wrong = [
            "tag:kabar.example:x",
            "tag:kabar.example,2022-13-01:x",
            "tag:,2022:x",
            "urn:x",
            "urn:isbn:",
            "urn:uuid:12",
        ];
        for id in wrong {
            assert!(!is_known_form(id), "{id}");
        }
    }
}
