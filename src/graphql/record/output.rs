//! A record, or a list of records, as the value of a field.

use std::{borrow::Cow, marker::PhantomData, sync::Arc};

use async_graphql::{
    Context, ContextSelectionSet, OutputType, Positioned, ServerResult, Value, parser::types::Field,
};

use super::{
    loaders::Loaders,
    projection::Plan,
    rows::{Place, Source, project, project_all},
};
use crate::{
    didar::Row,
    graphql::{
        allowance::Allowance,
        engine::{Registry, nullable::Nullable, selection::Sets},
        model::{
            Model,
            entity::{Described, Description},
        },
    },
};

/// One record, answered from its row.
pub(crate) struct Record<E> {
    row: Row,
    entity: PhantomData<E>,
}

impl<E> Record<E> {
    pub(crate) fn new(row: Row) -> Self {
        Self { row, entity: PhantomData }
    }
}

impl<E: Described> OutputType for Record<E> {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(E::NAME)
    }

    fn create_type_info(_registry: &mut Registry) -> String {
        Self::qualified_type_name()
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        record(ctx, E::OF, &self.row).await
    }
}

/// A list of records.
pub(crate) struct Records<E> {
    rows: Vec<Row>,
    entity: PhantomData<E>,
}

impl<E> Records<E> {
    pub(crate) fn new(rows: Vec<Row>) -> Self {
        Self { rows, entity: PhantomData }
    }
}

/// Every record of an entity that Didar lists whole.
pub(crate) async fn all<E: Described>(ctx: &Context<'_>) -> Nullable<Records<E>> {
    let rows = ctx.data_unchecked::<Loaders>().all(E::OF.entity).await;
    Nullable(rows.map(|rows| Some(Records::new(rows.to_vec()))).map_err(Into::into))
}

impl<E: Described> OutputType for Records<E> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("[{}!]", E::NAME))
    }

    fn create_type_info(_registry: &mut Registry) -> String {
        Self::qualified_type_name()
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let source = source(ctx);
        let plan = Plan::new(ctx, source.model, source.model.of(E::OF.entity), &[ctx.item]);
        let list = project_all(ctx, source, &plan, &self.rows, None).await;
        source.allowance.verdict(ctx)?;
        Ok(Value::List(list))
    }
}

/// The value of a field that is a record.
pub(crate) async fn record(
    ctx: &ContextSelectionSet<'_>,
    of: &Description,
    row: &Row,
) -> ServerResult<Value> {
    let value = answer(ctx, of, &vec![ctx.item], row).await;
    source(ctx).allowance.verdict(ctx)?;
    Ok(value)
}

/// Answers selection sets for a row at the place of `ctx`.
pub(crate) async fn answer(
    ctx: &ContextSelectionSet<'_>,
    of: &Description,
    sets: &Sets<'_>,
    row: &Row,
) -> Value {
    let source = source(ctx);
    let plan = Plan::new(ctx, source.model, source.model.of(of.entity), sets);
    project(ctx, source, &plan, row, Place::default()).await
}

/// What `ctx`'s operation projects with; the engine puts both in place.
pub(super) fn source<'a>(ctx: &ContextSelectionSet<'a>) -> Source<'a> {
    Source {
        model: ctx.data_unchecked::<Arc<Model>>(),
        loaders: ctx.data_unchecked::<Loaders>(),
        allowance: ctx.data_unchecked::<Allowance>(),
    }
}
