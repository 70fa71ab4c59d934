//! The answer of a save under a key: as its callers wait for it, and as it is kept.

use std::{panic::AssertUnwindSafe, sync::Arc, time::Duration};

use futures_util::{FutureExt, future::BoxFuture};
use tracing::error;

use super::key::Idempotency;
use crate::{
    crm::error::UpstreamError,
    didar::Row,
    graphql::save::{
        outcome::{Failed, Reply, With},
        user_error::{UserError, UserErrorCode},
    },
    message::message,
};

/// How long an answer is kept.
pub(super) const KEPT_FOR: Duration = Duration::from_secs(24 * 3600);
pub(super) type Result = std::result::Result<Reply, Failed>;

/// A save that has not begun.
pub(crate) type OneSave = BoxFuture<'static, Result>;

/// How to do a save.
pub(crate) struct Attempt {
    /// For the first time.
    pub(crate) save: OneSave,
    /// After one whose end is not known, where there is a way to find out what it did.
    pub(crate) recover: Option<OneSave>,
    /// Whether it may create a record.
    pub(crate) is_create: bool,
}

impl Attempt {
    /// The same, where a panic is the end of this save alone: what it sent before that is
    /// not known.
    pub(crate) fn guarded(self) -> Self {
        let Self { save, recover, is_create } = self;
        let guarded = move |save: OneSave| -> OneSave {
            Box::pin(async move {
                // The panic's own words are in the log already.
                AssertUnwindSafe(save).catch_unwind().await.unwrap_or_else(|_| {
                    error!("a save panicked");
                    let failure = UpstreamError::Interrupted;
                    Err(Failed::UnknownOutcome { failure, is_create })
                })
            })
        };
        Self { save: guarded(save), recover: recover.map(guarded), is_create }
    }
}

#[derive(Clone)]
pub(super) struct Answer {
    pub(super) fingerprint: [u8; 32],
    pub(super) result: Arc<Result>,
}

/// Why there is no answer to keep.
pub(super) enum Why {
    Failed(Failed),
    Reused,
}

/// Outcome shared with those who waited for it, and not kept.
pub(super) struct Unkept {
    fingerprint: [u8; 32],
    pub(super) why: Why,
}

pub(super) type Kept = std::result::Result<Answer, Unkept>;

impl Idempotency {
    /// The answer to keep, if there is one.
    pub(super) fn answer(self, result: Result) -> Kept {
        match result {
            Err(failed) if !failed.is_final() => Err(self.unkept(Why::Failed(failed))),
            result => {
                let result = Arc::new(with_rows(result, Row::detached));
                Ok(Answer { fingerprint: self.fingerprint, result })
            }
        }
    }

    pub(super) fn unkept(self, why: Why) -> Unkept {
        Unkept { fingerprint: self.fingerprint, why }
    }

    /// The save was sent once, and what became of it is not known.
    pub(super) fn abandoned(self) -> Failed {
        let is_create = !self.may_repeat;
        Failed::UnknownOutcome { failure: UpstreamError::Interrupted, is_create }
    }
}

impl Unkept {
    /// Whether it tells nothing of this save: it was of another one, or of a caller whose
    /// time was over.
    pub(super) fn is_of_another(&self, idempotency: Idempotency) -> bool {
        self.fingerprint != idempotency.fingerprint
            || matches!(&self.why, Why::Failed(failed) if failed.is_late())
    }
}

pub(super) fn reused() -> Reply {
    let path = ["idempotencyKey".to_owned()];
    let message = message!("the key was used for another input");
    UserError::new(UserErrorCode::IdempotencyKeyReused, &path, message).into()
}

/// What the ledger keeps of a result: of records their ids, and none of Didar's words, which
/// may quote what was sent.
pub(super) fn write(result: &Result) -> String {
    let mut bare = with_rows(result.clone(), |row| Row::of_id(row.id()));
    forget_words(&mut bare);
    serde_json::to_string(&bare).unwrap_or_default()
}

/// Takes Didar's words out of a result, and of those of the records saved with it.
fn forget_words(result: &mut Result) {
    match result {
        Ok(Reply::Refused(errors) | Reply::RefusedAfter(_, errors)) => {
            errors.iter_mut().for_each(|error| error.upstream_message = None);
        }
        Ok(Reply::Done { with, .. }) => with.then.iter_mut().for_each(forget_words),
        Err(_) => {}
    }
}

/// A result that was kept; a text that cannot be read is of another version.
pub(super) fn read(text: &str, idempotency: &Idempotency) -> Result {
    serde_json::from_str(text).unwrap_or_else(|_| Err(idempotency.abandoned()))
}

/// The result with other rows in it.
fn with_rows(result: Result, change: fn(&Row) -> Row) -> Result {
    let errors = |mut errors: Vec<UserError>| {
        for error in &mut errors {
            error.existing = error.existing.as_ref().map(|row| Box::new(change(row)));
        }
        errors
    };
    result.map(|payload| match payload {
        Reply::Done { outcome, record, with } => {
            let then = with.then.into_iter().map(|then| with_rows(then, change)).collect();
            Reply::Done { outcome, record: change(&record), with: With { then, ..with } }
        }
        Reply::Refused(faults) => Reply::Refused(errors(faults)),
        Reply::RefusedAfter(first, faults) => Reply::RefusedAfter(first, errors(faults)),
    })
}

impl Failed {
    /// Whether the caller's time was over before anything of the record was sent.
    fn is_late(&self) -> bool {
        matches!(self.of_record(), Self::NotSaved(UpstreamError::Late))
    }

    /// Whether repeating the same request must give the same answer: a create that may
    /// have been done. An update is harmless to repeat.
    fn is_final(&self) -> bool {
        matches!(self.of_record(), Self::UnknownOutcome { is_create: true, .. })
    }
}

fn weight(result: &Result) -> usize {
    match result {
        Ok(Reply::Done { record, with, .. }) => {
            record.json().len() + with.then.iter().map(|then| 512 + weight(then)).sum::<usize>()
        }
        Ok(reply) => {
            let existing = reply.errors().iter().filter_map(|error| error.existing.as_ref());
            existing.map(|row| row.json().len()).sum()
        }
        Err(_) => 0,
    }
}

impl Answer {
    /// About what it holds, in bytes.
    pub(super) fn weight(&self) -> u32 {
        u32::try_from(weight(&self.result) + 512).unwrap_or(u32::MAX)
    }
}
