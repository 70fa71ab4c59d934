//! What is done around every request: its id, its log line, what a panic becomes, how its answer
//! may be compressed.

use std::{borrow::Cow, panic::AssertUnwindSafe, pin::pin};

use axum::{
    extract::{MatchedPath, Request, State as Shared},
    http::{HeaderMap, HeaderName, HeaderValue, Version, header},
    middleware::Next,
    response::Response,
};
use futures_util::FutureExt;
use tracing::Instrument;
use uuid::Builder;

use super::{
    encoding, host,
    observe::{self, Observed},
    refusal::Refusal,
    state::State,
    wants::Wants,
};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Around what the router answers.
pub(super) async fn layer(Shared(state): Shared<State>, request: Request, next: Next) -> Response {
    // The route's pattern: what a client put into an address is not logged.
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or(Cow::Borrowed("unmatched"), |path| path.as_str().to_owned().into());
    around(&state, route, request, |request| next.run(request)).await
}

/// Around what `answer` answers.
pub(super) async fn around<A: Future<Output = Response>>(
    state: &State,
    route: Cow<'static, str>,
    mut request: Request,
    answer: impl FnOnce(Request) -> A,
) -> Response {
    let (id, wants) = (request_id(request.headers()), Wants::json(request.headers()));
    // HTTP/2 has its own word for a server that stops, which the server sends.
    let is_http1 = request.version() < Version::HTTP_2;
    encoding::settle_answer(request.headers_mut());
    let observed = Observed::new(&request, &id, route);
    let span = observed.span.clone();
    // Pinned here: moved into the span it would be there twice.
    let answered = pin!(async {
        let answered = AssertUnwindSafe(answer(request)).catch_unwind().await;
        let response = answered.unwrap_or_else(|_| observe::panicked(wants));
        observed.answered(&response, &state.meters);
        response
    });
    let mut response = answered.instrument(span).await;
    response.headers_mut().insert(REQUEST_ID, id);
    if is_http1 && state.stopping.has_begun() {
        // The other end is not to use the connection again.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    response
}

/// A caller's own id, where it is short and plain, as it goes into logs; else a new one.
fn request_id(headers: &HeaderMap) -> HeaderValue {
    let is_plain = |id: &&HeaderValue| {
        let plain = |letter: &u8| letter.is_ascii_alphanumeric() || b"-_.:/+=".contains(letter);
        (1..=128).contains(&id.len()) && id.as_bytes().iter().all(plain)
    };
    let own = headers.get(REQUEST_ID).filter(is_plain).cloned();
    own.unwrap_or_else(|| {
        // It tells requests apart and guards nothing, so it needs no call to the system.
        let new = Builder::from_random_bytes(fastrand::u128(..).to_be_bytes()).into_uuid();
        let new = new.hyphenated().to_string();
        HeaderValue::try_from(new).unwrap_or(HeaderValue::from_static("-"))
    })
}

/// Before a request of GraphQL is read: whether it is for this gateway, and how its body is
/// compressed.
pub(super) async fn before(
    Shared(state): Shared<State>,
    mut request: Request,
    next: Next,
) -> Response {
    match settle(&state, &mut request) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.respond(Wants::json(request.headers())),
    }
}

/// The same, without a layer.
pub(super) fn settle(state: &State, request: &mut Request) -> Result<(), Refusal> {
    host::check(state, request)?;
    encoding::settle(request)
}
