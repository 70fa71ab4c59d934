//! An entity: what it is called and asked for, and its fields in one account.

use std::{collections::HashMap, sync::Arc};

use super::{
    aliases::Aliases,
    attribute::{Attribute, Need},
    custom_field::{self, Absent, CustomField, IsOwnType},
    kind::{self, Kind},
    table::{Field, Table},
};
use crate::{
    crm::{
        catalogue::Catalogue,
        changes::{Change, Changes, NewValue},
        entity::Entity,
        text,
    },
    didar::{Endpoint, Sum},
    graphql::engine::{Registry, selection::On},
    message::Message,
};

/// The interface of the records that can be asked for by their id alone.
pub(crate) const NODE: &str = "Node";

/// The union of the records that a search of everything finds.
pub(crate) const FOUND: &str = "SearchHit";

/// What is the same of an entity in every account.
pub(crate) struct Description {
    pub(crate) entity: Entity,
    /// One record, and several of them, in a sentence. These are also the names of fields that
    /// answer with one, and with a page of them.
    pub(crate) nouns: (&'static str, &'static str),
    pub(crate) doc: &'static str,
    /// In the order of the schema.
    pub(crate) attributes: &'static [Attribute],
    /// Whether accounts may add fields of their own.
    pub(crate) has_custom_fields: bool,
    /// Whether its records implement [`NODE`].
    pub(crate) is_node: bool,
    pub(crate) endpoint: &'static Endpoint,
    /// What pages add up.
    pub(crate) sum: Option<PageSum>,
    /// How records are saved, where they can be.
    pub(crate) saving: Option<Saving>,
}

/// How records are saved.
pub(crate) struct Saving {
    /// Whether stored records can be changed, and found by what they have.
    pub(crate) changes: bool,
    /// Whether several can be saved at once.
    pub(crate) lists: bool,
    /// Name of the input of a new record, where it is not `Create…Input`.
    pub(crate) input: Option<&'static str>,
    /// What is saved after a new record.
    pub(crate) then: Option<Then>,
    /// The lines of a record.
    pub(crate) lines: Option<&'static Lines>,
    /// What a new record must be besides, and what it always has.
    pub(crate) rules: Option<Rules>,
    /// How records are saved by their codes, where they are so alone.
    pub(crate) by_code: Option<&'static ByCode>,
    /// What Didar has under a key where there is no value: a new record gets it, and updates
    /// send what is stored.
    pub(crate) usual: &'static [Usual],
}

impl Saving {
    /// New records alone, which have no parts and no rules.
    pub(crate) const OF_NEW: Self = Self {
        changes: false,
        lists: false,
        input: None,
        then: None,
        lines: None,
        rules: None,
        by_code: None,
        usual: &[],
    };
}

/// A key, and what stands there where nobody said anything.
pub(crate) type Usual = (&'static str, fn() -> NewValue);

/// The changes of a new record as they are sent, or what is wrong with them.
pub(crate) type Rules = fn(Changes) -> Result<Changes, Vec<Fault>>;

/// Records that are saved after a new one, and point to it.
#[derive(Clone, Copy)]
pub(crate) struct Then {
    /// The input's and the payload's entry.
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) of: &'static Description,
    /// Name and key of what points to it; it is not for the client to give.
    pub(crate) owner: (&'static str, &'static str),
    /// A list that gets the record under this key where it is not given.
    pub(crate) also: (&'static str, &'static str),
}

/// Lines that are saved with a record and replace those that are stored. Each names another
/// record by its code, and perhaps a part of that.
pub(crate) struct Lines {
    /// The input's entry.
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    /// Name of the input type of a line.
    pub(crate) input: &'static str,
    pub(crate) input_doc: &'static str,
    /// What a line has.
    pub(crate) attributes: &'static [Attribute],
    pub(crate) coded: Coded,
    /// Key under which rows show lines, and the keys by which lines are compared.
    pub(crate) stored: &'static str,
    pub(crate) compared: &'static [&'static str],
    /// What is wrong with a line.
    pub(crate) check: fn(&[Change]) -> Vec<Fault>,
}

/// How records are saved that are found by their codes: each input is an upsert by the code in
/// it.
pub(crate) struct ByCode {
    /// Documentation of the input type.
    pub(crate) input_doc: &'static str,
    /// Name of the code's attribute.
    pub(crate) code: &'static str,
    /// The records inside each.
    pub(crate) inner: Option<Inner>,
}

/// Records inside a record: those of an input are changed or added by their codes, the others
/// stay.
pub(crate) struct Inner {
    /// Name and key of the input's entry.
    pub(crate) name: &'static str,
    pub(crate) key: &'static str,
    pub(crate) doc: &'static str,
    /// Name of the input type of one.
    pub(crate) input: &'static str,
    pub(crate) input_doc: &'static str,
    /// What one has.
    pub(crate) attributes: &'static [Attribute],
    /// Name and key of the code.
    pub(crate) code: (&'static str, &'static str),
    /// What is wrong with one.
    pub(crate) check: fn(&[Change]) -> Vec<Fault>,
}

