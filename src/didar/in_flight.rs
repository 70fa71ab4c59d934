//! Identical reads of an account that are under way at once are one call.
//!
//! What is shared is known by the action and the whole body. A read that began before a save
//! began or ended is not shared with one that begins after: who saved reads what was saved.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicU64, Ordering},
    },
};

use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared, WeakShared},
};
use hyper::body::Bytes;

use super::envelope::Answer;
use crate::crm::error::UpstreamError;

/// What came of a call.
pub(super) type Outcome = Result<Arc<Answer>, UpstreamError>;

/// A call that others may wait for too. It goes on for as long as one of them does.
pub(super) type Call = Shared<BoxFuture<'static, Outcome>>;

/// What is asked, and how many saves had begun or ended before.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Asked {
    action: &'static str,
    body: Bytes,
    saves: u64,
}

/// A call, and its number among all calls.
type Numbered = (u64, WeakShared<BoxFuture<'static, Outcome>>);

/// The reads of an account that are under way.
#[derive(Default)]
pub(super) struct InFlight {
    calls: Mutex<HashMap<Asked, Numbered>>,
    numbers: AtomicU64,
    saves: AtomicU64,
}

/// A save, until it is dropped.
pub(super) struct Save<'a>(&'a InFlight);

impl Drop for Save<'_> {
    fn drop(&mut self) {
        self.0.saves.fetch_add(1, Ordering::SeqCst);
    }
}

impl InFlight {
    /// A save begins.
    pub(super) fn save(&self) -> Save<'_> {
        self.saves.fetch_add(1, Ordering::SeqCst);
        Save(self)
    }

    /// The call that asks this, and whether it was under way already.
    pub(super) fn join(
        self: &Arc<Self>,
        action: &'static str,
        body: &Bytes,
        call: impl FnOnce() -> BoxFuture<'static, Outcome>,
    ) -> (Call, bool) {
        let asked = Asked { action, body: body.clone(), saves: self.saves.load(Ordering::SeqCst) };
        let mut calls = self.calls();
        let known = calls.get(&asked).and_then(|(_, call)| call.upgrade());
        if let Some(known) = known {
            return (known, true);
        }
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        let ended = Ended { all: Arc::downgrade(self), asked: asked.clone(), number };
        let call = call();
        let call = async move {
            let _ended = ended;
            call.await
        };
        let call = call.boxed().shared();
        if let Some(weak) = call.downgrade() {
            calls.insert(asked, (number, weak));
        }
        (call, false)
    }

    fn calls(&self) -> MutexGuard<'_, HashMap<Asked, Numbered>> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets a call when it ends, or when nobody waits for it any more.
struct Ended {
    all: Weak<InFlight>,
    asked: Asked,
    number: u64,
}

impl Drop for Ended {
    fn drop(&mut self) {
        let Some(all) = self.all.upgrade() else { return };
        let mut calls = all.calls();
        // Another one may have taken its place.
        if calls.get(&self.asked).is_some_and(|(number, _)| *number == self.number) {
            calls.remove(&self.asked);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    fn join(calls: &Arc<InFlight>, body: &'static str) -> (Call, bool) {
        let call = || -> BoxFuture<'static, Outcome> { Box::pin(pending()) };
        calls.join("a", &Bytes::from_static(body.as_bytes()), call)
    }

    #[test]
    fn only_what_asks_the_same_at_once_is_shared() {
        let calls = Arc::new(InFlight::default());
        let (first, was_there) = join(&calls, "x");
        assert!(!was_there);
        assert!(join(&calls, "x").1 && !join(&calls, "y").1);
        drop(first);
        assert!(!join(&calls, "x").1, "nobody waited for it any more");
        assert!(calls.calls().is_empty());
    }

    #[test]
    fn a_save_divides_what_comes_before_from_what_comes_after() {
        let calls = Arc::new(InFlight::default());
        let _before = join(&calls, "x");
        let save = calls.save();
        let (_meanwhile, was_there) = join(&calls, "x");
        assert!(!was_there && join(&calls, "x").1);
        drop(save);
        assert!(!join(&calls, "x").1);
    }

    #[test]
    fn what_has_ended_is_forgotten() {
        let calls = Arc::new(InFlight::default());
        let call =
            || -> BoxFuture<'static, Outcome> { Box::pin(ready(Err(UpstreamError::Unreachable))) };
        let (call, _) = calls.join("a", &Bytes::new(), call);
        assert!(call.clone().now_or_never().is_some());
        assert!(calls.calls().is_empty());
        assert!(call.now_or_never().is_some_and(|outcome| outcome.is_err()));
    }
}
