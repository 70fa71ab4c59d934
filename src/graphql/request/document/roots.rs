//! Root fields with equal response keys, made one field.
//!
//! The engine would run each of them and merge the answers by index: twice the calls,
//! and where Didar's order changes in between, one person's id with another's name.

use std::collections::HashSet;

use async_graphql::{
    Name, Positioned,
    parser::types::{
        DocumentOperations, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
    },
};

/// Merges the root fields of every operation in which a key is there twice.
///
/// Not where a directive stands at the root: whether such a field counts is only
/// known to the engine.
pub(crate) fn merge(document: &mut ExecutableDocument) {
    let before = spread_names(document);
    let roots = document.operations.iter().map(|(_, operation)| merged(document, &operation.node));
    let mut roots: Vec<_> = roots.collect();
    if roots.iter().all(Option::is_none) {
        return;
    }
    let operations: Vec<&mut Positioned<OperationDefinition>> = match &mut document.operations {
        DocumentOperations::Single(operation) => vec![operation],
        DocumentOperations::Multiple(operations) => operations.values_mut().collect(),
    };
    for (operation, root) in operations.into_iter().zip(&mut roots) {
        if let Some(fields) = root.take() {
            operation.node.selection_set.node.items = fields;
        }
    }
    // A fragment that stood at the root alone would now count as unused.
    let after = spread_names(document);
    document.fragments.retain(|name, _| !before.contains(name) || after.contains(name));
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

/// The merged root of an operation; `None` where nothing is to be merged.
fn merged(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
) -> Option<Vec<Positioned<Selection>>> {
    let mut fields = Vec::new();
    flatten(document, &operation.selection_set.node, &mut HashSet::new(), &mut fields)?;
    let mut merged: Vec<Positioned<Field>> = Vec::new();
    let count = fields.len();
    for field in fields {
        let key = |field: &Positioned<Field>| field.node.response_key().node.clone();
        match merged.iter_mut().find(|known| key(known) == key(field)) {
            Some(known) => {
                let more = field.node.selection_set.node.items.iter().cloned();
                known.node.selection_set.node.items.extend(more);
            }
            None => merged.push(field.clone()),
        }
    }
    let selections = merged.into_iter().map(|field| {
        let pos = field.pos;
        Positioned::new(Selection::Field(field), pos)
    });
    let selections: Vec<_> = selections.collect();
    (selections.len() < count).then_some(selections)
}

/// The fields at the root in the order of the query; `None` where a directive stands
/// among them.
fn flatten<'d>(
    document: &'d ExecutableDocument,
    set: &'d SelectionSet,
    spread: &mut HashSet<&'d Name>,
    fields: &mut Vec<&'d Positioned<Field>>,
) -> Option<()> {
    for selection in &set.items {
        if !selection.node.directives().is_empty() {
            return None;
        }
        match &selection.node {
            Selection::Field(field) => fields.push(field),
            Selection::InlineFragment(fragment) => {
                flatten(document, &fragment.node.selection_set.node, spread, fields)?;
            }
            Selection::FragmentSpread(fragment) => {
                let name = &fragment.node.fragment_name.node;
                if spread.insert(name) {
                    let fragment = document.fragments.get(name)?;
                    flatten(document, &fragment.node.selection_set.node, spread, fields)?;
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
