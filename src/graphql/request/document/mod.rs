//! Reading the text of a request.

mod cost;
mod escapes;
mod overlap;
mod roots;
pub(crate) mod skipped;
mod tokens;
mod typename;
mod uses;

pub(crate) use roots::{keep_operation, merge as merge_roots, merge_included};
pub(crate) use uses::only_in_arguments;

use async_graphql::{
    Name, Pos, ServerError,
    parser::{
        self,
        types::{
            DocumentOperations, ExecutableDocument, OperationDefinition, Selection, SelectionSet,
        },
    },
};

use self::{
    cost::Excess,
    escapes::BadEscape,
    tokens::{Fault, MAX_NESTING},
};
use super::limits::Limits;
use crate::{
    graphql::{code::Code, error::refusal},
    message::{Message, message},
};

/// Parses a document that is neither too deep nor too large, and in which a response
/// key stands for one field.
pub(crate) fn parse(query: &str, limits: &Limits) -> Result<ExecutableDocument, ServerError> {
    tokens::check(query, limits).map_err(|fault| of_fault(&fault, limits))?;
    let resolved = escapes::resolve(query).map_err(|bad| of_escape(query, bad))?;
    let mut document = parser::parse_query(resolved).map_err(|error| {
        let ServerError { message, locations, .. } = error.into();
        ServerError { locations, ..refusal(expectation(&message), Code::GraphqlParseFailed) }
    })?;
    typename::settle(&mut document)?;
    cost::check(&document, limits).map_err(|excess| of_excess(excess, limits))?;
    overlap::check(&document).map_err(|conflict| {
        let message = message!(
            "The key \"{key}\" stands for different fields; use aliases",
            key = &conflict.0
        );
        refusal(message, Code::GraphqlValidationFailed)
    })?;
    Ok(document)
}

/// What the parser expected, without the lines of the document that it quotes.
fn expectation(message: &str) -> Message {
    let expected = message.rsplit_once("= ").map_or("", |(_, expected)| expected.trim());
    if expected.is_empty() {
        message!("Syntax error")
    } else {
        message!("Syntax error: {expected}", expected = expected.to_owned())
    }
}

/// An escape that stands for no character, at its place.
fn of_escape(query: &str, BadEscape(at): BadEscape) -> ServerError {
    let before = query.get(..at).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    let pos = Pos { line: before.matches('\n').count() + 1, column: line.chars().count() + 1 };
    let message = message!("Syntax error: an escape in a string stands for no character");
    ServerError { locations: vec![pos], ..refusal(message, Code::GraphqlParseFailed) }
}

fn of_fault(fault: &Fault, limits: &Limits) -> ServerError {
    match fault {
        Fault::TooDeep => {
            let message = message!(
                "The document's brackets nest deeper than {most} levels",
                most = MAX_NESTING
            );
            refusal(message, Code::QueryTooDeep)
        }
        Fault::TooLong => {
            let message =
                message!("The document has more than {most} tokens", most = limits.tokens);
            refusal(message, Code::QueryTooComplex)
        }
        Fault::Unterminated => {
            refusal(message!("Syntax error: a string has no end"), Code::GraphqlParseFailed)
        }
        Fault::Directives => {
            let message =
                message!("The document has more than {most} directives", most = limits.directives);
            refusal(message, Code::QueryTooComplex)
        }
        Fault::Twice(name) => {
            let message = message!("The entry \"{name}\" is there twice in one input object", name);
            refusal(message, Code::GraphqlValidationFailed)
        }
    }
}

fn of_excess(excess: Excess, limits: &Limits) -> ServerError {
    let too_many = |what, most| {
        let message = message!("The document selects more than {most} {what}", most, what);
        refusal(message, Code::QueryTooComplex)
    };
    match excess {
        Excess::Depth => {
            let message = message!(
                "The document's selections nest deeper than {most} levels",
                most = limits.depth
            );
            refusal(message, Code::QueryTooDeep)
        }
        Excess::Fields => too_many("fields, with its fragments spread", limits.fields),
        Excess::Schema => {
            refusal(message!("Introspection asks for too much at once"), Code::QueryTooComplex)
        }
        Excess::RootFields => too_many("fields at its root", limits.root_fields),
        Excess::Unknown => refusal(
            message!("A fragment is spread that is not there"),
            Code::GraphqlValidationFailed,
        ),
        Excess::Cycle => {
            refusal(message!("A fragment spreads itself"), Code::GraphqlValidationFailed)
        }
    }
}

