//! Measurements that are made of every request: their handles are looked up once.

use std::{borrow::Cow, time::Duration};

use metrics::{Counter, Histogram};

use super::paths;
use crate::graphql::Answer;

/// What most requests are measured by.
pub(super) struct Meters {
    /// The duration of requests to `/graphql`.
    graphql: Histogram,
    /// The calls of each request.
    pub(super) calls: Histogram,
    /// Operations without errors.
    ok: Counter,
}

/// Measures how long requests take.
const DURATION: &str = "didar_graphql_http_request_duration_seconds";
/// Counts operations.
pub(super) const REQUESTS: &str = "didar_graphql_requests_total";

impl Default for Meters {
    fn default() -> Self {
        Self {
            graphql: metrics::histogram!(DURATION, "route" => paths::GRAPHQL),
            calls: metrics::histogram!("didar_graphql_calls_per_request"),
            ok: metrics::counter!(REQUESTS, "outcome" => "ok"),
        }
    }
}

impl Meters {
    /// Counts an operation.
    pub(super) fn count(&self, answer: &Answer) {
        let outcome = match (answer.executed, answer.response.errors.is_empty()) {
            (false, _) => "refused",
            (true, true) => return self.ok.increment(1),
            (true, false) => "errors",
        };
        metrics::counter!(REQUESTS, "outcome" => outcome).increment(1);
    }

    /// Records how long a request took.
    pub(super) fn took(&self, route: Cow<'static, str>, time: Duration) {
        if route == paths::GRAPHQL {
            self.graphql.record(time);
        } else {
            metrics::histogram!(DURATION, "route" => route).record(time);
        }
    }
}
