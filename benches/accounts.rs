//! Ten thousand accounts of 20 custom fields in one process: memory, time, evictions,
//! calls. `cargo bench --bench accounts` prints figures; nothing is asserted.

use std::time::Instant;

use didar_graphql::{
    accounts::{Accounts, CacheOptions, Credential, Directory},
    didar::{self, Connector},
    graphql::Shared,
};
use didar_sandbox::{Sandbox, Settings};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

const ACCOUNTS: usize = 10_000;
const SIDE_BY_SIDE: usize = 32;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let settings = Settings { contacts: 0, any_key: true, ..Settings::default() };
    let sandbox = Sandbox::start(settings).await?;
    sandbox.set_definitions_json((0..20).map(definition).collect());
    println!("{ACCOUNTS} accounts of 20 fields, {SIDE_BY_SIDE} opened side by side");
    for megabytes in [512, 4096] {
        let options = CacheOptions { memory_bytes: megabytes << 20, ..CacheOptions::default() };
        let connector = Connector::new(sandbox.base_url().parse()?, didar::CallOptions::default())?;
        let accounts = Accounts::new(connector, Directory::PassThrough, Shared::default(), options);
        println!("\nwith {megabytes} MB for schemas");
        for round in ["first", "second"] {
            measure(round, &sandbox, &accounts).await;
        }
    }
    sandbox.stop().await;
    Ok(())
}

/// Opens every account once.
async fn measure(round: &str, sandbox: &Sandbox, accounts: &Accounts) {
    sandbox.clear_calls();
    let (started, before) = (Instant::now(), resident_megabytes());
    let opened = stream::iter(0..ACCOUNTS).map(async |at| {
        let key = format!("key{at}").as_str().into();
        accounts.open(&Credential::Bearer(key)).await.is_ok()
    });
    let opened = opened.buffer_unordered(SIDE_BY_SIDE).filter(|ok| std::future::ready(*ok)).count();
    let opened = opened.await;
    let calls = sandbox.call_count("customfield/GetCustomfieldList");
    println!(
        "  {round} round: {opened} opened in {:.1} s, {calls} calls; resident {} -> {} MB",
        started.elapsed().as_secs_f64(),
        before,
        resident_megabytes()
    );
}

fn definition(at: usize) -> Value {
    let control = [0, 12, 3, 4, 9][at % 5];
    json!({
        "Id": format!("00000000-0000-4000-8000-{at:012}"),
        "Key": format!("Field_996_{control}_{at}"),
        "Title": format!("عنوان شماره {at}"),
        "FieldType": "Contact",
        "Options": ["تهران", "اصفهان", "شیراز", "تبریز", "مشهد"],
    })
}

/// What the process holds, sandbox included; 0 where the system does not tell.
fn resident_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kilobytes.unwrap_or(0) / 1024
}
