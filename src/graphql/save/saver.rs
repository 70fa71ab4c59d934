//! Saving records: create, update, and the upsert made of both.

use std::{sync::Arc, time::Duration};

use futures_util::{StreamExt, future::BoxFuture, stream};
use tokio::{
    sync::MutexGuard,
    time::{Instant, timeout_at},
};
use uuid::Uuid;

use super::{
    lines,
    matching::Match,
    once::{
        answer::{Attempt, OneSave},
        key::{Idempotency, IdempotencyKey},
    },
    outcome::{Failed, Outcome, Reply},
    refusal,
    request::{Compiled, First, Identities, Parts, Placed, Save, Which},
    settle::{Lists, Stop, within},
    tasks::Saves,
    user_error::{UserError, UserErrorCode},
};
use crate::{
    crm::{
        account_tag::AccountTag,
        changes::{Change, Changes, NewValue},
        error::UpstreamError,
        text,
    },
    didar::{Didar, Row, SaveFailure, are_stored, still_to_save},
    graphql::model::{
        Model,
        attribute::{Attribute, Need},
        entity::Description,
        kind::Kind,
    },
};

/// How many entries of a list are saved at once.
const SIDE_BY_SIDE: usize = 4;

/// How long a save waits for others of the same record.
const TURN: Duration = Duration::from_secs(20);

/// How long a request waits beyond its deadline for saves that end with it.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// What was saved, or why not.
pub(crate) type Saved = Result<Reply, Failed>;

/// Whether a save is done for the first time, or after one whose end is not known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Try {
    First,
    Again,
}

/// What a record gets that is stored already.
struct Stored<'a> {
    changes: &'a Changes,
    parts: &'a Parts,
    update: Option<&'a Changes>,
}

/// Saves into one account.
#[derive(Clone)]
pub(crate) struct Saver {
    pub(crate) didar: Didar,
    pub(crate) model: Arc<Model>,
    pub(crate) saves: Saves,
    pub(crate) account: AccountTag,
}

impl Saver {
    /// Saves in a task of its own, and waits for it until the request's deadline: beyond
    /// it none is begun, and one that was goes on, its outcome not known to this request.
    pub(crate) async fn save(&self, placed: Placed, idempotency: Option<Idempotency>) -> Saved {
        if self.didar.is_late() {
            return Err(UpstreamError::Late.into());
        }
        let is_create = !matches!(placed.save, Save::Update { .. });
        let attempt = self.attempt(placed, idempotency.as_ref());
        let saves = self.saves.clone();
        let task = self.saves.run(async move { saves.once(idempotency, attempt).await });
        let unknown = Failed::UnknownOutcome { failure: UpstreamError::Timeout, is_create };
        match self.didar.deadline() {
            // What was not begun ends by itself then, and says so.
            Some(deadline) => timeout_at(deadline + LAST_WORDS, task).await.unwrap_or(Err(unknown)),
            None => task.await,
        }
    }

    /// Saves a list, a few at a time, and answers in its order. Runs to its end without
    /// its caller too.
    pub(crate) async fn save_all(
        &self,
        list: Vec<Compiled>,
        key: Option<IdempotencyKey>,
    ) -> Vec<Saved> {
        let this = self.clone();
        let saved = stream::iter(list.into_iter().enumerate()).map(move |(at, entry)| {
            let (this, key) = (this.clone(), key.clone());
            async move {
                let placed = match entry {
                    Ok(placed) => placed,
                    Err(refused) => return Ok(refused),
                };
                let idempotency =
                    key.map(|key| key.of_entry(at, &placed.save, placed.save.may_repeat()));
                this.save(placed, idempotency).await
            }
        });
        self.saves.run(saved.buffered(SIDE_BY_SIDE).collect()).await
    }

