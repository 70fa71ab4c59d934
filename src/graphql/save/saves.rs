//! Saves that run to their end, and one at a time where they must.

use std::{
    hash::{BuildHasher, RandomState},
    sync::Arc,
};

use tokio::sync::{Mutex, MutexGuard};
use tokio_util::task::TaskTracker;
use tracing::Instrument;

use super::{
    idempotency::{Answers, Idempotency, Save},
    payload::{Failed, Payload},
};
use crate::{graphql::AccountTag, store::Store};

/// How many saves of different records may be in the part that one at a time may do.
const TURNS: usize = 1024;

type Result = std::result::Result<Payload, Failed>;

/// The saves of this process. Cheap to clone; clones share all of it.
#[derive(Clone)]
pub struct Saves(Arc<Inner>);

struct Inner {
    tasks: TaskTracker,
    answers: Answers,
    turns: Vec<Mutex<()>>,
    hasher: RandomState,
}

impl Default for Saves {
    fn default() -> Self {
        Self::new(None)
    }
}

impl Saves {
    /// Saves whose answers are shared in this store, if there is one.
    #[must_use]
    pub fn new(store: Option<Store>) -> Self {
        let inner = Inner {
            tasks: TaskTracker::new(),
            answers: Answers::new(store),
            turns: (0..TURNS).map(|_| Mutex::default()).collect(),
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
    pub(crate) async fn once(&self, idempotency: Option<Idempotency>, save: Save) -> Result {
        match idempotency {
            Some(idempotency) => self.0.answers.once(idempotency, save).await,
            None => save.await,
        }
    }

    /// Waits until nobody else in this process saves what `key` names in this account.
    pub(crate) async fn turn(&self, account: &AccountTag, key: &str) -> MutexGuard<'_, ()> {
        let hash = self.0.hasher.hash_one((account.0, key));
        let index = usize::try_from(hash % TURNS as u64).unwrap_or(0);
        self.0.turns[index].lock().await
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
}