/// How a line names another record, and a part of it.
#[derive(Clone, Copy)]
pub(crate) struct Coded {
    pub(crate) of: &'static Description,
    /// Name and key of the code, and the key of the id that is sent.
    pub(crate) record: (&'static str, &'static str, &'static str),
    /// The same of the part.
    pub(crate) part: (&'static str, &'static str, &'static str),
    /// Key of the parts in the record.
    pub(crate) parts: &'static str,
}

/// Of which kind a fault is.
#[derive(Clone, Copy)]
pub(crate) enum Wrong {
    Missing,
    Invalid,
    OutOfRange,
}

/// What is wrong with an entry of a new record.
pub(crate) struct Fault {
    /// Name of the entry.
    pub(crate) entry: &'static str,
    pub(crate) what: Wrong,
    pub(crate) message: Message,
}

/// A sum over all records that match, on all pages.
#[derive(Clone, Copy)]
pub(crate) struct PageSum {
    /// Name of a connection's field.
    pub(crate) name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) sum: Sum,
}

/// A type that stands for an entity: the parts of its schema are types over it.
pub(crate) trait Described: Send + Sync + 'static {
    const OF: &'static Description;
    /// Name of the object type.
    const NAME: &'static str = Self::OF.entity.name();
}

impl Description {
    /// An entity without fields of the account's own, whose records are read alone.
    pub(crate) const fn plain(
        entity: Entity,
        nouns: (&'static str, &'static str),
        doc: &'static str,
        attributes: &'static [Attribute],
        endpoint: &'static Endpoint,
    ) -> Self {
        let (sum, saving) = (None, None);
        let (has_custom_fields, is_node) = (false, false);
        Self { entity, nouns, doc, attributes, has_custom_fields, is_node, endpoint, sum, saving }
    }

    /// Name of the object type.
    pub(crate) fn name(&self) -> &'static str {
        self.entity.name()
    }

    /// Name of the root field that pages through the records, where they can be searched.
    pub(crate) fn pages(&self) -> Option<&'static str> {
        self.endpoint.is_searched().then_some(self.nouns.1)
    }

    /// Name of the root field that finds records by a phone number, where they can be.
    pub(crate) fn by_phone(&self) -> String {
        if self.endpoint.finds_phones() {
            format!("{}ByPhone", self.nouns.1)
        } else {
            String::new()
        }
    }

    /// Name of the root field that finds records by their codes, where they can be.
    pub(crate) fn by_code(&self) -> String {
        if self.endpoint.finds_codes() { format!("{}ByCode", self.nouns.1) } else { String::new() }
    }

    /// Name of the root field that finds records by a text, where they can be.
    pub(crate) fn by_text(&self) -> &'static str {
        if self.endpoint.finds_texts() { self.nouns.1 } else { "" }
    }

    /// Name of the root field that reads all records that match and counts them.
    pub(crate) fn groups(&self) -> String {
        if self.sum.is_some() { format!("{}Groups", self.nouns.0) } else { String::new() }
    }

    /// The object type, for selection sets on it.
    pub(crate) fn on(&self) -> On<'static> {
        On { name: self.name(), also: if self.is_node { &[NODE, FOUND] } else { &[] } }
    }

    /// The lines of a record.
    pub(crate) fn lines(&self) -> Option<&'static Lines> {
        self.saving.as_ref()?.lines
    }

    /// What stands under some keys where nobody said anything.
    pub(crate) fn usual(&self) -> &'static [Usual] {
        self.saving.as_ref().map_or(&[], |saving| saving.usual)
    }

    /// The records inside a record that saves may name.
    pub(crate) fn inner(&self) -> Option<&'static Inner> {
        self.saving.as_ref()?.by_code?.inner.as_ref()
    }

    /// What is saved after a new record.
    pub(crate) fn then(&self) -> Option<&Then> {
        self.saving.as_ref()?.then.as_ref()
    }

    /// One record, in a sentence.
    pub(crate) fn noun(&self) -> &'static str {
        self.nouns.0
    }

    /// Several records, in a sentence.
    pub(crate) fn nouns(&self) -> &'static str {
        self.nouns.1
    }

    /// The attributes that saves may name, with the need for each.
    pub(crate) fn written(&self) -> impl Iterator<Item = (&'static Attribute, Need)> {
        self.attributes.iter().filter_map(|row| Some((row, row.write?.need)))
    }

    /// The attributes that records can be found by.
    pub(crate) fn matched(&self) -> impl Iterator<Item = &'static Attribute> {
        self.attributes.iter().filter(|row| row.matched.is_some())
    }
}

/// An entity in one account.
pub(crate) struct EntityModel {
    pub(crate) description: &'static Description,
    pub(crate) table: Table,
    /// The custom fields that have a name of their own, where there are any.
    pub(crate) custom_table: Option<Table>,
    /// The live custom fields.
    pub(crate) custom: Vec<CustomField>,
    /// Those that were given a name, as they were before, where old names are kept.
    old: Vec<CustomField>,
    /// Place in `custom` by key, by schema name, by definition id and by title.
    by_any_name: HashMap<String, usize>,
    catalogue: Arc<Catalogue>,
}

