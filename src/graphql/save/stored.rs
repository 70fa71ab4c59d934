//! A record inside a kept answer: the text of its row.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

use crate::didar::Row;

pub(super) fn serialize<S: Serializer>(row: &Row, serializer: S) -> Result<S::Ok, S::Error> {
    row.json().serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Row, D::Error> {
    let text = String::deserialize(deserializer)?;
    Row::of_json(&text).ok_or_else(|| D::Error::custom("no row"))
}

/// The same for `Option<Box<Row>>`.
pub(super) mod optional {
    use super::{Deserialize, Deserializer, Error, Row, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "the form that serde calls")]
    pub(crate) fn serialize<S: Serializer>(
        row: &Option<Box<Row>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        row.as_ref().map(|row| row.json()).serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Box<Row>>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?;
        let row = |text: String| Row::of_json(&text).ok_or_else(|| D::Error::custom("no row"));
        text.map(row).transpose().map(|row| row.map(Box::new))
    }
}
