//! Relay connections over a window of rows (Relay Cursor Connections specification).

use std::{borrow::Cow, marker::PhantomData};

use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, ServerResult, Value, parser::types::Field,
};

use super::{
    output::{filled, ground},
    parts::{Named, Parts},
    projection,
    written::{Ground, OfRow, Written},
};
use crate::{
    crm::entity::Entity,
    didar::{Object, Row},
    graphql::{
        allowance::VALUE,
        engine::{
            Registry,
            registry::{self, FieldInfo},
            selection::{Operation, Sets, collect},
        },
        model::{Model, entity::Described},
    },
};

const PAGE_INFO: &str = "PageInfo";

/// A page of records.
pub(crate) struct Page {
    pub(crate) rows: Vec<Row>,
    /// One a row, where cursors are selected.
    pub(crate) cursors: Vec<String>,
    pub(crate) has_previous_page: bool,
    pub(crate) has_next_page: bool,
    /// Exact where it was selected.
    pub(crate) total_count: u64,
}

/// How to answer a selection set for any page of an entity.
pub(crate) struct Plan {
    names: Names,
    parts: Parts<Part>,
}

/// Names of the object types.
struct Names {
    connection: String,
    edge: String,
}

enum Part {
    TypeName,
    Edges(Parts<EdgePart>),
    Nodes(projection::Plan),
    PageInfo(Named),
    TotalCount,
}

enum EdgePart {
    TypeName,
    Cursor,
    Node(projection::Plan),
}

/// What of a page is selected.
#[derive(Clone, Copy)]
pub(crate) struct Selects {
    pub(crate) rows: bool,
    pub(crate) total: bool,
    /// Cursors, or what follows the page.
    pub(crate) places: bool,
}

impl Names {
    fn of(entity: Entity) -> Self {
        let name = entity.name();
        Self { connection: format!("{name}Connection"), edge: format!("{name}Edge") }
    }
}

impl Plan {
    pub(crate) fn new(
        operation: Operation<'_>,
        model: &Model,
        entity: Entity,
        sets: &Sets<'_>,
    ) -> Self {
        let names = Names::of(entity);
        let node = |sets: &Sets<'_>| projection::Plan::new(operation, model, entity, sets);
        let selected = collect(operation, (&*names.connection).into(), sets);
        let parts = Parts::new(selected, |part| match part.name() {
            "edges" => {
                let selected = collect(operation, (&*names.edge).into(), &part.sets);
                Part::Edges(Parts::new(selected, |inner| match inner.name() {
                    "node" => EdgePart::Node(node(&inner.sets)),
                    "cursor" => EdgePart::Cursor,
                    _ => EdgePart::TypeName,
                }))
            }
            "nodes" => Part::Nodes(node(&part.sets)),
            "pageInfo" => {
                Part::PageInfo(Named::named(collect(operation, PAGE_INFO.into(), &part.sets)))
            }
            "totalCount" => Part::TotalCount,
            _ => Part::TypeName,
        });
        Self { parts, names }
    }

    /// About how many bytes it holds in memory.
    pub(crate) fn size(&self) -> usize {
        let of_edge = |part: &EdgePart| match part {
            EdgePart::Node(plan) => plan.size(),
            EdgePart::Cursor | EdgePart::TypeName => 0,
        };
        let parts = self.parts.iter().map(|part| match part {
            Part::Edges(parts) => parts.size() + parts.iter().map(of_edge).sum::<usize>(),
            Part::Nodes(plan) => plan.size(),
            Part::PageInfo(parts) => parts.size(),
            Part::TypeName | Part::TotalCount => 0,
        });
        self.parts.size() + parts.sum::<usize>()
    }

    /// What is selected.
    pub(crate) fn selects(&self) -> Selects {
        let any = |is_one: fn(&Part) -> bool| self.parts.iter().any(is_one);
        let places = any(|part| matches!(part, Part::Edges(_) | Part::PageInfo(_)));
        Selects {
            rows: places || any(|part| matches!(part, Part::Nodes(_))),
            total: any(|part| matches!(part, Part::TotalCount)),
            places,
        }
    }

    /// Writes the connection, as far as the allowance goes.
    pub(crate) fn write<'p>(&'p self, ground: Ground<'_>, page: &Page, out: &mut Written<'p>) {
        self.parts.write(out, |out, part| match part {
            Part::TypeName => out.value(&self.names.connection),
            Part::TotalCount => out.value(&page.total_count),
            Part::PageInfo(parts) => page.write_info(parts, out),
            Part::Nodes(plan) => {
                out.list(&page.rows, |out, row| plan.write(ground, Object::Row(row), out));
            }
            Part::Edges(parts) => {
                // A cursor has no more letters than a value counts for besides its text.
                let weight = 2 * VALUE * parts.len();
                let edges = page.rows.iter().enumerate();
                let edges = edges.take_while(|_| ground.allowance.take(weight));
                out.list(edges, |out, edge| self.write_edge(ground, page, edge, parts, out));
            }
        });
    }

    fn write_edge<'p>(
        &'p self,
        ground: Ground<'_>,
        page: &Page,
        (at, row): (usize, &Row),
        parts: &'p Parts<EdgePart>,
        out: &mut Written<'p>,
    ) {
        parts.write(out, |out, part| match part {
            EdgePart::TypeName => out.value(&self.names.edge),
            EdgePart::Cursor => out.value(&page.cursors.get(at)),
            EdgePart::Node(plan) => plan.write(ground, Object::Row(row), out),
        });
    }
}

impl Page {
    fn write_info<'p>(&self, parts: &'p Named, out: &mut Written<'p>) {
        parts.write_named(out, PAGE_INFO, |out, name| match name {
            "hasNextPage" => out.value(&self.has_next_page),
            "hasPreviousPage" => out.value(&self.has_previous_page),
            "startCursor" => out.value(&self.cursors.first()),
            _ => out.value(&self.cursors.last()),
        });
    }
}

/// A page as the value of a field, with the plan of its selection set.
pub(crate) struct Connection<E> {
    page: Page,
    plan: Plan,
    entity: PhantomData<E>,
}

impl<E> Connection<E> {
    pub(crate) fn new(page: Page, plan: Plan) -> Self {
        Self { page, plan, entity: PhantomData }
    }
}

impl<E: Described> OutputType for Connection<E> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(Names::of(E::OF.entity).connection)
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
        let ground = ground(ctx);
        let mut written = Written::default();
        self.plan.write(ground, &self.page, &mut written);
        let value = filled(ctx, written).await;
        ground.allowance.verdict(ctx)?;
        Ok(value)
    }
}

fn register<E: Described>(registry: &mut Registry) {
    let field = |name: &str, ty: &str, doc: &str| FieldInfo::new(name, ty, doc);
    let name = E::NAME;
    let Names { connection, edge } = Names::of(E::OF.entity);
    registry::add_object(
        registry,
        &connection,
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
