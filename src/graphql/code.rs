//! The codes of errors, under `extensions.code`. Clients decide by them, so a code keeps its
//! meaning; the README has a table of them.

/// What is wrong, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Code {
    /// The answer would hold more than it may.
    AnswerTooLarge,
    /// The HTTP request cannot be read.
    BadRequest,
    /// An argument or a variable is wrong; `argumentPath` leads to it.
    BadUserInput,
    /// A page of another site asks without a preflight.
    CrossSite,
    /// The request took longer than it may.
    DeadlineExceeded,
    /// The account's custom fields were never read.
    DefinitionsUnavailable,
    /// Only listed documents are answered.
    DocumentNotAllowed,
    /// The token may read only.
    Forbidden,
    /// The document is no GraphQL.
    GraphqlParseFailed,
    /// The document does not fit the schema.
    GraphqlValidationFailed,
    /// A save could not be recorded under its key and was not sent.
    IdempotencyUnavailable,
    /// The gateway failed.
    Internal,
    /// The schema is not told.
    IntrospectionDisabled,
    /// A cursor is damaged, or of another filter.
    InvalidCursor,
    /// Not this way: requests go over GET or POST, mutations over POST.
    MethodNotAllowed,
    /// The gateway is not asked by this host name.
    Misdirected,
    /// No media type that is wanted can be had.
    NotAcceptable,
    /// No operation, or more than one, is meant.
    OperationResolutionFailure,
    /// Too much at once, or too many idempotency keys.
    Overloaded,
    /// The body is too large.
    PayloadTooLarge,
    /// No document of this hash is known (Apollo's protocol says 200).
    PersistedQueryNotFound,
    /// The document asks for too much.
    QueryTooComplex,
    /// The document may take too many calls to Didar.
    QueryTooExpensive,
    /// The document nests too deep.
    QueryTooDeep,
    /// Too many calls, of a client or to Didar.
    RateLimited,
    /// The body did not arrive in time.
    RequestTimeout,
    /// A value is near too many contacts to look at all of them.
    TooManyCandidates,
    /// No token, or one that opens nothing.
    Unauthenticated,
    /// A save was sent, and what became of it is not known.
    UnknownOutcome,
    /// The body is of another media type or encoding.
    UnsupportedMediaType,
    /// Didar's answer is not what its contract says.
    UpstreamMalformed,
    /// Didar refused the request.
    UpstreamRejected,
    /// Didar did not answer in time.
    UpstreamTimeout,
    /// Didar refused the API key.
    UpstreamUnauthenticated,
    /// Didar is failing or cannot be reached.
    UpstreamUnavailable,
}

impl Code {
    /// Every code.
    pub const ALL: [Self; 35] = [
        Self::AnswerTooLarge,
        Self::BadRequest,
        Self::BadUserInput,
        Self::CrossSite,
        Self::DeadlineExceeded,
        Self::DefinitionsUnavailable,
        Self::DocumentNotAllowed,
        Self::Forbidden,
        Self::GraphqlParseFailed,
        Self::GraphqlValidationFailed,
        Self::IdempotencyUnavailable,
        Self::Internal,
        Self::IntrospectionDisabled,
        Self::InvalidCursor,
        Self::MethodNotAllowed,
        Self::Misdirected,
        Self::NotAcceptable,
        Self::OperationResolutionFailure,
        Self::Overloaded,
        Self::PayloadTooLarge,
        Self::PersistedQueryNotFound,
        Self::QueryTooComplex,
        Self::QueryTooExpensive,
        Self::QueryTooDeep,
        Self::RateLimited,
        Self::RequestTimeout,
        Self::TooManyCandidates,
        Self::Unauthenticated,
        Self::UnknownOutcome,
        Self::UnsupportedMediaType,
        Self::UpstreamMalformed,
        Self::UpstreamRejected,
        Self::UpstreamTimeout,
        Self::UpstreamUnauthenticated,
        Self::UpstreamUnavailable,
    ];

