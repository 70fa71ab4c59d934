//! The edge: HTTP in front of the engine.

mod credential;
mod graphql;
mod health;
mod media;
mod observe;
mod playground;
mod request;
mod schema;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware,
    routing::{get, post},
};
use metrics_exporter_prometheus::PrometheusHandle;
use tower_http::{
    catch_panic::CatchPanicLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
};

use crate::accounts::Accounts;

/// Largest request body taken, in bytes.
pub(crate) const MAX_BODY_BYTES: usize = 1024 * 1024;

/// What every handler can reach.
#[derive(Clone)]
pub struct State {
    /// The accounts served.
    pub accounts: Accounts,
    /// Renders the metrics of this process.
    pub metrics: PrometheusHandle,
    /// Told when the server begins to stop.
    pub stopping: Stopping,
}

/// Whether the server has begun to stop. Clones share it.
#[derive(Clone, Default)]
pub struct Stopping(Arc<AtomicBool>);

impl Stopping {
    /// Makes the server unready from now on.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Every route, and the layers around them, the outermost last.
pub fn router(state: State) -> Router {
    Router::new()
        .route("/graphql", post(graphql::execute))
        .route("/graphql/schema", get(schema::sdl))
        .route("/", get(playground::page))
        .route("/assets/{file}", get(playground::asset))
        .route("/graphiql-tabs.json", get(playground::tabs))
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
        .layer(CatchPanicLayer::custom(observe::panicked))
        .layer(middleware::from_fn(observe::observe))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .with_state(state)
}
