//! `customFields`: the account's catalogue.

use std::{borrow::Cow, sync::Arc};

use async_graphql::{
    ContextSelectionSet, Enum, OutputType, Positioned, ServerResult, Value, parser::types::Field,
};

use crate::{
    crm::entity::Entity,
    graphql::{
        allowance::Allowance,
        engine::{Registry, selection::Operation},
        model::{Model, portable},
        record::{definition, written::Written},
    },
};

/// An entity that custom fields belong to.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EntityKind {
    /// Persons and companies.
    Contact,
    /// Deals.
    Deal,
    /// Cases.
    Case,
}

impl From<EntityKind> for Entity {
    fn from(kind: EntityKind) -> Self {
        match kind {
            EntityKind::Contact => Self::Contact,
            EntityKind::Deal => Self::Deal,
            EntityKind::Case => Self::Case,
        }
    }
}

/// The definitions of one entity.
pub(crate) struct Definitions {
    pub(crate) entity: Entity,
    pub(crate) include_deleted: bool,
}

impl OutputType for Definitions {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed("[CustomFieldDefinition!]")
    }

    fn create_type_info(registry: &mut Registry) -> String {
        portable::register_definitions(registry);
        Self::qualified_type_name()
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let model = ctx.data_unchecked::<Arc<Model>>();
        let plan = definition::Plan::new(Operation::of(ctx), &vec![ctx.item]);
        let wanted = model.catalogue.of(self.entity);
        let wanted = wanted.filter(|definition| self.include_deleted || !definition.is_deleted);
        let allowance = ctx.data_unchecked::<Allowance>();
        let wanted = wanted.take_while(|definition| allowance.take(plan.weight(definition)));
        let mut written = Written::default();
        written.list(wanted, |out, definition| plan.write(model, definition, out));
        allowance.verdict(ctx)?;
        Ok(written.into_value(ctx))
    }
}
