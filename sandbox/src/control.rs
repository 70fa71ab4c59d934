//! Control over HTTP, for those who use the sandbox alone; no key is asked for. The crate
//! documentation lists the calls.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;

use crate::app::App;
use crate::calls::Call;
use crate::contact::Row;
use crate::faults::Fault;
use crate::wire::Listing;

/// The routes of this module.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/_sandbox/calls", get(calls).delete(clear_calls))
        .route("/_sandbox/faults", post(add_fault).delete(clear_faults))
        .route("/_sandbox/contacts", get(contacts))
}

async fn calls(State(app): State<Arc<App>>) -> Json<Vec<Call>> {
    Json(app.calls.all())
}

async fn clear_calls(State(app): State<Arc<App>>) -> StatusCode {
    app.calls.clear();
    StatusCode::NO_CONTENT
}

async fn add_fault(State(app): State<Arc<App>>, Json(fault): Json<Fault>) -> StatusCode {
    app.faults.add(fault);
    StatusCode::CREATED
}

async fn clear_faults(State(app): State<Arc<App>>) -> StatusCode {
    app.faults.clear();
    StatusCode::NO_CONTENT
}

/// The part of the account to list.
#[derive(Deserialize)]
struct Range {
    #[serde(default)]
    from: usize,
    limit: Option<usize>,
}

async fn contacts(State(app): State<Arc<App>>, Query(range): Query<Range>) -> Response {
    let account = app.read();
    let contacts = account.contacts.newest_first();
    let wanted = contacts.iter().copied().skip(range.from).take(range.limit.unwrap_or(30));
    let listing = Listing { list: wanted.map(Row::search).collect(), total_count: contacts.len() };
    Json(listing).into_response()
}
