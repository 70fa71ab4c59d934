//! The account held in memory: a shelf an entity, and the definitions of custom fields.

mod definitions;
mod field_value;
mod order;
mod shelf;
mod written;

pub(crate) use definitions::{Definition, Definitions, FieldKind, FieldSet};
pub(crate) use field_value::{FieldValue, Fields, Item};
pub(crate) use shelf::{Rank, Record, Shelf};

use crate::activity::Activities;
use crate::case::Case;
use crate::contact::Contact;
use crate::deal::Deal;
use crate::product::Product;

/// All that an account has.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) contacts: Shelf<Contact>,
    pub(crate) deals: Shelf<Deal>,
    pub(crate) cases: Shelf<Case>,
    pub(crate) activities: Activities,
    pub(crate) products: Shelf<Product>,
    pub(crate) definitions: Definitions,
}

impl Account {
    /// How many records the longest scan looks at.
    pub(crate) fn largest(&self) -> usize {
        self.contacts.len().max(self.deals.len())
    }
}
