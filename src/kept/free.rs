//! Free values, as authors write them into `extra` and arguments, in a form that says what kind each is. It knows nothing of
//! names or files.

use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};

/// A free value that says what kind it is.
#[derive(Serialize, Deserialize)]
pub(super) enum Free {
    Null,
    Flag(bool),
    Whole(i64),
    Large(u64),
    Fraction(f64),
    Text(String),
    List(Vec<Free>),
    Map(Vec<(String, Free)>),
}

impl Free {
    pub(super) fn of(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Flag(*flag),
            Value::Number(number) => Self::of_number(number),
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(items) => Self::List(items.iter().map(Self::of).collect()),
            Value::Object(map) => Self::Map(map.iter().map(|(key, value)| (key.clone(), Self::of(value))).collect()),
        }
    }

    fn of_number(number: &Number) -> Self {
        let whole = number.as_i64().map(Self::Whole).or_else(|| number.as_u64().map(Self::Large));
        whole.unwrap_or_else(|| Self::Fraction(number.as_f64().expect("a number is whole or a fraction")))
    }

    pub(super) fn into_value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Flag(flag) => Value::Bool(flag),
            Self::Whole(number) => number.into(),
            Self::Large(number) => number.into(),
            Self::Fraction(number) => number.into(),
            Self::Text(text) => Value::String(text),
            Self::List(items) => items.into_iter().map(Self::into_value).collect(),
            Self::Map(pairs) => pairs.into_iter().map(|(key, value)| (key, value.into_value())).collect(),
        }
    }
}
