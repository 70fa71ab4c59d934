//! `__typename` is a field like any other (specification, 5.3, 5.7, 5.8): it takes no
//! arguments, nothing can be selected of it, its directives are validated and the
//! variables in them are used.
//!
//! async-graphql 7.2 passes it over. So its directives go to a fragment around it, where
//! they are looked at and mean the same.

use async_graphql::{
    Pos, Positioned, ServerError,
    parser::types::{ExecutableDocument, Field, InlineFragment, Selection, SelectionSet},
};

use crate::{
    graphql::{code::Code, error::refusal},
    message::{Message, message},
};

/// Refuses what no `__typename` has, and moves the directives of each.
pub(crate) fn settle(document: &mut ExecutableDocument) -> Result<(), ServerError> {
    use async_graphql::parser::types::DocumentOperations::{Multiple, Single};
    match &mut document.operations {
        Single(operation) => settle_set(&mut operation.node.selection_set.node)?,
        Multiple(operations) => {
            let mut operations = operations.values_mut();
            operations.try_for_each(|one| settle_set(&mut one.node.selection_set.node))?;
        }
    }
    let mut fragments = document.fragments.values_mut();
    fragments.try_for_each(|fragment| settle_set(&mut fragment.node.selection_set.node))
}

fn settle_set(set: &mut SelectionSet) -> Result<(), ServerError> {
    for selection in &mut set.items {
        match &mut selection.node {
            Selection::Field(field) if field.node.name.node == "__typename" => {
                check(field)?;
                if !field.node.directives.is_empty() {
                    selection.node = around(field);
                }
            }
            Selection::Field(field) => settle_set(&mut field.node.selection_set.node)?,
            Selection::InlineFragment(fragment) => {
                settle_set(&mut fragment.node.selection_set.node)?;
            }
            Selection::FragmentSpread(_) => {}
        }
    }
    Ok(())
}

fn check(field: &Positioned<Field>) -> Result<(), ServerError> {
    if let Some((name, _)) = field.node.arguments.first() {
        return Err(fault(name.pos, message!("__typename has no arguments")));
    }
    if !field.node.selection_set.node.items.is_empty() {
        return Err(fault(
            field.pos,
            message!("__typename is a text: nothing can be selected of it"),
        ));
    }
    Ok(())
}

/// A fragment with the field's directives, and the field without them in it.
fn around(field: &mut Positioned<Field>) -> Selection {
    let directives = std::mem::take(&mut field.node.directives);
    let items = vec![Positioned::new(Selection::Field(field.clone()), field.pos)];
    let selection_set = Positioned::new(SelectionSet { items }, field.pos);
    let fragment = InlineFragment { type_condition: None, directives, selection_set };
    Selection::InlineFragment(Positioned::new(fragment, field.pos))
}

fn fault(pos: Pos, why: Message) -> ServerError {
    let mut error = refusal(why, Code::GraphqlValidationFailed);
    error.locations.push(pos);
    error
}
