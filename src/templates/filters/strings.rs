//! Filters that put text in text: the gaps of a word, and data in a script.
//!
//! Not the escaping of html itself: that is Tera's, and is asked for here where it is due.
//!
//! Invariant: what comes out as safe can be put in html as it is; all else is escaped once, when it
//! is printed.

use tera::{Error, Kwargs, State, TeraResult, Value};

use super::{text, wrong};
use crate::locale::fill;

/// The gaps of a word filled. Text stays text as long as nothing in it is html, so that other filters see it unescaped.
pub(super) fn fill_gaps(value: &Value, args: &Kwargs, state: &State<'_>) -> TeraResult<Value> {
    let pattern = text("fill", value)?;
    let html = |value: &Value| value.is_string() && value.is_safe();
    let safe = state.autoescaping_enabled() && (html(value) || args.iter().any(|(_, value)| html(value)));
    let gaps = args.iter().map(|(name, value)| {
        let name = name.as_str().unwrap_or_default();
        Ok((name, gap(name, value, safe.then_some(state))?))
    });
    let gaps: Vec<(&str, String)> = gaps.collect::<TeraResult<_>>()?;
    let gaps: Vec<(&str, &str)> = gaps.iter().map(|(name, value)| (*name, value.as_str())).collect();
    if safe {
        return Ok(Value::safe_string(&fill(&state.escape_if_needed(value)?, &gaps)));
    }
    Ok(Value::from(fill(pattern, &gaps)))
}

fn gap(name: &str, value: &Value, escaping: Option<&State<'_>>) -> TeraResult<String> {
    if !value.is_string() && !value.is_number() {
        return Err(wrong("fill", &format!("text or a number for `{name}`"), value));
    }
    escaping.map_or_else(|| Ok(value.to_string()), |state| state.escape_if_needed(value))
}

/// JSON in which nothing ends a `<script>` element, opens a comment in it, or ends an attribute in
/// single quotes.
pub(super) fn json(value: &Value) -> TeraResult<Value> {
    if value.is_undefined() {
        return Err(wrong("json", "a value", value));
    }
    let plain =
        serde_json::to_string(value).map_err(|error| Error::message(format!("`json` cannot write this: {error}")))?;
    let mut text = String::with_capacity(plain.len());
    // These signs stand only inside strings of JSON, where an escape means the same.
    for sign in plain.chars() {
        match sign {
            '<' | '>' | '&' | '\'' | '\u{2028}' | '\u{2029}' => text.push_str(&escaped(sign)),
            other => text.push(other),
        }
    }
    Ok(Value::safe_string(&text))
}

/// The escape of a sign below U+10000.
fn escaped(sign: char) -> String {
    format!("\\u{:04x}", u32::from(sign))
}
