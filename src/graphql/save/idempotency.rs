//! Saves under idempotency keys: each happens once, and its answer is given again.
//!
//! Within a process those who ask with one key wait for the same save. With a store the
//! gateways agree on who does it (`elsewhere`).

use std::{fmt::Debug, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use moka::{future::Cache, policy::EvictionPolicy};
use sha2::{Digest, Sha256};

use super::{
    elsewhere::{Elsewhere, abandoned},
    payload::{Failed, Payload},
    user_error::{UserError, UserErrorCode},
};
use crate::{crm::error::UpstreamError, graphql::AccountTag, store::Store};

/// How long an answer is kept.
pub(super) const KEPT_FOR: Duration = Duration::from_secs(24 * 3600);
/// What these answers may hold in memory, in bytes. Beyond it those go that were not
/// asked for longest.
const MEMORY_BYTES: u64 = 64 << 20;
/// How many characters a key may have.
pub(crate) const LONGEST_KEY: usize = 255;

pub(super) type Result = std::result::Result<Payload, Failed>;

/// A save that has not begun.
pub(crate) type Save = BoxFuture<'static, Result>;

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
    pub(crate) fn of(&self, asked: &impl Debug, may_repeat: bool) -> Idempotency {
        self.hashed(&[], asked, may_repeat)
    }

    /// The key of an entry of a list, which no key of one save is.
    pub(crate) fn of_entry(&self, at: usize, asked: &impl Debug, may_repeat: bool) -> Idempotency {
        self.hashed(&[b"\0entry\0", at.to_string().as_bytes()], asked, may_repeat)
    }

    fn hashed(&self, rest: &[&[u8]], asked: &impl Debug, may_repeat: bool) -> Idempotency {
        let mut hash = Sha256::new();
        hash.update(self.account.0);
        hash.update(&self.key);
        rest.iter().for_each(|part| hash.update(part));
        let fingerprint = Sha256::digest(format!("{asked:?}")).into();
        Idempotency { key: hash.finalize().into(), fingerprint, may_repeat }
    }
}

/// What tells a repeated save from another.
#[derive(Clone, Copy)]
pub(crate) struct Idempotency {
    /// Hash of account and key.
    pub(super) key: [u8; 32],
    /// Hash of what is asked.
    pub(super) fingerprint: [u8; 32],
    /// Whether a save that was begun and not heard of again may be done once more.
    pub(super) may_repeat: bool,
}

/// The answers there were.
pub(super) struct Answers {
    here: Cache<[u8; 32], Answer>,
    elsewhere: Option<Elsewhere>,
}

#[derive(Clone)]
pub(super) struct Answer {
    fingerprint: [u8; 32],
    pub(super) result: Arc<Result>,
}

/// Why there is no answer to keep.
pub(super) enum Why {
    Failed(Failed),
    Reused,
}

/// The end of a save whose answer is not kept, for all who waited for it.
pub(super) struct Unkept {
    fingerprint: [u8; 32],
    why: Why,
}

pub(super) type Kept = std::result::Result<Answer, Unkept>;

impl Answers {
    pub(super) fn new(store: Option<Store>) -> Self {
        let here = Cache::builder()
            .time_to_live(KEPT_FOR)
            .weigher(|_, answer: &Answer| answer.weight())
            .max_capacity(MEMORY_BYTES)
            .eviction_policy(EvictionPolicy::lru())
            .build();
        Self { here, elsewhere: store.map(Elsewhere::new) }
    }

    /// Runs a save, or gives the answer of the one that had the same key: it waits for it
    /// where it is under way. What certainly did nothing may be tried again.
    pub(super) async fn once(&self, idempotency: Idempotency, save: Save) -> Result {
        let mut save = Some(save);
        loop {
            let ours = async {
                match (save.take(), &self.elsewhere) {
                    (Some(save), Some(elsewhere)) => elsewhere.once(idempotency, save).await,
                    (Some(save), None) => idempotency.answer(save.await),
                    (None, _) => Err(idempotency.unkept(Why::Failed(abandoned(idempotency)))),
                }
            };
            match self.here.try_get_with(idempotency.key, ours).await {
                Ok(answer) if answer.fingerprint == idempotency.fingerprint => {
                    return (*answer.result).clone();
                }
                Ok(_) => return Ok(reused()),
                // What another caller's save came to is not ours.
                Err(unkept) if save.is_some() && unkept.is_nobody_else_s(idempotency) => {}
                Err(unkept) => {
                    return match &unkept.why {
                        Why::Failed(failed) => Err(failed.clone()),
                        Why::Reused => Ok(reused()),
                    };
                }
            }
        }
    }
}

