//! Faults on demand (section 8): what a client must survive.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::ErrorBody;
use crate::wire::{page, refusal};

/// A fault waiting for a call. Of several that fit, the one added first is used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// The action it strikes, in any case; `None` strikes every action.
    #[serde(default)]
    pub action: Option<String>,
    /// How many calls it strikes; `None` strikes until cleared.
    #[serde(default)]
    pub times: Option<u32>,
    /// What happens.
    pub kind: FaultKind,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// A refusal with the text in the reason phrase and in the body.
    Status {
        /// The status.
        status: u16,
        /// The text.
        text: String,
        /// The shape of the body.
        #[serde(default)]
        body: ErrorBody,
    },
    /// An HTML page instead of JSON, as a proxy sends it (F32).
    Html {
        /// The status.
        status: u16,
    },
    /// The proper answer, later. In JSON: milliseconds.
    #[serde(with = "millis")]
    Delay(Duration),
    /// The work is done after this time, also when the caller has gone. In JSON: milliseconds.
    #[serde(with = "millis")]
    Late(Duration),
    /// The head of the proper answer with its full length, then half of the body.
    CutBody,
    /// The connection closes without an answer and without doing the work.
    Reset,
    /// The work is done, then the connection closes without an answer (F180).
    LostAnswer,
    /// No body at all.
    Empty {
        /// The status.
        status: u16,
    },
    /// Any body.
    Raw {
        /// The status.
        status: u16,
        /// The body, sent as JSON whatever it is.
        body: String,
    },
    /// 200 with `{"Error": text, "Success": false}` (F31).
    OkError {
        /// The text.
        text: String,
    },
    /// 429, with `Retry-After` in seconds if given (F14).
    RateLimited {
        /// The seconds to wait.
        #[serde(default)]
        retry_after: Option<u64>,
    },
}

/// The faults in the order they were added.
#[derive(Debug, Default)]
pub(crate) struct FaultPlan(Mutex<Vec<Fault>>);

impl FaultPlan {
    fn faults(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add(&self, fault: Fault) {
        self.faults().push(fault);
    }

    pub(crate) fn clear(&self) {
        self.faults().clear();
    }

    /// The fault that strikes this call, if any; one that is used up leaves the plan.
    pub(crate) fn strike(&self, action: &str) -> Option<FaultKind> {
        let mut faults = self.faults();
        faults.retain(|fault| fault.times != Some(0));
        let fits = |fault: &&mut Fault| {
            let wanted = fault.action.as_deref();
            wanted.is_none_or(|wanted| wanted.trim_matches('/').eq_ignore_ascii_case(action))
        };
        let fault = faults.iter_mut().find(fits)?;
        if let Some(times) = &mut fault.times {
            *times -= 1;
        }
        Some(fault.kind.clone())
    }
}

/// The answer of a fault that needs no work; `None` for those about the connection or time.
pub(crate) fn canned(kind: &FaultKind) -> Option<Response> {
    Some(match kind {
        FaultKind::Status { status, text, body } => refusal(code(*status), text, *body),
        FaultKind::Html { status } => html(code(*status)),
        FaultKind::Empty { status } => with_body(code(*status), String::new()),
        FaultKind::Raw { status, body } => with_body(code(*status), body.clone()),
        FaultKind::OkError { text } => {
            let body = json!({ "Error": text, "Success": false });
            with_body(StatusCode::OK, body.to_string())
        }
        FaultKind::RateLimited { retry_after } => rate_limited(*retry_after),
        FaultKind::Delay(_)
        | FaultKind::Late(_)
        | FaultKind::CutBody
        | FaultKind::Reset
        | FaultKind::LostAnswer => {
            return None;
        }
    })
}

/// A status out of range is an internal error rather than a panic.
fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn html(status: StatusCode) -> Response {
    let text = status.canonical_reason().unwrap_or("Error");
    let mut response = with_body(status, page(text));
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

fn with_body(status: StatusCode, body: String) -> Response {
    let typed = !body.is_empty();
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    if typed {
        let kind = HeaderValue::from_static("application/json; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
    }
    response
}

fn rate_limited(retry_after: Option<u64>) -> Response {
    let status = StatusCode::TOO_MANY_REQUESTS;
    let mut response = refusal(status, "Too many requests", ErrorBody::Error);
    if let Some(seconds) = retry_after {
        let headers = response.headers_mut();
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// A duration as whole milliseconds.
mod millis {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(time: &Duration, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_u64(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(input: D) -> Result<Duration, D::Error> {
        u64::deserialize(input).map(Duration::from_millis)
    }
}
