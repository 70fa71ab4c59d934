//! An entity as a table of fields: what each is called here and at Didar, and what
//! its values are. Object types, projections and documentation come from it.

use std::{borrow::Cow, collections::HashMap, sync::Arc};

use super::{choice::Choice, portable};
use crate::{
    crm::entity::Entity,
    graphql::engine::{
        Registry,
        registry::{self, FieldInfo, InputInfo, ValueInfo},
    },
};

/// An object type whose values are records of Didar.
pub(crate) struct Table {
    pub(crate) type_name: Cow<'static, str>,
    pub(crate) doc: &'static str,
    fields: Vec<Field>,
    by_name: HashMap<String, usize>,
}

/// One field of an entity.
pub(crate) struct Field {
    /// Name in GraphQL.
    pub(crate) name: Cow<'static, str>,
    /// Key in Didar's JSON.
    pub(crate) key: Cow<'static, str>,
    /// A second key that has a say in the value.
    pub(crate) beside: Option<&'static str>,
    pub(crate) kind: Kind,
    pub(crate) doc: Cow<'static, str>,
}

/// What the values of a field are.
pub(crate) enum Kind {
    /// A single value.
    Leaf(Leaf),
    /// The text of an option.
    Choice(Arc<Choice>),
    /// The texts of options.
    MultiChoice(Arc<Choice>),
    /// Didar's `{ "KeyValues": [...] }` wrapper (F71).
    KeyValues,
    /// A part of the record with a table of its own; never null.
    Part(Arc<Table>),
    /// Every custom field in the form that is the same in all accounts.
    CustomValues,
    /// Another record: by the id under the field's key. With a key beside, embedded under
    /// the field's key, else by the id under the one beside.
    One(Entity),
}

/// A single value.
#[derive(Clone, Copy)]
pub(crate) enum Leaf {
    /// The GUID of the record itself; never null.
    Id,
    Text,
    /// Whatever is stored: a text as it is, anything else as JSON.
    Raw,
    Integer,
    Number,
    Boolean,
    DateTime,
    /// An instant that counts unless the flag under `beside` is false.
    ConfirmedDateTime,
    /// The day in Tehran of an instant.
    JalaliDay,
    /// The phone number as `+98…`.
    MobileE164,
    Enumeration(&'static Enumeration),
}

/// An enumeration of Didar that is the same in every account.
pub(crate) struct Enumeration {
    pub(crate) type_name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) values: &'static [EnumerationValue],
}

pub(crate) struct EnumerationValue {
    /// Name in GraphQL.
    pub(crate) name: &'static str,
    /// Name at Didar; compared without regard to case (F67).
    pub(crate) wire: &'static str,
    pub(crate) doc: &'static str,
}

impl Field {
    pub(crate) const fn new(
        name: &'static str,
        key: &'static str,
        kind: Kind,
        doc: &'static str,
    ) -> Self {
        Self {
            name: Cow::Borrowed(name),
            key: Cow::Borrowed(key),
            beside: None,
            kind,
            doc: Cow::Borrowed(doc),
        }
    }

    pub(crate) const fn leaf(
        name: &'static str,
        key: &'static str,
        leaf: Leaf,
        doc: &'static str,
    ) -> Self {
        Self::new(name, key, Kind::Leaf(leaf), doc)
    }

    pub(crate) fn with(mut self, beside: &'static str) -> Self {
        self.beside = Some(beside);
        self
    }
}

impl Table {
    pub(crate) fn new(
        type_name: impl Into<Cow<'static, str>>,
        doc: &'static str,
        fields: Vec<Field>,
    ) -> Self {
        let by_name = fields.iter().enumerate().map(|(at, field)| (field.name.to_string(), at));
        Self { type_name: type_name.into(), doc, by_name: by_name.collect(), fields }
    }

    pub(crate) fn field(&self, name: &str) -> Option<&Field> {
        self.fields.get(*self.by_name.get(name)?)
    }

    /// Key under which records of this table have their id.
    pub(crate) fn id_key(&self) -> &str {
        self.field("id").map_or("Id", |field| &field.key)
    }

    /// Adds the object type, and the types its fields need.
    pub(crate) fn register(&self, registry: &mut Registry) {
        let fields = self.fields.iter().map(Field::info).collect();
        registry::add_object(registry, &self.type_name, self.doc, fields);
        for field in &self.fields {
            field.kind.register(registry);
        }
    }
}

impl Field {
    fn info(&self) -> FieldInfo {
        let mut info = FieldInfo::new(self.name.clone(), self.kind.sdl(), self.doc.clone());
        if matches!(self.kind, Kind::CustomValues) {
            let doc = "Keys, schema names or definition ids; every field where left out.";
            info.arguments.push(InputInfo::new("keys", "[String!]", doc));
        }
        info
    }
}

impl Kind {
    /// The type in SDL notation.
    fn sdl(&self) -> String {
        match self {
            Self::Leaf(leaf) => leaf.sdl().to_owned(),
            Self::Choice(choice) => choice.object_name(),
            Self::MultiChoice(choice) => format!("[{}!]", choice.object_name()),
            Self::KeyValues => "[KeyValue!]".to_owned(),
            Self::Part(table) => format!("{}!", table.type_name),
            Self::CustomValues => "[CustomFieldValue!]!".to_owned(),
            Self::One(entity) => entity.name().to_owned(),
        }
    }

    fn register(&self, registry: &mut Registry) {
        match self {
            Self::Leaf(leaf) => leaf.register(registry),
            Self::Choice(choice) | Self::MultiChoice(choice) => choice.register(registry),
            Self::KeyValues => portable::register_key_values(registry),
            Self::Part(table) => table.register(registry),
            Self::CustomValues => portable::register_values(registry),
            // The model registers the tables that relations lead to.
            Self::One(_) => {}
        }
    }
}

impl Leaf {
    fn sdl(self) -> &'static str {
        match self {
            Self::Id => "ID!",
            Self::Text | Self::Raw | Self::MobileE164 => "String",
            Self::Integer => "Int",
            Self::Number => "Float",
            Self::Boolean => "Boolean",
            Self::DateTime | Self::ConfirmedDateTime => "DateTime",
            Self::JalaliDay => "JalaliDate",
            Self::Enumeration(enumeration) => enumeration.type_name,
        }
    }

    fn register(self, registry: &mut Registry) {
        match self {
            Self::Number => {
                <f64 as async_graphql::InputType>::create_type_info(registry);
            }
            Self::Enumeration(enumeration) => enumeration.register(registry),
            Self::DateTime | Self::ConfirmedDateTime | Self::JalaliDay => {
                crate::graphql::engine::scalars::register(registry);
            }
            _ => {}
        }
    }
}

impl Enumeration {
    pub(crate) fn register(&self, registry: &mut Registry) {
        let values = self
            .values
            .iter()
            .map(|value| ValueInfo { name: value.name.to_owned(), doc: value.doc.to_owned() });
        registry::add_enum(registry, self.type_name, self.doc, values.collect());
    }

    /// The GraphQL name of Didar's word; reads carry names, though clients may have
    /// written the ordinal (F26).
    pub(crate) fn name_of(&self, wire: &str) -> Option<&'static str> {
        let by_ordinal = || self.values.get(wire.parse::<usize>().ok()?);
        let by_name = self.values.iter().find(|value| value.wire.eq_ignore_ascii_case(wire));
        by_name.or_else(by_ordinal).map(|value| value.name)
    }
}
