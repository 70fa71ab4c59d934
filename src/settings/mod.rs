//! Settings: flags and environment variables, as typed and checked values.
//!
//! `--help` prints the comments below: they are the reference.

mod accounts;
mod bad_setting;
mod edge;
mod shared;
mod upstream;
mod variables;

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use clap::{Args, CommandFactory, Parser, Subcommand};

pub use self::{
    accounts::{AccountsSettings, ConfiguredAccount, ConfiguredNames, Whose},
    bad_setting::BadSetting,
    edge::EdgeSettings,
    shared::SharedSettings,
    upstream::{Upstream, UpstreamSettings},
    variables::UnknownVariable,
};
use crate::{accounts::CacheOptions, telemetry::LogFormat};

/// Where a gateway listens unless told otherwise.
const USUAL_ADDRESS: &str = "127.0.0.1:8080";

/// A typed GraphQL API in front of the Didar CRM REST API.
#[derive(Debug, Parser)]
#[command(name = "didar-graphql", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    /// What to do.
    pub command: Command,
    #[command(flatten)]
    /// How to log.
    pub log: LogSettings,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the account whose key is in DIDAR_API_KEY, or those of a settings file.
    Serve(Box<ServeSettings>),
    /// Serve an embedded sandbox: no account and no network needed.
    #[cfg(feature = "demo")]
    Demo(DemoSettings),
    /// Print the account's schema in GraphQL's schema definition language.
    Schema(SchemaSettings),
    /// List the account's custom fields: key, title, kind, schema name, options.
    Fields(FieldsSettings),
    /// Say whether the key is good, and what was found with it.
    Check(AccountSettings),
    /// Make a token for a client, and the line that lets it in.
    Token,
    /// Print completions for a shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
    /// Ask a running gateway whether it is ready; for containers without curl.
    Healthcheck(HealthcheckSettings),
}

/// The variables of this process that look like settings and are none. `known` are others that
/// the settings name.
#[must_use]
pub fn unknown_variables(known: &[String]) -> Vec<UnknownVariable> {
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    variables::unknown(&Cli::command(), names, known)
}

/// How to log.
#[derive(Debug, Args)]
#[command(next_help_heading = "Logs and traces")]
pub struct LogSettings {
    /// What to log: a level, or directives such as `info,didar_graphql=debug`.
    #[arg(long = "log", value_name = "FILTER", global = true)]
    #[arg(env = "DIDAR_GRAPHQL_LOG", default_value = "info")]
    pub filter: String,
    /// How to write log lines. Left out: text on a terminal, JSON elsewhere.
    #[arg(long = "log-format", value_name = "FORMAT", global = true)]
    #[arg(env = "DIDAR_GRAPHQL_LOG_FORMAT")]
    pub format: Option<LogFormat>,
    /// Where to send traces: an OpenTelemetry collector that takes OTLP over HTTP. Left out:
    /// nowhere.
    #[arg(long, value_name = "URL", global = true, env = "OTEL_EXPORTER_OTLP_ENDPOINT")]
    otlp_endpoint: Option<String>,
}

impl LogSettings {
    /// Address of the collector; empty means no traces.
    #[must_use]
    pub fn collector(&self) -> Option<&str> {
        self.otlp_endpoint.as_deref().map(str::trim).filter(|address| !address.is_empty())
    }
}

/// Where to listen, and how to answer.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Listening and answering")]
pub struct ListenSettings {
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long = "listen", value_name = "ADDR")]
    #[arg(env = "DIDAR_GRAPHQL_LISTEN", default_value = USUAL_ADDRESS)]
    pub address: SocketAddr,
    /// Address and port for /metrics, which is not at the other one then; the probes are at both.
    #[arg(long = "metrics-listen", value_name = "ADDR", env = "DIDAR_GRAPHQL_METRICS_LISTEN")]
    pub metrics: Option<SocketAddr>,
    /// Seconds that requests in flight may take to finish when the server stops.
    #[arg(long, value_name = "SECONDS", default_value = "25")]
    #[arg(env = "DIDAR_GRAPHQL_DRAIN_SECONDS")]
    pub drain_seconds: u64,
    /// Take texts in filters as they are written. Left out: a text also finds its other
    /// spellings (ي and ی, ك and ک, with or without a zero-width non-joiner).
    #[arg(long, env = "DIDAR_GRAPHQL_EXACT_SPELLING")]
    #[arg(value_parser = clap::builder::BoolishValueParser::new())]
    pub exact_spelling: bool,
    /// Answer `_service { sdl }`, by which a federated router takes the gateway as a subgraph.
    #[arg(long, env = "DIDAR_GRAPHQL_FEDERATION")]
    #[arg(value_parser = clap::builder::BoolishValueParser::new())]
    pub federation: bool,
    #[command(flatten)]
    /// What requests may do.
    pub edge: EdgeSettings,
}

impl ListenSettings {
    /// How long a stopping server waits for requests in flight.
    #[must_use]
    pub fn drain(&self) -> Duration {
        Duration::from_secs(self.drain_seconds)
    }
}

