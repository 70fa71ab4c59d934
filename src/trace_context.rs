//! The trace that a request belongs to, over HTTP (W3C Trace Context). Without a collector, or
//! in a build without the feature `otlp`, there is none.

#[cfg(feature = "otlp")]
use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::HeaderMap;
use tracing::Span;

/// Whether there is a collector: without one nothing is made that only it would get.
#[cfg(feature = "otlp")]
static HAS_COLLECTOR: AtomicBool = AtomicBool::new(false);

/// From now on there is a collector.
#[cfg(feature = "otlp")]
pub fn begin() {
    HAS_COLLECTOR.store(true, Ordering::Relaxed);
}

#[cfg(feature = "otlp")]
fn has_collector() -> bool {
    HAS_COLLECTOR.load(Ordering::Relaxed)
}

/// The headers that tell another server of the current span.
#[cfg(feature = "otlp")]
#[must_use]
pub fn of_here() -> HeaderMap {
    use tracing_opentelemetry::OpenTelemetrySpanExt;

    let mut headers = HeaderMap::new();
    if !has_collector() {
        return headers;
    }
    let here = Span::current().context();
    opentelemetry::global::get_text_map_propagator(|propagator| {
        let mut into = opentelemetry_http::HeaderInjector(&mut headers);
        propagator.inject_context(&here, &mut into);
    });
    headers
}

/// Makes a span part of the trace that a caller's headers tell of.
#[cfg(feature = "otlp")]
pub fn join(span: &Span, headers: &HeaderMap) {
    use tracing_opentelemetry::OpenTelemetrySpanExt;

    if !has_collector() {
        return;
    }
    let caller = opentelemetry::global::get_text_map_propagator(|propagator| {
        propagator.extract(&opentelemetry_http::HeaderExtractor(headers))
    });
    // Fails only where the span is in no trace.
    let _ = span.set_parent(caller);
}

/// Says something of a span that only traces have.
#[cfg(feature = "otlp")]
pub fn attribute(span: &Span, name: &'static str, value: &str) {
    use tracing_opentelemetry::OpenTelemetrySpanExt;

    if has_collector() {
        span.set_attribute(name, value.to_owned());
    }
}

/// The status of the response that a span ends with.
#[cfg(feature = "otlp")]
pub fn status(span: &Span, status: u16) {
    use tracing_opentelemetry::OpenTelemetrySpanExt;

    if has_collector() {
        span.set_attribute("http.response.status_code", i64::from(status));
    }
}

/// None.
#[cfg(not(feature = "otlp"))]
#[must_use]
pub fn of_here() -> HeaderMap {
    HeaderMap::new()
}

/// Nothing to do.
#[cfg(not(feature = "otlp"))]
pub fn join(_span: &Span, _headers: &HeaderMap) {}

/// Nothing to do.
#[cfg(not(feature = "otlp"))]
pub fn attribute(_span: &Span, _name: &'static str, _value: &str) {}

/// Nothing to do.
#[cfg(not(feature = "otlp"))]
pub fn status(_span: &Span, _status: u16) {}
