//! Enumerations of Didar that are the same in every account.

use crate::graphql::engine::{
    Registry,
    registry::{self, ValueInfo},
};

/// An enumeration, in the order of Didar's ordinals.
pub(crate) struct Enumeration {
    pub(crate) type_name: &'static str,
    pub(crate) doc: &'static str,
    pub(crate) values: &'static [EnumerationValue],
}

/// One of its values.
pub(crate) struct EnumerationValue {
    /// Name in GraphQL.
    pub(crate) name: &'static str,
    /// Name at Didar; compared without regard to case (F67).
    pub(crate) wire: &'static str,
    pub(crate) doc: &'static str,
}

impl Enumeration {
    pub(crate) fn register(&self, registry: &mut Registry) {
        let values = self.values.iter().map(|value| ValueInfo::new(value.name, value.doc));
        registry::add_enum(registry, self.type_name, self.doc, values.collect());
    }

    /// The GraphQL name of Didar's word; reads carry names, though clients may have
    /// written the ordinal (F26).
    pub(crate) fn name_of(&self, wire: &str) -> Option<&'static str> {
        let by_ordinal = || self.values.get(wire.parse::<usize>().ok()?);
        let by_name = self.values.iter().find(|value| value.wire.eq_ignore_ascii_case(wire));
        by_name.or_else(by_ordinal).map(|value| value.name)
    }

    /// Didar's word for a GraphQL name.
    pub(crate) fn wire_of(&self, name: &str) -> Option<&'static str> {
        self.values.iter().find(|value| value.name == name).map(|value| value.wire)
    }
}
