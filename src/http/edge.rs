//! From a connection's request to its answer. Most are plain posts to `/graphql`: they go to
//! their handler at once. The router, with the layers that the others may need, has the rest.

use std::convert::Infallible;

use axum::{
    Router,
    body::Body,
    extract::{Request, State as Shared},
    http::{Method, header},
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use hyper::{body::Incoming, service::Service as _};
use hyper_util::service::TowerToHyperService;
use tower::Service as _;
use tower_http::compression::Compression;

use super::{around, encoding, graphql, paths, state::State, wants::Wants};

/// Answers the requests of connections. Cheap to clone.
#[derive(Clone)]
pub struct Edge {
    router: TowerToHyperService<Router>,
    /// What plain posts are answered with.
    plain: Option<State>,
}

impl Edge {
    /// With a router for all requests but plain posts to `/graphql`, where there is a state to
    /// answer them with.
    pub(super) fn new(router: Router, plain: Option<State>) -> Self {
        Self { router: TowerToHyperService::new(router), plain }
    }

    pub(super) async fn answer(&self, request: hyper::Request<Incoming>) -> Response {
        match &self.plain {
            Some(state) if is_plain(&request) => post(state, request.map(Body::new)).await,
            _ => self.router.call(request).await.unwrap_or_else(|never| match never {}),
        }
    }
}

/// Whether a request is a post of GraphQL that needs no layer: not of a page of another origin,
/// and with a body that is not compressed.
fn is_plain<B>(request: &hyper::Request<B>) -> bool {
    let headers = request.headers();
    request.method() == Method::POST
        && request.uri().path() == paths::GRAPHQL
        && !headers.contains_key(header::ORIGIN)
        && !headers.contains_key(header::CONTENT_ENCODING)
}

async fn post(state: &State, request: Request) -> Response {
    around::around(state, paths::GRAPHQL.into(), request, |request| answered(state, request)).await
}

async fn answered(state: &State, mut request: Request) -> Response {
    if let Err(refusal) = around::settle(state, &mut request) {
        return refusal.respond(Wants::json(request.headers()));
    }
    // Boxed: the compiler need not look into it.
    let answer = |request| graphql::post(Shared(state.clone()), request).boxed();
    if !request.headers().contains_key(header::ACCEPT_ENCODING) {
        return answer(request).await;
    }
    let answer = |request| answer(request).map(Ok::<_, Infallible>);
    let mut compressed = Compression::new(tower::service_fn(answer)).quality(encoding::LEVEL);
    let response = compressed.call(request).await.unwrap_or_else(|never| match never {});
    response.into_response()
}
