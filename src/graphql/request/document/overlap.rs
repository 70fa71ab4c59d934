//! Field selections that share a response key must be the same (specification,
//! 5.3.2 FieldsInSetCanMerge).
//!
//! async-graphql 7.2 looks within one selection set only, not through parents that
//! are merged, and then answers with one of the two. Which objects a fragment applies
//! to is not looked at: where keys differ between types a client can use aliases.

use std::collections::{HashMap, HashSet};

use async_graphql::{
    Name, Positioned,
    parser::types::{ExecutableDocument, Field, Selection, SelectionSet},
};

/// A response key that stands for two different fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Conflict(pub(crate) String);

type Fields<'d> = Vec<&'d Positioned<Field>>;

/// Finds the first conflict. The document's size was checked before.
pub(crate) fn check(document: &ExecutableDocument) -> Result<(), Conflict> {
    for (_, operation) in document.operations.iter() {
        check_sets(document, &[&operation.node.selection_set.node])?;
    }
    Ok(())
}

fn check_sets(document: &ExecutableDocument, sets: &[&SelectionSet]) -> Result<(), Conflict> {
    let mut by_key: HashMap<&Name, Fields<'_>> = HashMap::new();
    let mut spread = HashSet::new();
    for set in sets {
        add(document, set, &mut by_key, &mut spread);
    }
    for (key, fields) in by_key {
        let Some((first, others)) = fields.split_first() else { continue };
        if others.iter().any(|other| !is_same(&first.node, &other.node)) {
            return Err(Conflict(key.to_string()));
        }
        let below: Vec<_> = fields.iter().map(|field| &field.node.selection_set.node).collect();
        if below.iter().any(|set| !set.items.is_empty()) {
            check_sets(document, &below)?;
        }
    }
    Ok(())
}

fn add<'d>(
    document: &'d ExecutableDocument,
    set: &'d SelectionSet,
    by_key: &mut HashMap<&'d Name, Fields<'d>>,
    spread: &mut HashSet<&'d Name>,
) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => {
                by_key.entry(&field.node.response_key().node).or_default().push(field);
            }
            Selection::InlineFragment(fragment) => {
                add(document, &fragment.node.selection_set.node, by_key, spread);
            }
            Selection::FragmentSpread(fragment) => {
                let name = &fragment.node.fragment_name.node;
                if let Some(fragment) = document.fragments.get(name)
                    && spread.insert(name)
                {
                    add(document, &fragment.node.selection_set.node, by_key, spread);
                }
            }
        }
    }
}

/// The same field with the same arguments, in whatever order.
fn is_same(one: &Field, other: &Field) -> bool {
    let argument =
        |field: &Field, name: &Name| field.get_argument(name).map(|value| value.node.clone());
    one.name.node == other.name.node
        && one.arguments.len() == other.arguments.len()
        && one
            .arguments
            .iter()
            .all(|(name, value)| argument(other, &name.node).as_ref() == Some(&value.node))
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn verdict(query: &str) -> Result<(), Conflict> {
        check(&parse_query(query).expect("a document"))
    }

    #[test]
    fn a_conflict_is_found_through_merged_parents_and_fragments() {
        for query in [
            "{ x: a x: b }",
            "{ a { x: b } a { x: c } }",
            "{ a { b { x: c } b { x: d } } }",
            "{ a(n: 1) { b } a(n: 2) { b } }",
            "{ a { b(k: [1]) } ...F } fragment F on Q { a { b(k: [2]) } }",
            "{ a ... on Q { a: b } }",
        ] {
            assert!(verdict(query).is_err(), "{query}");
        }
        for query in [
            "{ a { b } a { c } ...F } fragment F on Q { a { b c } }",
            "{ a(n: 1, m: {x: 2}) { b } a(m: {x: 2}, n: 1) { c } }",
            "{ a { x: b } c { x: d } }",
        ] {
            assert_eq!(verdict(query), Ok(()), "{query}");
        }
    }
}
