//! What a selection set asks of an object (GraphQL specification, 6.3.2 CollectFields).

use std::collections::{HashMap, HashSet};

use async_graphql::{
    Name, Positioned, Value, Variables,
    context::ContextBase,
    indexmap::IndexMap,
    parser::types::{Field, FragmentDefinition, Selection, SelectionSet},
};

/// The selection sets that ask for the parts of one object.
pub(crate) type Sets<'a> = Vec<&'a Positioned<SelectionSet>>;

/// What the selections of an operation refer to.
#[derive(Clone, Copy)]
pub(crate) struct Operation<'a> {
    pub(crate) fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    /// With the defaults of those that were not given.
    pub(crate) variables: &'a Variables,
}

impl<'a> Operation<'a> {
    /// The operation that the engine executes.
    pub(crate) fn of<T>(ctx: &ContextBase<'a, T>) -> Self {
        Self { fragments: &ctx.query_env.fragments, variables: &ctx.query_env.variables }
    }

    /// The value of a field's argument; null where it is not there.
    pub(crate) fn argument(self, field: &Field, name: &str) -> Value {
        let value = field.get_argument(name).map(|value| value.node.clone());
        let variable = |name: Name| Ok(self.variables.get(&name).cloned().unwrap_or_default());
        let value = value.map(|value| value.into_const_with::<()>(variable));
        value.and_then(Result::ok).unwrap_or_default()
    }
}

/// The object type that a selection set is on.
#[derive(Clone, Copy)]
pub(crate) struct On<'n> {
    pub(crate) name: &'n str,
    /// The interfaces that it implements, and the unions that it is of.
    pub(crate) also: &'n [&'n str],
}

impl<'n> From<&'n str> for On<'n> {
    fn from(name: &'n str) -> Self {
        Self { name, also: &[] }
    }
}

/// One response key with all the selections that ask for it.
pub(crate) struct Selected<'a> {
    pub(crate) key: &'a Name,
    /// The first selection: its name and arguments are those of all (a document
    /// in which they differ does not pass validation).
    pub(crate) field: &'a Positioned<Field>,
    /// The selection sets of every selection with this key, to be merged.
    pub(crate) sets: Sets<'a>,
}

impl Selected<'_> {
    pub(crate) fn name(&self) -> &str {
        self.field.node.name.node.as_str()
    }

    /// Whether whoever knows a record's id can answer it.
    pub(crate) fn is_of_id(&self) -> bool {
        ["id", "__typename"].contains(&self.name())
    }
}

/// The response keys that `sets` ask of an object, in the order of the query, fragments
/// spread and equal keys merged.
///
/// `@skip` and `@include` were applied before.
pub(crate) fn collect<'a>(
    operation: Operation<'a>,
    on: On<'_>,
    sets: &[&'a Positioned<SelectionSet>],
) -> Vec<Selected<'a>> {
    let mut collector = Collector { operation, on, visited: HashSet::new(), selected: Vec::new() };
    for set in sets {
        collector.add(&set.node);
    }
    collector.selected
}

/// The object that answers `parts`, each by `value`; `__typename` is known here.
pub(crate) fn object<'a>(
    type_name: &str,
    parts: &[Selected<'a>],
    mut value: impl FnMut(&Selected<'a>) -> Value,
) -> Value {
    let entries = parts.iter().map(|part| {
        let value = match part.name() {
            "__typename" => Value::from(type_name),
            _ => value(part),
        };
        (part.key.clone(), value)
    });
    Value::Object(entries.collect::<IndexMap<_, _>>())
}

struct Collector<'a, 'n> {
    operation: Operation<'a>,
    on: On<'n>,
    /// A fragment counts once a selection set, which also bounds the work.
    visited: HashSet<&'a str>,
    selected: Vec<Selected<'a>>,
}

impl<'a> Collector<'a, '_> {
    fn add(&mut self, set: &'a SelectionSet) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => self.add_field(field),
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    if condition.is_none_or(|on| self.applies(on.node.on.node.as_str())) {
                        self.add(&fragment.node.selection_set.node);
                    }
                }
                Selection::FragmentSpread(spread) => self.spread(&spread.node.fragment_name.node),
            }
        }
    }

    fn add_field(&mut self, field: &'a Positioned<Field>) {
        let key = &field.node.response_key().node;
        let set = &field.node.selection_set;
        match self.selected.iter_mut().find(|selected| selected.key == key) {
            Some(selected) => selected.sets.push(set),
            None => self.selected.push(Selected { key, field, sets: vec![set] }),
        }
    }

    fn spread(&mut self, name: &'a Name) {
        if !self.visited.insert(name.as_str()) {
            return;
        }
        if let Some(fragment) = self.operation.fragments.get(name)
            && self.applies(fragment.node.type_condition.node.on.node.as_str())
        {
            self.add(&fragment.node.selection_set.node);
        }
    }

    fn applies(&self, condition: &str) -> bool {
        condition == self.on.name || self.on.also.contains(&condition)
    }
}
