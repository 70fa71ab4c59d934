//! An object type as a table of fields: what each is called here and at Didar, and what
//! its values are. Object types, projections and documentation come from it.

use std::{borrow::Cow, collections::HashMap};

use super::{attribute::Attribute, kind::Kind};
use crate::{
    crm::entity::Entity,
    graphql::engine::{
        Registry,
        registry::{self, FieldInfo, InputInfo},
    },
};

/// An object type whose values are records of Didar, or parts of them.
pub(crate) struct Table {
    pub(crate) type_name: Cow<'static, str>,
    doc: Cow<'static, str>,
    fields: Vec<Field>,
    by_name: HashMap<String, usize>,
}

/// One field of a table.
pub(crate) struct Field {
    /// Name in GraphQL.
    pub(crate) name: Cow<'static, str>,
    /// Key in Didar's JSON.
    pub(crate) key: Cow<'static, str>,
    /// A second key that has a say in the value.
    pub(crate) beside: Option<&'static str>,
    /// Of another record: its field that the row shows too, and under which key.
    pub(crate) shown: Option<(&'static str, &'static str)>,
    /// Of another record that rows embed: its fields that are known to be there.
    pub(crate) embeds: &'static [&'static str],
    pub(crate) kind: Kind,
    pub(crate) doc: Cow<'static, str>,
    /// Why it is not to be used any more.
    pub(crate) deprecated: Option<String>,
}

impl Table {
    pub(crate) fn new(
        type_name: impl Into<Cow<'static, str>>,
        doc: impl Into<Cow<'static, str>>,
        fields: Vec<Field>,
    ) -> Self {
        let by_name = fields.iter().enumerate().map(|(at, field)| (field.name.to_string(), at));
        Self { type_name: type_name.into(), doc: doc.into(), by_name: by_name.collect(), fields }
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
        registry::add_object(registry, &self.type_name, &self.doc, fields);
        for field in &self.fields {
            field.kind.register(registry);
        }
    }
}

impl Field {
    /// The fields that show an attribute.
    pub(super) fn all_of(attribute: &Attribute) -> impl Iterator<Item = Self> {
        let id = attribute.id_doc.map(|doc| Self {
            name: attribute.input_name().into(),
            key: attribute.input_key().into(),
            beside: None,
            shown: None,
            embeds: &[],
            kind: Kind::Reference,
            doc: doc.into(),
            deprecated: None,
        });
        id.into_iter().chain([Self::of(attribute)])
    }

    fn of(attribute: &Attribute) -> Self {
        Self {
            name: attribute.name.into(),
            key: attribute.key.into(),
            beside: attribute.beside,
            shown: attribute.shown,
            embeds: attribute.embeds,
            kind: attribute.kind.clone(),
            doc: attribute.doc.into(),
            deprecated: None,
        }
    }

    fn info(&self) -> FieldInfo {
        let mut info = FieldInfo::new(self.name.clone(), self.kind.output(), self.doc.clone());
        info.deprecated.clone_from(&self.deprecated);
        if matches!(self.kind, Kind::CustomValues) {
            let doc = "Keys, schema names, definition ids or titles; every field where left out.";
            info.arguments.push(InputInfo::new("keys", "[String!]", doc));
        }
        if let Kind::Related(relation) = self.kind {
            info.arguments.extend(page_arguments(relation.to));
        }
        info
    }
}

/// What a page of related records takes.
fn page_arguments(of: Entity) -> [InputInfo; 3] {
    let filter = format!("{}Filter", of.name());
    let input = |name: &str, ty: &str, doc: &str| InputInfo::new(name, ty, doc);
    [
        input("first", "Int", "Size of the page; 30 where left out, at most 300."),
        input("after", "String", "Only records after this cursor."),
        input("filter", &filter, "Which of them; all where left out."),
    ]
}
