//! The binary as a process of its own.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use didar_sandbox::Sandbox;
use serde_json::{Value, json};

/// A running `serve`; dropping it kills it.
pub(crate) struct Served {
    child: Child,
    address: String,
    client: reqwest::Client,
}

impl Served {
    /// Starts the binary over a sandbox and waits until it says where it listens.
    pub(crate) fn start(sandbox: &Sandbox, arguments: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_didar-graphql"))
            .args(["serve", "--listen", "127.0.0.1:0", "--log-format", "json"])
            .args(arguments)
            .env("DIDAR_API_KEY", sandbox.api_key())
            .env("DIDAR_BASE_URL", sandbox.base_url())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let mut lines = BufReader::new(child.stderr.take().expect("stderr")).lines();
        let mut seen = Vec::new();
        let address = loop {
            let Some(line) = lines.next() else { panic!("it ended: {seen:?}") };
            let line = line.expect("UTF-8");
            let log: Value = serde_json::from_str(&line).unwrap_or_default();
            if log["message"] == "listening" {
                break log["address"].as_str().expect("an address").to_owned();
            }
            seen.push(line);
        };
        // Nobody may be left to read what it still says.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, address, client: reqwest::Client::new() }
    }

    /// Asks a query; `None` where there is no answer.
    pub(crate) async fn ask(&self, query: &str) -> Option<Value> {
        let request = self.client.post(format!("http://{}/graphql", self.address));
        let answer = request.json(&json!({ "query": query })).send().await.ok()?;
        answer.json().await.ok()
    }

    /// Ends the process at once, without a chance to tidy (SIGKILL).
    pub(crate) fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.kill();
    }
}
