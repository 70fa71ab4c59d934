//! Relay connections over a window of rows (Relay Cursor Connections specification).

use std::{borrow::Cow, marker::PhantomData};

use async_graphql::{
    ContextSelectionSet, Name, OutputType, Positioned, ServerResult, Value, indexmap::IndexMap,
    parser::types::Field,
};

use super::{
    output::source,
    projection::Plan,
    rows::{Source, project_all},
};
use crate::{
    didar::Row,
    graphql::{
        allowance::VALUE,
        engine::{
            Registry,
            registry::{self, FieldInfo},
            selection::{Selected, collect, object},
        },
        model::entity::Described,
    },
};

const PAGE_INFO: &str = "PageInfo";

/// A page of records.
pub(crate) struct Connection<E> {
    pub(crate) rows: Vec<Row>,
    /// One a row.
    pub(crate) cursors: Vec<String>,
    pub(crate) has_previous_page: bool,
    pub(crate) has_next_page: bool,
    /// Exact where it was selected.
    pub(crate) total_count: u64,
    pub(crate) entity: PhantomData<E>,
}

impl<E: Described> Connection<E> {
    fn edge_name() -> String {
        format!("{}Edge", E::NAME)
    }

    async fn nodes(
        &self,
        ctx: &ContextSelectionSet<'_>,
        source: Source<'_>,
        part: &Selected<'_>,
    ) -> Value {
        let here = below(ctx, part);
        let plan = Plan::new(&here, source.model, source.model.of(E::OF.entity), &part.sets);
        Value::List(project_all(&here, source, &plan, &self.rows, None).await)
    }

    async fn edges(
        &self,
        ctx: &ContextSelectionSet<'_>,
        source: Source<'_>,
        part: &Selected<'_>,
    ) -> Value {
        let here = below(ctx, part);
        let type_name = Self::edge_name();
        let mut edges = vec![IndexMap::new(); self.rows.len()];
        for inner in collect(&here, &type_name, &part.sets) {
            // A cursor has no more letters than a value counts for besides its text.
            if !source.allowance.take(2 * VALUE * self.rows.len()) {
                break;
            }
            let column = match inner.name() {
                "node" => self.edge_nodes(&here, source, &inner).await,
                "cursor" => {
                    self.cursors.iter().map(|cursor| Value::from(cursor.as_str())).collect()
                }
                _ => vec![Value::from(type_name.as_str()); self.rows.len()],
            };
            for (edge, value) in edges.iter_mut().zip(column) {
                edge.insert(inner.key.clone(), value);
            }
        }
        Value::List(edges.into_iter().map(Value::Object).collect())
    }

    async fn edge_nodes(
        &self,
        ctx: &ContextSelectionSet<'_>,
        source: Source<'_>,
        part: &Selected<'_>,
    ) -> Vec<Value> {
        let plan = Plan::new(ctx, source.model, source.model.of(E::OF.entity), &part.sets);
        project_all(ctx, source, &plan, &self.rows, Some(part.key)).await
    }

    fn page_info(&self, ctx: &ContextSelectionSet<'_>, part: &Selected<'_>) -> Value {
        let cursor =
            |cursor: Option<&String>| cursor.map_or(Value::Null, |text| Value::from(text.as_str()));
        object(PAGE_INFO, &collect(ctx, PAGE_INFO, &part.sets), |inner| match inner.name() {
            "hasNextPage" => Value::from(self.has_next_page),
            "hasPreviousPage" => Value::from(self.has_previous_page),
            "startCursor" => cursor(self.cursors.first()),
            _ => cursor(self.cursors.last()),
        })
    }
}

/// The context of a field's value; its selection sets travel beside it.
fn below<'a>(ctx: &'a ContextSelectionSet<'a>, part: &Selected<'a>) -> ContextSelectionSet<'a> {
    ctx.with_field(part.field).with_selection_set(&part.field.node.selection_set)
}

impl<E: Described> OutputType for Connection<E> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("{}Connection", E::NAME))
    }

    fn create_type_info(registry: &mut Registry) -> String {
        register::<E>(registry);
        Self::qualified_type_name()
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let source = source(ctx);
        let type_name = Self::type_name();
        let mut answer: IndexMap<Name, Value> = IndexMap::new();
        for part in collect(ctx, &type_name, &[ctx.item]) {
            let value = match part.name() {
                "edges" => self.edges(ctx, source, &part).await,
                "nodes" => self.nodes(ctx, source, &part).await,
                "pageInfo" => self.page_info(ctx, &part),
                "totalCount" => Value::from(self.total_count),
                _ => Value::from(type_name.as_ref()),
            };
            answer.insert(part.key.clone(), value);
        }
        source.allowance.verdict(ctx)?;
        Ok(Value::Object(answer))
    }
}

fn register<E: Described>(registry: &mut Registry) {
    let field = |name: &str, ty: &str, doc: &str| FieldInfo::new(name, ty, doc);
    let (name, edge) = (E::NAME, Connection::<E>::edge_name());
    registry::add_object(
        registry,
        &format!("{name}Connection"),
        "A page of records.",
        vec![
            field("edges", &format!("[{edge}!]!"), "The records of the page with their cursors."),
            field("nodes", &format!("[{name}!]!"), "The records of the page."),
            field("pageInfo", "PageInfo!", "Whether there is more, and how to go on."),
            field("totalCount", "Int!", "How many records match, on all pages."),
        ],
    );
    registry::add_object(
        registry,
        &edge,
        "A record and its place in the list.",
        vec![
            field("cursor", "String!", "Opaque; for `after`."),
            field("node", &format!("{name}!"), "The record."),
        ],
    );
    registry::add_object(
        registry,
        PAGE_INFO,
        "Where a page stands in the list.",
        vec![
            field("hasNextPage", "Boolean!", "Whether records follow the page."),
            field("hasPreviousPage", "Boolean!", "Whether records come before the page."),
            field("startCursor", "String", "Cursor of the page's first record."),
            field("endCursor", "String", "Cursor of the page's last record."),
        ],
    );
}
