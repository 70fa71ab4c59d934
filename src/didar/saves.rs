//! Saving a contact: `contact/save` (didar-api.md 4.5).

use std::borrow::Cow;

use serde::{Serialize, Serializer, ser::SerializeMap};
use serde_json::value::RawValue;

use super::{
    client::Didar,
    criteria::serialize_number,
    envelope::{Answer, Members, malformed},
    row::{self, Row},
    transport::Action,
    value::{self, ZERO_GUID},
};
use crate::crm::{
    changes::{Change, ContactChanges, NewValue},
    error::UpstreamError,
    time,
};

const SAVE: Action = Action::write("contact/save");

/// Why there is no saved contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveFailure {
    /// Nothing was saved: Didar refused, or was never asked.
    NotSaved(UpstreamError),
    /// The save was sent and no readable answer came: it may have been saved.
    Unknown(UpstreamError),
}

impl From<UpstreamError> for SaveFailure {
    fn from(failure: UpstreamError) -> Self {
        if failure.is_refusal() { Self::NotSaved(failure) } else { Self::Unknown(failure) }
    }
}

impl Didar {
    /// Creates a contact, or changes the one with this id; returns what Didar answers to
    /// it, which may lack the custom fields (F88). It is sent once.
    ///
    /// # Errors
    /// With what is known of the outcome.
    pub async fn save_contact(
        &self,
        id: Option<&str>,
        changes: &ContactChanges,
    ) -> Result<Row, SaveFailure> {
        let body = SaveBody { contact: Contact { id, changes } };
        let row = saved(&self.transport.call(SAVE, &body).await?)?;
        match id {
            Some(id) if !row.id().to_string().eq_ignore_ascii_case(id) => {
                Err(malformed("Response.Id", "not the contact that was sent").into())
            }
            _ => Ok(row),
        }
    }
}

/// The contact itself under `Response` (F73), or, by one report, one level below (F74).
fn saved(answer: &Answer) -> Result<Row, UpstreamError> {
    let raw: &RawValue = answer.parse()?;
    let read =
        |raw: &RawValue, path: &'static str| Row::of(answer.text(), raw, "Id", || path.to_owned());
    read(raw, "Response").or_else(|failure| {
        let inner =
            Members::read(raw.get()).ok().and_then(|members| members.one("contact").ok()?);
        inner.map_or(Err(failure), |inner| read(inner, "Response.Contact"))
    })
}

/// The changes that a stored contact does not show already.
#[must_use]
pub fn still_to_save(row: &Row, changes: &ContactChanges) -> ContactChanges {
    // A row need not show every attribute: what is not there is not known.
    let attributes = not_stored(row.text(), &changes.attributes, IfHidden::Unknown);
    // Null is a contact without values; without the key nothing is known of them.
    let fields = row.get("Fields").map_or_else(
        || changes.fields.clone(),
        |fields| not_stored(fields.get(), &changes.fields, IfHidden::Nothing),
    );
    ContactChanges { attributes, fields }
}

/// What it means where an object does not have a key.
#[derive(Clone, Copy, PartialEq)]
enum IfHidden {
    Unknown,
    Nothing,
}

fn not_stored(object: &str, changes: &[Change], if_hidden: IfHidden) -> Vec<Change> {
    let keys: Vec<_> = changes.iter().map(|change| change.key.as_str()).collect();
    let is_stored = |change: &Change, raw: Option<&RawValue>| {
        (raw.is_some() || if_hidden == IfHidden::Nothing) && is_stored(&change.value, raw)
    };
    let pairs = changes.iter().zip(row::pick(object, &keys));
    pairs.filter(|(change, raw)| !is_stored(change, *raw)).map(|(c, _)| c.clone()).collect()
}

/// Whether a stored value is the new one. One that cannot be read is another.
fn is_stored(new: &NewValue, raw: Option<&RawValue>) -> bool {
    let raw = raw.filter(|raw| raw.get() != "null");
    let text = || raw.map(value::text).transpose().ok().map(Option::flatten);
    match new {
        NewValue::Text(new) => text().is_some_and(|text| text.unwrap_or_default() == *new),
        NewValue::Record(id) => {
            raw.is_some_and(|raw| value::guid(raw).ok().flatten().as_ref() == Some(id))
        }
        NewValue::NoRecord => raw.is_none_or(|raw| value::guid(raw) == Ok(None)),
        NewValue::Nothing => {
            raw.is_none_or(|raw| matches!(raw.get(), "\"\"" | "[]") || is_no_date(raw))
        }
        // A text of the same meaning is of another type: it is written anew.
        NewValue::Number(new) => raw.is_some_and(|raw| {
            !is_text(raw) && value::number(raw).ok().flatten().as_ref() == Some(new)
        }),
        NewValue::Boolean(new) => {
            raw.is_some_and(|raw| !is_text(raw) && value::boolean(raw) == Ok(Some(*new)))
        }
        NewValue::Instant(new) => raw.is_some_and(|raw| value::instant(raw) == Ok(Some(*new))),
        NewValue::Texts(new) => {
            let stored = raw.and_then(|raw| value::texts(raw).ok().flatten());
            stored.is_some_and(|stored| are_the_same_set(&stored, new))
        }
    }
}

