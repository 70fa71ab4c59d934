//! One account's GraphQL model: its entities as tables, taught the account's fields.
//!
//! An entity is an [`entity::Description`]: [`attribute::Attribute`]s written in Rust, to which
//! a [`Model`] adds the account's custom fields. Object types, filters and inputs are
//! registered from them, and rows are projected onto selection sets by them.

pub(crate) mod aliases;
pub(crate) mod attribute;
pub(crate) mod choice;
pub(crate) mod custom_field;
pub(crate) mod entity;
pub(crate) mod enumeration;
pub(crate) mod given;
pub(crate) mod kind;
pub(crate) mod names;
pub(crate) mod nearest;
pub(crate) mod portable;
pub(crate) mod spelling;
pub(crate) mod table;

use std::{collections::HashSet, sync::Arc};

use async_graphql::indexmap::IndexMap;

use self::{
    aliases::Aliases,
    custom_field::{CustomField, IsOwnType},
    entity::{Description, EntityModel},
    spelling::Spelling,
};
use crate::{
    crm::{catalogue::Catalogue, entity::Entity, field::FieldDefinition},
    didar::Row,
};

/// What a schema is made from. Built once for each catalogue, then only read.
pub(crate) struct Model {
    entities: IndexMap<Entity, EntityModel>,
    /// Whether filters on text find other spellings.
    pub(crate) spelling: Spelling,
    /// Every definition, deleted ones and other entities' included.
    pub(crate) catalogue: Arc<Catalogue>,
    /// The keys of all of these.
    known_keys: HashSet<String>,
    aliases: Aliases,
}

impl Model {
    /// Adds the account's fields to the entities.
    pub(crate) fn new(
        catalogue: Catalogue,
        aliases: Aliases,
        spelling: Spelling,
        entities: &[&'static Description],
        is_own_type: IsOwnType,
    ) -> Self {
        let catalogue = Arc::new(catalogue);
        let entities = entities.iter().map(|entity| {
            (entity.entity, EntityModel::new(entity, &catalogue, &aliases, is_own_type))
        });
        Self {
            entities: entities.collect(),
            spelling,
            known_keys: catalogue.definitions().iter().map(|known| known.key.clone()).collect(),
            catalogue,
            aliases,
        }
    }

    /// An entity that is served or pointed to.
    pub(crate) fn of(&self, entity: Entity) -> &EntityModel {
        self.entities.get(&entity).expect("each entity of the schema has a model")
    }

    /// The live field of a definition, where its entity is served.
    pub(crate) fn field_of(&self, definition: &FieldDefinition) -> Option<&CustomField> {
        let field = self.entities.get(&definition.entity)?.custom_field(&definition.key);
        field.filter(|field| field.definition.id == definition.id)
    }

    /// Every entity, in the order in which they were given.
    pub(crate) fn entities(&self) -> impl Iterator<Item = &EntityModel> {
        self.entities.values()
    }

    /// The entity whose records Didar tells apart by their values: a record in the way of
    /// another is one of them.
    pub(crate) fn told_apart(&self) -> Option<&'static Description> {
        let mut entities = self.entities().map(|entity| entity.description);
        entities.find(|of| of.attributes.iter().any(|row| row.unique.is_some()))
    }

    /// Whether a row has a custom field that is not even among the deleted ones.
    pub(crate) fn misses_a_key_of(&self, row: &Row) -> bool {
        row.has_field_key(|key| !self.known_keys.contains(key))
    }

    /// Whether a text of a request names a custom field, or what is made of one, that the
    /// account is not known to have.
    pub(crate) fn misses_a_name_in(&self, text: &str) -> bool {
        words(text).any(|word| {
            let lower = word.to_ascii_lowercase();
            if lower.starts_with("field_") || self.aliases.iter().any(|alias| alias == word) {
                return self.entities().all(|entity| entity.custom_field(word).is_none());
            }
            let is_option = self.aliases.options().any(|(.., name)| name == word);
            if is_option || word.starts_with(names::OPTION) {
                let mut fields = self.entities().flat_map(EntityModel::every_custom);
                return !fields.any(|field| has_option(field, word));
            }
            self.misses_typed_form(word)
        })
    }

    /// Whether a word is of the typed form, of which an account without custom fields has
    /// neither the field nor the types.
    fn misses_typed_form(&self, word: &str) -> bool {
        let mut without = self.entities().filter(|entity| entity.typed().next().is_none());
        let mut with = self.entities().filter(|entity| entity.typed().next().is_some());
        if word == "custom" {
            return with.next().is_none();
        }
        let is_of = |entity: &EntityModel| {
            let rest = word.strip_prefix(entity.description.name());
            rest.is_some_and(|rest| rest.starts_with("CustomFields"))
        };
        without.any(is_of)
    }

    /// Whether a text of a request asks for anything that only the account's definitions
    /// can answer.
    pub(crate) fn is_about_definitions(text: &str) -> bool {
        words(text).any(|word| {
            ["custom", "customFields", "customField", "__schema", "__type", "_service"]
                .contains(&word)
        })
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    words.filter(|word| !word.is_empty())
}

fn has_option(field: &CustomField, name: &str) -> bool {
    let choice = field.kind.choice();
    choice.is_some_and(|choice| choice.has_name(name))
}