/// `serve`.
#[derive(Debug, Args)]
pub struct ServeSettings {
    #[command(flatten)]
    /// Where to listen.
    pub listen: ListenSettings,
    #[command(flatten)]
    /// Where Didar is.
    pub upstream: UpstreamSettings,
    #[command(flatten)]
    /// Which accounts to serve.
    pub accounts: AccountsSettings,
    /// Serve any account: requests bring its API key as bearer token.
    #[arg(long, env = "DIDAR_GRAPHQL_PASS_THROUGH", help_heading = "Accounts")]
    #[arg(value_parser = clap::builder::BoolishValueParser::new())]
    pub pass_through: bool,
    /// Folder for what outlives a restart: the last good custom-field definitions of each
    /// account, which serve while Didar is down, and without Redis the idempotency keys of
    /// the last 24 hours. Holds titles and options, no contact and no key of Didar's. Each
    /// gateway needs one of its own.
    #[arg(long, value_name = "FOLDER", env = "DIDAR_GRAPHQL_STATE_DIR", help_heading = "Accounts")]
    pub state_dir: Option<PathBuf>,
    #[command(flatten)]
    /// What several gateways share.
    pub shared: SharedSettings,
    /// Megabytes that the schemas of all accounts may hold; those unused for the longest
    /// are let go beyond it. A schema of 20 custom fields holds about 0.3.
    #[arg(long, value_name = "MB", default_value_t = CacheOptions::DEFAULT.memory_bytes >> 20)]
    #[arg(env = "DIDAR_GRAPHQL_ACCOUNTS_MEMORY_MB", help_heading = "Accounts")]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=1_048_576))]
    pub accounts_memory_mb: u64,
    /// Serve everyone who can reach the address, also beyond this machine. Whoever
    /// can send a request reads the account's contacts.
    #[arg(long, env = "DIDAR_GRAPHQL_ALLOW_ANONYMOUS", help_heading = "Accounts")]
    #[arg(value_parser = clap::builder::BoolishValueParser::new())]
    pub allow_anonymous: bool,
}

/// `demo`.
#[cfg(feature = "demo")]
#[derive(Debug, Args)]
pub struct DemoSettings {
    #[command(flatten)]
    /// Where to listen.
    pub listen: ListenSettings,
    /// How many contacts the sandbox holds, up to 1,000,000.
    #[arg(long, value_name = "N", default_value = "2000")]
    #[arg(value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub contacts: u32,
    /// Which account to make up; the same number makes the same account.
    #[arg(long, value_name = "N", default_value = "42")]
    pub seed: u64,
    /// Settings file in TOML: accounts with their tokens and names of fields, all of them the
    /// sandbox's, whatever their keys are.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// `schema`.
#[derive(Debug, Args)]
pub struct SchemaSettings {
    #[command(flatten)]
    /// Which account's schema.
    pub account: AccountSettings,
    /// Print what is the same in every account; needs no key.
    #[arg(long)]
    pub core: bool,
    /// Print the schema of the sandbox's account; needs no key.
    #[cfg(feature = "demo")]
    #[arg(long, conflicts_with = "core")]
    pub demo: bool,
}

/// `fields`.
#[derive(Debug, Args)]
pub struct FieldsSettings {
    #[command(flatten)]
    /// Which account's fields.
    pub account: AccountSettings,
    /// Write a block for the settings file that gives each field a readable name, to be
    /// edited.
    #[arg(long)]
    pub suggest: bool,
}

/// One of the accounts.
#[derive(Debug, Args)]
pub struct AccountSettings {
    #[command(flatten)]
    /// Where Didar is.
    pub upstream: UpstreamSettings,
    #[command(flatten)]
    /// The accounts there are.
    pub accounts: AccountsSettings,
    /// Which account of the settings file; needed where it has several.
    #[arg(long, value_name = "NAME", env = "DIDAR_GRAPHQL_ACCOUNT")]
    pub account: Option<String>,
}

impl AccountSettings {
    /// The account that is meant.
    ///
    /// # Errors
    /// Where it is not said which, or there is none.
    pub fn check(&self) -> Result<ConfiguredAccount, BadSetting> {
        let accounts = self.accounts.check()?;
        let names = || accounts.iter().map(|account| account.name.as_str()).collect::<Vec<_>>();
        match (&self.account, accounts.as_slice()) {
            (None, [only]) => Ok(only.clone()),
            (None, _) => {
                Err(BadSetting(format!("--account is needed: one of {}", names().join(", "))))
            }
            (Some(name), accounts) => {
                let found = accounts.iter().find(|account| account.name == *name);
                let none = || format!("--account {name}: there are {}", names().join(", "));
                found.cloned().ok_or_else(|| BadSetting(none()))
            }
        }
    }
}

/// `healthcheck`.
#[derive(Debug, Args)]
pub struct HealthcheckSettings {
    /// Address of the gateway to ask.
    #[arg(long = "listen", value_name = "ADDR")]
    #[arg(env = "DIDAR_GRAPHQL_LISTEN", default_value = USUAL_ADDRESS)]
    pub address: SocketAddr,
}

impl ServeSettings {
    /// Refuses to put an account's data before everyone by accident.
    ///
    /// # Errors
    /// Where requests need no token, the address is reachable from other machines, and
    /// nobody said so.
    pub fn check_exposure(&self, asks_for_tokens: bool) -> Result<(), BadSetting> {
        let address = self.listen.address;
        if asks_for_tokens || address.ip().is_loopback() || self.allow_anonymous {
            return Ok(());
        }
        Err(BadSetting(format!(
            "--listen {address} can be reached from other machines, and requests need no token. \
             Give the account tokens in the settings file, listen on 127.0.0.1 behind a proxy \
             that asks who is there, or say --allow-anonymous."
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
