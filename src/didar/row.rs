//! One record of an answer, kept as the text it came in.
//!
//! Decoding a page of 30 contacts into a tree costs more than all else the gateway
//! does with it, and a query selects a few of some sixty keys. So a row is a slice
//! of the answer, and only the keys that were asked for are read from it.

use std::{borrow::Cow, collections::HashSet, fmt};

use jiff::Timestamp;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{
    alike::FIELDS,
    envelope,
    json::Json,
    object::{get, keys},
    scan,
    text_slice::{KnownMembers, TextSlice},
    value,
};
use crate::crm::{changes::NewValue, decimal::Decimal, error::UpstreamError, text};

/// A JSON object inside an answer. Cheap to clone; clones share the answer.
#[derive(Clone)]
pub struct Row {
    object: TextSlice,
    id: Uuid,
}

/// Key of the flag of what lies in the bin, in rows and among the criteria.
pub const IS_DELETED: &str = "IsDeleted";

impl Row {
    /// The row that a value of an answer is. Its id stands under `id_key`. `path` is where the
    /// row stands, made only for an error: pages have many rows and few errors.
    pub(super) fn of(
        object: TextSlice,
        id_key: &str,
        path: impl Fn() -> String,
    ) -> Result<Self, UpstreamError> {
        if !object.text().starts_with('{') {
            return Err(envelope::malformed(&path(), "not an object"));
        }
        let id = id_of(&object, id_key);
        let id =
            id.ok_or_else(|| envelope::malformed(&format!("{}.{id_key}", path()), "not a GUID"))?;
        Ok(Self { object, id })
    }

    /// The rows of the list at `path`. A row without an id is malformed.
    pub(super) fn all_of(
        list: impl IntoIterator<Item = TextSlice>,
        id_key: &str,
        path: &str,
    ) -> Result<Vec<Self>, UpstreamError> {
        let list = list.into_iter();
        // Nobody tells how many there are of what may fail on the way.
        let mut rows = Vec::with_capacity(list.size_hint().0);
        for (index, object) in list.enumerate() {
            rows.push(Self::of(object, id_key, || format!("{path}[{index}]"))?);
        }
        Ok(rows)
    }

    /// The row alone, without the answer it came in.
    #[must_use]
    pub fn detached(&self) -> Self {
        Self { object: self.json().into(), id: self.id }
    }

    /// The row that [`Row::json`] gave; `None` for a text of no row.
    #[must_use]
    pub fn of_json(text: &str) -> Option<Self> {
        let object = serde_json::from_str::<&RawValue>(text).ok()?.get();
        let object = TextSlice::from(object);
        let id = id_of(&object, "Id").filter(|_| object.text().starts_with('{'))?;
        Some(Self { object, id })
    }

    /// A record of which only the id is known.
    #[must_use]
    pub fn of_id(id: Uuid) -> Self {
        Self { object: format!("{{\"Id\":\"{id}\"}}").as_str().into(), id }
    }

    /// Whether nothing but the id is known.
    #[must_use]
    pub fn is_bare(&self) -> bool {
        keys(self.json()) == ["Id"]
    }

    /// The object's text.
    #[must_use]
    pub fn json(&self) -> &str {
        self.object.text()
    }

    /// The members of its object; `None` where they have to be looked for.
    pub(super) fn members(&self) -> Option<KnownMembers<'_>> {
        self.object.members()
    }

    /// The members of an object inside it, if they are known.
    pub(super) fn inner(&self, object: &str) -> Option<KnownMembers<'_>> {
        let (known, members) = self.object.inner()?;
        std::ptr::eq(known, object).then_some(members)
    }

    /// The record's GUID.
    #[must_use]
    pub fn id(&self) -> Uuid {
        self.id
    }

    /// The value under a key of Didar's own.
    #[must_use]
    pub fn attribute(&self, key: &str) -> Option<Stored<'_>> {
        member(&self.object, key).map(Stored)
    }

    /// The value of a custom field.
    #[must_use]
    pub fn custom(&self, key: &str) -> Option<Stored<'_>> {
        get(self.fields()?.get(), key).map(Stored)
    }

    /// The object of the custom fields, or null; `None` where the row lacks it.
    pub(super) fn fields(&self) -> Option<Json<'_>> {
        member(&self.object, FIELDS)
    }

    /// Whether the row shows custom fields; the answer to a save lacks them (F88).
    #[must_use]
    pub fn has_fields(&self) -> bool {
        self.fields().is_some_and(|fields| !fields.is_null())
    }

    /// Whether one of the keys of its custom fields is such a one.
    #[must_use]
    pub fn has_field_key(&self, is_it: impl Fn(&str) -> bool) -> bool {
        let mut has_it = false;
        scan::visit(self.fields().map(Json::get).unwrap_or_default(), |key, values| {
            values.value()?;
            has_it = is_it(&key.text());
            (!has_it).then_some(())
        });
        has_it
    }

    /// Whether the record lies in the bin.
    #[must_use]
    pub fn is_deleted(&self) -> bool {
        self.attribute(IS_DELETED).is_some_and(|flag| flag.boolean() == Some(true))
    }
}

