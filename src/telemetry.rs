//! Logs and metrics of the process.

use std::{io::IsTerminal, sync::OnceLock};

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::{EnvFilter, fmt, prelude::*};

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people to read.
    Text,
}

/// A log filter that cannot be understood.
#[derive(Debug, thiserror::Error)]
#[error("the log filter cannot be understood: {0}")]
pub struct BadFilter(#[from] tracing_subscriber::filter::ParseError);

/// Starts logging to standard error. Text on a terminal and JSON elsewhere, unless
/// `format` says otherwise.
///
/// # Errors
/// Where `filter` is not a list of `target=level` directives.
pub fn start_logs(filter: &str, format: Option<LogFormat>) -> Result<(), BadFilter> {
    let filter: EnvFilter = EnvFilter::builder().parse(filter)?;
    let terminal = std::io::stderr().is_terminal();
    let format = format.unwrap_or(if terminal { LogFormat::Text } else { LogFormat::Json });
    let lines = fmt::layer().with_writer(std::io::stderr);
    let lines = match format {
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
        LogFormat::Text => lines.with_ansi(terminal).boxed(),
    };
    // A second call, as in tests, leaves the first one's subscriber in place.
    let _ = tracing_subscriber::registry().with(filter).with(lines).try_init();
    Ok(())
}

/// The metrics of this process, which can have only one recorder.
pub fn metrics() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let buckets =
                [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
            let builder = PrometheusBuilder::new().set_buckets(&buckets);
            let recorder = builder.unwrap_or_default().build_recorder();
            let handle = recorder.handle();
            // Fails only where a recorder is set already, which then counts instead.
            let _ = metrics::set_global_recorder(recorder);
            handle
        })
        .clone()
}
