//! What a contact is to the floors below.

use crate::graphql::{
    model::{Model, table::Table},
    record::entity::Entity,
};

/// A person or a company.
pub(crate) struct Contact;

impl Entity for Contact {
    const NAME: &'static str = "Contact";

    fn table(model: &Model) -> &Table {
        &model.contact
    }
}
