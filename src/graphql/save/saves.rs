//! Saves that run to their end, and happen once.

use std::{
    fmt::Debug,
    hash::{BuildHasher, RandomState},
    sync::Arc,
    time::Duration,
};

use moka::future::Cache;
use sha2::{Digest, Sha256};
use tokio::sync::{Mutex, MutexGuard};
use tokio_util::task::TaskTracker;

use super::{
    payload::{Failed, Payload},
    user_error::{UserError, UserErrorCode},
};
use crate::graphql::AccountTag;

/// How long the answer to an idempotency key is kept.
const KEPT_FOR: Duration = Duration::from_secs(24 * 3600);
/// What these answers may hold in memory, in bytes. Beyond it the oldest go.
const MEMORY_BYTES: u64 = 64 << 20;
/// How many characters a key may have.
pub(crate) const LONGEST_KEY: usize = 255;
/// How many saves of different records may be in the part that one at a time may do.
const TURNS: usize = 1024;

type Result = std::result::Result<Payload, Failed>;

/// The saves of this process. Cheap to clone; clones share all of it.
#[derive(Clone)]
pub struct Saves(Arc<Inner>);

struct Inner {
    tasks: TaskTracker,
    answers: Cache<[u8; 32], Answer>,
    turns: Vec<Mutex<()>>,
    hasher: RandomState,
}

#[derive(Clone)]
struct Answer {
    fingerprint: [u8; 32],
    result: Arc<Result>,
}

/// A client's name for a save, within its account.
#[derive(Debug, Clone)]
pub(crate) struct IdempotencyKey {
    account: AccountTag,
    key: String,
}

impl IdempotencyKey {
    /// A key of 1 to 255 characters; `None` for any other.
    pub(crate) fn new(account: AccountTag, key: String) -> Option<Self> {
        (1..=LONGEST_KEY).contains(&key.chars().count()).then_some(Self { account, key })
    }

    /// The key of one save; `asked` is what tells it from another.
    pub(crate) fn of(&self, asked: &impl Debug) -> Idempotency {
        self.hashed(&[], asked)
    }

    /// The key of an entry of a list, which no key of one save is.
    pub(crate) fn of_entry(&self, at: usize, asked: &impl Debug) -> Idempotency {
        self.hashed(&[b"\0entry\0", at.to_string().as_bytes()], asked)
    }

    fn hashed(&self, rest: &[&[u8]], asked: &impl Debug) -> Idempotency {
        let mut hash = Sha256::new();
        hash.update(self.account.0);
        hash.update(&self.key);
        rest.iter().for_each(|part| hash.update(part));
        let fingerprint = Sha256::digest(format!("{asked:?}")).into();
        Idempotency { key: hash.finalize().into(), fingerprint }
    }
}

/// What tells a repeated save from another.
#[derive(Clone, Copy)]
pub(crate) struct Idempotency {
    /// Hash of account and key.
    key: [u8; 32],
    /// Hash of what is asked.
    fingerprint: [u8; 32],
}

impl Default for Saves {
    fn default() -> Self {
        let answers = Cache::builder()
            .time_to_live(KEPT_FOR)
            .weigher(|_, answer: &Answer| answer.weight())
            .max_capacity(MEMORY_BYTES)
            .build();
        let inner = Inner {
            tasks: TaskTracker::new(),
            answers,
            turns: (0..TURNS).map(|_| Mutex::default()).collect(),
            hasher: RandomState::new(),
        };
        Self(Arc::new(inner))
    }
}

impl Saves {
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
        match self.0.tasks.spawn(saves).await {
            Ok(done) => done,
            // Nobody cancels these tasks, so it panicked: the caller panics too.
            Err(failure) => std::panic::resume_unwind(failure.into_panic()),
        }
    }

    /// Runs a save, or gives the answer of the one that had the same key: it waits for it
    /// where it is under way. What certainly did nothing may be tried again.
    pub(crate) async fn once(
        &self,
        idempotency: Option<Idempotency>,
        save: impl Future<Output = Result> + Send,
    ) -> Result {
        let Some(Idempotency { key, fingerprint }) = idempotency else {
            return save.await;
        };
        let answer = self.0.answers.try_get_with(key, async {
            match save.await {
                Err(failed) if !failed.is_final() => Err(failed),
                result => Ok(Answer { fingerprint, result: Arc::new(detached(result)) }),
            }
        });
        match answer.await {
            Ok(answer) if answer.fingerprint == fingerprint => (*answer.result).clone(),
            Ok(_) => Ok(UserError::new(
                UserErrorCode::IdempotencyKeyReused,
                &["idempotencyKey".to_owned()],
                "the key was used for another input",
            )
            .into()),
            Err(failed) => Err((*failed).clone()),
        }
    }

    /// Waits until nobody else in this process saves what `key` names in this account.
    pub(crate) async fn turn(&self, account: &AccountTag, key: &str) -> Option<MutexGuard<'_, ()>> {
        let hash = self.0.hasher.hash_one((account.0, key));
        let index = usize::try_from(hash % TURNS as u64).unwrap_or(0);
        Some(self.0.turns.get(index)?.lock().await)
    }
}

