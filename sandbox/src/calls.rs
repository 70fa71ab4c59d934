//! The record of the calls that arrived.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use serde_json::Value;

/// How many calls are remembered; older ones are forgotten so that a sandbox left running
/// does not grow for ever.
const REMEMBERED: usize = 100_000;

/// One call to the API. The key is never part of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Call {
    /// The action, lower-cased: `contact/personsearch`.
    pub action: String,
    /// The request body, `Null` when absent or not JSON.
    pub body: Value,
    /// The status answered; 0 when the connection was cut, or while the answer is pending.
    pub status: u16,
}

/// The calls in order of arrival.
#[derive(Debug, Default)]
pub(crate) struct CallLog(Mutex<Entries>);

/// `forgotten` counts the calls no longer held, so that tickets stay valid when entries leave.
#[derive(Debug, Default)]
struct Entries {
    forgotten: u64,
    held: VecDeque<Call>,
}

/// Names a recorded call whose status is still to come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ticket(u64);

impl CallLog {
    fn entries(&self) -> MutexGuard<'_, Entries> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records an arrival. Until [`CallLog::finish`] its status is 0, which is also the truth
    /// when the caller hangs up before the answer is ready.
    pub(crate) fn arrive(&self, action: &str, body: Value) -> Ticket {
        let mut entries = self.entries();
        if entries.held.len() == REMEMBERED {
            entries.held.pop_front();
            entries.forgotten += 1;
        }
        let ticket = Ticket(entries.forgotten + entries.held.len() as u64);
        entries.held.push_back(Call { action: action.to_owned(), body, status: 0 });
        ticket
    }

    /// Notes the status of an answered call; a forgotten or cleared call is left alone.
    pub(crate) fn finish(&self, ticket: Ticket, status: u16) {
        let mut entries = self.entries();
        let place = ticket.0.checked_sub(entries.forgotten);
        let place = place.and_then(|place| usize::try_from(place).ok());
        if let Some(call) = place.and_then(|place| entries.held.get_mut(place)) {
            call.status = status;
        }
    }

    /// A copy of the record.
    pub(crate) fn all(&self) -> Vec<Call> {
        self.entries().held.iter().cloned().collect()
    }

    /// How often an action was called, whatever the case of its name.
    pub(crate) fn count(&self, action: &str) -> usize {
        let entries = self.entries();
        let same = |call: &&Call| call.action.eq_ignore_ascii_case(action);
        entries.held.iter().filter(same).count()
    }

    /// Forgets everything; tickets handed out before are void.
    pub(crate) fn clear(&self) {
        let mut entries = self.entries();
        entries.forgotten += entries.held.len() as u64;
        entries.held.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_outlives_a_clear_without_touching_later_calls() {
        let log = CallLog::default();
        let before = log.arrive("user/list", Value::Null);
        log.clear();
        let after = log.arrive("contact/save", Value::Null);
        log.finish(before, 500);
        assert_eq!(log.all()[0].status, 0);
        log.finish(after, 200);
        assert_eq!(log.all()[0].status, 200);
        assert_eq!(log.count("Contact/Save"), 1);
    }
}
