//! Filters over lists.
//!
//! Nothing is sorted here: what comes first in a list comes first in the answer (D-4).
//!
//! Invariant: the first name of an `attribute` must be in every item, or the template has a slip of
//! the pen. What is deeper may be missing, for `extra.topic` is in some front matters only.

use std::collections::BTreeMap;

use tera::{Error, Kwargs, Map, TeraResult, Value};

use super::{required, wrong};

/// Groups as a list of `{key, items}`, in the order in which the keys are first seen. Items
/// without a key are in none.
pub(super) fn group_by(value: &Value, args: &Kwargs) -> TeraResult<Vec<Value>> {
    let path: &str = required("group_by", args, "attribute", "the path of an attribute")?;
    let mut groups: Vec<(Value, Vec<Value>)> = Vec::new();
    let mut places: BTreeMap<Value, usize> = BTreeMap::new();
    for item in list("group_by", value)? {
        let key = attribute("group_by", item, path)?;
        if key.is_none() {
            continue;
        }
        check_key(&key, path)?;
        // A search through the groups would make ten thousand terms a slow list.
        let place = *places.entry(key.clone()).or_insert(groups.len());
        if place == groups.len() {
            groups.push((key, Vec::new()));
        }
        groups[place].1.push(item.clone());
    }
    Ok(groups.into_iter().map(group).collect())
}

fn group((key, items): (Value, Vec<Value>)) -> Value {
    Value::from(Map::from_iter([("key".into(), key), ("items".into(), Value::from(items))]))
}

/// Lists and maps have no order that is also an equality.
fn check_key(key: &Value, path: &str) -> TeraResult<()> {
    if key.is_string() || key.is_number() || key.is_bool() {
        return Ok(());
    }
    Err(wrong("group_by", &format!("text, a number or a bool as `{path}`"), key))
}

/// The items whose attribute has the value; one that is missing is `none`.
pub(super) fn keep_where(value: &Value, args: &Kwargs) -> TeraResult<Vec<Value>> {
    let path: &str = required("where", args, "attribute", "the path of an attribute")?;
    let wanted: Value = required("where", args, "value", "a value")?;
    let mut kept = Vec::new();
    for item in list("where", value)? {
        if attribute("where", item, path)? == wanted {
            kept.push(item.clone());
        }
    }
    Ok(kept)
}

/// At most the first `n` items.
pub(super) fn limit(value: &Value, args: &Kwargs) -> TeraResult<Vec<Value>> {
    let most: usize = required("limit", args, "n", "a whole number")?;
    Ok(list("limit", value)?.iter().take(most).cloned().collect())
}

/// All but the first `n` items.
pub(super) fn skip(value: &Value, args: &Kwargs) -> TeraResult<Vec<Value>> {
    let fewest: usize = required("skip", args, "n", "a whole number")?;
    Ok(list("skip", value)?.iter().skip(fewest).cloned().collect())
}

fn list<'a>(filter: &str, value: &'a Value) -> TeraResult<&'a [Value]> {
    value.as_array().ok_or_else(|| wrong(filter, "a list", value))
}

fn attribute(filter: &str, item: &Value, path: &str) -> TeraResult<Value> {
    let (first, deeper) = path.split_once('.').unwrap_or((path, ""));
    let Some(top) = item.get_from_path(first) else {
        return Err(Error::message(format!("`{filter}` wants items with the `attribute` `{first}`, got one without")));
    };
    let found = if deeper.is_empty() { Some(top) } else { top.get_from_path(deeper) };
    Ok(found.cloned().unwrap_or_else(Value::none))
}
