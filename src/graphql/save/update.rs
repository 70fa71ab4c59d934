//! What becomes of stored records: updates, and upserts, which create where none matches.

use uuid::Uuid;

use super::{
    matching::Match,
    outcome::{Failed, Outcome, Reply},
    refusal,
    request::{Parts, Placed, Save, Which},
    saver::{Saved, Saver, Try},
    settle::{Stop, within},
    user_error::{UserError, UserErrorCode},
};
use crate::{
    crm::{
        changes::{Change, Changes, NewValue},
        error::UpstreamError,
        text,
    },
    didar::{Row, SaveFailure, are_stored, still_to_save, with_stored},
    graphql::model::{
        attribute::{Attribute, Need},
        entity::Description,
        kind::Kind,
    },
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
            ([row], _) => self.update(placed, row, &changes).await.map_err(Stop::Failed),
            ([], Which::Id(_)) => Ok(refusal::not_found(placed.of, &placed.path(&["id"])).into()),
            ([], Which::Match(_)) => {
                let message = "nothing matches";
                let path = placed.path_to_match();
                Ok(UserError::new(UserErrorCode::NotFound, &path, message).into())
            }
            (several, _) => Ok(refusal::ambiguous(placed, several.len()).into()),
        }
    }

    /// Writes what the stored record does not show already.
    async fn update(&self, placed: &Placed, stored: &Row, changes: &Changes) -> Saved {
        let rest = self.rest(placed.of, stored, changes).await?;
        self.send_rest(placed, stored, changes, rest).await
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
        let whole = with_stored_parts(identified(of, rest.clone(), stored), stored)?;
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
            let message = "nothing matches, and a new record would not match either: the input \
                           has another value for what is looked for";
            let path = placed.path_to_match();
            return Ok(UserError::new(UserErrorCode::InvalidValue, &path, message).into());
        }
        let new = wanted.complete(changes.clone().of_values());
        let new = self.lists().in_place(placed, new).await?;
        let new = with_substitutes(placed.of, new);
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
        let created = created.map_err(Stop::Failed)?;
        if refusal::is_duplicate(&created) {
            // Somebody elsewhere was faster.
            let rows = wanted.find(&self.didar, placed.of).await?;
            return Ok(self.found(placed, wanted, &stored, rows).await?.unwrap_or(created));
        }
        Ok(self.with_then(created.after(first), &new, parts).await)
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
            return self.update(placed, row, update).await.map(Some).map_err(Stop::Failed);
        }
        let changes = match of_same_kind(placed, row, stored.changes) {
            Ok(changes) => without_code(placed, wanted, changes),
            Err(error) => return Ok(Some(error.into())),
        };
        // All that is read comes before anything is written.
        let mut rest = self.rest(placed.of, row, &changes).await.map_err(Stop::Failed)?;
        let first = stored.parts.first.as_ref();
        let (pointing, outcome) = self.with_first(Changes::default(), first).await?;
        rest.attributes.extend(still_to_save(placed.of.endpoint, row, &pointing).attributes);
        let updated = self.send_rest(placed, row, &changes, rest).await.map_err(Stop::Failed)?;
        Ok(Some(updated.after(outcome)))
    }
}

/// The changes without the code by which a record was found: it keeps that as it is stored
/// (F188).
fn without_code(placed: &Placed, wanted: &Match, mut changes: Changes) -> Changes {
    if let (Save::ByCode { .. }, Match::Attribute { change, .. }) = (&placed.save, wanted) {
        changes.attributes.retain(|other| other.key != change.key);
    }
    changes
}

/// The changes of a new record, with what stands in for values that were left out.
fn with_substitutes(of: &Description, mut changes: Changes) -> Changes {
    for (row, need) in of.written() {
        let Need::Kept { or: Some(other) } = need else { continue };
        let value = changes.attributes.iter().find(|change| change.key == other);
        if let Some(value) = value.map(|change| change.value.clone())
            && !changes.names(row.input_key())
        {
            changes.attributes.push(Change { key: row.input_key().to_owned(), value });
        }
    }
    changes
}

/// The refusal of a save that lacks what Didar wants in each, and says so in misleading words
/// (F160).
fn lacking(placed: &Placed, whole: &Changes) -> Option<Reply> {
    let kept = placed.of.written().filter(|(_, need)| matches!(need, Need::Kept { .. }));
    let has_value = |row: &Attribute| {
        let change = whole.attributes.iter().find(|change| change.key == row.input_key());
        change.is_some_and(|change| !matches!(&change.value, NewValue::Text(id) if is_nobody(id)))
    };
    let missing = kept.filter(|(row, _)| !has_value(row)).map(|(row, _)| {
        let path = placed.path_in(&row.input_name());
        UserError::new(UserErrorCode::Required, &path, "must not be empty")
    });
    let missing: Vec<_> = missing.collect();
    (!missing.is_empty()).then_some(Reply::Refused(missing))
}

