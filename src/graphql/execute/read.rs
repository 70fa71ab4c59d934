//! A request, read and completed.

use std::collections::HashSet;

use async_graphql::{
    Name, Request, ServerError, Variables,
    parser::types::{ExecutableDocument, OperationDefinition, OperationType},
};

use super::request::{GraphQlRequest, Mutations};
use crate::{
    graphql::{
        code::Code,
        error::refusal,
        model::Model,
        request::{
            document,
            parsed::{Guard, Parsed},
            variables,
        },
        schema::AccountSchema,
    },
    message::message,
};

/// A request whose document is small enough, and whose variables have their defaults.
pub(super) struct Completed {
    pub(super) parsed: Parsed,
    pub(super) variables: Variables,
    /// The variables without a value.
    pub(super) left_out: HashSet<Name>,
    /// Which operation was asked for, as the request has it.
    pub(super) operation_name: Option<String>,
    /// Its name, where it has one.
    pub(super) name: Option<String>,
}

impl Completed {
    pub(super) fn read(
        schema: &AccountSchema,
        request: &GraphQlRequest,
        guard: &Guard,
    ) -> Result<Self, Vec<ServerError>> {
        if !schema.is_known() && texts(request).iter().any(|text| Model::is_about_definitions(text))
        {
            let message = message!(
                "The account's custom fields are not known yet: Didar could not be \
                           asked. Try later"
            );
            return Err(vec![refusal(message, Code::DefinitionsUnavailable)]);
        }
        let parsed = guard.parse(&request.query)?;
        let operation_name = request.operation_name.clone();
        let operation = document::operation(&parsed.document, operation_name.as_deref())?;
        refuse(request, &parsed.document, operation)?;
        let is_declared = |name: &str| {
            operation.variable_definitions.iter().any(|known| known.node.name.node == name)
        };
        let given = request.variables.iter().filter(|(name, _)| is_declared(name));
        let mut variables = variables::of_json(given);
        let left_out = variables::complete(operation, &mut variables)?;
        let name = document::operation_name(&parsed.document, operation_name.as_deref());
        Ok(Self { parsed, variables, left_out, operation_name, name })
    }

    /// The operation to execute.
    pub(super) fn operation(&self) -> Result<&OperationDefinition, ServerError> {
        document::operation(&self.parsed.document, self.operation_name.as_deref())
    }

    /// The request for the engine, with this document.
    pub(super) fn request(&self, document: ExecutableDocument) -> Request {
        let mut request = Request::new(String::new()).variables(self.variables.clone());
        request.operation_name.clone_from(&self.operation_name);
        request.set_parsed_query(document);
        request
    }

    /// The request as it was asked.
    pub(super) fn as_asked(&self) -> Request {
        self.request(ExecutableDocument::clone(&self.parsed.document))
    }

    /// The document without the variables that have no value.
    pub(super) fn document(&self) -> ExecutableDocument {
        let mut document = ExecutableDocument::clone(&self.parsed.document);
        if !self.left_out.is_empty() {
            document::keep_operation(&mut document, self.operation_name.as_deref());
            variables::remove(&mut document, &self.left_out);
        }
        document
    }
}

/// The texts of a request: the document, and the variables as JSON.
pub(super) fn texts(request: &GraphQlRequest) -> [String; 2] {
    let variables = serde_json::to_string(&request.variables).unwrap_or_default();
    [request.query.clone(), variables]
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
            (Code::Forbidden, message!("This token may read and not change anything"))
        }
        Mutations::NotOverGet if is_mutation => {
            (Code::MethodNotAllowed, message!("Mutations go over POST"))
        }
        _ if !request.introspection && document::asks_for_schema(document, operation) => {
            (Code::IntrospectionDisabled, message!("This gateway does not tell its schema"))
        }
        _ => return Ok(()),
    };
    Err(refusal(message, code))
}
