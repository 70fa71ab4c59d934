//! When what is kept of an account is fetched again: its definitions, its lists.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// How long to wait after a refresh that failed.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(30);
/// And while nothing is known of the account: its fields are missed.
const PAUSE_WHILE_UNKNOWN: Duration = Duration::from_secs(2);
/// How far apart two suspicious answers must be to be believed.
const TIME_TO_RECOVER: Duration = Duration::from_secs(30);
/// How soon a provoked refresh may follow the one before the last.
const PROVOKED_WINDOW: Duration = Duration::from_secs(60);

/// Why something is fetched again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It is old.
    Due,
    /// A request met something that it does not have.
    Provoked,
}

/// Who fetches, and when. Shared by the successive entries of a cache.
pub struct Schedule {
    state: Mutex<State>,
    /// Held while the definitions are fetched: one fetch at a time.
    turn: Arc<tokio::sync::Mutex<()>>,
}

/// The lock on fetching, held until it is dropped.
pub type Turn = tokio::sync::OwnedMutexGuard<()>;

/// Whether a request may have the definitions fetched.
pub enum Provoked {
    /// It may, no fetch is running, and the caller now holds the lock.
    Now(Turn),
    /// It may once its turn comes.
    InTurn,
    /// Not again so soon.
    No,
}

struct State {
    due: Instant,
    /// The two last provoked refreshes, the earlier first.
    provoked: [Option<Instant>; 2],
    /// No provoked refresh before: the last ones found nothing new.
    quiet_until: Option<Instant>,
    /// How long the next quiet lasts.
    quiet: Duration,
    /// Hash of definitions that were not believed, and when they came first.
    suspected: Option<(u64, Instant)>,
    /// How many fetches have ended.
    fetches: u64,
}

impl Schedule {
    /// Something that was fetched, to be fetched again after a pause.
    #[must_use]
    pub fn due_in(pause: Duration) -> Self {
        let state = State {
            due: Instant::now() + pause,
            provoked: [None; 2],
            quiet_until: None,
            quiet: PAUSE_AFTER_FAILURE,
            suspected: None,
            fetches: 0,
        };
        Self { state: Mutex::new(state), turn: Arc::default() }
    }

    /// Something that could not be fetched yet.
    #[must_use]
    pub fn while_unknown() -> Self {
        Self::due_in(PAUSE_WHILE_UNKNOWN)
    }

    /// The turn, if the caller is to refresh the definitions: they are old, and nobody else
    /// has begun. It is taken at once, so that whoever asks for it next waits for this fetch.
    pub fn claim_due(&self, is_known: bool) -> Option<Turn> {
        let now = Instant::now();
        let pause = if is_known { PAUSE_AFTER_FAILURE } else { PAUSE_WHILE_UNKNOWN };
        self.with(|state| {
            let turn = Arc::clone(&self.turn).try_lock_owned().ok();
            let turn = turn.filter(|_| now >= state.due)?;
            state.due = now + pause;
            Some(turn)
        })
    }

    /// Waits for the turn.
    pub async fn turn(&self) -> Turn {
        Arc::clone(&self.turn).lock_owned().await
    }

    /// Whether a request that met something unknown may have them refreshed: at most
    /// twice a minute, and less often while that finds nothing new.
    pub fn claim_provoked(&self, is_known: bool) -> Provoked {
        if !is_known {
            return self.claim_due(is_known).map_or(Provoked::No, Provoked::Now);
        }
        let now = Instant::now();
        self.with(|state| {
            let [earlier, later] = state.provoked;
            let waits = earlier.is_some_and(|earlier| now < earlier + PROVOKED_WINDOW)
                || state.quiet_until.is_some_and(|until| now < until);
            if waits {
                return Provoked::No;
            }
            state.provoked = [later, Some(now)];
            Provoked::InTurn
        })
    }

    /// How many fetches have ended: whether one did while a turn was waited for.
    pub fn fetches(&self) -> u64 {
        self.with(|state| state.fetches)
    }

    /// A fetch has ended.
    pub fn fetched(&self) {
        self.with(|state| state.fetches += 1);
    }

