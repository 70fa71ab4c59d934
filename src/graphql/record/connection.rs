//! Relay connections over a window of rows (Relay Cursor Connections specification).

use super::{
    page::{Page, Selects},
    parts::{Named, Parts},
    written::{Ground, OfRow, Written},
};
use crate::{
    didar::{Object, Row},
    graphql::{
        allowance::VALUE,
        engine::{
            Registry,
            registry::{self, FieldInfo},
            selection::{Operation, Sets, collect},
        },
        model::entity::Description,
    },
};

const PAGE_INFO: &str = "PageInfo";

/// How to answer a selection set for any page of an entity; `P` answers the records.
pub(crate) struct Plan<P> {
    names: Names,
    parts: Parts<Part<P>>,
}

/// Names of the object types.
struct Names {
    connection: String,
    edge: String,
}

enum Part<P> {
    TypeName,
    Edges(Parts<EdgePart<P>>),
    Nodes(P),
    PageInfo(Named),
    TotalCount,
    Sum,
}

enum EdgePart<P> {
    TypeName,
    Cursor,
    Node(P),
}

impl Names {
    fn of(entity: &Description) -> Self {
        let name = entity.name();
        Self { connection: format!("{name}Connection"), edge: format!("{name}Edge") }
    }
}

impl<P: OfRow> Plan<P> {
    /// `node` plans the records.
    pub(super) fn new(
        operation: Operation<'_>,
        of: &Description,
        sets: &Sets<'_>,
        node: impl Fn(&Sets<'_>) -> P,
    ) -> Self {
        let names = Names::of(of);
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
            "__typename" => Part::TypeName,
            _ => Part::Sum,
        });
        Self { parts, names }
    }

    /// About how many bytes it holds in memory.
    pub(crate) fn size(&self) -> usize {
        let of_edge = |part: &EdgePart<P>| match part {
            EdgePart::Node(plan) => plan.size(),
            EdgePart::Cursor | EdgePart::TypeName => 0,
        };
        let parts = self.parts.iter().map(|part| match part {
            Part::Edges(parts) => parts.size() + parts.iter().map(of_edge).sum::<usize>(),
            Part::Nodes(plan) => plan.size(),
            Part::PageInfo(parts) => parts.size(),
            Part::TypeName | Part::TotalCount | Part::Sum => 0,
        });
        self.parts.size() + parts.sum::<usize>()
    }

    /// What is selected.
    pub(crate) fn selects(&self) -> Selects {
        let any = |is_one: fn(&Part<P>) -> bool| self.parts.iter().any(is_one);
        let places = any(|part| matches!(part, Part::Edges(_) | Part::PageInfo(_)));
        Selects {
            rows: places || any(|part| matches!(part, Part::Nodes(_))),
            total: any(|part| matches!(part, Part::TotalCount)),
            sum: any(|part| matches!(part, Part::Sum)),
            rich: self.is_rich(),
            places,
        }
    }

    /// Whether its records have what only one search shows.
    fn is_rich(&self) -> bool {
        let of_edge = |part: &EdgePart<P>| match part {
            EdgePart::Node(plan) => plan.is_rich(),
            EdgePart::Cursor | EdgePart::TypeName => false,
        };
        self.parts.iter().any(|part| match part {
            Part::Nodes(plan) => plan.is_rich(),
            Part::Edges(parts) => parts.iter().any(of_edge),
            _ => false,
        })
    }

    /// Writes the connection, as far as the allowance goes.
    pub(crate) fn write<'p>(&'p self, ground: Ground<'_>, page: &Page, out: &mut Written<'p>) {
        self.parts.write(out, |out, part| match part {
            Part::TypeName => out.value(&self.names.connection),
            Part::TotalCount => out.value(&page.total_count),
            Part::Sum => out.value(&page.sum),
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
        parts: &'p Parts<EdgePart<P>>,
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

/// Adds the types of an entity's pages.
pub(super) fn register(registry: &mut Registry, of: &Description) {
    let field = |name: &str, ty: &str, doc: &str| FieldInfo::new(name, ty, doc);
    let name = of.name();
    let Names { connection, edge } = Names::of(of);
    let mut fields = vec![
        field("edges", &format!("[{edge}!]!"), "The records of the page with their cursors."),
        field("nodes", &format!("[{name}!]!"), "The records of the page."),
        field("pageInfo", "PageInfo!", "Whether there is more, and how to go on."),
        field("totalCount", "Int!", "How many records match, on all pages."),
    ];
    fields.extend(of.sum.map(|sum| field(sum.name, "Float", sum.doc)));
    registry::add_object(registry, &connection, "A page of records.", fields);
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
