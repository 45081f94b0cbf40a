//! Names of languages: well-formed by BCP 47, with a language that ISO 639 knows.
//!
//! It does not hold the whole registry: of three letters any three are taken, of regions any two.

use std::ops::Range;

use crate::check::feed::report::{Report, shown};

/// The two-letter codes of ISO 639.
const CODES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv \
    dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it \
    iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb \
    nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr \
    ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";
/// Codes that were changed, each with the one that took its place.
const OLD: [(&str, &str); 4] = [("in", "id"), ("iw", "he"), ("ji", "yi"), ("jw", "jv")];

/// Judges the name of a language.
pub fn judge(tag: &str, rule: &'static str, at: Range<usize>, report: &mut Report) {
    let Some(reason) = fault(tag) else { return };
    let help =
        suggestion(tag).map_or_else(|| "write for instance `id` or `id-ID`".to_owned(), |tag| format!("write `{tag}`"));
    report.error(rule, at, format!("{} is no language of BCP 47: {reason}", shown(tag)), help);
}

fn fault(tag: &str) -> Option<&'static str> {
    let lower = tag.to_ascii_lowercase();
    let mut parts = lower.split('-');
    let first = parts.next().unwrap_or_default();
    if OLD.iter().any(|(old, _)| *old == first) {
        return Some("the code was changed long ago");
    }
    let is_part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if tag.contains('_') {
        return Some("it has `_` where `-` belongs");
    }
    if !is_part(first) || !parts.clone().all(is_part) || lower.ends_with("-x") {
        return Some("it is not made of short parts with `-` between them");
    }
    match first {
        "i" | "x" => parts.next().is_none().then_some("nothing follows"),
        _ if !first.bytes().all(|byte| byte.is_ascii_alphabetic()) => Some("it begins with no language"),
        _ if first.len() == 2 => {
            (!CODES.split_ascii_whitespace().any(|code| code == first)).then_some("there is no such code")
        }
        _ => (first.len() == 1 || first.len() > 3).then_some("it begins with no language"),
    }
}

/// What was meant, if that is plain.
fn suggestion(tag: &str) -> Option<String> {
    let mended = tag.trim().replace('_', "-");
    let (first, rest) = mended.split_once('-').map_or((mended.as_str(), None), |(first, rest)| (first, Some(rest)));
    let first = OLD.iter().find(|(old, _)| old.eq_ignore_ascii_case(first)).map_or(first, |(_, new)| new);
    let whole = rest.map_or_else(|| first.to_owned(), |rest| format!("{first}-{rest}"));
    fault(&whole).is_none().then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r4_tags_of_bcp_47() {
        for tag in ["id", "id-ID", "en-us", "zh-Hant-TW", "ban", "x-kabar", "i-klingon", "de-CH-1996"] {
            assert_eq!(fault(tag), None, "{tag}");
        }
        for tag in ["in", "in-ID", "id_ID", "", "xx", "indonesia", "id-", "x", "1d", "id ID"] {
            assert!(fault(tag).is_some(), "{tag}");
        }
    }

    #[test]
    fn r4_what_was_meant() {
        assert_eq!(suggestion("in_ID").as_deref(), Some("id-ID"));
        assert_eq!(suggestion("iw").as_deref(), Some("he"));
        assert_eq!(suggestion("indonesia"), None);
    }
}
