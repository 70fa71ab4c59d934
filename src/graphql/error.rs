//! Errors as clients see them: a stable code, a safe sentence, the path to the fault.

use std::time::Duration;

use async_graphql::{Error, ErrorExtensions, ServerError, Value};

use super::code::Code;
use crate::{
    crm::error::UpstreamError,
    didar::value::Odd,
    message::{Message, message},
};

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
        let failed = Message::from(failure);
        let message = if is_create {
            message!(
                "{failed}; it may have been saved: look for it in Didar before you create it again; \
                 an upsert looks by itself",
                failed
            )
        } else {
            message!(
                "{failed}; it may have been saved: read the record, or send the same changes again",
                failed
            )
        };
        let error = coded(message, Code::UnknownOutcome);
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
        let message =
            message!("Too many idempotency keys were used within 24 hours; nothing was saved");
        let error = coded(message, Code::Overloaded);
        error.extend_with(|_, extensions| extensions.set("retryAfter", seconds)).into()
    }

    /// A save beside a create whose end is not known.
    pub(crate) fn earlier_is_open(pause: Duration) -> Self {
        let message = message!(
            "An earlier save of the same record was sent and its outcome is not known \
                       yet; nothing was sent now. Try again later"
        );
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
    pub(crate) message: Message,
}

impl InputError {
    pub(crate) fn new(path: &[&str], message: Message) -> Self {
        let path = path.iter().map(|&segment| segment.to_owned()).collect();
        Self { path, message }
    }
}

impl From<InputError> for Error {
    fn from(error: InputError) -> Self {
        let InputError { path, message } = error;
        let message = message!("{path}: {message}", path = path.join("."), message);
        at_argument(coded(message, Code::BadUserInput), &path)
    }
}

/// An error with the path to the argument at fault.
pub(crate) fn at_argument(error: Error, path: &[String]) -> Error {
    error.extend_with(|_, extensions| {
        let path = path.iter().map(|segment| Value::from(segment.as_str()));
        extensions.set("argumentPath", Value::List(path.collect()));
    })
}

/// An error with a code, whatever it says.
pub(crate) fn with_code(error: Error, code: Code) -> Error {
    error.extend_with(|_, extensions| extensions.set("code", code.as_str()))
}

/// An error with a code.
pub(crate) fn coded(message: Message, code: Code) -> Error {
    with_code(Error::new_with_source(message), code)
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
    let error = coded(failure.into(), code);
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
    coded(
        message!("Didar's value could not be read: expected {expected}", expected = odd.0),
        Code::UpstreamMalformed,
    )
}

/// The refusal of a request that was not executed: an error without a place in the document.
pub(crate) fn refusal(message: Message, code: Code) -> ServerError {
    let mut error = coded(message, code).into_server_error(Default::default());
    error.locations.clear();
    error
}
