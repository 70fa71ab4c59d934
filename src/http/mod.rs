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
mod observe;
mod options;
mod persisted;
mod playground;
mod process;
mod refusal;
mod request;
mod schema;
mod sending;
mod server;
mod unread;
mod wants;

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    Router,
    http::{HeaderName, HeaderValue, Method, header},
    middleware,
    routing::get,
};
use metrics_exporter_prometheus::PrometheusHandle;
use tower_http::{
    CompressionLevel, compression::CompressionLayer, cors::CorsLayer,
    decompression::RequestDecompressionLayer,
};

pub use self::{edge::Edge, options::EdgeOptions, persisted::Documents, server::serve};
use self::{gate::Gate, refusal::Refusal};
use crate::{
    accounts::{Access, Account, Accounts, Credential, OpenError, Opened},
    store::Store,
};

/// What every handler can reach. Cheap to clone: each request has it several times.
#[derive(Clone)]
pub struct State(Arc<Parts>);

impl std::ops::Deref for State {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// The parts of the state.
pub struct Parts {
    /// The accounts served.
    pub accounts: Accounts,
    /// Renders the metrics of this process.
    pub metrics: PrometheusHandle,
    /// Told when the server begins to stop.
    pub stopping: Stopping,
    /// How the edge behaves.
    pub options: EdgeOptions,
    /// Documents that are known by a hash.
    pub documents: Documents,
    gate: Gate,
    store: Option<Store>,
}

impl State {
    /// The state of an edge in front of these accounts.
    #[must_use]
    pub fn new(
        accounts: Accounts,
        metrics: PrometheusHandle,
        documents: Documents,
        options: EdgeOptions,
        store: Option<Store>,
    ) -> Self {
        let gate = Gate::new(options.at_once, options.requests_per_second, store.clone());
        let documents = documents.shared(store.clone());
        let stopping = Stopping::default();
        Self(Arc::new(Parts { accounts, metrics, stopping, options, documents, gate, store }))
    }
}

/// A request that was let in.
pub(crate) struct Admitted {
    pub(crate) account: Arc<Account>,
    pub(crate) access: Access,
    /// Held for as long as the request runs.
    place: gate::Place,
}

impl State {
    /// Lets a request in: who may not ask takes no place, and counted are those who opened
    /// an account.
    async fn admit(&self, credential: &Credential) -> Result<Admitted, Refusal> {
        self.accounts.may_open(credential).map_err(OpenError::from)?;
        let caller = self.accounts.caller(credential);
        let place = self.gate.place(caller).map_err(Refusal::Closed)?;
        let Opened { account, access } = self.accounts.open(credential).await?;
        self.gate.count(caller).await.map_err(Refusal::Closed)?;
        Ok(Admitted { account, access, place })
    }
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

/// Every route, and the layers around them, the outermost first: those of a tuple are one
/// service, which costs one allocation a request where each by itself would cost one.
fn router(state: State) -> Router {
    let graphql = get(graphql::get).post(graphql::post).fallback(graphql::other_method);
    let mut routes = Router::new().route(graphql::PATH, graphql);
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
        CompressionLayer::new().quality(COMPRESSION),
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

/// How hard answers are compressed: the harder levels take more time than they save on the way.
const COMPRESSION: CompressionLevel = CompressionLevel::Fastest;

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
