//! Root fields with equal response keys, made one field.
//!
//! The engine would run each of them and merge the answers by index: twice the calls,
//! and where Didar's order changes in between, one person's id with another's name.

use std::collections::HashSet;

use async_graphql::{
    Name, Positioned, Variables,
    parser::types::{
        DocumentOperations, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
    },
};

use super::{skipped::is_skipped, uses::anywhere as used};

/// Merges the root fields of every operation in which a key is there twice.
///
/// Not where a directive stands at the root: whether such a field counts is only
/// known to the engine.
pub(crate) fn merge(document: &mut ExecutableDocument) {
    let before = spread_names(document);
    let roots = document.operations.iter().map(|(_, operation)| {
        let (set, mut fields) = (&operation.node.selection_set.node, Vec::new());
        flatten(document, set, None, &mut HashSet::new(), &mut fields)?;
        merged(&fields)
    });
    let mut roots: Vec<_> = roots.collect();
    if roots.iter().all(Option::is_none) {
        return;
    }
    for (operation, root) in operations(document).into_iter().zip(&mut roots) {
        if let Some(fields) = root.take() {
            operation.node.selection_set.node.items = fields;
        }
    }
    // A fragment that stood at the root alone would now count as unused.
    let after = spread_names(document);
    document.fragments.retain(|name, _| !before.contains(name) || after.contains(name));
}

/// The same for one operation, with directives at its root: what they leave out does not count
/// (specification, 3.13).
pub(crate) fn merge_included(
    document: &mut ExecutableDocument,
    name: Option<&str>,
    variables: &Variables,
) {
    keep_operation(document, name);
    let root = document.operations.iter().next().and_then(|(_, operation)| {
        let mut fields = Vec::new();
        let set = &operation.node.selection_set.node;
        flatten(document, set, Some(variables), &mut HashSet::new(), &mut fields)?;
        merged(&fields)
    });
    let Some(mut root) = root else { return };
    root.iter_mut().for_each(|selection| selection.node.directives_mut().clear());
    for operation in operations(document) {
        operation.node.selection_set.node.items.clone_from(&root);
    }
    let spread = spread_names(document);
    document.fragments.retain(|name, _| spread.contains(name));
    // Nor may a variable be left that only a directive at the root has used.
    let used = document.operations.iter().map(|(_, operation)| used(document, &operation.node));
    let used: HashSet<Name> = used.flatten().cloned().collect();
    for operation in operations(document) {
        operation.node.variable_definitions.retain(|known| used.contains(&known.node.name.node));
    }
}

fn operations(document: &mut ExecutableDocument) -> Vec<&mut Positioned<OperationDefinition>> {
    match &mut document.operations {
        DocumentOperations::Single(operation) => vec![operation],
        DocumentOperations::Multiple(operations) => operations.values_mut().collect(),
    }
}

/// Keeps of several operations the one to execute, and the fragments that it spreads.
pub(crate) fn keep_operation(document: &mut ExecutableDocument, name: Option<&str>) {
    if let (DocumentOperations::Multiple(operations), Some(name)) = (&mut document.operations, name)
    {
        operations.retain(|known, _| known == name);
        let spread = spread_names(document);
        document.fragments.retain(|name, _| spread.contains(name));
    }
}

/// The merged fields; `None` where nothing is to be merged.
fn merged(fields: &[&Positioned<Field>]) -> Option<Vec<Positioned<Selection>>> {
    let mut merged: Vec<Positioned<Field>> = Vec::new();
    let count = fields.len();
    for field in fields {
        let key = |field: &Positioned<Field>| field.node.response_key().node.clone();
        match merged.iter_mut().find(|known| key(known) == key(field)) {
            Some(known) => {
                let more = field.node.selection_set.node.items.iter().cloned();
                known.node.selection_set.node.items.extend(more);
            }
            None => merged.push(Positioned::clone(field)),
        }
    }
    let selections = merged.into_iter().map(|field| {
        let pos = field.pos;
        Positioned::new(Selection::Field(field), pos)
    });
    let selections: Vec<_> = selections.collect();
    (selections.len() < count).then_some(selections)
}

/// The fields at the root in the order of the query; without variables `None` where a
/// directive stands among them.
fn flatten<'d>(
    document: &'d ExecutableDocument,
    set: &'d SelectionSet,
    variables: Option<&Variables>,
    spread: &mut HashSet<&'d Name>,
    fields: &mut Vec<&'d Positioned<Field>>,
) -> Option<()> {
    for selection in &set.items {
        match (selection.node.directives().as_slice(), variables) {
            ([], _) => {}
            (_, None) => return None,
            (directives, Some(variables)) if is_skipped(directives, variables) => continue,
            _ => {}
        }
        match &selection.node {
            Selection::Field(field) => fields.push(field),
            Selection::InlineFragment(fragment) => {
                flatten(document, &fragment.node.selection_set.node, variables, spread, fields)?;
            }
            Selection::FragmentSpread(fragment) => {
                let name = &fragment.node.fragment_name.node;
                if spread.insert(name) {
                    let fragment = document.fragments.get(name)?;
                    flatten(
                        document,
                        &fragment.node.selection_set.node,
                        variables,
                        spread,
                        fields,
                    )?;
                }
            }
        }
    }
    Some(())
}

/// The fragments that are spread anywhere below an operation.
fn spread_names(document: &ExecutableDocument) -> HashSet<Name> {
    let mut names = HashSet::new();
    let mut sets: Vec<&SelectionSet> = document
        .operations
        .iter()
        .map(|(_, operation)| &operation.node.selection_set.node)
        .collect();
    while let Some(set) = sets.pop() {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => sets.push(&field.node.selection_set.node),
                Selection::InlineFragment(fragment) => sets.push(&fragment.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    let name = &spread.node.fragment_name.node;
                    if names.insert(name.clone())
                        && let Some(fragment) = document.fragments.get(name)
                    {
                        sets.push(&fragment.node.selection_set.node);
                    }
                }
            }
        }
    }
    names
}
