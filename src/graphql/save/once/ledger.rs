//! The keys of the last 24 hours, apart from the answers: small records that are never
//! evicted. An account that has used its share is refused further keys; no key is forgotten
//! early to make room.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Mutex, PoisonError},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tracing::warn;

use super::key::Idempotency;
use crate::store::{Journal, JournalKey, JournalRecord, NotWritten};

/// How long a key is remembered, in seconds.
const KEPT_FOR: i64 = 24 * 3600;

/// How many keys are remembered at once.
#[derive(Debug, Clone, Copy)]
pub struct KeyLimits {
    /// Of one account; a record takes some 400 bytes.
    pub of_account: usize,
    /// Of all accounts.
    pub in_all: usize,
}

impl Default for KeyLimits {
    fn default() -> Self {
        Self { of_account: 200_000, in_all: 1_000_000 }
    }
}

/// The records of this process, and their copies on disk.
pub(super) struct Ledger {
    records: Mutex<Records>,
    journal: Option<Journal>,
    limits: KeyLimits,
}

#[derive(Default)]
struct Records {
    by_key: HashMap<JournalKey, Record>,
    of_account: HashMap<[u8; 32], usize>,
    /// In the order in which they are forgotten.
    until: BTreeSet<(i64, JournalKey)>,
}

/// What is known of a key, in memory and on disk.
#[derive(Clone, Serialize, Deserialize)]
struct Record {
    #[serde(with = "hex::serde")]
    account: [u8; 32],
    #[serde(with = "hex::serde")]
    fingerprint: [u8; 32],
    /// Seconds since 1970.
    until: i64,
    step: Step,
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    /// Nothing was sent yet. Never on disk.
    Begun,
    /// It was sent, or is about to be.
    Sent,
    /// It is over; what it came to.
    Settled(String),
}

/// What a key is to who asks for a save under it.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// Nobody sent a save under it.
    New,
    /// The save was sent, and its answer is not known.
    Abandoned,
    /// The save is over; what it came to.
    Settled(String),
    /// It belongs to another save.
    Other,
    /// There is no room for another key until one is forgotten.
    Full { seconds: u64 },
}

impl Ledger {
    /// A ledger over a journal, with what that holds.
    pub(super) fn new(
        journal: Option<Journal>,
        held: Vec<JournalRecord>,
        limits: KeyLimits,
    ) -> Self {
        let mut records = Records::default();
        let mut held: Vec<(JournalKey, Record)> =
            held.into_iter().filter_map(|(key, text)| Some((key, read(&text)?))).collect();
        held.sort_by_key(|(_, record)| record.until);
        for (key, record) in held {
            records.insert(key, record);
        }
        Self { records: Mutex::new(records), journal, limits }
    }

    /// Takes a key, if nobody has it.
    pub(super) fn claim(&self, idempotency: &Idempotency) -> Claim {
        let now = Timestamp::now().as_second();
        self.forget_before(now);
        let Idempotency { account, key, fingerprint, .. } = *idempotency;
        self.with(|records| {
            match records.by_key.get(&key).map(|known| (known, &known.step)) {
                // Its save ended without a word, before anything was sent.
                None | Some((_, Step::Begun)) => {}
                Some((known, _)) if known.fingerprint != fingerprint => return Claim::Other,
                Some((_, Step::Sent)) => return Claim::Abandoned,
                Some((_, Step::Settled(answer))) => return Claim::Settled(answer.clone()),
            }
            records.remove(&key);
            let of_account = records.of_account.get(&account).copied().unwrap_or_default();
            if of_account >= self.limits.of_account || records.by_key.len() >= self.limits.in_all {
                metrics::counter!("didar_graphql_idempotency_keys_refused_total").increment(1);
                return Claim::Full { seconds: records.seconds_to_room(&account, now) };
            }
            let until = now + KEPT_FOR;
            records.insert(key, Record { account, fingerprint, until, step: Step::Begun });
            Claim::New
        })
    }

    /// The save of a key is about to be sent; done once that is on disk.
    pub(super) async fn sending(&self, key: &JournalKey) -> Result<(), NotWritten> {
        self.step(key, Step::Sent).await
    }

    /// The save of a key is over. Where the disk does not take it, the record there still
    /// says that the save was sent.
    pub(super) async fn settle(&self, key: &JournalKey, answer: String) {
        if self.step(key, Step::Settled(answer)).await.is_err() {
            warn!("the answer of a save is not on disk: after a restart it is of unknown outcome");
        }
    }

    async fn step(&self, key: &JournalKey, step: Step) -> Result<(), NotWritten> {
        let record = self.with(|records| {
            let known = records.by_key.get_mut(key)?;
            (known.step != step).then(|| {
                known.step = step;
                known.clone()
            })
        });
        match (&self.journal, record.and_then(|record| serde_json::to_vec(&record).ok())) {
            (Some(journal), Some(text)) => journal.put(*key, text).await,
            _ => Ok(()),
        }
    }

