//! An upstream that answers whatever a test says, for what the sandbox does not do: lists
//! that change while they are read, totals that lie, headers of all kinds.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{Router, body::Bytes, extract::State, http::Uri, response::Response, routing::any};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

/// An answer of the stub.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl Reply {
    /// 200 with a body.
    pub(crate) fn ok(body: &(impl ToString + ?Sized)) -> Self {
        Self { status: 200, headers: Vec::new(), body: body.to_string() }
    }

    /// 200 with rows in the envelope of a search.
    pub(crate) fn list(rows: &[Value], total: usize) -> Self {
        Self::ok(&json!({ "Response": { "List": rows, "TotalCount": total } }))
    }
}

type Answers = dyn Fn(&str, &Value) -> Option<Reply> + Send + Sync;

struct Inner {
    answers: Box<Answers>,
    definitions: Vec<Value>,
    calls: Mutex<Vec<(String, Value)>>,
}

/// A running stub; dropping it stops it.
pub(crate) struct Stub {
    address: SocketAddr,
    inner: Arc<Inner>,
    served: JoinHandle<()>,
}

impl Stub {
    /// Answers calls by action (in lower case) and body; those that get no answer find
    /// nothing. The account has these custom fields.
    pub(crate) async fn start(
        definitions: Vec<Value>,
        answers: impl Fn(&str, &Value) -> Option<Reply> + Send + Sync + 'static,
    ) -> Self {
        let inner =
            Arc::new(Inner { answers: Box::new(answers), definitions, calls: Mutex::default() });
        let router = Router::new().fallback(any(answer)).with_state(Arc::clone(&inner));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let served = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("served");
        });
        Self { address, inner, served }
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://{}/api", self.address)
    }

    /// The bodies of the calls of an action, in order.
    pub(crate) fn bodies(&self, action: &str) -> Vec<Value> {
        let calls = self.inner.calls.lock().expect("not poisoned");
        calls.iter().filter(|(known, _)| known == action).map(|(_, body)| body.clone()).collect()
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.served.abort();
    }
}

/// An id that is told by a number.
pub(crate) fn id_of(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

async fn answer(State(stub): State<Arc<Inner>>, uri: Uri, body: Bytes) -> Response {
    let action = uri.path().trim_start_matches("/api/").to_ascii_lowercase();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    stub.calls.lock().expect("not poisoned").push((action.clone(), body.clone()));
    let reply = (stub.answers)(&action, &body).unwrap_or_else(|| match action.as_str() {
        "customfield/getcustomfieldlist" => Reply::ok(&json!({ "Response": stub.definitions })),
        "contact/personsearch" | "contact/companysearch" => Reply::list(&[], 0),
        "contact/getcontactdetail" => Reply::ok(&json!({ "Response": null })),
        _ => Reply::ok(&json!({ "Response": [] })),
    });
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    response.body(reply.body.into()).expect("a response")
}
