//! `POST /graphql`: GraphQL over HTTP.
//!
//! Written here and not taken from async-graphql-axum, whose extractor takes any
//! content type and ignores body limits; its response type writes the answers.

use async_graphql_axum::GraphQLResponse;
use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, Request, State as Shared, rejection::BytesRejection},
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use tracing::warn;

use super::{
    State, credential,
    media::{self, Media},
    request,
};
use crate::{
    accounts::{Access, Account, OpenError, Opened},
    crm::error::UpstreamError,
    graphql::Answer,
};

const SCHEMA_VERSION: HeaderName = HeaderName::from_static("x-schema-version");

/// Executes one request.
pub(super) async fn execute(Shared(state): Shared<State>, http: Request) -> Response {
    let Some(media) = Media::negotiate(http.headers()) else {
        let message = "Answers are application/graphql-response+json or application/json";
        return refuse(StatusCode::NOT_ACCEPTABLE, Media::Json, "NOT_ACCEPTABLE", message);
    };
    if !media::is_json(http.headers()) {
        let message = "Requests must be application/json in UTF-8";
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return refuse(status, media, "UNSUPPORTED_MEDIA_TYPE", message);
    }
    let credential = credential::of(http.headers());
    let body = match Bytes::from_request(http, &state).await {
        Ok(body) => body,
        Err(rejection) => return unreadable(&rejection, media),
    };
    let mut request = match request::read(&body) {
        Ok(request) => request,
        Err(error) => {
            let status = StatusCode::BAD_REQUEST;
            return refuse(status, media, "BAD_REQUEST", &error.to_string());
        }
    };
    match state.accounts.open(&credential).await {
        Ok(Opened { account, access }) => {
            request.read_only = access == Access::Read;
            let (answer, account) = state.accounts.execute(account, &request).await;
            respond(answer, media, &account)
        }
        Err(OpenError::NotAllowed(refusal)) => {
            let status = StatusCode::UNAUTHORIZED;
            let mut response = refuse(status, media, "UNAUTHENTICATED", &refusal.to_string());
            credential::challenge(&mut response, refusal);
            response
        }
        Err(OpenError::Unavailable(failure)) => unavailable(&failure, media),
    }
}

fn respond(answer: Answer, media: Media, account: &Account) -> Response {
    count(&answer);
    let mut response = if answer.executed {
        GraphQLResponse::from(answer.response).into_response()
    } else {
        // Nothing was executed: no `data`, not even null.
        let status = match media {
            _ if answer.is_forbidden() => StatusCode::FORBIDDEN,
            _ if answer.lacks_definitions() => StatusCode::SERVICE_UNAVAILABLE,
            Media::GraphQlResponse => StatusCode::BAD_REQUEST,
            Media::Json => StatusCode::OK,
        };
        (status, Json(json!({ "errors": answer.response.errors }))).into_response()
    };
    if let Ok(version) = HeaderValue::from_str(account.schema.version()) {
        response.headers_mut().insert(SCHEMA_VERSION, version);
    }
    finish(response, media)
}

/// A body that is too large or that did not arrive.
fn unreadable(rejection: &BytesRejection, media: Media) -> Response {
    let status = rejection.status();
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        let message = format!("The body is larger than {} bytes", super::MAX_BODY_BYTES);
        return refuse(status, media, "PAYLOAD_TOO_LARGE", &message);
    }
    refuse(status, media, "BAD_REQUEST", "The body could not be read")
}

/// There is no schema to execute against.
fn unavailable(failure: &UpstreamError, media: Media) -> Response {
    warn!(%failure, "the account's definitions cannot be had");
    let message = format!("The account's custom fields could not be read: {failure}");
    let code = match failure {
        UpstreamError::KeyRefused => "UPSTREAM_UNAUTHENTICATED",
        _ => "DEFINITIONS_UNAVAILABLE",
    };
    refuse(StatusCode::SERVICE_UNAVAILABLE, media, code, &message)
}

fn refuse(status: StatusCode, media: Media, code: &'static str, message: &str) -> Response {
    metrics::counter!("graphql_requests_total", "outcome" => code).increment(1);
    let body = json!({ "errors": [{ "message": message, "extensions": { "code": code } }] });
    finish((status, Json(body)).into_response(), media)
}

fn finish(mut response: Response, media: Media) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media.header()));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::VARY, HeaderValue::from_static("accept, authorization"));
    response
}

fn count(answer: &Answer) {
    let outcome = match (answer.executed, answer.response.errors.is_empty()) {
        (false, _) => "refused",
        (true, true) => "ok",
        (true, false) => "errors",
    };
    metrics::counter!("graphql_requests_total", "outcome" => outcome).increment(1);
}
