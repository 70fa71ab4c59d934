//! Windows of rows out of Didar's searches.
//!
//! Didar may give fewer rows than were asked for (its largest `Limit` is not documented,
//! didar-api.md 9, row 3), rows that come twice, and a `TotalCount` that is not the number
//! of rows; lists change while they are read. So a short answer is read on, rows keep the
//! places that Didar counts them by, and an answer that contradicts itself says so.

use std::{cmp::Ordering, collections::HashSet};

use futures_util::future::try_join;
use uuid::Uuid;

use super::{
    action::Action,
    client::Didar,
    criteria::SearchBody,
    endpoint::{self, Endpoint, MOST_CALLS_FOR_CANDIDATES},
    envelope::{Answer, Members, malformed},
    json::Json,
    listing::Listing,
    row::{Row, each_once},
    value,
};
use crate::crm::{
    criteria::{Criteria, Operand, Window},
    error::UpstreamError,
};

/// How many calls one window, or one list of candidates, takes at most, where Didar gives few
/// rows at a time.
const MOST_CALLS: usize = 40;
/// How often a list that changes while it is read is read from its beginning.
const MOST_ROUNDS: usize = 4;
/// Half of what an `Int` holds: the totals of two searches are added up.
const MOST: u32 = i32::MAX.unsigned_abs() / 2;

/// What a search is asked for; each costs calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// The rows of the window.
    pub rows: bool,
    /// The exact number of matches.
    pub total: bool,
    /// A sum over all matches.
    pub sum: Option<Sum>,
    /// What only the search shows whose rows have more.
    pub rich: bool,
}

impl Need {
    /// The rows alone.
    pub const ROWS: Self = Self { rows: true, total: false, sum: None, rich: false };
    /// The number of matches alone.
    pub const TOTAL: Self = Self { rows: false, total: true, ..Self::ROWS };
}

/// A sum over all records that match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// Key of what is added up, in a row.
    pub of: &'static str,
    /// Key of the sum, in an answer.
    pub key: &'static str,
}

impl Sum {
    /// The sum of these rows. A row without a value adds nothing.
    ///
    /// # Errors
    /// Where a value cannot be read.
    pub fn over(self, rows: &[Row]) -> Result<f64, UpstreamError> {
        let value = |row: &Row| match row.attribute(self.of) {
            Some(stored) => value::float(stored.0).map(Option::unwrap_or_default).map_err(|odd| {
                malformed(&format!("Response.List[].{}", self.of), &odd.to_string())
            }),
            None => Ok(0.0),
        };
        // `sum` of nothing is -0.
        rows.iter().map(value).try_fold(0.0, |sum, value| Ok(sum + value?))
    }

    /// The sum that an answer tells.
    fn told(self, answer: &Answer) -> Result<f64, UpstreamError> {
        let path = format!("Response.{}", self.key);
        let members = Members::read(answer.response()?.get());
        let members = members.map_err(|fault| malformed("Response", &fault))?;
        let told = members
            .one(&self.key.to_ascii_lowercase())
            .map_err(|fault| malformed(&path, &fault))?;
        let told = told.ok_or_else(|| malformed(&path, "is missing"))?;
        let sum = value::float(told).map_err(|odd| malformed(&path, &odd.to_string()))?;
        sum.ok_or_else(|| malformed(&path, "is no number"))
    }
}

/// The rows of a window, and how many matches there are in all.
#[derive(Debug, Clone, Default)]
pub struct Slice {
    /// The rows with their places in Didar's order; each once.
    pub rows: Vec<(u64, Row)>,
    /// The number of matches; a lower bound unless the total was needed.
    pub matches: u64,
    /// The sum over all matches, where it was needed.
    pub sum: Option<f64>,
    /// Whether the list ends inside the window.
    pub reaches_end: bool,
    /// Whether it ends there although Didar counts more.
    pub ends_early: bool,
    /// Whether the rows and the number of matches do not fit together, or the list changed
    /// while it was read: rows may be missing.
    pub is_doubtful: bool,
}

/// Some rows of one search.
struct Found {
    rows: Vec<(u64, Row)>,
    /// As Didar counts; more where there are more rows.
    total: u64,
    sum: Option<f64>,
    reaches_end: bool,
    ends_early: bool,
    is_doubtful: bool,
}

/// One answer of a search.
struct Part {
    rows: Vec<Row>,
    total: u64,
    sum: Option<f64>,
    /// Whether the row before these is another one than was read there.
    has_moved: bool,
    /// Whether there may be more rows than the answer could hold.
    may_be_capped: bool,
}

