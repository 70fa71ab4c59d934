//! An entity's live custom fields: their names in the schema, and what their values are.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{
    aliases::Aliases,
    choice::{Choice, ChoiceTypes, instead},
    kind::Kind,
    names,
};
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
    /// The field's name, where this is the one from before it was given.
    pub(crate) now: Option<String>,
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
    /// What it may be called by.
    pub(super) fn every_name(&self) -> impl Iterator<Item = &str> {
        let FieldDefinition { key, title, .. } = &self.definition;
        [key.as_str(), title].into_iter().chain(self.name.as_deref())
    }

    /// `Title (key)`: the schema's documentation of the field.
    pub(crate) fn doc(&self) -> String {
        format!("{} ({})", names::readable(&self.definition.title), self.definition.key)
    }

    /// The same, of an input. Tools do not ask for inputs that are deprecated, and would take
    /// documents that name them for wrong: an old name says so in words.
    pub(crate) fn input_doc(&self) -> String {
        match &self.now {
            Some(now) => format!("{}; the old name of `{now}`", self.doc()),
            None => self.doc(),
        }
    }

    /// Why the name `now` is to be used instead of its own, where there is one.
    pub(super) fn deprecated(&self, ending: &str) -> Option<String> {
        self.now.as_ref().map(|now| instead(&format!("{now}{ending}")))
    }
}

/// An entity's live fields, and with each the names and types that it had before it was given
/// a name, as far as they are kept. A name that is illegal or taken disables the typed form of
/// that field alone.
pub(super) fn all(
    entity: Entity,
    catalogue: &Catalogue,
    aliases: &Aliases,
    is_own_type: IsOwnType,
) -> (Vec<CustomField>, Vec<CustomField>) {
    let mut taken = HashSet::new();
    let mut types = HashSet::new();
    let live = || catalogue.of(entity).filter(|definition| !definition.is_deleted);
    let mut field = |definition: &FieldDefinition, aliases: &Aliases| {
        let alias = aliases.of(&definition.key).map(str::to_owned);
        let name = alias.or_else(|| names::field_name(&definition.key));
        let name = name.filter(|name| taken.insert(name.clone()));
        let kind = kind(definition, aliases, (&mut types, is_own_type));
        CustomField { kind, name, definition: definition.clone(), now: None }
    };
    // The old ones first: what they and their types are called does not change.
    let named = live().filter(|definition| aliases.of(&definition.key).is_some());
    let old = named.filter(|_| aliases.keeps_old_names()).map(|definition| CustomField {
        now: aliases.of(&definition.key).map(str::to_owned),
        ..field(definition, &Aliases::default())
    });
    let old: Vec<_> = old.filter(|field| field.name.is_some()).collect();
    (live().map(|definition| field(definition, aliases)).collect(), old)
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

/// Whether a type is called so that is made from no field.
pub(crate) type IsOwnType = fn(&str) -> bool;

/// The names that a type cannot have: those of other choices, and those of the schema's own.
type Taken<'t> = (&'t mut HashSet<String>, IsOwnType);

/// The names of a choice's types: from the alias, else from the key, and where another choice
/// has one of these, from the id too. `None` where no name can be made.
fn choice_types(
    definition: &FieldDefinition,
    alias: Option<&str>,
    (taken, is_own_type): Taken<'_>,
) -> Option<ChoiceTypes> {
    let entity = definition.entity.name();
    let key = definition.key.strip_prefix("Field_").unwrap_or(&definition.key);
    let plain = format!("{entity}Field_{key}");
    let longer = format!("{plain}_{}", definition.id.replace('-', ""));
    let of_alias = alias.map(|alias| ChoiceTypes::of_alias(entity, alias));
    let of_keys = [plain, longer].map(ChoiceTypes::of_key);
    // Those of keys cannot be the schema's own.
    let of_alias = of_alias.filter(|types| !types.all().into_iter().any(is_own_type));
    let is_free = |types: &ChoiceTypes| {
        names::is_name(&types.enumeration) && types.all().iter().all(|name| !taken.contains(*name))
    };
    let types = of_alias.into_iter().chain(of_keys).find(is_free)?;
    taken.extend(types.all().map(str::to_owned));
    Some(types)
}

/// What the values of a field are.
fn kind(definition: &FieldDefinition, aliases: &Aliases, taken: Taken<'_>) -> Kind {
    let choice = || {
        let types = choice_types(definition, aliases.of(&definition.key), taken)?;
        let title = names::readable(&definition.title);
        let choice = Choice::new(types, &title, &definition.options)?;
        Some(Arc::new(match aliases.options_of(&definition.key) {
            Some(names) => choice.named(names, aliases.keeps_old_names()),
            None => choice,
        }))
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
