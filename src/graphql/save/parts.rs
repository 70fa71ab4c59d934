//! New records with their parts: after the one that they point to, before those that point to
//! them.

use super::{
    outcome::{Failed, Outcome, Reply},
    request::{First, Parts, Placed},
    saver::{Saved, Saver, Try},
    settle::Stop,
};
use crate::{
    crm::changes::{Change, Changes, NewValue},
    didar::Row,
};

impl Saver {
    /// Creates a record after the one that it points to, and before those that point to it.
    pub(super) async fn create_whole(
        &self,
        placed: &Placed,
        changes: &Changes,
        parts: &Parts,
        attempt: Try,
    ) -> Result<Reply, Stop> {
        let inner = placed.save.inner();
        let changes = self.checked(placed, inner, changes, &mut Vec::new()).await?;
        let changes = self.lists().in_place(placed, changes).await?;
        self.check_fields(placed, &changes, None)?;
        self.check_then(parts).await?;
        let (changes, first) = self.with_first(changes, parts.first.as_ref()).await?;
        let identities = placed.identities();
        let created = self.create(placed, &changes, &identities, attempt).await;
        let created = told_after(created, parts, first)?;
        Ok(self.with_then(created, &changes, parts).await)
    }

    /// Refuses custom fields that the record does not have where it is.
    pub(super) fn check_fields(
        &self,
        placed: &Placed,
        changes: &Changes,
        stored: Option<&Row>,
    ) -> Result<(), Stop> {
        let errors = self.lists().misplaced(placed, changes, stored);
        if errors.is_empty() { Ok(()) } else { Err(Stop::Refused(errors)) }
    }

    /// Looks for what the records name that are saved after a new one.
    pub(super) async fn check_then(&self, parts: &Parts) -> Result<(), Stop> {
        for then in &parts.then {
            self.checked(then, &[], then.save.changes(), &mut Vec::new()).await?;
        }
        Ok(())
    }

    /// Saves the record that another one points to, and gives that its id.
    pub(super) async fn with_first(
        &self,
        mut changes: Changes,
        first: Option<&First>,
    ) -> Result<(Changes, Option<Outcome>), Stop> {
        let Some(First { key, placed, .. }) = first else { return Ok((changes, None)) };
        let saved = self.do_locked(placed, Try::First).await;
        let saved = saved.map_err(|failed| match failed {
            // It is looked for before it is saved again, and the other was not begun.
            Failed::UnknownOutcome { failure, .. } => {
                Failed::UnknownOutcome { failure, is_create: false }
            }
            failed => failed,
        });
        match saved.map_err(Stop::Failed)? {
            Reply::Done { outcome, record, .. } => {
                let value = NewValue::Record(record.id().to_string());
                changes.attributes.push(Change { key: (*key).to_owned(), value });
                Ok((changes, Some(outcome)))
            }
            Reply::Refused(errors) | Reply::RefusedAfter(_, errors) => Err(Stop::Refused(errors)),
        }
    }

    /// Saves the records that point to a new one, one after the other.
    pub(super) async fn with_then(
        &self,
        created: Reply,
        changes: &Changes,
        parts: &Parts,
    ) -> Reply {
        let Reply::Done { outcome, record, mut with } = created else { return created };
        for then in &parts.then {
            let placed = then.pointing_to(record.id(), changes);
            with.then.push(self.do_locked(&placed, Try::First).await);
        }
        Reply::Done { outcome, record, with }
    }
}

/// What became of a save, with what was done before it to the record that it points to.
pub(super) fn told_after(
    saved: Saved,
    parts: &Parts,
    outcome: Option<Outcome>,
) -> Result<Reply, Stop> {
    let failed = match saved {
        Ok(reply) => return Ok(reply.after(outcome)),
        Err(failed) => failed,
    };
    let first = parts.first.as_ref().zip(outcome);
    Err(Stop::Failed(match first {
        Some((First { name, .. }, outcome)) => {
            Failed::After { first: ((*name).to_owned(), outcome), failed: Box::new(failed) }
        }
        None => failed,
    }))
}
