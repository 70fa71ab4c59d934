//! One log line and one measurement for each request.

use std::{any::Any, time::Instant};

use axum::{
    Json,
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, Version, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::json;
use tower_http::request_id::RequestId;
use tracing::{Instrument, Span, debug, error, info, info_span, warn};

use super::{Stopping, refusal::status};
use crate::{graphql::Code, trace_context};

/// What a handler tells of a GraphQL request, for its log line.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    pub(super) account: String,
    pub(super) operation: Option<String>,
    pub(super) upstream_calls: u32,
    /// Code of the first error.
    pub(super) code: Option<String>,
}

/// Probes come every few seconds, and the playground's files tell nothing.
const QUIET: [&str; 4] = ["/livez", "/readyz", "/metrics", "/assets/{file}"];

/// Tells the other end of a connection not to use it again once the server stops.
pub(super) async fn say_goodbye(
    State(stopping): State<Stopping>,
    request: Request,
    next: Next,
) -> Response {
    // HTTP/2 has its own word for it, which the server sends.
    let is_http1 = request.version() < Version::HTTP_2;
    let mut response = next.run(request).await;
    if is_http1 && stopping.has_begun() {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// Keeps a caller's request id only where it is short and plain: it goes into logs.
pub(super) async fn plain_request_id(mut request: Request, next: Next) -> Response {
    const NAME: &str = "x-request-id";
    let is_plain = |id: &HeaderValue| {
        let plain = |letter: &u8| letter.is_ascii_alphanumeric() || b"-_.:/+=".contains(letter);
        (1..=128).contains(&id.len()) && id.as_bytes().iter().all(plain)
    };
    if request.headers().get(NAME).is_some_and(|id| !is_plain(id)) {
        request.headers_mut().remove(NAME);
    }
    next.run(request).await
}

/// Wraps a request in a span with its id. The path is the route's pattern: what a
/// client put into an address is not logged.
pub(super) async fn observe(request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = request.extensions().get::<RequestId>();
    let id = id.and_then(|id| id.header_value().to_str().ok()).unwrap_or_default();
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("unmatched", MatchedPath::as_str).to_owned();
    let is_quiet = QUIET.contains(&route.as_str());
    let span = info_span!("request", request_id = id, route, otel.kind = "server");
    let method = request.method().clone();
    trace(&span, &request, &route);
    async move {
        let response = next.run(request).await;
        let here = Span::current();
        trace_context::status(&here, response.status().as_u16());
        let (status, elapsed) = (response.status().as_u16(), started.elapsed());
        metrics::histogram!("didar_graphql_http_request_duration_seconds", "route" => route)
            .record(elapsed);
        let elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        match response.extensions().get::<Told>() {
            Some(told) => {
                let Told { account, operation, upstream_calls, code } = told;
                let calls = f64::from(*upstream_calls);
                metrics::histogram!("didar_graphql_calls_per_request").record(calls);
                trace_operation(&here, operation.as_deref(), code.as_deref());
                if code.is_some() {
                    warn!(
                        %method, status, elapsed_ms, account, operation, upstream_calls, code,
                        "answered"
                    );
                } else {
                    info!(
                        %method, status, elapsed_ms, account, operation, upstream_calls,
                        "answered"
                    );
                }
            }
            None if is_quiet => debug!(%method, status, elapsed_ms, "answered"),
            None => info!(%method, status, elapsed_ms, "answered"),
        }
        response
    }
    .instrument(span)
    .await
}

/// Makes the span a part of the caller's trace (W3C Trace Context), in the words of
/// OpenTelemetry's conventions for HTTP servers. Without a collector nothing comes of it.
fn trace(span: &Span, request: &Request, route: &str) {
    trace_context::join(span, request.headers());
    trace_context::attribute(span, "http.request.method", request.method().as_str());
    trace_context::attribute(span, "http.route", route);
}

fn trace_operation(span: &Span, operation: Option<&str>, code: Option<&str>) {
    if let Some(operation) = operation {
        trace_context::attribute(span, "graphql.operation.name", operation);
    }
    if let Some(code) = code {
        trace_context::attribute(span, "error.type", code);
    }
}

/// The answer to a request whose handler panicked.
pub(super) fn panicked(_cause: Box<dyn Any + Send>) -> Response {
    // What panicked may quote data, so only the fact is logged; the panic hook has
    // written its place.
    error!("a handler panicked");
    let body = json!({ "errors": [{
        "message": "The gateway failed; the fault is its own",
        "extensions": { "code": Code::Internal.as_str() },
    }] });
    (status(Code::Internal), Json(body)).into_response()
}
