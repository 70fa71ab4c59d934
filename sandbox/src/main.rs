//! Runs a sandbox until interrupted.

#![forbid(unsafe_code)]
#![warn(missing_docs, unreachable_pub, clippy::unwrap_used)]

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Parser;
use didar_sandbox::{DEMO_API_KEY, MAX_CONTACTS, Sandbox, Settings};
use tracing_subscriber::EnvFilter;

/// A local test double of the Didar CRM REST API, with a seeded account in memory.
///
/// It can be steered while it runs: GET and DELETE /_sandbox/calls, POST and DELETE
/// /_sandbox/faults, GET /_sandbox/contacts?from=0&limit=30, GET /_sandbox/deals.
#[derive(Debug, Parser)]
#[command(name = "didar-sandbox", version)]
struct Arguments {
    /// Address and port to listen on
    #[arg(long, env = "DIDAR_SANDBOX_LISTEN", default_value = "127.0.0.1:8090")]
    listen: SocketAddr,

    /// How many contacts to seed, up to 1000000, and a deal for every two of them
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = contacts)]
    contacts: usize,

    /// Which account to seed; the same number gives the same account
    #[arg(long, value_name = "N", default_value_t = 42)]
    seed: u64,

    /// The key to expect: 32 lowercase letters and digits
    #[arg(long, value_name = "KEY", default_value = DEMO_API_KEY, value_parser = api_key)]
    api_key: String,
}

fn contacts(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| *number <= MAX_CONTACTS);
    number.ok_or_else(|| format!("it must be a number from 0 to {MAX_CONTACTS}"))
}

fn api_key(text: &str) -> Result<String, String> {
    let fits = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    if text.len() == 32 && text.bytes().all(fits) {
        return Ok(text.to_owned());
    }
    Err("it must be 32 lowercase letters and digits".to_owned())
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let listen = arguments.listen;
    match Sandbox::start(settings(arguments)).await {
        Ok(sandbox) => {
            greet(&sandbox);
            until_interrupted(sandbox).await;
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: --listen {listen} cannot be used: {error}");
            ExitCode::from(2)
        }
    }
}

fn settings(arguments: Arguments) -> Settings {
    Settings {
        listen: arguments.listen,
        contacts: arguments.contacts,
        seed: arguments.seed,
        api_key: arguments.api_key,
        ..Settings::default()
    }
}

fn greet(sandbox: &Sandbox) {
    let (url, key) = (sandbox.base_url(), sandbox.api_key());
    println!("base URL  {url}");
    println!("API key   {key}");
    println!("try       curl '{url}/contact/PersonSearch?apikey={key}' -d '{{\"Limit\": 1}}'");
}

async fn until_interrupted(sandbox: Sandbox) {
    if let Err(error) = tokio::signal::ctrl_c().await {
        eprintln!("error: the interrupt signal cannot be awaited: {error}");
    }
    sandbox.stop().await;
}
