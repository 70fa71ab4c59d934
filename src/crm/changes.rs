//! What a save writes into a contact: only the keys that are named.

use jiff::Timestamp;

/// The changes of one save.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ContactChanges {
    /// Didar's own attributes, by their keys on the wire (didar-api.md 4.5).
    pub attributes: Vec<Change>,
    /// Custom fields, by the keys of their definitions.
    pub fields: Vec<Change>,
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
    /// A number.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// An instant.
    Instant(Timestamp),
    /// The record of this GUID.
    Record(String),
    /// No record.
    NoRecord,
    /// No value, of what is neither a text nor a record.
    Nothing,
}

impl ContactChanges {
    /// Whether nothing is to be written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty() && self.fields.is_empty()
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

    /// Without what takes values away: a new contact has none.
    #[must_use]
    pub fn of_values(self) -> Self {
        let has_value = |change: &Change| match &change.value {
            NewValue::Text(text) => !text.is_empty(),
            NewValue::NoRecord | NewValue::Nothing => false,
            _ => true,
        };
        let keep = |changes: Vec<Change>| changes.into_iter().filter(has_value).collect();
        Self { attributes: keep(self.attributes), fields: keep(self.fields) }
    }
}
