//! `activity/AttachFilesToActivity` (F145): the file is told of and not kept; no call reads one.

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::account::Account;
use crate::json;
use crate::wire::{ApiError, envelope};

/// A file in the answer.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Row<'a> {
    key: Uuid,
    size: u64,
    #[serde(rename = "Type")]
    media_type: &'a str,
    name: &'a str,
}

/// Takes the file of a form, as [`crate::form`] reads it.
pub(crate) fn attach(account: &Account, form: &Value) -> Result<Vec<u8>, ApiError> {
    let id = json::get(form, "activityId").map(json::guid);
    let unknown = || ApiError::bad_request("Activity's data not found");
    let id = id.transpose().map_err(|_| unknown())?.unwrap_or_default();
    account.activities.find(id).ok_or_else(unknown)?;
    let file = json::get(form, "uploads").filter(|file| file.is_object());
    let file = file.ok_or_else(|| ApiError::bad_request("uploads can not be empty"))?;
    let text = |name| json::get(file, name).and_then(Value::as_str).unwrap_or_default();
    Ok(envelope(Row {
        key: Uuid::new_v4(),
        size: json::get(file, "Size").and_then(Value::as_u64).unwrap_or_default(),
        media_type: text("Type"),
        name: text("Name"),
    }))
}