/// Whether a text is the id of no record.
fn is_nobody(text: &str) -> bool {
    Uuid::parse_str(text).is_ok_and(|id| id.is_nil())
}

/// The changes with all records that the stored one holds.
fn with_stored_parts(mut changes: Changes, stored: &Row) -> Result<Changes, UpstreamError> {
    for change in &mut changes.attributes {
        if let NewValue::Parts(new) = &change.value {
            change.value = NewValue::Parts(with_stored(stored, &change.key, new)?);
        }
    }
    Ok(changes)
}

/// Rows that should show lines and do not.
fn malformed_lines(key: &str) -> UpstreamError {
    let reason = "is no list".to_owned();
    UpstreamError::Malformed { path: format!("Response.List[].{key}"), reason }
}

/// The changes with what Didar wants again in each save of a record ([`Need`], F221), and in
/// Didar's form of what was taken away.
fn identified(of: &Description, mut changes: Changes, stored: &Row) -> Changes {
    for change in &mut changes.attributes {
        let usual = of.usual().iter().find(|(key, _)| *key == change.key);
        if let (Some((_, value)), NewValue::Nothing) = (usual, &change.value) {
            change.value = value();
        }
    }
    let again = of.attributes.iter().filter_map(|row| {
        let key = row.input_key();
        let value = again(row, stored).filter(|_| !changes.names(key))?;
        Some(Change { key: key.to_owned(), value })
    });
    let usual = of.usual().iter().filter_map(|(key, _)| {
        let is_attribute = of.written().any(|(row, _)| row.input_key() == *key);
        let value = stored.attribute(key).filter(|_| !is_attribute)?;
        let number = value.number().map(NewValue::Number);
        let value = number.or_else(|| Some(NewValue::Text(value.text()?.into_owned())))?;
        Some(Change { key: (*key).to_owned(), value })
    });
    let again: Vec<_> = again.chain(usual).collect();
    let attributes = again.into_iter().chain(changes.attributes).collect();
    Changes { attributes, ..changes }
}

/// The stored value of an attribute, where each save repeats it.
fn again(row: &Attribute, stored: &Row) -> Option<NewValue> {
    let write = row.write?;
    let value = stored.attribute(row.input_key());
    match row.kind {
        Kind::References(_) if write.again => {
            let ids = value?.guids()?;
            return Some(NewValue::Texts(ids.iter().map(Uuid::to_string).collect()));
        }
        Kind::Number if write.again => return value?.number().map(NewValue::Number),
        _ => {}
    }
    let text = stored_text(stored, row).filter(|text| !text.trim().is_empty())?;
    let text = match write.need {
        Need::Required | Need::Placed | Need::Kept { .. } => Some(text),
        Need::Once { default } => row.kind.wire_word(&text).filter(|word| word != default),
        Need::Free | Need::New => Some(text).filter(|_| write.again),
    };
    text.map(NewValue::Text)
}

/// The changes without what is written once, which an upsert cannot change.
fn of_same_kind(placed: &Placed, stored: &Row, changes: &Changes) -> Result<Changes, UserError> {
    let mut changes = changes.clone();
    // What a record that is named is in comes with it.
    let named = placed.of.written().filter(|(row, _)| changes.names(row.input_key()));
    let carried: Vec<_> = named.filter_map(|(row, _)| within(row)).collect();
    let new = placed.of.written().filter(|(_, need)| *need == Need::New);
    for (row, _) in new.filter(|(row, _)| !carried.contains(&row.input_key())) {
        changes.attributes.retain(|change| change.key != row.input_key());
    }
    let once = placed.of.written().filter(|(_, need)| matches!(need, Need::Once { .. }));
    for (row, _) in once {
        let is = stored_text(stored, row).unwrap_or_default();
        let is = text::plain(&is);
        let differs = |wanted: &str| !is.is_empty() && !wanted.eq_ignore_ascii_case(&is);
        if changes.text(row.input_key()).is_some_and(differs) {
            let (noun, name) = (placed.of.noun(), row.input_name());
            let message = format!("the {noun} that matches is of {name} {}", is.to_uppercase());
            let path = placed.path_in(&name);
            return Err(UserError::new(UserErrorCode::InvalidValue, &path, message));
        }
        changes.attributes.retain(|change| change.key != row.input_key());
    }
    Ok(changes)
}

fn stored_text(row: &Row, attribute: &Attribute) -> Option<String> {
    Some(row.attribute(attribute.input_key())?.text()?.into_owned())
}
