//! One account's GraphQL model: the fixed tables, taught the account's fields.
//!
//! An entity is a [`table::Table`]: fixed fields written in Rust, and the account's custom
//! fields added when a [`Model`] is made. Object types are registered from it, and rows are
//! projected onto selection sets by it.

pub(crate) mod aliases;
pub(crate) mod choice;
pub(crate) mod custom_field;
pub(crate) mod names;
pub(crate) mod portable;
pub(crate) mod spelling;
pub(crate) mod table;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use self::{
    aliases::Aliases,
    custom_field::{Absent, CustomField},
    spelling::Spelling,
    table::{Field, Kind, Table},
};
use crate::{
    crm::{catalogue::Catalogue, entity::Entity},
    didar::{self, Row},
};

/// What a schema is made from. Built once for each catalogue, then only read.
pub(crate) struct Model {
    tables: HashMap<Entity, Table>,
    /// The contact's live custom fields.
    pub(crate) custom: Vec<CustomField>,
    /// Place in `custom` by key, by schema name and by definition id.
    by_any_name: HashMap<String, usize>,
    /// Whether filters on text find other spellings.
    pub(crate) spelling: Spelling,
    /// Every definition, deleted ones and other entities' included.
    pub(crate) catalogue: Catalogue,
    /// The keys of all of these.
    known_keys: HashSet<String>,
    aliases: Aliases,
}

impl Model {
    /// Adds the account's fields to the fixed tables.
    ///
    /// The fixed tables are the rows of the contact's and the whole of the user's.
    pub(crate) fn new(
        catalogue: Catalogue,
        aliases: Aliases,
        spelling: Spelling,
        (mut fields, user): (Vec<Field>, Table),
    ) -> Self {
        let custom = custom_field::all(&catalogue, &aliases);
        if let Some(table) = custom_field::table(&custom) {
            let doc = "The account's custom fields, typed.";
            fields.push(Field::new("custom", "Fields", Kind::Part(Arc::new(table)), doc));
        }
        fields.push(Field::new(
            "customFields",
            "Fields",
            Kind::CustomValues,
            "Custom fields by key: the same form in every account.",
        ));
        Self {
            tables: HashMap::from([
                (
                    Entity::Contact,
                    Table::new(Entity::Contact.name(), "A person or a company.", fields),
                ),
                (Entity::User, user),
            ]),
            by_any_name: custom_field::index(&custom),
            custom,
            spelling,
            known_keys: catalogue.definitions().iter().map(|known| known.key.clone()).collect(),
            catalogue,
            aliases,
        }
    }

    /// The table of an entity. Every entity that is served or pointed to has one.
    pub(crate) fn of(&self, entity: Entity) -> &Table {
        self.tables.get(&entity).expect("each entity of a table has a table")
    }

    /// Every table.
    pub(crate) fn tables(&self) -> impl Iterator<Item = &Table> {
        self.tables.values()
    }

    /// Whether a row has a custom field that is not even among the deleted ones.
    pub(crate) fn misses_a_key_of(&self, row: &Row) -> bool {
        let fields = row.get("Fields");
        let keys = fields.map(|fields| didar::keys(fields.get())).unwrap_or_default();
        keys.iter().any(|key| !self.known_keys.contains(key))
    }

    /// Whether a text of a request names a custom field, or what is made of one, that the
    /// account is not known to have.
    pub(crate) fn misses_a_name_in(&self, text: &str) -> bool {
        let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        words.filter(|word| !word.is_empty()).any(|word| {
            let lower = word.to_ascii_lowercase();
            if lower.starts_with("field_") || self.aliases.iter().any(|alias| alias == word) {
                return self.custom_field(word).is_none();
            }
            if word.starts_with("OPT_") {
                return !self.custom.iter().any(|field| field.content.has_option(word));
            }
            // The types and fields that an account without custom fields lacks.
            let is_typed_form = word == "custom" || word.starts_with("ContactCustomFields");
            is_typed_form && self.typed().next().is_none()
        })
    }

    /// Whether a text of a request asks for anything that only the account's definitions
    /// can answer.
    pub(crate) fn is_about_definitions(text: &str) -> bool {
        let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        let mut words = words.filter(|word| !word.is_empty());
        words.any(|word| {
            ["custom", "customFields", "customField", "__schema", "__type"].contains(&word)
        })
    }

    /// The custom field of this key, schema name or definition id.
    pub(crate) fn custom_field(&self, name: &str) -> Option<&CustomField> {
        let exact = self.by_any_name.get(name);
        let at = exact.or_else(|| self.by_any_name.get(&name.to_ascii_lowercase()))?;
        self.custom.get(*at)
    }

    /// The same, or why there is none.
    pub(crate) fn named(&self, name: &str) -> Result<&CustomField, Absent> {
        self.custom_field(name).ok_or_else(|| Absent::of(name, &self.catalogue))
    }

    /// The fields that have a name of their own in the schema.
    pub(crate) fn typed(&self) -> impl Iterator<Item = (&str, &CustomField)> {
        self.custom.iter().filter_map(|field| Some((field.name.as_deref()?, field)))
    }
}
