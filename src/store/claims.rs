//! Saves under idempotency keys: one gateway does the save, the others learn its answer.
//!
//! Whoever claims a key holds a lease on it and renews it while the save runs. A key
//! whose lease ran out without an answer was abandoned: the save may have been done.
//! Each step may be taken twice: its answer may have been lost.

use std::time::Duration;

use uuid::Uuid;

use super::redis::{Down, Store};

/// How long an answer is kept.
const KEPT_FOR: Duration = Duration::from_secs(24 * 3600);
/// How long a gateway that says nothing still counts as doing the save.
const LEASE: Duration = Duration::from_secs(15);

/// A claim to do the save of a key; a right to once it was granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    key: String,
    fingerprint: String,
    owner: String,
}

/// What is known of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Granted: no gateway did the save yet.
    Ours,
    /// The save is over; its answer as it was settled.
    Settled(String),
    /// Somebody does it now.
    Running,
    /// Somebody began it and was not heard of again.
    Abandoned,
    /// The key belongs to another save.
    Other,
}

impl Lease {
    /// How often to renew it.
    pub const RENEWAL: Duration = Duration::from_secs(5);

    /// A claim on a key, for a save of this fingerprint.
    #[must_use]
    pub fn on(key: &[u8; 32], fingerprint: &[u8; 32]) -> Self {
        Self {
            key: hex::encode(key),
            fingerprint: hex::encode(fingerprint),
            owner: Uuid::new_v4().to_string(),
        }
    }

    /// The record and its lease, in one slot of a cluster.
    fn keys(&self) -> [String; 2] {
        let Self { key, .. } = self;
        [format!("didar-graphql:save:{{{key}}}"), format!("didar-graphql:lease:{{{key}}}")]
    }
}

impl Store {
    /// Claims a key. One that was abandoned is granted where the save may be repeated.
    ///
    /// # Errors
    /// Where Redis cannot be asked; the claim may have been granted.
    pub async fn claim(&self, lease: &Lease, may_repeat: bool) -> Result<Claim, Down> {
        let mut script = self.0.scripts.claim.prepare_invoke();
        script.key(&lease.keys()).arg(&lease.fingerprint).arg(&lease.owner);
        script.arg(millis(KEPT_FOR)).arg(millis(LEASE)).arg(u8::from(may_repeat));
        let found: Vec<String> = self.run(&script).await?;
        let mut found = found.into_iter();
        Ok(match (found.next().as_deref(), found.next()) {
            (Some("ours"), _) => Claim::Ours,
            (Some("settled"), Some(answer)) => Claim::Settled(answer),
            (Some("running"), _) => Claim::Running,
            (Some("other"), _) => Claim::Other,
            _ => Claim::Abandoned,
        })
    }

    /// Keeps the answer of a save, for all who ask with its key. Nothing where the key is
    /// somebody else's.
    ///
    /// # Errors
    /// Where Redis cannot be asked.
    pub async fn settle(&self, lease: &Lease, answer: &str) -> Result<(), Down> {
        let mut script = self.0.scripts.settle.prepare_invoke();
        script.key(&lease.keys()).arg(&lease.fingerprint).arg(&lease.owner);
        script.arg(millis(KEPT_FOR)).arg(answer);
        self.run(&script).await
    }

    /// Gives a key back whose save certainly did nothing.
    ///
    /// # Errors
    /// Where Redis cannot be asked.
    pub async fn release(&self, lease: &Lease) -> Result<(), Down> {
        let mut script = self.0.scripts.release.prepare_invoke();
        script.key(&lease.keys()).arg(&lease.owner);
        self.run(&script).await
    }

    /// Says that the save still runs.
    ///
    /// # Errors
    /// Where Redis cannot be asked.
    pub async fn renew(&self, lease: &Lease) -> Result<(), Down> {
        let mut script = self.0.scripts.renew.prepare_invoke();
        script.key(&lease.keys()).arg(&lease.fingerprint).arg(&lease.owner);
        script.arg(millis(KEPT_FOR)).arg(millis(LEASE));
        self.run(&script).await
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