    /// How to do a save, for the first time and after one whose end is not known.
    fn attempt(&self, placed: Placed, idempotency: Option<&Idempotency>) -> Attempt {
        let mut this = self.clone();
        if let Some(idempotency) = idempotency {
            this.didar = this.didar.telling(this.saves.recorder(idempotency));
        }
        let is_create = !matches!(placed.save, Save::Update { .. });
        let (placed, that) = (Arc::new(placed), this.clone());
        let recover = placed.can_be_looked_for().then(|| {
            let placed = Arc::clone(&placed);
            Box::pin(async move { that.counted(&placed, Try::Again).await }) as OneSave
        });
        let save = Box::pin(async move { this.counted(&placed, Try::First).await });
        Attempt { save, recover, is_create }
    }

    async fn counted(&self, placed: &Placed, attempt: Try) -> Saved {
        let saved = self.do_one(placed, attempt).await;
        metrics::counter!("saves_total", "outcome" => label(&saved)).increment(1);
        saved
    }

    async fn do_one(&self, placed: &Placed, attempt: Try) -> Saved {
        let first = placed.save.parts().and_then(|parts| parts.first.as_ref());
        let first = first.map(|first| first.placed.identities().codes);
        let locked = [placed.identities().codes, first.unwrap_or_default()].concat();
        let _lock = self.lock(&locked).await?;
        self.do_locked(placed, attempt).await
    }

    /// Does a save whose records are locked.
    fn do_locked<'a>(&'a self, placed: &'a Placed, attempt: Try) -> BoxFuture<'a, Saved> {
        Box::pin(async move {
            let done = match &placed.save {
                Save::Create { changes, parts } => {
                    self.create_whole(placed, changes, parts, attempt).await
                }
                Save::Update { which, changes } => self.update_one(placed, which, changes).await,
                Save::Upsert { wanted, changes, parts, update } => {
                    self.upsert(placed, wanted, (changes, parts), update.as_ref()).await
                }
            };
            done.or_else(Stop::into_saved)
        })
    }

    /// The changes, once all records that they name were found.
    async fn checked(
        &self,
        placed: &Placed,
        inner: &[&str],
        changes: &Changes,
        known: &mut Vec<Row>,
    ) -> Result<Changes, Stop> {
        let changes = self.lists().checked(placed, inner, changes.clone()).await?;
        lines::found(&self.didar, placed, inner, changes, known).await
    }

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

