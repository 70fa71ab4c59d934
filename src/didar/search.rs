//! Searches whose answers are exact (didar-api.md 4.1).

use uuid::Uuid;

use super::{
    client::Didar,
    endpoint::Endpoint,
    envelope::malformed,
    row::{Row, Stored, each_once},
    sieve::Sieve,
    window::{Need, Slice},
};
use crate::crm::{
    criteria::{Compare, Criteria, Criterion, Operand, Window},
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
        let rows = self.sifted(of, criteria, need.rich).await?;
        let matches = rows.len() as u64;
        let sum = need.sum.map(|sum| sum.over(&rows)).transpose()?;
        let index = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        let rows = (0..).zip(rows).skip(index(window.from)).take(index(window.limit));
        let reaches_end = window.from.saturating_add(window.limit) > matches;
        Ok(Slice { rows: rows.collect(), matches, sum, reaches_end, ..Slice::default() })
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
        self.sifted(of, criteria, false).await
    }

    /// The records that point to another one, as the search shows them whose rows have more.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub async fn rich(&self, of: &Endpoint, points_to: Uuid) -> Result<Vec<Row>, UpstreamError> {
        let Some(rich) = of.rich else { return Ok(Vec::new()) };
        let value = Operand::Texts(vec![points_to.to_string()]);
        let pointing = Criterion { key: rich.criterion, value, compare: Compare::AsDidarDoes };
        let criteria = Criteria { native: vec![pointing], ..Criteria::default() };
        self.rich_rows(of, &criteria).await
    }

    /// A record that is known, as that search shows it.
    ///
    /// # Errors
    /// As [`Self::rich`], and where it is not among them.
    pub async fn rich_of(&self, of: &Endpoint, row: &Row) -> Result<Row, UpstreamError> {
        let pointer = of.rich.map_or("", |rich| rich.pointer);
        let to = row.attribute(pointer).and_then(Stored::guid);
        let path = format!("Response.{pointer}");
        let rows = self.rich(of, to.ok_or_else(|| malformed(&path, "is no GUID"))?).await?;
        found_among(&rows, row.id())
    }

    async fn sifted(
        &self,
        of: &Endpoint,
        criteria: &Criteria,
        rich: bool,
    ) -> Result<Vec<Row>, UpstreamError> {
        // Didar compares with the stored spelling: each usual one is asked for.
        let spellings = Sieve::spellings(criteria);
        let asked = spellings.iter().map(|criteria| self.every_row(of, criteria, rich));
        let found = futures_util::future::try_join_all(asked).await?;
        let rows = each_once(found.into_iter().flatten());
        match Sieve::of(criteria) {
            Some(sieve) => sieve.sifted(rows),
            None => Ok(rows),
        }
    }
}

/// A record among those that a search found for it.
///
/// # Errors
/// Where it is not among them: what was asked is not known.
pub fn found_among(rows: &[Row], id: Uuid) -> Result<Row, UpstreamError> {
    let found = rows.iter().find(|row| row.id() == id).cloned();
    found.ok_or_else(|| malformed("Response.List", "lacks the record that was looked for"))
}
