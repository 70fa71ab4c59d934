//! Planting contacts for tests, past every rule of `contact/save`.

use serde_json::Value;

use super::{Contact, merge};
use crate::account::Account;
use crate::planted;
use crate::time::Instant;

/// Makes a contact of a row. What cannot be read is left at its default, and any key and any
/// JSON value is taken into `Fields`.
pub(crate) fn contact(account: &mut Account, row: &Value) -> Contact {
    let id = planted::id(row);
    let code = planted::code(row, "Code", &mut account.contacts);
    let time = planted::moment(row, "RegisterTime").unwrap_or_else(Instant::now);
    let mut contact = Contact::new(id, code, time);
    describe(&mut contact, row);
    flags(&mut contact, row);
    contact.fields.plant(row, &account.definitions.contacts);
    contact
}

/// The writable keys, each on its own so that an odd one does not keep the others out.
fn describe(contact: &mut Contact, row: &Value) {
    merge::attributes(contact, row);
    merge::wrappers(contact, row);
    let outcomes = [
        merge::enumerations(contact, row),
        merge::relations(contact, row),
        merge::birth_date(contact, row),
        merge::segments(contact, row),
    ];
    for refused in outcomes.into_iter().filter_map(Result::err) {
        tracing::warn!(reason = refused.text, "part of a planted contact was left out");
    }
}

/// The flags no client may write.
fn flags(contact: &mut Contact, row: &Value) {
    let flag = |name| planted::flag(row, name);
    contact.is_deleted = flag("IsDeleted");
    contact.is_vip = flag("IsVIP");
    contact.is_pinned = flag("IsPinned") || flag("Pin");
    contact.is_customer = flag("IsCustomer");
}
