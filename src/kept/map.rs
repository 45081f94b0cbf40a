//! A map of free values, whose order is kept: for serde's `with`. A map in a map is the business of `free`.

use super::free::Free;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};

/// Keeps it.
///
/// # Errors
/// Those of the format.
pub fn serialize<S: Serializer>(map: &Map<String, Value>, serializer: S) -> Result<S::Ok, S::Error> {
    let pairs: Vec<(&str, Free)> = map.iter().map(|(key, value)| (key.as_str(), Free::of(value))).collect();
    pairs.serialize(serializer)
}

/// Reads what [`serialize`] wrote.
///
/// # Errors
/// Those of the format.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Map<String, Value>, D::Error> {
    let pairs = Vec::<(String, Free)>::deserialize(deserializer)?;
    Ok(pairs.into_iter().map(|(key, value)| (key, value.into_value())).collect())
}
