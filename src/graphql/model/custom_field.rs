//! An entity's live custom fields: their names in the schema, and what their values are.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{aliases::Aliases, choice::Choice, kind::Kind, names};
use crate::crm::{
    catalogue::Catalogue,
    entity::Entity,
    field::{FieldDefinition, FieldKind},
    text,
};

/// A live custom field of an entity.
pub(crate) struct CustomField {
    pub(crate) definition: FieldDefinition,
    /// Name in the typed form; `None` where the definition cannot be typed.
    pub(crate) name: Option<String>,
    /// As far as the definition is usable: a choice without options is [`Kind::Raw`].
    pub(crate) kind: Kind,
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
    pub(super) fn of(name: &str, entity: Entity, catalogue: &Catalogue) -> Self {
        let names_it = |known: &&FieldDefinition| {
            known.key.eq_ignore_ascii_case(name) || known.id.eq_ignore_ascii_case(name)
        };
        match catalogue.definitions().iter().find(names_it) {
            Some(known) if known.entity != entity => Self::Elsewhere,
            Some(known) if known.is_deleted => Self::Deleted,
            _ => Self::Unknown,
        }
    }
}

impl CustomField {
    /// `Title (key)`: the schema's documentation of the field.
    pub(crate) fn doc(&self) -> String {
        format!("{} ({})", names::readable(&self.definition.title), self.definition.key)
    }
}

/// An entity's live fields. A name that is illegal or taken disables the typed form of that
/// field alone.
pub(super) fn all(entity: Entity, catalogue: &Catalogue, aliases: &Aliases) -> Vec<CustomField> {
    let mut taken = HashSet::new();
    let mut types = HashSet::new();
    let live = catalogue.of(entity).filter(|definition| !definition.is_deleted);
    let fields = live.map(|definition| {
        let alias = aliases.of(&definition.key).map(str::to_owned);
        let name = alias.or_else(|| names::field_name(&definition.key));
        let name = name.filter(|name| taken.insert(name.clone()));
        let kind = kind(definition, &mut types);
        CustomField { kind, name, definition: definition.clone() }
    });
    fields.collect()
}

/// Place in the list by key, by schema name, by the name without an alias, by definition id, and
/// by a title that no other field has.
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
    let titles: Vec<_> = custom.iter().map(|field| text::fold(&field.definition.title)).collect();
    for (at, title) in titles.iter().enumerate() {
        // A title that two fields have names neither.
        let is_alone = titles.iter().filter(|other| *other == title).count() == 1;
        if is_alone && !title.is_empty() {
            index.entry(title.clone()).or_insert(at);
        }
    }
    index
}

/// The name of a choice's enumeration: from the key, and where another choice has it or
/// one of the names made from it, from the id too. `None` where no name can be made.
fn choice_name(definition: &FieldDefinition, types: &mut HashSet<String>) -> Option<String> {
    let key = definition.key.strip_prefix("Field_").unwrap_or(&definition.key);
    let plain = format!("{}Field_{key}", definition.entity.name());
    let longer = format!("{plain}_{}", definition.id.replace('-', ""));
    let made = |name: &String| ["", "_Choice", "_Test"].map(|end| format!("{name}{end}"));
    let mut free = [plain, longer].into_iter().filter(|name| names::is_name(name));
    let name = free.find(|name| made(name).iter().all(|made| !types.contains(made)))?;
    types.extend(made(&name));
    Some(name)
}

/// What the values of a field are. `types` are the names that other choices have taken.
fn kind(definition: &FieldDefinition, types: &mut HashSet<String>) -> Kind {
    let mut choice = || {
        let name = choice_name(definition, types)?;
        let title = names::readable(&definition.title);
        Choice::new(name, &title, &definition.options).map(Arc::new)
    };
    match definition.kind {
        FieldKind::Text => Kind::LongText,
        FieldKind::Other => Kind::Raw,
        FieldKind::Number => Kind::Number,
        FieldKind::Boolean => Kind::Boolean,
        FieldKind::DateTime => Kind::DateTime,
        FieldKind::Choice => choice().map_or(Kind::Raw, Kind::Choice),
        FieldKind::MultiChoice => choice().map_or(Kind::Raw, Kind::MultiChoice),
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
            excluded_in: Vec::new(),
            required_in: Vec::new(),
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
            assert_eq!(Absent::of(name, Entity::Contact, &catalogue), why, "{name}");
        }
    }
}
