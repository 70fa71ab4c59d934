//! What comes in: requests at once, requests a second from each credential, bytes of
//! bodies that are being read.

use std::{
    collections::{HashMap, hash_map::Entry},
    num::NonZeroU32,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

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

/// What of a body is not counted: ordinary requests never wait for the large ones.
const SMALL: usize = 16 * 1024;

/// Room for a body, for as long as it is held.
#[derive(Default)]
pub(super) struct Room {
    bytes: usize,
    held: Option<OwnedSemaphorePermit>,
}

/// A request's place, for as long as it is held.
pub(super) struct Place {
    _permit: OwnedSemaphorePermit,
    key: [u8; 32],
    callers: Callers,
}

impl Place {
    /// What tells its caller from others.
    pub(super) fn caller(&self) -> [u8; 32] {
        self.key
    }
}

/// How many places each credential has taken.
type Callers = Arc<Mutex<HashMap<[u8; 32], usize>>>;

impl Drop for Place {
    fn drop(&mut self) {
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut taken) = callers.entry(self.key) {
            *taken.get_mut() -= 1;
            if *taken.get() == 0 {
                taken.remove();
            }
        }
    }
}

/// Counts requests. Clones share the count.
#[derive(Clone)]
pub(super) struct Gate {
    places: Arc<Semaphore>,
    /// How many of them one credential may take, so that others find some.
    share: usize,
    callers: Callers,
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
        let (places, bodies, callers) = (Arc::new(places), Arc::new(bodies), Callers::default());
        let share = (at_once - at_once / 4).max(1);
        Self { places, share, callers, bodies, per_second, rates, store }
    }

    /// Lets a request in for as long as the place is held.
    pub(super) fn place(&self, credential: &Credential) -> Result<Place, Closed> {
        let permit = Arc::clone(&self.places).try_acquire_owned().map_err(|_| Closed::Full)?;
        let key = key(credential);
        let mut callers = self.callers.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = callers.entry(key).or_default();
        // Without tokens all callers are one, so there is no share to protect.
        let is_one_of_many = matches!(credential, Credential::Bearer(_));
        if is_one_of_many && *taken >= self.share {
            return Err(Closed::Full);
        }
        *taken += 1;
        Ok(Place { _permit: permit, key, callers: Arc::clone(&self.callers) })
    }

    /// Makes room for some more bytes of a body.
    pub(super) fn grow(&self, room: &mut Room, bytes: usize) -> Result<(), Closed> {
        let counted = |bytes: usize| bytes.saturating_sub(SMALL);
        let more = counted(room.bytes + bytes) - counted(room.bytes);
        room.bytes += bytes;
        if more == 0 {
            return Ok(());
        }
        let more = u32::try_from(more).map_err(|_| Closed::Full)?;
        let more = Arc::clone(&self.bodies).try_acquire_many_owned(more);
        let more = more.map_err(|_| Closed::Full)?;
        match &mut room.held {
            Some(held) => held.merge(more),
            None => room.held = Some(more),
        }
        Ok(())
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
        let gate = Gate::new(4, NonZeroU32::new(2), None);
        let [one, other] = ["one", "other"].map(|token| Credential::Bearer(token.into()));
        let of_one: Vec<_> = (0..3).map(|_| gate.place(&one).expect("let in")).collect();
        assert_eq!(gate.place(&one).err(), Some(Closed::Full), "the last is for others");
        let of_other = gate.place(&other).expect("let in");
        assert_eq!(gate.place(&other).err(), Some(Closed::Full), "there is none left");
        drop((of_one, of_other));
        assert!(gate.place(&one).is_ok() && gate.callers.lock().expect("no panic").is_empty());
        assert_eq!((gate.count(&one).await, gate.count(&one).await), (Ok(()), Ok(())));
        assert!(matches!(gate.count(&one).await, Err(Closed::TooOften(_))));
        assert_eq!(gate.count(&other).await, Ok(()));
    }

    #[test]
    fn large_bodies_share_their_room_and_small_ones_need_none() {
        let gate = Gate::new(1, None, None);
        let (mut large, mut small, mut late) = (Room::default(), Room::default(), Room::default());
        assert_eq!(gate.grow(&mut large, SMALL), Ok(()));
        assert_eq!(gate.grow(&mut large, BODIES), Ok(()));
        assert_eq!(gate.grow(&mut small, SMALL), Ok(()));
        assert_eq!(gate.grow(&mut late, SMALL + 1), Err(Closed::Full));
        drop(large);
        assert_eq!(gate.grow(&mut small, 1), Ok(()));
    }
}
