//! Planting contacts for tests, past every rule of `contact/save`.

use serde_json::Value;
use uuid::Uuid;

use super::{Contact, merge};
use crate::account::{Account, Definitions};
use crate::json;
use crate::time::Instant;

/// Makes a contact of a row. What cannot be read is left at its default, and any key and any
/// JSON value is taken into `Fields`.
pub(crate) fn contact(account: &mut Account, row: &Value) -> Contact {
    let id = json::get(row, "Id").and_then(|id| json::guid(id).ok());
    let id = id.filter(|id| !id.is_nil()).unwrap_or_else(Uuid::new_v4);
    let code = json::get(row, "Code").and_then(json::integer);
    let code = code.and_then(|code| u64::try_from(code).ok());
    let code = code.unwrap_or_else(|| account.contacts.next_code());
    let time = json::get(row, "RegisterTime").and_then(Value::as_str);
    let time = time.and_then(Instant::parse).unwrap_or_else(Instant::now);
    let mut contact = Contact::new(id, code, time);
    describe(&mut contact, row);
    flags(&mut contact, row);
    fields(&mut contact, row, &account.definitions);
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
    let flag = |name| json::get(row, name).and_then(json::tri_state) == Some(true);
    contact.is_deleted = flag("IsDeleted");
    contact.is_vip = flag("IsVIP");
    contact.is_pinned = flag("IsPinned") || flag("Pin");
    contact.is_customer = flag("IsCustomer");
}

fn fields(contact: &mut Contact, row: &Value, definitions: &Definitions) {
    let given = json::get(row, "Fields").and_then(Value::as_object);
    for (key, value) in given.into_iter().flatten() {
        let known = definitions.by_key(key).map(|field| field.key.clone());
        let key = known.unwrap_or_else(|| key.as_str().into());
        contact.fields.set(key, value.clone().into());
    }
}
