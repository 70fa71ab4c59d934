//! Where Didar is, and how long to wait for it.

use std::time::Duration;

use clap::Args;
use url::Url;

use super::bad_setting::BadSetting;
use crate::didar::CallOptions;

/// The Didar server.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Didar")]
pub struct UpstreamSettings {
    /// Address of Didar's API, with the `/api`.
    #[arg(long = "didar-base-url", value_name = "URL")]
    #[arg(env = "DIDAR_BASE_URL", default_value = "https://app.didar.me/api")]
    base_url: String,
    /// Seconds that a call to Didar may take, with its retries.
    #[arg(long = "didar-timeout-seconds", value_name = "SECONDS")]
    #[arg(env = "DIDAR_TIMEOUT_SECONDS", default_value_t = CallOptions::DEFAULT.timeout.as_secs())]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=600))]
    timeout_seconds: u64,
    /// How many calls of one account are under way at once at most; further ones wait. There
    /// are fewer while Didar refuses or is slow.
    #[arg(long = "didar-calls-at-once", value_name = "N")]
    #[arg(env = "DIDAR_CALLS_AT_ONCE", default_value_t = CallOptions::DEFAULT.at_once)]
    #[arg(value_parser = at_once)]
    at_once: usize,
    /// Send of an update what changes, and little else. Left out: a deal's title, people, owner, place,
    /// status and labels, and what Didar has of every case, go back as they are stored, because
    /// Didar may take away what is not sent.
    #[arg(long, env = "DIDAR_TRUST_PARTIAL_UPDATES")]
    #[arg(value_parser = clap::builder::BoolishValueParser::new())]
    trust_partial_updates: bool,
}

/// A number of calls.
fn at_once(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(calls @ 1..=4096) => Ok(calls),
        _ => Err("expected a number from 1 to 4096".to_owned()),
    }
}

/// The Didar server, checked.
#[derive(Clone, Debug)]
pub struct Upstream {
    /// Address of the API.
    pub base_url: Url,
    /// Time for one call with its retries.
    pub timeout: Duration,
    /// The most calls that an account has under way at once.
    pub at_once: usize,
    /// Whether updates send what changes, and little else.
    pub trusts_partial_updates: bool,
}

impl UpstreamSettings {
    /// Checks the settings.
    ///
    /// # Errors
    /// Where it is not a URL.
    pub fn check(&self) -> Result<Upstream, BadSetting> {
        Ok(Upstream {
            base_url: base_url(&self.base_url)?,
            timeout: Duration::from_secs(self.timeout_seconds),
            at_once: self.at_once,
            trusts_partial_updates: self.trust_partial_updates,
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_address_is_a_sentence_that_names_it_and_quotes_nothing() {
        for url in [
            "app.didar.me",
            "ftp://x/api",
            "https://u@x/api",
            "https://:abc@x/api",
            "https://x/api?apikey=abc",
        ] {
            let error = base_url(url).expect_err("refused").to_string();
            assert!(error.contains("DIDAR_BASE_URL") && !error.contains("abc"), "{error}");
        }
    }
}
