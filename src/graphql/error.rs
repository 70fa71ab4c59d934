//! Errors as clients see them: a stable code, a safe sentence, the path to the fault.

use std::time::Duration;

use async_graphql::{Error, ErrorExtensions, ServerError, Value};

use super::code::Code;
use crate::{crm::error::UpstreamError, didar::value::Odd};

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
            "it may have been saved: look for it in Didar before you create it again; an upsert looks by itself"
        } else {
            "it may have been saved: read the record, or send the same changes again"
        };
        let error = coded(format!("{failure}; {advice}"), Code::UnknownOutcome);
        error.extend_with(|_, extensions| extensions.set("cause", failure.label())).into()
    }
}

impl FieldErrors {
    /// The same, with an extension that each of them gets.
    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        let extended =
            |error: Error| error.extend_with(|_, extensions| extensions.set(name, value));
        Self(self.0.into_iter().map(extended).collect())
    }

    /// A save under one key more than are remembered.
    pub(crate) fn too_many_keys(seconds: u64) -> Self {
        let message = "Too many idempotency keys were used within 24 hours; nothing was saved";
        let error = coded(message, Code::Overloaded);
        error.extend_with(|_, extensions| extensions.set("retryAfter", seconds)).into()
    }

    /// A save beside a create whose end is not known.
    pub(crate) fn earlier_is_open(pause: Duration) -> Self {
        let message = "An earlier save of the same record was sent and its outcome is not known \
                       yet; nothing was sent now. Try again later";
        let error = coded(message, Code::UnknownOutcome);
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
        coded(message, Code::BadUserInput).extend_with(|_, extensions| {
            let path = error.path.iter().map(|segment| Value::from(segment.as_str()));
            extensions.set("argumentPath", Value::List(path.collect()));
        })
    }
}

/// An error with a code.
pub(crate) fn coded(message: impl Into<String>, code: Code) -> Error {
    Error::new(message).extend_with(|_, extensions| extensions.set("code", code.as_str()))
}

/// Whether one of the errors has this code.
pub(crate) fn has_code(errors: &[ServerError], wanted: Code) -> bool {
    let code = |error: &ServerError| error.extensions.as_ref()?.get("code").cloned();
    errors.iter().any(|error| code(error) == Some(Value::from(wanted.as_str())))
}

/// Whether there are errors, and each has this code.
pub(crate) fn all_have_code(errors: &[ServerError], wanted: Code) -> bool {
    !errors.is_empty() && errors.iter().all(|error| has_code(std::slice::from_ref(error), wanted))
}

/// A failed call to Didar.
pub(crate) fn of_upstream(failure: &UpstreamError) -> Error {
    let code = match failure {
        UpstreamError::Late => Code::DeadlineExceeded,
        UpstreamError::Overfull | UpstreamError::OutOfFiles | UpstreamError::NoRoom => {
            Code::Overloaded
        }
        UpstreamError::NotRecorded => Code::IdempotencyUnavailable,
        UpstreamError::Timeout | UpstreamError::Crowded => Code::UpstreamTimeout,
        UpstreamError::Unreachable
        | UpstreamError::Resting
        | UpstreamError::Interrupted
        | UpstreamError::NotKept
        | UpstreamError::Failing { .. } => Code::UpstreamUnavailable,
        UpstreamError::RateLimited { .. } => Code::RateLimited,
        UpstreamError::KeyRefused => Code::UpstreamUnauthenticated,
        UpstreamError::Rejected { .. } => Code::UpstreamRejected,
        UpstreamError::Malformed { .. } => Code::UpstreamMalformed,
        UpstreamError::TooManyCalls { .. } => Code::QueryTooExpensive,
        UpstreamError::TooManyCandidates { .. } => Code::TooManyCandidates,
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
    coded(format!("Didar's value could not be read: {odd}"), Code::UpstreamMalformed)
}

/// The refusal of a request that was not executed: an error without a place in the document.
pub(crate) fn refusal(message: impl Into<String>, code: Code) -> ServerError {
    let mut error = coded(message, code).into_server_error(Default::default());
    error.locations.clear();
    error
}
