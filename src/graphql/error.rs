//! Errors as clients see them: a stable code, a safe sentence, the path to the fault.

use std::time::Duration;

use async_graphql::{Error, ErrorExtensions, ServerError, Value};

use crate::{crm::error::UpstreamError, didar::value::Odd};

/// The codes under `extensions.code`.
pub(crate) mod code {
    pub(crate) const ANSWER_TOO_LARGE: &str = "ANSWER_TOO_LARGE";
    pub(crate) const BAD_USER_INPUT: &str = "BAD_USER_INPUT";
    pub(crate) const DEFINITIONS_UNAVAILABLE: &str = "DEFINITIONS_UNAVAILABLE";
    pub(crate) const METHOD_NOT_ALLOWED: &str = "METHOD_NOT_ALLOWED";
    pub(crate) const IDEMPOTENCY_UNAVAILABLE: &str = "IDEMPOTENCY_UNAVAILABLE";
    pub(crate) const INTROSPECTION_DISABLED: &str = "INTROSPECTION_DISABLED";
    pub(crate) const FORBIDDEN: &str = "FORBIDDEN";
    pub(crate) const INVALID_CURSOR: &str = "INVALID_CURSOR";
    pub(crate) const GRAPHQL_PARSE_FAILED: &str = "GRAPHQL_PARSE_FAILED";
    pub(crate) const GRAPHQL_VALIDATION_FAILED: &str = "GRAPHQL_VALIDATION_FAILED";
    pub(crate) const OPERATION_RESOLUTION_FAILURE: &str = "OPERATION_RESOLUTION_FAILURE";
    pub(crate) const OVERLOADED: &str = "OVERLOADED";
    pub(crate) const QUERY_TOO_DEEP: &str = "QUERY_TOO_DEEP";
    pub(crate) const QUERY_TOO_COMPLEX: &str = "QUERY_TOO_COMPLEX";
    pub(crate) const DEADLINE_EXCEEDED: &str = "DEADLINE_EXCEEDED";
    pub(crate) const UPSTREAM_TIMEOUT: &str = "UPSTREAM_TIMEOUT";
    pub(crate) const UPSTREAM_UNAVAILABLE: &str = "UPSTREAM_UNAVAILABLE";
    pub(crate) const UPSTREAM_MALFORMED: &str = "UPSTREAM_MALFORMED";
    pub(crate) const UPSTREAM_REJECTED: &str = "UPSTREAM_REJECTED";
    pub(crate) const UPSTREAM_UNAUTHENTICATED: &str = "UPSTREAM_UNAUTHENTICATED";
    pub(crate) const TOO_MANY_CANDIDATES: &str = "TOO_MANY_CANDIDATES";
    pub(crate) const UNKNOWN_OUTCOME: &str = "UNKNOWN_OUTCOME";
    pub(crate) const RATE_LIMITED: &str = "RATE_LIMITED";
}

/// Why a field has no value; one error for each fault.
#[derive(Clone, Debug)]
pub(crate) struct FieldErrors(Vec<Error>);

impl FieldErrors {
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Error> {
        self.0.iter()
    }
}

impl From<Error> for FieldErrors {
    fn from(error: Error) -> Self {
        Self(vec![error])
    }
}

impl FieldErrors {
    /// A save that was sent and whose answer is not known.
    pub(crate) fn unknown_outcome(failure: &UpstreamError, is_create: bool) -> Self {
        let advice = if is_create {
            "it may have been saved: look for the contact before you create it again, or upsert it"
        } else {
            "it may have been saved: read the contact, or send the same changes again"
        };
        let error = coded(format!("{failure}; {advice}"), code::UNKNOWN_OUTCOME);
        error.extend_with(|_, extensions| extensions.set("cause", failure.label())).into()
    }
}

impl FieldErrors {
    /// A save under one key more than are remembered.
    pub(crate) fn too_many_keys(seconds: u64) -> Self {
        let message = "Too many idempotency keys were used within 24 hours; nothing was saved";
        let error = coded(message, code::OVERLOADED);
        error.extend_with(|_, extensions| extensions.set("retryAfter", seconds)).into()
    }

