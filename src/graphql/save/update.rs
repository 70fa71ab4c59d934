//! What becomes of stored records: updates, and upserts, which create where none matches.

use uuid::Uuid;

use super::{
    matching::Match,
    outcome::{Failed, Outcome, Reply},
    parts::told_after,
    refusal,
    request::{Parts, Placed, Which},
    saver::{Saved, Saver, Try},
    settle::Stop,
    user_error::{UserError, UserErrorCode},
    whole::{identified, lacking, of_same_kind, with_stored_parts, with_substitutes, without_code},
};
use crate::{
    crm::{changes::Changes, error::UpstreamError},
    didar::{Row, SaveFailure, are_stored, still_to_save},
    graphql::model::entity::Description,
    message::message,
};

/// What a record gets that is stored already.
struct Stored<'a> {
    changes: &'a Changes,
    parts: &'a Parts,
    update: Option<&'a Changes>,
}

impl Saver {
    /// The changes without lines that are stored already. Where those cannot be read nothing
    /// is sent: a list that Didar added to the stored one would double it.
    async fn without_stored_lines(
        &self,
        of: &Description,
        stored: &Row,
        mut changes: Changes,
    ) -> Result<Changes, Failed> {
        let (Some(lines), Some(new)) = (of.lines(), &changes.lines) else { return Ok(changes) };
        let row = self.didar.rich_of(of.endpoint, stored).await?;
        let shown = are_stored(&row, lines.stored, lines.compared, new);
        match shown {
            Some(true) => changes.lines = None,
            Some(false) => {}
            None => return Err(malformed_lines(lines.stored).into()),
        }
        Ok(changes)
    }

    pub(super) async fn update_one(
        &self,
        placed: &Placed,
        which: &Which,
        changes: &Changes,
    ) -> Result<Reply, Stop> {
        let changes = self.checked(placed, &["patch"], changes, &mut Vec::new()).await?;
        let found = match which {
            Which::Id(id) => {
                self.didar.record(placed.of.endpoint, *id).await?.into_iter().collect()
            }
            Which::Match(wanted) => wanted.find(&self.didar, placed.of).await?,
        };
        match (found.as_slice(), which) {
            ([row], _) => self.update(placed, row, &changes).await,
            ([], Which::Id(_)) => Ok(refusal::not_found(placed.of, &placed.path(&["id"])).into()),
            ([], Which::Match(_)) => {
                let message = message!("nothing matches");
                let path = placed.path_to_match();
                Ok(UserError::new(UserErrorCode::NotFound, &path, message).into())
            }
            (several, _) => Ok(refusal::ambiguous(placed, several.len()).into()),
        }
    }

    /// Writes what the stored record does not show already.
    async fn update(
        &self,
        placed: &Placed,
        stored: &Row,
        changes: &Changes,
    ) -> Result<Reply, Stop> {
        let rest = self.rest(placed.of, stored, changes).await.map_err(Stop::Failed)?;
        self.check_fields(placed, &rest, Some(stored))?;
        self.send_rest(placed, stored, changes, rest).await.map_err(Stop::Failed)
    }

    /// What the stored record does not show already.
    async fn rest(
        &self,
        of: &Description,
        stored: &Row,
        changes: &Changes,
    ) -> Result<Changes, Failed> {
        self.without_stored_lines(of, stored, still_to_save(of.endpoint, stored, changes)).await
    }

    async fn send_rest(
        &self,
        placed: &Placed,
        stored: &Row,
        changes: &Changes,
        rest: Changes,
    ) -> Saved {
        if rest.is_empty() {
            return Ok(Reply::done(Outcome::Unchanged, stored.clone()));
        }
        let (of, id) = (placed.of, stored.id());
        let whole = with_stored_parts(
            identified(of, rest.clone(), stored, self.didar.trusts_partial_updates()),
            stored,
        )?;
        if let Some(refused) = lacking(placed, &whole) {
            return Ok(refused);
        }
        match self.didar.save(of.endpoint, Some(stored), &whole).await {
            Ok(record) => Ok(Reply::done(Outcome::Updated, record)),
            Err(SaveFailure::Unknown(failure)) => self.look_again(placed, id, &rest, failure).await,
            Err(SaveFailure::NotSaved(failure)) => {
                self.refused(placed, failure, changes, Some(stored.id())).await
            }
        }
    }

    /// The answer to an update was lost: the record itself tells whether it was done.
    async fn look_again(
        &self,
        placed: &Placed,
        id: Uuid,
        sent: &Changes,
        failure: UpstreamError,
    ) -> Saved {
        let unknown = Failed::UnknownOutcome { failure, is_create: false };
        let Ok(Some(record)) = self.read_again(placed, id).await else {
            return Err(unknown);
        };
        let rest = self.rest(placed.of, &record, sent).await;
        if rest.is_ok_and(|rest| rest.is_empty()) {
            Ok(Reply::done(Outcome::Updated, record))
        } else {
            Err(unknown)
        }
    }

    /// The record of an id; one that no call reads alone is found as before.
    async fn read_again(&self, placed: &Placed, id: Uuid) -> Result<Option<Row>, UpstreamError> {
        let endpoint = placed.of.endpoint;
        match placed.save.wanted().filter(|_| !endpoint.has_detail()) {
            Some(wanted) => {
                let found = wanted.find(&self.didar, placed.of).await?;
                Ok(found.into_iter().find(|row| row.id() == id))
            }
            None => self.didar.record(endpoint, id).await,
        }
    }

