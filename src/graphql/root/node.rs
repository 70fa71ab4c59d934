//! Relay's `Node`: the interface that every record implements.

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, ServerResult, Value, parser::types::Field,
};

use crate::graphql::{
    contact::entity::Contact,
    engine::{
        Registry,
        registry::{self, FieldInfo},
    },
    record::entity::{Described, Record},
};

/// A record of any kind.
pub(crate) struct Node(pub(crate) Record<Contact>);

impl OutputType for Node {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed("Node")
    }

    fn introspection_type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed(Contact::NAME)
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let id = FieldInfo::new("id", "ID!", "Didar's GUID.");
        let doc = "An object with Didar's GUID as its id.";
        registry::add_interface(registry, "Node", doc, vec![id], &[Contact::NAME]);
        Self::qualified_type_name()
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        self.0.resolve(ctx, field).await
    }
}
