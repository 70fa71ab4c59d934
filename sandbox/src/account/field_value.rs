//! Custom field values and the map that holds them.

use std::borrow::Cow;
use std::sync::Arc;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// One stored value, compact for the usual shapes and raw for anything odd.
#[derive(Clone, Debug)]
pub(crate) enum FieldValue {
    Null,
    Bool(bool),
    Int(i64),
    Decimal(f64),
    Text(Arc<str>),
    List(Box<[Arc<str>]>),
    Raw(Box<Value>),
}

/// One comparable part of a value: the value itself, or an element of a list (F107).
#[derive(Clone, Copy, Debug)]
pub(crate) enum Item<'a> {
    Bool(bool),
    Int(i64),
    Decimal(f64),
    Text(&'a str),
}

impl<'a> Item<'a> {
    /// The scalar in a JSON value, if it is one.
    pub(crate) fn of(value: &'a Value) -> Option<Self> {
        match value {
            Value::Bool(flag) => Some(Self::Bool(*flag)),
            Value::String(text) => Some(Self::Text(text)),
            Value::Number(number) => {
                number.as_i64().map(Self::Int).or_else(|| number.as_f64().map(Self::Decimal))
            }
            _ => None,
        }
    }

    /// The text the item is compared by.
    pub(crate) fn text(self) -> Cow<'a, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Bool(true) => Cow::Borrowed("true"),
            Self::Bool(false) => Cow::Borrowed("false"),
            Self::Int(number) => Cow::Owned(number.to_string()),
            Self::Decimal(number) => Cow::Owned(number.to_string()),
        }
    }

    /// The number it stands for; numeric text counts (F44, F110).
    pub(crate) fn number(self) -> Option<f64> {
        match self {
            Self::Int(number) => Some(number as f64),
            Self::Decimal(number) => Some(number),
            Self::Text(text) => text.trim().parse().ok().filter(|n: &f64| n.is_finite()),
            Self::Bool(_) => None,
        }
    }

    /// The truth value it stands for: true, `"true"`, 1 and `"1"`, and their opposites.
    pub(crate) fn truth(self) -> Option<bool> {
        match self {
            Self::Bool(flag) => Some(flag),
            Self::Text(text) if text.eq_ignore_ascii_case("true") => Some(true),
            Self::Text(text) if text.eq_ignore_ascii_case("false") => Some(false),
            other => match other.number() {
                Some(1.0) => Some(true),
                Some(0.0) => Some(false),
                _ => None,
            },
        }
    }
}

impl FieldValue {
    /// Whether there is a value at all: null, empty text and the empty list are none (F111).
    pub(crate) fn is_set(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Text(text) => !text.is_empty(),
            Self::List(items) => !items.is_empty(),
            Self::Raw(value) => !value.as_array().is_some_and(Vec::is_empty),
            Self::Bool(_) | Self::Int(_) | Self::Decimal(_) => true,
        }
    }

    /// Whether any part of the value passes the test.
    pub(crate) fn any(&self, test: impl Fn(Item<'_>) -> bool) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(flag) => test(Item::Bool(*flag)),
            Self::Int(number) => test(Item::Int(*number)),
            Self::Decimal(number) => test(Item::Decimal(*number)),
            Self::Text(text) => test(Item::Text(text)),
            Self::List(items) => items.iter().any(|item| test(Item::Text(item))),
            Self::Raw(value) => match value.as_array() {
                Some(items) => items.iter().filter_map(Item::of).any(test),
                None => Item::of(value).is_some_and(test),
            },
        }
    }
}

impl From<Value> for FieldValue {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(flag),
            Value::String(text) => Self::Text(text.into()),
            Value::Array(items) if items.iter().all(Value::is_string) => {
                let texts = items.iter().filter_map(Value::as_str).map(Arc::from);
                Self::List(texts.collect())
            }
            Value::Number(ref number) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => Self::Int(whole),
                // One with more digits than an f64 holds stays as it was written.
                (None, Some(decimal))
                    if serde_json::Number::from_f64(decimal).as_ref() == Some(number) =>
                {
                    Self::Decimal(decimal)
                }
                _ => Self::Raw(Box::new(value)),
            },
            odd => Self::Raw(Box::new(odd)),
        }
    }
}

impl Serialize for FieldValue {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => out.serialize_unit(),
            Self::Bool(flag) => out.serialize_bool(*flag),
            Self::Int(number) => out.serialize_i64(*number),
            Self::Decimal(number) => out.serialize_f64(*number),
            Self::Text(text) => out.serialize_str(text),
            Self::List(items) => out.collect_seq(items.iter().map(|item| &**item)),
            Self::Raw(value) => value.serialize(out),
        }
    }
}

/// The `Fields` of one record, in the order they were written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields(Vec<(Arc<str>, FieldValue)>);

impl Fields {
    pub(crate) fn get(&self, key: &str) -> Option<&FieldValue> {
        let found = self.0.iter().find(|(name, _)| **name == *key);
        found.map(|(_, value)| value)
    }

    pub(crate) fn set(&mut self, key: Arc<str>, value: FieldValue) {
        match self.0.iter_mut().find(|(name, _)| *name == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key, value)),
        }
    }

    pub(crate) fn remove(&mut self, key: &str) {
        self.0.retain(|(name, _)| **name != *key);
    }

    /// Every value, set or not.
    pub(crate) fn values(&self) -> impl Iterator<Item = &FieldValue> {
        self.0.iter().map(|(_, value)| value)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Gives back spare memory.
    pub(crate) fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let mut map = out.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(&**key, value)?;
        }
        map.end()
    }
}
