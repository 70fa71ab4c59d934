//! `GetContactDetail` and `getbyphonenumber` (sections 4.3 and 4.4).

use axum::http::StatusCode;
use serde_json::Value;

use super::Row;
use super::attribute::Attribute;
use crate::account::Account;
use crate::json;
use crate::settings::UnknownContact;
use crate::wire::{ApiError, envelope};

/// One contact by id, deleted or not (F63; section 9, rows 21 and 22).
pub(crate) fn detail(
    account: &Account,
    unknown: UnknownContact,
    body: &Value,
) -> Result<Vec<u8>, ApiError> {
    let id = json::get(body, "Id").unwrap_or(&Value::Null);
    let contact = json::guid(id).ok().and_then(|id| account.contacts.find(id));
    let refuse = |status| Err(ApiError::new(status, "Contact's data not found"));
    match (contact, unknown) {
        (Some(contact), _) => Ok(envelope(Row::search(contact))),
        (None, UnknownContact::NotFound) => refuse(StatusCode::NOT_FOUND),
        (None, UnknownContact::BadRequest) => refuse(StatusCode::BAD_REQUEST),
        (None, UnknownContact::NullResponse) => Ok(envelope(())),
    }
}

/// The contacts with this very spelling of a mobile number (F60, F61).
pub(crate) fn by_phone_number(account: &Account, body: &Value) -> Vec<u8> {
    let wanted = json::get(body, "MobilePhone").and_then(json::text);
    let wanted = wanted.unwrap_or_default();
    let has_it = |text: &str| !wanted.is_empty() && text == wanted;
    let found = account.contacts.iter().filter(|contact| {
        let mobile = contact.attributes.text(Attribute::MobilePhone);
        has_it(mobile)
    });
    envelope(found.map(Row::search).collect::<Vec<_>>())
}
