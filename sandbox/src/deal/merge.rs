//! Writing a request into a deal: present keys are set, omitted ones are kept (F126).

use serde_json::Value;

use super::Version;
use super::record::{Deal, Status};
use crate::amount::Amount;
use crate::json;
use crate::save::given::{self, not_known};
use crate::time::Instant;
use crate::wire::ApiError;

/// Writes every key a client may write but those of stage, custom fields and items. Read-only
/// and unknown keys are ignored (F199); `TotalValue`, `TaxPercent`, `IsWon`, `IsPaid`,
/// `SegmentIds` and `VisibilityType` leave no trace in any answer.
pub(super) fn written(deal: &mut Deal, given: &Value, version: Version) -> Result<(), ApiError> {
    texts(deal, given);
    person(deal, given, version)?;
    relations(deal, given)?;
    price(deal, given)?;
    dates(deal, given)?;
    status(deal, given)?;
    if let Some(code) = json::get(given, "Code").and_then(json::integer) {
        deal.code = u64::try_from(code).unwrap_or(deal.code);
    }
    Ok(())
}

/// Null wipes a text.
pub(super) fn texts(deal: &mut Deal, given: &Value) {
    if let Some(title) = json::get(given, "Title") {
        deal.title = json::text(title).unwrap_or_default();
    }
    if let Some(description) = json::get(given, "Description") {
        deal.description = json::text(description);
    }
    if let Some(note) = json::get(given, "LostReasonNote") {
        deal.loss.note = json::text(note);
    }
    if let Some(other) = json::get(given, "LostReasonOther") {
        deal.loss.other = json::text(other);
    }
}

/// `PersonId` works on both saves, `ContactId` on the old one (F116, F117).
fn person(deal: &mut Deal, given: &Value, version: Version) -> Result<(), ApiError> {
    let old_name = match version {
        Version::Old => given::guid(given, "ContactId")?,
        Version::V2 => None,
    };
    let person = given::guid(given, "PersonId")?.filter(|id| !id.is_nil() || old_name.is_none());
    if let Some(person) = person.or(old_name) {
        deal.person = person;
    }
    Ok(())
}

pub(super) fn relations(deal: &mut Deal, given: &Value) -> Result<(), ApiError> {
    if let Some(company) = given::guid(given, "CompanyId")? {
        deal.company = company;
    }
    if let Some(owner) = given::guid(given, "OwnerId")? {
        deal.owner = owner;
    }
    if let Some(source) = given::guid(given, "SourceId")? {
        deal.source = source;
    }
    if let Some(reason) = given::guid(given, "LostReasonId")? {
        deal.loss.reason = reason;
    }
    if let Some(labels) = given::guids(given, "LabelIds")? {
        deal.labels = labels;
    }
    Ok(())
}

/// The price is an attribute of its own, never computed from the items (F213).
pub(super) fn price(deal: &mut Deal, given: &Value) -> Result<(), ApiError> {
    if json::get(given, "Price").is_some() {
        deal.price = given::amount(given, "Price")?.unwrap_or(Amount::Whole(0));
    }
    Ok(())
}

/// `RegisterDate`, known on writes only, sets the registration time (F122).
fn dates(deal: &mut Deal, given: &Value) -> Result<(), ApiError> {
    if let Some(date) = json::get(given, "RegisterDate") {
        let register = given::moment("RegisterDate", date)?;
        deal.times.register = register.unwrap_or(deal.times.register);
    }
    if let Some(date) = json::get(given, "ExpectedCloseDate") {
        deal.times.expected_close = given::moment("ExpectedCloseDate", date)?;
    }
    Ok(())
}

fn status(deal: &mut Deal, given: &Value) -> Result<(), ApiError> {
    if let Some(value) = json::present(given, "Status") {
        let status = Status::read(value).ok_or_else(|| not_known("Status", value))?;
        deal.set_status(status, Instant::now());
    }
    Ok(())
}
