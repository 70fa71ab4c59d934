//! `contact/save`: create and update (4.5).

use serde_json::Value;
use uuid::Uuid;

use super::attribute::Attribute;
use super::{Contact, NOT_FOUND, Row, merge};
use crate::account::{Account, Shelf};
use crate::settings::{Presence, Settings};
use crate::time::Instant;
use crate::user::USERS;
use crate::wire::{ApiError, envelope};
use crate::{json, save};

/// Saves a contact and answers it directly under `Response` (F73). Rules are checked before
/// anything is stored, and the last writer wins (section 9, row 24).
pub(crate) fn save(
    account: &mut Account,
    settings: &Settings,
    request: &Value,
) -> Result<Vec<u8>, ApiError> {
    let given = save::entity(request, "Contact")?;
    require_last_name(given)?;
    let old = save::existing(&account.contacts, given, NOT_FOUND)?.cloned();
    let mut contact = old.clone().unwrap_or_else(blank);
    merge::written(&mut contact, given, &account.definitions.contacts)?;
    merge::segments(&mut contact, request)?;
    refuse_duplicate(&account.contacts, settings, &contact, old.as_ref())?;
    if old.is_none() {
        contact.code = account.contacts.next_code();
    }
    let row = match settings.switches.fields_in_save_answer {
        Presence::Absent => Row::saved(&contact),
        Presence::Present => Row::search(&contact),
    };
    let answer = envelope(row);
    account.contacts.put(contact);
    Ok(answer)
}

/// A contact as it is before a create; the key's user owns it unless the request says else.
fn blank() -> Contact {
    let mut contact = Contact::new(Uuid::new_v4(), 0, Instant::now());
    contact.owner = USERS[0].user_id;
    contact
}

/// `LastName` is required on create (F65) and on update (F80).
fn require_last_name(given: &Value) -> Result<(), ApiError> {
    let name = json::get(given, "LastName").and_then(json::text);
    if name.is_none_or(|name| name.trim().is_empty()) {
        return Err(ApiError::bad_request("LastName can not be empty"));
    }
    Ok(())
}

/// The duplicate rule (F77; section 9, row 15): non-empty, compared as stored, deleted records
/// excluded. An update is tested only for what it changes (F84), so that two records that
/// already share a number can still be edited.
fn refuse_duplicate(
    contacts: &Shelf<Contact>,
    settings: &Settings,
    contact: &Contact,
    old: Option<&Contact>,
) -> Result<(), ApiError> {
    let before = |attribute| old.map_or("", |old| old.attributes.text(attribute));
    let watched: Vec<(Attribute, &str)> = watched(settings)
        .iter()
        .map(|&attribute| (attribute, contact.attributes.text(attribute)))
        .filter(|&(attribute, text)| !text.is_empty() && text != before(attribute))
        .collect();
    let clashes = |other: &Contact| {
        let same =
            |&(attribute, text): &(Attribute, &str)| other.attributes.text(attribute) == text;
        other.id != contact.id && !other.is_deleted && watched.iter().any(same)
    };
    if !watched.is_empty() && contacts.iter().any(clashes) {
        return Err(ApiError::bad_request("Duplicate contacts is not allowed"));
    }
    Ok(())
}

fn watched(settings: &Settings) -> &'static [Attribute] {
    const WIDE: [Attribute; 3] =
        [Attribute::MobilePhone, Attribute::CustomerCode, Attribute::Email];
    if settings.wide_duplicate_rule { &WIDE } else { &WIDE[..1] }
}
