//! One log line and one measurement for each request.

use std::{any::Any, time::Instant};

use axum::{
    Json,
    extract::{MatchedPath, Request},
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::json;
use tower_http::request_id::RequestId;
use tracing::{Instrument, error, info, info_span};

/// Wraps a request in a span with its id. The path is the route's pattern: what a
/// client put into an address is not logged.
pub(super) async fn observe(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request.extensions().get::<RequestId>();
    let id = id.and_then(|id| id.header_value().to_str().ok()).unwrap_or_default();
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("unmatched", MatchedPath::as_str).to_owned();
    let span = info_span!("request", request_id = id, route);
    let method = request.method().clone();
    async move {
        let response = next.run(request).await;
        let (status, elapsed) = (response.status().as_u16(), started.elapsed());
        metrics::histogram!("http_request_duration_seconds", "route" => route).record(elapsed);
        info!(%method, status, elapsed_ms = elapsed.as_millis(), "answered");
        response
    }
    .instrument(span)
    .await
}

/// The answer to a request whose handler panicked.
pub(super) fn panicked(_cause: Box<dyn Any + Send>) -> Response {
    // What panicked may quote data, so only the fact is logged; the panic hook has
    // written its place.
    error!("a handler panicked");
    let body = json!({ "errors": [{
        "message": "The gateway failed; the fault is its own",
        "extensions": { "code": "INTERNAL" },
    }] });
    (StatusCode::INTERNAL_SERVER_ERROR, Json(body)).into_response()
}
