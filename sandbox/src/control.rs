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
use crate::faults::Fault;
use crate::view::View;
use crate::wire::{Listing, Spelling};
use crate::{case, contact, deal, product};

/// The routes of this module.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/_sandbox/calls", get(calls).delete(clear_calls))
        .route("/_sandbox/faults", post(add_fault).delete(clear_faults))
        .route("/_sandbox/contacts", get(contacts))
        .route("/_sandbox/deals", get(deals))
        .route("/_sandbox/cases", get(cases))
        .route("/_sandbox/products", get(products))
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

impl Range {
    /// The records in the range as rows, and how many there are in all.
    fn cut<T, R>(&self, records: Vec<T>, row: impl Fn(T) -> R) -> Listing<R> {
        let total_count = records.len();
        let wanted = records.into_iter().skip(self.from).take(self.limit.unwrap_or(30));
        Listing { list: wanted.map(row).collect(), total_count }
    }
}

async fn contacts(State(app): State<Arc<App>>, Query(range): Query<Range>) -> Response {
    let account = app.read();
    let contacts = account.contacts.newest_first();
    Json(range.cut(contacts, contact::Row::search)).into_response()
}

async fn deals(State(app): State<Arc<App>>, Query(range): Query<Range>) -> Response {
    let account = app.read();
    let view = View::new(&account, &app.settings.switches);
    let deals = account.deals.newest_first();
    Json(range.cut(deals, |deal| deal::Row::with_items(deal, view))).into_response()
}

async fn cases(State(app): State<Arc<App>>, Query(range): Query<Range>) -> Response {
    let account = app.read();
    let view = View::new(&account, &app.settings.switches);
    let cases = account.cases.newest_first();
    Json(range.cut(cases, |case| case::Row::search(case, view))).into_response()
}

async fn products(State(app): State<Arc<App>>, Query(range): Query<Range>) -> Response {
    let account = app.read();
    let spelling = Spelling::of(&app.settings.switches);
    let products = account.products.newest_first();
    Json(range.cut(products, |product| product::Row::of(product, spelling))).into_response()
}
