//! The upstream: Didar's REST API over HTTP.
//!
//! `transport` is the one place that sends a request. It owns the base URL, the
//! key, time and size limits, retries and redaction. One file per entity says what
//! can be asked. Wire oddities (didar-api.md 2 and 4) end on this floor: above it
//! a value is read or it is a typed error.

mod breaker;
mod connector;
mod contacts;
mod criteria;
mod custom_fields;
mod envelope;
mod reply;
mod row;
mod saves;
mod search;
mod sieve;
mod transport;
mod users;
pub mod value;

pub use connector::{Connector, SetUpError};
pub use custom_fields::Definitions;
pub use row::{Row, RowValues, get, keys, pick};
pub use saves::{SaveFailure, still_to_save};
pub use search::{Need, Slice};
pub use transport::{BeforeWrite, Options};

use std::sync::Arc;

use tokio::time::Instant;
use transport::Transport;

/// A client for one Didar account, made by a [`Connector`]. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Didar {
    transport: Transport,
}

impl Didar {
    /// The same client for one request: it counts its calls from nought, its clones with
    /// it, and sends nothing from the deadline on. Answers to reads are not waited for
    /// beyond the deadline; the answer to a save is.
    #[must_use]
    pub fn for_request(&self, deadline: Option<Instant>) -> Self {
        Self { transport: self.transport.for_request(deadline) }
    }

    /// The same client, with somebody who is told before each write.
    #[must_use]
    pub fn telling(self, before_write: Arc<dyn BeforeWrite>) -> Self {
        Self { transport: self.transport.telling(before_write) }
    }

    /// Whether that request's time is over.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.transport.is_late()
    }

    /// The deadline of the request that this client is for.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.transport.deadline()
    }

    /// How many requests were sent, retries included.
    #[must_use]
    pub fn calls(&self) -> u32 {
        self.transport.calls()
    }
}