impl Idempotency {
    /// The answer to keep, if there is one.
    pub(super) fn answer(self, result: Result) -> Kept {
        match result {
            Err(failed) if !failed.is_final() => Err(self.unkept(Why::Failed(failed))),
            result => {
                let result = Arc::new(detached(result));
                Ok(Answer { fingerprint: self.fingerprint, result })
            }
        }
    }

    pub(super) fn unkept(self, why: Why) -> Unkept {
        Unkept { fingerprint: self.fingerprint, why }
    }
}

impl Unkept {
    /// Whether it tells nothing of this save: it was of another one, or of a caller whose
    /// time was over.
    fn is_nobody_else_s(&self, idempotency: Idempotency) -> bool {
        self.fingerprint != idempotency.fingerprint
            || matches!(self.why, Why::Failed(Failed::NotSaved(UpstreamError::Late)))
    }
}

fn reused() -> Payload {
    let path = ["idempotencyKey".to_owned()];
    let message = "the key was used for another input";
    UserError::new(UserErrorCode::IdempotencyKeyReused, &path, message).into()
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
    use crate::graphql::save::saves::Saves;

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
        Some(IdempotencyKey::new(AccountTag([0; 32]), key.to_owned())?.of(&asked, false))
    }

    #[tokio::test]
    async fn the_answer_to_a_key_is_kept_and_another_input_is_refused() {
        let saves = Saves::default();
        assert_eq!(
            message(saves.once(key("k", "a"), Box::pin(async { refused("first") })).await),
            "first"
        );
        assert_eq!(
            message(saves.once(key("k", "a"), Box::pin(async { refused("again") })).await),
            "first"
        );
        let other = message(saves.once(key("k", "b"), Box::pin(async { refused("other") })).await);
        assert!(other.contains("another input"), "{other}");
        assert_eq!(
            message(saves.once(key("l", "b"), Box::pin(async { refused("other") })).await),
            "other"
        );
        assert_eq!(message(saves.once(None, Box::pin(async { refused("free") })).await), "free");
    }

    #[tokio::test]
    async fn an_entry_s_key_is_its_own() {
        let key = IdempotencyKey::new(AccountTag([0; 32]), "k".to_owned()).expect("a key");
        let saves = Saves::default();
        for (idempotency, word) in [
            (key.of(&"a", false), "one"),
            (key.of_entry(0, &"a", false), "first"),
            (key.of_entry(1, &"a", false), "second"),
        ] {
            assert_eq!(
                message(
                    saves.once(Some(idempotency), Box::pin(async move { refused(word) })).await
                ),
                word
            );
        }
        for wrong in ["".to_owned(), "k".repeat(256)] {
            assert!(IdempotencyKey::new(AccountTag([0; 32]), wrong).is_none());
        }
    }

    #[tokio::test]
    async fn who_waited_for_another_save_runs_its_own() {
        let saves = Saves::default();
        let (go, wait) = tokio::sync::oneshot::channel::<()>();
        let first = saves.once(
            key("k", "a"),
            Box::pin(async {
                let _ = wait.await;
                Err(UpstreamError::Unreachable.into())
            }),
        );
        let second = saves.once(key("k", "b"), Box::pin(async { refused("its own") }));
        let last = async {
            tokio::task::yield_now().await;
            let _ = go.send(());
        };
        let (first, second, ()) = tokio::join!(first, second, last);
        assert!(matches!(first, Err(Failed::NotSaved(UpstreamError::Unreachable))));
        assert_eq!(message(second), "its own");
    }

    #[tokio::test]
    async fn what_did_nothing_may_be_tried_again_and_what_may_have_created_may_not() {
        let saves = Saves::default();
        let failed = || -> Save { Box::pin(async { Err(UpstreamError::Unreachable.into()) }) };
        assert!(saves.once(key("k", "a"), failed()).await.is_err());
        assert_eq!(
            message(saves.once(key("k", "a"), Box::pin(async { refused("now") })).await),
            "now"
        );
        let lost = || -> Save {
            let failure = UpstreamError::Timeout;
            Box::pin(async { Err(Failed::UnknownOutcome { failure, is_create: true }) })
        };
        assert!(saves.once(key("l", "a"), lost()).await.is_err());
        assert!(saves.once(key("l", "a"), Box::pin(async { refused("twice") })).await.is_err());
    }
}