/// Didar keeps the options of a multiple choice in an order of its own.
fn are_the_same_set(stored: &[Cow<'_, str>], new: &[String]) -> bool {
    let in_order = |texts: &mut Vec<&str>| {
        texts.sort_unstable();
        texts.dedup();
    };
    let mut stored = stored.iter().map(AsRef::as_ref).collect();
    let mut new = new.iter().map(String::as_str).collect();
    in_order(&mut stored);
    in_order(&mut new);
    stored == new
}

fn is_text(raw: &RawValue) -> bool {
    raw.get().starts_with('"')
}

/// .NET's default date: none was ever set.
fn is_no_date(raw: &RawValue) -> bool {
    raw.get().starts_with("\"0001-01-01")
}

#[derive(Serialize)]
struct SaveBody<'a> {
    #[serde(rename = "Contact")]
    contact: Contact<'a>,
}

/// `Id` chooses the update (F75).
struct Contact<'a> {
    id: Option<&'a str>,
    changes: &'a ContactChanges,
}

impl Serialize for Contact<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(id) = self.id {
            map.serialize_entry("Id", id)?;
        }
        for change in &self.changes.attributes {
            map.serialize_entry(&change.key, &Wire(&change.value))?;
        }
        if !self.changes.fields.is_empty() {
            map.serialize_entry("Fields", &Fields(&self.changes.fields))?;
        }
        map.end()
    }
}

/// Written one key at a time: Didar merges them (F81).
struct Fields<'a>(&'a [Change]);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for change in self.0 {
            map.serialize_entry(&change.key, &Wire(&change.value))?;
        }
        map.end()
    }
}

struct Wire<'a>(&'a NewValue);

impl Serialize for Wire<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            NewValue::Text(text) | NewValue::Record(text) => serializer.serialize_str(text),
            NewValue::Texts(texts) => texts.serialize(serializer),
            NewValue::Number(number) => serialize_number(number, serializer),
            NewValue::Boolean(flag) => serializer.serialize_bool(*flag),
            NewValue::Instant(instant) => serializer.serialize_str(&time::format(*instant)),
            NewValue::NoRecord => serializer.serialize_str(ZERO_GUID),
            NewValue::Nothing => serializer.serialize_unit(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(new: &NewValue, json: &str) -> bool {
        is_stored(new, Some(serde_json::from_str(json).expect("literal JSON")))
    }

    #[test]
    fn a_value_that_is_stored_already_is_known_in_each_of_its_forms() {
        let guid = "1d9d3f3a-7d62-4c1e-8f9d-2f0e7f5b6c01";
        let zero = format!("\"{ZERO_GUID}\"");
        let at = time::EARLIEST;
        for (new, same, other) in [
            (NewValue::Text("a".into()), "\"a\"", "\"A\""),
            (NewValue::Text(String::new()), "null", "\"a\""),
            (NewValue::Number("12".parse().expect("a number")), "12.0", "\"12\""),
            (
                NewValue::Number("9007199254740992".parse().expect("a number")),
                "9007199254740992",
                "9007199254740993",
            ),
            (NewValue::Boolean(true), "true", "\"true\""),
            (NewValue::Instant(at), "\"1930-01-01T00:00:00\"", "\"1930-01-02T00:00:00\""),
            (NewValue::Texts(vec!["a".into(), "b".into()]), "[\"b\",\"a\"]", "[\"a\"]"),
            (NewValue::Record(guid.into()), &format!("\"{}\"", guid.to_uppercase()), &zero),
            (NewValue::NoRecord, &zero, &format!("\"{guid}\"")),
            (NewValue::Nothing, "\"\"", "0"),
            (NewValue::Nothing, "\"0001-01-01T00:00:00\"", "false"),
        ] {
            assert!(stored(&new, same), "{new:?} {same}");
            assert!(!stored(&new, other), "{new:?} {other}");
        }
        assert!(is_stored(&NewValue::Nothing, None) && !is_stored(&NewValue::Boolean(false), None));
    }
}
