//! Contacts in GraphQL: their fields, their filter, their queries.

mod fields;
mod filter;
mod page;

pub(super) use fields::{contact_fields, user_table};
pub(super) use filter::ContactFilter;
pub(super) use page::{PageArguments, page};

use super::record::{entity::Entity, model::Model, table::Table};

/// A person or a company.
pub(super) struct Contact;

impl Entity for Contact {
    const NAME: &'static str = "Contact";

    fn table(model: &Model) -> &Table {
        &model.contact
    }
}
