//! Settings: flags and environment variables, as typed and checked values.
//!
//! `--help` prints the comments below: they are the reference.

use std::{net::SocketAddr, time::Duration};

use clap::{Args, Parser, Subcommand};
use secrecy::SecretString;
use url::Url;

use crate::telemetry::LogFormat;

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
    /// Serve the account whose key is in DIDAR_API_KEY.
    Serve(ServeSettings),
    /// Serve an embedded sandbox: no account and no network needed.
    Demo(DemoSettings),
    /// Print the account's schema in GraphQL's schema definition language.
    Schema(SchemaSettings),
    /// List the account's custom fields: key, title, kind, schema name, options.
    Fields(UpstreamSettings),
    /// Say whether the key is good, and what was found with it.
    Check(UpstreamSettings),
    /// Ask a running gateway whether it is ready; for containers without curl.
    Healthcheck(HealthcheckSettings),
}

/// How to log.
#[derive(Debug, Args)]
pub struct LogSettings {
    /// What to log: a level, or directives such as `info,didar_graphql=debug`.
    #[arg(long = "log", value_name = "FILTER", global = true)]
    #[arg(env = "DIDAR_GRAPHQL_LOG", default_value = "info")]
    pub filter: String,
    /// How to write log lines. Left out: text on a terminal, JSON elsewhere.
    #[arg(long = "log-format", value_name = "FORMAT", global = true)]
    #[arg(env = "DIDAR_GRAPHQL_LOG_FORMAT")]
    pub format: Option<LogFormat>,
}

/// Where to listen, and how to answer.
#[derive(Debug, Clone, Args)]
pub struct ListenSettings {
    /// Address and port to listen on; port 0 takes a free one.
    #[arg(long = "listen", value_name = "ADDR")]
    #[arg(env = "DIDAR_GRAPHQL_LISTEN", default_value = "127.0.0.1:8080")]
    pub address: SocketAddr,
    /// Seconds that requests in flight may take to finish when the server stops.
    #[arg(long, value_name = "SECONDS", default_value = "15")]
    #[arg(env = "DIDAR_GRAPHQL_DRAIN_SECONDS")]
    pub drain_seconds: u64,
    /// Take texts in filters as they are written. Left out: a text also finds its other
    /// spellings (ي and ی, ك and ک, with or without a zero-width non-joiner).
    #[arg(long, env = "DIDAR_GRAPHQL_EXACT_SPELLING")]
    #[arg(value_parser = clap::builder::BoolishValueParser::new())]
    pub exact_spelling: bool,
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
    /// Which account to serve.
    pub upstream: UpstreamSettings,
    /// Serve everyone who can reach the address, also beyond this machine. Whoever
    /// can send a request reads the account's contacts.
    #[arg(long, env = "DIDAR_GRAPHQL_ALLOW_ANONYMOUS")]
    #[arg(value_parser = clap::builder::BoolishValueParser::new())]
    pub allow_anonymous: bool,
}

/// `demo`.
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
}

/// `schema`.
#[derive(Debug, Args)]
pub struct SchemaSettings {
    #[command(flatten)]
    /// Which account's schema.
    pub upstream: UpstreamSettings,
    /// Print what is the same in every account; needs no key.
    #[arg(long)]
    pub core: bool,
    /// Print the schema of the sandbox's account; needs no key.
    #[arg(long, conflicts_with = "core")]
    pub demo: bool,
}

/// `healthcheck`.
#[derive(Debug, Args)]
pub struct HealthcheckSettings {
    /// Address of the gateway to ask.
    #[arg(long = "listen", value_name = "ADDR")]
    #[arg(env = "DIDAR_GRAPHQL_LISTEN", default_value = "127.0.0.1:8080")]
    pub address: SocketAddr,
}

/// The Didar account.
#[derive(Clone, Args)]
pub struct UpstreamSettings {
    /// The account's API key. Prefer the environment: flags are seen by every user of
    /// the machine.
    #[arg(long = "didar-api-key", value_name = "KEY")]
    #[arg(env = "DIDAR_API_KEY", hide_env_values = true)]
    api_key: Option<String>,
    /// Address of Didar's API, with the `/api`.
    #[arg(long = "didar-base-url", value_name = "URL")]
    #[arg(env = "DIDAR_BASE_URL", default_value = "https://app.didar.me/api")]
    base_url: String,
    /// Seconds that a call to Didar may take, with its retries.
    #[arg(long = "didar-timeout-seconds", value_name = "SECONDS")]
    #[arg(env = "DIDAR_TIMEOUT_SECONDS", default_value = "20")]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout_seconds: u64,
}

