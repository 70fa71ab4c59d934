//! How deep and how large a document is once its fragments are spread.
//!
//! Whoever walks a document afterwards descends by recursion and spreads fragments
//! again and again: a short text can nest thousands deep, or double with every
//! fragment. So both are computed first, each fragment once, without recursion from
//! fragment to fragment.
//!
//! The lists of introspection multiply what is below them, and are not bounded by a page:
//! each counts for as many items as it has in a usual schema.

use std::collections::{HashMap, HashSet};

use async_graphql::{
    Name,
    parser::types::{ExecutableDocument, Selection, SelectionSet},
};

use crate::graphql::request::limits::Limits;

/// What is too much about a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Excess {
    Depth,
    Fields,
    RootFields,
    /// Introspection asks for too much.
    Schema,
    /// A fragment spreads itself.
    Cycle,
    /// A fragment is spread that is not there: the engine would count it for nothing, and
    /// spread what spreads it for ever.
    Unknown,
}

/// How many values of the schema a document may ask for, about. The usual introspection
/// query asks for a third of it.
const SCHEMA_VALUES: usize = 1_000_000;

/// How many items a field of introspection counts for.
fn items(field: &str) -> usize {
    match field {
        "types" => 100,
        "fields" | "inputFields" => 20,
        "enumValues" => 10,
        "directives" => 5,
        "args" | "possibleTypes" => 3,
        _ => 1,
    }
}

/// Depth and size of a selection set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Cost {
    depth: usize,
    fields: usize,
    /// Fields at its own level, fragments spread.
    level: usize,
    /// Fields, each as often as introspection would answer it.
    values: usize,
}

/// What a selection set holds by itself, and which fragments it spreads where.
#[derive(Default)]
struct Own<'d> {
    cost: Cost,
    spreads: Vec<Spread<'d>>,
}

/// A fragment that is spread, and where.
struct Spread<'d> {
    name: &'d Name,
    place: Place,
}

#[derive(Clone, Copy)]
struct Place {
    depth: usize,
    /// At the set's own level.
    at_level: bool,
    /// How often introspection would answer it.
    times: usize,
}

/// Refuses a document that is too deep or too large.
pub(crate) fn check(document: &ExecutableDocument, limits: &Limits) -> Result<(), Excess> {
    let fragments = document.fragments.iter();
    let by_itself: HashMap<&Name, Own<'_>> =
        fragments.map(|(name, fragment)| (name, own(&fragment.node.selection_set.node))).collect();
    let known = resolve(&by_itself, limits)?;
    let mut fields = 0;
    for (_, operation) in document.operations.iter() {
        let cost = total(&own(&operation.node.selection_set.node), &known, limits)?;
        if cost.level > limits.root_fields {
            return Err(Excess::RootFields);
        }
        // Each operation is looked at, whichever is executed.
        fields += cost.fields;
        if fields > limits.fields {
            return Err(Excess::Fields);
        }
    }
    Ok(())
}

/// The cost of every fragment: those it spreads come first (a depth-first walk with a
/// stack of its own).
fn resolve<'d>(
    own: &HashMap<&'d Name, Own<'d>>,
    limits: &Limits,
) -> Result<HashMap<&'d Name, Cost>, Excess> {
    let mut known: HashMap<&Name, Cost> = HashMap::new();
    let mut open: HashSet<&Name> = HashSet::new();
    for name in own.keys() {
        let mut stack = vec![*name];
        while let Some(name) = stack.last().copied() {
            let Some(fragment) = own.get(name).filter(|_| !known.contains_key(name)) else {
                stack.pop();
                continue;
            };
            let missing = fragment.spreads.iter().map(|spread| spread.name);
            let missing: Vec<_> = missing
                .filter(|spread| own.contains_key(spread) && !known.contains_key(spread))
                .collect();
            if missing.is_empty() {
                known.insert(name, total(fragment, &known, limits)?);
                open.remove(name);
                stack.pop();
            } else if !open.insert(name) {
                return Err(Excess::Cycle);
            } else {
                stack.extend(missing);
            }
        }
    }
    Ok(known)
}

/// Adds the fragments that a set spreads to what it holds by itself.
fn total(own: &Own<'_>, known: &HashMap<&Name, Cost>, limits: &Limits) -> Result<Cost, Excess> {
    let mut cost = own.cost;
    if cost.depth > limits.depth {
        return Err(Excess::Depth);
    }
    for Spread { name, place } in &own.spreads {
        let spread = known.get(name).copied().ok_or(Excess::Unknown)?;
        cost.depth = cost.depth.max(place.depth + spread.depth);
        cost.fields = cost.fields.saturating_add(spread.fields);
        cost.values = cost.values.saturating_add(spread.values.saturating_mul(place.times));
        cost.level += if place.at_level { spread.level } else { 0 };
    }
    if cost.depth > limits.depth {
        return Err(Excess::Depth);
    }
    if cost.fields > limits.fields {
        return Err(Excess::Fields);
    }
    if cost.values > SCHEMA_VALUES {
        return Err(Excess::Schema);
    }
    Ok(cost)
}