    fn lists(&self) -> Lists<'_> {
        Lists { didar: &self.didar, model: &self.model }
    }

    /// Creates a record after the one that it points to, and before those that point to it.
    async fn create_whole(
        &self,
        placed: &Placed,
        changes: &Changes,
        parts: &Parts,
        attempt: Try,
    ) -> Result<Reply, Stop> {
        let inner = placed.save.inner();
        let changes = self.checked(placed, inner, changes, &mut Vec::new()).await?;
        let changes = self.lists().in_place(placed, changes).await?;
        self.check_then(parts).await?;
        let (changes, first) = self.with_first(changes, parts.first.as_ref()).await?;
        let identities = placed.identities();
        let created = self.create(placed, &changes, &identities, attempt).await;
        let created = created.map_err(Stop::Failed)?.after(first);
        Ok(self.with_then(created, &changes, parts).await)
    }

    /// Looks for what the records name that are saved after a new one.
    async fn check_then(&self, parts: &Parts) -> Result<(), Stop> {
        for then in &parts.then {
            self.checked(then, &[], then.save.changes(), &mut Vec::new()).await?;
        }
        Ok(())
    }

    /// Saves the record that another one points to, and gives that its id.
    async fn with_first(
        &self,
        mut changes: Changes,
        first: Option<&First>,
    ) -> Result<(Changes, Option<Outcome>), Stop> {
        let Some(First { key, placed }) = first else { return Ok((changes, None)) };
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
    async fn with_then(&self, created: Reply, changes: &Changes, parts: &Parts) -> Reply {
        let Reply::Done { outcome, record, mut with } = created else { return created };
        for then in &parts.then {
            let placed = then.pointing_to(record.id(), changes);
            with.then.push(self.do_locked(&placed, Try::First).await);
        }
        Reply::Done { outcome, record, with }
    }

    async fn update_one(
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
                let path = placed.path(&["match"]);
                Ok(UserError::new(UserErrorCode::NotFound, &path, message).into())
            }
            (several, _) => Ok(refusal::ambiguous(placed, several.len()).into()),
        }
    }

    /// One save at a time for one record: of several at once the first creates and the
    /// others find it.
    async fn lock(&self, identities: &[String]) -> Result<Vec<MutexGuard<'_, ()>>, Failed> {
        let patience = Instant::now() + TURN;
        let patience = self.didar.deadline().map_or(patience, |deadline| deadline.min(patience));
        let lock = timeout_at(patience, self.saves.lock(&self.account, identities)).await;
        lock.map_err(|_| Failed::NotSaved(UpstreamError::Crowded))
    }

    /// Creates a record, unless there is one with a value that Didar holds to be unique, in
    /// whatever spelling: Didar itself compares values as they are stored.
    async fn create(
        &self,
        placed: &Placed,
        changes: &Changes,
        identities: &Identities,
        attempt: Try,
    ) -> Saved {
        let other = refusal::certain_duplicate(&self.didar, placed.of, changes).await?;
        if let Some((attribute, row)) = other {
            self.saves.open().clear(&self.account, &identities.own);
            if attempt == Try::Again && still_to_save(&row, changes).is_empty() {
                return Ok(Reply::done(Outcome::Created, row));
            }
            let path = placed.path_in(&attribute.input_name());
            return Ok(refusal::taken(placed.of, &path, row).into());
        }
        self.send_new(placed, changes, identities).await
    }

    /// Creates a record that was not found.
    async fn send_new(&self, placed: &Placed, changes: &Changes, identities: &Identities) -> Saved {
        let open = self.saves.open();
        if open.has(&self.account, &identities.own) {
            return Err(Failed::EarlierIsOpen);
        }
        // Also where this save ends without a word.
        let noted = open.note(&self.account, &identities.values);
        let sent = self.didar.save(placed.of.endpoint, None, changes).await;
        if !matches!(sent, Err(SaveFailure::Unknown(_))) {
            open.clear(&self.account, &noted);
        }
        match sent {
            Ok(record) => Ok(Reply::done(Outcome::Created, record)),
            Err(SaveFailure::Unknown(failure)) => {
                Err(Failed::UnknownOutcome { failure, is_create: true })
            }
            Err(SaveFailure::NotSaved(failure)) => {
                self.refused(placed, failure, changes, None).await
            }
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
        self.without_stored_lines(of, stored, still_to_save(stored, changes)).await
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
        let whole = identified(of, rest.clone(), stored);
        match self.didar.save(of.endpoint, Some(id), &whole).await {
            Ok(record) => Ok(Reply::done(Outcome::Updated, record)),
            Err(SaveFailure::Unknown(failure)) => self.look_again(of, id, &rest, failure).await,
            Err(SaveFailure::NotSaved(failure)) => {
                self.refused(placed, failure, changes, Some(stored.id())).await
            }
        }
    }

    /// The answer to an update was lost: the record itself tells whether it was done.
    async fn look_again(
        &self,
        of: &Description,
        id: Uuid,
        sent: &Changes,
        failure: UpstreamError,
    ) -> Saved {
        let unknown = Failed::UnknownOutcome { failure, is_create: false };
        let Ok(Some(record)) = self.didar.record(of.endpoint, id).await else {
            return Err(unknown);
        };
        let rest = self.without_stored_lines(of, &record, still_to_save(&record, sent)).await;
        if rest.is_ok_and(|rest| rest.is_empty()) {
            Ok(Reply::done(Outcome::Updated, record))
        } else {
            Err(unknown)
        }
    }

    /// Updates the one record that matches, or creates one.
    async fn upsert(
        &self,
        placed: &Placed,
        wanted: &Match,
        (changes, parts): (&Changes, &Parts),
        update: Option<&Changes>,
    ) -> Result<Reply, Stop> {
        let mut known = Vec::new();
        let changes = self.checked(placed, &["input"], changes, &mut known).await?;
        let update = match update {
            Some(update) => Some(self.checked(placed, &["update"], update, &mut known).await?),
            None => None,
        };
        let stored = Stored { changes: &changes, parts, update: update.as_ref() };
        if let Some(found) = self.found(placed, wanted, &stored).await? {
            return Ok(found);
        }
        if wanted.contradicts(&changes) {
            let message = "nothing matches, and a new record would not match either: the input \
                           has another value for what is looked for";
            let path = placed.path(&["match"]);
            return Ok(UserError::new(UserErrorCode::InvalidValue, &path, message).into());
        }
        let new = wanted.complete(changes.clone().of_values());
        let new = self.lists().in_place(placed, new).await?;
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
            return Ok(self.found(placed, wanted, &stored).await?.unwrap_or(created));
        }
        Ok(self.with_then(created.after(first), &new, parts).await)
    }

    /// What becomes of the records that match; `None` where there is none.
    async fn found(
        &self,
        placed: &Placed,
        wanted: &Match,
        stored: &Stored<'_>,
    ) -> Result<Option<Reply>, Stop> {
        let rows = wanted.find(&self.didar, placed.of).await?;
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
            Ok(changes) => changes,
            Err(error) => return Ok(Some(error.into())),
        };
        // All that is read comes before anything is written.
        let mut rest = self.rest(placed.of, row, &changes).await.map_err(Stop::Failed)?;
        let first = stored.parts.first.as_ref();
        let (pointing, outcome) = self.with_first(Changes::default(), first).await?;
        rest.attributes.extend(still_to_save(row, &pointing).attributes);
        let updated = self.send_rest(placed, row, &changes, rest).await.map_err(Stop::Failed)?;
        Ok(Some(updated.after(outcome)))
    }

    async fn refused(
        &self,
        placed: &Placed,
        failure: UpstreamError,
        changes: &Changes,
        own: Option<Uuid>,
    ) -> Saved {
        match failure {
            UpstreamError::Rejected { message, .. } => {
                Ok(refusal::of(&self.didar, placed, message, changes, own).await.into())
            }
            failure => Err(failure.into()),
        }
    }
}

