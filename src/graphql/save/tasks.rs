//! Saves that run to their end, and one at a time where they must.

use std::{
    hash::{BuildHasher, RandomState},
    sync::Arc,
};

use futures_util::future::BoxFuture;
use tokio::sync::{Mutex, MutexGuard};
use tokio_util::task::TaskTracker;
use tracing::Instrument;

use super::{
    once::{Memory, Once, answer::Attempt, key::Idempotency},
    open::OpenCreates,
    outcome::{Failed, Reply},
};
use crate::{
    crm::{account_tag::AccountTag, error::UpstreamError},
    didar::BeforeWrite,
};

/// Number of locks that records are spread over.
const LOCKS: usize = 1024;

type Result = std::result::Result<Reply, Failed>;

/// The saves of this process. Cheap to clone; clones share all of it.
#[derive(Clone)]
pub struct Saves(Arc<Inner>);

struct Inner {
    tasks: TaskTracker,
    once: Once,
    open: OpenCreates,
    locks: Vec<Mutex<()>>,
    hasher: RandomState,
}

impl Default for Saves {
    fn default() -> Self {
        Self::new(Memory::default())
    }
}

impl Saves {
    /// Saves that are remembered so.
    #[must_use]
    pub fn new(memory: Memory) -> Self {
        let inner = Inner {
            tasks: TaskTracker::new(),
            once: Once::new(memory),
            open: OpenCreates::default(),
            locks: (0..LOCKS).map(|_| Mutex::default()).collect(),
            hasher: RandomState::new(),
        };
        Self(Arc::new(inner))
    }

    /// Done when every save that has begun is over.
    pub async fn finish(&self) {
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }

    /// Runs saves in a task of their own: a caller who hangs up does not cut them.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        saves: impl Future<Output = T> + Send + 'static,
    ) -> T {
        match self.0.tasks.spawn(saves.in_current_span()).await {
            Ok(done) => done,
            // Nobody cancels these tasks, so it panicked: the caller panics too.
            Err(failure) => std::panic::resume_unwind(failure.into_panic()),
        }
    }

    /// Runs a save; under a key, once.
    pub(crate) async fn once(&self, idempotency: Option<Idempotency>, attempt: Attempt) -> Result {
        let attempt = attempt.guarded();
        match idempotency {
            Some(idempotency) => self.0.once.run(idempotency, attempt).await,
            None => attempt.save.await,
        }
    }

    /// Records that the save under a key is about to be sent.
    pub(crate) fn recorder(&self, idempotency: &Idempotency) -> Arc<dyn BeforeWrite> {
        Arc::new(Recorder { saves: self.clone(), key: idempotency.key() })
    }

    /// Creates whose end is not known.
    pub(crate) fn open(&self) -> &OpenCreates {
        &self.0.open
    }

    /// Locks these identities within the account, for this process. The locks are taken in one
    /// order, so that no two saves wait for each other.
    pub(crate) async fn lock(
        &self,
        account: &AccountTag,
        identities: &[String],
    ) -> Vec<MutexGuard<'_, ()>> {
        let lock = |identity: &String| {
            let hash = self.0.hasher.hash_one((account.0, identity));
            usize::try_from(hash % LOCKS as u64).unwrap_or(0)
        };
        let mut locks: Vec<usize> = identities.iter().map(lock).collect();
        locks.sort_unstable();
        locks.dedup();
        let mut held = Vec::with_capacity(locks.len());
        for lock in locks {
            held.push(self.0.locks[lock].lock().await);
        }
        held
    }
}

struct Recorder {
    saves: Saves,
    key: [u8; 32],
}

impl BeforeWrite for Recorder {
    fn about_to_write(&self) -> BoxFuture<'_, std::result::Result<(), UpstreamError>> {
        Box::pin(async {
            let recorded = self.saves.0.once.sending(&self.key).await;
            recorded.map_err(|_| UpstreamError::NotRecorded)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_save_runs_to_its_end_without_its_caller() {
        let saves = Saves::default();
        let (told, heard) = tokio::sync::oneshot::channel();
        let (go, wait) = tokio::sync::oneshot::channel::<()>();
        let caller = tokio::spawn({
            let saves = saves.clone();
            async move {
                saves
                    .run(async move {
                        let _ = wait.await;
                        let _ = told.send(());
                    })
                    .await;
            }
        });
        tokio::task::yield_now().await;
        caller.abort();
        let _ = caller.await;
        let _ = go.send(());
        saves.finish().await;
        assert_eq!(heard.await, Ok(()));
    }

    #[tokio::test]
    async fn saves_with_the_same_identities_in_any_order_take_turns() {
        let saves = Saves::default();
        let account = AccountTag([0; 32]);
        let names = |names: [&str; 2]| names.map(str::to_owned);
        let first = saves.lock(&account, &names(["a", "b"])).await;
        let (other, same) = (names(["b", "a"]), names(["a", "a"]));
        let mut second = Box::pin(saves.lock(&account, &other));
        assert!(futures_util::poll!(&mut second).is_pending());
        drop(first);
        drop(second.await);
        assert_eq!(saves.lock(&account, &same).await.len(), 1);
    }
}
