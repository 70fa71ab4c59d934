//! What a selection set asks of an object (GraphQL specification, 6.3.2 CollectFields).

use std::collections::HashSet;

use async_graphql::{
    ContextSelectionSet, Name, Positioned, Value,
    indexmap::IndexMap,
    parser::types::{Field, Selection, SelectionSet},
};

/// The selection sets that ask for the parts of one object.
pub(crate) type Sets<'a> = Vec<&'a Positioned<SelectionSet>>;

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
}

/// The response keys that `sets` ask of an object of type `type_name`, in the order
/// of the query, fragments spread and equal keys merged.
///
/// `@skip` and `@include` were applied by the engine before execution.
pub(crate) fn collect<'a>(
    ctx: &ContextSelectionSet<'a>,
    type_name: &str,
    sets: &[&'a Positioned<SelectionSet>],
) -> Vec<Selected<'a>> {
    let mut collector = Collector { ctx, type_name, visited: HashSet::new(), selected: Vec::new() };
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

struct Collector<'c, 'a> {
    ctx: &'c ContextSelectionSet<'a>,
    type_name: &'c str,
    /// A fragment counts once a selection set, which also bounds the work.
    visited: HashSet<&'a str>,
    selected: Vec<Selected<'a>>,
}

impl<'a> Collector<'_, 'a> {
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
        if let Some(fragment) = self.ctx.query_env.fragments.get(name)
            && self.applies(fragment.node.type_condition.node.on.node.as_str())
        {
            self.add(&fragment.node.selection_set.node);
        }
    }

    fn applies(&self, condition: &str) -> bool {
        let implements = &self.ctx.schema_env.registry.implements;
        condition == self.type_name
            || implements.get(self.type_name).is_some_and(|of| of.contains(condition))
    }
}
