//! What the saves of every entity share (section 13, general rules).

pub(crate) mod given;

use serde::Serialize;
use serde_json::Value;

use crate::account::{Record, Shelf};
use crate::json;
use crate::settings::SaveAnswer;
use crate::wire::{ApiError, envelope};

/// The entity in a request, under its own name.
pub(crate) fn entity<'a>(request: &'a Value, name: &str) -> Result<&'a Value, ApiError> {
    let given = json::get(request, name).filter(|entity| entity.is_object());
    given.ok_or_else(|| ApiError::bad_request(format!("{name} can not be empty")))
}

/// The record an update names; `None` for a create, which sends no `Id` (F75).
pub(crate) fn existing<'a, T: Record>(
    shelf: &'a Shelf<T>,
    given: &Value,
    unknown: &str,
) -> Result<Option<&'a T>, ApiError> {
    let unknown = || ApiError::bad_request(unknown);
    let id = json::get(given, "Id").unwrap_or(&Value::Null);
    let id = json::guid(id).map_err(|_| unknown())?;
    if id.is_nil() {
        return Ok(None);
    }
    shelf.find(id).map(Some).ok_or_else(unknown)
}

/// The answer: the saved record directly under `Response` (F123), or under its name (F124).
pub(crate) fn answer(place: SaveAnswer, name: &'static str, row: impl Serialize) -> Vec<u8> {
    match place {
        SaveAnswer::Directly => envelope(row),
        SaveAnswer::UnderName => envelope(std::collections::BTreeMap::from([(name, row)])),
    }
}
