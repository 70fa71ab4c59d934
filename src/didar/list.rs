//! A list that Didar gives whole, read and put in order.

use std::collections::HashMap;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    endpoint::{Catalogue, Listed, Parts},
    envelope::{Answer, items, malformed},
    row::Row,
    value,
};
use crate::crm::error::UpstreamError;

/// Every record of an entity, and those inside them.
#[derive(Debug, Default)]
pub(super) struct List {
    rows: Records,
    parts: Records,
}

/// Records in order, found by their ids too.
#[derive(Debug, Default)]
pub(super) struct Records {
    rows: Vec<Row>,
    places: HashMap<Uuid, usize>,
}

impl List {
    /// Reads an answer: rows of another kind are left out (F155, F233).
    pub(super) fn read(of: &Catalogue, answer: &Answer) -> Result<Self, UpstreamError> {
        let list = items(answer.response()?)?;
        let is_empty = list.is_empty();
        // Nothing can name a row without an id.
        let rows = list.into_iter().map(|item| answer.part(item));
        let rows = rows.filter_map(|item| Row::of(item, of.id, String::new).ok());
        let mut rows: Vec<Row> = rows.collect();
        if rows.is_empty() && !is_empty {
            return Err(malformed(&format!("Response[0].{}", of.id), "not a GUID"));
        }
        if let Some((key, word)) = of.listing.only {
            rows.retain(|row| row.attribute(key).is_some_and(|stored| stored.is_word(word)));
        }
        let Some(parts) = of.parts else {
            return Ok(Self { rows: Records::of(rows), parts: Records::default() });
        };
        let mut inner = Vec::new();
        let rows = rows.iter().enumerate().map(|(at, row)| {
            let (row, parts) = with_parts(row, parts)
                .ok_or_else(|| malformed(&format!("Response[{at}].{}", parts.key), "not a list"))?;
            inner.extend(parts);
            Ok(row)
        });
        let rows = Records::of(rows.collect::<Result<_, UpstreamError>>()?);
        Ok(Self { rows, parts: Records::of(inner) })
    }

    /// The records that are meant.
    pub(super) fn records(&self, of: Listed) -> &Records {
        if of.are_parts { &self.parts } else { &self.rows }
    }

    /// About how many bytes it holds.
    pub(super) fn weight(&self) -> usize {
        let all = self.rows.rows.iter().chain(&self.parts.rows);
        all.map(|row| row.json().len() + size_of::<Row>() + size_of::<(Uuid, usize)>()).sum()
    }
}

impl Records {
    /// Each once; of two with one id the first.
    fn of(rows: Vec<Row>) -> Self {
        let mut records = Self::default();
        for row in rows {
            if let std::collections::hash_map::Entry::Vacant(place) = records.places.entry(row.id())
            {
                place.insert(records.rows.len());
                records.rows.push(row);
            }
        }
        records
    }

    pub(super) fn rows(&self) -> &[Row] {
        &self.rows
    }

    pub(super) fn get(&self, id: Uuid) -> Option<&Row> {
        self.rows.get(*self.places.get(&id)?)
    }
}

/// The row with its parts in their order, each with the id of the row, and the parts alone.
fn with_parts(row: &Row, of: Parts) -> Option<(Row, Vec<Row>)> {
    let mut object: Map<String, Value> = serde_json::from_str(row.json()).ok()?;
    for value in object.values_mut() {
        no_empty_objects(value);
    }
    let owner = Value::from(row.id().to_string());
    let mut parts: Vec<Map<String, Value>> = match object.remove(of.key).unwrap_or_default() {
        Value::Array(parts) => {
            let parts = parts.into_iter().map(|part| match part {
                Value::Object(part) => Some(part),
                _ => None,
            });
            parts.collect::<Option<_>>()?
        }
        Value::Null => Vec::new(),
        _ => return None,
    };
    for part in &mut parts {
        part.insert(of.owner.to_owned(), owner.clone());
    }
    // One without a number comes last, in Didar's order.
    parts.sort_by_key(|part| place_of(part, of.order).unwrap_or(i64::MAX));
    let read = |part: &Map<String, Value>| Row::of_json(&serde_json::to_string(part).ok()?);
    let rows = parts.iter().filter_map(read).collect();
    object.insert(of.key.to_owned(), parts.into_iter().map(Value::Object).collect());
    Some((Row::of_json(&serde_json::to_string(&object).ok()?)?, rows))
}

/// `{}` stands where a value is absent (F200).
fn no_empty_objects(value: &mut Value) {
    match value {
        Value::Object(members) if members.is_empty() => *value = Value::Null,
        Value::Object(members) => members.values_mut().for_each(no_empty_objects),
        Value::Array(items) => items.iter_mut().for_each(no_empty_objects),
        _ => {}
    }
}

fn place_of(part: &Map<String, Value>, key: &str) -> Option<i64> {
    let text = part.get(key)?.to_string();
    value::integer(super::json::Json::of_parsed(&text)).ok().flatten()
}
