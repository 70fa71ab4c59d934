//! A JSON object, of which only the keys that were asked for are read.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The values of the keys that were asked for, in that order.
pub type Values<'a> = Vec<Option<&'a RawValue>>;

/// The values of `keys` in the JSON object `text`. The text was parsed once as part
/// of the answer; a text that is no object has none of the keys.
#[must_use]
pub fn pick<'a>(text: &'a str, keys: &[&str]) -> Values<'a> {
    let mut values = vec![None; keys.len()];
    let mut deserializer = serde_json::Deserializer::from_str(text);
    // Stopping or failing half way leaves what was read until then.
    let _ = deserializer.deserialize_map(Picker { keys, values: &mut values });
    values
}

/// The value of `key` in the JSON object `text`.
#[must_use]
pub(super) fn get<'a>(text: &'a str, key: &str) -> Option<&'a RawValue> {
    pick(text, &[key]).into_iter().flatten().next()
}

/// The keys of the JSON object `text`; none where it is no object.
#[must_use]
pub(super) fn keys(text: &str) -> Vec<String> {
    let object: Result<std::collections::BTreeMap<String, IgnoredAny>, _> =
        serde_json::from_str(text);
    object.map(|object| object.into_keys().collect()).unwrap_or_default()
}

struct Picker<'k, 'v, 'a> {
    keys: &'k [&'k str],
    values: &'v mut Vec<Option<&'a RawValue>>,
}

impl<'a> Visitor<'a> for Picker<'_, '_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    /// Stops once every key was found: what follows need not be looked at.
    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        let mut missing = self.keys.len();
        while missing > 0
            && let Some(slot) = map.next_key_seed(Slot(self.keys))?
        {
            match slot.and_then(|slot| self.values.get_mut(slot)) {
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
                Some(place) => {
                    let value = map.next_value::<&RawValue>()?;
                    // Of a key that comes twice the first counts, whatever else is read.
                    missing -= usize::from(place.is_none());
                    place.get_or_insert(value);
                }
            }
        }
        Ok(())
    }
}

/// Finds a key's place among the wanted ones without allocating the key.
struct Slot<'k>(&'k [&'k str]);

impl<'de> DeserializeSeed<'de> for Slot<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Slot<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|wanted| *wanted == key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keys_asked_for_come_back_in_order_and_the_rest_is_skipped() {
        let text = r#"{"A":1,"B":{"x":[1,2]},"C":"\u0633"}"#;
        let values = pick(text, &["C", "Z", "B"]);
        let texts: Vec<_> = values.iter().map(|value| value.map(RawValue::get)).collect();
        assert_eq!(texts, [Some(r#""\u0633""#), None, Some(r#"{"x":[1,2]}"#)]);
        let first = pick(r#"{"A":1,"B":null,"A":2"#, &["A"]);
        assert_eq!(first[0].map(RawValue::get), Some("1"), "the rest is not looked at");
        let twice = pick(r#"{"A":1,"A":2,"B":3}"#, &["A", "B"]);
        assert_eq!(twice[0].map(RawValue::get), Some("1"), "whatever else is read");
    }
}
