//! Reading the keys of a save; a refusal names the key.

use serde_json::Value;
use uuid::Uuid;

use crate::amount::Amount;
use crate::json;
use crate::time::Instant;
use crate::wire::ApiError;

/// A related record; the zero GUID, null and the empty text mean "none" (F22).
pub(crate) fn guid(given: &Value, name: &str) -> Result<Option<Uuid>, ApiError> {
    let read = json::get(given, name).map(json::guid).transpose();
    read.map_err(|_| ApiError::bad_request(format!("{name} is not a GUID")))
}

/// Several related records; `None` when there is no list.
pub(crate) fn guids(given: &Value, name: &str) -> Result<Option<Vec<Uuid>>, ApiError> {
    let list = json::get(given, name).and_then(Value::as_array);
    let read = list.map(|list| list.iter().map(json::guid).collect()).transpose();
    let text = || format!("{name} holds something that is no GUID");
    read.map_err(|_| ApiError::bad_request(text()))
}

/// A moment; null and the empty text take it away.
pub(crate) fn moment(name: &str, value: &Value) -> Result<Option<Instant>, ApiError> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) if text.is_empty() => Ok(None),
        Value::String(text) if Instant::parse(text).is_some() => Ok(Instant::parse(text)),
        other => Err(not_known(name, other)),
    }
}

/// An amount, as a number or as numeric text (F25); `None` when absent, null or empty.
pub(crate) fn amount(given: &Value, name: &str) -> Result<Option<Amount>, ApiError> {
    match json::get(given, name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Ok(None),
        Some(value) => Amount::read(value).map(Some).ok_or_else(|| not_known(name, value)),
    }
}

/// The refusal of a value that cannot be read.
pub(crate) fn not_known(name: &str, value: &Value) -> ApiError {
    ApiError::bad_request(format!("{name} has no meaning for {value}"))
}
