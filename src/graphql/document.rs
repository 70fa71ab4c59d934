//! Reading the text of a request.

use async_graphql::{
    Name, ServerError,
    parser::{
        self,
        types::{
            DocumentOperations, ExecutableDocument, OperationDefinition, Selection, SelectionSet,
        },
    },
};

use super::error::{code, coded};

/// How deep brackets may nest. The parser and the validator descend by recursion, so
/// this must hold before either sees the text.
const MAX_NESTING: usize = 64;

/// Parses a document whose nesting is bounded.
pub(super) fn parse(query: &str) -> Result<ExecutableDocument, ServerError> {
    if nesting(query) > MAX_NESTING {
        let message = format!("The document nests deeper than {MAX_NESTING} levels");
        return Err(refusal(message, code::QUERY_TOO_DEEP));
    }
    parser::parse_query(query).map_err(|error| {
        let mut refused = ServerError::from(error);
        refused.extensions = refusal("", code::GRAPHQL_PARSE_FAILED).extensions;
        refused
    })
}

/// The operation to execute (specification, 6.1 GetOperation).
pub(super) fn operation<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
) -> Result<&'d OperationDefinition, ServerError> {
    let failure = |message: String| refusal(message, code::OPERATION_RESOLUTION_FAILURE);
    match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => Ok(&operation.node),
        (DocumentOperations::Multiple(operations), Some(name)) => {
            let operation = operations.get(name).map(|operation| &operation.node);
            operation
                .ok_or_else(|| failure("The document has no operation of this name".to_owned()))
        }
        (DocumentOperations::Single(_), Some(_)) => {
            Err(failure("The document has no operation of this name".to_owned()))
        }
        (DocumentOperations::Multiple(operations), None) => {
            let mut operations = operations.values();
            match (operations.next(), operations.next()) {
                (Some(only), None) => Ok(&only.node),
                _ => Err(failure("The document has several operations; name one".to_owned())),
            }
        }
    }
}

/// The response keys at the root, in the order of the query.
pub(super) fn root_keys(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
) -> Vec<Name> {
    let mut keys = Vec::new();
    let mut spread = Vec::new();
    add_keys(document, &operation.selection_set.node, &mut keys, &mut spread);
    keys
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

pub(super) fn refusal(message: impl Into<String>, code: &str) -> ServerError {
    let mut error = coded(message, code).into_server_error(Default::default());
    error.locations.clear();
    error
}

/// The deepest nesting of brackets outside strings and comments.
fn nesting(query: &str) -> usize {
    let bytes = query.as_bytes();
    let (mut at, mut depth, mut deepest) = (0, 0usize, 0usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth = depth.saturating_sub(1),
            b'#' => at += length_until(bytes, at, |rest| rest.starts_with(b"\n")),
            b'"' => at += string_length(bytes, at),
            _ => {}
        }
        deepest = deepest.max(depth);
        at += 1;
    }
    deepest
}

/// Bytes of the string that begins at `at`, without its last quote.
fn string_length(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let quote: &[u8] = if rest.starts_with(b"\"\"\"") { b"\"\"\"" } else { b"\"" };
    let block = quote.len() == 3;
    let mut length = quote.len();
    while let Some(rest) = rest.get(length..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(quote) {
            return length + quote.len() - 1;
        }
        let escape: &[u8] = if block { b"\\\"\"\"" } else { b"\\" };
        length += match rest.starts_with(escape) {
            true if block => 4,
            true => 2,
            false => 1,
        };
    }
    length
}

fn length_until(bytes: &[u8], at: usize, end: impl Fn(&[u8]) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    (0..rest.len()).find(|length| rest.get(*length..).is_some_and(&end)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_count_only_outside_strings_and_comments() {
        assert_eq!(nesting("{ a(b: [{c: 1}]) { d } }"), 4);
        assert_eq!(nesting(r#"{ a(b: "{{{[[[\"(((") }"#), 2);
        assert_eq!(nesting("{ a(b: \"\"\"{{{ \" \\\"\"\" ((( \"\"\") }"), 2);
        assert_eq!(nesting("# {{{{\n{ a }"), 1);
        for odd in ["\"", "\"\"\"", "\"\\", "#", "}}}", "\"\"\"\\\"\"\""] {
            assert_eq!(nesting(odd), 0, "{odd}");
        }
    }

    #[test]
    fn a_document_that_nests_too_deep_is_refused_before_it_is_parsed() {
        let deep = format!("{}{}", "{a".repeat(MAX_NESTING + 1), "}".repeat(MAX_NESTING + 1));
        let error = parse(&deep).expect_err("refused");
        assert!(error.message.contains("64"), "{}", error.message);
        let allowed = format!("{}{}", "{a".repeat(MAX_NESTING), "}".repeat(MAX_NESTING));
        assert!(parse(&allowed).is_ok());
    }
}
