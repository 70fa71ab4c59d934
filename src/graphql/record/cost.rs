//! How many calls to Didar a selection takes, as far as that can be said before the first.

use crate::{
    crm::entity::Entity,
    graphql::{
        engine::selection::{Operation, Selected, Sets, collect},
        model::{
            Model,
            entity::Description,
            kind::Kind,
            table::{Field, Table},
        },
    },
};

/// The rows of a page where nothing is said.
const USUAL_ROWS: u64 = 30;
/// What a page may hold; whoever asks for more is refused later.
pub(crate) const MOST_ROWS: u64 = 300;

/// A number of calls, and what takes most of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cost {
    pub(crate) calls: u64,
    /// The path of the dearest field, from the inside out, and its own calls.
    pub(crate) dearest: (u64, Vec<String>),
}

impl Cost {
    /// So many calls of one field.
    pub(crate) fn of(calls: u64) -> Self {
        Self { calls, dearest: (calls, Vec::new()) }
    }

    /// Both.
    pub(crate) fn and(self, other: Self) -> Self {
        let dearest = if other.dearest.0 > self.dearest.0 { other.dearest } else { self.dearest };
        Self { calls: self.calls.saturating_add(other.calls), dearest }
    }

    /// For each of so many rows.
    pub(crate) fn times(self, rows: u64) -> Self {
        let (calls, path) = self.dearest;
        let dearest = (calls.saturating_mul(rows), path);
        Self { calls: self.calls.saturating_mul(rows), dearest }
    }

    /// The same, below a key of the answer.
    pub(crate) fn below(mut self, key: &str) -> Self {
        self.dearest.1.push(key.to_owned());
        self
    }
}

fn is_rich(table: &Table, part: &Selected<'_>) -> bool {
    let field = table.field(part.name());
    field.is_some_and(|field| matches!(field.kind, Kind::PartsOfSearch(_)))
}

/// Where a record is from: what its row shows differs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum From {
    Search,
    Detail,
}

/// What selections are counted by.
#[derive(Clone, Copy)]
pub(crate) struct Counter<'a> {
    pub(crate) operation: Operation<'a>,
    pub(crate) model: &'a Model,
}

impl<'a> Counter<'a> {
    /// The calls for each record of an entity.
    pub(crate) fn record(self, entity: Entity, sets: &Sets<'a>, from: From) -> Cost {
        let of = self.model.of(entity);
        let selected = collect(self.operation, of.description.on(), sets);
        self.fields(&of.table, &selected, from)
    }

    /// The calls of a page of so many rows, and of what its records point to.
    pub(crate) fn pages(self, entity: Entity, sets: &Sets<'a>, rows: u64) -> Cost {
        let of = self.model.of(entity).description;
        let connection = format!("{}Connection", of.name());
        let mut parts = collect(self.operation, (&*connection).into(), sets).into_iter();
        // The exact total is that of all searches whose rows are one list.
        let counts = parts.any(|part| part.name() == "totalCount");
        let own = if counts { of.endpoint.searches() } else { 1 };
        let own = own + u64::from(self.is_rich(entity, sets));
        Cost::of(own).and(self.each(entity, sets).times(rows))
    }

    /// The calls for each hit of a search of everything, if it is a record of this entity.
    pub(crate) fn hit(self, of: &Description, results: &Selected<'a>) -> Cost {
        let parts = collect(self.operation, "SearchResults".into(), &results.sets).into_iter();
        let nodes = parts.filter(|part| part.name() == "nodes");
        let costs = nodes.map(|part| {
            let selected = collect(self.operation, of.on(), &part.sets);
            let own = Cost::of(u64::from(!selected.iter().all(Selected::is_of_id)));
            own.and(self.record(of.entity, &part.sets, From::Detail)).below(part.key)
        });
        costs.fold(Cost::default(), Cost::and)
    }

    /// What one search alone shows of a record that is read alone.
    pub(crate) fn alone(self, of: &Description, part: &Selected<'a>) -> Cost {
        let table = &self.model.of(of.entity).table;
        let selected = collect(self.operation, of.on(), &part.sets);
        let is_rich = selected.iter().any(|part| is_rich(table, part));
        Cost::of(u64::from(is_rich))
    }

