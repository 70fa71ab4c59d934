//! Refusals: a status, a reason phrase and a body (section 2.3).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use hyper::ext::ReasonPhrase;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The shape of the body of a refusal. The reason phrase carries the text in every case (F30).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorBody {
    /// `{"Error": text}`
    #[default]
    Error,
    /// `{"Message": text}`
    Message,
    /// The text alone.
    PlainText,
    /// An HTML page with the text in it.
    Html,
}

/// Why a call is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ApiError {
    pub(crate) status: StatusCode,
    pub(crate) text: String,
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { status, text }
    }

    /// 400, the status of every rule of the contract.
    pub(crate) fn bad_request(text: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, text)
    }
}

/// The response of a refusal: the text in the reason phrase and in the body.
pub(crate) fn refusal(status: StatusCode, text: &str, shape: ErrorBody) -> Response {
    let (kind, body) = match shape {
        ErrorBody::Error => (JSON, json!({ "Error": text }).to_string()),
        ErrorBody::Message => (JSON, json!({ "Message": text }).to_string()),
        ErrorBody::PlainText => ("text/plain; charset=utf-8", text.to_owned()),
        ErrorBody::Html => ("text/html; charset=utf-8", page(text)),
    };
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Some(reason) = reason(text) {
        response.extensions_mut().insert(reason);
    }
    response
}

const JSON: &str = "application/json; charset=utf-8";

/// An error page as a proxy would send it.
pub(crate) fn page(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<!DOCTYPE html>\n<html><head><title>{text}</title></head><body><h1>{text}</h1></body></html>\n"
    )
}

/// The text as a reason phrase. A status line is one line, so control characters become spaces.
fn reason(text: &str) -> Option<ReasonPhrase> {
    let line: String =
        text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    ReasonPhrase::try_from(line.into_bytes()).ok()
}
