//! What can go wrong with Didar, named by what the caller can do about it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::message::{Message, error_of_message, message};

/// A call to Didar that gave no answer.
///
/// Holds nothing secret: no URL, no key, no request body. `Clone` because callers
/// that wait for the same call share its failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum UpstreamError {
    /// No answer within the time allowed. A read may be asked again.
    Timeout,
    /// The call waited for its turn until its time was over. It was not sent.
    Crowded,
    /// Too many calls of the account wait for their turn; nothing was sent.
    Overfull,
    /// The gateway may open no further connection; nothing was sent.
    OutOfFiles,
    /// The answers that are being read hold as much memory as they may. Only reads end so.
    NoRoom,
    /// The request's time was over. Nothing was sent.
    Late,
    /// The save could not be recorded under its idempotency key. Nothing was sent.
    NotRecorded,
    /// The circuit breaker is open: Didar failed too often just now. Nothing was sent.
    Resting,
    /// No connection was made. Nothing was sent.
    Unreachable,
    /// The connection broke before the answer was whole.
    Interrupted,
    /// Didar, or a proxy in front of it, answered neither with success nor with a refusal:
    /// that it is failing, that it took too long, that one is to ask elsewhere.
    Failing {
        /// The HTTP status.
        status: u16,
        /// How long to wait, where Didar said so.
        #[serde(default)]
        retry_after: Option<Duration>,
    },
    /// Too many calls; ask again later.
    RateLimited {
        /// How long to wait, where Didar said so.
        retry_after: Option<Duration>,
    },
    /// The API key is wrong or was withdrawn.
    KeyRefused,
    /// Didar understood the request and refused it.
    Rejected {
        /// The HTTP status; 200 where the refusal came inside a success.
        status: u16,
        /// Didar's own words, shortened, with the key removed.
        message: String,
    },
    /// The answer is not what the contract says.
    Malformed {
        /// JSON path of the fault, for example `Response.List[3].Id`.
        path: String,
        /// What was wrong there; never the value itself.
        reason: String,
    },
    /// A record was saved and cannot be read again.
    NotKept,
    /// The operation took more calls than could be known before.
    TooManyCalls {
        /// How many there were.
        most: u32,
    },
    /// Didar finds more records near a criterion than can be compared one by one.
    TooManyCandidates {
        /// How many it finds.
        found: u64,
        /// How many are compared.
        most: u64,
    },
}

impl From<&UpstreamError> for Message {
    fn from(error: &UpstreamError) -> Self {
        use UpstreamError as E;
        match error {
            E::Timeout => message!("Didar did not answer in time"),
            E::Crowded => message!("Too many calls to Didar were under way; this one was not sent"),
            E::Overfull => message!("too many calls wait for Didar; nothing was sent"),
            E::OutOfFiles => {
                message!("the gateway has as many connections open as it may; nothing was sent")
            }
            E::NoRoom => message!(
                "too many large answers of Didar are being read; ask for fewer rows, or again later"
            ),
            E::Late => message!("The request's time was over; this was not sent to Didar"),
            E::NotRecorded => message!(
                "The save could not be recorded under its idempotency key, so it was not sent; try again"
            ),
            E::Resting => {
                message!("Didar has failed again and again; it will be asked again shortly")
            }
            E::Unreachable => message!("Didar could not be reached"),
            E::Interrupted => message!("The connection to Didar broke before its answer was whole"),
            E::Failing { status, .. } => {
                message!("Didar is failing (HTTP {status})", status = *status)
            }
            E::RateLimited { .. } => message!("Didar refuses further calls for now"),
            E::KeyRefused => message!("Didar refused the API key"),
            E::Rejected { message, .. } => {
                message!("Didar refused the request: {message}", message = message)
            }
            E::Malformed { path, reason, .. } => message!(
                "Didar's answer could not be read at {path}: {reason}",
                path = path,
                reason = reason
            ),
            E::NotKept => message!(
                "What Didar answered to this save is not kept any more, and Didar has no call that reads \
         this record alone; the id is its own"
            ),
            E::TooManyCalls { most, .. } => message!(
                "This operation has taken {most} calls to Didar, and no more are allowed; ask for less",
                most = *most
            ),
            E::TooManyCandidates { found, most, .. } => message!(
                "Didar finds {found} records near these criteria and at most {most} are compared \
         exactly; give the whole value, or a further criterion such as the type",
                found = *found,
                most = *most
            ),
        }
    }
}

error_of_message!(UpstreamError);

impl UpstreamError {
    /// A stable word for logs and metric labels.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Crowded => "crowded",
            Self::Overfull => "overfull",
            Self::OutOfFiles => "out_of_files",
            Self::NoRoom => "no_room",
            Self::Late => "late",
            Self::NotRecorded => "not_recorded",
            Self::Resting => "resting",
            Self::Unreachable => "unreachable",
            Self::Interrupted => "interrupted",
            Self::Failing { .. } => "failing",
            Self::RateLimited { .. } => "rate_limited",
            Self::KeyRefused => "key_refused",
            Self::Rejected { .. } => "rejected",
            Self::Malformed { .. } => "malformed",
            Self::NotKept => "not_kept",
            Self::TooManyCalls { .. } => "too_many_calls",
            Self::TooManyCandidates { .. } => "too_many_candidates",
        }
    }

    /// What may be told to whoever asks: without words of Didar's own.
    #[must_use]
    pub fn in_short(&self) -> Message {
        match self {
            Self::Rejected { .. } => message!("Didar refused the request"),
            Self::Malformed { .. } => message!("Didar's answer could not be read"),
            other => other.into(),
        }
    }

    /// How long to wait before asking again: as long as Didar said, and a moment where it is
    /// the gateway that has too much to do.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after } | Self::Failing { retry_after, .. } => *retry_after,
            Self::Overfull | Self::OutOfFiles | Self::NoRoom => Some(Duration::from_secs(1)),
            _ => None,
        }
    }

    /// Whether asking again soon may help.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Timeout | Self::Unreachable | Self::Interrupted | Self::RateLimited { .. } => {
                true
            }
            Self::Failing { status, .. } => matches!(status, 408 | 425 | 500 | 502 | 503 | 504),
            Self::Crowded
            | Self::Overfull
            | Self::OutOfFiles
            | Self::NoRoom
            | Self::Late
            | Self::NotRecorded
            | Self::Resting
            | Self::KeyRefused
            | Self::Rejected { .. }
            | Self::Malformed { .. }
            | Self::NotKept
            | Self::TooManyCalls { .. }
            | Self::TooManyCandidates { .. } => false,
        }
    }

    /// Whether Didar itself is in trouble, or the way to it: it did not answer, or said so.
    #[must_use]
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Timeout | Self::Unreachable | Self::Interrupted => true,
            Self::Failing { status, .. } => *status >= 500,
            _ => false,
        }
    }

    /// Whether Didar certainly did nothing: it refused, or was never asked. If not, a
    /// write may have been done.
    #[must_use]
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Timeout
            | Self::Interrupted
            | Self::Failing { .. }
            | Self::Malformed { .. }
            | Self::TooManyCandidates { .. } => false,
            Self::Crowded
            | Self::Overfull
            | Self::OutOfFiles
            | Self::NoRoom
            | Self::Late
            | Self::NotRecorded
            | Self::Resting
            | Self::NotKept
            | Self::TooManyCalls { .. }
            | Self::Unreachable
            | Self::RateLimited { .. }
            | Self::KeyRefused
            | Self::Rejected { .. } => true,
        }
    }
}
