//! Addresses as servers write them: percent-encoded, decoded, as a regular expression, quoted.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

/// What an address must not hold in any of the files: spaces and quotes end it, `$`, `{` and `}` begin a variable for some
/// server. A `%` is left alone: addresses come encoded.
const UNSAFE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'\'')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'$')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The address as bytes that mean the same everywhere.
pub(super) fn encoded(url: &str) -> String {
    utf8_percent_encode(url, UNSAFE).to_string()
}

/// What a browser encodes of a path before it asks for it, and `%` and `\` that are part of a name.
const ASKED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// A decoded path as a browser asks for it. Cloudflare compares just these bytes: `%24` is no `$` there.
pub(super) fn requested(path: &str) -> String {
    utf8_percent_encode(path, ASKED).to_string()
}

/// The path that a server compares with: decoded. Nothing if no file of a server can hold it: a control character, or
/// bytes that are no UTF-8.
pub(super) fn decoded(path: &str) -> Option<String> {
    let path = percent_decode_str(path).decode_utf8().ok()?;
    (!path.chars().any(char::is_control)).then(|| path.into_owned())
}

/// Whether encoding and decoding leave it alone, so that the path of a request can stand for it.
pub(super) fn is_plain(path: &str) -> bool {
    path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte))
}

/// As a regular expression of PCRE and RE2 that matches just this.
pub(super) fn literal(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii_punctuation() && !"/-_'\"".contains(letter) {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern
}

/// Between double quotes, as Apache and nginx read them.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// The path of an address whose rest (`?`, `#`) no rule about paths can ask for.
pub(super) fn source(from: &str) -> Option<String> {
    let is_path = from.starts_with('/') && !from.contains(['?', '#']);
    is_path.then(|| decoded(from)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t7_addresses_hold_nothing_that_a_server_reads_as_its_own() {
        assert_eq!(encoded("/a b/é/%20/$1/{x}/\"'"), "/a%20b/%C3%A9/%20/%241/%7Bx%7D/%22%27");
    }

    #[test]
    fn t7_sources_are_spelled_as_browsers_ask_for_them() {
        assert_eq!(requested("/a'b\"c\\d/ é/$x/(1)%.html"), "/a'b%22c%5Cd/%20%C3%A9/$x/(1)%25.html");
    }

    #[test]
    fn t7_what_no_file_can_hold_is_left_out() {
        assert_eq!(source("/ikan%20as%C3%ADn/"), Some("/ikan asín/".into()));
        assert_eq!(source("/a%0Ab"), None);
        assert_eq!(source("/%E9"), None);
        assert_eq!(source("/?p=1"), None);
        assert_eq!(source("https://lama.example/"), None);
    }

    #[test]
    fn literals_match_themselves_alone() {
        assert_eq!(literal("/a.b*c'd\"é_-"), r#"/a\.b\*c'd"é_-"#);
        assert_eq!(quoted(r#"a"\."#), r#""a\"\\.""#);
    }
}
