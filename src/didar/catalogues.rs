//! Lists that Didar gives whole, as they are kept for each account: users, pipelines, labels.
//!
//! A list is fetched by one caller while the others wait. Once it is old it is fetched again
//! behind the requests, and the last good one serves while Didar fails. An id that a list
//! lacks has it fetched again too, seldom: somebody may have added the record since (F189).

use std::{sync::Arc, time::Duration};

use tokio::time::timeout_at;
use tracing::{Instrument, debug};
use uuid::Uuid;

use super::{
    client::Didar,
    endpoint::{Catalogue, Endpoint, Listed},
    list::List,
    lists::{Kept, Key},
    row::Row,
    schedule::{Provoked, Reason, Schedule, Turn},
};
use crate::crm::error::UpstreamError;

/// The number under which a list is kept that is the same for every account; clients count
/// from 1.
const SHARED: u64 = 0;
/// How old a list may be before it is fetched again.
const MAX_AGE: Duration = Duration::from_secs(300);

impl Didar {
    /// Every record of an entity that Didar lists whole; none of another.
    ///
    /// # Errors
    /// Where there never was a readable list.
    pub async fn list(&self, of: &Endpoint) -> Result<Vec<Row>, UpstreamError> {
        let Some(listed) = of.listed else { return Ok(Vec::new()) };
        let (kept, _) = self.kept(listed.catalogue).await?;
        Ok(kept.list.records(listed)?.rows().to_vec())
    }

    /// A record of an entity that Didar lists whole, or `None` where the list lacks it: then
    /// it was fetched again, unless that was done just now.
    ///
    /// # Errors
    /// Where there never was a readable list, or it lacks the record and cannot be fetched
    /// again: whether there is such a record is not known.
    pub async fn listed(&self, of: &Endpoint, id: Uuid) -> Result<Option<Row>, UpstreamError> {
        let Some(listed) = of.listed else { return Ok(None) };
        let (kept, is_new) = self.kept(listed.catalogue).await?;
        if let Some(row) = kept.list.records(listed)?.get(id) {
            return Ok(Some(row.clone()));
        }
        if is_new {
            return Ok(None);
        }
        let kept = self.renewed(listed, kept, id).await?;
        Ok(kept.list.records(listed)?.get(id).cloned())
    }

    /// The list as it is kept, and whether it was not kept before.
    async fn kept(&self, of: &'static Catalogue) -> Result<(Arc<Kept>, bool), UpstreamError> {
        let Some(kept) = self.lists.0.get(&self.key(of)).await else {
            return Ok((self.first(of).await?, true));
        };
        if let Some(turn) = kept.schedule.claim_due(true) {
            let refreshed = self.clone().detached().refreshed(of, Arc::clone(&kept), Reason::Due);
            let refreshed = async move {
                let _turn: Turn = turn;
                if let Err(failure) = refreshed.await {
                    debug!(list = of.listing.action.path, %failure, "serving the last good list");
                }
            };
            tokio::spawn(refreshed.in_current_span());
        }
        Ok((kept, false))
    }

    /// Fetches a list for the first time, or waits for who does. In a task: where the caller
    /// hangs up, the next one still finds it.
    async fn first(&self, of: &'static Catalogue) -> Result<Arc<Kept>, UpstreamError> {
        let (this, key) = (self.without_deadline(), self.key(of));
        let fetched = async move {
            let fetched = async {
                let list = this.fetched(of).await?;
                let schedule = Arc::new(Schedule::due_in(this.max_age(of)));
                Ok(Arc::new(Kept { list, schedule }))
            };
            let kept = this.lists.0.try_get_with(key, fetched).await;
            kept.map_err(|failure: Arc<UpstreamError>| (*failure).clone())
        };
        self.waited_for(fetched).await
    }

    /// The list without which an id is not known, fetched again where that may be.
    async fn renewed(
        &self,
        of: Listed,
        kept: Arc<Kept>,
        id: Uuid,
    ) -> Result<Arc<Kept>, UpstreamError> {
        let of_list = of.catalogue;
        let is_allowed = !matches!(kept.schedule.claim_provoked(true), Provoked::No);
        let this = self.without_deadline();
        let renewed = async move {
            // Whoever fetches it at the moment may bring the record.
            let _turn = kept.schedule.turn().await;
            let current = this.lists.0.get(&this.key(of_list)).await.unwrap_or(kept);
            if current.list.records(of)?.get(id).is_some() || !is_allowed {
                return Ok(current);
            }
            let renewed = this.clone().refreshed(of_list, current, Reason::Provoked).await?;
            if renewed.list.records(of)?.get(id).is_some() {
                // There was news: the next one need not wait.
                renewed.schedule.changed(this.max_age(of_list));
            }
            Ok(renewed)
        };
        self.waited_for(renewed).await
    }

    async fn refreshed(
        self,
        of: &'static Catalogue,
        kept: Arc<Kept>,
        reason: Reason,
    ) -> Result<Arc<Kept>, UpstreamError> {
        let list = self.fetched(of).await?;
        kept.schedule.nothing_new(self.max_age(of), reason);
        let kept = Arc::new(Kept { list, schedule: Arc::clone(&kept.schedule) });
        self.lists.0.insert(self.key(of), Arc::clone(&kept)).await;
        Ok(kept)
    }

    async fn fetched(&self, of: &Catalogue) -> Result<Arc<List>, UpstreamError> {
        let answer = self.transport.call(of.listing.action, &serde_json::Map::new()).await?;
        List::read(of, &answer).map(Arc::new)
    }

    /// Does something in a task of its own, and waits for it until the request's deadline.
    async fn waited_for<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, UpstreamError>> + Send + 'static,
    ) -> Result<T, UpstreamError> {
        let task = tokio::spawn(work.in_current_span());
        let done = match self.deadline() {
            Some(deadline) => timeout_at(deadline, task).await.map_err(|_| UpstreamError::Late)?,
            None => task.await,
        };
        // Nobody cancels it, so it panicked: the caller panics too.
        done.unwrap_or_else(|failure| std::panic::resume_unwind(failure.into_panic()))
    }

    fn key(&self, of: &Catalogue) -> Key {
        (if of.is_shared { SHARED } else { self.number }, of.listing.action.path)
    }

    /// A tenth more or less for each list, so that those fetched together are not fetched
    /// again together.
    fn max_age(&self, of: &Catalogue) -> Duration {
        let share = (self.number as usize + of.listing.action.path.len()) % 21;
        MAX_AGE.mul_f64(0.9 + share as f64 / 100.0)
    }
}
