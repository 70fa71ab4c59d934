//! What the values of a field are: one enumeration for Didar's own attributes and for custom
//! fields. Each floor above says beside its own work what a kind means there: `record` how
//! it is read, `search` what can be asked of it, `save` how it is written.

use std::sync::Arc;

use super::{choice::Choice, enumeration::Enumeration, portable};
use crate::{
    crm::{
        criteria::{Compare, Equality},
        entity::Entity,
        text,
    },
    graphql::engine::{Registry, scalars},
};

/// What the values of a field are.
#[derive(Clone)]
pub(crate) enum Kind {
    /// The GUID of the record itself; never null.
    Id,
    /// A text of one line.
    Text,
    /// A text of many lines.
    LongText,
    /// A text without marks, in Latin digits.
    Code,
    /// A text whose outer spaces do not count.
    Trimmed,
    Email,
    MobilePhone,
    /// A phone number, which may have an extension.
    Phone,
    /// A mobile phone's number as `+98…`.
    E164,
    /// The bytes of a file; written alone.
    File,
    /// Whatever is stored: a text as it is, anything else as JSON.
    Raw,
    Integer,
    Number,
    /// A number from 0 to 100.
    Percent,
    Boolean,
    /// An instant. With a key beside it counts unless the flag there is false.
    DateTime,
    /// An instant that may be Didar's last one, which is none (F20).
    Due,
    /// The day in Tehran of an instant, which counts as it does with either.
    Day,
    Enumeration(&'static Enumeration),
    /// The text of an option of the account's own.
    Choice(Arc<Choice>),
    /// The texts of such options.
    MultiChoice(Arc<Choice>),
    /// Values with labels (F71).
    KeyValues(Labelled),
    /// Every custom field of this entity under a name of its own; never null.
    CustomFields(Entity),
    /// Every custom field in the form that is the same in all accounts.
    CustomValues,
    /// The GUID of another record.
    Reference,
    /// The GUIDs of other records; of which entity, where that is served. With a key beside
    /// they are written under that.
    References(Option<Entity>),
    /// Another record: by the id under the field's key. With a key beside, embedded under
    /// the field's key, else by the id under the one beside.
    One(Entity),
    /// Other records, by their ids; those that are not there are left out.
    Many(Entity),
    /// Records inside this one, of which only one search tells: that of those which point to
    /// the record whose id is under the key beside.
    PartsOfSearch(Entity),
    /// Another record: by the code under the field's key.
    Coded(Entity),
    /// Records inside this one.
    Parts(Entity),
    /// Records inside this one; the list is always there.
    AllParts(Entity),
    /// Records inside this one, of which only the detail call tells.
    PartsOfDetail(Entity),
    /// The records that point to this one, a page at a time. The field's key is that of the
    /// id, and beside it is what kind of record this is.
    Related(&'static Relation),
}

/// What values with labels are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Labelled {
    /// Texts of many lines.
    Text,
    /// Phone numbers, which may have extensions.
    Phone,
}

/// The records of an entity that point to a record.
pub(crate) struct Relation {
    pub(crate) to: Entity,
    /// How those are searched that point to a record of each kind.
    pub(crate) links: &'static [Link],
}

/// How records are searched that point to a record.
pub(crate) struct Link {
    /// Of which kind it is, in Didar's word; of any where left out.
    pub(crate) of: Option<&'static str>,
    /// The filter's entry that takes its id.
    pub(crate) criterion: &'static str,
}

/// Name of the object type of an entity's custom fields.
pub(super) fn custom_fields(entity: Entity) -> String {
    format!("{}CustomFields", entity.name())
}

impl Kind {
    /// The type of an object's field, in SDL notation.
    pub(super) fn output(&self) -> String {
        match self {
            Self::Id => "ID!".to_owned(),
            Self::Choice(choice) => choice.types.object.clone(),
            Self::MultiChoice(choice) => format!("[{}!]", choice.types.object),
            Self::KeyValues(_) => "[KeyValue!]".to_owned(),
            Self::CustomFields(entity) => format!("{}!", custom_fields(*entity)),
            Self::CustomValues => "[CustomFieldValue!]!".to_owned(),
            Self::One(entity) | Self::Coded(entity) => entity.name().to_owned(),
            Self::Parts(entity)
            | Self::Many(entity)
            | Self::PartsOfSearch(entity)
            | Self::PartsOfDetail(entity) => {
                format!("[{}!]", entity.name())
            }
            Self::AllParts(entity) => format!("[{}!]!", entity.name()),
            Self::Related(relation) => format!("{}Connection", relation.to.name()),
            single => single.input(),
        }
    }

    /// The type of a value in an input, in SDL notation.
    pub(crate) fn input(&self) -> String {
        match self {
            Self::Integer => "Int",
            Self::Number | Self::Percent => "Float",
            Self::Boolean => "Boolean",
            Self::DateTime | Self::Due => "DateTime",
            Self::Day => "JalaliDate",
            Self::File => "Base64",
            Self::Id | Self::Reference | Self::One(_) => "ID",
            Self::References(_) => "[ID!]",
            Self::Enumeration(enumeration) => enumeration.type_name,
            Self::Choice(choice) => &choice.types.enumeration,
            Self::MultiChoice(choice) => return format!("[{}!]", choice.types.enumeration),
            Self::KeyValues(_) => "[KeyValueInput!]",
            _ => "String",
        }
        .to_owned()
    }

    /// The entry under which the portable form has such values.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::DateTime => "dateTime",
            Self::Choice(_) => "option",
            Self::MultiChoice(_) => "options",
            _ => "text",
        }
    }

    /// When two values of a text are the same; `None` where Didar's own comparison has to do.
    pub(crate) fn equality(&self) -> Option<Equality> {
        match self {
            Self::MobilePhone | Self::Phone => Some(Equality::Phone),
            Self::Code => Some(Equality::Code),
            Self::Email => Some(Equality::Text),
            _ => None,
        }
    }

    /// Who says whether a value is the one that was asked for.
    pub(crate) fn compare(&self) -> Compare {
        self.equality().map_or(Compare::AsDidarDoes, Compare::Exactly)
    }

    /// The options, where there are any.
    pub(crate) fn choice(&self) -> Option<&Arc<Choice>> {
        match self {
            Self::Choice(choice) | Self::MultiChoice(choice) => Some(choice),
            _ => None,
        }
    }

    /// Didar's own word that a stored text is, where the kind is an enumeration.
    pub(crate) fn wire_word(&self, stored: &str) -> Option<String> {
        let Self::Enumeration(enumeration) = self else { return None };
        let name = enumeration.name_of(&text::plain(stored))?;
        enumeration.wire_of(name).map(str::to_owned)
    }

    /// Adds the types that such a field needs.
    pub(crate) fn register(&self, registry: &mut Registry) {
        match self {
            Self::Number | Self::Percent => {
                <f64 as async_graphql::InputType>::create_type_info(registry);
            }
            Self::DateTime | Self::Due | Self::Day => scalars::register(registry),
            Self::File => scalars::register_base64(registry),
            Self::Enumeration(enumeration) => enumeration.register(registry),
            Self::Choice(choice) | Self::MultiChoice(choice) => choice.register(registry),
            Self::KeyValues(_) => portable::register_key_values(registry),
            Self::CustomValues => portable::register_values(registry),
            // The model registers the tables that relations lead to.
            _ => {}
        }
    }
}
