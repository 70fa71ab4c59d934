//! The grammar of the `CustomFields` criterion (3.2, F42).

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::Value;

use super::operators::{Condition, Operator};
use crate::account::{Definition, FieldSet, Fields};
use crate::json;
use crate::settings::Settings;
use crate::wire::ApiError;

/// The conditions on one field; one of them must hold.
#[derive(Debug)]
pub(crate) struct FieldFilter {
    key: Arc<str>,
    any: Vec<Condition>,
}

impl FieldFilter {
    /// Whether a record's value meets one of the conditions.
    pub(crate) fn matches(&self, fields: &Fields) -> bool {
        let value = fields.get(&self.key).filter(|value| value.is_set());
        self.any.iter().any(|condition| condition.holds(value))
    }
}

/// Reads the whole criterion. Its entries are joined with AND, and a field has only one.
pub(crate) fn read(
    criteria: &Value,
    settings: &Settings,
    known: &FieldSet,
) -> Result<Vec<FieldFilter>, ApiError> {
    let Some(entries) = json::present(criteria, "CustomFields") else {
        return Ok(Vec::new());
    };
    let mut filters = Vec::new();
    let mut seen = HashSet::new();
    for entry in array(entries, "CustomFields")? {
        let name = field_name(entry)?;
        let Some(definition) = known.by_filter_name(&name) else {
            refuse_unknown(&name, settings, known.entity)?;
            continue;
        };
        if !seen.insert(definition.key.clone()) {
            return Err(twice(&name));
        }
        filters.push(field_filter(entry, definition)?);
    }
    Ok(filters)
}

fn field_filter(entry: &Value, definition: &Definition) -> Result<FieldFilter, ApiError> {
    let alternatives = array(json::get(entry, "OR").unwrap_or(&Value::Null), "OR")?;
    if alternatives.is_empty() {
        let text = "CustomFields: OR needs at least one condition";
        return Err(ApiError::bad_request(text));
    }
    let any = alternatives.iter().map(|one| condition(one, definition));
    Ok(FieldFilter { key: definition.key.clone(), any: any.collect::<Result<_, _>>()? })
}

fn condition(alternative: &Value, definition: &Definition) -> Result<Condition, ApiError> {
    let name = json::get(alternative, "Type").and_then(Value::as_str);
    let name = name.unwrap_or_default();
    let Some(operator) = Operator::named(name) else {
        let text = format!("CustomFields: the condition type '{name}' is unknown");
        return Err(ApiError::bad_request(text));
    };
    let given = json::get(alternative, "Value").unwrap_or(&Value::Null);
    let operands = array(given, "Value")?;
    Condition::new(operator, definition.kind, operands)
        .map_err(|problem| ApiError::bad_request(format!("CustomFields: {name} {problem}")))
}

fn array<'a>(value: &'a Value, name: &str) -> Result<&'a [Value], ApiError> {
    let text = || format!("CustomFields: {name} must be an array");
    let items = value.as_array().map(Vec::as_slice);
    items.ok_or_else(|| ApiError::bad_request(text()))
}

fn field_name(entry: &Value) -> Result<String, ApiError> {
    let name = json::get(entry, "CustomFieldId").and_then(Value::as_str);
    let text = "CustomFields: every entry needs a CustomFieldId";
    name.map(str::to_owned).ok_or_else(|| ApiError::bad_request(text))
}

fn refuse_unknown(name: &str, settings: &Settings, entity: &str) -> Result<(), ApiError> {
    if settings.ignore_unknown_filter_fields {
        return Ok(());
    }
    let text = format!("CustomFields: there is no {entity} field '{name}'");
    Err(ApiError::bad_request(text))
}

fn twice(name: &str) -> ApiError {
    let text = format!("CustomFields: the field '{name}' has more than one entry");
    ApiError::bad_request(text)
}