/// The operation to execute (specification, 6.1 GetOperation).
pub(crate) fn operation<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
) -> Result<&'d OperationDefinition, ServerError> {
    let failure = |message: Message| refusal(message, Code::OperationResolutionFailure);
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(&operation.node),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            let operation = operations.get(name).map(|operation| &operation.node);
            operation.ok_or_else(|| failure(message!("The document has no operation of this name")))
        }
        (DocumentOperations::Single(_), Some(_)) => {
            Err(failure(message!("The document has no operation of this name")))
        }
        (DocumentOperations::Multiple(operations), None) => {
            let mut operations = operations.values();
            match (operations.next(), operations.next()) {
                (Some(only), None) => Ok(&only.node),
                _ => Err(failure(message!("The document has several operations; name one"))),
            }
        }
    }
}

/// The name of the operation to execute; an operation alone has none in the parsed
/// document, whatever is written.
pub(crate) fn operation_name(document: &ExecutableDocument, given: Option<&str>) -> Option<String> {
    let only = match &document.operations {
        DocumentOperations::Single(_) => None,
        DocumentOperations::Multiple(operations) => operations.keys().next().map(Name::as_str),
    };
    given.or(only).map(str::to_owned)
}

/// The response keys at the root, in the order of the query.
pub(crate) fn root_keys(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
) -> Vec<Name> {
    let mut keys = Vec::new();
    let mut spread = Vec::new();
    add_keys(document, &operation.selection_set.node, &mut keys, &mut spread);
    keys
}

/// Whether an operation asks for the schema, at its root or in a fragment spread there.
pub(crate) fn asks_for_schema(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
) -> bool {
    let (mut sets, mut spread) = (vec![&operation.selection_set.node], Vec::new());
    while let Some(set) = sets.pop() {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    if ["__schema", "__type", "_service"].contains(&field.node.name.node.as_str()) {
                        return true;
                    }
                }
                Selection::InlineFragment(fragment) => sets.push(&fragment.node.selection_set.node),
                Selection::FragmentSpread(fragment) => {
                    let name = &fragment.node.fragment_name.node;
                    if let Some(fragment) = document.fragments.get(name)
                        && !spread.contains(&name)
                    {
                        spread.push(name);
                        sets.push(&fragment.node.selection_set.node);
                    }
                }
            }
        }
    }
    false
}

fn add_keys<'d>(
    document: &'d ExecutableDocument,
    set: &'d SelectionSet,
    keys: &mut Vec<Name>,
    spread: &mut Vec<&'d Name>,
) {
    for selection in &set.items {
        match &selection.node {
            Selection::Field(field) => keys.push(field.node.response_key().node.clone()),
            Selection::InlineFragment(fragment) => {
                add_keys(document, &fragment.node.selection_set.node, keys, spread);
            }
            Selection::FragmentSpread(fragment) => {
                let name = &fragment.node.fragment_name.node;
                if let Some(fragment) = document.fragments.get(name)
                    && !spread.contains(&name)
                {
                    spread.push(name);
                    add_keys(document, &fragment.node.selection_set.node, keys, spread);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_that_nests_too_deep_is_refused_before_it_is_parsed() {
        let nested = |levels: usize| format!("{}{}", "{a".repeat(levels), "}".repeat(levels));
        let limits = Limits::default();
        for (levels, limit) in [(MAX_NESTING + 1, "64"), (limits.depth + 1, "30")] {
            let error = parse(&nested(levels), &limits).expect_err("refused");
            assert!(error.message.contains(limit), "{}", error.message);
        }
        assert!(parse(&nested(limits.depth), &limits).is_ok());
    }
}
