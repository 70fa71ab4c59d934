//! A circuit breaker: while a server fails again and again, calls to it fail at once
//! instead of after a time-out, and the server can recover.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;
use tracing::{info, warn};

use crate::crm::error::UpstreamError;

/// How many calls in a row have to fail, of whichever account.
const FAILURES: u32 = 12;
/// How long it stays open at first, and at most: twice as long each time in a row.
const REST: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(30));

/// The breaker of one server. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Breaker(Arc<Mutex<State>>);

#[derive(Debug, Clone, Copy)]
enum State {
    /// Calls are sent; so many of them failed in a row.
    Closed { failures: u32 },
    /// No call is sent until then.
    Open { until: Instant, rest: Duration },
    /// Calls are sent again, and the first to end decides.
    HalfOpen { rest: Duration },
}

impl Breaker {
    pub(super) fn new() -> Self {
        Self(Arc::new(Mutex::new(State::Closed { failures: 0 })))
    }

    /// Whether the server may be asked.
    pub(super) fn check(&self) -> Result<(), UpstreamError> {
        let mut state = self.state();
        match *state {
            State::Open { until, .. } if Instant::now() < until => Err(UpstreamError::Resting),
            State::Open { rest, .. } => {
                *state = State::HalfOpen { rest };
                info!("Didar is asked again");
                Ok(())
            }
            State::Closed { .. } | State::HalfOpen { .. } => Ok(()),
        }
    }

    /// Records the outcome of a call. A refusal is an answer; what was not sent, or not read
    /// to its end, says nothing.
    pub(super) fn note(&self, failure: Option<&UpstreamError>) {
        match failure {
            Some(failure) if failure.is_outage() => self.failed(),
            Some(
                UpstreamError::Crowded
                | UpstreamError::Overfull
                | UpstreamError::OutOfFiles
                | UpstreamError::NoRoom
                | UpstreamError::NotRecorded
                | UpstreamError::Late,
            ) => {}
            _ => self.answered(),
        }
    }

    fn failed(&self) {
        let mut state = self.state();
        let rest = match *state {
            State::Closed { failures } if failures + 1 < FAILURES => {
                *state = State::Closed { failures: failures + 1 };
                return;
            }
            State::Closed { .. } => REST.0,
            State::HalfOpen { rest } => (rest * 2).min(REST.1),
            // The call was sent before the breaker opened.
            State::Open { .. } => return,
        };
        *state = State::Open { until: Instant::now() + rest, rest };
        metrics::gauge!("didar_graphql_breaker_open").set(1.0);
        warn!("Didar fails again and again: it is given a rest");
    }

    fn answered(&self) {
        let mut state = self.state();
        match *state {
            // An answer to a call that was sent before the breaker opened does not close it.
            State::Closed { failures: 0 } | State::Open { .. } => return,
            State::Closed { .. } => {}
            State::HalfOpen { .. } => metrics::gauge!("didar_graphql_breaker_open").set(0.0),
        }
        *state = State::Closed { failures: 0 };
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_in_a_row_open_it_and_answers_in_between_do_not() {
        let breaker = Breaker::new();
        let refused = UpstreamError::Rejected { status: 400, message: String::new() };
        for _ in 0..3 {
            for _ in 1..FAILURES {
                breaker.note(Some(&UpstreamError::Timeout));
            }
            breaker.note(Some(&refused));
        }
        assert_eq!(breaker.check(), Ok(()));
        for _ in 0..FAILURES {
            breaker.note(Some(&UpstreamError::Failing { status: 502, retry_after: None }));
        }
        assert_eq!(breaker.check(), Err(UpstreamError::Resting));
    }

    #[test]
    fn what_was_not_sent_is_no_answer() {
        let breaker = Breaker::new();
        for unsent in [UpstreamError::NotRecorded, UpstreamError::Late, UpstreamError::OutOfFiles] {
            breaker.note(Some(&UpstreamError::Timeout));
            breaker.note(Some(&unsent));
        }
        (3..FAILURES).for_each(|_| breaker.note(Some(&UpstreamError::Timeout)));
        assert_eq!(breaker.check(), Err(UpstreamError::Resting));
    }

    #[tokio::test(start_paused = true)]
    async fn a_rest_that_did_not_help_is_followed_by_a_longer_one() {
        let breaker = Breaker::new();
        let fails = |times| (0..times).for_each(|_| breaker.note(Some(&UpstreamError::Timeout)));
        fails(FAILURES);
        for seconds in [2, 4, 8, 16, 30, 30] {
            tokio::time::advance(Duration::from_secs(seconds) - Duration::from_millis(1)).await;
            assert_eq!(breaker.check(), Err(UpstreamError::Resting), "{seconds}");
            tokio::time::advance(Duration::from_millis(1)).await;
            assert_eq!(breaker.check(), Ok(()), "{seconds}");
            fails(1);
        }
        tokio::time::advance(REST.1).await;
        assert_eq!(breaker.check(), Ok(()));
        breaker.note(None);
        fails(FAILURES - 1);
        assert_eq!(breaker.check(), Ok(()), "an answer ends it");
    }

    #[test]
    fn what_was_sent_before_a_rest_neither_ends_nor_prolongs_it() {
        let breaker = Breaker::new();
        (0..FAILURES).for_each(|_| breaker.note(Some(&UpstreamError::Timeout)));
        breaker.note(None);
        breaker.note(Some(&UpstreamError::Timeout));
        assert_eq!(breaker.check(), Err(UpstreamError::Resting));
    }
}
