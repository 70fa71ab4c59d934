//! A list that Didar gives whole, read and put in order.

use std::collections::HashMap;

use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    endpoint::{Catalogue, Listed, Parts, Stand},
    envelope::{Answer, Members, items, malformed},
    json::Json,
    row::Row,
    value,
};
use crate::crm::error::UpstreamError;

/// Every record of an entity, and those that belong to them.
#[derive(Debug, Default)]
pub(super) struct List {
    rows: Records,
    /// `None` where Didar does not tell them.
    parts: Option<Records>,
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
        let response = answer.response()?;
        let Some(key) = of.rows else {
            return Self::of(of, "Response", rows(of, answer, response, "Response")?, None);
        };
        let lists = Members::read(response.get());
        let lists = lists.map_err(|reason| malformed("Response", &reason))?;
        let list = |key: &str| {
            let found = lists.one(&key.to_ascii_lowercase());
            found.map_err(|twice| malformed(&format!("Response.{key}"), &twice))
        };
        let path = format!("Response.{key}");
        let found = list(key)?.ok_or_else(|| malformed(&path, "missing"))?;
        let beside = match of.parts.map(|parts| parts.key) {
            // A whole country has some.
            Some(key) => list(key)?.filter(|found| !found.is_null() && found.get() != "[]"),
            None => None,
        };
        let rows = rows(of, answer, found, &path)?;
        if rows.is_empty() && of.is_shared {
            // It would be the answer to every account.
            return Err(malformed(&path, "is empty"));
        }
        Self::of(of, &path, rows, beside)
    }

    /// Rows, with the list of what belongs to them where that stands beside them.
    fn of(
        of: &Catalogue,
        path: &str,
        rows: Vec<Row>,
        beside: Option<Json<'_>>,
    ) -> Result<Self, UpstreamError> {
        let parts = match of.parts {
            None => None,
            Some(Parts { stand: Stand::Beside, .. }) if beside.is_none() => None,
            parts => parts,
        };
        let Some(parts) = parts else {
            return Ok(Self { rows: Records::of(rows), parts: None });
        };
        let mut of_owner = beside.map(|list| by_owner(list, parts)).transpose()?;
        let mut inner = Vec::new();
        let rows = rows.iter().enumerate().map(|(at, row)| {
            let beside = of_owner.as_mut().map(|all| all.remove(&row.id()).unwrap_or_default());
            let (row, parts) = with_parts(row, parts, beside)
                .ok_or_else(|| malformed(&format!("{path}[{at}].{}", parts.key), "not a list"))?;
            inner.extend(parts);
            Ok(row)
        });
        let rows = Records::of(rows.collect::<Result<_, UpstreamError>>()?);
        Ok(Self { rows, parts: Some(Records::of(inner)) })
    }

    /// The records that are meant.
    ///
    /// # Errors
    /// Where Didar does not tell them.
    pub(super) fn records(&self, of: Listed) -> Result<&Records, UpstreamError> {
        if !of.are_parts {
            return Ok(&self.rows);
        }
        let key = of.catalogue.parts.map_or("", |parts| parts.key);
        self.parts.as_ref().ok_or_else(|| malformed(&format!("Response.{key}"), "missing"))
    }

    /// About how many bytes it holds.
    pub(super) fn weight(&self) -> usize {
        let parts = self.parts.iter().flat_map(|parts| &parts.rows);
        let all = self.rows.rows.iter().chain(parts);
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

/// The rows of a list that are of the kind that is wanted.
fn rows(
    of: &Catalogue,
    answer: &Answer,
    list: Json<'_>,
    path: &str,
) -> Result<Vec<Row>, UpstreamError> {
    let list = items(list)?;
    let is_empty = list.is_empty();
    // Nothing can name a row without an id.
    let rows = list.into_iter().map(|item| answer.part(item));
    let rows = rows.filter_map(|item| Row::of(item, of.id, String::new).ok());
    let mut rows: Vec<Row> = rows.collect();
    if rows.is_empty() && !is_empty {
        return Err(malformed(&format!("{path}[0].{}", of.id), "not a GUID"));
    }
    if let Some((key, word)) = of.listing.only {
        rows.retain(|row| row.attribute(key).is_some_and(|stored| stored.is_word(word)));
    }
    Ok(rows)
}

type Object = Map<String, Value>;

/// The items of a list by the ids of the rows to which they belong.
fn by_owner(list: Json<'_>, of: Parts) -> Result<HashMap<Uuid, Vec<Object>>, UpstreamError> {
    let odd = || malformed(&format!("Response.{}", of.key), "not a list of objects");
    let mut found: HashMap<Uuid, Vec<Object>> = HashMap::new();
    for item in list.items().ok_or_else(odd)? {
        // One that belongs to no row is nobody's.
        if let Some(owner) = value::id_of(item, of.owner) {
            let object = serde_json::from_str(item.get()).map_err(|_| odd())?;
            found.entry(owner).or_default().push(object);
        }
    }
    Ok(found)
}

/// The row with its parts in their order, each with the id of the row, and the parts alone.
fn with_parts(row: &Row, of: Parts, beside: Option<Vec<Object>>) -> Option<(Row, Vec<Row>)> {
    let mut object: Object = serde_json::from_str(row.json()).ok()?;
    for value in object.values_mut() {
        no_empty_objects(value);
    }
    let inside = object.remove(of.key).unwrap_or_default();
    let mut parts = match beside {
        Some(parts) => parts,
        None => objects(inside)?,
    };
    let owner = Value::from(row.id().to_string());
    for part in &mut parts {
        part.insert(of.owner.to_owned(), owner.clone());
    }
    if let Stand::Inside { order } = of.stand {
        // One without a number comes last, in Didar's order.
        parts.sort_by_key(|part| place_of(part, order).unwrap_or(i64::MAX));
    }
    let read = |part: &Object| Row::of_json(&serde_json::to_string(part).ok()?);
    let rows = parts.iter().filter_map(read).collect();
    object.insert(of.key.to_owned(), parts.into_iter().map(Value::Object).collect());
    Some((Row::of_json(&serde_json::to_string(&object).ok()?)?, rows))
}

/// The objects of a list; null is none.
fn objects(list: Value) -> Option<Vec<Object>> {
    let Value::Array(items) = list else {
        return list.is_null().then(Vec::new);
    };
    let items = items.into_iter().map(|item| match item {
        Value::Object(object) => Some(object),
        _ => None,
    });
    items.collect()
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

fn place_of(part: &Object, key: &str) -> Option<i64> {
    let text = part.get(key)?.to_string();
    value::integer(Json::of_parsed(&text)).ok().flatten()
}
