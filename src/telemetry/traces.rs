//! Traces of requests, sent to an OpenTelemetry collector.

use opentelemetry::{global, trace::TracerProvider};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::{
    Resource,
    propagation::TraceContextPropagator,
    trace::{SdkTracer, SdkTracerProvider},
};
use tracing::Subscriber;
use tracing_opentelemetry::OpenTelemetryLayer;
use tracing_subscriber::{Layer, filter::Targets, registry::LookupSpan};

use crate::trace_context;

/// A collector that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("traces cannot be sent: {0}")]
pub struct BadCollector(String);

/// Traces under way. Dropping it sends what is left, for some seconds at most.
pub struct Traces(SdkTracerProvider);

impl Drop for Traces {
    fn drop(&mut self) {
        let _ = self.0.shutdown();
    }
}

impl Traces {
    /// Traces for the collector at `endpoint` (OTLP over HTTP, in protobuf). Which requests
    /// are traced follows the caller's `traceparent` and `OTEL_TRACES_SAMPLER`; the name of
    /// the service is `OTEL_SERVICE_NAME`, if that is set.
    pub(super) fn to(endpoint: &str) -> Result<Self, BadCollector> {
        let address = format!("{}/v1/traces", endpoint.trim_end_matches('/'));
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(address)
            .build()
            .map_err(|error| BadCollector(error.to_string()))?;
        let mut resource = Resource::builder();
        if std::env::var_os("OTEL_SERVICE_NAME").is_none() {
            resource = resource.with_service_name(env!("CARGO_PKG_NAME"));
        }
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource.build())
            .build();
        global::set_text_map_propagator(TraceContextPropagator::new());
        trace_context::begin();
        Ok(Self(provider))
    }

    /// The layer that makes traces out of our own spans.
    pub(super) fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        let tracer: SdkTracer = self.0.tracer(env!("CARGO_PKG_NAME"));
        // What libraries say may hold the address of a call, and with it the key.
        let ours = Targets::new().with_target("didar_graphql", tracing::Level::DEBUG);
        OpenTelemetryLayer::new(tracer)
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_target(false)
            .with_filter(ours)
    }
}
