//! Accounts: from a credential to the client and the schema that serve it.
//!
//! One cache holds the accounts in use, weighted by what their schemas hold in memory;
//! those unused for long are let go. An entry is built by one caller while the others
//! wait. Once it is old, or a request meets something it does not know, its definitions
//! are fetched again; the same ones keep the schema. While Didar is down the last good
//! ones serve: those in memory, else a copy on disk, else what every account has.
//!
//! `profile` says who may open what, `fetch` where definitions come from, `schedule`
//! when to fetch again, `belief` whether to believe it, `copies` keeps them on disk.

mod account;
mod belief;
mod copies;
mod fetch;
mod profile;
mod schedule;
mod token;

use std::{path::PathBuf, sync::Arc, time::Duration};

use moka::{future::Cache, notification::RemovalCause};

pub use self::{
    account::Account,
    profile::{Access, AccountOptions, Credential, Directory, NotAllowed},
    token::{TokenHash, new_token},
};
use self::{
    copies::Copies,
    profile::{Permit, Profile, Profiles},
};
use crate::{
    crm::error::UpstreamError,
    didar::Connector,
    graphql::{Answer, GraphQlRequest, Saves, Spelling},
};

/// How long a key that Didar refused is not tried again for a caller who brought it.
const REFUSED_FOR: Duration = Duration::from_secs(30);
/// How many such keys are remembered.
const REFUSED_KEYS: u64 = 10_000;

/// How accounts are kept.
#[derive(Debug, Clone)]
pub struct Options {
    /// How old definitions may be before they are fetched again.
    pub definitions_max_age: Duration,
    /// What all schemas together may hold in memory, in bytes.
    pub memory_bytes: u64,
    /// How long an account is kept that nobody asks for.
    pub idle: Duration,
    /// Folder for copies of the last good definitions; none where left out.
    pub copies: Option<PathBuf>,
    /// Whether filters on text find other spellings.
    pub spelling: Spelling,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            definitions_max_age: Duration::from_secs(300),
            memory_bytes: 512 << 20,
            idle: Duration::from_secs(3600),
            copies: None,
            spelling: Spelling::default(),
        }
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
    /// Didar refuses the key that the gateway has for the account.
    #[error("{0}")]
    Unavailable(Arc<UpstreamError>),
}

/// The accounts of this gateway. Cheap to clone.
#[derive(Clone)]
pub struct Accounts(Arc<Inner>);

struct Inner {
    cache: Cache<[u8; 32], Arc<Account>>,
    refused: Cache<[u8; 32], ()>,
    profiles: Profiles,
    connector: Connector,
    saves: Saves,
    copies: Option<Copies>,
    options: Options,
}

impl Accounts {
    /// The accounts of a directory, at the connector's server. Nothing is asked yet.
    #[must_use]
    pub fn new(connector: Connector, directory: Directory, saves: Saves, options: Options) -> Self {
        let cache = Cache::builder()
            .weigher(|_, account: &Arc<Account>| account.weight)
            .max_capacity(options.memory_bytes)
            .time_to_idle(options.idle)
            .eviction_listener(|_, _, cause: RemovalCause| {
                if cause.was_evicted() {
                    metrics::counter!("accounts_evicted_total").increment(1);
                }
            })
            .build();
        let refused = Cache::builder().max_capacity(REFUSED_KEYS).time_to_live(REFUSED_FOR).build();
        let profiles = Profiles::of(directory, connector.base_url().as_str());
        let copies = options.copies.clone().map(Copies::in_folder);
        Self(Arc::new(Inner { cache, refused, profiles, connector, saves, copies, options }))
    }

    /// The account that the credential opens, built now if need be.
    ///
    /// # Errors
    /// Where the caller may not, or Didar refuses the account's key; nothing is kept of
    /// the latter, so the next caller tries again.
    pub async fn open(&self, credential: &Credential) -> Result<Opened, OpenError> {
        let Permit { profile, access } = self.0.profiles.open(credential)?;
        Ok(Opened { account: self.open_profile(profile).await?, access })
    }

    /// Whether requests can be answered: the definitions of one of the accounts are, or
    /// were, to be had. Where callers bring their keys there is nothing to know before.
    pub async fn are_ready(&self) -> bool {
        let known = self.0.profiles.known();
        for profile in &known {
            let account = self.open_profile(Arc::clone(profile)).await;
            if account.is_ok_and(|account| account.is_known()) {
                return true;
            }
        }
        known.is_empty()
    }

    /// Runs a request with an account. Where the request names what the schema does not
    /// know, the definitions are fetched again: a request that was refused for it is
    /// run again with the new schema, another one gave its answer already.
    ///
    /// Returns the account whose schema gave the answer.
    pub async fn execute(
        &self,
        account: Arc<Account>,
        request: &GraphQlRequest,
    ) -> (Answer, Arc<Account>) {
        let answer = account.schema.execute(request, &account.backend).await;
        if !answer.meets_unknown || !account.schedule.claim_provoked(account.is_known()) {
            return (answer, account);
        }
        if answer.executed {
            tokio::spawn(self.clone().refresh(Arc::clone(&account)));
            return (answer, account);
        }
        let newer = self.clone().refresh(Arc::clone(&account)).await;
        if newer.schema.version() == account.schema.version() {
            return (answer, account);
        }
        (newer.schema.execute(request, &newer.backend).await, newer)
    }

    async fn open_profile(&self, profile: Arc<Profile>) -> Result<Arc<Account>, OpenError> {
        let tag = profile.tag.0;
        if self.0.refused.contains_key(&tag) {
            return Err(NotAllowed::KeyRefused.into());
        }
        let first = self.first(profile);
        let account = self.0.cache.try_get_with(tag, first).await;
        let account = match account {
            Ok(account) => account,
            Err(failure) => return Err(self.cannot_open(tag, failure).await),
        };
        if account.schedule.claim_due(account.is_known()) {
            tokio::spawn(self.clone().refresh(Arc::clone(&account)));
        }
        Ok(account)
    }

    async fn cannot_open(&self, tag: [u8; 32], failure: Arc<UpstreamError>) -> OpenError {
        if matches!(self.0.profiles, Profiles::PassThrough(_)) {
            self.0.refused.insert(tag, ()).await;
            return NotAllowed::KeyRefused.into();
        }
        OpenError::Unavailable(failure)
    }
}
