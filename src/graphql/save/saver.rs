//! Saving records: each in a task of its own, one at a time for one record. `parts` has what
//! is saved with a new record, `update` what becomes of a stored one.

use std::{sync::Arc, time::Duration};

use futures_util::{StreamExt, future::BoxFuture, stream};
use tokio::{
    sync::MutexGuard,
    time::{Instant, timeout_at},
};
use uuid::Uuid;

use super::{
    known::Known,
    lines,
    once::{
        answer::{Attempt, OneSave},
        key::{Idempotency, IdempotencyKey},
    },
    outcome::{Failed, Outcome, Reply},
    refusal,
    request::{Compiled, Identities, Parts, Placed, Save},
    settle::{Lists, Stop},
    tasks::Saves,
    whole::with_usual,
};
use crate::{
    crm::{account_tag::AccountTag, changes::Changes, error::UpstreamError},
    didar::{Didar, Row, SaveFailure, still_to_save},
    graphql::model::Model,
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
pub(super) enum Try {
    First,
    Again,
}

/// Saves into one account.
#[derive(Clone)]
pub(crate) struct Saver {
    pub(crate) didar: Didar,
    pub(crate) model: Arc<Model>,
    pub(crate) saves: Saves,
    pub(crate) account: AccountTag,
    /// The stored records of all saves of a list.
    pub(crate) known: Option<Arc<Known>>,
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

    /// The same, of records that are found by their codes: all of them in one look-up.
    pub(crate) async fn save_all_by_code(
        mut self,
        list: Vec<Compiled>,
        key: Option<IdempotencyKey>,
    ) -> Vec<Saved> {
        let placed = || list.iter().filter_map(|entry| entry.as_ref().ok());
        let codes = placed().filter_map(|placed| placed.save.wanted()?.code().map(str::to_owned));
        self.known = placed().next().map(|first| Arc::new(Known::new(first.of, codes.collect())));
        self.save_all(list, key).await
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
        metrics::counter!("didar_graphql_saves_total", "outcome" => label(&saved)).increment(1);
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
    pub(super) fn do_locked<'a>(
        &'a self,
        placed: &'a Placed,
        attempt: Try,
    ) -> BoxFuture<'a, Saved> {
        Box::pin(async move {
            let done = match &placed.save {
                Save::Create { changes, parts } => {
                    self.create_whole(placed, changes, parts, attempt).await
                }
                Save::Update { which, changes } => self.update_one(placed, which, changes).await,
                Save::Upsert { wanted, changes, parts, update } => {
                    self.upsert(placed, wanted, (changes, parts), update.as_ref()).await
                }
                Save::ByCode { wanted, changes } => {
                    self.upsert(placed, wanted, (changes, &Parts::default()), None).await
                }
            };
            done.or_else(Stop::into_saved)
        })
    }

    /// The changes, once all records that they name were found.
    pub(super) async fn checked(
        &self,
        placed: &Placed,
        inner: &[&str],
        changes: &Changes,
        known: &mut Vec<Row>,
    ) -> Result<Changes, Stop> {
        let changes = self.lists().checked(placed, inner, changes.clone()).await?;
        lines::found(&self.didar, placed, inner, changes, known).await
    }

    pub(super) fn lists(&self) -> Lists<'_> {
        Lists { didar: &self.didar, model: &self.model }
    }

    /// One save at a time for one record: of several at once the first creates and the
    /// others find it.
    pub(super) async fn lock(
        &self,
        identities: &[String],
    ) -> Result<Vec<MutexGuard<'_, ()>>, Failed> {
        let patience = Instant::now() + TURN;
        let patience = self.didar.deadline().map_or(patience, |deadline| deadline.min(patience));
        let lock = timeout_at(patience, self.saves.lock(&self.account, identities)).await;
        lock.map_err(|_| Failed::NotSaved(UpstreamError::Crowded))
    }

    /// Creates a record, unless there is one with a value that Didar holds to be unique, in
    /// whatever spelling: Didar itself compares values as they are stored.
    pub(super) async fn create(
        &self,
        placed: &Placed,
        changes: &Changes,
        identities: &Identities,
        attempt: Try,
    ) -> Saved {
        let other = refusal::certain_duplicate(&self.didar, placed.of, changes).await?;
        if let Some((attribute, row)) = other {
            self.saves.open().clear(&self.account, &identities.own);
            if attempt == Try::Again && still_to_save(placed.of.endpoint, &row, changes).is_empty()
            {
                return Ok(Reply::done(Outcome::Created, row));
            }
            let path = placed.path_in(&attribute.input_name());
            return Ok(refusal::taken(placed.of, &path, row).into());
        }
        self.send_new(placed, changes, identities).await
    }

    /// Creates a record that was not found.
    pub(super) async fn send_new(
        &self,
        placed: &Placed,
        changes: &Changes,
        identities: &Identities,
    ) -> Saved {
        let open = self.saves.open();
        if open.has(&self.account, &identities.own) {
            return Err(Failed::EarlierIsOpen);
        }
        // Also where this save ends without a word.
        let noted = open.note(&self.account, &identities.values);
        let whole = with_usual(placed.of, changes.clone());
        let sent = self.didar.save(placed.of.endpoint, None, &whole).await;
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

    pub(super) async fn refused(
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

/// A stable word for metrics.
fn label(saved: &Saved) -> &'static str {
    match saved.as_ref().map_err(Failed::of_record) {
        Ok(Reply::Done { outcome: Outcome::Created, .. }) => "created",
        Ok(Reply::Done { outcome: Outcome::Updated, .. }) => "updated",
        Ok(Reply::Done { outcome: Outcome::Unchanged, .. }) => "unchanged",
        Ok(Reply::Refused(_) | Reply::RefusedAfter(..)) => "refused",
        Err(Failed::UnknownOutcome { .. }) => "unknown",
        Err(_) => "failed",
    }
}
