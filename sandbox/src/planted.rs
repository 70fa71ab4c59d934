//! Reading the rows that tests plant: what cannot be read is as good as absent.

use serde_json::Value;
use uuid::Uuid;

use crate::account::{Record, Shelf};
use crate::json;
use crate::time::Instant;

/// The `Id` of the row, or a new one.
pub(crate) fn id(row: &Value) -> Uuid {
    json::id(row).unwrap_or_else(Uuid::new_v4)
}

/// The running number of the row, or the next one.
pub(crate) fn code<T: Record>(row: &Value, name: &str, shelf: &mut Shelf<T>) -> u64 {
    let code = json::get(row, name).and_then(json::integer);
    let code = code.and_then(|code| u64::try_from(code).ok());
    code.unwrap_or_else(|| shelf.next_code())
}

/// A moment.
pub(crate) fn moment(row: &Value, name: &str) -> Option<Instant> {
    json::get(row, name).and_then(Value::as_str).and_then(Instant::parse)
}

/// A flag; one that is not there is off.
pub(crate) fn flag(row: &Value, name: &str) -> bool {
    json::get(row, name).and_then(json::tri_state) == Some(true)
}
