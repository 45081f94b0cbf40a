//! Values that are kept from one run to the next, exact to the last bit: moments, and what authors wrote as free values.
//!
//! For serde's `with`. The usual ways lose something: a moment as text has no seconds in its offset (Jakarta had them until
//! 1924), a number as JSON text may come back as its neighbour, and a compact format cannot tell what kind a free value is.

mod free;
pub mod map;
pub mod moment;
pub mod pairs;

#[cfg(test)]
mod tests {
    use chrono::{DateTime, FixedOffset, NaiveDate};
    use serde::{Deserialize, Serialize};
    use serde_json::{Map, Value, json};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Kept {
        #[serde(with = "crate::kept::moment")]
        time: Option<DateTime<FixedOffset>>,
        #[serde(with = "crate::kept::map")]
        map: Map<String, Value>,
        #[serde(with = "crate::kept::pairs")]
        pairs: Vec<(String, Value)>,
    }

    #[track_caller]
    fn reads_back(time: Option<DateTime<FixedOffset>>, value: &Value) {
        let map: Map<String, Value> =
            [("z".to_owned(), value.clone()), ("a".to_owned(), Value::Null)].into_iter().collect();
        let kept = Kept { time, map, pairs: vec![("x".to_owned(), value.clone())] };
        let read: Kept = postcard::from_bytes(&postcard::to_stdvec(&kept).unwrap()).unwrap();
        assert_eq!(format!("{read:?}"), format!("{kept:?}"), "with the order of maps and the kind of numbers");
    }

    #[test]
    fn free_values_come_back_as_they_were() {
        for value in [
            json!({"z": [1, -1, u64::MAX, i64::MIN, 1.0, -0.0, true, null, "é"], "a": {}, "m": []}),
            json!([0.1, 1e300, 5e-324, f64::MAX, 9_007_199_254_740_993.0, 0.300_000_000_000_000_04]),
        ] {
            reads_back(None, &value);
        }
    }

    #[test]
    fn i4_a_moment_keeps_the_seconds_of_its_offset() {
        let offset = FixedOffset::east_opt(7 * 3600 + 7 * 60 + 12).unwrap();
        let local = NaiveDate::from_ymd_opt(1920, 1, 1).unwrap().and_hms_nano_opt(0, 0, 1, 7).unwrap();
        reads_back(Some(local.and_local_timezone(offset).unwrap()), &Value::Null);
        reads_back(Some("2016-12-31T23:59:60Z".parse().unwrap()), &Value::Null);
        reads_back(Some("-0044-03-15T12:00:00+00:49".parse().unwrap()), &Value::Null);
    }
}
