//! The criteria of a contact search (4.1).

use serde_json::Value;
use uuid::Uuid;

use super::Contact;
use super::attribute::Attribute;
use crate::account::Definitions;
use crate::json;
use crate::search::custom_field::{self, FieldFilter};
use crate::settings::Settings;
use crate::text::Needle;
use crate::time::Instant;
use crate::wire::ApiError;

/// The attributes that have a criterion of their own (F54).
const SEARCHABLE: [(Attribute, &str); 6] = [
    (Attribute::MobilePhone, "MobilePhone"),
    (Attribute::WorkPhone, "WorkPhone"),
    (Attribute::Email, "Email"),
    (Attribute::NationalCode, "NationalCode"),
    (Attribute::ZipCode, "ZipCode"),
    (Attribute::CustomerCode, "CustomerCode"),
];

/// The attributes that `Keywords` looks into, besides `Code` and `DisplayName` (F48).
const KEYWORD_SOURCES: [Attribute; 8] = [
    Attribute::FirstName,
    Attribute::LastName,
    Attribute::CompanyName,
    Attribute::MobilePhone,
    Attribute::WorkPhone,
    Attribute::Email,
    Attribute::CustomerCode,
    Attribute::NationalCode,
];

/// What a contact must meet. An absent criterion means "all" (F36).
#[derive(Debug, Default)]
pub(crate) struct Criteria {
    pub(crate) deleted: Option<bool>,
    pub(crate) ascending: bool,
    keywords: Vec<Needle>,
    attributes: Vec<(Attribute, Needle)>,
    exact: bool,
    owner: Uuid,
    pinned: Option<bool>,
    vip: Option<bool>,
    since: Option<Instant>,
    until: Option<Instant>,
    fields: Vec<FieldFilter>,
}

impl Criteria {
    /// Reads the criteria; unknown ones are ignored (section 9, row 14).
    pub(crate) fn read(
        value: &Value,
        settings: &Settings,
        definitions: &Definitions,
    ) -> Result<Self, ApiError> {
        let flag = |name| json::get(value, name).and_then(json::tri_state);
        Ok(Self {
            deleted: flag("IsDeleted"),
            ascending: json::get(value, "SortOrder").and_then(json::integer) == Some(1),
            keywords: keywords(value),
            attributes: attributes(value),
            exact: settings.exact_attributes,
            owner: owner(value)?,
            pinned: flag("IsPinned").or_else(|| flag("Pin")),
            vip: flag("IsVIP"),
            since: bound(value, "SearchFromTime")?,
            until: bound(value, "SearchToTime")?,
            fields: custom_field::read(value, settings, definitions)?,
        })
    }

    /// Whether the order index alone can answer: nothing asked beyond "not deleted".
    pub(crate) fn is_unconditional(&self) -> bool {
        let no_texts = self.keywords.is_empty() && self.attributes.is_empty();
        let no_flags = self.deleted != Some(true) && self.pinned.is_none() && self.vip.is_none();
        let no_times = self.since.is_none() && self.until.is_none();
        no_texts && no_flags && no_times && self.owner.is_nil() && self.fields.is_empty()
    }

    /// Whether a contact meets every criterion; the cheap ones are asked first.
    pub(crate) fn matches(&self, contact: &Contact) -> bool {
        let is = |wanted: Option<bool>, flag: bool| wanted.is_none_or(|wanted| wanted == flag);
        is(self.deleted, contact.is_deleted)
            && is(self.pinned, contact.is_pinned)
            && is(self.vip, contact.is_vip)
            && self.since.is_none_or(|bound| contact.register_time >= bound)
            && self.until.is_none_or(|bound| contact.register_time <= bound)
            && (self.owner.is_nil() || self.owner == contact.owner)
            && self.attributes.iter().all(|wanted| self.has(contact, wanted))
            && self.fields.iter().all(|filter| filter.matches(&contact.fields))
            && self.keywords.iter().all(|word| mentions(contact, word))
    }

    fn has(&self, contact: &Contact, (attribute, needle): &(Attribute, Needle)) -> bool {
        let text = contact.attributes.text(*attribute);
        if self.exact { needle.equals(text) } else { needle.is_in(text) }
    }
}

/// The words of `Keywords`; each must occur somewhere (the fuzzy search of F51).
fn keywords(value: &Value) -> Vec<Needle> {
    let text = json::get(value, "Keywords").and_then(json::text);
    let text = text.unwrap_or_default();
    text.split_whitespace().map(Needle::new).collect()
}

/// The attribute criteria; the empty text means "ignore" (F54).
fn attributes(value: &Value) -> Vec<(Attribute, Needle)> {
    let wanted = SEARCHABLE.iter().filter_map(|&(attribute, name)| {
        let text = json::text(json::get(value, name)?)?;
        (!text.is_empty()).then(|| (attribute, Needle::new(&text)))
    });
    wanted.collect()
}

/// The owner criterion; the zero GUID means "anyone" (F22).
fn owner(value: &Value) -> Result<Uuid, ApiError> {
    let given = json::get(value, "OwnerId").unwrap_or(&Value::Null);
    json::guid(given).map_err(|_| ApiError::bad_request("Criteria.OwnerId is not a GUID"))
}

/// A bound of the time window. Any readable date will do, in range or not (F19).
fn bound(value: &Value, name: &str) -> Result<Option<Instant>, ApiError> {
    let Some(given) = json::present(value, name) else {
        return Ok(None);
    };
    match given.as_str() {
        Some("") => Ok(None),
        Some(text) if Instant::parse(text).is_some() => Ok(Instant::parse(text)),
        _ => Err(ApiError::bad_request(format!("Criteria.{name} is not a date"))),
    }
}

/// Whether a word occurs in a name, phone, code or e-mail, digits as they are stored
/// (section 9, row 7).
fn mentions(contact: &Contact, word: &Needle) -> bool {
    let mut sources = KEYWORD_SOURCES.iter();
    let other_phones = contact.rare.iter().flat_map(|rare| &rare.other_phones);
    sources.any(|&source| word.is_in(contact.attributes.text(source)))
        || word.is_in(&contact.code.to_string())
        || other_phones.map(|phone| &phone.value).any(|phone| word.is_in(phone))
}