    /// As it stands in an answer.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AnswerTooLarge => "ANSWER_TOO_LARGE",
            Self::BadRequest => "BAD_REQUEST",
            Self::BadUserInput => "BAD_USER_INPUT",
            Self::CrossSite => "CROSS_SITE",
            Self::DeadlineExceeded => "DEADLINE_EXCEEDED",
            Self::DefinitionsUnavailable => "DEFINITIONS_UNAVAILABLE",
            Self::DocumentNotAllowed => "DOCUMENT_NOT_ALLOWED",
            Self::Forbidden => "FORBIDDEN",
            Self::GraphqlParseFailed => "GRAPHQL_PARSE_FAILED",
            Self::GraphqlValidationFailed => "GRAPHQL_VALIDATION_FAILED",
            Self::IdempotencyUnavailable => "IDEMPOTENCY_UNAVAILABLE",
            Self::Internal => "INTERNAL",
            Self::IntrospectionDisabled => "INTROSPECTION_DISABLED",
            Self::InvalidCursor => "INVALID_CURSOR",
            Self::MethodNotAllowed => "METHOD_NOT_ALLOWED",
            Self::Misdirected => "MISDIRECTED",
            Self::NotAcceptable => "NOT_ACCEPTABLE",
            Self::OperationResolutionFailure => "OPERATION_RESOLUTION_FAILURE",
            Self::Overloaded => "OVERLOADED",
            Self::PayloadTooLarge => "PAYLOAD_TOO_LARGE",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::QueryTooComplex => "QUERY_TOO_COMPLEX",
            Self::QueryTooExpensive => "QUERY_TOO_EXPENSIVE",
            Self::QueryTooDeep => "QUERY_TOO_DEEP",
            Self::RateLimited => "RATE_LIMITED",
            Self::RequestTimeout => "REQUEST_TIMEOUT",
            Self::TooManyCandidates => "TOO_MANY_CANDIDATES",
            Self::Unauthenticated => "UNAUTHENTICATED",
            Self::UnknownOutcome => "UNKNOWN_OUTCOME",
            Self::UnsupportedMediaType => "UNSUPPORTED_MEDIA_TYPE",
            Self::UpstreamMalformed => "UPSTREAM_MALFORMED",
            Self::UpstreamRejected => "UPSTREAM_REJECTED",
            Self::UpstreamTimeout => "UPSTREAM_TIMEOUT",
            Self::UpstreamUnauthenticated => "UPSTREAM_UNAUTHENTICATED",
            Self::UpstreamUnavailable => "UPSTREAM_UNAVAILABLE",
        }
    }

    /// HTTP status of an answer that is this error alone. Beside data it is 200, and so it is
    /// for a document at fault where the client wants `application/json`.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::AnswerTooLarge
            | Self::IdempotencyUnavailable
            | Self::InvalidCursor
            | Self::PersistedQueryNotFound
            | Self::TooManyCandidates
            | Self::UnknownOutcome
            | Self::UpstreamMalformed
            | Self::UpstreamRejected
            | Self::UpstreamTimeout
            | Self::UpstreamUnavailable => 200,
            Self::BadRequest
            | Self::BadUserInput
            | Self::GraphqlParseFailed
            | Self::GraphqlValidationFailed
            | Self::IntrospectionDisabled
            | Self::OperationResolutionFailure
            | Self::QueryTooComplex
            | Self::QueryTooExpensive
            | Self::QueryTooDeep => 400,
            Self::Unauthenticated => 401,
            Self::CrossSite | Self::DocumentNotAllowed | Self::Forbidden => 403,
            Self::MethodNotAllowed => 405,
            Self::NotAcceptable => 406,
            Self::RequestTimeout => 408,
            Self::PayloadTooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::Misdirected => 421,
            Self::RateLimited => 429,
            Self::Internal => 500,
            Self::DefinitionsUnavailable | Self::Overloaded | Self::UpstreamUnauthenticated => 503,
            Self::DeadlineExceeded => 504,
        }
    }
}
