//! Running a request: read, complete, execute, and put right what the engine leaves
//! to its caller.

use std::{collections::HashSet, sync::Arc};

use async_graphql::{
    Name, Request, Response, ServerError, Value, Variables,
    indexmap::IndexMap,
    parser::types::{ExecutableDocument, OperationDefinition, OperationType},
};
use tokio::time::Instant;

use super::{
    allowance::Allowance,
    code::Code,
    error::{self, coded, refusal},
    model::Model,
    notes::Notes,
    record::loaders::Loaders,
    request::{
        checks::{SchemaAllowance, ValidateOnly},
        document,
        parsed::Guard,
        variables,
    },
    save::tasks::Saves,
    schema::AccountSchema,
};
use crate::didar::{Caller, Didar};

/// How many errors an answer has at most.
const MOST_ERRORS: usize = 20;
/// How long the sentence of an error is at most: it may quote the request.
const LONGEST_MESSAGE: usize = 400;

/// A request as a client sent it.
#[derive(Debug, Clone)]
pub struct GraphQlRequest {
    /// The document.
    pub query: String,
    /// Which of its operations to execute.
    pub operation_name: Option<String>,
    /// Values of the operation's variables.
    pub variables: serde_json::Map<String, serde_json::Value>,
    /// What becomes of a mutation.
    pub mutations: Mutations,
    /// Whether the schema may be asked for.
    pub introspection: bool,
    /// When the answer is due: what is not known then is an error in it.
    pub deadline: Option<Instant>,
    /// Who asks, of those that share the account.
    pub caller: Caller,
}

impl Default for GraphQlRequest {
    fn default() -> Self {
        Self {
            query: String::new(),
            operation_name: None,
            variables: serde_json::Map::new(),
            mutations: Mutations::Allowed,
            introspection: true,
            deadline: None,
            caller: Caller::default(),
        }
    }
}

/// What becomes of a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mutations {
    /// It is executed.
    Allowed,
    /// The token may read only.
    Forbidden,
    /// Requests over GET change nothing.
    NotOverGet,
}

/// What requests run on: the account's client, and the saves of this process.
#[derive(Clone)]
pub struct Backend {
    /// The client.
    pub didar: Didar,
    /// What the accounts share.
    pub shared: Shared,
}

/// What the accounts of this process share. Clones share it too.
#[derive(Clone, Default)]
pub struct Shared {
    /// The saves.
    pub saves: Saves,
    /// What stands before the engine.
    pub guard: Guard,
}

/// The outcome of a request.
pub struct Answer {
    /// Data and errors. Without execution there is no data, not even null.
    pub response: Response,
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
    #[expect(dead_code, reason = "kept for its drop")] SchemaAllowance,
);

impl AccountSchema {
    /// Runs a request with this account's client.
    pub async fn execute(&self, request: &GraphQlRequest, backend: &Backend) -> Answer {
        let mut answer = self.run(request, backend).await;
        if !request.introspection {
            answer.response.errors.iter_mut().for_each(suggest_nothing);
        }
        let has_error = |wanted| error::has_code(&answer.response.errors, wanted);
        let may_name_unknown = !answer.executed || has_error(Code::BadUserInput);
        let names_unknown = may_name_unknown && self.names_unknown(request);
        answer.meets_unknown |= names_unknown
            || has_error(Code::UpstreamRejected)
            || has_error(Code::DefinitionsUnavailable);
        answer.may_repeat &=
            names_unknown && error::all_have_code(&answer.response.errors, Code::BadUserInput);
        answer
    }

    fn names_unknown(&self, request: &GraphQlRequest) -> bool {
        texts(request).iter().any(|text| self.model.misses_a_name_in(text))
    }

    async fn run(&self, request: &GraphQlRequest, backend: &Backend) -> Answer {
        let prepared = match self.prepare(request, &backend.shared.guard).await {
            Ok(prepared) => prepared,
            Err(errors) => return Answer::refused(errors),
        };
        let (deadline, caller) = (request.deadline, request.caller);
        let (is_query, operation) = (prepared.is_query, prepared.name.clone());
        let (request, root_keys) = prepared.into_request();
        let notes = Notes::default();
        let Backend { didar, shared } = backend.clone();
        let didar = didar.for_request(deadline, caller);
        let counted = didar.clone();
        let loaders = Loaders::new(didar.clone(), Arc::clone(&self.model));
        let request = request.data(didar).data(loaders).data(shared.saves).data(notes.clone());
        let allowance = shared.guard.allowance();
        let of_schema = SchemaAllowance::new(shared.guard.budget());
        let held = Held(allowance.clone(), of_schema.clone());
        let request = request.data(allowance).data(of_schema);
        let mut response = self.schema().execute(request).await;
        if response.data == Value::Null && !response.errors.is_empty() {
            return Answer {
                operation,
                calls: counted.calls(),
                ..Answer::refused(response.errors)
            };
        }
        // Each save that failed has an error of its own; those are bounded already.
        if is_query {
            response.errors.truncate(MOST_ERRORS);
        }
        response.errors.iter_mut().for_each(name_fault);
        put_in_order(&mut response.data, &root_keys);
        notes.write(&mut response);
        Answer {
            response,
            executed: true,
            operation,
            calls: counted.calls(),
            may_repeat: is_query,
            meets_unknown: notes.has_met_unknown(),
            held: Some(held),
        }
    }
}

impl Answer {
    /// Whether one of the errors has this code.
    #[must_use]
    pub fn has_code(&self, code: Code) -> bool {
        error::has_code(&self.response.errors, code)
    }

