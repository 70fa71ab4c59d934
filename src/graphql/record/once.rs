//! Calls for records, each begun once an operation.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use futures_util::{
    FutureExt, StreamExt,
    future::{BoxFuture, Shared},
    stream,
};
use uuid::Uuid;

use crate::crm::entity::Entity;

/// How many detail calls one operation has under way at once, and how many searches.
pub(super) const SIDE_BY_SIDE: usize = 8;

/// A record by its entity and id.
pub(super) type Key = (Entity, Uuid);

/// What comes of calls that were begun. A batch of the engine's loader is remembered when all of it
/// is there; a record of it that another part of the operation wants before then is here.
pub(super) struct Once<T>(Mutex<HashMap<Key, Shared<BoxFuture<'static, T>>>>);

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone + Send + Sync + 'static> Once<T> {
    /// What comes of each key's call.
    pub(super) async fn all<C: Future<Output = T> + Send + 'static>(
        &self,
        keys: &[Key],
        call: impl Fn(Key) -> C,
    ) -> HashMap<Key, T> {
        let calls = keys.iter().map(|key| (*key, self.one(*key, &call)));
        let calls = calls.map(|(key, call)| call.map(move |found| (key, found)).boxed());
        let calls: Vec<BoxFuture<'static, _>> = calls.collect();
        stream::iter(calls).buffer_unordered(SIDE_BY_SIDE).collect().await
    }

    /// Makes each call anew from now on.
    pub(super) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn one<C: Future<Output = T> + Send + 'static>(
        &self,
        key: Key,
        call: impl Fn(Key) -> C,
    ) -> Shared<BoxFuture<'static, T>> {
        let mut begun = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        begun.entry(key).or_insert_with(|| call(key).boxed().shared()).clone()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    };

    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn a_call_of_a_batch_that_is_not_whole_is_not_made_again() {
        let (once, last) = (Arc::new(Once::default()), Arc::new(Notify::new()));
        let calls = Arc::new(AtomicU32::new(0));
        let keys = [1, 2].map(|id| (Entity::Contact, Uuid::from_u128(id)));
        let call = {
            let (calls, last) = (Arc::clone(&calls), Arc::clone(&last));
            move |key: Key| {
                let (calls, last) = (Arc::clone(&calls), Arc::clone(&last));
                async move {
                    calls.fetch_add(1, Ordering::Relaxed);
                    if key == keys[1] {
                        last.notified().await;
                    }
                    key.1
                }
            }
        };
        let mut batch = Box::pin(once.all(&keys, &call));
        assert!((&mut batch).now_or_never().is_none(), "the second is not there");
        let found = once.all(&keys[..1], &call).await;
        assert_eq!(found[&keys[0]], keys[0].1);
        last.notify_one();
        assert_eq!((batch.await.len(), calls.load(Ordering::Relaxed)), (2, 2));
    }
}