fn own(set: &SelectionSet) -> Own<'_> {
    let mut own = Own::default();
    // Recursion is bounded: the tokens' brackets were counted before parsing.
    descend(set, Place { depth: 1, at_level: true, times: 1 }, &mut own);
    own
}

fn descend<'d>(set: &'d SelectionSet, place: Place, own: &mut Own<'d>) {
    own.cost.depth = own.cost.depth.max(place.depth);
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => {
                own.cost.fields += 1;
                own.cost.level += usize::from(place.at_level);
                own.cost.values = own.cost.values.saturating_add(place.times);
                let below = &field.node.selection_set.node;
                if !below.items.is_empty() {
                    let times = place.times.saturating_mul(items(&field.node.name.node));
                    let place = Place { depth: place.depth + 1, at_level: false, times };
                    descend(below, place, own);
                }
            }
            Selection::InlineFragment(fragment) => {
                let place = Place { depth: place.depth + 1, ..place };
                descend(&fragment.node.selection_set.node, place, own);
            }
            Selection::FragmentSpread(spread) => {
                own.spreads.push(Spread { name: &spread.node.fragment_name.node, place });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use async_graphql::parser::parse_query;

    use super::*;

    fn verdict(query: &str) -> Result<(), Excess> {
        check(&parse_query(query).expect("a document"), &Limits::default())
    }

    /// Fragments that each spread the next one some times.
    fn chain(links: usize, times: usize) -> String {
        let mut query = "{ ...F0 }".to_owned();
        for link in 0..links {
            let next = format!("...F{} ", link + 1).repeat(times);
            write!(query, " fragment F{link} on Query {{ {next} }}").expect("a string takes all");
        }
        write!(query, " fragment F{links} on Query {{ a }}").expect("a string takes all");
        query
    }

    #[test]
    fn a_chain_of_fragments_counts_as_depth_however_flat_its_text_is() {
        assert_eq!(verdict(&chain(20, 1)), Ok(()));
        assert_eq!(verdict(&chain(100, 1)), Err(Excess::Depth));
    }

    #[test]
    fn fragments_that_double_are_counted_without_being_spread() {
        assert_eq!(verdict(&chain(5, 2)), Ok(()));
        assert_eq!(verdict(&chain(20, 2)), Err(Excess::Fields));
    }

    #[test]
    fn operations_that_share_a_fragment_count_it_each() {
        let shared = |operations: usize| {
            let fields = |count: usize| "a ".repeat(count);
            let operations: String =
                (0..operations).map(|n| format!("query Q{n} {{ ...F }} ")).collect();
            format!("{operations} fragment F on Query {{ b {{ {} }} }}", fields(500))
        };
        assert_eq!(verdict(&shared(9)), Ok(()));
        assert_eq!(verdict(&shared(10)), Err(Excess::Fields));
    }

    #[test]
    fn a_fragment_that_is_not_there_is_found_however_often_it_is_spread() {
        let links = chain(28, 3).replace(" { a }", " { ...Nothing }");
        assert_eq!(verdict(&links), Err(Excess::Unknown));
        assert_eq!(verdict("{ a ...Nothing }"), Err(Excess::Unknown));
    }

    #[test]
    fn a_fragment_that_spreads_itself_is_found() {
        assert_eq!(
            verdict("{ ...A } fragment A on Q { ...B } fragment B on Q { ...A }"),
            Err(Excess::Cycle)
        );
        assert_eq!(verdict("{ ...A } fragment A on Q { a { ...A } }"), Err(Excess::Cycle));
        let diamond =
            "{ ...A } fragment A on Q { ...B ...C } fragment B on Q { ...C } fragment C on Q { a }";
        assert_eq!(verdict(diamond), Ok(()));
    }

    #[test]
    fn the_lists_of_introspection_multiply_what_is_below_them() {
        let within = |names: usize| {
            format!(
                "{{ __schema {{ types {{ fields {{ type {{ ...F }} }} }} }} }} \
                 fragment F on __Type {{ fields {{ {} }} }}",
                "name ".repeat(names)
            )
        };
        assert_eq!(verdict(&within(1)), Ok(()));
        assert_eq!(verdict(&within(30)), Err(Excess::Schema));
    }

    #[test]
    fn fields_at_the_root_are_counted_through_fragments() {
        let aliases =
            |count: usize| -> String { (0..count).map(|n| format!("a{n}: a ")).collect() };
        assert_eq!(verdict(&format!("{{ {} }}", aliases(50))), Ok(()));
        let one_more = format!("{{ b ...F }} fragment F on Q {{ {} }}", aliases(50));
        assert_eq!(verdict(&one_more), Err(Excess::RootFields));
        assert_eq!(verdict(&format!("{{ b {{ {} }} }}", aliases(51))), Ok(()));
    }
}
