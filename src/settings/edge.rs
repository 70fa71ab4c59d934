//! What requests may do, and how many there may be.

use std::path::PathBuf;

use axum::http::{HeaderName, HeaderValue};
use clap::{Args, builder::BoolishValueParser};

use super::bad_setting::BadSetting;
use crate::{graphql::Limits, http::EdgeOptions};

/// What goes without saying.
const EDGE: EdgeOptions = EdgeOptions::DEFAULT;
const LIMITS: Limits = Limits::DEFAULT;

/// Limits and switches of the edge.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Requests")]
pub struct EdgeSettings {
    /// Seconds that a request may take. A save that was sent goes on beyond it.
    #[arg(long, value_name = "SECONDS", default_value_t = EDGE.deadline.as_secs())]
    #[arg(env = "DIDAR_GRAPHQL_REQUEST_TIMEOUT_SECONDS")]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub request_timeout_seconds: u64,
    /// How many requests run at once; further ones get 503 and are to try again. One token
    /// takes three quarters of them at most.
    #[arg(long, value_name = "N", default_value_t = EDGE.at_once)]
    #[arg(env = "DIDAR_GRAPHQL_MAX_REQUESTS", value_parser = some)]
    pub max_requests: usize,
    /// How many requests a second each token may send; 0 sets no limit.
    #[arg(long, value_name = "N", default_value_t = 0)]
    #[arg(env = "DIDAR_GRAPHQL_REQUESTS_PER_SECOND")]
    pub requests_per_second: u32,
    /// How many operations a request may hold as a JSON list; 1 takes no lists.
    #[arg(long, value_name = "N", default_value_t = EDGE.batch)]
    #[arg(env = "DIDAR_GRAPHQL_MAX_BATCH", value_parser = some)]
    pub max_batch: usize,
    /// How large a body may be, in KiB, unpacked.
    #[arg(long, value_name = "KIB", default_value_t = EDGE.body_bytes / 1024)]
    #[arg(env = "DIDAR_GRAPHQL_MAX_BODY_KIB", value_parser = some)]
    pub max_body_kib: usize,
    /// How deep the selections of a document may nest, its fragments spread.
    #[arg(long, value_name = "N", default_value_t = LIMITS.depth)]
    #[arg(env = "DIDAR_GRAPHQL_MAX_DEPTH", value_parser = depth)]
    pub max_depth: usize,
    /// How many calls to Didar an operation may take, counted before the first; 0 sets no limit.
    #[arg(long, value_name = "N", default_value_t = LIMITS.didar_calls)]
    #[arg(env = "DIDAR_GRAPHQL_MAX_DIDAR_CALLS")]
    pub max_didar_calls: u64,
    /// What an answer may hold, in MB; each value counts for 128 bytes besides its text.
    #[arg(long, value_name = "MB", default_value_t = LIMITS.answer_bytes >> 20)]
    #[arg(env = "DIDAR_GRAPHQL_MAX_ANSWER_MB", value_parser = some)]
    pub max_answer_mb: usize,
    /// An origin whose pages may ask from a browser, such as `https://app.example`; may be
    /// given several times, and with commas in the environment.
    #[arg(long = "cors-origin", value_name = "ORIGIN", value_delimiter = ',')]
    #[arg(env = "DIDAR_GRAPHQL_CORS_ORIGINS")]
    cors_origins: Vec<String>,
    /// A header that these pages may send besides the usual ones of GraphQL clients and of
    /// tracing; may be given several times, and with commas in the environment.
    #[arg(long = "cors-header", value_name = "NAME", value_delimiter = ',')]
    #[arg(env = "DIDAR_GRAPHQL_CORS_HEADERS")]
    pub allowed_headers: Vec<HeaderName>,
    /// A host by which an open gateway on this machine may be asked, such as the name that
    /// a proxy passes on; may be given several times, and with commas in the environment.
    /// Without tokens only localhost is taken, so that no page from elsewhere can pose as it.
    #[arg(long = "allowed-host", value_name = "HOST", value_delimiter = ',')]
    #[arg(env = "DIDAR_GRAPHQL_ALLOWED_HOSTS", value_parser = host)]
    pub allowed_hosts: Vec<String>,
    /// Answer only the documents of this manifest: Apollo's, or Relay's {"id": "document"}.
    #[arg(long, value_name = "FILE", env = "DIDAR_GRAPHQL_DOCUMENTS")]
    pub documents: Option<PathBuf>,
    /// Do not tell the schema, by introspection or at /graphql/schema.
    #[arg(long, env = "DIDAR_GRAPHQL_NO_INTROSPECTION", value_parser = BoolishValueParser::new())]
    pub no_introspection: bool,
    /// Do not serve GraphiQL.
    #[arg(long, env = "DIDAR_GRAPHQL_NO_GRAPHIQL", value_parser = BoolishValueParser::new())]
    pub no_graphiql: bool,
}

/// At most 100: validation recurses once per level.
fn depth(text: &str) -> Result<usize, String> {
    some(text).and_then(|depth| match depth {
        1..=100 => Ok(depth),
        _ => Err("must be at most 100".to_owned()),
    })
}

/// A host as browsers write it, without a port.
fn host(text: &str) -> Result<String, String> {
    let host = url::Host::parse(text.trim());
    host.map(|host| host.to_string())
        .map_err(|error| format!("expected a host name without a port: {error}"))
}

/// A count of at least one.
fn some(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("must be at least 1".to_owned()),
        Ok(count) => Ok(count),
        Err(error) => Err(format!("{error}")),
    }
}

impl EdgeSettings {
    /// The origins as browsers write them.
    ///
    /// # Errors
    /// For one that is not scheme, host and port alone.
    pub fn origins(&self) -> Result<Vec<HeaderValue>, BadSetting> {
        let origins = self.cors_origins.iter().map(|text| {
            let origin = url::Url::parse(text.trim()).ok().map(|url| url.origin());
            let origin = origin.filter(url::Origin::is_tuple).map(|url| url.ascii_serialization());
            let is_alone = origin.as_deref() == Some(text.trim());
            let value = origin.filter(|_| is_alone).and_then(|origin| origin.parse().ok());
            value.ok_or_else(|| {
                BadSetting(format!(
                    "--cors-origin {text}: expected one such as https://app.example"
                ))
            })
        });
        origins.collect()
    }
}
