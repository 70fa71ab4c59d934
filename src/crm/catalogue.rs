//! The account's custom fields, all of them, at one moment.

use super::{
    canonical::{Canonical, Words},
    entity::Entity,
    field::FieldDefinition,
};

/// The definitions of an account, in Didar's order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Catalogue {
    definitions: Vec<FieldDefinition>,
}

impl Catalogue {
    /// Takes the definitions as Didar listed them.
    #[must_use]
    pub fn new(definitions: Vec<FieldDefinition>) -> Self {
        Self { definitions }
    }

    /// Every definition, deleted ones and those of other entities included.
    #[must_use]
    pub fn definitions(&self) -> &[FieldDefinition] {
        &self.definitions
    }

    /// The definitions of one entity, deleted ones included.
    pub fn of(&self, entity: Entity) -> impl Iterator<Item = &FieldDefinition> {
        self.definitions.iter().filter(move |definition| definition.entity == entity)
    }
}

impl Canonical for Catalogue {
    fn write(&self, into: &mut Words) {
        into.list(&self.definitions);
    }
}
