//! Runs the gateway, a bare pass-through and a plain async-graphql server over one stub of
//! Didar, in turn, under `wrk`, and prints what each costs beside the pass-through.
//!
//! Figures, not verdicts. Everything stays on loopback, for about four minutes.

mod load;
mod report;
mod server;

use std::{
    path::{Path, PathBuf},
    thread::sleep,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use load::{Figures, Load};
use server::{Server, exchange};

/// Where the stub and the servers listen.
const UPSTREAM: &str = "127.0.0.1:18300";
const SERVED: &str = "127.0.0.1:18301";
/// Seconds of load for each figure.
const SECONDS: u32 = 4;

/// What is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Pass,
    Plain,
    Ours,
}

/// One row of the table.
struct Case {
    name: &'static str,
    rows: u32,
    delay_ms: u32,
    connections: u32,
    /// Whether no request is like another.
    varies: bool,
    /// How many custom fields the account has besides those of the sandbox.
    fields: u32,
    /// Of the gateway; the plain server is asked for the same in its own words.
    query: String,
    plain: String,
}

fn main() -> anyhow::Result<()> {
    let folder = binaries()?;
    let mut report = report::Report::default();
    for case in cases() {
        let [rows, delay, fields] = [case.rows, case.delay_ms, case.fields].map(|n| n.to_string());
        let upstream = [UPSTREAM, &rows, &delay, &fields];
        let _stub = Server::start(&folder.join("upstream"), &upstream, UPSTREAM, &[])?;
        let mut measured = Vec::new();
        for kind in [Kind::Pass, Kind::Plain, Kind::Ours] {
            measured.push(measure(&folder, &case, kind)?);
        }
        report.add(&case, &measured);
    }
    report.write(Path::new("docs/performance.md"))?;
    Ok(())
}

fn measure(folder: &Path, case: &Case, kind: Kind) -> anyhow::Result<Figures> {
    let (url, started) = (format!("http://{UPSTREAM}/api"), Instant::now());
    let served = match kind {
        Kind::Pass => Server::start(&folder.join("pass"), &[SERVED, &url], SERVED, &[])?,
        Kind::Plain => Server::start(&folder.join("plain"), &[SERVED, &url], SERVED, &[])?,
        Kind::Ours => {
            let settings = [("DIDAR_API_KEY", "benchmark0key"), ("DIDAR_BASE_URL", url.as_str())];
            let arguments = ["serve", "--listen", SERVED, "--log", "warn"];
            let ours = folder.join("didar-graphql");
            Server::start(&ours, &arguments, SERVED, &settings)?
        }
    };
    let query = if kind == Kind::Plain { &case.plain } else { &case.query };
    let load = Load { address: SERVED, query, connections: case.connections, varies: case.varies };
    wait_for_answer(&load)?;
    let first_ms = started.elapsed().as_millis();
    load.run(1)?;
    let (ticks_before, calls_before) = (served.cpu_ticks()?, calls()?);
    let figures = load.run(SECONDS)?;
    let (ticks, calls) = (served.cpu_ticks()? - ticks_before, calls()? - calls_before);
    let resident_mb = served.resident_mb()?;
    Ok(Figures { cpu_ticks: ticks, resident_mb, first_ms, calls, ..figures })
}

/// Asks until there is an answer.
fn wait_for_answer(load: &Load<'_>) -> anyhow::Result<()> {
    let body = load.body().to_string();
    let head = "POST /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
                Content-Type: application/json\r\n";
    let request = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
    for _ in 0..1000 {
        if exchange(SERVED, &request)?.starts_with("HTTP/1.1 200") {
            return Ok(());
        }
        sleep(Duration::from_millis(5));
    }
    bail!("{SERVED} gives no answer")
}

/// How many pages the stub was asked for.
fn calls() -> anyhow::Result<u64> {
    let request = "GET /calls HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let answer = exchange(UPSTREAM, request)?;
    let (_, body) = answer.split_once("\r\n\r\n").context("no count of calls")?;
    Ok(body.parse()?)
}

/// The folder of this binary, where the others are.
fn binaries() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe()?;
    Ok(own.parent().map(Path::to_path_buf).unwrap_or_default())
}

fn cases() -> Vec<Case> {
    let twelve = "id displayName firstName lastName mobilePhone email registeredAt custom { \
                  field_996_12_9 field_996_0_8 field_996_4_10 { label } field_996_3_12 \
                  field_996_5_13 }";
    let plain = "id displayName firstName lastName mobilePhone email registerTime custom { budget \
                 remark city member contract }";
    let portable = "id displayName firstName lastName mobilePhone email registeredAt \
                    customFields(keys: [\"Field_996_12_9\", \"Field_996_0_8\", \"Field_996_4_10\", \
                    \"Field_996_3_12\", \"Field_996_5_13\"]) { key raw }";
    let few = "id displayName mobilePhone";
    let case = |name, rows, delay_ms, connections, fields: &str, plain: &str| Case {
        name,
        rows,
        delay_ms,
        connections,
        varies: true,
        fields: 0,
        query: format!(
            "query($k: String) {{ contacts(first: {rows}, filter: {{keywords: $k}}) {{ nodes {{ \
             {fields} }} }} }}"
        ),
        plain: format!("{{ contacts(first: {rows}) {{ nodes {{ {plain} }} }} }}"),
    };
    vec![
        case("30 contacts, 12 fields, typed", 30, 0, 64, twelve, plain),
        case("30 contacts, 12 fields, portable", 30, 0, 64, portable, plain),
        Case {
            query: format!(
                "{{ contacts(first: 30, filter: {{keywords: \"KEY\"}}) {{ nodes {{ {twelve} }} }} }}"
            ),
            ..case("30 contacts, 12 fields, a literal that differs", 30, 0, 64, twelve, plain)
        },
        Case {
            fields: 200,
            ..case("30 contacts, 12 fields of 200 more", 30, 0, 64, twelve, plain)
        },
        case("30 contacts, 3 fields", 30, 0, 64, few, few),
        case("1 contact, 12 fields", 1, 0, 64, twelve, plain),
        case("100 contacts, 12 fields", 100, 0, 64, twelve, plain),
        case("30 contacts, 12 fields, 256 connections", 30, 0, 256, twelve, plain),
        case("the same, Didar takes 50 ms", 30, 50, 256, twelve, plain),
        Case {
            varies: false,
            ..case("30 contacts, 12 fields, all ask the same", 30, 0, 64, twelve, plain)
        },
    ]
}
