//! An account that is ready to serve.

use std::sync::Arc;

use jiff::Timestamp;

use super::profile::Profile;
use crate::{
    crm::catalogue::Catalogue,
    didar::schedule::Schedule,
    graphql::{AccountFacts, AccountSchema, Backend, Freshness, SchemaOptions},
};

/// Bytes that a schema holds for each byte of its SDL: 174 KiB for 12 KB, 280 KiB for
/// 19.5 KB, measured in a release build.
const BYTES_PER_SDL_BYTE: usize = 15;

/// An account: client and schema. Requests in flight keep the one they began with.
pub struct Account {
    /// What its requests run on.
    pub backend: Backend,
    /// Its schema.
    pub schema: AccountSchema,
    pub(super) profile: Arc<Profile>,
    /// Its name and a part of its hash, for logs: callers with keys of their own have no names.
    pub label: Arc<str>,
    pub(super) freshness: Arc<Freshness>,
    pub(super) schedule: Arc<Schedule>,
    /// What it holds in memory, in bytes.
    pub(super) weight: u32,
}

/// Where an account's definitions are from.
pub(super) enum Source {
    /// Didar, at this moment.
    Fetched(Catalogue, Timestamp),
    /// The last good copy, of this moment, and why there is none of Didar.
    LastGood(Catalogue, Timestamp, String),
    /// Nowhere, and why: the schema is what every account has.
    Nowhere(String),
}

impl Account {
    pub(super) fn new(
        backend: Backend,
        profile: Arc<Profile>,
        schedule: Arc<Schedule>,
        source: Source,
        options: SchemaOptions,
    ) -> Self {
        let freshness = Arc::new(Freshness::default());
        let catalogue = match source {
            Source::Fetched(catalogue, at) => {
                freshness.renew(at);
                Some(catalogue)
            }
            Source::LastGood(catalogue, at, why) => {
                freshness.renew(at);
                freshness.fail(why);
                Some(catalogue)
            }
            Source::Nowhere(why) => {
                freshness.fail(why);
                None
            }
        };
        let facts = AccountFacts { name: profile.name.clone(), freshness: Arc::clone(&freshness) };
        let aliases = &profile.aliases;
        let schema = AccountSchema::build(catalogue, facts, profile.tag, aliases, options);
        metrics::counter!("didar_graphql_schema_builds_total").increment(1);
        let weight = schema.sdl().len().saturating_mul(BYTES_PER_SDL_BYTE);
        let weight = u32::try_from(weight).unwrap_or(u32::MAX);
        let label = profile.label().into();
        Self { backend, schema, profile, label, freshness, schedule, weight }
    }

    /// Whether the account's own definitions were ever had; if not, the schema is what
    /// every account has.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.schema.is_known()
    }
}
