//! The connection to Redis: made when it is first asked, left alone for a second after it
//! failed.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use redis::{
    AsyncConnectionConfig, Client, ErrorKind, FromRedisValue, RedisError, RedisResult, Script,
    ScriptInvocation, aio::MultiplexedConnection,
};
use tokio::time::timeout;
use tracing::{info, warn};

/// How long a question to Redis may take, connecting included: callers wait for it.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long Redis is not asked after it failed.
const REST: Duration = Duration::from_secs(1);

/// Redis gave no answer. What failed is in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Redis cannot be asked")]
pub struct Down;

/// Not a Redis URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected an address such as redis://HOST:6379/0 or rediss://USER:PASSWORD@HOST")]
pub struct BadAddress;

/// A Redis that gateways share. Cheap to clone.
#[derive(Clone)]
pub struct Store(pub(super) Arc<Inner>);

pub(super) struct Inner {
    client: Client,
    /// Made at the first question, and anew after one that got no reply.
    connection: tokio::sync::Mutex<Option<MultiplexedConnection>>,
    is_up: AtomicBool,
    rests_until: Mutex<Option<Instant>>,
    pub(super) scripts: Scripts,
}

pub(super) struct Scripts {
    pub(super) claim: Script,
    pub(super) settle: Script,
    pub(super) release: Script,
    pub(super) renew: Script,
    pub(super) count: Script,
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
    /// Where it is not a Redis URL.
    pub fn at(address: &str) -> Result<Self, BadAddress> {
        let client = Client::open(address).map_err(|_| BadAddress)?;
        let scripts = Scripts {
            claim: Script::new(include_str!("claim.lua")),
            settle: Script::new(include_str!("settle.lua")),
            release: Script::new(include_str!("release.lua")),
            renew: Script::new(include_str!("renew.lua")),
            count: Script::new(include_str!("count.lua")),
        };
        metrics::gauge!("didar_graphql_redis_up").set(1.0);
        Ok(Self(Arc::new(Inner {
            client,
            connection: tokio::sync::Mutex::default(),
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

    pub(super) async fn run<T: FromRedisValue>(
        &self,
        script: &ScriptInvocation<'_>,
    ) -> Result<T, Down> {
        self.answered(Question::Script(script)).await
    }

    pub(super) async fn ask<T: FromRedisValue>(&self, command: &redis::Cmd) -> Result<T, Down> {
        self.answered(Question::Command(command)).await
    }

    /// Asks, and once more over a new connection where the one at hand was lost: each
    /// question may be asked twice.
    async fn answered<T: FromRedisValue>(&self, question: Question<'_>) -> Result<T, Down> {
        let rests_until = *self.0.rests_until.lock().unwrap_or_else(PoisonError::into_inner);
        if rests_until.is_some_and(|until| Instant::now() < until) {
            return Err(Down);
        }
        let asked = timeout(PATIENCE, async {
            let (connection, is_new) = self.connection().await?;
            match question.ask(connection).await {
                Err(lost) if !is_reply(&lost) && !is_new => {
                    *self.0.connection.lock().await = None;
                    question.ask(self.connection().await?.0).await
                }
                answer => answer,
            }
        });
        let answer = asked.await.unwrap_or_else(|_| Err((ErrorKind::Io, "no answer").into()));
        match &answer {
            Ok(_) => self.works(),
            Err(failure) => self.fails(failure).await,
        }
        answer.map_err(|_| Down)
    }

    /// A connection, and whether it was made just now.
    async fn connection(&self) -> RedisResult<(MultiplexedConnection, bool)> {
        let mut connection = self.0.connection.lock().await;
        if let Some(connection) = &*connection {
            return Ok((connection.clone(), false));
        }
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE));
        let made = self.0.client.get_multiplexed_async_connection_with_config(&config).await?;
        Ok((connection.insert(made).clone(), true))
    }

    fn works(&self) {
        if !self.0.is_up.swap(true, Ordering::Relaxed) {
            metrics::gauge!("didar_graphql_redis_up").set(1.0);
            info!("Redis answers again");
        }
    }

    /// Says once that Redis failed, and lets it rest. Its words are not logged: they may
    /// quote what was sent.
    async fn fails(&self, failure: &RedisError) {
        if !is_reply(failure) {
            *self.0.connection.lock().await = None;
            let mut rests_until = self.0.rests_until.lock().unwrap_or_else(PoisonError::into_inner);
            *rests_until = Some(Instant::now() + REST);
        }
        if self.0.is_up.swap(false, Ordering::Relaxed) {
            metrics::gauge!("didar_graphql_redis_up").set(0.0);
            warn!(kind = ?failure.kind(), "Redis cannot be asked: this gateway is on its own");
        }
    }
}

/// What is asked.
#[derive(Clone, Copy)]
enum Question<'q> {
    Script(&'q ScriptInvocation<'q>),
    Command(&'q redis::Cmd),
}

impl Question<'_> {
    async fn ask<T: FromRedisValue>(self, mut connection: MultiplexedConnection) -> RedisResult<T> {
        match self {
            Self::Script(script) => script.invoke_async(&mut connection).await,
            Self::Command(command) => command.query_async(&mut connection).await,
        }
    }
}

/// Whether Redis itself refused; the connection is as good as before.
fn is_reply(failure: &RedisError) -> bool {
    matches!(failure.kind(), ErrorKind::Server(_) | ErrorKind::Extension)
}
