//! Searches whose answers are exact (didar-api.md 4.1).

use super::{
    client::Didar,
    endpoint::Endpoint,
    row::{Row, each_once},
    sieve::Sieve,
    window::{Need, Slice},
};
use crate::crm::{
    criteria::{Criteria, Window},
    error::UpstreamError,
};

impl Didar {
    /// The records that match, within a window.
    ///
    /// Where Didar compares loosely, all of its candidates are fetched and sifted: the
    /// window and the number of matches are of those that are equal.
    ///
    /// # Errors
    /// Where Didar gives no readable answer, or too many candidates; a failure is
    /// never an empty list.
    pub async fn search(
        &self,
        of: &Endpoint,
        criteria: &Criteria,
        window: Window,
        need: Need,
    ) -> Result<Slice, UpstreamError> {
        if Sieve::of(criteria).is_none() {
            return self.window(of, criteria, window, need).await;
        }
        let rows = self.every(of, criteria).await?;
        let matches = rows.len() as u64;
        let index = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        let rows = (0..).zip(rows).skip(index(window.from)).take(index(window.limit));
        let reaches_end = window.from.saturating_add(window.limit) > matches;
        Ok(Slice { rows: rows.collect(), matches, reaches_end, ..Slice::default() })
    }

    /// All records that match, each once.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub async fn every(
        &self,
        of: &Endpoint,
        criteria: &Criteria,
    ) -> Result<Vec<Row>, UpstreamError> {
        // Didar compares with the stored spelling: each usual one is asked for.
        let spellings = Sieve::spellings(criteria);
        let asked = spellings.iter().map(|criteria| self.every_row(of, criteria));
        let found = futures_util::future::try_join_all(asked).await?;
        let mut rows = each_once(found.into_iter().flatten());
        if let Some(sieve) = Sieve::of(criteria) {
            rows.retain(|row| sieve.passes(row));
        }
        Ok(rows)
    }
}
