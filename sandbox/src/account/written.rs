//! Writing the `Fields` of a request into those of a record.

use serde_json::Value;

use super::{Definition, FieldKind, FieldSet, FieldValue, Fields};
use crate::json;

impl Fields {
    /// Takes the `Fields` of a save, one key at a time (F81). Null clears a value; unknown keys
    /// and deleted fields are ignored (section 9, row 23).
    pub(crate) fn write(&mut self, given: &Value, known: &FieldSet) {
        for (key, value) in entries(given) {
            let Some(definition) = known.by_key(key) else {
                continue;
            };
            match value {
                Value::Null => self.remove(&definition.key),
                value => self.set(definition.key.clone(), stored(definition, value)),
            }
        }
    }

    /// Takes any key and any value, for planted records.
    pub(crate) fn plant(&mut self, row: &Value, known: &FieldSet) {
        for (key, value) in entries(row) {
            let known = known.by_key(key).map(|field| field.key.clone());
            let key = known.unwrap_or_else(|| key.as_str().into());
            self.set(key, value.clone().into());
        }
    }
}

fn entries(holder: &Value) -> impl Iterator<Item = (&String, &Value)> {
    json::get(holder, "Fields").and_then(Value::as_object).into_iter().flatten()
}

/// The form a value is kept in: numeric text in a number field becomes a number (F110),
/// anything else stays as it was sent (section 9, row 17).
fn stored(definition: &Definition, value: &Value) -> FieldValue {
    if let (FieldKind::Number, Value::String(text)) = (definition.kind, value) {
        let number = text.trim().parse::<serde_json::Number>();
        return number.map_or_else(|_| value.clone().into(), |n| Value::Number(n).into());
    }
    value.clone().into()
}
