//! The binary as a process of its own.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex},
};

use didar_sandbox::Sandbox;
use serde_json::{Value, json};

/// A running `serve`; dropping it kills it.
pub(crate) struct Served {
    child: Child,
    address: String,
    client: reqwest::Client,
    /// What it says.
    log: Arc<Mutex<Vec<Value>>>,
    /// What it said before it listened.
    before: Vec<String>,
}

impl Served {
    /// Starts the binary over a sandbox and waits until it says where it listens.
    pub(crate) fn start(sandbox: &Sandbox, arguments: &[&str]) -> Self {
        let binary = Command::new(env!("CARGO_BIN_EXE_didar-graphql"));
        Self::run(binary, sandbox, arguments)
    }

    /// The same, with more in its environment.
    #[cfg(unix)]
    pub(crate) fn with_environment(
        sandbox: &Sandbox,
        arguments: &[&str],
        environment: &[(&str, String)],
    ) -> Self {
        let mut binary = Command::new(env!("CARGO_BIN_EXE_didar-graphql"));
        binary.envs(environment.iter().map(|(name, value)| (name, value)));
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
            .envs([
                ("DIDAR_API_KEY", sandbox.api_key()),
                ("DIDAR_BASE_URL", sandbox.base_url().as_str()),
            ])
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
        let log = Arc::new(Mutex::new(Vec::new()));
        let said = Arc::clone(&log);
        // Nobody may be left to read what it still says.
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let line = serde_json::from_str(&line).unwrap_or_default();
                said.lock().expect("not poisoned").push(line);
            }
        });
        Self { child, address, client: reqwest::Client::new(), log, before: seen }
    }

    /// The lines of its log with this message.
    #[cfg(unix)]
    pub(crate) fn logged(&self, message: &str) -> Vec<Value> {
        let log = self.log.lock().expect("not poisoned");
        log.iter().filter(|line| line["message"] == message).cloned().collect()
    }

    /// Whether it said so before it listened.
    #[cfg(unix)]
    pub(crate) fn logged_before(&self, words: &str) -> bool {
        self.before.iter().any(|line| line.contains(words))
    }

    /// What it answers at a path: status and text.
    #[cfg(unix)]
    pub(crate) async fn get(&self, path: &str) -> (u16, String) {
        let answer = self.client.get(format!("http://{}{path}", self.address)).send().await;
        let answer = answer.expect("an answer");
        (answer.status().as_u16(), answer.text().await.expect("text"))
    }

    /// The number of its process.
    #[cfg(unix)]
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it ends by itself.
    #[cfg(unix)]
    pub(crate) fn wait(&mut self) -> ExitStatus {
        self.child.wait().expect("ended")
    }

    /// Where it listens.
    #[cfg(unix)]
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Asks a query; `None` where there is no answer.
    pub(crate) async fn ask(&self, query: &str) -> Option<Value> {
        self.ask_as("", query).await
    }

    /// The same, with a token.
    pub(crate) async fn ask_as(&self, token: &str, query: &str) -> Option<Value> {
        let request = self.client.post(format!("http://{}/graphql", self.address));
        let request = if token.is_empty() { request } else { request.bearer_auth(token) };
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
