//! What of a save a stored record does not show already.

use std::borrow::Cow;

use uuid::Uuid;

use super::{
    endpoint::{self, Endpoint},
    json::Json,
    object::pick,
    parts::is_the_one,
    row::Row,
    value,
};
use crate::crm::{
    changes::{Change, Changes, NewValue, Part, Parts},
    decimal::Decimal,
};

/// The changes that a stored record does not show already.
#[must_use]
pub fn still_to_save(of: &Endpoint, row: &Row, changes: &Changes) -> Changes {
    // A row need not show every attribute: what is not there is not known.
    let attributes = not_stored(row.json(), &changes.attributes, Of::Record(of));
    // Null is a record without values; without the key nothing is known of them.
    let fields = row.fields().map_or_else(
        || changes.fields.clone(),
        |fields| not_stored(fields.get(), &changes.fields, Of::CustomFields),
    );
    Changes { attributes, fields, lines: changes.lines.clone() }
}

/// Whether the lines that a row shows under a key are these, whatever their order: compared by
/// the keys that rows show. `None` where the row does not show them.
#[must_use]
pub fn are_stored(row: &Row, key: &str, compared: &[&str], lines: &[Vec<Change>]) -> Option<bool> {
    let stored = row.attribute(key)?.0.items()?;
    let mut rest: Vec<_> = lines.iter().collect();
    if stored.len() != rest.len() {
        return Some(false);
    }
    for item in stored {
        let values = pick(item.get(), compared);
        let is_it = |line: &&Vec<Change>| {
            compared.iter().zip(&values).all(|(key, raw)| {
                let new = line.iter().find(|change| change.key == *key).map(|change| &change.value);
                same_in_line(new, *raw)
            })
        };
        match rest.iter().position(is_it) {
            Some(at) => drop(rest.swap_remove(at)),
            None => return Some(false),
        }
    }
    Some(true)
}

/// Nought and nothing are the same in a line, and outer spaces do not count.
fn same_in_line(new: Option<&NewValue>, raw: Option<Json<'_>>) -> bool {
    let stored = raw.filter(|raw| !raw.is_null());
    match new {
        Some(NewValue::Number(new)) => {
            let stored = stored.and_then(|raw| value::number(raw).ok().flatten());
            stored.unwrap_or_default() == *new
        }
        Some(NewValue::Text(new)) => {
            let stored = stored.and_then(|raw| value::text(raw).ok().flatten());
            stored.unwrap_or_default().trim() == new.trim()
        }
        _ => stored.is_none_or(|raw| {
            value::number(raw).is_ok_and(|stored| stored.unwrap_or_default() == Decimal::default())
        }),
    }
}

/// Whose values are compared.
#[derive(Clone, Copy)]
enum Of<'a> {
    /// Didar's own attributes: what is not shown is not known, and numbers may be texts (F25).
    Record(&'a Endpoint),
    /// Custom fields: what is not there has no value, and a text is no number.
    CustomFields,
}

impl Of<'_> {
    /// The key under which a row shows what is written under another one.
    fn shown(self, key: &str) -> &str {
        let Self::Record(Endpoint { shown_as, .. }) = self else { return key };
        shown_as.iter().find(|(written, _)| *written == key).map_or(key, |(_, shown)| shown)
    }
}

fn not_stored(object: &str, changes: &[Change], of: Of<'_>) -> Vec<Change> {
    let keys: Vec<_> = changes.iter().map(|change| of.shown(&change.key)).collect();
    let is_stored = |change: &Change, raw: Option<Json<'_>>| match (of, &change.value) {
        (Of::Record(_), NewValue::Number(_)) => is_number_of(&change.value, raw),
        (Of::Record(_), value) => raw.is_some() && is_stored(value, raw),
        (Of::CustomFields, value) => is_stored(value, raw),
    };
    let pairs = changes.iter().zip(pick(object, &keys));
    pairs.filter(|(change, raw)| !is_stored(change, *raw)).map(|(c, _)| c.clone()).collect()
}