/// The result without the whole answers that its rows came in.
fn detached(result: Result) -> Result {
    result.map(|payload| match payload {
        Payload::Done { outcome, record } => Payload::Done { outcome, record: record.detached() },
        Payload::Refused(mut errors) => {
            for error in &mut errors {
                error.existing = error.existing.as_ref().map(|row| Box::new(row.detached()));
            }
            Payload::Refused(errors)
        }
    })
}

impl Failed {
    /// Whether repeating the same request must give the same answer: a create that may
    /// have been done. An update is harmless to repeat.
    fn is_final(&self) -> bool {
        matches!(self, Self::UnknownOutcome { is_create: true, .. })
    }
}

impl Answer {
    /// About what it holds, in bytes.
    fn weight(&self) -> u32 {
        let record = match &*self.result {
            Ok(Payload::Done { record, .. }) => record.text().len(),
            Ok(Payload::Refused(errors)) => errors
                .iter()
                .filter_map(|error| error.existing.as_ref())
                .map(|r| r.text().len())
                .sum(),
            Err(_) => 0,
        };
        u32::try_from(record + 512).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::error::UpstreamError;

    fn refused(message: &str) -> Result {
        Ok(UserError::new(UserErrorCode::Duplicate, &[], message).into())
    }

    fn message(result: Result) -> String {
        match result {
            Ok(Payload::Refused(errors)) => errors[0].message.clone(),
            other => format!("{other:?}"),
        }
    }

    fn key(key: &str, asked: &str) -> Option<Idempotency> {
        Some(IdempotencyKey::new(AccountTag([0; 32]), key.to_owned())?.of(&asked))
    }

    #[tokio::test]
    async fn the_answer_to_a_key_is_kept_and_another_input_is_refused() {
        let saves = Saves::default();
        assert_eq!(message(saves.once(key("k", "a"), async { refused("first") }).await), "first");
        assert_eq!(message(saves.once(key("k", "a"), async { refused("again") }).await), "first");
        let other = message(saves.once(key("k", "b"), async { refused("other") }).await);
        assert!(other.contains("another input"), "{other}");
        assert_eq!(message(saves.once(key("l", "b"), async { refused("other") }).await), "other");
        assert_eq!(message(saves.once(None, async { refused("free") }).await), "free");
    }

    #[tokio::test]
    async fn an_entry_s_key_is_its_own() {
        let key = IdempotencyKey::new(AccountTag([0; 32]), "k".to_owned()).expect("a key");
        let saves = Saves::default();
        for (idempotency, word) in [
            (key.of(&"a"), "one"),
            (key.of_entry(0, &"a"), "first"),
            (key.of_entry(1, &"a"), "second"),
        ] {
            assert_eq!(message(saves.once(Some(idempotency), async { refused(word) }).await), word);
        }
        for wrong in ["".to_owned(), "k".repeat(256)] {
            assert!(IdempotencyKey::new(AccountTag([0; 32]), wrong).is_none());
        }
    }

    #[tokio::test]
    async fn what_did_nothing_may_be_tried_again_and_what_may_have_created_may_not() {
        let saves = Saves::default();
        let failed = || async { Err(UpstreamError::Unreachable.into()) };
        assert!(saves.once(key("k", "a"), failed()).await.is_err());
        assert_eq!(message(saves.once(key("k", "a"), async { refused("now") }).await), "now");
        let lost = || async {
            Err(Failed::UnknownOutcome { failure: UpstreamError::Timeout, is_create: true })
        };
        assert!(saves.once(key("l", "a"), lost()).await.is_err());
        assert!(saves.once(key("l", "a"), async { refused("twice") }).await.is_err());
    }

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
