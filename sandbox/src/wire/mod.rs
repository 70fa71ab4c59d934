//! The shapes on the wire.

mod envelope;
mod error;

pub(crate) use envelope::{Listing, envelope};
pub use error::ErrorBody;
pub(crate) use error::{ApiError, page, refusal};
