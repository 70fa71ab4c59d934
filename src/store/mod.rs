//! What several gateways share, in Redis: who does a save under which idempotency key,
//! documents known by a hash, counts of requests.
//!
//! Without Redis each process keeps its own. While Redis cannot be asked each falls back
//! to that, and says so: the gateway answers on.

mod claims;
mod documents;
mod rates;

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use redis::{
    Client, FromRedisValue, RedisError, Script, ScriptInvocation,
    aio::{ConnectionManager, ConnectionManagerConfig},
};
use tracing::{info, warn};

pub use claims::{Claim, Lease};

/// How long Redis may take to answer, and to be connected to: callers wait for it.
const PATIENCE: Duration = Duration::from_millis(500);
/// How long Redis is not asked after it failed.
const REST: Duration = Duration::from_secs(1);

/// Redis gave no answer. What failed is in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Redis cannot be asked")]
pub struct Down;

/// The address is none of a Redis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected an address such as redis://HOST:6379/0 or rediss://USER:PASSWORD@HOST")]
pub struct BadAddress;

/// A Redis that gateways share. Cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    client: Client,
    config: ConnectionManagerConfig,
    /// Made at the first question, inside the runtime.
    connection: Mutex<Option<ConnectionManager>>,
    is_up: AtomicBool,
    rests_until: Mutex<Option<Instant>>,
    scripts: Scripts,
}

struct Scripts {
    claim: Script,
    settle: Script,
    release: Script,
    renew: Script,
    count: Script,
}

impl std::fmt::Debug for Store {
    /// The address may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("is_up", &self.is_up()).finish_non_exhaustive()
    }
}

impl Store {
    /// The Redis at an address. It is connected to when it is first asked.
    ///
    /// # Errors
    /// Where the address is none.
    pub fn at(address: &str) -> Result<Self, BadAddress> {
        let client = Client::open(address).map_err(|_| BadAddress)?;
        let config = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE))
            .set_number_of_retries(1)
            .set_max_delay(Duration::from_millis(100));
        let scripts = Scripts {
            claim: Script::new(include_str!("claim.lua")),
            settle: Script::new(include_str!("settle.lua")),
            release: Script::new(include_str!("release.lua")),
            renew: Script::new(include_str!("renew.lua")),
            count: Script::new(include_str!("count.lua")),
        };
        metrics::gauge!("redis_up").set(1.0);
        Ok(Self(Arc::new(Inner {
            client,
            config,
            connection: Mutex::default(),
            is_up: AtomicBool::new(true),
            rests_until: Mutex::default(),
            scripts,
        })))
    }

    /// Whether Redis answered when it was last asked.
    #[must_use]
    pub fn is_up(&self) -> bool {
        self.0.is_up.load(Ordering::Relaxed)
    }

    async fn run<T: FromRedisValue>(&self, script: &ScriptInvocation<'_>) -> Result<T, Down> {
        let mut connection = self.connection()?;
        self.noted(script.invoke_async(&mut connection).await)
    }

    async fn ask<T: FromRedisValue>(&self, command: &redis::Cmd) -> Result<T, Down> {
        let mut connection = self.connection()?;
        self.noted(command.query_async(&mut connection).await)
    }

    fn connection(&self) -> Result<ConnectionManager, Down> {
        let rests_until = *self.0.rests_until.lock().unwrap_or_else(PoisonError::into_inner);
        if rests_until.is_some_and(|until| Instant::now() < until) {
            return Err(Down);
        }
        let mut connection = self.0.connection.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(connection) = &*connection {
            return Ok(connection.clone());
        }
        let (client, config) = (self.0.client.clone(), self.0.config.clone());
        let made = ConnectionManager::new_lazy_with_config(client, config);
        let made = made.map_err(|failure| self.failed(&failure))?;
        Ok(connection.insert(made).clone())
    }

    fn noted<T>(&self, outcome: Result<T, RedisError>) -> Result<T, Down> {
        if outcome.is_ok() && !self.0.is_up.swap(true, Ordering::Relaxed) {
            metrics::gauge!("redis_up").set(1.0);
            info!("Redis answers again");
        }
        outcome.map_err(|failure| self.failed(&failure))
    }

    /// Says once that Redis failed, and lets it rest. Its words are not logged: they may
    /// quote what was sent.
    fn failed(&self, failure: &RedisError) -> Down {
        let mut rests_until = self.0.rests_until.lock().unwrap_or_else(PoisonError::into_inner);
        *rests_until = Some(Instant::now() + REST);
        if self.0.is_up.swap(false, Ordering::Relaxed) {
            metrics::gauge!("redis_up").set(0.0);
            warn!(kind = ?failure.kind(), "Redis cannot be asked: this gateway is on its own");
        }
        Down
    }
}
