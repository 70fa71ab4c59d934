//! How the edge behaves.

use std::{num::NonZeroU32, time::Duration};

use axum::http::{HeaderName, HeaderValue};

/// Limits and switches of the edge.
#[derive(Debug, Clone)]
pub struct EdgeOptions {
    /// Time for one request, from its body to its answer.
    pub deadline: Duration,
    /// How many requests run at once; further ones are refused.
    pub at_once: usize,
    /// How many requests a second each credential has; no limit where left out.
    pub requests_per_second: Option<NonZeroU32>,
    /// How many operations one request may hold; 1 refuses batches.
    pub batch: usize,
    /// Largest body taken, in bytes, unpacked.
    pub body_bytes: usize,
    /// Which origins may ask from a browser; none but the page's own where empty.
    pub origins: Vec<HeaderValue>,
    /// Whether metrics have a port of their own, and are not here.
    pub metrics_elsewhere: bool,
    /// Which headers pages from there may send besides the usual ones.
    pub headers: Vec<HeaderName>,
    /// By which hosts the gateway may be asked, besides those of loopback; any where left
    /// out.
    pub hosts: Option<Vec<String>>,
    /// Whether the schema may be asked for.
    pub introspection: bool,
    /// Whether the playground is served.
    pub playground: bool,
}

impl EdgeOptions {
    /// What holds unless a setting says otherwise.
    pub const DEFAULT: Self = Self {
        deadline: Duration::from_secs(60),
        at_once: 512,
        requests_per_second: None,
        batch: 1,
        body_bytes: 1024 * 1024,
        origins: Vec::new(),
        headers: Vec::new(),
        metrics_elsewhere: false,
        hosts: None,
        introspection: true,
        playground: true,
    };
}

impl Default for EdgeOptions {
    fn default() -> Self {
        Self::DEFAULT
    }
}
