//! `GET /graphql/schema`: the account's schema as text, for code generators.

use axum::{
    extract::State as Shared,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{State, credential, etag};
use crate::accounts::OpenError;

/// The schema in GraphQL's schema definition language. Never the one that only has what
/// every account has: code generated from it would lack the account's fields.
pub(super) async fn sdl(Shared(state): Shared<State>, headers: HeaderMap) -> Response {
    let account = match state.accounts.open(&credential::of(&headers)).await {
        Ok(opened) if opened.account.is_known() => opened.account,
        Ok(_) => {
            return plain(
                StatusCode::SERVICE_UNAVAILABLE,
                "The account's custom fields are not known yet",
            );
        }
        Err(OpenError::NotAllowed(refusal)) => {
            let mut response = plain(StatusCode::UNAUTHORIZED, &refusal.to_string());
            credential::challenge(&mut response, refusal);
            return response;
        }
        Err(OpenError::Unavailable(failure)) => {
            return plain(StatusCode::SERVICE_UNAVAILABLE, &failure.to_string());
        }
    };
    let tag = etag::tag(account.schema.version());
    let mut response = if etag::is_known(&headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        plain(StatusCode::OK, &account.schema.sdl())
    };
    response.headers_mut().insert(header::ETAG, tag);
    response
}

fn plain(status: StatusCode, text: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-cache"),
        (header::VARY, "authorization"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, format!("{}\n", text.trim_end())).into_response()
}
