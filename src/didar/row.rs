//! One record of an answer, kept as the text it came in.
//!
//! Decoding a page of 30 contacts into a tree costs more than all else the gateway
//! does with it, and a query selects a few of some sixty keys. So a row is a slice
//! of the answer, and only the keys that were asked for are read from it.

use std::{fmt, sync::Arc};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{envelope, text_slice::TextSlice, value};
use crate::crm::error::UpstreamError;

/// A JSON object inside an answer. Cheap to clone; clones share the answer.
#[derive(Clone)]
pub struct Row {
    object: TextSlice,
    id: Uuid,
}

/// The values of the keys that were asked for, in that order.
pub type RowValues<'a> = Vec<Option<&'a RawValue>>;

impl Row {
    /// The row that `raw`, which must be a part of `answer`, spells out. Its id stands under
    /// `id_key`. `path` is where the row stands, made only for an error: pages have many rows
    /// and few errors.
    pub(super) fn of(
        answer: &Arc<str>,
        raw: &RawValue,
        id_key: &str,
        path: impl Fn() -> String,
    ) -> Result<Self, UpstreamError> {
        let text = raw.get();
        let object = TextSlice::of(answer, text).filter(|_| text.starts_with('{'));
        let object = object.ok_or_else(|| envelope::malformed(&path(), "not an object"))?;
        let id = read_id(text, id_key);
        let id =
            id.ok_or_else(|| envelope::malformed(&format!("{}.{id_key}", path()), "not a GUID"))?;
        Ok(Self { object, id })
    }

    /// The row alone, without the answer it came in.
    #[must_use]
    pub fn detached(&self) -> Self {
        Self { object: self.text().into(), id: self.id }
    }

    /// The row that [`Row::text`] gave; `None` for a text of no row.
    #[must_use]
    pub fn of_text(text: &str) -> Option<Self> {
        let object = serde_json::from_str::<&RawValue>(text).ok()?.get();
        let id = read_id(object, "Id").filter(|_| object.starts_with('{'))?;
        Some(Self { object: object.into(), id })
    }

    /// A record of which only the id is known.
    #[must_use]
    pub fn of_id(id: Uuid) -> Self {
        Self { object: format!("{{\"Id\":\"{id}\"}}").as_str().into(), id }
    }

    /// Whether nothing but the id is known.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        keys(self.text()) == ["Id"]
    }

    /// The object's text.
    #[must_use]
    pub fn text(&self) -> &str {
        self.object.text()
    }

    /// The record's GUID.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// The values of `keys`; `None` where a key is not there.
    #[must_use]
    pub fn pick(&self, keys: &[&str]) -> RowValues<'_> {
        pick(self.text(), keys)
    }

    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&RawValue> {
        get(self.text(), key)
    }
}

impl fmt::Debug for Row {
    /// Says nothing of the contents: they are a person's data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Row({} bytes)", self.text().len())
    }
}

fn read_id(text: &str, key: &str) -> Option<Uuid> {
    let raw = get(text, key)?;
    value::guid(raw).ok()??.parse().ok()
}

/// The values of `keys` in the JSON object `text`. The text was parsed once as part
/// of the answer; a text that is no object has none of the keys.
#[must_use]
pub fn pick<'a>(text: &'a str, keys: &[&str]) -> RowValues<'a> {
    let mut values = vec![None; keys.len()];
    let mut deserializer = serde_json::Deserializer::from_str(text);
    // Stopping or failing half way leaves what was read until then.
    let _ = deserializer.deserialize_map(Picker { keys, values: &mut values });
    values
}

/// The value of `key` in the JSON object `text`.
#[must_use]
pub fn get<'a>(text: &'a str, key: &str) -> Option<&'a RawValue> {
    pick(text, &[key]).into_iter().flatten().next()
}

/// The keys of the JSON object `text`; none where it is no object.
#[must_use]
pub fn keys(text: &str) -> Vec<String> {
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

    #[test]
    fn a_row_is_a_slice_of_its_answer_and_prints_nothing_of_it() {
        let text = r#"{"Id":"11111111-1111-4111-8111-111111111111","Name":"private"}"#;
        let answer: Arc<str> = format!("[{text}]").into();
        let list: Vec<&RawValue> = serde_json::from_str(&answer).expect("valid");
        let row = Row::of(&answer, list[0], "Id", || "Response[0]".to_owned()).expect("an object");
        assert_eq!(row.text(), text);
        assert!(!format!("{row:?}").contains("private"));
        let odd =
            Row::of(&answer, list[0], "Name", || "Response[0]".to_owned()).expect_err("no id");
        assert!(odd.to_string().contains("Response[0].Name"), "{odd}");
    }
}
