//! Accounts: from a credential to the client and the schema that serve it.
//!
//! One cache holds the accounts in use, weighted by what their schemas hold in memory;
//! those unused for long are let go. An entry is built by one caller while the others
//! wait. Once it is old, or a request meets something it does not know, its definitions
//! are fetched again; the same ones keep the schema. While Didar is down the last good
//! ones serve: those in memory, else a copy on disk, else what every account has.
//!
//! `profile` says who may open what, `fetch` where definitions come from, `belief` whether
//! to believe them, `copies` keeps them on disk.

mod account;
mod belief;
mod copies;
mod fetch;
mod profile;
mod reload;
mod token;

use std::{
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use jiff::Timestamp;
use moka::{Expiry, future::Cache, notification::RemovalCause, policy::EvictionPolicy};
use tokio::sync::Semaphore;
use tracing::warn;

pub use self::{
    account::Account,
    profile::{Access, AccountConfig, Credential, Directory, NotAllowed, OtherWayIn},
    token::{TokenHash, new_token},
};
use self::{
    copies::Copies,
    profile::{Permit, Profile, Profiles},
};
use crate::{
    crm::error::UpstreamError,
    didar::{
        Connector,
        schedule::{Provoked, Reason},
    },
    graphql::{Answer, GraphQlRequest, SchemaOptions, Shared, Spelling},
};

/// How long a refused pass-through key is remembered.
const WRONG_KEY_FOR: Duration = Duration::from_secs(30);
/// How long any other failure to open an account is cached.
const FAILED_FOR: Duration = Duration::from_secs(2);
/// How many such failures are cached.
const FAILURES: u64 = 10_000;
/// How many accounts are opened for the first time at once, in the whole gateway.
const OPENED_AT_ONCE: usize = 32;

/// How accounts are kept.
#[derive(Debug, Clone)]
pub struct CacheOptions {
    /// How old definitions may be before they are fetched again.
    pub definitions_max_age: Duration,
    /// What all schemas together may hold in memory, in bytes.
    pub memory_bytes: u64,
    /// After how long without a request the account of a caller's key is evicted.
    pub idle: Duration,
    /// Folder for copies of the last good definitions; none where left out.
    pub copies: Option<PathBuf>,
    /// How schemas are made.
    pub schema: SchemaOptions,
}

impl CacheOptions {
    /// What holds unless a setting says otherwise.
    pub const DEFAULT: Self = Self {
        definitions_max_age: Duration::from_secs(300),
        memory_bytes: 512 << 20,
        idle: Duration::from_secs(3600),
        copies: None,
        schema: SchemaOptions { spelling: Spelling::Any, federation: false },
    };
}

impl Default for CacheOptions {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// An account that a caller may use.
pub struct Opened {
    /// The account.
    pub account: Arc<Account>,
    /// How far.
    pub access: Access,
}

/// Why an account cannot be opened.
#[derive(Debug, Clone, thiserror::Error)]
pub enum OpenError {
    /// The caller may not.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    /// Didar refuses the key that the gateway has for the account, or cannot be asked
    /// about the key of a caller.
    #[error("{0}")]
    Unavailable(UpstreamError),
}

/// Why no request can be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotReady {
    /// The account, for logs.
    pub account: String,
    /// What is wrong, for people.
    pub why: String,
}

/// The accounts of this gateway. Cheap to clone.
#[derive(Clone)]
pub struct Accounts(Arc<Inner>);

struct Inner {
    cache: Cache<[u8; 32], Arc<Account>>,
    /// What opening an account failed with just now.
    failures: Cache<[u8; 32], UpstreamError>,
    /// For those who open an account for the first time.
    turns: Semaphore,
    /// Of the settings as they were read last.
    profiles: RwLock<Arc<Profiles>>,
    are_callers: bool,
    connector: Connector,
    shared: Shared,
    copies: Option<Copies>,
    options: CacheOptions,
}

/// How long a failure to open an account is cached, so that requests cannot make the
/// gateway ask Didar each time.
struct Patience {
    are_callers: bool,
}

impl Expiry<[u8; 32], UpstreamError> for Patience {
    fn expire_after_create(
        &self,
        _id: &[u8; 32],
        failure: &UpstreamError,
        _now: std::time::Instant,
    ) -> Option<Duration> {
        let is_wrong_key = self.are_callers && *failure == UpstreamError::KeyRefused;
        Some(if is_wrong_key { WRONG_KEY_FOR } else { FAILED_FOR })
    }
}

impl Accounts {
    /// The accounts of a directory, at the connector's server. Nothing is asked yet.
    #[must_use]
    pub fn new(
        connector: Connector,
        directory: Directory,
        shared: Shared,
        options: CacheOptions,
    ) -> Self {
        let profiles = Profiles::of(directory, connector.base_url().as_str());
        let are_callers = profiles.are_callers();
        let most = u32::try_from(options.memory_bytes).unwrap_or(u32::MAX);
        let mut cache = Cache::builder()
            // One that is too large for the cache alone would never be kept.
            .weigher(move |_, account: &Arc<Account>| account.weight.min(most))
            .max_capacity(options.memory_bytes)
            .eviction_policy(EvictionPolicy::lru())
            .eviction_listener(|_, _, cause: RemovalCause| {
                if cause.was_evicted() {
                    metrics::counter!("didar_graphql_accounts_evicted_total").increment(1);
                }
            });
        if are_callers {
            // Those of the settings are few, and are to be had while Didar is down.
            cache = cache.time_to_idle(options.idle);
        }
        let failures =
            Cache::builder().max_capacity(FAILURES).expire_after(Patience { are_callers }).build();
        let copies = options.copies.clone().map(Copies::in_folder);
        let (cache, turns) = (cache.build(), Semaphore::new(OPENED_AT_ONCE));
        let profiles = RwLock::new(Arc::new(profiles));
        Self(Arc::new(Inner {
            cache,
            failures,
            turns,
            profiles,
            are_callers,
            connector,
            shared,
            copies,
            options,
        }))
    }

    fn profiles(&self) -> Arc<Profiles> {
        Arc::clone(&self.0.profiles.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The account that the credential opens, built now if need be.
    ///
    /// # Errors
    /// Where the caller may not, or Didar refuses the account's key; that is the answer to
    /// everyone for some seconds.
    pub async fn open(&self, credential: &Credential) -> Result<Opened, OpenError> {
        let Permit { profile, access } = self.profiles().open(credential)?;
        Ok(Opened { account: self.open_profile(profile).await?, access })
    }

    /// How old the oldest definitions are that are served.
    #[must_use]
    pub fn oldest_definitions(&self) -> Option<Duration> {
        let accounts = self.0.cache.iter();
        let fetched = accounts.filter_map(|(_, account)| account.freshness.fetched_at()).min()?;
        Duration::try_from(Timestamp::now().duration_since(fetched)).ok()
    }

    /// Whether the credential may open an account. Asks nobody.
    ///
    /// # Errors
    /// Where it may not.
    pub fn may_open(&self, credential: &Credential) -> Result<(), NotAllowed> {
        self.profiles().open(credential).map(|_| ())
    }

    /// Whose quota a request uses. An open gateway ignores tokens.
    #[must_use]
    pub fn caller<'c>(&self, credential: &'c Credential) -> &'c Credential {
        if self.profiles().are_asked_for_tokens() { credential } else { &Credential::None }
    }

    /// Whether requests can be answered: the definitions of one of the accounts are, or
    /// were, to be had. Where callers bring their keys there is nothing to know before.
    ///
    /// # Errors
    /// With what the first account lacks.
    pub async fn readiness(&self) -> Result<(), NotReady> {
        let mut first = None;
        for profile in self.profiles().known() {
            let why = match self.open_profile(Arc::clone(&profile)).await {
                Ok(account) if account.is_known() => return Ok(()),
                Ok(account) => account.freshness.failure().unwrap_or_default(),
                Err(OpenError::Unavailable(failure)) => failure.in_short().to_string(),
                Err(failure) => failure.to_string(),
            };
            first.get_or_insert(NotReady { account: profile.label(), why });
        }
        first.map_or(Ok(()), Err)
    }

    /// Runs a request with an account. Where the request names what the schema does not
    /// know, the definitions are fetched again. A request that was refused for it, and a
    /// query whose only faults these are, is run again with the new schema; any other
    /// gave its answer already.
    ///
    /// Returns the account whose schema gave the answer.
    pub async fn execute(
        &self,
        account: Arc<Account>,
        request: &GraphQlRequest,
    ) -> (Answer, Arc<Account>) {
        let answer = account.schema.execute(request, &account.backend).await;
        if !answer.meets_unknown {
            return (answer, account);
        }
        let renewed = tokio::spawn(self.clone().renew(Arc::clone(&account)));
        if answer.executed && !answer.may_repeat {
            return (answer, account);
        }
        let renewed = match request.deadline {
            Some(deadline) => tokio::time::timeout_at(deadline, renewed).await.ok(),
            None => Some(renewed.await),
        };
        match renewed {
            // An account without fields has the schema of one that is not known. Apart, as it is
            // rare: each request would have room for it.
            Some(Ok(newer)) if !Arc::ptr_eq(&newer, &account) => {
                (Box::pin(newer.schema.execute(request, &newer.backend)).await, newer)
            }
            _ => (answer, account),
        }
    }

    /// The account with new definitions, if they may be fetched now; else as it is once
    /// a fetch that is under way has ended.
    async fn renew(self, account: Arc<Account>) -> Arc<Account> {
        match account.schedule.claim_provoked(account.is_known()) {
            Provoked::Now(turn) => self.refresh(account, Some(turn), Reason::Provoked).await,
            Provoked::InTurn => self.refresh(account, None, Reason::Provoked).await,
            Provoked::No => {
                let _turn = account.schedule.turn().await;
                self.current(&account).await
            }
        }
    }

    async fn open_profile(&self, profile: Arc<Profile>) -> Result<Arc<Account>, OpenError> {
        let account = match self.0.cache.get(&profile.id).await {
            Some(account) => account,
            None => self.built(profile).await.map_err(|failure| self.cannot_open(failure))?,
        };
        if let Some(turn) = account.schedule.claim_due(account.is_known()) {
            let refresh = self.clone().refresh(Arc::clone(&account), Some(turn), Reason::Due);
            tokio::spawn(refresh);
        }
        Ok(account)
    }

    /// Builds an account, or waits for who builds it. In a task: where every caller hangs
    /// up before Didar answers, the next one still finds it.
    async fn built(&self, profile: Arc<Profile>) -> Result<Arc<Account>, UpstreamError> {
        let id = profile.id;
        if let Some(failure) = self.0.failures.get(&id).await {
            return Err(failure);
        }
        let (this, label) = (self.clone(), profile.label());
        let built = tokio::spawn(async move {
            let built = this.0.cache.try_get_with(id, this.first(profile)).await;
            if let Err(failure) = &built {
                if !this.0.are_callers {
                    warn!(account = label, %failure, "the account cannot be opened");
                }
                this.0.failures.insert(id, (**failure).clone()).await;
            }
            this.drop_if_unknown(&id).await;
            this.0.cache.run_pending_tasks().await;
            metrics::gauge!("didar_graphql_accounts_held").set(this.0.cache.entry_count() as f64);
            built
        });
        match built.await {
            Ok(built) => built.map_err(Arc::unwrap_or_clone),
            // Nobody cancels it, so it panicked: the caller panics too.
            Err(failure) => std::panic::resume_unwind(failure.into_panic()),
        }
    }

    fn cannot_open(&self, failure: UpstreamError) -> OpenError {
        match failure {
            UpstreamError::KeyRefused if self.0.are_callers => NotAllowed::KeyRefused.into(),
            failure => OpenError::Unavailable(failure),
        }
    }
}
