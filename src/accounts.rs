//! Accounts: from a credential to the client and the schema that serve it.
//!
//! One cache entry holds all that belongs to an account. It is built by one caller
//! while the others wait, and requests keep the entry they began with.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use moka::future::Cache;
use sha2::{Digest, Sha256};
use tracing::info;

use crate::{
    crm::{catalogue::Catalogue, error::UpstreamError},
    didar::Didar,
    graphql::{AccountFacts, AccountSchema, AccountTag},
};

/// An account, ready to serve.
pub struct Account {
    /// Its client.
    pub didar: Didar,
    /// Its schema.
    pub schema: AccountSchema,
}

/// The account that a gateway with one key serves.
#[derive(Clone)]
pub struct Options {
    /// Name in logs and in `account { name }`.
    pub name: String,
    /// Its client.
    pub didar: Didar,
    /// What tells it from other accounts; hashed before it is used.
    pub identity: String,
    /// How long its definitions are used before they are fetched again.
    pub definitions_max_age: Duration,
}

/// The accounts of this gateway.
#[derive(Clone)]
pub struct Accounts {
    cache: Cache<String, Arc<Account>>,
    only: Arc<Options>,
    known: Arc<AtomicBool>,
}

impl Accounts {
    /// A gateway for one account.
    #[must_use]
    pub fn single(options: Options) -> Self {
        let cache =
            Cache::builder().max_capacity(1).time_to_live(options.definitions_max_age).build();
        Self { cache, only: Arc::new(options), known: Arc::default() }
    }

    /// The account, built now if need be.
    ///
    /// # Errors
    /// Where the definitions cannot be had; nothing is kept of a failure, so the next
    /// caller tries again.
    pub async fn open(&self) -> Result<Arc<Account>, Arc<UpstreamError>> {
        let key = self.only.name.clone();
        self.cache.try_get_with(key, self.build()).await
    }

    /// Whether definitions were ever had.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.known.load(Ordering::Relaxed)
    }

    async fn build(&self) -> Result<Arc<Account>, UpstreamError> {
        let catalogue = self.only.didar.catalogue().await?;
        let account =
            Account { schema: build_schema(&self.only, catalogue), didar: self.only.didar.clone() };
        metrics::counter!("schema_builds_total").increment(1);
        info!(account = self.only.name, version = account.schema.version(), "built the schema");
        self.known.store(true, Ordering::Relaxed);
        Ok(Arc::new(account))
    }
}

fn build_schema(options: &Options, catalogue: Catalogue) -> AccountSchema {
    let facts = AccountFacts {
        name: options.name.clone(),
        definitions_fetched_at: Some(jiff::Timestamp::now()),
    };
    let tag = AccountTag(Sha256::digest(&options.identity).into());
    AccountSchema::build(Arc::new(catalogue), facts, tag)
}
