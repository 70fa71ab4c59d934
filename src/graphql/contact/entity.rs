//! What a contact is to the floors below.

use crate::{crm::entity::Entity, graphql::record::entity::Described};

/// A person or a company.
pub(crate) struct Contact;

impl Described for Contact {
    const ENTITY: Entity = Entity::Contact;
}