/// One search, with what it is asked.
struct Search<'a> {
    didar: &'a Didar,
    action: Action,
    /// The criterion that the choice of the action meets.
    by_call: Option<&'static str>,
    id: &'static str,
    rows_a_call: u64,
    criteria: &'a Criteria,
    sum: Option<Sum>,
    /// The search that is known to heed all criteria, where this one is not.
    heeding: Option<Action>,
}

impl Didar {
    /// The rows that Didar finds, within a window.
    ///
    /// The rows of several searches are one list, those of the first before those of the
    /// next. A search is asked only where the window reaches into its rows or the exact
    /// total is needed, so most pages are one call.
    pub(super) async fn window(
        &self,
        of: &Endpoint,
        criteria: &Criteria,
        window: Window,
        need: Need,
    ) -> Result<Slice, UpstreamError> {
        let end = window.from.saturating_add(window.limit);
        let mut found = Slice::default();
        for search in Search::of(self, of, criteria, need) {
            // Where Didar counts more rows than it gives, they come before those of the next.
            let is_filled = end < found.matches || found.ends_early;
            if is_filled && !need.total && need.sum.is_none() {
                break;
            }
            let from = window.from.saturating_sub(found.matches);
            let limit = end.saturating_sub(found.matches.max(window.from));
            let wants_rows = need.rows && !is_filled;
            let more = search.window(Window { from, limit }, wants_rows).await?;
            found = found.followed_by(more);
        }
        Ok(found)
    }

    /// All rows that Didar finds, each once.
    ///
    /// # Errors
    /// Where there are too many, or Didar gives no readable answer.
    pub(super) async fn every_row(
        &self,
        of: &Endpoint,
        criteria: &Criteria,
        rich: bool,
    ) -> Result<Vec<Row>, UpstreamError> {
        let searches = Search::of(self, of, criteria, Need { rich, ..Need::ROWS });
        let found = searches.iter().map(Search::all);
        let found = futures_util::future::try_join_all(found).await?;
        Ok(found.into_iter().flatten().collect())
    }

    /// All rows that the search finds whose rows have more, whichever criteria it heeds.
    pub(super) async fn rich_rows(
        &self,
        of: &Endpoint,
        criteria: &Criteria,
    ) -> Result<Vec<Row>, UpstreamError> {
        let searches = Search::of(self, of, criteria, Need { rich: true, ..Need::ROWS });
        let found = searches.iter().map(Search::asked_all);
        let found = futures_util::future::try_join_all(found).await?;
        Ok(found.into_iter().flatten().collect())
    }
}

impl<'a> Search<'a> {
    /// The searches of an entity that can find rows of these criteria.
    fn of(didar: &'a Didar, of: &Endpoint, criteria: &'a Criteria, need: Need) -> Vec<Self> {
        let may_find = |search: &&endpoint::Listing| match search.only {
            Some((key, word)) => match criteria.value(key) {
                Some(Operand::Text(wanted)) => wanted.eq_ignore_ascii_case(word),
                _ => true,
            },
            None => true,
        };
        let rich = of.rich.filter(|_| need.rich).map(|rich| rich.action);
        let searches = of.searches.iter().filter(may_find).map(|search| Self {
            didar,
            action: rich.unwrap_or(search.action),
            heeding: rich.map(|_| search.action),
            by_call: search.only.map(|(key, _)| key),
            id: of.id,
            rows_a_call: of.rows_a_call,
            criteria,
            sum: need.sum,
        });
        searches.collect()
    }

    /// The search to ask instead of this one, where that may not heed the criteria.
    fn instead(&self) -> Option<Self> {
        let is_heeded = self.criteria.native.is_empty() && self.criteria.custom.is_empty();
        // Whether the other one tells sums is not known (F129).
        let is_heeded = is_heeded && self.sum.is_none();
        let action = self.heeding.filter(|_| !is_heeded)?;
        Some(Self { action, heeding: None, ..*self })
    }

    /// The rows of a window; only their number where the rows are not wanted.
    async fn window(&self, window: Window, wants_rows: bool) -> Result<Found, UpstreamError> {
        match self.instead() {
            None => self.asked_window(window, wants_rows).await,
            // Apart, as it is rare: each search would have room for it.
            Some(instead) => Box::pin(self.heeded_window(&instead, window, wants_rows)).await,
        }
    }