    /// A refresh found what was known already. One that was provoked makes the next one
    /// wait; one that was due says nothing about that.
    pub fn nothing_new(&self, next: Duration, reason: Reason) {
        let now = Instant::now();
        self.with(|state| {
            state.due = now + next;
            state.suspected = None;
            if reason == Reason::Provoked {
                state.quiet_until = Some(now + state.quiet);
                state.quiet = (state.quiet * 2).min(next.max(PAUSE_AFTER_FAILURE));
            } else {
                state.quiet_until = None;
                state.quiet = PAUSE_AFTER_FAILURE;
            }
        });
    }

    /// A refresh found other definitions.
    pub fn changed(&self, next: Duration) {
        self.with(|state| {
            state.due = Instant::now() + next;
            state.suspected = None;
            state.quiet_until = None;
            state.quiet = PAUSE_AFTER_FAILURE;
        });
    }

    /// Whether suspicious definitions came before, long enough ago for a fault to be
    /// over, and are believed from now on; if not, they are asked for again soon.
    pub fn are_repeated(&self, hash: u64, now: Instant) -> bool {
        self.with(|state| {
            state.due = now + TIME_TO_RECOVER;
            match state.suspected {
                Some((known, since)) if known == hash => now >= since + TIME_TO_RECOVER,
                _ => {
                    state.suspected = Some((hash, now));
                    false
                }
            }
        })
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn may_fetch(schedule: &Schedule) -> bool {
        !matches!(schedule.claim_provoked(true), Provoked::No)
    }

    #[tokio::test]
    async fn who_comes_while_nothing_is_known_waits_for_the_fetch_that_began() {
        let schedule = Schedule::due_in(Duration::ZERO);
        let turn = schedule.claim_due(false).expect("due");
        assert!(matches!(schedule.claim_provoked(false), Provoked::No));
        let mut next = Box::pin(schedule.turn());
        assert!(futures_util::poll!(&mut next).is_pending());
        drop(turn);
        next.await;
    }

    #[test]
    fn a_refresh_that_is_due_is_claimed_by_one_caller() {
        let schedule = Schedule::due_in(Duration::ZERO);
        let turn = schedule.claim_due(true);
        assert!(turn.is_some() && schedule.claim_due(true).is_none());
        drop(turn);
        assert!(schedule.claim_due(true).is_none(), "not again so soon");
        assert!(Schedule::due_in(Duration::from_secs(60)).claim_due(true).is_none());
    }

    #[test]
    fn at_most_two_refreshes_a_minute_are_provoked() {
        let schedule = Schedule::due_in(Duration::ZERO);
        let claims = [(); 4].map(|()| may_fetch(&schedule));
        assert_eq!(claims, [true, true, false, false]);
    }

    #[test]
    fn a_provoked_refresh_without_news_makes_the_next_one_wait_and_news_do_not() {
        let max_age = Duration::from_secs(300);
        let schedule = Schedule::due_in(max_age);
        assert!(may_fetch(&schedule));
        schedule.nothing_new(max_age, Reason::Provoked);
        assert!(!may_fetch(&schedule));
        schedule.changed(max_age);
        assert!(may_fetch(&schedule));
    }

    #[test]
    fn refreshes_that_were_due_do_not_make_a_provoked_one_wait() {
        let max_age = Duration::from_secs(300);
        let schedule = Schedule::due_in(max_age);
        for _ in 0..10 {
            schedule.nothing_new(max_age, Reason::Due);
        }
        assert!(may_fetch(&schedule));
    }

    #[test]
    fn suspicious_definitions_are_believed_when_they_come_again_and_not_at_once() {
        let schedule = Schedule::due_in(Duration::ZERO);
        let now = Instant::now();
        let seen = [(7, 0), (7, 1), (8, 40), (7, 50), (7, 79), (7, 80)];
        let seen =
            seen.map(|(hash, at)| schedule.are_repeated(hash, now + Duration::from_secs(at)));
        assert_eq!(seen, [false, false, false, false, false, true]);
    }
}
