//! What a save writes into a record: only the keys that are named.

use std::sync::Arc;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{
    canonical::{Canonical, Words},
    decimal::Decimal,
};

/// The changes of one save.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Changes {
    /// Didar's own attributes, by their keys on the wire (for contacts, didar-api.md 4.5).
    pub attributes: Vec<Change>,
    /// Custom fields, by the keys of their definitions.
    pub fields: Vec<Change>,
    /// All lines of the record, which replace those that are stored; `None` leaves them.
    pub lines: Option<Vec<Vec<Change>>>,
}

/// A key and what becomes of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Didar's key.
    pub key: String,
    /// The new value.
    pub value: NewValue,
}

/// A value to store, or how to take one away (didar-api.md 9, row 16).
#[derive(Debug, Clone, PartialEq)]
pub enum NewValue {
    /// A text; the empty one takes a text away.
    Text(String),
    /// The texts of the chosen options.
    Texts(Vec<String>),
    /// Values with their labels, which may be empty.
    Labelled(Vec<(String, String)>),
    /// Records inside this one.
    Parts(Parts),
    /// A number.
    Number(Decimal),
    /// Yes or no.
    Boolean(bool),
    /// An instant.
    Instant(Timestamp),
    /// The record of this GUID.
    Record(String),
    /// The bytes of a file.
    File(Arc<[u8]>),
    /// No record.
    NoRecord,
    /// No value, of what is neither a text nor a record.
    Nothing,
}

/// Records inside a record that are changed or added; the others stay.
#[derive(Debug, Clone, PartialEq)]
pub struct Parts {
    /// Key of the code that tells them apart.
    pub code: &'static str,
    /// Each of them.
    pub list: Vec<Part>,
}

/// One record inside another one.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Part {
    /// As it is stored, as JSON: it is sent back with the changes in it.
    pub stored: Option<String>,
    /// What becomes of it, its code among them.
    pub changes: Vec<Change>,
}

impl Changes {
    /// Whether nothing is to be written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty() && self.fields.is_empty() && self.lines.is_none()
    }

    /// The new text of an attribute; `None` where it is not to be changed, or taken away.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        let change = self.attributes.iter().find(|change| change.key == key)?;
        match &change.value {
            NewValue::Text(text) if !text.is_empty() => Some(text),
            _ => None,
        }
    }

    /// Whether an attribute is named.
    #[must_use]
    pub fn names(&self, key: &str) -> bool {
        self.attributes.iter().any(|change| change.key == key)
    }

    /// Without what takes values away: a new record has none.
    #[must_use]
    pub fn of_values(self) -> Self {
        let has_value = |change: &Change| match &change.value {
            NewValue::Text(text) => !text.is_empty(),
            NewValue::Texts(texts) => !texts.is_empty(),
            NewValue::Labelled(values) => !values.is_empty(),
            NewValue::NoRecord | NewValue::Nothing => false,
            _ => true,
        };
        let keep = |changes: Vec<Change>| changes.into_iter().filter(has_value).collect();
        // No lines are no value of a new record.
        let lines = self.lines.filter(|lines| !lines.is_empty());
        Self { attributes: keep(self.attributes), fields: keep(self.fields), lines }
    }
}

impl Canonical for Changes {
    /// In the order of the keys, whatever the order in which they were written.
    fn write(&self, into: &mut Words) {
        let in_order = |changes: &[Change]| {
            let mut changes = changes.to_vec();
            changes.sort_by(|one, other| one.key.cmp(&other.key));
            changes
        };
        into.word("attributes").list(&in_order(&self.attributes));
        into.word("fields").list(&in_order(&self.fields));
        for line in self.lines.iter().flatten() {
            into.word("line").list(&in_order(line));
        }
        if self.lines.as_ref().is_some_and(Vec::is_empty) {
            into.word("no-lines");
        }
    }
}

impl Canonical for Change {
    fn write(&self, into: &mut Words) {
        into.text(&self.key).part(&self.value);
    }
}

impl Canonical for Parts {
    fn write(&self, into: &mut Words) {
        for part in &self.list {
            into.word("part").list(&part.changes);
        }
    }
}

impl Canonical for NewValue {
    fn write(&self, into: &mut Words) {
        match self {
            Self::Text(text) => into.word("text").text(text),
            Self::Texts(texts) => into.word("texts").list(texts),
            Self::Labelled(values) => {
                into.word("labelled");
                values
                    .iter()
                    .fold(into, |into, (label, value)| into.text(label).text(value))
                    .word(".")
            }
            Self::Parts(parts) => into.word("parts").part(parts).word("."),
            Self::Number(number) => into.word("number").text(&number.to_string()),
            Self::Boolean(flag) => into.word(if *flag { "true" } else { "false" }),
            Self::Instant(instant) => into.word("instant").text(&instant.to_string()),
            Self::Record(id) => into.word("record").text(id),
            Self::File(bytes) => into.word("file").text(&hex::encode(Sha256::digest(bytes))),
            Self::NoRecord => into.word("no-record"),
            Self::Nothing => into.word("nothing"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys on disk and in Redis are known by this text: it stays as it is, whatever is
    /// renamed.
    #[test]
    fn the_canonical_text_is_the_same_in_every_version() {
        let change = |key: &str, value| Change { key: key.to_owned(), value };
        let changes = Changes {
            attributes: vec![
                change("LastName", NewValue::Text("علی".to_owned())),
                change("CompanyId", NewValue::NoRecord),
                change("OwnerId", NewValue::Record("1d9d3f3a".to_owned())),
                change("BirthDate", NewValue::Instant(Timestamp::UNIX_EPOCH)),
            ],
            fields: vec![
                change("Field_996_9_2", NewValue::Texts(vec!["a".to_owned(), "b".to_owned()])),
                change("Field_996_12_1", NewValue::Number("1.50".parse().expect("a number"))),
                change("Field_996_3_3", NewValue::Boolean(true)),
                change("Field_996_0_4", NewValue::Nothing),
            ],
            lines: None,
        };
        assert_eq!(
            changes.canonical(),
            "attributes [ 9:BirthDate instant 20:1970-01-01T00:00:00Z 9:CompanyId no-record \
             8:LastName text 6:علی 7:OwnerId record 8:1d9d3f3a ] \
             fields [ 13:Field_996_0_4 nothing 14:Field_996_12_1 number 3:1.5 \
             13:Field_996_3_3 true 13:Field_996_9_2 texts [ 1:a 1:b ] ] "
        );
        let mut other = changes.clone();
        other.attributes.reverse();
        assert_eq!(other.fingerprint(), changes.fingerprint());
    }
}