/// A value of a row, read as what it should be: one that cannot be read is none.
#[derive(Clone, Copy)]
pub struct Stored<'a>(pub(super) Json<'a>);

impl<'a> Stored<'a> {
    /// A text of which something is seen.
    #[must_use]
    pub fn text(self) -> Option<Cow<'a, str>> {
        value::text(self.0).ok().flatten().filter(|text| !text::clean(text).is_empty())
    }

    /// A number, to the last digit.
    #[must_use]
    pub fn number(self) -> Option<Decimal> {
        value::number(self.0).ok().flatten()
    }

    /// Yes or no.
    #[must_use]
    pub fn boolean(self) -> Option<bool> {
        value::boolean(self.0).ok().flatten()
    }

    /// An instant.
    #[must_use]
    pub fn instant(self) -> Option<Timestamp> {
        value::instant(self.0).ok().flatten()
    }

    /// A GUID; the zero GUID is none.
    #[must_use]
    pub fn guid(self) -> Option<Uuid> {
        value::guid(self.0).ok().flatten()
    }

    /// A list of GUIDs.
    #[must_use]
    pub fn guids(self) -> Option<Vec<Uuid>> {
        value::guids(self.0).ok()
    }

    /// Whether it is one of Didar's own words, whose case does not count.
    #[must_use]
    pub fn is_word(self, word: &str) -> bool {
        self.text().is_some_and(|text| text::plain(&text).eq_ignore_ascii_case(word))
    }

    /// Whether it is a value that is looked for, texts compared by `same`.
    #[must_use]
    pub fn is(self, wanted: &NewValue, same: impl FnOnce(&str, &str) -> bool) -> bool {
        match wanted {
            NewValue::Number(wanted) => self.number().as_ref() == Some(wanted),
            NewValue::Boolean(wanted) => self.boolean() == Some(*wanted),
            NewValue::Text(wanted) => self.text().is_some_and(|stored| same(&stored, wanted)),
            _ => false,
        }
    }
}

/// Without rows that came before.
pub(super) fn each_once(rows: impl Iterator<Item = Row>) -> Vec<Row> {
    let mut seen = HashSet::new();
    rows.filter(|row| seen.insert(row.id())).collect()
}

impl fmt::Debug for Row {
    /// Says nothing of the contents: they are a person's data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Row({} bytes)", self.json().len())
    }
}

/// The value of a key; `None` where it is not there.
fn member<'a>(object: &'a TextSlice, key: &str) -> Option<Json<'a>> {
    match object.members() {
        Some(members) => members.value(members.place(key)?).map(Json::of_parsed),
        None => get(object.text(), key),
    }
}

fn id_of(object: &TextSlice, key: &str) -> Option<Uuid> {
    value::guid(member(object, key)?).ok()?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_prints_nothing_of_its_contents() {
        let text = r#"{"Id":"11111111-1111-4111-8111-111111111111","Name":"private"}"#;
        let read = |id| Row::of(text.into(), id, || "Response[0]".to_owned());
        let row = read("Id").expect("an object");
        assert_eq!(row.json(), text);
        assert!(!format!("{row:?}").contains("private"));
        let odd = read("Name").expect_err("no id");
        assert!(odd.to_string().contains("Response[0].Name"), "{odd}");
    }
}
