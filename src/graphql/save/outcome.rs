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
        #[serde(default)]
        with: With,
    },
    Refused(Vec<UserError>),
    /// It was not done, but the record that it points to was saved.
    RefusedAfter(Outcome, Vec<UserError>),
}

/// What else was saved with a record.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct With {
    /// The record that it points to, where that was saved too.
    pub(crate) first: Option<Outcome>,
    /// Those that point to it, in the order in which they were given.
    pub(crate) then: Vec<Result<Reply, Failed>>,
}

impl Outcome {
    /// Its name in the schema.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Created => "CREATED",
            Self::Updated => "UPDATED",
            Self::Unchanged => "UNCHANGED",
        }
    }
}

impl Reply {
    /// A save that was done, and no other with it.
    pub(crate) fn done(outcome: Outcome, record: Row) -> Self {
        Self::Done { outcome, record, with: With::default() }
    }

    /// The same, after the record was saved that it points to.
    pub(crate) fn after(self, outcome: Option<Outcome>) -> Self {
        match (self, outcome) {
            (Self::Done { outcome, record, with }, first) => {
                Self::Done { outcome, record, with: With { first: first.or(with.first), ..with } }
            }
            (Self::Refused(errors) | Self::RefusedAfter(_, errors), Some(first)) => {
                Self::RefusedAfter(first, errors)
            }
            (reply, _) => reply,
        }
    }

    /// Why it was not done.
    pub(crate) fn errors(&self) -> &[UserError] {
        match self {
            Self::Done { .. } => &[],
            Self::Refused(errors) | Self::RefusedAfter(_, errors) => errors,
        }
    }
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
    /// One of these, after the record was saved that it points to.
    After {
        /// The input's entry of that record, and what was done to it.
        first: (String, Outcome),
        failed: Box<Failed>,
    },
}

impl Failed {
    /// What came of the record itself.
    pub(super) fn of_record(&self) -> &Self {
        match self {
            Self::After { failed, .. } => failed.of_record(),
            failed => failed,
        }
    }
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
            Failed::After { first: (entry, outcome), failed } => {
                Self::from(*failed).with(&format!("{entry}Outcome"), outcome.name())
            }
        }
    }
}
