//! Saves under idempotency keys: each happens once, and its answer is given again.
//!
//! Within a process those who ask with one key wait for the same save. `ledger` remembers
//! each key for 24 hours, on disk too where there is a journal. The whole answers are in a
//! cache; of one that was evicted the ledger still has what was done and the record's id.
//! With a store several gateways agree on who does a save (`peers`).

pub(crate) mod answer;
pub(crate) mod key;
pub(crate) mod ledger;
mod peers;

use moka::{future::Cache, policy::EvictionPolicy};

use self::{
    answer::{Answer, Attempt, KEPT_FOR, Kept, Result, Why, read, reused, write},
    key::Idempotency,
    ledger::{Claim, KeyLimits, Ledger},
    peers::Peers,
};
use super::outcome::Failed;
use crate::store::{Journal, JournalKey, JournalRecord, NotWritten, Store};

/// What these answers may hold in memory, in bytes. Beyond it those are evicted that were
/// not asked for longest.
const MEMORY_BYTES: u64 = 64 << 20;

/// How saves are remembered.
#[derive(Default)]
pub struct Memory {
    /// What several gateways share.
    pub store: Option<Store>,
    /// Whether saves under a key go on while the store cannot be asked.
    pub goes_on_without_store: bool,
    /// Where records outlive a restart, and those that are there.
    pub journal: Option<(Journal, Vec<JournalRecord>)>,
    /// How many keys are remembered.
    pub limits: KeyLimits,
}

/// The saves under keys, and their answers.
pub(super) struct Once {
    answers: Cache<[u8; 32], Answer>,
    ledger: Ledger,
    peers: Option<Peers>,
}

impl Once {
    pub(super) fn new(memory: Memory) -> Self {
        let answers = Cache::builder()
            .time_to_live(KEPT_FOR)
            .weigher(|_, answer: &Answer| answer.weight())
            .max_capacity(MEMORY_BYTES)
            .eviction_policy(EvictionPolicy::lru())
            .build();
        let (journal, held) = memory.journal.unzip();
        let ledger = Ledger::new(journal, held.unwrap_or_default(), memory.limits);
        let peers = memory.store.map(|store| Peers::new(store, memory.goes_on_without_store));
        Self { answers, ledger, peers }
    }

    /// Runs a save, or gives the answer of the one that had the same key: it waits for it
    /// where it is under way. What certainly did nothing may be tried again.
    pub(super) async fn run(&self, idempotency: Idempotency, attempt: Attempt) -> Result {
        let mut attempt = Some(attempt);
        loop {
            let ours = async {
                match attempt.take() {
                    Some(attempt) => self.attempt(idempotency, attempt).await,
                    None => Err(idempotency.unkept(Why::Failed(idempotency.abandoned()))),
                }
            };
            match self.answers.try_get_with(idempotency.key, ours).await {
                Ok(answer) if answer.fingerprint == idempotency.fingerprint => {
                    return (*answer.result).clone();
                }
                Ok(_) => return Ok(reused()),
                // What another caller's save came to is not ours.
                Err(unkept) if attempt.is_some() && unkept.is_of_another(idempotency) => {}
                Err(unkept) => {
                    return match &unkept.why {
                        Why::Failed(failed) => Err(failed.clone()),
                        Why::Reused => Ok(reused()),
                    };
                }
            }
        }
    }

    /// The save of a key is about to be sent.
    pub(super) async fn sending(&self, key: &JournalKey) -> std::result::Result<(), NotWritten> {
        self.ledger.sending(key).await
    }

