//! From the files in `locales/` to a [`Locale`].
//!
//! Holds the built-in files and the reading of their keys. It opens no file: the site's own word
//! files are read by whoever knows the site, and come here as values.
//!
//! Invariant: the text of an error names the key that is missing or wrong, with its path
//! (`months[3]`, `words.page_of`), since the value no longer knows its place in a file.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::Locale;
use super::date::check_pattern;
use crate::yaml;

/// Primary language subtag and text of each language that halaman speaks by itself.
const BUILT_IN: [(&str, &str); 2] =
    [("id", include_str!("../../locales/id.yaml")), ("en", include_str!("../../locales/en.yaml"))];

/// The language whose words stand in for those of a language without a file.
const FALLBACK: &str = "en";

/// Every key of a word file.
const KEYS: [&str; 12] = [
    "name",
    "months",
    "months_short",
    "days",
    "days_short",
    "formats",
    "decimal",
    "thousands",
    "zones",
    "paths",
    "roles",
    "words",
];

/// The built-in word file of a language, found by the first part of its tag: `id-ID` is `id`.
pub fn builtin(language: &str) -> Option<Value> {
    let primary = language.split(['-', '_']).next()?.to_ascii_lowercase();
    let (_, text) = BUILT_IN.iter().find(|(tag, _)| *tag == primary)?;
    yaml::parse_value(text).ok()
}

/// What a site's own word file is laid over, and whether halaman speaks the language itself.
///
/// Another language starts from the English words, so that a publisher can translate them one
/// after the other and always has a site.
pub fn base_for(language: &str) -> (Value, bool) {
    match builtin(language) {
        Some(value) => (value, true),
        None => (builtin(FALLBACK).unwrap_or_default(), false),
    }
}

/// Lays one word file over another: maps key by key, everything else replaced.
///
/// A key with nothing after it replaces nothing. It is what is left of a map when an editor has
/// commented out all of its lines.
pub fn overlay(base: Value, over: Value) -> Value {
    match (base, over) {
        (base, Value::Null) => base,
        (Value::Object(base), Value::Object(over)) => Value::Object(overlay_map(base, over)),
        (_, over) => over,
    }
}

fn overlay_map(mut base: Map<String, Value>, over: Map<String, Value>) -> Map<String, Value> {
    for (key, value) in over {
        let below = base.get_mut(&key).map(Value::take).unwrap_or_default();
        base.insert(key, overlay(below, value));
    }
    base
}

/// Reads a whole word file.
///
/// # Errors
///
/// If a key is missing, unknown or has a value of another kind; the text names it.
pub fn from_value(language: &str, value: Value) -> Result<Locale, String> {
    let Value::Object(map) = value else {
        return Err(format!("a word file is a map, this is {}", kind(&value)));
    };
    check_keys(&map)?;
    Ok(Locale {
        language: language.to_owned(),
        name: word(&map, "name")?,
        months: list(&map, "months")?,
        months_short: list(&map, "months_short")?,
        days: list(&map, "days")?,
        days_short: list(&map, "days_short")?,
        formats: formats(&map)?,
        decimal: word(&map, "decimal")?,
        thousands: word(&map, "thousands")?,
        zones: optional_words(&map, "zones")?,
        paths: words(&map, "paths")?.into_iter().collect(),
        roles: words(&map, "roles")?,
        words: words(&map, "words")?.into_iter().collect(),
    })
}

/// A misspelled key would change nothing, in silence.
fn check_keys(map: &Map<String, Value>) -> Result<(), String> {
    match map.keys().find(|key| !KEYS.contains(&key.as_str())) {
        Some(key) => Err(format!("`{key}` is no key of a word file; these are: {}", KEYS.join(", "))),
        None => Ok(()),
    }
}

fn formats(map: &Map<String, Value>) -> Result<BTreeMap<String, String>, String> {
    let formats: BTreeMap<String, String> = words(map, "formats")?.into_iter().collect();
    if let Some(missing) = Locale::NAMED_FORMATS.iter().find(|name| !formats.contains_key(**name)) {
        return Err(format!("`formats.{missing}` is missing"));
    }
    for (name, pattern) in &formats {
        check_pattern(pattern).map_err(|error| format!("`formats.{name}`: {error}"))?;
    }
    Ok(formats)
}

fn field<'a>(map: &'a Map<String, Value>, key: &str) -> Result<&'a Value, String> {
    map.get(key).ok_or_else(|| format!("`{key}` is missing"))
}

fn word(map: &Map<String, Value>, key: &str) -> Result<String, String> {
    text(key, field(map, key)?)
}

/// A list of exactly so many words as the year has months or the week has days.
fn list<const N: usize>(map: &Map<String, Value>, key: &str) -> Result<[String; N], String> {
    let Value::Array(items) = field(map, key)? else {
        return Err(format!("`{key}` must be a list of {N} words"));
    };
    let words = items.iter().enumerate().map(|(index, item)| text(&format!("{key}[{index}]"), item));
    let words: Vec<String> = words.collect::<Result<_, _>>()?;
    words.try_into().map_err(|words: Vec<_>| format!("`{key}` must have {N} words, it has {}", words.len()))
}

