//! The shapes on the wire.

mod detail;
mod envelope;
mod error;
mod spelling;

pub(crate) use detail::detail;
pub(crate) use envelope::{Listing, envelope};
pub use error::ErrorBody;
pub(crate) use error::{ApiError, page, refusal};
pub(crate) use spelling::Spelling;
