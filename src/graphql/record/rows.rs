//! Records in an answer: a single one, the rows of a page, the nodes of its edges.

use std::{future::Future, pin::Pin};

use async_graphql::{
    ContextSelectionSet, Name, PathSegment, QueryPathNode, QueryPathSegment, Value,
};
use futures_util::future::join_all;

use super::{
    loaders::Loaders,
    projection::{Fault, Open, Plan, Projected},
};
use crate::{
    didar::Row,
    graphql::{allowance::Allowance, error, model::Model},
};

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What every projection of an operation needs.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    pub(crate) model: &'a Model,
    pub(crate) loaders: &'a Loaders,
    pub(crate) allowance: &'a Allowance,
}

/// Where a row stands below the field that is being answered: itself its value, an
/// item of its list, or under a key of such an item.
#[derive(Clone, Copy, Default)]
pub(crate) struct Place<'a> {
    pub(crate) item: Option<usize>,
    pub(crate) under: Option<&'a Name>,
}

/// Projects one row and fills its relations.
pub(crate) fn project<'c>(
    ctx: &'c ContextSelectionSet<'_>,
    source: Source<'c>,
    plan: &'c Plan<'_>,
    row: &'c Row,
    place: Place<'c>,
) -> BoxFuture<'c, Value> {
    // Boxed because a company's company is a future inside one of its own kind.
    Box::pin(async move {
        let projected = plan.project(row.json(), source.allowance);
        let plans = Plans::of(ctx, source.model, &projected.open);
        complete(ctx, source, projected, &plans, place).await
    })
}

/// Projects the rows of a list, their relations side by side.
pub(crate) async fn project_all(
    ctx: &ContextSelectionSet<'_>,
    source: Source<'_>,
    plan: &Plan<'_>,
    rows: &[Row],
    under: Option<&Name>,
) -> Vec<Value> {
    let project = |row: &Row| plan.project(row.json(), source.allowance);
    let projected: Vec<_> = rows.iter().map(project).collect();
    let open = projected.iter().flat_map(|projected| &projected.open);
    let plans = Plans::of(ctx, source.model, open);
    let completed = projected.into_iter().enumerate().map(|(at, projected)| {
        complete(ctx, source, projected, &plans, Place { item: Some(at), under })
    });
    join_all(completed).await
}

/// Reports what could not be read and fills what was left open.
async fn complete(
    ctx: &ContextSelectionSet<'_>,
    source: Source<'_>,
    projected: Projected<'_>,
    plans: &Plans<'_>,
    place: Place<'_>,
) -> Value {
    let Projected { mut object, faults, open } = projected;
    for fault in faults {
        report(ctx, place, fault);
    }
    let filled = join_all(open.iter().map(|open| fill(ctx, source, open, plans, place))).await;
    for (open, value) in open.iter().zip(filled) {
        if let Some((_, entry)) = object.get_index_mut(open.entry) {
            *entry = value;
        }
    }
    Value::Object(object)
}

/// Fills an open place; the context goes down to where it is.
async fn fill(
    ctx: &ContextSelectionSet<'_>,
    source: Source<'_>,
    open: &Open<'_>,
    plans: &Plans<'_>,
    place: Place<'_>,
) -> Value {
    let item = place.item.map(|at| child(ctx.path_node.as_ref(), QueryPathSegment::Index(at)));
    let under = place.under.map(|key| child(item.as_ref(), QueryPathSegment::Name(key)));
    let outer = under.as_ref().or(item.as_ref()).or(ctx.path_node.as_ref());
    let mut here = ctx.clone();
    here.path_node = Some(child(outer, QueryPathSegment::Name(open.key)));
    load(&here, source, open, plans).await
}

/// Loads the record of an open place and projects it; where that fails, null with an error
/// at `ctx`'s path.
async fn load(
    ctx: &ContextSelectionSet<'_>,
    source: Source<'_>,
    open: &Open<'_>,
    plans: &Plans<'_>,
) -> Value {
    let found = source.loaders.record(open.entity, open.id).await;
    match (found, plans.of_key(open.key)) {
        (Ok(Some(row)), Some(plan)) => project(ctx, source, plan, &row, Place::default()).await,
        (Ok(_), _) => Value::Null,
        (Err(failure), _) => {
            let error = error::of_upstream(&failure).into_server_error(open.pos);
            ctx.add_error(ctx.set_error_path(error));
            Value::Null
        }
    }
}

fn child<'a>(
    parent: Option<&'a QueryPathNode<'a>>,
    segment: QueryPathSegment<'a>,
) -> QueryPathNode<'a> {
    QueryPathNode { parent, segment }
}

/// Adds the error of a value that could not be read.
fn report(ctx: &ContextSelectionSet<'_>, place: Place<'_>, fault: Fault) {
    let mut error = ctx.set_error_path(error::of_odd(fault.odd).into_server_error(fault.pos));
    error.path.extend(place.item.map(PathSegment::Index));
    error.path.extend(place.under.map(|key| PathSegment::Field(key.to_string())));
    error.path.extend(fault.path);
    ctx.add_error(error);
}

/// How to answer the open places of some rows: one plan for all with the same key.
struct Plans<'a>(Vec<(&'a Name, Plan<'a>)>);

impl<'a> Plans<'a> {
    fn of<'o>(
        ctx: &ContextSelectionSet<'a>,
        model: &'a Model,
        open: impl IntoIterator<Item = &'o Open<'a>>,
    ) -> Self
    where
        'a: 'o,
    {
        let mut plans: Vec<(&Name, Plan<'_>)> = Vec::new();
        for open in open {
            if plans.iter().any(|(key, _)| *key == open.key) {
                continue;
            }
            let entity = model.of(open.entity);
            plans.push((open.key, Plan::new(ctx, model, entity, &open.sets)));
        }
        Self(plans)
    }

    fn of_key(&self, key: &Name) -> Option<&Plan<'a>> {
        self.0.iter().find(|(known, _)| *known == key).map(|(_, plan)| plan)
    }
}