    fn refused(mut errors: Vec<ServerError>) -> Self {
        errors.truncate(MOST_ERRORS);
        errors.iter_mut().for_each(name_fault);
        Self {
            response: Response::from_errors(errors),
            executed: false,
            operation: None,
            calls: 0,
            may_repeat: false,
            meets_unknown: false,
            held: None,
        }
    }
}

/// Refuses an operation that this request may not ask for.
fn refuse(
    request: &GraphQlRequest,
    document: &ExecutableDocument,
    operation: &OperationDefinition,
) -> Result<(), ServerError> {
    let is_mutation = operation.ty == OperationType::Mutation;
    let (code, message) = match request.mutations {
        Mutations::Forbidden if is_mutation => {
            (Code::Forbidden, "This token may read and not change anything")
        }
        Mutations::NotOverGet if is_mutation => (Code::MethodNotAllowed, "Mutations go over POST"),
        _ if !request.introspection && document::asks_for_schema(document, operation) => {
            (Code::IntrospectionDisabled, "This gateway does not tell its schema")
        }
        _ => return Ok(()),
    };
    Err(refusal(message, code))
}

/// The texts of a request: the document, and the variables as JSON.
fn texts(request: &GraphQlRequest) -> [String; 2] {
    let variables = serde_json::to_string(&request.variables).unwrap_or_default();
    [request.query.clone(), variables]
}

/// A request that was read and completed.
#[derive(Clone)]
struct Prepared {
    document: ExecutableDocument,
    variables: Variables,
    operation_name: Option<String>,
    root_keys: Vec<Name>,
    is_query: bool,
    name: Option<String>,
}

impl AccountSchema {
    async fn prepare(
        &self,
        request: &GraphQlRequest,
        guard: &Guard,
    ) -> Result<Prepared, Vec<ServerError>> {
        if !self.is_known() && texts(request).iter().any(|text| Model::is_about_definitions(text)) {
            let message = "The account's custom fields are not known yet: Didar could not be \
                           asked. Try later";
            return Err(vec![refusal(message, Code::DefinitionsUnavailable)]);
        }
        let document = guard.parse(&request.query)?;
        let operation = document::operation(&document, request.operation_name.as_deref())?;
        refuse(request, &document, operation)?;
        let is_declared = |name: &str| {
            operation.variable_definitions.iter().any(|known| known.node.name.node == name)
        };
        let given = request.variables.iter().filter(|(name, _)| is_declared(name));
        let given = given.map(|(name, value)| (name.clone(), value.clone())).collect();
        let mut variables = variables::of_json(given);
        let left_out = variables::complete(operation, &mut variables)?;
        let root_keys = document::root_keys(&document, operation);
        let is_query = operation.ty == OperationType::Query;
        let mut seen = HashSet::new();
        if !is_query && !root_keys.iter().all(|key| seen.insert(key)) {
            // The engine would save twice.
            let message = "A mutation with directives at its root must not repeat a key there";
            return Err(vec![refusal(message, Code::GraphqlValidationFailed)]);
        }
        let name = document::operation_name(&document, request.operation_name.as_deref());
        let operation_name = request.operation_name.clone();
        let document = Arc::unwrap_or_clone(document);
        let mut prepared =
            Prepared { document, variables, operation_name, root_keys, is_query, name };
        if !left_out.is_empty() {
            self.leave_out(&mut prepared, &left_out).await?;
        }
        Ok(prepared)
    }

    /// Removes variables without a value, once the document is valid with them.
    async fn leave_out(
        &self,
        prepared: &mut Prepared,
        left_out: &HashSet<Name>,
    ) -> Result<(), Vec<ServerError>> {
        let (whole, _) = prepared.clone().into_request();
        let verdict = self.schema().execute(whole.data(ValidateOnly)).await;
        if !verdict.errors.is_empty() {
            return Err(verdict.errors);
        }
        document::keep_operation(&mut prepared.document, prepared.operation_name.as_deref());
        variables::remove(&mut prepared.document, left_out);
        Ok(())
    }
}

impl Prepared {
    /// The request to execute, and the order of its answer.
    fn into_request(self) -> (Request, Vec<Name>) {
        let mut request = Request::new(String::new()).variables(self.variables);
        request.operation_name = self.operation_name;
        request.set_parsed_query(self.document);
        (request, self.root_keys)
    }
}

/// Takes the names out that the engine proposes: they are a part of the schema.
fn suggest_nothing(error: &mut ServerError) {
    if let Some(end) = error.message.find(" Did you mean") {
        error.message.truncate(end);
    }
}

/// The engine adds root fields as they finish; a response has the query's order
/// (specification, 6.2.1). It also makes an empty object null.
fn put_in_order(data: &mut Value, keys: &[Name]) {
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

/// Gives an error of validation its code, and the path where the engine wrote one
/// into the sentence: `Invalid value for argument "filter.isVip", expected …`.
fn name_fault(error: &mut ServerError) {
    if let Some((end, _)) = error.message.char_indices().nth(LONGEST_MESSAGE) {
        error.message.truncate(end);
        error.message.push('…');
    }
    if error.extensions.is_some() {
        return;
    }
    let path = error
        .message
        .strip_prefix("Invalid value for argument \"")
        .and_then(|rest| rest.split_once('"'))
        .map(|(path, _)| path.split('.').map(str::to_owned).collect::<Vec<_>>());
    let extensions = match path {
        Some(path) => {
            let input = error::InputError { path, message: String::new() };
            async_graphql::Error::from(input).extensions
        }
        None => coded("", Code::GraphqlValidationFailed).extensions,
    };
    error.extensions = extensions;
}
