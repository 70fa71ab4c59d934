//! `GetContactDetail` and `getbyphonenumber` (sections 4.3 and 4.4).

use serde_json::Value;

use super::attribute::Attribute;
use super::{NOT_FOUND, Row};
use crate::account::Account;
use crate::json;
use crate::settings::{Settings, Switches};
use crate::wire::{self, ApiError, envelope};

/// One contact by id, deleted or not (F63; section 9, rows 21 and 22).
pub(crate) fn detail(
    account: &Account,
    settings: &Settings,
    body: &Value,
) -> Result<Vec<u8>, ApiError> {
    let contact = json::id(body).and_then(|id| account.contacts.find(id));
    let contact = contact.filter(|contact| settings.switches.show(contact.owner));
    wire::detail(contact.map(Row::search), settings.unknown_contact, NOT_FOUND)
}

/// The contacts with this very spelling of a mobile number (F60, F61).
pub(crate) fn by_phone_number(account: &Account, switches: &Switches, body: &Value) -> Vec<u8> {
    let wanted = json::get(body, "MobilePhone").and_then(json::text);
    let wanted = wanted.unwrap_or_default();
    let has_it = |text: &str| !wanted.is_empty() && text == wanted;
    let found = account.contacts.iter().filter(|contact| {
        let mobile = contact.attributes.text(Attribute::MobilePhone);
        switches.show(contact.owner) && has_it(mobile)
    });
    envelope(found.map(Row::search).collect::<Vec<_>>())
}
