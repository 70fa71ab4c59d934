//! The upstream: Didar's REST API over HTTP.
//!
//! `transport` is the one place that sends a request. It owns the base URL, the
//! key, time and size limits, retries and redaction. One file per entity says what
//! can be asked. Wire oddities (didar-api.md 2 and 4) end on this floor: above it
//! a value is read or it is a typed error.

mod breaker;
mod client;
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
mod text_slice;
mod transport;
mod users;
pub mod value;

pub use client::Didar;
pub use connector::{Connector, SetUpError};
pub use custom_fields::Definitions;
pub use row::{Row, RowValues, get, keys, pick};
pub use saves::{SaveFailure, still_to_save};
pub use search::{Need, Slice};
pub use transport::{BeforeWrite, Options};
