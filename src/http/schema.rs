//! `GET /graphql/schema`: the account's schema as text, for code generators.

use axum::{
    extract::State as Shared,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    credential, etag,
    refusal::Refusal,
    state::{Admitted, State},
    wants::Wants,
};

/// The schema in GraphQL's schema definition language. Never the one that only has what
/// every account has: code generated from it would lack the account's fields.
pub(super) async fn sdl(Shared(state): Shared<State>, headers: HeaderMap) -> Response {
    let Admitted { account, .. } = &match state.admit(&credential::of(&headers)).await {
        Ok(admitted) if admitted.account.is_known() => admitted,
        Ok(_) => return Refusal::NotKnown.respond(Wants::json(&headers)),
        Err(refusal) => return refusal.respond(Wants::json(&headers)),
    };
    let tag = etag::tag(account.schema.version());
    let mut response = if etag::is_known(&headers, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        plain(&account.schema.sdl())
    };
    response.headers_mut().insert(header::ETAG, tag);
    response
}

fn plain(text: &str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-cache"),
        (header::VARY, "authorization"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text.to_owned()).into_response()
}
