//! `activity/save`: create and update (F139 to F142).

use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::Activity;
use crate::account::Account;
use crate::json;
use crate::save::{self, given};
use crate::time::Instant;
use crate::user::USERS;
use crate::wire::{ApiError, envelope};

/// The whole answer of a save (F142).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Saved {
    id: Uuid,
}

/// Saves an activity. `NewAttachments` and everything unknown beside or in it is ignored
/// (F199, F222).
pub(crate) fn save(account: &mut Account, request: &Value) -> Result<Vec<u8>, ApiError> {
    let given = save::entity(request, "Activity")?;
    let mut activity = start(account, given)?;
    relations(&mut activity, given)?;
    if !activity.deal.is_nil() && account.deals.find(activity.deal).is_none() {
        return Err(ApiError::bad_request("Deal's data not found"));
    }
    texts(&mut activity, given);
    progress(&mut activity, given)?;
    if is_set_done(request) || is_set_done(given) {
        activity.is_done = true;
        activity.done = Some(activity.updated);
    }
    let id = activity.id;
    account.activities.put(activity);
    Ok(envelope(Saved { id }))
}

/// The activity as it was; a new one belongs to the user of the key.
fn start(account: &Account, given: &Value) -> Result<Activity, ApiError> {
    let unknown = || ApiError::bad_request("Activity's data not found");
    let id = json::get(given, "Id").map(json::guid).transpose().map_err(|_| unknown())?;
    let now = Instant::now();
    match id.filter(|id| !id.is_nil()) {
        Some(id) => {
            let old = account.activities.find(id).cloned().ok_or_else(unknown)?;
            Ok(Activity { updated: now, ..old })
        }
        None => Ok(Activity { owner: USERS[0].user_id, ..Activity::new(Uuid::new_v4(), now) }),
    }
}

fn relations(activity: &mut Activity, given: &Value) -> Result<(), ApiError> {
    if let Some(kind) = given::guid(given, "ActivityTypeId")? {
        activity.kind = kind;
    }
    if let Some(owner) = given::guid(given, "OwnerId")? {
        activity.owner = owner;
    }
    if let Some(deal) = given::guid(given, "DealId")? {
        activity.deal = deal;
    }
    if let Some(contacts) = given::guids(given, "ContactIds")? {
        activity.contacts = contacts;
    }
    Ok(())
}

fn texts(activity: &mut Activity, given: &Value) {
    let text = |name| json::get(given, name).map(|text| json::text(text).unwrap_or_default());
    if let Some(title) = text("Title") {
        activity.title = title.into();
    }
    if let Some(note) = text("Note") {
        activity.note = note.into();
    }
    if let Some(result) = text("ResultNote") {
        activity.result_note = result.into();
    }
}

fn progress(activity: &mut Activity, given: &Value) -> Result<(), ApiError> {
    if let Some(is_done) = json::get(given, "IsDone").and_then(json::tri_state) {
        activity.is_done = is_done;
    }
    if let Some(due) = json::get(given, "DueDate") {
        activity.due = given::moment("DueDate", due)?;
    }
    if let Some(done) = json::get(given, "DoneDate") {
        activity.done = given::moment("DoneDate", done)?;
    }
    Ok(())
}

/// `SetDone` marks an activity done now; it may stand beside it or in it (F222).
fn is_set_done(holder: &Value) -> bool {
    json::get(holder, "SetDone").and_then(json::tri_state) == Some(true)
}
