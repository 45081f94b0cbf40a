//! The addresses in a style sheet: `url(…)`, and `@import` with a string.
//!
//! It is no parser of CSS: comments and other strings are passed over, everything else is only looked through.

use std::ops::Range;

/// Each address with its place, quotes left out.
pub fn addresses(css: &str) -> Vec<(&str, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < css.len() {
        let rest = &css.as_bytes()[at..];
        if rest.starts_with(b"/*") {
            at = css.as_bytes()[at + 2..].windows(2).position(|end| end == b"*/").map_or(css.len(), |end| at + end + 4);
        } else if matches!(rest[0], b'"' | b'\'') {
            at = string(css, at).end + 1;
        } else if let Some(range) = named(css, at) {
            at = range.end + 1;
            found.push((&css[range.clone()], range));
        } else {
            at += 1;
        }
    }
    found.retain(|(address, _)| !address.is_empty());
    found
}

/// The address that `url(` or `@import` names, if one begins at `at`.
fn named(css: &str, at: usize) -> Option<Range<usize>> {
    let begins =
        |word: &str| css.as_bytes()[at..].get(..word.len()).is_some_and(|it| it.eq_ignore_ascii_case(word.as_bytes()));
    let is_url = begins("url(");
    let word = if is_url { 4 } else { 7 };
    if !is_url && !begins("@import") {
        return None;
    }
    let start = at + word + css.as_bytes()[at + word..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
    match css.as_bytes().get(start) {
        Some(b'"' | b'\'') => Some(string(css, start)),
        Some(_) if is_url => {
            let end = css[start..].find(')').map_or(css.len(), |end| start + end);
            Some(start..start + css[start..end].trim_end().len())
        }
        _ => None,
    }
}

/// What stands between the quote at `at` and its partner.
fn string(css: &str, at: usize) -> Range<usize> {
    let quote = css.as_bytes()[at];
    let mut end = at + 1;
    while let Some(&byte) = css.as_bytes().get(end).filter(|byte| **byte != quote) {
        end += if byte == b'\\' { 2 } else { 1 };
    }
    at + 1..end.min(css.len())
}

#[cfg(test)]
mod tests {
    use super::addresses;
    use proptest::prelude::proptest;

    #[test]
    fn urls_and_imports_are_found_with_their_places() {
        let css = "@import 'a.css'; @import url(b.css);/* url(no.png) */\n\
            p { background: URL( \"c d.png\" ) ; content: 'url(no)'; src: url(e.woff2 ), url() }";
        let found = addresses(css);
        assert_eq!(
            found.iter().map(|(address, _)| *address).collect::<Vec<_>>(),
            ["a.css", "b.css", "c d.png", "e.woff2"]
        );
        assert!(found.iter().all(|(address, at)| css[at.clone()] == **address));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(css in "(url\\(|@import|/\\*|\\*/|[\"'\\\\) éa]){0,30}") {
            addresses(&css);
        }
    }
}
