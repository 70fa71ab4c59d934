//! The upstream: Didar's REST API over HTTP.
//!
//! `transport` is the one place that sends a request. It owns the base URL, the
//! key, time and size limits, retries and redaction. One file per entity says what
//! can be asked. Wire oddities (didar-api.md 2 and 4) end on this floor: above it
//! a value is read or it is a typed error.

mod connector;
mod contacts;
mod criteria;
mod custom_fields;
mod envelope;
mod row;
mod saves;
mod sieve;
mod transport;
mod users;
pub mod value;

pub use connector::{Connector, SetUpError};
pub use contacts::{Need, Slice};
pub use custom_fields::Definitions;
pub use row::{Row, RowValues, keys, pick};
pub use saves::{SaveFailure, still_to_save};
pub use transport::Options;

use transport::Transport;

/// A client for one Didar account, made by a [`Connector`]. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Didar {
    transport: Transport,
}

impl Didar {
    /// The same client, counting its calls from nought; clones of it count together.
    #[must_use]
    pub fn counted(&self) -> Self {
        Self { transport: self.transport.counted() }
    }

    /// How many requests were sent, retries included.
    #[must_use]
    pub fn calls(&self) -> u32 {
        self.transport.calls()
    }
}
