//! A list of free values, each with a name: for serde's `with`. Unlike a map it does not forbid a name twice.

use super::free::Free;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// Keeps it.
///
/// # Errors
/// Those of the format.
pub fn serialize<S: Serializer>(pairs: &[(String, Value)], serializer: S) -> Result<S::Ok, S::Error> {
    let pairs: Vec<(&str, Free)> = pairs.iter().map(|(key, value)| (key.as_str(), Free::of(value))).collect();
    pairs.serialize(serializer)
}

/// Reads what [`serialize`] wrote.
///
/// # Errors
/// Those of the format.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, Value)>, D::Error> {
    let pairs = Vec::<(String, Free)>::deserialize(deserializer)?;
    Ok(pairs.into_iter().map(|(key, value)| (key, value.into_value())).collect())
}