    async fn attempt(&self, idempotency: Idempotency, attempt: Attempt) -> Kept {
        let failed = |failed| Err(idempotency.unkept(Why::Failed(failed)));
        let claim = self.ledger.claim(&idempotency);
        let was_sent = claim == Claim::Abandoned;
        let save = match (claim, attempt.recover) {
            (Claim::Settled(text), _) => return idempotency.answer(read(&text, &idempotency)),
            (Claim::Other, _) => return Err(idempotency.unkept(Why::Reused)),
            (Claim::Full { seconds }, _) => return failed(Failed::TooManyKeys { seconds }),
            (Claim::Abandoned, Some(recover)) => recover,
            (Claim::Abandoned, None) if !idempotency.may_repeat => {
                return failed(idempotency.abandoned());
            }
            (Claim::New | Claim::Abandoned, _) => attempt.save,
        };
        let kept = match &self.peers {
            Some(peers) => peers.run(idempotency, save).await,
            None => idempotency.answer(save.await),
        };
        match &kept {
            Ok(answer) => self.ledger.settle(&idempotency.key, write(&answer.result)).await,
            // What was sent before this attempt may have been done, whatever came of this one.
            Err(_) if was_sent => {}
            Err(_) => self.ledger.release(&idempotency.key),
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::key::IdempotencyKey;
    use super::*;
    use crate::{
        crm::{account_tag::AccountTag, error::UpstreamError},
        didar::Row,
        graphql::save::{
            outcome::Reply,
            tasks::Saves,
            user_error::{UserError, UserErrorCode},
        },
    };

    fn refused(message: &str) -> Result {
        let message =
            serde_json::from_value(serde_json::json!({ "message": message })).expect("a message");
        Ok(UserError::new(UserErrorCode::Duplicate, &[], message).into())
    }

    fn message(result: Result) -> String {
        match result {
            Ok(Reply::Refused(errors)) => errors[0].message.to_string(),
            other => format!("{other:?}"),
        }
    }

    fn key(key: &str, asked: &str) -> Option<Idempotency> {
        Some(IdempotencyKey::new(AccountTag([0; 32]), key.to_owned())?.of("m", asked, false))
    }

    fn attempt(save: impl Future<Output = Result> + Send + 'static) -> Attempt {
        Attempt { save: Box::pin(save), recover: None, is_create: true }
    }

    /// A record that was created, with this much to say of it.
    fn created(number: u128, letters: usize) -> Result {
        let id = uuid::Uuid::from_u128(number);
        let text = format!("{{\"Id\":\"{id}\",\"BackgroundInfo\":\"{}\"}}", "x".repeat(letters));
        let record = Row::of_json(&text).expect("a row");
        Ok(Reply::done(crate::graphql::save::outcome::Outcome::Created, record))
    }

    #[tokio::test]
    async fn a_key_is_remembered_whatever_others_save() {
        let saves = Saves::default();
        let first = key("v1", "a");
        let _ = saves.once(first, attempt(async { created(1, 4000) })).await;
        for number in 0..17_200 {
            let other = IdempotencyKey::new(AccountTag([1; 32]), number.to_string());
            let other = other.map(|key| key.of("m", "a", false));
            let _ = saves.once(other, attempt(async { created(2, 4000) })).await;
        }
        let again = saves.once(first, attempt(async { panic!("done twice") })).await;
        let Ok(Reply::Done { record, .. }) = again else { panic!("another answer: {again:?}") };
        assert!(record.is_bare(), "the answer was evicted");
        assert_eq!(record.id(), uuid::Uuid::from_u128(1));
    }

    #[tokio::test]
    async fn a_panic_is_the_end_of_its_own_save_and_may_have_done_it() {
        let saves = Saves::default();
        for _ in 0..2 {
            let panicked = saves.once(key("p", "a"), attempt(async { panic!("in a save") })).await;
            let is_unknown =
                matches!(panicked, Err(Failed::UnknownOutcome { is_create: true, .. }));
            assert!(is_unknown, "{panicked:?}");
        }
        let other = saves.once(key("q", "a"), attempt(async { refused("fine") })).await;
        assert_eq!(message(other), "fine");
    }

    #[tokio::test]
    async fn the_answer_to_a_key_is_kept_and_another_input_is_refused() {
        let saves = Saves::default();
        assert_eq!(
            message(saves.once(key("k", "a"), attempt(async { refused("first") })).await),
            "first"
        );
        assert_eq!(
            message(saves.once(key("k", "a"), attempt(async { refused("again") })).await),
            "first"
        );
        let other = message(saves.once(key("k", "b"), attempt(async { refused("other") })).await);
        assert!(other.contains("another input"), "{other}");
        assert_eq!(
            message(saves.once(key("l", "b"), attempt(async { refused("other") })).await),
            "other"
        );
        assert_eq!(message(saves.once(None, attempt(async { refused("free") })).await), "free");
    }

    #[tokio::test]
    async fn an_entry_s_key_is_its_own() {
        let key = IdempotencyKey::new(AccountTag([0; 32]), "k".to_owned()).expect("a key");
        let saves = Saves::default();
        for (idempotency, word) in [
            (key.of("m", "a", false), "one"),
            (key.of_entry(0, "a", false), "first"),
            (key.of_entry(1, "a", false), "second"),
        ] {
            assert_eq!(
                message(saves.once(Some(idempotency), attempt(async move { refused(word) })).await),
                word
            );
        }
    }

    #[tokio::test]
    async fn who_waited_for_another_save_runs_its_own() {
        let saves = Saves::default();
        let (go, wait) = tokio::sync::oneshot::channel::<()>();
        let first = saves.once(
            key("k", "a"),
            attempt(async {
                let _ = wait.await;
                Err(UpstreamError::Unreachable.into())
            }),
        );
        let second = saves.once(key("k", "b"), attempt(async { refused("its own") }));
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
        let failed = || attempt(async { Err(UpstreamError::Unreachable.into()) });
        assert!(saves.once(key("k", "a"), failed()).await.is_err());
        assert_eq!(
            message(saves.once(key("k", "a"), attempt(async { refused("now") })).await),
            "now"
        );
        let lost = || {
            let failure = UpstreamError::Timeout;
            attempt(async { Err(Failed::UnknownOutcome { failure, is_create: true }) })
        };
        assert!(saves.once(key("l", "a"), lost()).await.is_err());
        assert!(saves.once(key("l", "a"), attempt(async { refused("twice") })).await.is_err());
    }
}
