//! The edge: HTTP in front of the engine.

mod accept;
mod around;
mod body;
mod credential;
mod edge;
mod encoding;
mod etag;
mod gate;
mod graphql;
mod health;
mod host;
mod media;
mod meters;
mod observe;
mod options;
mod paths;
mod persisted;
mod playground;
mod process;
mod refusal;
mod request;
mod schema;
mod sending;
mod server;
mod state;
mod unread;
mod wants;

use axum::{
    Router,
    http::{HeaderName, HeaderValue, Method, header},
    middleware,
    routing::get,
};
use tower_http::{
    compression::CompressionLayer, cors::CorsLayer, decompression::RequestDecompressionLayer,
};

pub use self::{
    edge::Edge,
    options::EdgeOptions,
    persisted::Documents,
    server::serve,
    state::{Parts, State, Stopping},
};

/// Every route, and the layers around them, the outermost first: those of a tuple are one
/// service, which costs one allocation a request where each by itself would cost one.
fn router(state: State) -> Router {
    let graphql = get(graphql::get).post(graphql::post).fallback(graphql::other_method);
    let mut routes = Router::new().route(paths::GRAPHQL, graphql);
    if state.options.introspection {
        routes = routes.route("/graphql/schema", get(schema::sdl));
    }
    if state.options.playground {
        routes = routes
            .route("/", get(playground::page))
            .route("/assets/{file}", get(playground::asset))
            .route("/graphiql-tabs.json", get(playground::tabs));
    }
    let of_graphql = (
        cors(&state.options.origins, &state.options.headers),
        middleware::from_fn_with_state(state.clone(), around::before),
        RequestDecompressionLayer::new(),
    );
    let of_all = (
        middleware::from_fn_with_state(state.clone(), around::layer),
        CompressionLayer::new().quality(encoding::LEVEL),
    );
    let mut routes = routes
        .layer(of_graphql)
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready));
    if !state.options.metrics_elsewhere {
        routes = routes.route("/metrics", get(health::metrics));
    }
    routes.layer(of_all).with_state(state)
}

/// The whole edge.
#[must_use]
pub fn edge(state: State) -> Edge {
    Edge::new(router(state.clone()), Some(state))
}

/// Metrics and probes alone, for a port of their own.
#[must_use]
pub fn metrics_edge(state: State) -> Edge {
    let routes = Router::new()
        .route("/metrics", get(health::metrics))
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready));
    Edge::new(routes.with_state(state), None)
}

/// The headers that clients of GraphQL and of tracing send from a browser.
const USUAL_HEADERS: [&str; 10] = [
    "authorization",
    "content-type",
    "x-request-id",
    "traceparent",
    "tracestate",
    "baggage",
    "sentry-trace",
    "idempotency-key",
    "apollographql-client-name",
    "apollographql-client-version",
];

/// Which pages of other origins may ask, and read the answers.
fn cors(origins: &[HeaderValue], more: &[HeaderName]) -> CorsLayer {
    let usual = USUAL_HEADERS.iter().chain(&graphql::PREFLIGHT).copied();
    let headers = usual.map(HeaderName::from_static).chain(more.iter().cloned());
    let headers: Vec<_> = headers.collect();
    let exposed = ["x-request-id", "x-schema-version", "x-didar-calls", "retry-after"]
        .map(HeaderName::from_static);
    CorsLayer::new()
        .allow_origin(origins.to_vec())
        .allow_methods([Method::GET, Method::POST])
        .allow_headers(headers)
        .expose_headers(exposed)
        .max_age(std::time::Duration::from_secs(600))
        .vary([header::ORIGIN])
}