impl EntityModel {
    /// Adds the account's fields to the attributes.
    pub(super) fn new(
        description: &'static Description,
        catalogue: &Arc<Catalogue>,
        aliases: &Aliases,
        is_own_type: IsOwnType,
    ) -> Self {
        let (custom, old) = custom_field::all(description.entity, catalogue, aliases, is_own_type);
        let shown = description.attributes.iter().filter(|row| row.is_read);
        let mut fields: Vec<_> = shown.flat_map(Field::all_of).collect();
        let custom_table = custom_table(description, &custom, &old);
        if description.has_custom_fields {
            fields.extend(custom_fields(description.entity, custom_table.is_some()));
        }
        Self {
            description,
            custom_table,
            table: Table::new(description.name(), description.doc, fields),
            by_any_name: custom_field::index(&custom),
            custom,
            old,
            catalogue: Arc::clone(catalogue),
        }
    }

    /// Adds the object types.
    pub(crate) fn register(&self, registry: &mut Registry) {
        self.table.register(registry);
        self.custom_table.iter().for_each(|table| table.register(registry));
    }

    /// The custom field of this key, schema name, definition id or title.
    pub(crate) fn custom_field(&self, name: &str) -> Option<&CustomField> {
        self.custom.get(self.custom_place(name)?)
    }

    /// Its place in the list.
    pub(crate) fn custom_place(&self, name: &str) -> Option<usize> {
        let exact = self.by_any_name.get(name);
        let or = |name: &str| self.by_any_name.get(name);
        exact.or_else(|| or(&name.to_ascii_lowercase())).or_else(|| or(&text::fold(name))).copied()
    }

    /// The same, or why there is none.
    pub(crate) fn named(&self, name: &str) -> Result<&CustomField, Absent> {
        let absent = || Absent::of(name, self.description.entity, &self.catalogue);
        self.custom_field(name).ok_or_else(absent)
    }

    /// The live custom fields, then those that were given a name as they were before.
    pub(crate) fn every_custom(&self) -> impl Iterator<Item = &CustomField> {
        self.custom.iter().chain(&self.old)
    }

    /// Those that have a name of their own in the schema.
    pub(crate) fn typed(&self) -> impl Iterator<Item = (&str, &CustomField)> {
        self.every_custom().filter_map(|field| Some((field.name.as_deref()?, field)))
    }

    /// The date fields among them, by the names of their days.
    pub(crate) fn days(&self) -> impl Iterator<Item = (String, &CustomField)> {
        let all = self.every_custom();
        all.filter_map(|field| Some((day_name(field, &self.custom)?, field)))
    }
}

/// The object's fields for the custom fields, in both forms.
fn custom_fields(entity: Entity, has_typed: bool) -> Vec<Field> {
    let field = |name: &'static str, kind, doc: &'static str| Field {
        name: name.into(),
        key: "Fields".into(),
        beside: None,
        shown: None,
        embeds: &[],
        kind,
        doc: doc.into(),
        deprecated: None,
    };
    let doc = "The account's custom fields, typed.";
    let typed = has_typed.then(|| field("custom", Kind::CustomFields(entity), doc));
    let doc = "Custom fields by key: the same form in every account.";
    typed.into_iter().chain([field("customFields", Kind::CustomValues, doc)]).collect()
}

/// What the name of a date field's day ends in.
const DAY: &str = "Day";

/// The name of the day of a date field, unless another field is called so.
fn day_name(field: &CustomField, all: &[CustomField]) -> Option<String> {
    let name = field.name.as_deref().filter(|_| matches!(field.kind, Kind::DateTime))?;
    let day = format!("{name}{DAY}");
    let is_taken = all.iter().any(|other| other.name.as_deref() == Some(&day));
    (!is_taken).then_some(day)
}

/// The table of the typed form; `None` where the account has no field that can be typed.
fn custom_table(
    description: &Description,
    custom: &[CustomField],
    old: &[CustomField],
) -> Option<Table> {
    let of = |field: &CustomField, (name, ending): (String, &str), kind, doc: String| Field {
        name: name.into(),
        key: field.definition.key.clone().into(),
        beside: None,
        shown: None,
        embeds: &[],
        kind,
        doc: doc.into(),
        deprecated: field.deprecated(ending),
    };
    let typed = custom.iter().chain(old).flat_map(|field| {
        let own = field.name.clone();
        let own = own.map(|name| of(field, (name, ""), field.kind.clone(), field.doc()));
        let day = day_name(field, custom);
        let doc = format!("{}, the day in Tehran", field.doc());
        let day = day.map(|name| of(field, (name, DAY), Kind::Day, doc));
        own.into_iter().chain(day)
    });
    let typed: Vec<_> = typed.collect();
    let doc = format!("The account's custom fields of {}.", description.nouns());
    let name = kind::custom_fields(description.entity);
    (!typed.is_empty()).then(|| Table::new(name, doc, typed))
}
