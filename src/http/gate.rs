//! What comes in: requests at once, requests a second from each credential, bytes of
//! bodies that are being read.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{accounts::Credential, store::Store};

/// After how many callers the ones that asked long ago are forgotten.
const CALLERS: usize = 10_000;

/// What all bodies that are being read may hold, in bytes: callers can be slow to send
/// the last one.
const BODIES: usize = 256 << 20;

/// Room for a part of a body, for as long as it is held.
pub(super) type Room = OwnedSemaphorePermit;

/// Counts requests. Clones share the count.
#[derive(Clone)]
pub(super) struct Gate {
    places: Arc<Semaphore>,
    bodies: Arc<Semaphore>,
    per_second: Option<NonZeroU32>,
    /// The counts of this process.
    rates: Option<Arc<DefaultKeyedRateLimiter<[u8; 32]>>>,
    /// The counts of all gateways.
    store: Option<Store>,
}

/// Why a request is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closed {
    /// Too many requests run.
    Full,
    /// The credential has asked too often; it may again after this time.
    TooOften(Duration),
}

impl Gate {
    pub(super) fn new(
        at_once: usize,
        per_second: Option<NonZeroU32>,
        store: Option<Store>,
    ) -> Self {
        let rates = per_second.map(|rate| Arc::new(RateLimiter::keyed(Quota::per_second(rate))));
        let (places, bodies) = (Semaphore::new(at_once), Semaphore::new(BODIES));
        Self { places: Arc::new(places), bodies: Arc::new(bodies), per_second, rates, store }
    }

    /// Lets a request in for as long as the permit is held.
    pub(super) fn place(&self) -> Result<OwnedSemaphorePermit, Closed> {
        Arc::clone(&self.places).try_acquire_owned().map_err(|_| Closed::Full)
    }

    /// Room for some more bytes of a body.
    pub(super) fn room(&self, bytes: usize) -> Result<Room, Closed> {
        let bytes = u32::try_from(bytes).map_err(|_| Closed::Full)?;
        Arc::clone(&self.bodies).try_acquire_many_owned(bytes).map_err(|_| Closed::Full)
    }

    /// Counts a request of this credential: in the store, else in this process.
    pub(super) async fn count(&self, credential: &Credential) -> Result<(), Closed> {
        let key = key(credential);
        if let (Some(store), Some(rate)) = (&self.store, self.per_second)
            && let Ok(wait) = store.count(&key, rate).await
        {
            return wait.map_or(Ok(()), |wait| Err(Closed::TooOften(wait)));
        }
        if let Some(rates) = &self.rates {
            if rates.len() > CALLERS {
                rates.retain_recent();
            }
            if let Err(early) = rates.check_key(&key) {
                return Err(Closed::TooOften(early.wait_time_from(DefaultClock::default().now())));
            }
        }
        Ok(())
    }
}

fn key(credential: &Credential) -> [u8; 32] {
    match credential {
        Credential::None => [0; 32],
        Credential::Bearer(token) => Sha256::digest(token.expose_secret()).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn places_are_given_back_and_rates_are_each_credential_s_own() {
        let gate = Gate::new(1, NonZeroU32::new(2), None);
        let [one, other] = ["one", "other"].map(|token| Credential::Bearer(token.into()));
        let permit = gate.place().expect("let in");
        assert_eq!(gate.place().err(), Some(Closed::Full));
        drop(permit);
        assert!(gate.place().is_ok());
        assert_eq!((gate.count(&one).await, gate.count(&one).await), (Ok(()), Ok(())));
        assert!(matches!(gate.count(&one).await, Err(Closed::TooOften(_))));
        assert_eq!(gate.count(&other).await, Ok(()));
        let room = gate.room(BODIES).expect("all of it");
        assert!(gate.room(1).is_err());
        drop(room);
        assert!(gate.room(1).is_ok());
    }
}
