//! Answers to requests that are not executed.

use axum::{
    Json,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use tracing::warn;

use super::{credential, gate::Closed, media::Media, persisted::NoDocument, request::BadRequest};
use crate::{accounts::OpenError, crm::error::UpstreamError, graphql::Code};

/// Why a request is not executed.
#[derive(Debug)]
pub(super) enum Refusal {
    NotAcceptable,
    NotJson,
    /// Than so many bytes.
    TooLarge(usize),
    Unreadable,
    TooSlow,
    Bad(BadRequest),
    NoDocument(NoDocument),
    CrossSite,
    /// An encoding of the body that is not taken.
    Encoding,
    Method,
    TooLate,
    /// The account's custom fields were never had.
    NotKnown,
    NoHost,
    /// For a host that is not this gateway's.
    Misdirected,
    Closed(Closed),
    Open(OpenError),
}

impl From<BadRequest> for Refusal {
    fn from(bad: BadRequest) -> Self {
        Self::Bad(bad)
    }
}

impl From<OpenError> for Refusal {
    fn from(failure: OpenError) -> Self {
        Self::Open(failure)
    }
}

impl Refusal {
    /// Code and sentence.
    fn parts(&self) -> (Code, String) {
        let bad = |message: String| (Code::BadRequest, message);
        match self {
            Self::TooLarge(most) => {
                (Code::PayloadTooLarge, format!("The body is larger than {most} bytes"))
            }
            Self::Bad(why) => bad(why.to_string()),
            Self::NoDocument(missing) => owned(no_document(*missing)),
            Self::Open(OpenError::NotAllowed(refused)) => {
                (Code::Unauthenticated, refused.to_string())
            }
            Self::Open(OpenError::Unavailable(failure)) => {
                let code = match failure {
                    UpstreamError::KeyRefused => Code::UpstreamUnauthenticated,
                    _ => Code::DefinitionsUnavailable,
                };
                let message = format!("The account's custom fields could not be read: {failure}");
                (code, message)
            }
            Self::Unreadable => bad("The body could not be read".to_owned()),
            Self::NoHost => bad("A request has one Host header with a host in it".to_owned()),
            Self::Closed(closed) => owned(of_closed(*closed)),
            _ => owned(self.of_protocol()),
        }
    }

    /// Faults of the HTTP request itself.
    fn of_protocol(&self) -> Fixed {
        match self {
            Self::NotAcceptable => (
                Code::NotAcceptable,
                "Answers are application/graphql-response+json or application/json",
            ),
            Self::Encoding => {
                (Code::UnsupportedMediaType, "Bodies are compressed with gzip or not at all")
            }
            Self::TooSlow => (Code::RequestTimeout, "The body did not arrive in time"),
            Self::CrossSite => (
                Code::CrossSite,
                "A page of another site asks over GET: send the header graphql-require-preflight, \
                 or use POST",
            ),
            Self::Method => (Code::MethodNotAllowed, "Requests are GET or POST"),
            Self::NotKnown => (
                Code::DefinitionsUnavailable,
                "The account's custom fields are not known yet: Didar could not be asked",
            ),
            Self::TooLate => (
                Code::DeadlineExceeded,
                "The request took longer than it may; a save that was sent goes on",
            ),
            Self::Misdirected => (
                Code::Misdirected,
                "This gateway is open to this machine only and is not asked by this name; if it \
                 should be, name it with --allowed-host",
            ),
            _ => (Code::UnsupportedMediaType, "Requests must be application/json in UTF-8"),
        }
    }

    /// The error as it stands in an answer.
    pub(super) fn error(&self) -> Value {
        let (code, message) = self.parts();
        let code = code.as_str();
        metrics::counter!("didar_graphql_requests_total", "outcome" => code).increment(1);
        json!({ "message": message, "extensions": { "code": code } })
    }

    pub(super) fn respond(&self, media: Media) -> Response {
        if let Self::Open(OpenError::Unavailable(failure)) = self {
            warn!(%failure, "an account cannot be opened");
        }
        let status = match status(self.parts().0) {
            // Apollo's protocol says 200; this media type has none without data.
            StatusCode::OK if media == Media::GraphQlResponse => StatusCode::BAD_REQUEST,
            status => status,
        };
        let body = json!({ "errors": [self.error()] });
        let mut response = (status, Json(body)).into_response();
        if let Self::Open(OpenError::NotAllowed(refused)) = self {
            credential::challenge(&mut response, *refused);
        }
        if let Some((name, value)) = self.header() {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        if let Some(seconds) = self.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        finish(response, media)
    }

    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Closed(Closed::TooOften(pause)) => Some(pause.as_secs() + 1),
            Self::Closed(Closed::Full) => Some(1),
            Self::Open(OpenError::Unavailable(_)) => Some(2),
            _ => None,
        }
    }

    /// What is allowed instead.
    fn header(&self) -> Option<(HeaderName, &'static str)> {
        match self {
            Self::Encoding => Some((header::ACCEPT_ENCODING, "gzip")),
            Self::Method => Some((header::ALLOW, "GET, HEAD, POST")),
            _ => None,
        }
    }
}

/// HTTP status of an answer that is an error of this code alone.
pub(super) fn status(code: Code) -> StatusCode {
    StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A code and a sentence that are always the same.
type Fixed = (Code, &'static str);

fn owned((code, message): Fixed) -> (Code, String) {
    (code, message.to_owned())
}

fn of_closed(closed: Closed) -> Fixed {
    match closed {
        Closed::Full => (
            Code::Overloaded,
            "The gateway has as many requests as it takes at once; try again soon",
        ),
        Closed::TooOften(_) => {
            (Code::RateLimited, "More requests a second than this token may send")
        }
    }
}

/// The words of Apollo's protocol, which clients look for.
fn no_document(missing: NoDocument) -> Fixed {
    match missing {
        NoDocument::Missing => {
            (Code::BadRequest, "The parameter \"query\" must be a string that is not empty")
        }
        NoDocument::NotFound => (Code::PersistedQueryNotFound, "PersistedQueryNotFound"),
        NoDocument::WrongHash => {
            (Code::BadRequest, "extensions.persistedQuery.sha256Hash is not the hash of the query")
        }
        NoDocument::NotAllowed => {
            (Code::DocumentNotAllowed, "This gateway answers the documents of its list only")
        }
    }
}

/// The headers that every answer has.
pub(super) fn finish(mut response: Response, media: Media) -> Response {
    const NAMES: [HeaderName; 3] = [header::CONTENT_TYPE, header::CACHE_CONTROL, header::VARY];
    let values = [media.header(), "no-store", "accept, authorization"];
    for (name, value) in NAMES.into_iter().zip(values) {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