impl std::fmt::Debug for UpstreamSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UpstreamSettings").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

/// A setting that cannot be used; its text names the setting and never a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadSetting(pub String);

/// The Didar account, checked.
#[derive(Clone, Debug)]
pub struct Upstream {
    /// The API key.
    pub key: SecretString,
    /// Address of the API.
    pub base_url: Url,
    /// Time for one call with its retries.
    pub timeout: Duration,
}

impl UpstreamSettings {
    /// Checks the settings.
    ///
    /// # Errors
    /// Where the key is missing or cannot be one, or the address is none.
    pub fn check(&self) -> Result<Upstream, BadSetting> {
        Ok(Upstream {
            key: self.key()?,
            base_url: base_url(&self.base_url)?,
            timeout: Duration::from_secs(self.timeout_seconds),
        })
    }

    /// Didar's keys are 32 lower-case letters and digits (F3); only what can never be
    /// a key is refused here, the rest is Didar's to judge.
    fn key(&self) -> Result<SecretString, BadSetting> {
        let key = self.api_key.as_deref().map(str::trim).unwrap_or_default();
        if key.is_empty() {
            return Err(BadSetting(
                "DIDAR_API_KEY is not set. Make a key in Didar's settings, or try `didar-graphql \
                 demo`, which needs none."
                    .to_owned(),
            ));
        }
        if !key.bytes().all(|letter| letter.is_ascii_alphanumeric()) {
            return Err(BadSetting(
                "DIDAR_API_KEY holds a character that no key has; keys are letters and digits."
                    .to_owned(),
            ));
        }
        Ok(SecretString::from(key))
    }
}

fn base_url(text: &str) -> Result<Url, BadSetting> {
    let refused = |why: &str| BadSetting(format!("DIDAR_BASE_URL {why}"));
    let url = Url::parse(text.trim()).map_err(|error| refused(&format!("is no URL: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
        return Err(refused("must be an http or https URL, for example https://app.didar.me/api"));
    }
    if url.query().is_some() || url.fragment().is_some() || has_user(&url) {
        return Err(refused("must be an address alone: no user, no query, no fragment"));
    }
    Ok(url)
}

fn has_user(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

impl ServeSettings {
    /// Refuses to put an account's data before everyone by accident.
    ///
    /// # Errors
    /// Where the address is reachable from other machines and nobody said so.
    pub fn check_exposure(&self) -> Result<(), BadSetting> {
        let address = self.listen.address;
        if address.ip().is_loopback() || self.allow_anonymous {
            return Ok(());
        }
        Err(BadSetting(format!(
            "--listen {address} can be reached from other machines, and requests need no token. \
             Listen on 127.0.0.1 behind a proxy that asks who is there, or say --allow-anonymous."
        )))
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn settings(key: Option<&str>, url: &str) -> UpstreamSettings {
        UpstreamSettings {
            api_key: key.map(str::to_owned),
            base_url: url.to_owned(),
            timeout_seconds: 20,
        }
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_bad_setting_is_a_sentence_that_names_it_and_never_the_key() {
        let url = "https://app.didar.me/api";
        for (settings, name) in [
            (settings(None, url), "DIDAR_API_KEY"),
            (settings(Some("  "), url), "DIDAR_API_KEY"),
            (settings(Some("sécrét key"), url), "DIDAR_API_KEY"),
            (settings(Some("abc"), "app.didar.me"), "DIDAR_BASE_URL"),
            (settings(Some("abc"), "ftp://x/api"), "DIDAR_BASE_URL"),
            (settings(Some("abc"), "https://u@x/api"), "DIDAR_BASE_URL"),
            (settings(Some("abc"), "https://:abc@x/api"), "DIDAR_BASE_URL"),
            (settings(Some("abc"), "https://x/api?apikey=abc"), "DIDAR_BASE_URL"),
        ] {
            let error = settings.check().expect_err("refused").to_string();
            assert!(error.contains(name), "{error}");
            assert!(!error.contains("sécrét") && !error.contains("abc"), "{error}");
            assert!(!format!("{settings:?}").contains("sécrét"));
        }
    }
}
