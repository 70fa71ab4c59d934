//! The upstream: Didar's REST API over HTTP.
//!
//! `transport` is the one place that sends a request. It owns the base URL, the
//! key, time and size limits, retries and redaction. `endpoint` says what each entity is
//! called and asked for, `search`, `records` and `save` ask it. Wire oddities (didar-api.md 2 and 4) end on this floor: above it
//! a value is read or it is a typed error.

mod action;
mod alike;
mod breaker;
mod catalogues;
mod client;
mod coded;
mod connector;
mod criteria;
mod custom_fields;
mod difference;
pub mod endpoint;
mod ends;
mod envelope;
mod global;
mod in_flight;
mod json;
mod keys;
mod list;
mod listing;
mod lists;
mod members;
mod object;
mod parts;
mod records;
mod reply;
mod row;
mod save;
mod scan;
pub mod schedule;
mod search;
mod sieve;
mod text_slice;
mod transport;
mod turns;
mod upload;
mod utf8;
pub mod value;
mod window;

pub use client::Didar;
pub use coded::{code, part_by_code};
pub use connector::{Connector, SetUpError};
pub use custom_fields::Definitions;
pub use difference::{are_stored, still_to_save};
pub use endpoint::Endpoint;
pub use json::Json;
pub use keys::{KeyPlaces, Keys, Object};
pub use parts::with_stored;
pub use row::{IS_DELETED, Row, Stored};
pub use save::SaveFailure;
pub use search::found_among;
pub use transport::{BeforeWrite, CallOptions};
pub use turns::Caller;
pub use window::{Need, Slice, Sum};
