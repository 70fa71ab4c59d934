//! Turns to call Didar: how many calls an account has under way at once.
//!
//! The number adapts (additive increase, multiplicative decrease, as in TCP): it doubles a
//! round while Didar has not refused yet, then grows by one a round, and falls by a third where
//! Didar refuses for too much, does not answer, or takes very long. Those who wait take turns
//! by their caller, so that one caller's many calls do not keep another's few from Didar.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::{sync::oneshot, time::Instant};

use crate::crm::error::UpstreamError;

/// Whose call it is, of those that share an account.
pub type Caller = [u8; 32];

/// How many calls there are at once to begin with.
const FEW: usize = 16;
/// How many may wait for each call that may be under way at most.
const WAITING_EACH: usize = 16;
/// From when on a call counts as one that Didar is too busy for.
const VERY_LONG: Duration = Duration::from_secs(5);

/// The turns of one account.
pub(super) struct Turns {
    queue: Mutex<Queue>,
    /// The most calls at once.
    most: usize,
}

struct Queue {
    /// How many calls may be under way; a fraction is on its way to the next.
    limit: f64,
    /// Where doubling ends.
    doubles_below: f64,
    /// When it last fell: what was sent before tells of how it was before.
    fell: Option<Instant>,
    under_way: usize,
    waiting: usize,
    /// Callers in the order of their next turn.
    callers: VecDeque<(Caller, VecDeque<oneshot::Sender<Turn>>)>,
}

/// A turn, for as long as it is held. One that is given up without an end says something of
/// Didar only if it took very long.
pub(super) struct Turn {
    turns: Option<Arc<Turns>>,
    began: Instant,
}

/// What a call says of Didar.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Well,
    TooMuch,
    Nothing,
}

impl Turns {
    pub(super) fn new(most: usize) -> Arc<Self> {
        let limit = count(FEW.min(most));
        let queue = Queue {
            limit,
            doubles_below: f64::INFINITY,
            fell: None,
            under_way: 0,
            waiting: 0,
            callers: VecDeque::new(),
        };
        Arc::new(Self { queue: Mutex::new(queue), most: most.max(1) })
    }

    /// A turn for a call of this caller.
    ///
    /// # Errors
    /// Where too many wait.
    pub(super) async fn take(self: &Arc<Self>, caller: Caller) -> Result<Turn, UpstreamError> {
        let waits = {
            let mut queue = self.queue();
            if queue.has_room() && queue.waiting == 0 {
                queue.under_way += 1;
                return Ok(Turn::new(Arc::clone(self)));
            }
            let most = self.most.saturating_mul(WAITING_EACH);
            if queue.waiting >= most {
                queue.forget_those_who_left();
            }
            if queue.waiting >= most {
                return Err(UpstreamError::Overfull);
            }
            queue.enter(caller)
        };
        // The sender is dropped only with the queue itself.
        waits.await.map_err(|_| UpstreamError::Overfull)
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(self: &Arc<Self>, began: Instant, sign: Sign) {
        let mut queue = self.queue();
        queue.learn(began, sign, self.most);
        queue.under_way -= 1;
        while queue.has_room() {
            let Some(next) = queue.next() else { break };
            queue.under_way += 1;
            if let Err(mut unwanted) = next.send(Turn::new(Arc::clone(self))) {
                // Whoever waited has gone.
                unwanted.turns = None;
                queue.under_way -= 1;
            }
        }
    }
}

impl Queue {
    fn has_room(&self) -> bool {
        count(self.under_way) < self.limit.floor()
    }

    fn enter(&mut self, caller: Caller) -> oneshot::Receiver<Turn> {
        let (sender, receiver) = oneshot::channel();
        match self.callers.iter_mut().find(|(known, _)| *known == caller) {
            Some((_, waiting)) => waiting.push_back(sender),
            None => self.callers.push_back((caller, VecDeque::from([sender]))),
        }
        self.waiting += 1;
        receiver
    }

    fn forget_those_who_left(&mut self) {
        for (_, waiting) in &mut self.callers {
            waiting.retain(|sender| !sender.is_closed());
        }
        self.callers.retain(|(_, waiting)| !waiting.is_empty());
        self.waiting = self.callers.iter().map(|(_, waiting)| waiting.len()).sum();
    }

    /// The first who waits of the caller whose turn it is.
    fn next(&mut self) -> Option<oneshot::Sender<Turn>> {
        let (caller, mut waiting) = self.callers.pop_front()?;
        let next = waiting.pop_front();
        if !waiting.is_empty() {
            self.callers.push_back((caller, waiting));
        }
        self.waiting -= usize::from(next.is_some());
        next
    }

