//! A moment that may be missing: for serde's `with`, and nothing but the numbers that it is made of.

use chrono::{DateTime, FixedOffset};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Keeps seconds, nanoseconds and the offset.
///
/// # Errors
/// Those of the format.
pub fn serialize<S: Serializer>(time: &Option<DateTime<FixedOffset>>, serializer: S) -> Result<S::Ok, S::Error> {
    let parts = time.map(|time| (time.timestamp(), time.timestamp_subsec_nanos(), time.offset().local_minus_utc()));
    parts.serialize(serializer)
}

/// Reads what [`serialize`] wrote.
///
/// # Errors
/// Those of the format, and numbers that are no moment.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<FixedOffset>>, D::Error> {
    let Some((seconds, nanos, offset)) = Option::<(i64, u32, i32)>::deserialize(deserializer)? else {
        return Ok(None);
    };
    let time = DateTime::from_timestamp(seconds, nanos).zip(FixedOffset::east_opt(offset));
    time.map(|(time, offset)| Some(time.with_timezone(&offset))).ok_or_else(|| D::Error::custom("no moment"))
}
