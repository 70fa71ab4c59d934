//! The criteria of a contact search (4.1).

use serde_json::Value;
use uuid::Uuid;

use super::Contact;
use super::attribute::Attribute;
use crate::account::FieldSet;
use crate::json;
use crate::search::criterion;
use crate::search::custom_field::{self, FieldFilter};
use crate::settings::{Criterion, KeySees, Settings, Switches};
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

/// What a contact must meet. An absent criterion means "all" (F36).
#[derive(Debug, Default)]
pub(crate) struct Criteria {
    pub(crate) deleted: Option<bool>,
    pub(crate) ascending: bool,
    keywords: Vec<Needle>,
    attributes: Vec<(Attribute, Needle)>,
    exact: bool,
    owner: Uuid,
    company: Uuid,
    pinned: Option<bool>,
    vip: Option<bool>,
    since: Option<Instant>,
    until: Option<Instant>,
    fields: Vec<FieldFilter>,
    switches: Switches,
}

impl Criteria {
    /// Reads the criteria; unknown ones are ignored (section 9, row 14).
    pub(crate) fn read(
        value: &Value,
        settings: &Settings,
        known: &FieldSet,
    ) -> Result<Self, ApiError> {
        let flag = |name| json::get(value, name).and_then(json::tri_state);
        Ok(Self {
            deleted: flag("IsDeleted"),
            ascending: json::get(value, "SortOrder").and_then(json::integer) == Some(1),
            keywords: criterion::keywords(value),
            attributes: attributes(value),
            exact: settings.exact_attributes,
            owner: criterion::guid(value, "OwnerId")?,
            company: company(value, settings)?,
            pinned: flag("IsPinned").or_else(|| flag("Pin")),
            vip: flag("IsVIP"),
            since: criterion::bound(value, "SearchFromTime")?,
            until: criterion::bound(value, "SearchToTime")?,
            fields: custom_field::read(value, settings, known)?,
            switches: settings.switches,
        })
    }

    /// Whether the order index alone can answer: nothing asked beyond "not deleted".
    pub(crate) fn is_unconditional(&self) -> bool {
        let no_texts = self.keywords.is_empty() && self.attributes.is_empty();
        let no_flags = self.deleted != Some(true) && self.pinned.is_none() && self.vip.is_none();
        let no_times = self.since.is_none() && self.until.is_none();
        let no_relations = self.owner.is_nil() && self.company.is_nil();
        let sees_all = self.switches.key_sees == KeySees::Everything;
        let no_relations = no_relations && sees_all;
        no_texts && no_flags && no_times && no_relations && self.fields.is_empty()
    }

    /// Whether a contact meets every criterion; the cheap ones are asked first.
    pub(crate) fn matches(&self, contact: &Contact) -> bool {
        let is = |wanted: Option<bool>, flag: bool| wanted.is_none_or(|wanted| wanted == flag);
        self.switches.show(contact.owner)
            && is(self.deleted, contact.is_deleted)
            && is(self.pinned, contact.is_pinned)
            && is(self.vip, contact.is_vip)
            && self.since.is_none_or(|bound| contact.register_time >= bound)
            && self.until.is_none_or(|bound| contact.register_time <= bound)
            && criterion::is(self.owner, contact.owner)
            && criterion::is(self.company, contact.company)
            && self.attributes.iter().all(|wanted| self.has(contact, wanted))
            && self.fields.iter().all(|filter| filter.matches(&contact.fields))
            && self.keywords.iter().all(|word| contact.mentions(word))
    }

    fn has(&self, contact: &Contact, (attribute, needle): &(Attribute, Needle)) -> bool {
        let text = contact.attributes.text(*attribute);
        if self.exact { needle.equals(text) } else { needle.is_in(text) }
    }
}

/// The company criterion, where it is honoured at all.
fn company(value: &Value, settings: &Settings) -> Result<Uuid, ApiError> {
    match settings.switches.company_criterion {
        Criterion::Ignored => Ok(Uuid::nil()),
        Criterion::Honoured => criterion::guid(value, "CompanyId"),
    }
}

/// The attribute criteria; the empty text means "ignore" (F54).
fn attributes(value: &Value) -> Vec<(Attribute, Needle)> {
    let wanted = SEARCHABLE.iter().filter_map(|&(attribute, name)| {
        let text = json::text(json::get(value, name)?)?;
        (!text.is_empty()).then(|| (attribute, Needle::new(&text)))
    });
    wanted.collect()
}