    /// A save beside a create whose end is not known.
    pub(crate) fn earlier_is_open(pause: Duration) -> Self {
        let message = "An earlier save of the same contact was sent and its outcome is not known \
                       yet; nothing was sent now. Try again later";
        let error = coded(message, code::UNKNOWN_OUTCOME);
        error
            .extend_with(|_, extensions| {
                extensions.set("cause", "earlier_save");
                extensions.set("retryAfter", pause.as_secs());
            })
            .into()
    }
}

impl From<UpstreamError> for FieldErrors {
    fn from(failure: UpstreamError) -> Self {
        of_upstream(&failure).into()
    }
}

impl From<InputError> for FieldErrors {
    fn from(error: InputError) -> Self {
        vec![error].into()
    }
}

impl From<Vec<InputError>> for FieldErrors {
    fn from(errors: Vec<InputError>) -> Self {
        Self(errors.into_iter().map(Into::into).collect())
    }
}

/// A fault in an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InputError {
    /// Path into the field's arguments, for example `filter`, `custom`, `budget`, `0`.
    pub(crate) path: Vec<String>,
    pub(crate) message: String,
}

impl InputError {
    pub(crate) fn new(path: &[&str], message: impl Into<String>) -> Self {
        let path = path.iter().map(|&segment| segment.to_owned()).collect();
        Self { path, message: message.into() }
    }
}

impl From<InputError> for Error {
    fn from(error: InputError) -> Self {
        let message = format!("{}: {}", error.path.join("."), error.message);
        coded(message, code::BAD_USER_INPUT).extend_with(|_, extensions| {
            let path = error.path.iter().map(|segment| Value::from(segment.as_str()));
            extensions.set("argumentPath", Value::List(path.collect()));
        })
    }
}

/// An error with a code.
pub(crate) fn coded(message: impl Into<String>, code: &str) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code))
}

/// Whether one of the errors has this code.
pub(crate) fn has_code(errors: &[ServerError], wanted: &str) -> bool {
    let code = |error: &ServerError| error.extensions.as_ref()?.get("code").cloned();
    errors.iter().any(|error| code(error) == Some(Value::from(wanted)))
}

/// Whether there are errors, and each has this code.
pub(crate) fn all_have_code(errors: &[ServerError], wanted: &str) -> bool {
    !errors.is_empty() && errors.iter().all(|error| has_code(std::slice::from_ref(error), wanted))
}

/// A failed call to Didar.
pub(crate) fn of_upstream(failure: &UpstreamError) -> Error {
    let code = match failure {
        UpstreamError::Late => code::DEADLINE_EXCEEDED,
        UpstreamError::NotRecorded => code::IDEMPOTENCY_UNAVAILABLE,
        UpstreamError::Timeout | UpstreamError::Crowded => code::UPSTREAM_TIMEOUT,
        UpstreamError::Unreachable
        | UpstreamError::Resting
        | UpstreamError::Interrupted
        | UpstreamError::Failing { .. } => code::UPSTREAM_UNAVAILABLE,
        UpstreamError::RateLimited { .. } => code::RATE_LIMITED,
        UpstreamError::KeyRefused => code::UPSTREAM_UNAUTHENTICATED,
        UpstreamError::Rejected { .. } => code::UPSTREAM_REJECTED,
        UpstreamError::Malformed { .. } => code::UPSTREAM_MALFORMED,
        UpstreamError::TooManyCandidates { .. } => code::TOO_MANY_CANDIDATES,
    };
    let error = coded(failure.to_string(), code);
    match failure {
        UpstreamError::Rejected { message, .. } => error.extend_with(|_, extensions| {
            extensions.set("upstreamMessage", message.as_str());
        }),
        failure => match failure.retry_after() {
            Some(pause) => error.extend_with(|_, extensions| {
                extensions.set("retryAfter", pause.as_secs());
            }),
            None => error,
        },
    }
}

/// A stored value that is not of its field's kind.
pub(crate) fn of_odd(odd: Odd) -> Error {
    coded(format!("Didar's value could not be read: {odd}"), code::UPSTREAM_MALFORMED)
}

/// The refusal of a request that was not executed: an error without a place in the document.
pub(super) fn refusal(message: impl Into<String>, code: &str) -> ServerError {
    let mut error = coded(message, code).into_server_error(Default::default());
    error.locations.clear();
    error
}
