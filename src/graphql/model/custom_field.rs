//! An account's live custom fields: their names in the schema, and what their values are.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{
    aliases::Aliases,
    choice::Choice,
    names,
    table::{Field, Kind, Leaf, Table},
};
use crate::crm::{
    catalogue::Catalogue,
    entity::Entity,
    field::{FieldDefinition, FieldKind},
};

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

/// Why a name stands for no live field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absent {
    /// The account has no such field.
    Unknown,
    /// It is a field of another entity, deleted or not.
    Elsewhere,
    /// It was deleted.
    Deleted,
}

impl Absent {
    pub(super) fn of(name: &str, catalogue: &Catalogue) -> Self {
        let names_it = |known: &&FieldDefinition| {
            known.key.eq_ignore_ascii_case(name) || known.id.eq_ignore_ascii_case(name)
        };
        match catalogue.definitions().iter().find(names_it) {
            Some(known) if known.entity != Entity::Contact => Self::Elsewhere,
            Some(known) if known.is_deleted => Self::Deleted,
            _ => Self::Unknown,
        }
    }

    /// As clients read it.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Self::Unknown => "the account has no such field",
            Self::Elsewhere => "this field does not belong to contacts",
            Self::Deleted => "this field was deleted in Didar",
        }
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
pub(super) fn all(catalogue: &Catalogue, aliases: &Aliases) -> Vec<CustomField> {
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

/// Place in the list by key, by schema name, by the name without an alias and by definition id.
pub(super) fn index(custom: &[CustomField]) -> HashMap<String, usize> {
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

/// The table of the typed form; `None` where the account has no field that can be typed.
pub(super) fn table(custom: &[CustomField]) -> Option<Table> {
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

    pub(super) fn has_option(&self, name: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deleted_field_of_another_entity_is_first_of_all_another_entity_s() {
        let field = |key: &str, entity, is_deleted| FieldDefinition {
            id: format!("id-{key}"),
            key: key.to_owned(),
            title: String::new(),
            entity,
            kind: FieldKind::Text,
            is_deleted,
            is_searchable: true,
            is_required: false,
            options: Vec::new(),
        };
        let catalogue = Catalogue::new(vec![
            field("Field_996_12_1", Entity::Contact, true),
            field("Field_8783_12_2", Entity::Deal, false),
            field("Field_8783_12_3", Entity::Deal, true),
        ]);
        for (name, why) in [
            ("field_996_12_1", Absent::Deleted),
            ("Field_8783_12_2", Absent::Elsewhere),
            ("ID-FIELD_8783_12_3", Absent::Elsewhere),
            ("Field_996_12_4", Absent::Unknown),
        ] {
            assert_eq!(Absent::of(name, &catalogue), why, "{name}");
        }
    }
}
