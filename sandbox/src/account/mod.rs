//! The account held in memory: a shelf an entity, and the definitions of custom fields.

mod definitions;
mod field_value;
mod order;
mod shelf;

pub(crate) use definitions::{Definition, Definitions, FieldKind};
pub(crate) use field_value::{FieldValue, Fields, Item};
pub(crate) use shelf::{Rank, Record, Shelf};

use crate::contact::Contact;

/// All that an account has.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) contacts: Shelf<Contact>,
    pub(crate) definitions: Definitions,
}
