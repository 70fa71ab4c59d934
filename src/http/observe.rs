//! One log line and one measurement for each request.

use std::{borrow::Cow, sync::Arc, time::Instant};

use axum::{
    Json,
    extract::Request,
    http::{HeaderValue, Method},
    response::{IntoResponse, Response},
};
use serde_json::json;
use tracing::{Span, debug, error, info, info_span, warn};

use super::{
    meters::Meters,
    refusal::{finish, status},
    wants::Wants,
};
use crate::{graphql::Code, message::message, trace_context};

/// What a handler tells of a GraphQL request, for its log line.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    pub(super) account: Arc<str>,
    pub(super) operation: Option<String>,
    pub(super) upstream_calls: u32,
    /// Code of the first error.
    pub(super) code: Option<String>,
}

/// Probes come every few seconds, and the playground's files tell nothing.
const QUIET: [&str; 4] = ["/livez", "/readyz", "/metrics", "/assets/{file}"];

/// A request that is being observed, in a span with its id.
pub(super) struct Observed {
    pub(super) span: Span,
    started: Instant,
    route: Cow<'static, str>,
    method: Method,
}

impl Observed {
    pub(super) fn new(request: &Request, id: &HeaderValue, route: Cow<'static, str>) -> Self {
        let request_id = id.to_str().unwrap_or_default();
        let span = info_span!("request", request_id, route = &*route, otel.kind = "server");
        trace(&span, request, &route);
        Self { span, started: Instant::now(), route, method: request.method().clone() }
    }

    /// Says what was answered.
    pub(super) fn answered(self, response: &Response, meters: &Meters) {
        let Self { span, started, route, method } = self;
        let (status, elapsed) = (response.status().as_u16(), started.elapsed());
        trace_context::status(&span, status);
        let is_quiet = QUIET.contains(&&*route);
        meters.took(route, elapsed);
        let elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        match response.extensions().get::<Told>() {
            Some(told) => {
                let Told { operation, upstream_calls, code, .. } = told;
                let account = &*told.account;
                let calls = f64::from(*upstream_calls);
                meters.calls.record(calls);
                trace_operation(&span, operation.as_deref(), code.as_deref());
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
    }
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
pub(super) fn panicked(wants: Wants) -> Response {
    // What panicked may quote data, so only the fact is logged; the panic hook has
    // written its place.
    error!("a handler panicked");
    let message = message!("The gateway failed; the fault is its own");
    let body = json!({ "errors": [{
        "message": message.text(wants.language),
        "extensions": { "code": Code::Internal.as_str() },
    }] });
    finish((status(Code::Internal), Json(body)).into_response(), wants)
}
