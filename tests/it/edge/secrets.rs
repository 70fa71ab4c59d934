//! The key and personal data stay inside (DESIGN.md 4.1).

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Command, Stdio},
    time::Duration,
};

use didar_sandbox::{ErrorBody, Fault, FaultKind, Sandbox, Settings};
use serde_json::json;

/// Built from pieces, so that the source does not hold it in one.
fn key() -> String {
    ["zq7", "leakcanary", "0key0", "4vx9", "0123456789"].concat()
}

/// A running `serve` process that logs everything it can.
struct Served {
    child: Child,
    address: String,
    log: Option<std::thread::JoinHandle<String>>,
}

impl Drop for Served {
    /// Ends the process also where a test fails.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Served {
    /// Starts the binary and waits until it says where it listens.
    fn start(sandbox: &Sandbox, didar_timeout: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_didar-graphql"))
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "trace", "--log-format", "json"])
            .args(["--didar-timeout-seconds", didar_timeout])
            .env("DIDAR_API_KEY", key())
            .env("DIDAR_BASE_URL", sandbox.base_url())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut lines = BufReader::new(child.stderr.take().expect("stderr"));
        let (mut seen, mut address) = (String::new(), None);
        while address.is_none() {
            let mut line = String::new();
            assert!(lines.read_line(&mut line).expect("a line") > 0, "it ended: {seen}");
            let log: serde_json::Value = serde_json::from_str(&line).expect("a JSON line");
            if log["message"] == "listening" {
                address = log["address"].as_str().map(str::to_owned);
            }
            seen.push_str(&line);
        }
        let log = std::thread::spawn(move || {
            lines.read_to_string(&mut seen).expect("UTF-8");
            seen
        });
        Self { child, address: address.expect("an address"), log: Some(log) }
    }

    /// Ends the process and returns all it logged.
    fn finish(mut self) -> String {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
        self.log.take().expect("a log").join().expect("the log")
    }
}

/// Every way an upstream can fail that the sandbox knows; some echo the key.
fn faults() -> Vec<FaultKind> {
    let echo = format!("no access for ?apikey={} here", key());
    let mut faults = vec![
        FaultKind::Html { status: 502 },
        FaultKind::Delay(Duration::from_secs(3)),
        FaultKind::CutBody,
        FaultKind::Reset,
        FaultKind::LostAnswer,
        FaultKind::Empty { status: 200 },
        FaultKind::Empty { status: 500 },
        FaultKind::Raw { status: 200, body: "{\"Response\": {\"List\": 7}}".to_owned() },
        FaultKind::Raw { status: 200, body: echo.clone() },
        FaultKind::Raw { status: 404, body: echo.clone() },
        FaultKind::OkError { text: echo.clone() },
        FaultKind::RateLimited { retry_after: Some(1) },
    ];
    for status in [400, 401, 403, 500, 503] {
        for body in [ErrorBody::Error, ErrorBody::Message, ErrorBody::PlainText, ErrorBody::Html] {
            faults.push(FaultKind::Status { status, text: echo.clone(), body });
        }
    }
    faults
}

#[tokio::test]
async fn the_key_is_in_no_log_line_answer_or_metric_whatever_fails() {
    let settings = Settings { contacts: 50, api_key: key(), ..Settings::default() };
    let sandbox = Sandbox::start(settings).await.expect("a sandbox");
    let served = Served::start(&sandbox, "1");
    let client = reqwest::Client::new();
    let mut answers = String::new();
    let query = json!({ "query": "{ contacts(first: 2) { totalCount nodes { id displayName \
        company { id displayName email } } } node(id: \"11111111-1111-4111-8111-111111111111\") { id } }" });
    let mut ask = async || {
        let sent =
            client.post(format!("http://{}/graphql", served.address)).json(&query).send().await;
        let answer = sent.expect("an answer");
        answers.push_str(&format!("{:?}", answer.headers()));
        answers.push_str(&answer.text().await.expect("text"));
    };
    // Before and after the definitions are known: both paths meet the faults.
    for warm in [false, true] {
        if warm {
            sandbox.clear_faults();
            ask().await;
        }
        for kind in faults() {
            sandbox.clear_faults();
            sandbox.add_fault(Fault { action: None, times: None, kind });
            ask().await;
        }
    }
    sandbox.stop().await;
    ask().await;
    for path in ["metrics", "readyz", "graphiql-tabs.json"] {
        let got = client.get(format!("http://{}/{path}", served.address)).send().await;
        answers.push_str(&got.expect("an answer").text().await.expect("text"));
    }
    let log = served.finish();
    assert!(answers.contains("UPSTREAM_REJECTED") && answers.contains("[REDACTED]"));
    assert!(answers.contains("didar_graphql_calls_total"), "the metrics were read");
    assert!(log.contains("\"TRACE\"") && log.contains("asking again"), "the log was written");
    assert!(!answers.contains(&key()), "the key is in an answer");
    assert!(!log.contains(&key()), "the key is in the log");
    assert!(!log.contains("displayName"), "documents are not logged");
}

#[tokio::test]
async fn a_contact_s_data_is_in_no_log_line() {
    let settings = Settings { contacts: 50, api_key: key(), ..Settings::default() };
    let sandbox = Sandbox::start(settings).await.expect("a sandbox");
    let served = Served::start(&sandbox, "20");
    let name = sandbox.contacts_json()[0]["LastName"].as_str().expect("a name").to_owned();
    let query = json!({
        "query": "query ($n: String) { contacts(filter: {keywords: $n}) { nodes { lastName } } }",
        "variables": { "n": name },
    });
    let url = format!("http://{}/graphql", served.address);
    let answer = reqwest::Client::new().post(url).json(&query).send().await.expect("an answer");
    assert!(answer.text().await.expect("text").contains(&name));
    let log = served.finish();
    assert!(log.contains("personsearch") || log.contains("PersonSearch"), "the call was logged");
    assert!(!log.contains(&name), "a name is in the log");
}