    /// Whether a page shows what one search alone shows: the other one is asked to count.
    fn is_rich(self, entity: Entity, sets: &Sets<'a>) -> bool {
        let of = self.model.of(entity);
        let name = of.description.name();
        let (connection, edge) = (format!("{name}Connection"), format!("{name}Edge"));
        let of_nodes = |sets: &Sets<'a>| {
            let selected = collect(self.operation, of.description.on(), sets);
            selected.iter().any(|part| is_rich(&of.table, part))
        };
        let parts = collect(self.operation, (&*connection).into(), sets);
        parts.iter().any(|part| match part.name() {
            "nodes" => of_nodes(&part.sets),
            "edges" => {
                let inner = collect(self.operation, (&*edge).into(), &part.sets);
                inner.iter().any(|inner| inner.name() == "node" && of_nodes(&inner.sets))
            }
            _ => false,
        })
    }

    /// The calls for each record of a page.
    fn each(self, entity: Entity, sets: &Sets<'a>) -> Cost {
        let name = self.model.of(entity).description.name();
        let (connection, edge) = (format!("{name}Connection"), format!("{name}Edge"));
        let mut cost = Cost::default();
        for part in collect(self.operation, (&*connection).into(), sets) {
            if part.name() == "nodes" {
                let nodes = self.record(entity, &part.sets, From::Search);
                cost = cost.and(nodes.below(part.key));
            }
            if part.name() != "edges" {
                continue;
            }
            for inner in collect(self.operation, (&*edge).into(), &part.sets) {
                if inner.name() == "node" {
                    let node = self.record(entity, &inner.sets, From::Search);
                    cost = cost.and(node.below(inner.key).below(part.key));
                }
            }
        }
        cost
    }

    /// How many rows a page has at most.
    pub(crate) fn rows(self, field: &Selected<'_>) -> u64 {
        let size = |name| {
            let value = self.operation.argument(&field.field.node, name);
            value.into_json().ok().and_then(|value| value.as_u64())
        };
        size("first").or_else(|| size("last")).unwrap_or(USUAL_ROWS).min(MOST_ROWS)
    }

    fn fields(self, table: &Table, selected: &[Selected<'a>], from: From) -> Cost {
        let costs = selected.iter().filter_map(|part| {
            let field = table.field(part.name())?;
            Some(self.field(field, part, from).below(part.key))
        });
        costs.fold(Cost::default(), Cost::and)
    }

    fn field(self, field: &Field, part: &Selected<'a>, from: From) -> Cost {
        match &field.kind {
            Kind::One(entity) => self.one(*entity, field, part),
            Kind::Many(entity) | Kind::Coded(entity) => {
                self.record(*entity, &part.sets, From::Detail)
            }
            Kind::Parts(entity) | Kind::AllParts(entity) => {
                self.record(*entity, &part.sets, From::Search)
            }
            Kind::PartsOfDetail(entity) => {
                let own = Cost::of(u64::from(from == From::Search));
                own.and(self.record(*entity, &part.sets, From::Search))
            }
            Kind::PartsOfSearch(entity) => {
                let own = Cost::of(u64::from(from == From::Detail));
                own.and(self.record(*entity, &part.sets, From::Search))
            }
            Kind::Related(relation) => {
                // A relation leads to records of one kind.
                let own = 1 + u64::from(self.is_rich(relation.to, &part.sets));
                Cost::of(own).and(self.each(relation.to, &part.sets).times(self.rows(part)))
            }
            _ => Cost::default(),
        }
    }

    /// Another record: none where the lists have it that are kept, or the row shows enough.
    fn one(self, entity: Entity, field: &Field, part: &Selected<'a>) -> Cost {
        let of = self.model.of(entity).description;
        let selected = collect(self.operation, of.on(), &part.sets);
        let is_shown = |selected: &Selected<'_>| {
            let name = selected.name();
            selected.is_of_id()
                || field.shown.is_some_and(|(shown, _)| shown == name)
                || field.embeds.contains(&name)
        };
        let own = !of.endpoint.is_listed() && !selected.iter().all(is_shown);
        Cost::of(u64::from(own)).and(self.record(entity, &part.sets, From::Detail))
    }
}
