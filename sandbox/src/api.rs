//! Every request below `/api`: path, method, key, body, fault, action.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Query, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use serde_json::Value;

use crate::actions::{self, Action};
use crate::app::App;
use crate::cut::{BrokenBody, NoAnswer, halve, no_answer};
use crate::faults::{FaultKind, canned};
use crate::form;
use crate::json;
use crate::settings::Settings;
use crate::wire::{ApiError, refusal};

/// The largest body read.
const BODY_LIMIT: usize = 4 << 20;

/// A request read and not yet judged.
struct Incoming {
    head: Parts,
    /// The lower-cased path below `/api`, or the whole path when it lies elsewhere.
    action: String,
    body: Result<Value, ApiError>,
}

/// Answers a request and keeps the record of calls.
pub(crate) async fn answer(State(app): State<Arc<App>>, request: Request) -> Response {
    let incoming = Incoming::read(request).await;
    let body = incoming.body.as_ref().cloned().unwrap_or_default();
    let ticket = app.calls.arrive(&incoming.action, body);
    let response = struck(&app, incoming).await;
    app.calls.finish(ticket, visible_status(&response));
    response
}

/// The status the caller gets to see as a whole answer; 0 when the connection is cut.
fn visible_status(response: &Response) -> u16 {
    let extensions = response.extensions();
    let cut = extensions.get::<NoAnswer>().is_some() || extensions.get::<BrokenBody>().is_some();
    if cut { 0 } else { response.status().as_u16() }
}

/// Applies the fault that waits for this call, if any.
async fn struck(app: &Arc<App>, incoming: Incoming) -> Response {
    let Some(fault) = app.faults.strike(&incoming.action) else {
        return proper(app, incoming).await;
    };
    tracing::debug!(action = incoming.action, ?fault, "fault");
    if let Some(response) = canned(&fault) {
        return response;
    }
    if fault == FaultKind::Reset {
        return no_answer();
    }
    if let FaultKind::Late(time) = fault {
        return late(Arc::clone(app), incoming, time).await;
    }
    tokio::time::sleep(delay(&fault)).await;
    let response = proper(app, incoming).await;
    match fault {
        FaultKind::CutBody => halve(response).await,
        FaultKind::LostAnswer => no_answer(),
        _ => response,
    }
}

/// The proper answer, later. In a task of its own: a caller who has gone changes nothing.
async fn late(app: Arc<App>, incoming: Incoming, time: Duration) -> Response {
    let answer = tokio::spawn(async move {
        tokio::time::sleep(time).await;
        proper(&app, incoming).await
    });
    answer.await.unwrap_or_else(|_| no_answer())
}

fn delay(fault: &FaultKind) -> Duration {
    match fault {
        FaultKind::Delay(time) => *time,
        _ => Duration::ZERO,
    }
}

/// The answer as it should be.
async fn proper(app: &Arc<App>, incoming: Incoming) -> Response {
    let allowed = Action::named(&incoming.action).map_or(Method::POST, Action::method);
    match judge(app, incoming).await {
        Ok(body) => success(body),
        Err(error) => {
            let mut response = refusal(error.status, &error.text, app.settings.error_body);
            if error.status == StatusCode::METHOD_NOT_ALLOWED {
                let allowed = HeaderValue::from_str(allowed.as_str());
                response.headers_mut().extend(allowed.ok().map(|allowed| (header::ALLOW, allowed)));
            }
            response
        }
    }
}

async fn judge(app: &Arc<App>, incoming: Incoming) -> Result<Vec<u8>, ApiError> {
    let Some(action) = Action::named(&incoming.action) else {
        return Err(unexpected_path(&incoming.head.uri));
    };
    if incoming.head.method != action.method() {
        let text = "The requested resource does not support this method";
        return Err(ApiError::new(StatusCode::METHOD_NOT_ALLOWED, text));
    }
    if action.needs_key() {
        check_key(&incoming.head.uri, &app.settings)?;
    }
    actions::run(app.clone(), action, incoming.body?).await
}

fn unexpected_path(uri: &Uri) -> ApiError {
    let text = format!("The sandbox has no action at {}", uri.path());
    ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, text)
}

/// The key travels in the query string under a name in any case (F2). What the real server
/// answers without one is unknown (F33); 401 is the assumption of section 9, row 1.
fn check_key(uri: &Uri, settings: &Settings) -> Result<(), ApiError> {
    let pairs = Query::<Vec<(String, String)>>::try_from_uri(uri);
    let Query(pairs) = pairs.unwrap_or_default();
    let mut given = pairs.iter().filter(|(name, _)| name.eq_ignore_ascii_case("apikey"));
    let text = match given.next() {
        Some((_, key)) if *key == settings.api_key => return Ok(()),
        Some((_, key)) if settings.any_key && is_key(key) => return Ok(()),
        Some(_) => "The API key is not valid",
        None => "The API key is missing",
    };
    Err(ApiError::new(StatusCode::UNAUTHORIZED, text))
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|letter| letter.is_ascii_alphanumeric())
}

fn success(body: Vec<u8>) -> Response {
    let mut response = Response::new(Body::from(body));
    let kind = HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

impl Incoming {
    async fn read(request: Request) -> Self {
        let (head, body) = request.into_parts();
        let bytes = axum::body::to_bytes(body, BODY_LIMIT).await;
        Self {
            action: action_of(head.uri.path()),
            body: match bytes {
                Ok(bytes) if form::is_one(&head.headers) => form::read(&head.headers, bytes).await,
                Ok(bytes) => read_json(&bytes),
                Err(_) => Err(too_large()),
            },
            head,
        }
    }
}

fn read_json(bytes: &Bytes) -> Result<Value, ApiError> {
    let problem = |error| ApiError::bad_request(format!("The body is not JSON: {error}"));
    json::parse(bytes).map_err(problem)
}

fn too_large() -> ApiError {
    ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large")
}

/// The lower-cased action of a path, repeated slashes collapsed (F5, F10).
fn action_of(path: &str) -> String {
    let path = path.to_ascii_lowercase();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        ["api", action @ ..] => action.join("/"),
        _ => format!("/{}", parts.join("/")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_found_in_any_case_and_behind_any_number_of_slashes() {
        let action = "contact/personsearch";
        assert_eq!(action_of("/api/contact/PersonSearch"), action);
        assert_eq!(action_of("//API///Contact//personSEARCH/"), action);
        assert_eq!(action_of("/contact/save"), "/contact/save");
    }
}
