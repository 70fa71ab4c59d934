//! Paths that are named more than once.

/// Where GraphQL is.
pub(super) const GRAPHQL: &str = "/graphql";
