//! Identical reads of an account that are under way at once are one call.
//!
//! What is shared is known by the action, the whole body and the caller. A read that began before
//! a save of this process began or ended is not shared with one that begins after: who saved here
//! reads what was saved.

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

use super::{action::Action, envelope::Answer, turns::Caller};
use crate::crm::error::UpstreamError;

/// What came of a call.
pub(super) type Outcome = Result<Arc<Answer>, UpstreamError>;

/// What came of a call that others may have waited for.
#[derive(Clone)]
pub(super) struct Told {
    pub(super) outcome: Outcome,
    /// Whether the time, or the limit of calls, of the one who began it ended it.
    pub(super) was_cut: bool,
}

/// A call that others may wait for too. It goes on for as long as one of them does.
pub(super) type Call = Shared<BoxFuture<'static, Told>>;

/// What is asked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct Question {
    pub(super) action: Action,
    pub(super) body: Bytes,
    /// By whom: callers of one account take turns, and none waits in another's.
    pub(super) caller: Caller,
}

/// A question, and how many saves had begun or ended before.
type Asked = (Question, u64);

/// A call, and its number among all calls.
type Numbered = (u64, WeakShared<BoxFuture<'static, Told>>);

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
        question: Question,
        call: impl Future<Output = Told> + Send + 'static,
    ) -> (Call, bool) {
        let asked = (question, self.saves.load(Ordering::SeqCst));
        let mut calls = self.calls();
        let known = calls.get(&asked).and_then(|(_, call)| call.upgrade());
        if let Some(known) = known {
            return (known, true);
        }
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        let ended = Ended { all: Arc::downgrade(self), asked: asked.clone(), number };
        let call = call.map(move |told| {
            drop(ended);
            told
        });
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
        by(calls, body, Caller::default())
    }

    fn by(calls: &Arc<InFlight>, body: &'static str, caller: Caller) -> (Call, bool) {
        let body = Bytes::from_static(body.as_bytes());
        calls.join(Question { action: Action::read("a"), body, caller }, pending())
    }

    #[test]
    fn only_what_asks_the_same_at_once_is_shared() {
        let calls = Arc::new(InFlight::default());
        let (first, was_there) = join(&calls, "x");
        assert!(!was_there);
        assert!(join(&calls, "x").1 && !join(&calls, "y").1);
        assert!(!by(&calls, "x", [1; 32]).1, "another caller's turn is another's");
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
        let told = Told { outcome: Err(UpstreamError::Unreachable), was_cut: false };
        let question =
            Question { action: Action::read("a"), body: Bytes::new(), caller: Caller::default() };
        let (call, _) = calls.join(question, ready(told));
        assert!(call.clone().now_or_never().is_some());
        assert!(calls.calls().is_empty());
        assert!(call.now_or_never().is_some_and(|told| told.outcome.is_err()));
    }
}