    /// Updates the one record that matches, or creates one.
    pub(super) async fn upsert(
        &self,
        placed: &Placed,
        wanted: &Match,
        (changes, parts): (&Changes, &Parts),
        update: Option<&Changes>,
    ) -> Result<Reply, Stop> {
        let mut known = Vec::new();
        let changes = self.checked(placed, placed.save.inner(), changes, &mut known).await?;
        let update = match update {
            Some(update) => Some(self.checked(placed, &["update"], update, &mut known).await?),
            None => None,
        };
        let stored = Stored { changes: &changes, parts, update: update.as_ref() };
        let rows = self.rows_that_match(placed, wanted, &changes).await?;
        if let Some(found) = self.found(placed, wanted, &stored, rows).await? {
            return Ok(found);
        }
        if wanted.contradicts(&changes) {
            let message = message!(
                "nothing matches, and a new record would not match either: the input \
                           has another value for what is looked for"
            );
            let path = placed.path_to_match();
            return Ok(UserError::new(UserErrorCode::InvalidValue, &path, message).into());
        }
        let new = wanted.complete(changes.clone().of_values());
        let new = self.lists().in_place(placed, new).await?;
        let new = with_substitutes(placed.of, new);
        self.check_fields(placed, &new, None)?;
        if let Some(refused) = lacking(placed, &new) {
            return Ok(refused);
        }
        self.check_then(parts).await?;
        let (new, first) = self.with_first(new, parts.first.as_ref()).await?;
        let identities = placed.identities();
        let created = if wanted.is_unique() {
            self.send_new(placed, &new, &identities).await
        } else {
            self.create(placed, &new, &identities, Try::First).await
        };
        let created = told_after(created, parts, first)?;
        if refusal::is_duplicate(&created) {
            // Somebody elsewhere was faster.
            let rows = match wanted.find(&self.didar, placed.of).await {
                Ok(rows) => rows,
                Err(failure) => return told_after(Err(failure.into()), parts, first),
            };
            let found = match self.found(placed, wanted, &stored, rows).await {
                Ok(found) => Ok(found.unwrap_or(created)),
                Err(Stop::Failed(failed)) => Err(failed.of_record().clone()),
                Err(Stop::Refused(errors)) => Ok(Reply::Refused(errors)),
            };
            // What was done to the other record first is what is told of it.
            return told_after(found, parts, first);
        }
        Ok(self.with_then(created, &new, parts).await)
    }

    /// The records that match. Those of a list are looked for together; one that is to be changed
    /// is read again, alone: what it has besides is sent back, and nobody's change since may be
    /// undone. Of one that is new Didar takes no second (F160).
    async fn rows_that_match(
        &self,
        placed: &Placed,
        wanted: &Match,
        changes: &Changes,
    ) -> Result<Vec<Row>, UpstreamError> {
        let Some(known) = &self.known else { return wanted.find(&self.didar, placed.of).await };
        let rows = wanted.found_among(known.rows(&self.didar).await?);
        let rest = |row: &Row| {
            let changes = without_code(placed, wanted, changes.clone());
            still_to_save(placed.of.endpoint, row, &changes)
        };
        match rows.as_slice() {
            [] => Ok(rows),
            [row] if rest(row).is_empty() => Ok(rows),
            _ => wanted.find(&self.didar, placed.of).await,
        }
    }

    /// What becomes of the records that match; `None` where there is none.
    async fn found(
        &self,
        placed: &Placed,
        wanted: &Match,
        stored: &Stored<'_>,
        rows: Vec<Row>,
    ) -> Result<Option<Reply>, Stop> {
        if !rows.is_empty() {
            self.saves.open().clear(&self.account, &[wanted.identity()]);
        }
        let row = match rows.as_slice() {
            [] => return Ok(None),
            [row] => row,
            several => return Ok(Some(refusal::ambiguous(placed, several.len()).into())),
        };
        if let Some(error) = placed.is_of_another_kind(row) {
            return Ok(Some(error.into()));
        }
        if let Some(update) = stored.update {
            return self.update(placed, row, update).await.map(Some);
        }
        let changes = match of_same_kind(placed, row, stored.changes) {
            Ok(changes) => without_code(placed, wanted, changes),
            Err(error) => return Ok(Some(error.into())),
        };
        // All that is read comes before anything is written.
        let mut rest = self.rest(placed.of, row, &changes).await.map_err(Stop::Failed)?;
        self.check_fields(placed, &rest, Some(row))?;
        let first = stored.parts.first.as_ref();
        let (pointing, outcome) = self.with_first(Changes::default(), first).await?;
        rest.attributes.extend(still_to_save(placed.of.endpoint, row, &pointing).attributes);
        let updated = self.send_rest(placed, row, &changes, rest).await;
        told_after(updated, stored.parts, outcome).map(Some)
    }
}

/// Rows that should show lines and do not.
fn malformed_lines(key: &str) -> UpstreamError {
    let reason = "is no list".to_owned();
    UpstreamError::Malformed { path: format!("Response.List[].{key}"), reason }
}
