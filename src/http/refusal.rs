//! Answers to requests that are not executed.

use axum::{
    Json,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use tracing::warn;

use super::{
    credential, gate::Closed, media::Media, meters::REQUESTS, persisted::NoDocument,
    request::BadRequest, wants::Wants,
};
use crate::{
    accounts::OpenError,
    crm::error::UpstreamError,
    graphql::Code,
    message::{Language, Message, message},
};

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
    fn parts(&self) -> (Code, Message) {
        let bad = |message: Message| (Code::BadRequest, message);
        match self {
            Self::TooLarge(most) => (
                Code::PayloadTooLarge,
                message!("The body is larger than {most} bytes", most = *most),
            ),
            Self::Bad(why) => bad(why.into()),
            Self::NoDocument(missing) => no_document(*missing),
            Self::Open(OpenError::NotAllowed(refused)) => (Code::Unauthenticated, refused.into()),
            Self::Open(OpenError::Unavailable(failure)) => {
                let code = match failure {
                    UpstreamError::KeyRefused => Code::UpstreamUnauthenticated,
                    _ => Code::DefinitionsUnavailable,
                };
                let message = message!(
                    "The account's custom fields could not be read: {failed}",
                    failed = Message::from(failure)
                );
                (code, message)
            }
            Self::Unreadable => bad(message!("The body could not be read")),
            Self::NoHost => bad(message!("A request has one Host header with a host in it")),
            Self::Closed(closed) => of_closed(*closed),
            _ => self.of_protocol(),
        }
    }

    /// Faults of the HTTP request itself.
    fn of_protocol(&self) -> (Code, Message) {
        match self {
            Self::NotAcceptable => (
                Code::NotAcceptable,
                message!("Answers are application/graphql-response+json or application/json"),
            ),
            Self::Encoding => (
                Code::UnsupportedMediaType,
                message!("Bodies are compressed with gzip or not at all"),
            ),
            Self::TooSlow => (Code::RequestTimeout, message!("The body did not arrive in time")),
            Self::CrossSite => (
                Code::CrossSite,
                message!(
                    "A page of another site asks over GET: send the header graphql-require-preflight, \
                 or use POST"
                ),
            ),
            Self::Method => (Code::MethodNotAllowed, message!("Requests are GET or POST")),
            Self::NotKnown => (
                Code::DefinitionsUnavailable,
                message!("The account's custom fields are not known yet: Didar could not be asked"),
            ),
            Self::TooLate => (
                Code::DeadlineExceeded,
                message!("The request took longer than it may; a save that was sent goes on"),
            ),
            Self::Misdirected => (
                Code::Misdirected,
                message!(
                    "This gateway is open to this machine only and is not asked by this name; if it \
                 should be, name it with --allowed-host"
                ),
            ),
            _ => {
                (Code::UnsupportedMediaType, message!("Requests must be application/json in UTF-8"))
            }
        }
    }

    /// The error as it stands in an answer.
    pub(super) fn error(&self, language: Language) -> Value {
        let (code, message) = self.parts();
        let code = code.as_str();
        metrics::counter!(REQUESTS, "outcome" => code).increment(1);
        json!({ "message": message.text(language), "extensions": { "code": code } })
    }

    pub(super) fn respond(&self, wants: Wants) -> Response {
        if let Self::Open(OpenError::Unavailable(failure)) = self {
            warn!(%failure, "an account cannot be opened");
        }
        let status = match status(self.parts().0) {
            // Apollo's protocol says 200; this media type has none without data.
            StatusCode::OK if wants.media == Media::GraphQlResponse => StatusCode::BAD_REQUEST,
            status => status,
        };
        let body = json!({ "errors": [self.error(wants.language)] });
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
        let tag = HeaderValue::from_static(wants.language.tag());
        response.headers_mut().insert(header::CONTENT_LANGUAGE, tag);
        finish(response, wants)
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

fn of_closed(closed: Closed) -> (Code, Message) {
    match closed {
        Closed::Full => (
            Code::Overloaded,
            message!("The gateway has as many requests as it takes at once; try again soon"),
        ),
        Closed::TooOften(_) => {
            (Code::RateLimited, message!("More requests a second than this token may send"))
        }
    }
}

/// The words of Apollo's protocol, which clients look for.
fn no_document(missing: NoDocument) -> (Code, Message) {
    match missing {
        NoDocument::Missing => (
            Code::BadRequest,
            message!("The parameter \"query\" must be a string that is not empty"),
        ),
        NoDocument::NotFound => (Code::PersistedQueryNotFound, message!("PersistedQueryNotFound")),
        NoDocument::WrongHash => (
            Code::BadRequest,
            message!("extensions.persistedQuery.sha256Hash is not the hash of the query"),
        ),
        NoDocument::NotAllowed => (
            Code::DocumentNotAllowed,
            message!("This gateway answers the documents of its list only"),
        ),
    }
}

/// What answers depend on. Not every request passes the layers that say so of encodings and origins.
const VARY: &str = "accept, accept-encoding, accept-language, authorization, origin";

/// The headers that every answer has.
pub(super) fn finish(mut response: Response, wants: Wants) -> Response {
    const NAMES: [HeaderName; 3] = [header::CONTENT_TYPE, header::CACHE_CONTROL, header::VARY];
    let values = [wants.media.header(), "no-store", VARY];
    for (name, value) in NAMES.into_iter().zip(values) {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
