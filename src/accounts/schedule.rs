//! When an account's definitions are fetched again.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long to wait after a refresh that failed.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(30);
/// And while nothing is known of the account: its fields are missed.
const PAUSE_WHILE_UNKNOWN: Duration = Duration::from_secs(2);
/// How soon a provoked refresh may follow the one before the last.
const PROVOKED_WINDOW: Duration = Duration::from_secs(60);

/// Who fetches, and when. Shared by the successive entries of an account.
pub(super) struct Schedule {
    state: Mutex<State>,
    /// Held while the definitions are fetched: one fetch at a time.
    pub(super) turn: tokio::sync::Mutex<()>,
}

struct State {
    due: Instant,
    /// The two last provoked refreshes, the earlier first.
    provoked: [Option<Instant>; 2],
    /// No provoked refresh before: the last ones found nothing new.
    quiet_until: Option<Instant>,
    /// How long the next quiet lasts.
    quiet: Duration,
    /// Hash of definitions that were not believed.
    suspected: Option<u64>,
}

impl Schedule {
    pub(super) fn due_in(pause: Duration) -> Self {
        let state = State {
            due: Instant::now() + pause,
            provoked: [None; 2],
            quiet_until: None,
            quiet: PAUSE_AFTER_FAILURE,
            suspected: None,
        };
        Self { state: Mutex::new(state), turn: tokio::sync::Mutex::default() }
    }

    pub(super) fn while_unknown() -> Self {
        Self::due_in(PAUSE_WHILE_UNKNOWN)
    }

    /// Whether the caller is to refresh the definitions: they are old, and nobody else
    /// has begun.
    pub(super) fn claim_due(&self, is_known: bool) -> bool {
        let now = Instant::now();
        let pause = if is_known { PAUSE_AFTER_FAILURE } else { PAUSE_WHILE_UNKNOWN };
        self.with(|state| {
            let is_due = now >= state.due;
            if is_due {
                state.due = now + pause;
            }
            is_due
        })
    }

    /// Whether a request that met something unknown may have them refreshed: at most
    /// twice a minute, and less often while that finds nothing new.
    pub(super) fn claim_provoked(&self, is_known: bool) -> bool {
        if !is_known {
            return self.claim_due(is_known);
        }
        let now = Instant::now();
        self.with(|state| {
            let [earlier, later] = state.provoked;
            let waits = earlier.is_some_and(|earlier| now < earlier + PROVOKED_WINDOW)
                || state.quiet_until.is_some_and(|until| now < until);
            if !waits {
                state.provoked = [later, Some(now)];
            }
            !waits
        })
    }

    /// A refresh found what was known already.
    pub(super) fn nothing_new(&self, next: Duration) {
        let now = Instant::now();
        self.with(|state| {
            state.due = now + next;
            state.suspected = None;
            state.quiet_until = Some(now + state.quiet);
            state.quiet = (state.quiet * 2).min(next.max(PAUSE_AFTER_FAILURE));
        });
    }

    /// A refresh found other definitions.
    pub(super) fn changed(&self, next: Duration) {
        self.with(|state| {
            state.due = Instant::now() + next;
            state.suspected = None;
            state.quiet_until = None;
            state.quiet = PAUSE_AFTER_FAILURE;
        });
    }

    /// Whether suspicious definitions are the same as the last time, and are believed
    /// from now on; if not, they are asked for again soon.
    pub(super) fn are_repeated(&self, hash: u64) -> bool {
        self.with(|state| {
            let repeated = state.suspected == Some(hash);
            state.suspected = Some(hash);
            state.due = Instant::now() + PAUSE_AFTER_FAILURE;
            repeated
        })
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refresh_that_is_due_is_claimed_by_one_caller() {
        let schedule = Schedule::due_in(Duration::ZERO);
        assert_eq!([schedule.claim_due(true), schedule.claim_due(true)], [true, false]);
        assert!(!Schedule::due_in(Duration::from_secs(60)).claim_due(true));
    }

    #[test]
    fn at_most_two_refreshes_a_minute_are_provoked() {
        let schedule = Schedule::due_in(Duration::ZERO);
        let claims = [(); 4].map(|()| schedule.claim_provoked(true));
        assert_eq!(claims, [true, true, false, false]);
    }

    #[test]
    fn a_provoked_refresh_without_news_makes_the_next_one_wait_and_news_do_not() {
        let max_age = Duration::from_secs(300);
        let schedule = Schedule::due_in(max_age);
        assert!(schedule.claim_provoked(true));
        schedule.nothing_new(max_age);
        assert!(!schedule.claim_provoked(true));
        schedule.changed(max_age);
        assert!(schedule.claim_provoked(true));
    }

    #[test]
    fn suspicious_definitions_are_believed_when_they_come_twice_in_a_row() {
        let schedule = Schedule::due_in(Duration::ZERO);
        let seen = [7, 8, 7, 7].map(|hash| schedule.are_repeated(hash));
        assert_eq!(seen, [false, false, false, true]);
    }
}
