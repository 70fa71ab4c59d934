//! How many requests come in: at once, and a second from each credential.

use std::{num::NonZeroU32, sync::Arc, time::Duration};

use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::accounts::Credential;

/// After how many callers the ones that asked long ago are forgotten.
const CALLERS: usize = 10_000;

/// Counts requests. Clones share the count.
#[derive(Clone)]
pub(super) struct Gate {
    places: Arc<Semaphore>,
    rates: Option<Arc<DefaultKeyedRateLimiter<[u8; 32]>>>,
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
    pub(super) fn new(at_once: usize, per_second: Option<NonZeroU32>) -> Self {
        let rates = per_second.map(|rate| Arc::new(RateLimiter::keyed(Quota::per_second(rate))));
        Self { places: Arc::new(Semaphore::new(at_once)), rates }
    }

    /// Lets a request in for as long as the permit is held.
    pub(super) fn enter(&self, credential: &Credential) -> Result<OwnedSemaphorePermit, Closed> {
        if let Some(rates) = &self.rates {
            if rates.len() > CALLERS {
                rates.retain_recent();
            }
            if let Err(early) = rates.check_key(&key(credential)) {
                return Err(Closed::TooOften(early.wait_time_from(DefaultClock::default().now())));
            }
        }
        Arc::clone(&self.places).try_acquire_owned().map_err(|_| Closed::Full)
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

    #[test]
    fn places_are_given_back_and_rates_are_each_credential_s_own() {
        let gate = Gate::new(1, NonZeroU32::new(2));
        let [one, other] = ["one", "other"].map(|token| Credential::Bearer(token.into()));
        let permit = gate.enter(&one).expect("let in");
        assert_eq!(gate.enter(&one).err(), Some(Closed::Full));
        assert!(matches!(gate.enter(&one), Err(Closed::TooOften(_))));
        drop(permit);
        assert!(gate.enter(&other).is_ok());
    }
}
