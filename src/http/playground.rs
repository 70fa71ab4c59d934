//! GraphiQL, out of files compiled into the binary: no CDN, no network.
//!
//! The page refers to everything relative to itself, so it works under any prefix
//! that a proxy strips. The files are built from `playground/`.

use std::sync::LazyLock;

use axum::{
    Json,
    extract::{Path, State as Shared},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{
    credential, etag,
    state::{Admitted, State},
    wants::Wants,
};
use crate::{accounts::Access, graphql::Example};

struct Asset {
    name: &'static str,
    media: &'static str,
    bytes: &'static [u8],
}

macro_rules! assets {
    ($($name:literal $media:literal $path:literal),+ $(,)?) => {
        &[$(Asset {
            name: $name,
            media: $media,
            bytes: include_bytes!(concat!("graphiql/", $path)),
        }),+]
    };
}

static PAGE: &[u8] = include_bytes!("graphiql/index.html");
static ASSETS: &[Asset] = assets![
    "graphiql.js" "text/javascript" "assets/graphiql.js",
    "graphiql.css" "text/css" "assets/graphiql.css",
    "languages.worker.js" "text/javascript" "assets/languages.worker.js",
    "LICENSES.txt" "text/plain; charset=utf-8" "LICENSES.txt",
];

/// The files have no hash in their names, so browsers ask whether they changed.
static ETAG: LazyLock<HeaderValue> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    hash.update(PAGE);
    ASSETS.iter().for_each(|asset| hash.update(asset.bytes));
    etag::tag(&hex::encode(hash.finalize()))
});

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
    worker-src 'self'; font-src 'self' data:; img-src 'self' data:; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page itself.
pub(super) async fn page(headers: HeaderMap) -> Response {
    file(&headers, "text/html; charset=utf-8", PAGE)
}

/// One of the files it refers to.
pub(super) async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Response {
    match ASSETS.iter().find(|asset| asset.name == name) {
        Some(asset) => file(&headers, asset.media, asset.bytes),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn file(request: &HeaderMap, media: &'static str, bytes: &'static [u8]) -> Response {
    let headers: [(HeaderName, HeaderValue); 6] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media)),
        (header::ETAG, ETAG.clone()),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    ];
    if etag::is_known(request, &ETAG) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, bytes).into_response()
}

/// The tabs the playground opens with, made from the account's own fields.
pub(super) async fn tabs(Shared(state): Shared<State>, headers: HeaderMap) -> Response {
    let Admitted { account, access, .. } = &match state.admit(&credential::of(&headers)).await {
        Ok(admitted) => admitted,
        Err(refusal) => return refusal.respond(Wants::json(&headers)),
    };
    // They name the account's fields.
    let examples = if state.options.introspection { account.schema.examples() } else { vec![] };
    let tabs: Vec<_> = examples
        .into_iter()
        .filter(|example| *access == Access::Write || !example.is_mutation)
        .map(|Example { title, query, variables, .. }| {
            json!({ "title": title, "query": query, "variables": variables })
        })
        .collect();
    ([(header::CACHE_CONTROL, "no-store")], Json(tabs)).into_response()
}
