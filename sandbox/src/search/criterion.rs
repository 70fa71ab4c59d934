//! Single criteria that every entity reads in the same way.

use serde_json::Value;
use uuid::Uuid;

use crate::json;
use crate::text::Needle;
use crate::time::Instant;
use crate::wire::ApiError;

/// A relation asked for; the zero GUID means "any" (F22).
pub(crate) fn guid(criteria: &Value, name: &str) -> Result<Uuid, ApiError> {
    let given = json::get(criteria, name).unwrap_or(&Value::Null);
    let text = || format!("Criteria.{name} is not a GUID");
    json::guid(given).map_err(|_| ApiError::bad_request(text()))
}

/// Any of several records; none given means "all".
pub(crate) fn guids(criteria: &Value, name: &str) -> Result<Vec<Uuid>, ApiError> {
    let given = json::get(criteria, name).and_then(Value::as_array);
    let ids: Result<_, _> = given.into_iter().flatten().map(json::guid).collect();
    let text = || format!("Criteria.{name} holds something that is no GUID");
    ids.map_err(|_| ApiError::bad_request(text()))
}

/// The words of `Keywords`; each must occur somewhere (the fuzzy search of F51).
pub(crate) fn keywords(criteria: &Value) -> Vec<Needle> {
    let text = json::get(criteria, "Keywords").and_then(json::text);
    words(&text.unwrap_or_default())
}

/// The words of a text.
pub(crate) fn words(text: &str) -> Vec<Needle> {
    text.split_whitespace().map(Needle::new).collect()
}

/// Whether a relation is the one asked for.
pub(crate) fn is(wanted: Uuid, held: Uuid) -> bool {
    wanted.is_nil() || wanted == held
}

/// A bound of the time window. Any readable date will do, in range or not (F19).
pub(crate) fn bound(criteria: &Value, name: &str) -> Result<Option<Instant>, ApiError> {
    let Some(given) = json::present(criteria, name) else {
        return Ok(None);
    };
    match given.as_str() {
        Some("") => Ok(None),
        Some(text) if Instant::parse(text).is_some() => Ok(Instant::parse(text)),
        _ => Err(ApiError::bad_request(format!("Criteria.{name} is not a date"))),
    }
}