fn words(map: &Map<String, Value>, key: &str) -> Result<Vec<(String, String)>, String> {
    let Value::Object(entries) = field(map, key)? else {
        return Err(format!("`{key}` must be a map of words"));
    };
    let words = entries.iter().map(|(name, value)| Ok((name.clone(), text(&format!("{key}.{name}"), value)?)));
    words.collect()
}

fn optional_words(map: &Map<String, Value>, key: &str) -> Result<BTreeMap<String, String>, String> {
    if !map.contains_key(key) {
        return Ok(BTreeMap::new());
    }
    Ok(words(map, key)?.into_iter().collect())
}

fn text(path: &str, value: &Value) -> Result<String, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        other => Err(format!("`{path}` must be text, it is {}; put it in quotes", kind(other))),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a map",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn changed(over: Value) -> Result<Locale, String> {
        from_value("id", overlay(base_for("id").0, over))
    }

    #[test]
    fn built_in_files_are_whole() {
        for (language, text) in BUILT_IN {
            let value = yaml::parse_value(text).expect(language);
            assert_eq!(from_value(language, value).map(|locale| locale.language), Ok(language.to_owned()));
        }
    }

    #[test]
    fn i2_names_of_days_and_months() {
        let locale = changed(json!({})).unwrap();
        assert_eq!(locale.days.join(" "), "Minggu Senin Selasa Rabu Kamis Jumat Sabtu");
        assert_eq!(locale.days_short.join(" "), "Min Sen Sel Rab Kam Jum Sab");
        assert_eq!(locale.months_short.join(" "), "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des");
        let months = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember";
        assert_eq!(locale.months.join(" "), months);
    }

    #[test]
    fn built_in_languages_are_found_by_their_first_subtag() {
        for (tag, found) in
            [("id", true), ("id-ID", true), ("ID_id", true), ("en-GB", true), ("ban", false), ("", false)]
        {
            assert_eq!(builtin(tag).is_some(), found, "{tag}");
        }
    }

    #[test]
    fn a_language_without_a_file_borrows_english_under_its_own_tag() {
        let (value, built_in) = base_for("ban");
        let locale = from_value("ban", value).unwrap();
        assert!(!built_in);
        assert_eq!((locale.language.as_str(), locale.months[0].as_str()), ("ban", "January"));
    }

    #[test]
    fn maps_are_laid_over_key_by_key_and_the_rest_is_replaced() {
        let base = json!({"words": {"a": "A", "b": "B"}, "days": ["x", "y"], "name": "n"});
        let over = json!({"words": {"b": "β", "c": "C"}, "days": ["z"], "more": {"k": "v"}});
        let both = json!({"words": {"a": "A", "b": "β", "c": "C"}, "days": ["z"], "name": "n", "more": {"k": "v"}});
        assert_eq!(overlay(base, over), both);
    }

    #[test]
    fn an_empty_key_or_file_replaces_nothing() {
        let base = json!({"words": {"a": "A"}});
        assert_eq!(overlay(base.clone(), json!({"words": null})), base);
        assert_eq!(overlay(base.clone(), Value::Null), base);
    }

    #[test]
    fn errors_name_the_key() {
        let cases = [
            (json!({"months": ["Januari"]}), "`months` must have 12 words, it has 1"),
            (json!({"days": "Minggu"}), "`days` must be a list of 7 words"),
            (json!({"days_short": ["Min", 1]}), "`days_short[1]` must be text, it is a number; put it in quotes"),
            (json!({"words": {"no": false}}), "`words.no` must be text, it is true or false; put it in quotes"),
            (json!({"roles": []}), "`roles` must be a map of words"),
            (json!({"formats": {"short": "%-d %Q"}}), "`formats.short`: `%-d %Q` is no strftime pattern"),
        ];
        for (over, message) in cases {
            assert_eq!(changed(over), Err(message.to_owned()));
        }
    }

    #[test]
    fn missing_and_unknown_keys_are_errors() {
        let mut value = base_for("id").0;
        value["formats"].as_object_mut().unwrap().remove("month");
        assert_eq!(from_value("id", value.clone()), Err("`formats.month` is missing".into()));
        value.as_object_mut().unwrap().remove("decimal");
        value["formats"]["month"] = "%B %Y".into();
        assert_eq!(from_value("id", value), Err("`decimal` is missing".into()));
        let error = changed(json!({"mouths": []})).unwrap_err();
        assert!(error.starts_with("`mouths` is no key of a word file; these are: name, months,"), "{error}");
        assert_eq!(from_value("id", json!([])), Err("a word file is a map, this is a list".into()));
    }
}
