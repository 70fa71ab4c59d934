//! Traces: the caller's trace goes on through the gateway to Didar, and to a collector.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri},
};
use serde_json::json;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
/// Built from pieces, so that the source does not hold it in one.
fn key() -> String {
    ["zq7", "tracecanary", "0123456789"].concat()
}

/// What a server heard that is both: a collector, and a Didar that always fails.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<Request>>>);

/// Path, `traceparent`, body.
type Request = (String, Option<String>, Bytes);

impl Heard {
    async fn listen(self) -> String {
        async fn hear(
            State(heard): State<Heard>,
            uri: Uri,
            headers: HeaderMap,
            body: Bytes,
        ) -> StatusCode {
            let parent = headers.get("traceparent").and_then(|value| value.to_str().ok());
            let entry = (uri.path().to_owned(), parent.map(str::to_owned), body);
            heard.0.lock().expect("no panic").push(entry);
            if uri.path() == "/v1/traces" { StatusCode::OK } else { StatusCode::BAD_GATEWAY }
        }
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().fallback(hear).with_state(self);
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    }

    /// Whether a report has all of these in it.
    fn reported(&self, wanted: &[&[u8]]) -> bool {
        let heard = self.0.lock().expect("no panic");
        let has = |body: &Bytes, part: &[u8]| body.windows(part.len()).any(|found| found == part);
        heard
            .iter()
            .filter(|(path, ..)| path == "/v1/traces")
            .any(|(_, _, body)| wanted.iter().all(|part| has(body, part)))
    }
}

struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the binary; returns it and its address.
fn serve(server: &str) -> (Served, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_didar-graphql"))
        .args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json"])
        .env("DIDAR_API_KEY", key())
        .env("DIDAR_BASE_URL", format!("{server}/api"))
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", server)
        .env("OTEL_BSP_SCHEDULE_DELAY", "50")
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary runs");
    let mut lines = BufReader::new(child.stderr.take().expect("stderr")).lines();
    let address = loop {
        let line = lines.next().expect("a line").expect("UTF-8");
        let log: serde_json::Value = serde_json::from_str(&line).expect("a JSON line");
        if log["message"] == "listening" {
            break log["address"].as_str().expect("an address").to_owned();
        }
    };
    // Nobody may be left to read what it still says.
    std::thread::spawn(move || lines.for_each(drop));
    (Served(child), address)
}

#[tokio::test]
async fn a_caller_s_trace_goes_on_to_didar_and_to_the_collector() {
    let heard = Heard::default();
    let (_served, address) = serve(&heard.clone().listen().await);
    let asked = reqwest::Client::new()
        .post(format!("http://{address}/graphql"))
        .header("traceparent", format!("00-{TRACE}-00f067aa0ba902b7-01"))
        .json(&json!({ "query": "query Asked { contacts { totalCount } }" }));
    asked.send().await.expect("an answer");
    let id: Vec<u8> = (0..16)
        .map(|at| u8::from_str_radix(&TRACE[2 * at..2 * at + 2], 16).expect("a digit"))
        .collect();
    let parts: [&[u8]; 4] = [&id, b"request", b"didar", b"graphql.operation.name"];
    for part in parts {
        while !heard.reported(&[&id, part]) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
    assert!(!heard.reported(&[key().as_bytes()]), "the key is in a report");
    let calls = heard.0.lock().expect("no panic").clone();
    let mut of_didar = calls.iter().filter(|(path, ..)| path.starts_with("/api/"));
    assert!(of_didar.any(|(_, parent, _)| parent.as_ref().is_some_and(|p| p.contains(TRACE))));
}
