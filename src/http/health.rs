//! Probes and metrics.

use std::borrow::Cow;

use axum::{
    extract::State as Shared,
    http::{StatusCode, header},
    response::IntoResponse,
};

use super::{process, state::State};
use crate::accounts::NotReady;

/// The process runs.
pub(super) async fn live() -> &'static str {
    "alive\n"
}

/// The gateway can answer: it has had the account's fields, which it keeps while Didar is
/// down, and is not stopping.
pub(super) async fn ready(Shared(state): Shared<State>) -> (StatusCode, Cow<'static, str>) {
    if state.stopping.has_begun() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n".into());
    }
    match state.accounts.readiness().await {
        Ok(()) => match &state.store {
            Some(store) if !store.is_up() => (StatusCode::OK, "ready, without Redis\n".into()),
            _ => (StatusCode::OK, "ready\n".into()),
        },
        Err(NotReady { why, .. }) => {
            let said = format!("the account's definitions cannot be had: {why}\n");
            (StatusCode::SERVICE_UNAVAILABLE, said.into())
        }
    }
}

/// Metrics in Prometheus's text format.
pub(super) async fn metrics(Shared(state): Shared<State>) -> impl IntoResponse {
    if let Some(age) = state.accounts.oldest_definitions() {
        metrics::gauge!("didar_graphql_definitions_oldest_seconds").set(age.as_secs_f64());
    }
    process::collect();
    state.metrics.run_upkeep();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], state.metrics.render())
}
