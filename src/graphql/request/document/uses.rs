//! Where a document uses variables.

use std::collections::HashSet;

use async_graphql::{
    Name, Positioned,
    parser::types::{Directive, ExecutableDocument, OperationDefinition, Selection, SelectionSet},
};
use async_graphql_value::Value;

/// The variables of an operation that are used in arguments of its root fields and nowhere
/// else: whatever their values are, the same fields are selected.
pub(crate) fn only_in_arguments<'d>(
    document: &'d ExecutableDocument,
    operation: &'d OperationDefinition,
) -> HashSet<&'d Name> {
    let mut elsewhere = Uses::default();
    for fragment in document.fragments.values() {
        elsewhere.of_directives(&fragment.node.directives);
        elsewhere.of_set(&fragment.node.selection_set.node);
    }
    elsewhere.of_directives(&operation.directives);
    for selection in &operation.selection_set.node.items {
        elsewhere.of_directives(selection.node.directives());
        match &selection.node {
            Selection::Field(field) => elsewhere.of_set(&field.node.selection_set.node),
            Selection::InlineFragment(inline) => elsewhere.of_set(&inline.node.selection_set.node),
            Selection::FragmentSpread(_) => {}
        }
    }
    let names = operation.variable_definitions.iter().map(|known| &known.node.name.node);
    names.filter(|name| !elsewhere.0.contains(name)).collect()
}

/// The variables that an operation uses.
pub(super) fn anywhere<'d>(
    document: &'d ExecutableDocument,
    operation: &'d OperationDefinition,
) -> HashSet<&'d Name> {
    let mut uses = Uses::default();
    uses.of_directives(&operation.directives);
    uses.of_set(&operation.selection_set.node);
    for fragment in document.fragments.values() {
        uses.of_directives(&fragment.node.directives);
        uses.of_set(&fragment.node.selection_set.node);
    }
    uses.0
}

/// The names of variables that are used.
#[derive(Default)]
struct Uses<'d>(HashSet<&'d Name>);

impl<'d> Uses<'d> {
    fn of_set(&mut self, set: &'d SelectionSet) {
        for selection in &set.items {
            self.of_directives(selection.node.directives());
            match &selection.node {
                Selection::Field(field) => {
                    field.node.arguments.iter().for_each(|(_, value)| self.of_value(&value.node));
                    self.of_set(&field.node.selection_set.node);
                }
                Selection::InlineFragment(inline) => self.of_set(&inline.node.selection_set.node),
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn of_directives(&mut self, directives: &'d [Positioned<Directive>]) {
        let arguments = directives.iter().flat_map(|directive| &directive.node.arguments);
        arguments.for_each(|(_, value)| self.of_value(&value.node));
    }

    fn of_value(&mut self, value: &'d Value) {
        match value {
            Value::Variable(name) => {
                self.0.insert(name);
            }
            Value::List(items) => items.iter().for_each(|item| self.of_value(item)),
            Value::Object(fields) => fields.values().for_each(|value| self.of_value(value)),
            _ => {}
        }
    }
}
