//! Accounts: from a credential to the client and the schema that serve it.
//!
//! One cache entry holds all that belongs to an account. It is built by one caller
//! while the others wait. Once it is old its definitions are fetched again behind the
//! requests, which go on with the entry they have: while Didar is down, with the last
//! good one.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use moka::future::Cache;
use sha2::{Digest, Sha256};
use tracing::{info, warn};

use crate::{
    crm::{catalogue::Catalogue, error::UpstreamError},
    didar::Didar,
    graphql::{AccountFacts, AccountSchema, AccountTag, Freshness, Spelling},
};

/// How long to wait after a refresh that failed.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(30);

/// An account, ready to serve.
pub struct Account {
    /// Its client.
    pub didar: Didar,
    /// Its schema.
    pub schema: AccountSchema,
    freshness: Arc<Freshness>,
    due: Mutex<Instant>,
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
    /// How old its definitions may be before they are fetched again.
    pub definitions_max_age: Duration,
    /// Whether filters on text find other spellings.
    pub spelling: Spelling,
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
        let cache = Cache::builder().max_capacity(1).build();
        Self { cache, only: Arc::new(options), known: Arc::default() }
    }

    /// The account, built now if need be.
    ///
    /// # Errors
    /// Where the definitions were never had and cannot be had now; nothing is kept of
    /// a failure, so the next caller tries again.
    pub async fn open(&self) -> Result<Arc<Account>, Arc<UpstreamError>> {
        let key = self.only.name.clone();
        let account = self.cache.try_get_with(key, self.build()).await?;
        if account.claim_refresh() {
            tokio::spawn(self.clone().refresh(Arc::clone(&account)));
        }
        Ok(account)
    }

    /// Whether definitions were ever had.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.known.load(Ordering::Relaxed)
    }

    async fn build(&self) -> Result<Arc<Account>, UpstreamError> {
        let account = self.account(self.only.didar.catalogue().await?);
        self.known.store(true, Ordering::Relaxed);
        Ok(account)
    }

    /// Fetches the definitions again. The same ones keep the schema.
    async fn refresh(self, held: Arc<Account>) {
        match self.only.didar.catalogue().await {
            Ok(catalogue) if held.schema.is_of(&catalogue) => {
                held.freshness.renew();
                held.postpone(self.only.definitions_max_age);
            }
            Ok(catalogue) => {
                let account = self.account(catalogue);
                self.cache.insert(self.only.name.clone(), account).await;
            }
            Err(failure) => {
                warn!(account = self.only.name, %failure, "serving the last good definitions");
                held.freshness.fail();
            }
        }
    }

    fn account(&self, catalogue: Catalogue) -> Arc<Account> {
        let freshness = Arc::new(Freshness::default());
        freshness.renew();
        let facts =
            AccountFacts { name: self.only.name.clone(), freshness: Arc::clone(&freshness) };
        let tag = AccountTag(Sha256::digest(&self.only.identity).into());
        let schema = AccountSchema::build(Arc::new(catalogue), facts, tag, self.only.spelling);
        metrics::counter!("schema_builds_total").increment(1);
        info!(account = self.only.name, version = schema.version(), "built the schema");
        let due = Mutex::new(Instant::now() + self.only.definitions_max_age);
        Arc::new(Account { didar: self.only.didar.clone(), schema, freshness, due })
    }
}

impl Account {
    /// Whether the caller is to refresh the definitions: they are old, and nobody else
    /// has begun.
    fn claim_refresh(&self) -> bool {
        let mut due = self.due.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let is_due = now >= *due;
        if is_due {
            *due = now + PAUSE_AFTER_FAILURE;
        }
        is_due
    }

    fn postpone(&self, pause: Duration) {
        *self.due.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now() + pause;
    }
}
