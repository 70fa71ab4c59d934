//! `account`: what this gateway knows of the account it serves.

use async_graphql::SimpleObject;

use super::scalars::DateTime;

/// What the caller of [`super::AccountSchema::build`] knows of the account.
#[derive(Clone, Debug)]
pub struct AccountFacts {
    /// Name of the account in this gateway's settings.
    pub name: String,
    /// When the definitions were fetched; `None` where there are none.
    pub definitions_fetched_at: Option<jiff::Timestamp>,
}

/// The Didar account behind this schema.
#[derive(SimpleObject)]
pub(super) struct Account {
    /// Name of the account in the gateway's settings.
    pub(super) name: String,
    /// Hash of the definitions that this schema was generated from; also the
    /// x-schema-version response header.
    pub(super) schema_version: String,
    /// When the definitions were fetched from Didar.
    pub(super) definitions_fetched_at: Option<DateTime>,
    /// True while the last good definitions are served because a refresh failed.
    pub(super) definitions_stale: bool,
}
