//! Reading the parameters of a request out of its JSON body (GraphQL over HTTP draft,
//! "Request Parameters").

use serde_json::{Map, Value};

use crate::graphql::GraphQlRequest;

/// Why a body is no GraphQL request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum BadRequest {
    #[error("The body is not JSON")]
    NotJson,
    #[error("The body must be a JSON object; batches are not accepted")]
    NotAnObject,
    #[error("The parameter \"query\" must be a string that is not empty")]
    Query,
    #[error("The parameter \"operationName\" must be a string")]
    OperationName,
    #[error("The parameter \"variables\" must be an object")]
    Variables,
    #[error("The parameter \"extensions\" must be an object")]
    Extensions,
}

/// Reads a body. A parameter that is null is absent.
pub(super) fn read(body: &[u8]) -> Result<GraphQlRequest, BadRequest> {
    let body: Value = serde_json::from_slice(body).map_err(|_| BadRequest::NotJson)?;
    let Value::Object(mut parameters) = body else {
        return Err(BadRequest::NotAnObject);
    };
    let mut take = |name| parameters.remove(name).unwrap_or_default();
    let query = match take("query") {
        Value::String(query) if !query.is_empty() => query,
        _ => return Err(BadRequest::Query),
    };
    let operation_name = match take("operationName") {
        // Some clients send an empty text for "none".
        Value::String(name) => Some(name).filter(|name| !name.is_empty()),
        Value::Null => None,
        _ => return Err(BadRequest::OperationName),
    };
    let variables = object(take("variables")).ok_or(BadRequest::Variables)?;
    object(take("extensions")).ok_or(BadRequest::Extensions)?;
    Ok(GraphQlRequest { query, operation_name, variables, read_only: false })
}

fn object(value: Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(object) => Some(object),
        Value::Null => Some(Map::new()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_parameter_is_named() {
        for (body, expected) in [
            ("{", BadRequest::NotJson),
            ("[]", BadRequest::NotAnObject),
            ("{}", BadRequest::Query),
            (r#"{"query":""}"#, BadRequest::Query),
            (r#"{"query":{}}"#, BadRequest::Query),
            (r#"{"query":"{a}","operationName":1}"#, BadRequest::OperationName),
            (r#"{"query":"{a}","variables":[]}"#, BadRequest::Variables),
            (r#"{"query":"{a}","extensions":""}"#, BadRequest::Extensions),
        ] {
            assert_eq!(read(body.as_bytes()).err(), Some(expected), "{body}");
        }
        assert!(read(br#"{"query":"{a}","operationName":null,"variables":null}"#).is_ok());
    }
}
