//! What `@skip` and `@include` leave out (specification, 3.13.1 and 3.13.2).

use async_graphql::{
    InputType, Name, Positioned, Value, Variables,
    parser::types::{Directive, Selection, SelectionSet},
};

/// Removes what is left out from a selection set and all below it, and the directives that
/// have had their say.
pub(crate) fn remove(set: &mut SelectionSet, variables: &Variables) {
    set.items.retain(|selection| !is_skipped(selection.node.directives(), variables));
    for selection in &mut set.items {
        match &mut selection.node {
            Selection::Field(field) => {
                field.node.directives.clear();
                remove(&mut field.node.selection_set.node, variables);
            }
            Selection::InlineFragment(fragment) => {
                fragment.node.directives.clear();
                remove(&mut fragment.node.selection_set.node, variables);
            }
            Selection::FragmentSpread(spread) => spread.node.directives.clear(),
        }
    }
}

/// Whether one of the directives leaves its selection out.
pub(super) fn is_skipped(directives: &[Positioned<Directive>], variables: &Variables) -> bool {
    directives.iter().any(|directive| {
        let wanted = match directive.node.name.node.as_str() {
            "skip" => false,
            "include" => true,
            _ => return false,
        };
        let condition = directive.node.get_argument("if").map(|value| {
            let variable = |name: Name| Ok(variables.get(&name).cloned().unwrap_or_default());
            value.node.clone().into_const_with::<()>(variable).unwrap_or(Value::Null)
        });
        condition.is_some_and(|condition| bool::parse(Some(condition)).unwrap_or(false) != wanted)
    })
}
