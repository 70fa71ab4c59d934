//! Contacts: persons and companies (didar-api.md 4).

mod attributes;
pub(super) mod mutations;
pub(super) mod queries;

use crate::{
    crm::entity::Entity,
    didar::endpoint,
    graphql::model::entity::{Described, Description, Saving},
};

/// A person or a company.
pub(super) struct Contact;

pub(super) static CONTACT: Description = Description {
    entity: Entity::Contact,
    nouns: ("contact", "contacts"),
    doc: "A person or a company.",
    attributes: attributes::ATTRIBUTES,
    has_custom_fields: true,
    is_node: true,
    endpoint: &endpoint::CONTACT,
    sum: None,
    saving: Some(Saving { changes: true, lists: true, ..Saving::OF_NEW }),
};

impl Described for Contact {
    const OF: &'static Description = &CONTACT;
}
