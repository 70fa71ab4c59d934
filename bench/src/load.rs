//! Load from `wrk`, which posts one query over and over, with a variable that is never the same
//! where identical requests would be answered together.

use std::{fs, process::Command};

use anyhow::{Context, ensure};
use serde_json::{Value, json};

/// What to ask, how often at once.
pub(crate) struct Load<'a> {
    pub(crate) address: &'a str,
    pub(crate) query: &'a str,
    pub(crate) connections: u32,
    /// Whether each request has a value of its own for `$k`, or for `KEY` in the query.
    pub(crate) varies: bool,
}

/// What was measured.
#[derive(Clone, Default)]
pub(crate) struct Figures {
    pub(crate) requests: u64,
    pub(crate) per_second: f64,
    pub(crate) p50: String,
    pub(crate) p99: String,
    /// In hundredths of a second.
    pub(crate) cpu_ticks: u64,
    pub(crate) resident_mb: u64,
    /// From its start to its first answer, in milliseconds.
    pub(crate) first_ms: u128,
    /// Pages that Didar was asked for.
    pub(crate) calls: u64,
}

/// What stands for a value of its own.
const KEY: &str = "KEY";

/// Puts a number in its place, which no other request of any thread has.
const VARY: &str = "local n = 0\n\
    local id = tostring({}):sub(8)\n\
    local head, tail = wrk.body:match('^(.*)KEY(.*)$')\n\
    request = function() n = n + 1; return wrk.format(nil, nil, nil, head .. id .. n .. tail) end\n";

impl Figures {
    /// Processor time of a request, in microseconds.
    pub(crate) fn cpu_micros(&self) -> f64 {
        self.cpu_ticks as f64 * 10_000.0 / (self.requests.max(1) as f64)
    }
}

impl Load<'_> {
    /// What is posted. A query that has the value itself needs no variable.
    pub(crate) fn body(&self) -> Value {
        if self.query.contains(KEY) {
            return json!({ "query": self.query });
        }
        let key = if self.varies { KEY } else { "k" };
        json!({ "query": self.query, "variables": { "k": key } })
    }

    /// Asks for some seconds. Answers that are not 200 are a failure of the run.
    pub(crate) fn run(&self, seconds: u32) -> anyhow::Result<Figures> {
        let body = self.body();
        let script = std::env::temp_dir().join(format!("bench-{}.lua", std::process::id()));
        let text = format!(
            "wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\n\
             wrk.body = [==[{body}]==]\n{}",
            if self.varies { VARY } else { "" }
        );
        fs::write(&script, text)?;
        let output = Command::new("wrk")
            .args(["-t2", "--latency", &format!("-c{}", self.connections)])
            .args([&format!("-d{seconds}s"), "-s"])
            .arg(&script)
            .arg(format!("http://{}/graphql", self.address))
            .output()
            .context("wrk is needed: apt-get install wrk")?;
        let _ = fs::remove_file(&script);
        let text = String::from_utf8_lossy(&output.stdout);
        ensure!(output.status.success(), "wrk failed: {text}");
        ensure!(!text.contains("Non-2xx"), "answers that are not 200: {text}");
        read(&text)
    }
}

fn read(text: &str) -> anyhow::Result<Figures> {
    let behind = |word: &str| {
        let line = text.lines().find(|line| line.trim_start().starts_with(word));
        line.and_then(|line| line.split_whitespace().nth(1)).map(str::to_owned)
    };
    let total = text.lines().find(|line| line.contains(" requests in "));
    let requests = total.and_then(|line| line.split_whitespace().next()?.parse().ok());
    Ok(Figures {
        requests: requests.context("no number of requests")?,
        per_second: behind("Requests/sec:").context("no rate")?.parse()?,
        p50: behind("50%").unwrap_or_default(),
        p99: behind("99%").unwrap_or_default(),
        ..Figures::default()
    })
}
