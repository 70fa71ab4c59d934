//! Contacts: persons and companies (section 4).

mod attribute;
mod criteria;
mod keywords;
mod look_up;
mod merge;
mod phones;
pub(crate) mod plant;
mod record;
mod row;
pub(crate) mod save;
pub(crate) mod search;
pub(crate) mod seed;

pub(crate) use attribute::Attribute;
pub(crate) use look_up::{by_phone_number, detail};
pub(crate) use record::{Contact, ContactKind};
pub(crate) use row::Row;

/// What is said of an id that no contact has (F83).
const NOT_FOUND: &str = "Contact's data not found";