/// Rows that should show lines and do not.
fn malformed_lines(key: &str) -> UpstreamError {
    let reason = "is no list".to_owned();
    UpstreamError::Malformed { path: format!("Response.List[].{key}"), reason }
}

/// A stable word for metrics.
fn label(saved: &Saved) -> &'static str {
    match saved {
        Ok(Reply::Done { outcome: Outcome::Created, .. }) => "created",
        Ok(Reply::Done { outcome: Outcome::Updated, .. }) => "updated",
        Ok(Reply::Done { outcome: Outcome::Unchanged, .. }) => "unchanged",
        Ok(Reply::Refused(_) | Reply::RefusedAfter(..)) => "refused",
        Err(Failed::NotSaved(_) | Failed::TooManyKeys { .. } | Failed::EarlierIsOpen) => "failed",
        Err(Failed::UnknownOutcome { .. }) => "unknown",
    }
}

/// The changes with what Didar wants again in each save of a record ([`Need`], F221).
fn identified(of: &Description, changes: Changes, stored: &Row) -> Changes {
    let again = of.attributes.iter().filter_map(|row| {
        let key = row.input_key();
        let value = again(row, stored).filter(|_| !changes.names(key))?;
        Some(Change { key: key.to_owned(), value })
    });
    let again: Vec<_> = again.collect();
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
    let text = stored_text(stored, row)?;
    let text = match write.need {
        Need::Required | Need::Placed => Some(text),
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