    fn learn(&mut self, began: Instant, sign: Sign, most: usize) {
        match sign {
            // Calls that did not use what there is prove nothing.
            Sign::Well if 2.0 * count(self.under_way) >= self.limit => {
                let step = if self.limit < self.doubles_below { 1.0 } else { 1.0 / self.limit };
                self.limit = (self.limit + step).min(count(most));
            }
            Sign::TooMuch if self.fell.is_none_or(|fell| fell < began) => {
                self.limit = (self.limit * 2.0 / 3.0).max(1.0);
                self.doubles_below = self.limit;
                self.fell = Some(Instant::now());
            }
            _ => {}
        }
    }
}

impl Turn {
    fn new(turns: Arc<Turns>) -> Self {
        Self { turns: Some(turns), began: Instant::now() }
    }

    /// Gives the turn back, with what became of the call.
    pub(super) fn end<T>(mut self, outcome: &Result<T, UpstreamError>) {
        let sign = match outcome {
            Ok(_) if self.began.elapsed() < VERY_LONG => Sign::Well,
            Ok(_) | Err(UpstreamError::RateLimited { .. } | UpstreamError::Timeout) => {
                Sign::TooMuch
            }
            Err(UpstreamError::Failing { status: 502..=504, .. }) => Sign::TooMuch,
            Err(_) => Sign::Nothing,
        };
        self.give_back(sign);
    }

    fn give_back(&mut self, sign: Sign) {
        if let Some(turns) = self.turns.take() {
            turns.end(self.began, sign);
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let has_taken_long = self.began.elapsed() >= VERY_LONG;
        self.give_back(if has_taken_long { Sign::TooMuch } else { Sign::Nothing });
    }
}

/// Exact for every number of calls.
fn count(calls: usize) -> f64 {
    f64::from(u32::try_from(calls).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt, future::join_all};

    use super::*;

    const ONE: Caller = [1; 32];
    const OTHER: Caller = [2; 32];

    async fn taken(turns: &Arc<Turns>, calls: usize) -> Vec<Turn> {
        let turns = join_all((0..calls).map(|_| turns.take(ONE))).await;
        turns.into_iter().map(|turn| turn.expect("a turn")).collect()
    }

    #[tokio::test]
    async fn the_number_grows_up_to_the_most_and_falls_once_a_round() {
        let turns = Turns::new(40);
        for _ in 0..4 {
            let calls = turns.queue().limit as usize;
            for turn in taken(&turns, calls).await {
                turn.end(&Ok(()));
            }
        }
        let limit = turns.queue().limit;
        assert!((limit - 40.0).abs() < 0.1, "{limit}");
        let calls = taken(&turns, 20).await;
        for turn in calls {
            turn.end::<()>(&Err(UpstreamError::RateLimited { retry_after: None }));
        }
        let fallen = turns.queue().limit;
        assert!((fallen - 26.67).abs() < 0.1, "once for all that were sent together: {fallen}");
        for turn in taken(&turns, 26).await {
            turn.end(&Ok(()));
        }
        let grown = turns.queue().limit - fallen;
        assert!(grown > 0.0 && grown <= 1.0, "by one a round from there: {grown}");
    }

    #[tokio::test]
    async fn callers_take_turns_and_those_who_left_take_none() {
        let turns = Turns::new(1);
        let mut held = turns.take(ONE).await.ok();
        let mut waits: Vec<_> =
            [ONE, ONE, ONE, OTHER].map(|caller| Box::pin(turns.take(caller))).into();
        assert!(waits.iter_mut().all(|wait| wait.as_mut().now_or_never().is_none()));
        drop(waits.remove(1));
        drop(held.take());
        let mut served = Vec::new();
        for _ in 0..3 {
            let ready = waits.iter_mut().enumerate().find_map(|(at, wait)| {
                let turn = wait.as_mut().now_or_never()?;
                Some((at, turn.expect("a turn")))
            });
            let (at, turn) = ready.expect("one has its turn");
            drop(waits.remove(at));
            served.push((at, waits.len()));
            drop(turn);
        }
        // The first of one, the other's, the last of one.
        assert_eq!(served, [(0, 2), (1, 1), (0, 0)]);
        let queue = turns.queue();
        assert_eq!((queue.under_way, queue.waiting), (0, 0));
    }

    #[tokio::test]
    async fn only_so_many_wait() {
        let turns = Turns::new(1);
        let held = turns.take(ONE).await;
        let mut waits: Vec<_> = (0..WAITING_EACH).map(|_| Box::pin(turns.take(ONE))).collect();
        assert!(waits.iter_mut().all(|wait| wait.as_mut().now_or_never().is_none()));
        assert!(matches!(turns.take(OTHER).await, Err(UpstreamError::Overfull)));
        drop(waits);
        let mut late = Box::pin(turns.take(OTHER));
        assert!(late.as_mut().now_or_never().is_none(), "those who left make room");
        drop(held);
        assert!(late.await.is_ok());
    }
}
