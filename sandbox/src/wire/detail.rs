//! The answer of a detail call.

use axum::http::StatusCode;
use serde::Serialize;

use super::{ApiError, envelope};
use crate::settings::UnknownContact;

/// The record found, or what is answered for an id nobody has (section 9, row 22).
pub(crate) fn detail(
    found: Option<impl Serialize>,
    unknown: UnknownContact,
    text: &str,
) -> Result<Vec<u8>, ApiError> {
    let refuse = |status| Err(ApiError::new(status, text));
    match (found, unknown) {
        (Some(row), _) => Ok(envelope(row)),
        (None, UnknownContact::NotFound) => refuse(StatusCode::NOT_FOUND),
        (None, UnknownContact::BadRequest) => refuse(StatusCode::BAD_REQUEST),
        (None, UnknownContact::NullResponse) => Ok(envelope(())),
    }
}
