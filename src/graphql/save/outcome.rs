//! What became of a save.

use serde::{Deserialize, Serialize};

use super::{open::OPEN_FOR, user_error::UserError};
use crate::{crm::error::UpstreamError, didar::Row, graphql::error::FieldErrors};

/// What a save did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Outcome {
    Created,
    Updated,
    Unchanged,
}

/// A save that was done, or the reasons why not.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Reply {
    Done {
        outcome: Outcome,
        #[serde(with = "super::stored")]
        record: Row,
    },
    Refused(Vec<UserError>),
}

impl From<UserError> for Reply {
    fn from(error: UserError) -> Self {
        Self::Refused(vec![error])
    }
}

/// A save that neither was done nor was at fault.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Failed {
    /// Nothing was saved.
    NotSaved(UpstreamError),
    /// Nothing was saved: the account has as many keys as are remembered.
    TooManyKeys {
        /// After how many seconds one of them is forgotten.
        seconds: u64,
    },
    /// Nothing was saved: an earlier create of the same record may still be done.
    EarlierIsOpen,
    /// It may have been saved or not; a create must not be repeated blindly.
    UnknownOutcome { failure: UpstreamError, is_create: bool },
}

impl From<UpstreamError> for Failed {
    fn from(failure: UpstreamError) -> Self {
        Self::NotSaved(failure)
    }
}

impl From<Failed> for FieldErrors {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::NotSaved(failure) => failure.into(),
            Failed::TooManyKeys { seconds } => Self::too_many_keys(seconds),
            Failed::EarlierIsOpen => Self::earlier_is_open(OPEN_FOR),
            Failed::UnknownOutcome { failure, is_create } => {
                Self::unknown_outcome(&failure, is_create)
            }
        }
    }
}
