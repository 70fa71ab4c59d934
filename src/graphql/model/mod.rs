//! One account's GraphQL model: the fixed tables, taught the account's fields.
//!
//! An entity is a [`table::Table`]: fixed fields written in Rust, and the account's custom
//! fields added when a [`Model`] is made. Object types are registered from it, and rows are
//! projected onto selection sets by it.

pub(crate) mod aliases;
pub(crate) mod choice;
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
    choice::Choice,
    spelling::Spelling,
    table::{Field, Kind, Leaf, Table},
};
use crate::{
    crm::{
        catalogue::Catalogue,
        entity::Entity,
        field::{FieldDefinition, FieldKind},
    },
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

/// A live custom field of the contact.
pub(crate) struct CustomField {
    pub(crate) definition: FieldDefinition,
    /// Name in the typed form; `None` where the definition cannot be typed.
    pub(crate) name: Option<String>,
    pub(crate) content: Content,
}

/// What a field's values are, as far as the definition is usable: a choice without
/// options is text.
#[derive(Clone)]
pub(crate) enum Content {
    Text,
    /// Of a kind nobody described, or a choice without options: whatever is stored,
    /// as text.
    Raw,
    Number,
    Boolean,
    DateTime,
    Choice(Arc<Choice>),
    MultiChoice(Arc<Choice>),
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
        let custom = custom_fields(&catalogue, &aliases);
        if let Some(table) = custom_table(&custom) {
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
            by_any_name: index(&custom),
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

    /// The fields that have a name of their own in the schema.
    pub(crate) fn typed(&self) -> impl Iterator<Item = (&str, &CustomField)> {
        self.custom.iter().filter_map(|field| Some((field.name.as_deref()?, field)))
    }
}

impl CustomField {
    /// `Title (key)`: the schema's documentation of the field.
    pub(crate) fn doc(&self) -> String {
        format!("{} ({})", names::readable(&self.definition.title), self.definition.key)
    }
}

/// The contact's live fields. A name that is illegal or taken disables the typed
/// form of that field alone.
fn custom_fields(catalogue: &Catalogue, aliases: &Aliases) -> Vec<CustomField> {
    let mut taken = HashSet::new();
    let mut types = HashSet::new();
    let live = catalogue.of(Entity::Contact).filter(|definition| !definition.is_deleted);
    let fields = live.map(|definition| {
        let alias = aliases.of(&definition.key).map(str::to_owned);
        let name = alias.or_else(|| names::field_name(&definition.key));
        let name = name.filter(|name| taken.insert(name.clone()));
        let content = Content::of(definition, &mut types);
        CustomField { content, name, definition: definition.clone() }
    });
    fields.collect()
}

fn index(custom: &[CustomField]) -> HashMap<String, usize> {
    let mut index = HashMap::new();
    for (at, field) in custom.iter().enumerate() {
        // The name without an alias stays good in the portable form.
        let plain = names::field_name(&field.definition.key);
        let names = [Some(&field.definition.key), field.name.as_ref(), Some(&field.definition.id)];
        for name in names.into_iter().chain([plain.as_ref()]).flatten() {
            index.entry(name.clone()).or_insert(at);
        }
    }
    index
}

/// `None` where the account has no field that can be typed.
fn custom_table(custom: &[CustomField]) -> Option<Table> {
    let typed = custom.iter().filter_map(|field| {
        Some(Field {
            name: field.name.clone()?.into(),
            key: field.definition.key.clone().into(),
            beside: None,
            kind: field.content.kind(),
            doc: field.doc().into(),
        })
    });
    let typed: Vec<_> = typed.collect();
    let doc = "The account's custom fields of contacts.";
    (!typed.is_empty()).then(|| Table::new("ContactCustomFields", doc, typed))
}

/// The name of a choice's enumeration: from the key, and where another choice has it or
/// one of the names made from it, from the id too. `None` where no name can be made.
fn choice_name(definition: &FieldDefinition, types: &mut HashSet<String>) -> Option<String> {
    let key = definition.key.strip_prefix("Field_").unwrap_or(&definition.key);
    let plain = format!("ContactField_{key}");
    let longer = format!("{plain}_{}", definition.id.replace('-', ""));
    let made = |name: &String| ["", "_Choice", "_Test"].map(|end| format!("{name}{end}"));
    let mut free = [plain, longer].into_iter().filter(|name| names::is_name(name));
    let name = free.find(|name| made(name).iter().all(|made| !types.contains(made)))?;
    types.extend(made(&name));
    Some(name)
}

impl Content {
    /// `types` are the names that other choices have taken.
    fn of(definition: &FieldDefinition, types: &mut HashSet<String>) -> Self {
        let mut choice = || {
            let name = choice_name(definition, types)?;
            let title = names::readable(&definition.title);
            Choice::new(name, &title, &definition.options).map(Arc::new)
        };
        match definition.kind {
            FieldKind::Text => Self::Text,
            FieldKind::Other => Self::Raw,
            FieldKind::Number => Self::Number,
            FieldKind::Boolean => Self::Boolean,
            FieldKind::DateTime => Self::DateTime,
            FieldKind::Choice => choice().map_or(Self::Raw, Self::Choice),
            FieldKind::MultiChoice => choice().map_or(Self::Raw, Self::MultiChoice),
        }
    }

    fn has_option(&self, name: &str) -> bool {
        match self {
            Self::Choice(choice) | Self::MultiChoice(choice) => {
                choice.options().any(|(known, _)| known == name)
            }
            _ => false,
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Self::Text => Kind::Leaf(Leaf::Text),
            Self::Raw => Kind::Leaf(Leaf::Raw),
            Self::Number => Kind::Leaf(Leaf::Number),
            Self::Boolean => Kind::Leaf(Leaf::Boolean),
            Self::DateTime => Kind::Leaf(Leaf::DateTime),
            Self::Choice(choice) => Kind::Choice(Arc::clone(choice)),
            Self::MultiChoice(choice) => Kind::MultiChoice(Arc::clone(choice)),
        }
    }
}