/// Whether a stored list has each of these, with all that they say.
fn has_parts(stored: Option<Json<'_>>, new: &Parts) -> bool {
    let Some(stored) = stored.and_then(Json::items) else { return new.list.is_empty() };
    let shows = |item: &Json<'_>, part: &Part| {
        let rest = not_stored(item.get(), &part.changes, Of::Record(&endpoint::EMBEDDED));
        rest.iter().all(|change| change.key == new.code)
    };
    new.list.iter().all(|part| {
        let mut same = stored.iter().filter(|item| is_the_one(**item, new.code, part));
        same.any(|item| shows(item, part))
    })
}

/// Whether a stored value is the new one. One that cannot be read is another.
fn is_stored(new: &NewValue, raw: Option<Json<'_>>) -> bool {
    let raw = raw.filter(|raw| !raw.is_null());
    let text = || raw.map(value::text).transpose().ok().map(Option::flatten);
    match new {
        NewValue::Text(new) => text().is_some_and(|text| text.unwrap_or_default() == *new),
        NewValue::Record(id) => raw
            .and_then(|raw| value::guid(raw).ok().flatten())
            .is_some_and(|stored| stored.to_string() == *id),
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
        NewValue::Labelled(new) => {
            let stored = raw.map(value::key_values).transpose();
            stored.is_ok_and(|stored| are_labelled(&stored.unwrap_or_default(), new))
        }
        NewValue::Parts(new) => has_parts(raw, new),
        // No row shows one.
        NewValue::File(_) => false,
        NewValue::Texts(new) => {
            let stored = raw.map_or(Ok(Vec::new()), value::texts_or_ids);
            stored.is_ok_and(|stored| are_the_same_set(&stored, new))
        }
    }
}

/// Whether a stored number, or text of one, is the new one.
fn is_number_of(new: &NewValue, raw: Option<Json<'_>>) -> bool {
    let stored = raw.and_then(|raw| value::number(raw).ok().flatten());
    matches!((new, stored), (NewValue::Number(new), Some(stored)) if *new == stored)
}

/// Whether stored values are these, with the same labels, in the same order.
fn are_labelled(stored: &[value::KeyValue<'_>], new: &[(String, String)]) -> bool {
    let texts = |(label, value): &value::KeyValue<'_>| {
        (
            label.as_deref().unwrap_or_default().to_owned(),
            value.as_deref().unwrap_or_default().to_owned(),
        )
    };
    stored.iter().map(texts).eq(new.iter().cloned())
}

/// Didar keeps the options of a multiple choice in an order of its own.
fn are_the_same_set(stored: &[Cow<'_, str>], new: &[String]) -> bool {
    let stored = in_order(stored.iter().map(AsRef::as_ref));
    stored == in_order(new.iter().map(String::as_str))
}

fn in_order<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<Cow<'a, str>> {
    let mut texts: Vec<_> = texts.map(one_form).collect();
    texts.sort_unstable();
    texts.dedup();
    texts
}

/// GUIDs have several notations.
fn one_form(text: &str) -> Cow<'_, str> {
    match Uuid::try_parse(text) {
        Ok(id) => Cow::Owned(id.to_string()),
        Err(_) => Cow::Borrowed(text),
    }
}

fn is_text(raw: Json<'_>) -> bool {
    raw.get().starts_with('"')
}

/// .NET's default date, or the last one (F20): none was ever set.
fn is_no_date(raw: Json<'_>) -> bool {
    ["\"0001-01-01", "\"9999-12"].iter().any(|none| raw.get().starts_with(none))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{crm::time, didar::value::ZERO_GUID};

    fn stored(new: &NewValue, json: &str) -> bool {
        is_stored(new, Some(Json::of_parsed(json)))
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
            (
                NewValue::Labelled(vec![(String::new(), "a".into())]),
                r#"{"KeyValues":[{"Key":null,"Value":"a"}]}"#,
                r#"{"KeyValues":[{"Key":"x","Value":"a"}]}"#,
            ),
            (NewValue::Labelled(Vec::new()), "{}", r#"[{"Key":"","Value":"a"}]"#),
            (NewValue::Nothing, "\"\"", "0"),
            (NewValue::Nothing, "\"0001-01-01T00:00:00\"", "false"),
        ] {
            assert!(stored(&new, same), "{new:?} {same}");
            assert!(!stored(&new, other), "{new:?} {other}");
        }
        assert!(is_stored(&NewValue::Nothing, None) && !is_stored(&NewValue::Boolean(false), None));
    }
}
