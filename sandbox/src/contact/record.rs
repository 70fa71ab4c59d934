//! One stored contact: typed and compact, so that a million of them fit in memory.

use jiff::civil::Date;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::attribute::{Attribute, Attributes};
use crate::account::{Fields, Rank, Record};
use crate::json;
use crate::time::Instant;

/// Whether a contact is a person or a company; both live in one list (section 4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) enum ContactKind {
    #[default]
    Person,
    Company,
}

impl ContactKind {
    /// By name in any case or by ordinal (F26, F67).
    pub(crate) fn read(value: &Value) -> Option<Self> {
        [Self::Person, Self::Company].get(json::ordinal(value, &["Person", "Company"])?).copied()
    }
}

/// Who may see a contact (F68).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) enum Visibility {
    #[default]
    All,
    Owner,
    OwnerGroup,
}

impl Visibility {
    /// By name in any case or by ordinal (F26).
    pub(crate) fn read(value: &Value) -> Option<Self> {
        let known = [Self::All, Self::Owner, Self::OwnerGroup];
        known.get(json::ordinal(value, &["All", "Owner", "OwnerGroup"])?).copied()
    }
}

/// An entry of a `KeyValues` wrapper (F71).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct KeyValue {
    pub(crate) key: String,
    pub(crate) value: String,
}

/// What few contacts have; kept out of the main record.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rare {
    pub(crate) province: Uuid,
    pub(crate) city: Uuid,
    pub(crate) segments: Vec<Uuid>,
    pub(crate) other_phones: Vec<KeyValue>,
    pub(crate) other_emails: Vec<KeyValue>,
    pub(crate) websites: Vec<KeyValue>,
    pub(crate) addresses: Vec<KeyValue>,
}

/// A contact. Absent relations are the zero GUID (F22).
#[derive(Clone, Debug)]
pub(crate) struct Contact {
    pub(crate) id: Uuid,
    pub(crate) code: u64,
    pub(crate) kind: ContactKind,
    pub(crate) visibility: Visibility,
    pub(crate) owner: Uuid,
    pub(crate) company: Uuid,
    pub(crate) register_time: Instant,
    pub(crate) birth_date: Option<Date>,
    pub(crate) is_deleted: bool,
    pub(crate) is_pinned: bool,
    pub(crate) is_vip: bool,
    pub(crate) is_customer: bool,
    pub(crate) attributes: Attributes,
    pub(crate) fields: Fields,
    pub(crate) rare: Option<Box<Rare>>,
}

impl Contact {
    /// A contact with nothing but its identity.
    pub(crate) fn new(id: Uuid, code: u64, register_time: Instant) -> Self {
        Self {
            id,
            code,
            kind: ContactKind::Person,
            visibility: Visibility::All,
            owner: Uuid::nil(),
            company: Uuid::nil(),
            register_time,
            birth_date: None,
            is_deleted: false,
            is_pinned: false,
            is_vip: false,
            is_customer: false,
            attributes: Attributes::default(),
            fields: Fields::default(),
            rare: None,
        }
    }

    /// The name shown in the UI, computed from the names (F69).
    pub(crate) fn display_name(&self) -> String {
        let first = self.attributes.text(Attribute::FirstName).trim();
        let last = self.attributes.text(Attribute::LastName).trim();
        format!("{first} {last}").trim().to_owned()
    }

    /// The rare part, made on first use.
    pub(crate) fn rare_mut(&mut self) -> &mut Rare {
        self.rare.get_or_insert_with(Box::default)
    }
}

impl Record for Contact {
    /// Persons and companies.
    const LISTS: usize = 2;

    fn id(&self) -> Uuid {
        self.id
    }

    fn code(&self) -> u64 {
        self.code
    }

    fn rank(&self) -> Rank {
        (self.register_time, self.id)
    }

    fn is_deleted(&self) -> bool {
        self.is_deleted
    }

    fn list(&self) -> usize {
        self.kind as usize
    }
}
