//! What became of a request.

use async_graphql::{Error, Name, Response, ServerError, Value, indexmap::IndexMap};
use serde::Serialize;

use crate::{
    graphql::{
        allowance::Allowance, code::Code, error, notes::Notes, request::checks::SchemaAllowance,
    },
    message::{Language, Message},
};

/// How many errors an answer has at most.
const MOST_ERRORS: usize = 20;
/// The place of a message where names are proposed.
const PROPOSAL: &str = "proposal";
/// How long the sentence of an error is at most: it may quote the request.
const LONGEST_MESSAGE: usize = 400;

/// The outcome of a request.
pub struct Answer {
    /// Data and errors. Without execution there is no data, not even null.
    pub response: Response,
    /// The beginning of the answer as JSON text, all of the data included, where it was answered
    /// without the engine; it counts instead of the response's data.
    pub written: Option<Vec<u8>>,
    /// Whether execution began; if not, the request was at fault.
    pub executed: bool,
    /// Name of the operation, where it has one.
    pub operation: Option<String>,
    /// How many requests were sent to Didar for it.
    pub calls: u32,
    /// Whether the request may be run again with a newer schema: a query, at fault for
    /// what the schema does not know and for nothing else.
    pub may_repeat: bool,
    /// Whether the request, or a row of Didar's, has a custom field that the schema does
    /// not know: the account's definitions may have changed.
    pub meets_unknown: bool,
    /// What the answer takes of the memory of all, to be kept until it has been sent.
    pub held: Option<Held>,
}

/// A share of the memory of all answers; it goes back when this is dropped.
#[derive(Clone)]
pub struct Held(
    #[expect(dead_code, reason = "kept for its drop")] Allowance,
    #[expect(dead_code, reason = "kept for its drop")] Option<SchemaAllowance>,
);

impl Held {
    pub(super) fn new(allowance: Allowance, of_schema: Option<SchemaAllowance>) -> Self {
        Self(allowance, of_schema)
    }
}

/// What an executed answer is besides its response.
pub(super) struct Facts {
    pub(super) operation: Option<String>,
    pub(super) calls: u32,
    pub(super) is_query: bool,
    pub(super) held: Held,
}

impl Answer {
    /// An answer of execution.
    pub(super) fn executed(mut response: Response, facts: Facts, notes: &Notes) -> Self {
        // Each save that failed has an error of its own; those are bounded already.
        if facts.is_query {
            response.errors.truncate(MOST_ERRORS);
        }
        response.errors.iter_mut().for_each(name_fault);
        notes.write(&mut response);
        Self {
            response,
            written: None,
            executed: true,
            operation: facts.operation,
            calls: facts.calls,
            may_repeat: facts.is_query,
            meets_unknown: notes.has_met_unknown(),
            held: Some(facts.held),
        }
    }

    /// An answer of a request that was not executed.
    pub(super) fn refused(mut errors: Vec<ServerError>) -> Self {
        errors.truncate(MOST_ERRORS);
        errors.iter_mut().for_each(name_fault);
        Self {
            response: Response::from_errors(errors),
            written: None,
            executed: false,
            operation: None,
            calls: 0,
            may_repeat: false,
            meets_unknown: false,
            held: None,
        }
    }

    /// Whether one of the errors has this code.
    #[must_use]
    pub fn has_code(&self, code: Code) -> bool {
        error::has_code(&self.response.errors, code)
    }

    /// The whole answer as JSON text.
    #[must_use]
    pub fn json(&self) -> Vec<u8> {
        self.ended(self.written.clone())
    }

    /// The same, without a copy of what was written.
    #[must_use]
    pub fn into_json(mut self) -> Vec<u8> {
        let written = self.written.take();
        self.ended(written)
    }

    fn ended(&self, written: Option<Vec<u8>>) -> Vec<u8> {
        let Response { errors, extensions, .. } = &self.response;
        if !self.executed {
            return [b"{\"errors\":", &*text(errors), b"}"].concat();
        }
        let Some(mut json) = written else {
            return text(&self.response);
        };
        if !extensions.is_empty() {
            json.extend_from_slice(b",\"extensions\":");
            json.extend(text(extensions));
        }
        if !errors.is_empty() {
            json.extend_from_slice(b",\"errors\":");
            json.extend(text(errors));
        }
        json.push(b'}');
        json
    }
}

fn text(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).unwrap_or_default()
}

/// The engine adds root fields as they finish; a response has the query's order
/// (specification, 6.2.1). It also makes an empty object null.
pub(super) fn put_in_order(data: &mut Value, keys: &[Name]) {
    let Value::Object(found) = data else {
        *data = Value::Object(IndexMap::new());
        return;
    };
    let mut ordered = IndexMap::with_capacity(found.len());
    for key in keys {
        if let Some(value) = found.swap_remove(key) {
            ordered.insert(key.clone(), value);
        }
    }
    *found = ordered;
}

/// Says an error in a language, as far as it is the gateway's own. Without `proposals` no name is
/// proposed: they are a part of the schema.
pub(super) fn say(error: &mut ServerError, language: Language, proposals: bool) {
    if !proposals && let Some(end) = error.message.find(" Did you mean") {
        error.message.truncate(end);
    }
    if language == Language::English {
        return;
    }
    let Some(message) = error.source::<Message>() else { return };
    let message = if proposals { message.clone() } else { message.without(PROPOSAL) };
    error.message = message.text(language);
    shorten(error);
}

fn shorten(error: &mut ServerError) {
    if let Some((end, _)) = error.message.char_indices().nth(LONGEST_MESSAGE) {
        error.message.truncate(end);
        error.message.push('…');
    }
}

/// Gives an error of validation its code, and the path where the engine wrote one
/// into the sentence: `Invalid value for argument "filter.isVip", expected …`.
fn name_fault(error: &mut ServerError) {
    shorten(error);
    if error.extensions.is_some() {
        return;
    }
    let path = error
        .message
        .strip_prefix("Invalid value for argument \"")
        .and_then(|rest| rest.split_once('"'))
        .map(|(path, _)| path.split('.').map(str::to_owned).collect::<Vec<_>>());
    let coded = |code| error::with_code(Error::new(""), code);
    let marked = match path {
        Some(path) => error::at_argument(coded(Code::BadUserInput), &path),
        None => coded(Code::GraphqlValidationFailed),
    };
    error.extensions = marked.extensions;
}
