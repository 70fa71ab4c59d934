//! What can go wrong with Didar, named by what the caller can do about it.

use std::time::Duration;

/// A call to Didar that gave no answer.
///
/// Holds nothing secret: no URL, no key, no request body. `Clone` because callers
/// that wait for the same call share its failure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UpstreamError {
    /// No answer within the time allowed. A read may be asked again.
    #[error("Didar did not answer in time")]
    Timeout,
    /// No connection, or it broke before the answer was whole.
    #[error("Didar could not be reached")]
    Unreachable,
    /// Didar, or a proxy in front of it, answered that it is failing.
    #[error("Didar is failing (HTTP {status})")]
    Failing {
        /// The HTTP status.
        status: u16,
    },
    /// Too many calls; ask again later.
    #[error("Didar refuses further calls for now")]
    RateLimited {
        /// How long to wait, where Didar said so.
        retry_after: Option<Duration>,
    },
    /// The API key is wrong or was withdrawn.
    #[error("Didar refused the API key")]
    KeyRefused,
    /// Didar understood the request and refused it.
    #[error("Didar refused the request: {message}")]
    Rejected {
        /// The HTTP status; 200 where the refusal came inside a success.
        status: u16,
        /// Didar's own words, shortened, with the key removed.
        message: String,
    },
    /// The answer is not what the contract says.
    #[error("Didar's answer could not be read at {path}: {reason}")]
    Malformed {
        /// JSON path of the fault, for example `Response.List[3].Id`.
        path: String,
        /// What was wrong there; never the value itself.
        reason: String,
    },
    /// Didar finds more contacts near a criterion than can be compared one by one.
    #[error(
        "Didar finds {found} contacts near these criteria and at most {most} are compared \
         exactly; give the whole value, or a further criterion such as the type"
    )]
    TooManyCandidates {
        /// How many it finds.
        found: u64,
        /// How many are compared.
        most: u64,
    },
}

impl UpstreamError {
    /// A stable word for logs and metric labels.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
            Self::Failing { .. } => "failing",
            Self::RateLimited { .. } => "rate_limited",
            Self::KeyRefused => "key_refused",
            Self::Rejected { .. } => "rejected",
            Self::Malformed { .. } => "malformed",
            Self::TooManyCandidates { .. } => "too_many_candidates",
        }
    }

    /// Whether asking again soon may help.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Timeout | Self::Unreachable | Self::RateLimited { .. } => true,
            Self::Failing { status } => matches!(status, 500 | 502 | 503 | 504),
            Self::KeyRefused
            | Self::Rejected { .. }
            | Self::Malformed { .. }
            | Self::TooManyCandidates { .. } => false,
        }
    }
}
