//! A record, a list of records, or a page of them as the value of a field.

use std::{borrow::Cow, marker::PhantomData, sync::Arc};

use async_graphql::{
    Context, ContextSelectionSet, OutputType, Positioned, ServerResult, Value, parser::types::Field,
};

use super::{
    connection,
    loaders::Loaders,
    page::Page,
    projection::{PagePlan, Plan},
    rows,
    written::{Ground, OfRow, Written},
};
use crate::{
    didar::{Object, Row},
    graphql::{
        allowance::Allowance,
        engine::{
            Registry,
            nullable::Nullable,
            selection::{Operation, Sets},
        },
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
    of: &'static Description,
    rows: Vec<Row>,
    entity: PhantomData<E>,
}

impl<E: Described> Records<E> {
    pub(crate) fn new(rows: Vec<Row>) -> Self {
        Self { of: E::OF, rows, entity: PhantomData }
    }
}

/// Every record of an entity that Didar lists whole.
pub(crate) async fn all<E: Described>(ctx: &Context<'_>) -> Nullable<Records<E>> {
    all_of(ctx, E::OF).await
}

/// The same, of one of the entities whose records are of this type.
pub(crate) async fn all_of<E>(ctx: &Context<'_>, of: &'static Description) -> Nullable<Records<E>> {
    let rows = ctx.data_unchecked::<Loaders>().all(of.entity).await;
    Nullable(rows.map(|rows| Some(Records { of, rows, entity: PhantomData })).map_err(Into::into))
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
        let plan = plan(ctx, self.of, &vec![ctx.item]);
        let mut written = Written::default();
        written.list(&self.rows, |out, row| plan.write(ground(ctx), Object::Row(row), out));
        let value = filled(ctx, written).await;
        allowance(ctx).verdict(ctx)?;
        Ok(value)
    }
}

/// A page as the value of a field, with the plan of its selection set.
pub(crate) struct Connection<E> {
    page: Page,
    plan: PagePlan,
    entity: PhantomData<E>,
}

impl<E> Connection<E> {
    pub(crate) fn new(page: Page, plan: PagePlan) -> Self {
        Self { page, plan, entity: PhantomData }
    }
}

impl<E: Described> OutputType for Connection<E> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Connection", E::NAME))
    }

    fn create_type_info(registry: &mut Registry) -> String {
        connection::register(registry, E::OF);
        Self::qualified_type_name()
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let ground = ground(ctx);
        let mut written = Written::default();
        self.plan.write(ground, &self.page, &mut written);
        let value = filled(ctx, written).await;
        ground.allowance.verdict(ctx)?;
        Ok(value)
    }
}

/// The value of a field that is a record.
pub(crate) async fn record(
    ctx: &ContextSelectionSet<'_>,
    of: &Description,
    row: &Row,
) -> ServerResult<Value> {
    let value = answer(ctx, of, &vec![ctx.item], row).await;
    allowance(ctx).verdict(ctx)?;
    Ok(value)
}

/// Answers selection sets for a row at the place of `ctx`.
pub(crate) async fn answer(
    ctx: &ContextSelectionSet<'_>,
    of: &Description,
    sets: &Sets<'_>,
    row: &Row,
) -> Value {
    let plan = plan(ctx, of, sets);
    let mut written = Written::default();
    plan.write(ground(ctx), Object::Row(row), &mut written);
    filled(ctx, written).await
}

fn plan(ctx: &ContextSelectionSet<'_>, of: &Description, sets: &Sets<'_>) -> Plan {
    Plan::new(Operation::of(ctx), ground(ctx).model, of.entity, sets)
}

/// What was written, once no place is open.
async fn filled(ctx: &ContextSelectionSet<'_>, written: Written<'_>) -> Value {
    let loaders = ctx.data_unchecked::<Loaders>();
    rows::fill(ground(ctx), loaders, written).await.into_value(ctx)
}

/// What plans are carried out with; the engine puts it in place.
fn ground<'a>(ctx: &ContextSelectionSet<'a>) -> Ground<'a> {
    Ground { model: ctx.data_unchecked::<Arc<Model>>(), allowance: allowance(ctx) }
}

fn allowance<'a>(ctx: &ContextSelectionSet<'a>) -> &'a Allowance {
    ctx.data_unchecked::<Allowance>()
}
