//! The shapes on the wire.

mod envelope;
mod error;
mod row;
mod user;

pub(crate) use envelope::{Listing, envelope};
pub use error::ErrorBody;
pub(crate) use error::{ApiError, page, refusal};
pub(crate) use row::Row;
pub(crate) use user::UserRow;
