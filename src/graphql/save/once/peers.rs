//! Saves that several gateways may be asked for under one key: they agree in the store on
//! who does one, and the others learn its answer.

use std::time::Duration;

use moka::future::Cache;
use tokio::time::sleep;

use super::{
    answer::{KEPT_FOR, Kept, OneSave, Result, Why, read},
    key::Idempotency,
};
use crate::{
    crm::error::UpstreamError,
    store::{Claim, Lease, Store},
};

/// How many keys are remembered that other gateways have.
const SEEN: u64 = 100_000;
/// How often writing the outcome to Redis is retried.
const CONCLUSIONS: u32 = 12;
/// How long to wait at first, and at most, before asking whether another gateway is done.
const PAUSES: (Duration, Duration) = (Duration::from_millis(20), Duration::from_millis(500));

/// What gateways agree on.
pub(super) struct Peers {
    store: Store,
    /// Whether a save goes on while the store cannot be asked.
    goes_on_alone: bool,
    /// Keys of saves that another gateway was seen to do.
    seen: Cache<[u8; 32], ()>,
}

impl Peers {
    pub(super) fn new(store: Store, goes_on_alone: bool) -> Self {
        let seen = Cache::builder().time_to_live(KEPT_FOR).max_capacity(SEEN).build();
        Self { store, goes_on_alone, seen }
    }

    /// Runs a save, unless another gateway did.
    pub(super) async fn run(&self, idempotency: Idempotency, save: OneSave) -> Kept {
        let Idempotency { key, fingerprint, may_repeat, .. } = idempotency;
        let lease = Lease::on(&key, &fingerprint);
        let unkept = |failed| Err(idempotency.unkept(Why::Failed(failed)));
        let mut pause = PAUSES.0;
        loop {
            match self.store.claim(&lease, may_repeat).await {
                Ok(Claim::Ours) => break,
                Ok(Claim::Settled(text)) => return idempotency.answer(read(&text, &idempotency)),
                Ok(Claim::Running) => self.seen.insert(key, ()).await,
                Ok(Claim::Other) => return Err(idempotency.unkept(Why::Reused)),
                Ok(Claim::Abandoned) => return unkept(idempotency.abandoned()),
                Err(_) if self.seen.contains_key(&key) => {
                    return unkept(idempotency.abandoned());
                }
                // On our own; the claim may have been granted all the same.
                Err(_) if self.goes_on_alone => break,
                Err(_) => {
                    // Else whoever asks next would take the save for one that was begun.
                    conclude(self.store.clone(), lease, None);
                    return unkept(UpstreamError::NotRecorded.into());
                }
            }
            sleep(pause).await;
            pause = (pause * 2).min(PAUSES.1);
        }
        let answer = idempotency.answer(renewing(&self.store, &lease, save).await);
        let kept = answer.as_ref().ok().map(|answer| write(&answer.result));
        conclude(self.store.clone(), lease, kept);
        answer
    }
}

/// Runs a save and says all the while that it runs.
async fn renewing(store: &Store, lease: &Lease, save: OneSave) -> Result {
    let renewals = async {
        loop {
            sleep(Lease::RENEWAL).await;
            // One that fails is made up for by the next.
            let _ = store.renew(lease).await;
        }
    };
    tokio::select! {
        result = save => result,
        never = renewals => never,
    }
}

/// Settles a key with its answer, or releases it; while Redis cannot be asked, this is
/// retried for as long as the lease holds. Nobody waits for it.
fn conclude(store: Store, lease: Lease, answer: Option<String>) {
    tokio::spawn(async move {
        for _ in 0..CONCLUSIONS {
            let concluded = match &answer {
                Some(answer) => store.settle(&lease, answer).await,
                None => store.release(&lease).await,
            };
            if concluded.is_ok() {
                return;
            }
            sleep(Lease::RENEWAL / 4).await;
        }
    });
}

/// The whole answer: another gateway has nothing else of it.
fn write(result: &Result) -> String {
    serde_json::to_string(result).unwrap_or_default()
}