    /// The same, of a search that may not heed its criteria: its total must be that of the one
    /// that does.
    async fn heeded_window(
        &self,
        instead: &Self,
        window: Window,
        wants_rows: bool,
    ) -> Result<Found, UpstreamError> {
        let asked = Self { sum: None, ..*self };
        let (found, counted) =
            try_join(asked.asked_window(window, wants_rows), instead.count()).await?;
        if found.total == counted.total {
            return Ok(Found { sum: counted.sum, ..found });
        }
        instead.asked_window(window, wants_rows).await
    }

    async fn asked_window(&self, window: Window, wants_rows: bool) -> Result<Found, UpstreamError> {
        if !wants_rows || window.limit == 0 {
            return self.count().await;
        }
        for _ in 1..MOST_ROUNDS {
            if let Some(found) = self.try_window(window, true).await? {
                return Ok(found);
            }
        }
        let found = self.try_window(window, false).await?;
        found.ok_or_else(|| malformed("Response.List", "changes while it is read"))
    }

    /// How many rows there are. One is asked for: what Didar makes of `Limit: 0` is not
    /// known.
    async fn count(&self) -> Result<Found, UpstreamError> {
        let Part { rows, total, sum, .. } = self.ask(0, 1).await?;
        if rows.is_empty() != (total == 0) {
            return Err(malformed("Response.TotalCount", "is not the number of rows in List"));
        }
        Ok(Found {
            rows: Vec::new(),
            total,
            sum,
            reaches_end: false,
            ends_early: false,
            is_doubtful: false,
        })
    }

    /// Reads a window, as many rows at a time as Didar gives. Each further answer begins
    /// with the last row of the one before; where it is another row the list has changed,
    /// and there is no window unless the change is let pass.
    async fn try_window(
        &self,
        window: Window,
        is_strict: bool,
    ) -> Result<Option<Found>, UpstreamError> {
        let end_of_window = window.from.saturating_add(window.limit);
        let mut rows: Vec<(u64, Row)> = Vec::new();
        let (mut at, mut is_doubtful) = (window.from, false);
        for _ in 0..MOST_CALLS {
            let last = rows.last().map(|(_, row)| row.id());
            let part = self.ask_on(at, end_of_window, last).await?;
            if part.has_moved {
                if is_strict {
                    return Ok(None);
                }
                is_doubtful = true;
            }
            let got = part.rows.len() as u64;
            rows.extend((at..).zip(part.rows));
            at += got;
            if at >= end_of_window || (at == part.total && !part.may_be_capped) || got == 0 {
                let ends_early = got == 0 && at < part.total;
                let last = if rows.is_empty() { 0 } else { at };
                let total = part.total.max(last);
                is_doubtful |= ends_early || last > part.total;
                let reaches_end = at < end_of_window || ends_early;
                let sum = part.sum;
                let found = Found { rows, total, sum, reaches_end, ends_early, is_doubtful };
                return Ok(Some(found.each_once()));
            }
        }
        Err(malformed("Response.List", "has too few rows at a time"))
    }

    /// All rows, each once. A list whose number of rows or whose order changes while it is
    /// read is read anew: a row that moved to where it was read already would be missed.
    async fn all(&self) -> Result<Vec<Row>, UpstreamError> {
        let Some(instead) = self.instead() else {
            return self.asked_all().await;
        };
        let (own, counted) = try_join(self.count(), instead.count()).await?;
        if own.total == counted.total { self.asked_all().await } else { instead.asked_all().await }
    }

    async fn asked_all(&self) -> Result<Vec<Row>, UpstreamError> {
        for _ in 0..MOST_ROUNDS {
            if let Some(rows) = self.try_all().await? {
                return Ok(each_once(rows.into_iter()));
            }
        }
        Err(malformed("Response.TotalCount", "keeps changing while the list is read"))
    }

    async fn try_all(&self) -> Result<Option<Vec<Row>>, UpstreamError> {
        let mut rows: Vec<Row> = Vec::new();
        let mut total = None;
        for _ in 0..MOST_CALLS {
            let at = rows.len() as u64;
            let part = self.ask_on(at, at + self.rows_a_call, rows.last().map(Row::id)).await?;
            let most = self.rows_a_call * MOST_CALLS_FOR_CANDIDATES;
            if part.total > most {
                return Err(UpstreamError::TooManyCandidates { found: part.total, most });
            }
            let expected = *total.get_or_insert(part.total);
            if part.total != expected || part.has_moved {
                return Ok(None);
            }
            let is_last = part.rows.is_empty();
            rows.extend(part.rows);
            match (rows.len() as u64).cmp(&expected) {
                Ordering::Equal if is_last || !part.may_be_capped => return Ok(Some(rows)),
                Ordering::Greater => return Ok(None),
                Ordering::Less if is_last => {
                    return Err(malformed("Response.List", "ends before TotalCount"));
                }
                Ordering::Equal | Ordering::Less => {}
            }
        }
        Err(malformed("Response.List", "has too few rows at a time"))
    }

