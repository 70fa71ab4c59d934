//! The contact object of section 4.6, put together from parts that are flat on the wire.

mod lists;
mod relations;
mod texts;

use serde::Serialize;
use uuid::Uuid;

use super::record::{Contact, ContactKind};
use crate::account::Fields;
use crate::user::USERS;

use lists::Lists;
use relations::Relations;
use texts::{Names, Papers, Reach};

/// A contact on the wire. A search row carries `Fields`, the answer of a save carries
/// `CustomFieldValues` in its place (F72, F88).
#[derive(Serialize)]
pub(crate) struct Row<'a> {
    #[serde(flatten)]
    identity: Identity,
    #[serde(flatten)]
    names: Names<'a>,
    #[serde(flatten)]
    reach: Reach<'a>,
    #[serde(flatten)]
    papers: Papers<'a>,
    #[serde(flatten)]
    dates: Dates,
    #[serde(flatten)]
    relations: Relations<'a>,
    #[serde(flatten)]
    flags: Flags,
    #[serde(flatten)]
    lists: Lists<'a>,
    #[serde(flatten)]
    values: Values<'a>,
}

impl<'a> Row<'a> {
    /// The row of a search, a detail or a phone lookup, with `Fields`.
    pub(crate) fn search(contact: &'a Contact) -> Self {
        let fields = shown_fields(contact);
        Self::with(contact, Values::Row { fields })
    }

    /// The answer of a save, without `Fields` (F72, F88).
    pub(crate) fn saved(contact: &'a Contact) -> Self {
        let custom_field_values = [];
        Self::with(contact, Values::Saved { custom_field_values })
    }

    fn with(contact: &'a Contact, values: Values<'a>) -> Self {
        Self {
            identity: Identity::of(contact),
            names: Names::of(contact),
            reach: Reach::of(contact),
            papers: Papers::of(contact),
            dates: Dates::of(contact),
            relations: Relations::of(contact),
            flags: Flags::of(contact),
            lists: Lists::of(contact),
            values,
        }
    }
}

/// The custom field values in the shape of the answer they are part of.
#[derive(Serialize)]
#[serde(untagged)]
enum Values<'a> {
    #[serde(rename_all = "PascalCase")]
    Row { fields: Option<&'a Fields> },
    #[serde(rename_all = "PascalCase")]
    Saved { custom_field_values: [(); 0] },
}

/// A contact without values has `Fields` null or empty; both are seen (F111, F112).
fn shown_fields(contact: &Contact) -> Option<&Fields> {
    let shown_as_null = contact.fields.is_empty() && contact.code.is_multiple_of(2);
    (!shown_as_null).then_some(&contact.fields)
}

/// What the contact is. `Code` is the account's running number, not the customer's.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Identity {
    id: Uuid,
    code: u64,
    #[serde(rename = "_Type")]
    marker: &'static str,
    #[serde(rename = "Type")]
    kind: ContactKind,
    contact_type: ContactKind,
}

impl Identity {
    fn of(contact: &Contact) -> Self {
        Self {
            id: contact.id,
            code: contact.code,
            marker: "Contact",
            kind: contact.kind,
            contact_type: contact.kind,
        }
    }
}

/// The dates, each in its own spelling (F17).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Dates {
    register_time: String,
    birth_date: String,
    #[serde(rename = "BirthDateisValid")]
    birth_date_is_valid: bool,
    birth_date_message_id: &'static str,
}

/// The date shown when there is none: the key is always present (4.6).
const NO_BIRTH_DATE: &str = "0001-01-01T00:00:00";

impl Dates {
    fn of(contact: &Contact) -> Self {
        let birth_date = contact.birth_date.map(|date| format!("{date}T00:00:00"));
        Self {
            register_time: contact.register_time.to_string(),
            birth_date_is_valid: birth_date.is_some(),
            birth_date: birth_date.unwrap_or_else(|| NO_BIRTH_DATE.to_owned()),
            birth_date_message_id: "",
        }
    }
}

/// The flags, several of them read-only extras of the session (F57).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Flags {
    is_deleted: bool,
    #[serde(rename = "IsVIP")]
    is_vip: bool,
    is_customer: bool,
    is_prospect: bool,
    is_mine: bool,
    can_edit: bool,
    can_delete: bool,
    has_access: bool,
}

impl Flags {
    fn of(contact: &Contact) -> Self {
        Self {
            is_deleted: contact.is_deleted,
            is_vip: contact.is_vip,
            is_customer: contact.is_customer,
            is_prospect: !contact.is_customer,
            is_mine: contact.owner == USERS[0].user_id,
            can_edit: !contact.is_deleted,
            can_delete: !contact.is_deleted,
            has_access: true,
        }
    }
}
