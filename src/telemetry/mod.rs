//! Logs, metrics and traces of the process.

#[cfg(not(feature = "otlp"))]
#[path = "no_traces.rs"]
mod traces;
#[cfg(feature = "otlp")]
mod traces;

use std::{io::IsTerminal, sync::OnceLock};

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::{EnvFilter, Layer, fmt, prelude::*};

pub use traces::{BadCollector, Traces};

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people to read.
    Text,
}

/// Why telemetry does not start.
#[derive(Debug, thiserror::Error)]
pub enum BadTelemetry {
    /// A log filter that cannot be understood.
    #[error("--log cannot be understood: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// A collector that cannot be used.
    #[error("--otlp-endpoint: {0}")]
    Collector(#[from] BadCollector),
}

/// Starts logging to standard error, text on a terminal and JSON elsewhere unless
/// `format` says otherwise, and traces to a collector, if there is one. Traces go on for
/// as long as what is returned is kept.
///
/// # Errors
/// Where `filter` is not a list of `target=level` directives, or the collector's address
/// is none.
pub fn start(
    filter: &str,
    format: Option<LogFormat>,
    collector: Option<&str>,
) -> Result<Option<Traces>, BadTelemetry> {
    // Whatever is measured from now on is kept.
    metrics();
    let filter: EnvFilter = EnvFilter::builder().parse(filter)?;
    let terminal = std::io::stderr().is_terminal();
    let format = format.unwrap_or(if terminal { LogFormat::Text } else { LogFormat::Json });
    let lines = fmt::layer().with_writer(std::io::stderr);
    let lines = match format {
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
        LogFormat::Text => lines.with_ansi(terminal).boxed(),
    };
    let traces = collector.map(Traces::to).transpose()?;
    let layer = traces.as_ref().map(Traces::layer);
    // A second call, as in tests, leaves the first one's subscriber in place.
    let registry = tracing_subscriber::registry().with(lines.with_filter(filter)).with(layer);
    let _ = registry.try_init();
    Ok(traces)
}

/// The metrics of this process, which can have only one recorder.
pub fn metrics() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let buckets = [
                0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0,
                60.0,
            ];
            let calls = [0.0, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0];
            let per_request = Matcher::Full("didar_graphql_calls_per_request".to_owned());
            let builder = PrometheusBuilder::new()
                .set_buckets(&buckets)
                .and_then(|builder| builder.set_buckets_for_metric(per_request, &calls));
            let recorder = builder.unwrap_or_default().build_recorder();
            let handle = recorder.handle();
            // Fails only where a recorder is set already, which then counts instead.
            let _ = metrics::set_global_recorder(recorder);
            describe();
            let version = env!("CARGO_PKG_VERSION");
            metrics::gauge!("didar_graphql_build_info", "version" => version).set(1.0);
            handle
        })
        .clone()
}

/// What each metric means; docs/operating.md says what to do about it.
fn describe() {
    use Unit::{Count, Seconds};

    describe_counter!(
        "didar_graphql_requests_total",
        Count,
        "Operations by outcome, or by the code of a refusal."
    );
    describe_histogram!(
        "didar_graphql_http_request_duration_seconds",
        Seconds,
        "Requests by route."
    );
    describe_counter!("didar_graphql_calls_total", Count, "Calls to Didar by action and outcome.");
    describe_counter!(
        "didar_graphql_calls_shared_total",
        Count,
        "Calls that identical ones, under way at once, saved."
    );
    describe_counter!(
        "didar_graphql_idempotency_keys_refused_total",
        Count,
        "Keys beyond those that an account may use."
    );
    describe_histogram!(
        "didar_graphql_call_duration_seconds",
        Seconds,
        "Calls to Didar, retries included."
    );
    describe_histogram!(
        "didar_graphql_calls_per_request",
        Count,
        "Requests sent to Didar for one operation."
    );
    describe_counter!("didar_graphql_saves_total", Count, "Saves by outcome.");
    describe_counter!("didar_graphql_schema_builds_total", Count, "Schemas built.");
    describe_gauge!("didar_graphql_breaker_open", Count, "1 while Didar is given a rest.");
    describe_gauge!("didar_graphql_redis_up", Count, "0 while Redis cannot be asked.");
    describe_gauge!("didar_graphql_accounts_held", Count, "Accounts in memory.");
    describe_counter!(
        "didar_graphql_accounts_evicted_total",
        Count,
        "Accounts let go for memory or idleness."
    );
    describe_counter!(
        "didar_graphql_definitions_refreshes_total",
        Count,
        "Refreshes of definitions by outcome."
    );
    describe_gauge!(
        "didar_graphql_definitions_oldest_seconds",
        Seconds,
        "Age of the oldest definitions that are served."
    );
    describe_gauge!("didar_graphql_build_info", Count, "1, with the version.");
    describe_counter!(
        "didar_graphql_documents_total",
        Count,
        "Documents by whether they were parsed before."
    );
}