    /// Asks for the rows from `at` on. Where a row is known that stands before them it is
    /// asked for too: if it is another one, the list has changed.
    async fn ask_on(&self, at: u64, end: u64, known: Option<Uuid>) -> Result<Part, UpstreamError> {
        let Some(known) = known else {
            return self.ask(at, end - at).await;
        };
        let mut part = self.ask(at - 1, end - at + 1).await?;
        if part.rows.is_empty() {
            return Ok(part);
        }
        part.has_moved = part.rows.remove(0).id() != known;
        if part.rows.is_empty() && at < part.total {
            // One row at a time is all that Didar gives, unless it is always the same.
            let mut next = self.ask(at, end - at).await?;
            next.rows.retain(|row| row.id() != known);
            part = Part { has_moved: part.has_moved, ..next };
        }
        Ok(part)
    }

    async fn ask(&self, from: u64, limit: u64) -> Result<Part, UpstreamError> {
        let body = SearchBody::new(self.criteria, self.by_call, Window { from, limit });
        let answer = self.didar.transport.call(self.action, &body).await?;
        let mut part = Part::read(&answer, self.id)?;
        part.sum = self.sum.map(|sum| sum.told(&answer)).transpose()?;
        // More rows than asked for would shift every later place.
        part.rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        // A server gives round numbers of rows at most. Where it gave one, its total may
        // be short too.
        let got = part.rows.len() as u64;
        part.may_be_capped = got > 0 && got < limit && got.is_multiple_of(10);
        Ok(part)
    }
}

impl Part {
    fn read(answer: &Answer, id: &str) -> Result<Self, UpstreamError> {
        let Listing { lists, totals } = answer.listing()?;
        let list = one(lists, "Response.List")?.as_ref();
        let list = list.ok_or_else(|| malformed("Response.List", "is not a list"))?;
        let list = list.iter().map(|item| answer.item(item));
        let rows = Row::all_of(list, id, "Response.List")?;
        let total = answer.text_at(one(totals, "Response.TotalCount")?);
        let total = value::integer(Json::of_parsed(total))
            .map_err(|odd| malformed("Response.TotalCount", &odd.to_string()))?;
        // GraphQL's Int has 32 bits, and so has `totalCount`.
        let total = total.and_then(|total| u32::try_from(total).ok()).filter(|n| *n <= MOST);
        let total =
            total.ok_or_else(|| malformed("Response.TotalCount", "is no number of rows"))?;
        Ok(Self { rows, total: total.into(), sum: None, has_moved: false, may_be_capped: false })
    }
}

/// The only one of the members with a name: one that is there twice says two things.
fn one<'a, T>(members: &'a [T], path: &str) -> Result<&'a T, UpstreamError> {
    match members {
        [member] => Ok(member),
        [] => Err(malformed(path, "is missing")),
        _ => Err(malformed(path, "is there twice")),
    }
}

impl Found {
    /// Without rows that came before; the others keep their places.
    fn each_once(mut self) -> Self {
        self.is_doubtful |= keep_each_once(&mut self.rows);
        self
    }
}

impl Slice {
    /// One list of both, these first.
    fn followed_by(mut self, other: Found) -> Self {
        let start = self.matches;
        let is_first = self.rows.is_empty();
        let rows = other.rows.into_iter().map(|(at, row)| (start + at, row));
        if is_first {
            self.rows = rows.collect();
        } else {
            self.rows.extend(rows);
        }
        self.matches += other.total;
        self.sum = other.sum.map(|sum| self.sum.unwrap_or_default() + sum).or(self.sum);
        self.reaches_end = other.reaches_end || self.ends_early;
        self.ends_early |= other.ends_early;
        self.is_doubtful |= other.is_doubtful;
        if !is_first {
            // A record that both searches find.
            self.is_doubtful |= keep_each_once(&mut self.rows);
        }
        self
    }
}

/// Removes rows that came before, and says whether there were any.
fn keep_each_once(rows: &mut Vec<(u64, Row)>) -> bool {
    let mut ids: Vec<_> = rows.iter().map(|(_, row)| row.id()).collect();
    ids.sort_unstable();
    let count = rows.len();
    ids.dedup();
    if ids.len() < count {
        let mut seen = HashSet::new();
        rows.retain(|(_, row)| seen.insert(row.id()));
    }
    rows.len() < count
}
