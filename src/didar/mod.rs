//! The upstream: Didar's REST API over HTTP.
//!
//! `transport` is the one place that sends a request. It owns the base URL, the
//! key, time and size limits, retries and redaction. One file per entity says what
//! can be asked. Wire oddities (didar-api.md 2 and 4) end on this floor: above it
//! a value is read or it is a typed error.

mod contacts;
mod criteria;
mod custom_fields;
mod envelope;
mod row;
mod sieve;
mod transport;
mod users;
pub mod value;

pub use contacts::{Need, Slice};
pub use row::{Row, RowValues, pick};
pub use transport::{Options, Transport};

/// A client for one Didar account. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Didar {
    transport: Transport,
}

impl Didar {
    /// A client over a transport that knows the account's key.
    #[must_use]
    pub fn new(transport: Transport) -> Self {
        Self { transport }
    }
}
