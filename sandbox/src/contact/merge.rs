//! Writing a request into a contact: present keys are set, omitted ones are kept (F78, F79).

use serde_json::Value;

use super::attribute::Attribute;
use super::record::{Contact, ContactKind, KeyValue, Visibility};
use crate::account::FieldSet;
use crate::json;
use crate::save::given::{guid, guids, not_known};
use crate::time::Instant;
use crate::wire::ApiError;

/// Writes every key a client may write. Read-only keys, such as `IsDeleted`, `Code` or the
/// computed `DisplayName`, are ignored (F69, F82).
pub(crate) fn written(
    contact: &mut Contact,
    given: &Value,
    fields: &FieldSet,
) -> Result<(), ApiError> {
    attributes(contact, given);
    enumerations(contact, given)?;
    relations(contact, given)?;
    wrappers(contact, given);
    birth_date(contact, given)?;
    segments(contact, given)?;
    contact.fields.write(given, fields);
    if let Some(flag) = json::get(given, "IsCustomer").and_then(json::tri_state) {
        contact.is_customer = flag;
    }
    Ok(())
}

/// Null wipes an attribute, the empty text is stored as such (section 9, row 16).
pub(crate) fn attributes(contact: &mut Contact, given: &Value) {
    for (attribute, name) in Attribute::ALL {
        match json::get(given, name) {
            None => {}
            Some(Value::Null) => contact.attributes.remove(attribute),
            Some(value) => {
                let text = json::text(value).unwrap_or_default();
                contact.attributes.set(attribute, text);
            }
        }
    }
}

/// Enumerations come as names or ordinals (F26).
pub(crate) fn enumerations(contact: &mut Contact, given: &Value) -> Result<(), ApiError> {
    if let Some(kind) = json::present(given, "Type") {
        contact.kind = ContactKind::read(kind).ok_or_else(|| not_known("Type", kind))?;
    }
    if let Some(visibility) = json::present(given, "VisibilityType") {
        let known = Visibility::read(visibility);
        contact.visibility = known.ok_or_else(|| not_known("VisibilityType", visibility))?;
    }
    Ok(())
}

/// The related records; the zero GUID, null and the empty text mean "none" (F22).
pub(crate) fn relations(contact: &mut Contact, given: &Value) -> Result<(), ApiError> {
    if let Some(owner) = guid(given, "OwnerId")? {
        contact.owner = owner;
    }
    if let Some(company) = guid(given, "CompanyId")? {
        contact.company = company;
    }
    if let Some(province) = guid(given, "ProvinceId")? {
        contact.rare_mut().province = province;
    }
    if let Some(city) = guid(given, "CityId")? {
        contact.rare_mut().city = city;
    }
    Ok(())
}

/// The four `KeyValues` wrappers (F71).
pub(crate) fn wrappers(contact: &mut Contact, given: &Value) {
    if let Some(list) = key_values(given, "OtherPhones") {
        contact.rare_mut().other_phones = list;
    }
    if let Some(list) = key_values(given, "OtherEmails") {
        contact.rare_mut().other_emails = list;
    }
    if let Some(list) = key_values(given, "Websites") {
        contact.rare_mut().websites = list;
    }
    if let Some(list) = key_values(given, "Addresses") {
        contact.rare_mut().addresses = list;
    }
}

fn key_values(given: &Value, name: &str) -> Option<Vec<KeyValue>> {
    let list = json::get(json::get(given, name)?, "KeyValues")?.as_array()?;
    let text = |entry, name| json::get(entry, name).and_then(json::text);
    let entry = |entry| KeyValue {
        key: text(entry, "Key").unwrap_or_default(),
        value: text(entry, "Value").unwrap_or_default(),
    };
    Some(list.iter().map(entry).collect())
}

/// `SegmentIds`, inside the contact or beside it (F70).
pub(crate) fn segments(contact: &mut Contact, holder: &Value) -> Result<(), ApiError> {
    let Some(ids) = guids(holder, "SegmentIds")? else {
        return Ok(());
    };
    if !ids.is_empty() || contact.rare.is_some() {
        contact.rare_mut().segments = ids;
    }
    Ok(())
}

/// The date of birth; null and the empty text take it away.
pub(crate) fn birth_date(contact: &mut Contact, given: &Value) -> Result<(), ApiError> {
    match json::get(given, "BirthDate") {
        None => {}
        Some(Value::Null) => contact.birth_date = None,
        Some(value) => {
            let text = json::text(value).unwrap_or_default();
            let moment = Instant::parse(&text);
            if moment.is_none() && !text.is_empty() {
                return Err(not_known("BirthDate", value));
            }
            contact.birth_date = moment.map(Instant::date).filter(|date| date.year() > 1);
        }
    }
    Ok(())
}
