//! A rest for a server that fails again and again: callers get their answer at once
//! instead of waiting for none, and the server is left alone while it recovers.

use std::time::Duration;

use failsafe::{
    Config, Instrument, StateMachine,
    backoff::{self, Exponential},
    failure_policy::{self, ConsecutiveFailures},
};
use tracing::{info, warn};

use crate::crm::error::UpstreamError;

/// How many calls in a row have to fail, of whichever account.
const FAILURES: u32 = 12;
/// How long the rest is at first, and at most.
const REST: (Duration, Duration) = (Duration::from_secs(2), Duration::from_secs(30));

/// The breaker of one server. Clones share it.
#[derive(Clone)]
pub(super) struct Breaker(StateMachine<ConsecutiveFailures<Exponential>, Told>);

impl std::fmt::Debug for Breaker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Breaker {
    pub(super) fn new() -> Self {
        let pauses = backoff::exponential(REST.0, REST.1);
        let policy = failure_policy::consecutive_failures(FAILURES, pauses);
        Self(Config::new().failure_policy(policy).instrument(Told).build())
    }

    /// Whether the server may be asked.
    pub(super) fn check(&self) -> Result<(), UpstreamError> {
        if self.0.is_call_permitted() { Ok(()) } else { Err(UpstreamError::Resting) }
    }

    /// Takes note of what became of a call that was sent. A refusal is an answer.
    pub(super) fn note(&self, failure: Option<&UpstreamError>) {
        match failure {
            Some(failure) if failure.is_outage() => self.0.on_error(),
            Some(UpstreamError::Crowded | UpstreamError::Late) => {}
            _ => self.0.on_success(),
        }
    }
}

/// Tells metrics and log.
#[derive(Debug, Clone, Copy)]
struct Told;

impl Instrument for Told {
    fn on_call_rejected(&self) {}

    fn on_open(&self) {
        metrics::gauge!("didar_breaker_open").set(1.0);
        warn!("Didar fails again and again: it is given a rest");
    }

    fn on_half_open(&self) {
        info!("Didar is asked again");
    }

    fn on_closed(&self) {
        metrics::gauge!("didar_breaker_open").set(0.0);
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
}
