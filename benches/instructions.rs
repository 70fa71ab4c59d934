//! How many instructions the gateway takes for a page, a filter, a save and a schema: a guard
//! against what makes it slower, without a clock. Needs valgrind.
//!
//! `cargo build --bench instructions`, and then the binary: `just instructions` does both. Each
//! count is the difference between runs of two lengths, so that what happens once is not in it. The
//! stub of Didar is a process of its own. Budgets are in `instructions.txt`, made with the
//! development profile; a count above its budget by more than a tenth is a failure.

// The optimised engine nests futures deeper than the usual limit.
#![recursion_limit = "256"]

use std::{
    collections::BTreeMap,
    env, fs,
    io::{BufRead, BufReader},
    process::{Child, Command, ExitCode, Stdio},
    sync::Arc,
};

use anyhow::{Context, bail};
use didar_graphql::{
    accounts::{Accounts, CacheOptions, Credential, Directory, Opened},
    crm::account_tag::AccountTag,
    didar::{CallOptions, Connector, Definitions},
    graphql::{AccountFacts, AccountSchema, Aliases, GraphQlRequest, SchemaOptions, Shared},
};
use didar_sandbox::{Sandbox, Settings};
use serde_json::json;

const BUDGETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions.txt");
/// How often a scenario is run, and how often more.
const RUNS: [u64; 2] = [3, 10];

/// A page of 30 contacts with 12 fields, five of them custom.
const PAGE: &str = "{ contacts(first: 30) { nodes { id displayName firstName lastName mobilePhone \
    email registeredAt custom { field_996_12_9 field_996_0_8 field_996_4_10 { label } \
    field_996_3_12 field_996_5_13 } } } }";

/// A page of one, with a filter that is another each time.
const FILTER: &str = "query($low: Float!) { contacts(first: 1, filter: { custom: { \
    field_996_12_9: [{ between: { from: $low, to: 300 } }], field_996_0_8: [{ startsWith: \
    \"سفارش\" }] } }) { totalCount nodes { id } } }";

/// A contact that is there, and is changed each time.
const SAVE: &str = "mutation($name: String!, $phone: String!) { upsertContact( \
    match: { mobilePhone: $phone }, input: { lastName: $name }) { outcome contact { id } } }";

const SCENARIOS: [&str; 4] = ["schema", "page", "filter", "save"];

fn main() -> anyhow::Result<ExitCode> {
    let arguments: Vec<String> = env::args().skip(1).filter(|word| word != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["stub"] => stub().map(|()| ExitCode::SUCCESS),
        ["run", scenario, times, url, key, phone] => {
            run(scenario, times.parse()?, url, key, phone).map(|()| ExitCode::SUCCESS)
        }
        ["set"] => compare(true),
        _ => compare(false),
    }
}

/// Counts each scenario and compares it with its budget, or writes the budgets anew.
fn compare(set: bool) -> anyhow::Result<ExitCode> {
    let mut stub = Stub::start()?;
    let counts: BTreeMap<_, _> = SCENARIOS
        .iter()
        .map(|name| Ok((*name, stub.count(name)?)))
        .collect::<anyhow::Result<_>>()?;
    if set {
        let lines: String =
            counts.iter().map(|(name, count)| format!("{name} {count}\n")).collect();
        fs::write(BUDGETS, lines)?;
    }
    let budgets = fs::read_to_string(BUDGETS)?;
    let mut is_within = true;
    for (name, count) in counts {
        let budget = budgets.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
        let budget: u64 = budget.with_context(|| format!("{name} has no budget"))?;
        let ratio = count as f64 / budget as f64;
        let verdict = if ratio > 1.1 { "too many" } else { "ok" };
        is_within &= ratio <= 1.1;
        println!("{name:8} {count:>12} instructions, {ratio:.2} of the budget: {verdict}");
    }
    Ok(if is_within { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The sandbox, in a process of its own.
struct Stub(Child, [String; 3]);

impl Stub {
    fn start() -> anyhow::Result<Self> {
        let own = env::current_exe()?;
        let mut child =
            Command::new(own).arg("stub").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let out = child.stdout.take().context("no output")?;
        let lines: Vec<_> = BufReader::new(out).lines().take(3).collect::<Result<_, _>>()?;
        let told = lines.try_into().map_err(|_| anyhow::anyhow!("the stub said too little"))?;
        Ok(Self(child, told))
    }

    /// How many instructions one run takes.
    fn count(&mut self, scenario: &str) -> anyhow::Result<u64> {
        let [few, more] = RUNS;
        let difference =
            self.collected(scenario, few + more)?.checked_sub(self.collected(scenario, few)?);
        Ok(difference.context("more runs took less")? / more)
    }

    fn collected(&self, scenario: &str, times: u64) -> anyhow::Result<u64> {
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(env::current_exe()?)
            .args(["run", scenario, &times.to_string()])
            .args(&self.1)
            .output()
            .context("valgrind is needed: apt-get install valgrind")?;
        let text = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() {
            bail!("{scenario} failed: {text}");
        }
        let line = text.lines().find_map(|line| line.split("Collected : ").nth(1));
        Ok(line.context("no count")?.trim().parse()?)
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Serves the sandbox until standard input ends; says its address, its key and a phone number.
#[tokio::main(flavor = "current_thread")]
async fn stub() -> anyhow::Result<()> {
    let sandbox = Sandbox::start(Settings { contacts: 200, ..Settings::default() }).await?;
    let contacts = sandbox.contacts_json();
    let mut phones = contacts.iter().filter_map(|row| row["MobilePhone"].as_str());
    let phone = phones.rfind(|phone| phone.starts_with("09")).context("no phone")?;
    println!("{}\n{}\n{phone}", sandbox.base_url(), sandbox.api_key());
    tokio::task::spawn_blocking(|| std::io::stdin().lines().count()).await?;
    Ok(())
}

/// Runs a scenario some times.
#[tokio::main(flavor = "current_thread")]
async fn run(scenario: &str, times: u64, url: &str, key: &str, phone: &str) -> anyhow::Result<()> {
    let connector = Connector::new(url.parse()?, CallOptions::default())?;
    if scenario == "schema" {
        let definitions = connector.didar(key.into()).definitions().await?;
        (0..times).for_each(|_| build(definitions.text()));
        return Ok(());
    }
    let (directory, options) = (Directory::PassThrough, CacheOptions::default());
    let accounts = Accounts::new(connector, directory, Shared::default(), options);
    let Opened { mut account, .. } = accounts.open(&Credential::Bearer(key.into())).await?;
    for at in 0..times {
        let (query, variables) = match scenario {
            "page" => (PAGE, json!({})),
            "filter" => (FILTER, json!({ "low": at })),
            _ => (SAVE, json!({ "name": format!("نام {at}"), "phone": phone })),
        };
        let variables = variables.as_object().cloned().unwrap_or_default();
        let request =
            GraphQlRequest { query: query.to_owned(), variables, ..GraphQlRequest::default() };
        let answer;
        (answer, account) = accounts.execute(account, &request).await;
        let text = String::from_utf8(answer.json())?;
        if text.contains("\"errors\"") {
            bail!("{scenario}: {text}");
        }
    }
    Ok(())
}

fn build(definitions: &str) {
    let facts = AccountFacts { name: String::new(), freshness: Arc::default() };
    let catalogue = Definitions::from_text(definitions).ok().map(|known| known.catalogue);
    let (tag, options) = (AccountTag([0; 32]), SchemaOptions::default());
    let schema = AccountSchema::build(catalogue, facts, tag, &Aliases::default(), options);
    std::hint::black_box(schema);
}