    /// The save of a key certainly did nothing, or may be repeated.
    pub(super) fn release(&self, key: &JournalKey) {
        self.with(|records| {
            let was_sent = records.remove(key).is_some_and(|record| record.step != Step::Begun);
            // Under the lock: whoever takes the key next writes after it.
            if let (Some(journal), true) = (&self.journal, was_sent) {
                journal.remove(vec![*key]);
            }
        });
    }

    fn forget_before(&self, now: i64) {
        self.with(|records| {
            let forgotten = records.forget_before(now);
            if let Some(journal) = self.journal.as_ref().filter(|_| !forgotten.is_empty()) {
                journal.remove(forgotten);
            }
        });
    }

    fn with<T>(&self, change: impl FnOnce(&mut Records) -> T) -> T {
        change(&mut self.records.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Records {
    fn insert(&mut self, key: JournalKey, record: Record) {
        *self.of_account.entry(record.account).or_default() += 1;
        self.until.insert((record.until, key));
        self.by_key.insert(key, record);
    }

    /// When the account's oldest key is forgotten, or the oldest of all.
    fn seconds_to_room(&self, account: &[u8; 32], now: i64) -> u64 {
        let is_own = |(_, key): &&(i64, JournalKey)| {
            self.by_key.get(key).is_some_and(|record| record.account == *account)
        };
        let oldest = self.until.iter().find(is_own).or_else(|| self.until.first());
        let pause = oldest.map_or(0, |(until, _)| until - now);
        u64::try_from(pause).unwrap_or(0).max(1)
    }

    fn remove(&mut self, key: &JournalKey) -> Option<Record> {
        let record = self.by_key.remove(key)?;
        self.until.remove(&(record.until, *key));
        if let Some(count) = self.of_account.get_mut(&record.account) {
            *count -= 1;
            if *count == 0 {
                self.of_account.remove(&record.account);
            }
        }
        Some(record)
    }

    /// Removes the keys whose time is over, and names them.
    fn forget_before(&mut self, now: i64) -> Vec<JournalKey> {
        let over = self.until.iter().take_while(|(until, _)| *until <= now);
        let forgotten: Vec<JournalKey> = over.map(|(_, key)| *key).collect();
        for key in &forgotten {
            self.remove(key);
        }
        forgotten
    }
}

/// A record that cannot be read is of another version, and its key a new one.
fn read(text: &[u8]) -> Option<Record> {
    let record = serde_json::from_slice(text);
    record.inspect_err(|_| warn!("a record of the journal cannot be read")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(account: u8, key: u8, fingerprint: u8) -> Idempotency {
        let [account, key, fingerprint] = [account, key, fingerprint].map(|byte| [byte; 32]);
        Idempotency { account, key, fingerprint, may_repeat: false }
    }

    fn ledger(of_account: usize, in_all: usize) -> Ledger {
        Ledger::new(None, Vec::new(), KeyLimits { of_account, in_all })
    }

    #[tokio::test]
    async fn a_key_is_known_by_how_far_its_save_came() {
        let ledger = ledger(10, 10);
        let save = asked(1, 1, 1);
        assert_eq!(ledger.claim(&save), Claim::New);
        assert_eq!(ledger.claim(&save), Claim::New, "nothing was sent");
        ledger.sending(&save.key).await.expect("without a disk");
        assert_eq!(ledger.claim(&save), Claim::Abandoned);
        assert_eq!(ledger.claim(&asked(1, 1, 2)), Claim::Other);
        ledger.settle(&save.key, "done".into()).await;
        assert_eq!(ledger.claim(&save), Claim::Settled("done".into()));
        ledger.release(&save.key);
        assert_eq!(ledger.claim(&asked(1, 1, 2)), Claim::New);
    }

    #[test]
    fn who_has_too_many_keys_is_refused_and_nobody_is_forgotten() {
        let ledger = ledger(3, 5);
        for key in 0..3 {
            assert_eq!(ledger.claim(&asked(1, key, 1)), Claim::New);
        }
        let full = |claim| matches!(claim, Claim::Full { seconds: 1.. });
        assert!(full(ledger.claim(&asked(1, 3, 1))));
        assert_eq!(ledger.claim(&asked(1, 2, 1)), Claim::New, "one of its own");
        for key in 10..12 {
            assert_eq!(ledger.claim(&asked(2, key, 1)), Claim::New);
        }
        assert!(full(ledger.claim(&asked(3, 20, 1))));
        ledger.release(&[0; 32]);
        assert_eq!(ledger.claim(&asked(3, 20, 1)), Claim::New);
    }

    #[test]
    fn a_key_is_forgotten_after_a_day_and_not_before() {
        let ledger = ledger(1, 1);
        assert_eq!(ledger.claim(&asked(1, 1, 1)), Claim::New);
        let now = Timestamp::now().as_second();
        ledger.forget_before(now + KEPT_FOR - 60);
        assert!(matches!(ledger.claim(&asked(1, 2, 1)), Claim::Full { seconds: 1.. }));
        ledger.forget_before(now + KEPT_FOR + 60);
        assert_eq!(ledger.claim(&asked(1, 2, 1)), Claim::New);
    }
}
