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
        let binary = Command::new(env!("CARGO_BIN_EXE_didar-graphql"));
        Self::run(binary, sandbox, arguments)
    }

    /// The same, of a process that may open so many files.
    #[cfg(unix)]
    pub(crate) fn with_files(sandbox: &Sandbox, files: u32) -> Self {
        let mut shell = Command::new("sh");
        let binary = env!("CARGO_BIN_EXE_didar-graphql");
        shell.args(["-c", &format!("ulimit -n {files}; exec \"$0\" \"$@\""), binary]);
        Self::run(shell, sandbox, &[])
    }

    fn run(mut command: Command, sandbox: &Sandbox, arguments: &[&str]) -> Self {
        let mut child = command
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

    /// Where it listens.
    #[cfg(unix)]
    pub(crate) fn address(&self) -> &str {
        &self.address
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
