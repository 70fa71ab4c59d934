//! Contacts: persons and companies (section 4).

mod attribute;
mod criteria;
mod look_up;
mod merge;
mod phones;
pub(crate) mod plant;
mod record;
mod row;
pub(crate) mod save;
pub(crate) mod search;
pub(crate) mod seed;

pub(crate) use look_up::{by_phone_number, detail};
pub(crate) use record::{Contact, ContactKind};
pub(crate) use row::Row;
