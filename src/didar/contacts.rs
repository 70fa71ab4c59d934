//! Contacts: search, detail and look-up by phone (didar-api.md 4.1 to 4.4).

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{
    Didar, Row,
    criteria::SearchBody,
    envelope::{Answer, malformed},
    sieve::Sieve,
    transport::Action,
    value,
};
use crate::crm::{
    criteria::{ContactCriteria, ContactType, Window},
    error::UpstreamError,
    phone,
};

const PERSON_SEARCH: Action = Action::read("contact/PersonSearch");
const COMPANY_SEARCH: Action = Action::read("contact/CompanySearch");
const BY_PHONE: Action = Action::read("contact/getbyphonenumber");
const DETAIL: Action = Action::read("contact/GetContactDetail");

/// How many candidates one call fetches: integrators are known to ask for as many.
const CANDIDATES_A_CALL: u64 = 300;
/// How many candidates are compared at most: ten calls.
const MOST_CANDIDATES: u64 = 3000;

/// What a search is asked for; each costs calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// The rows of the window.
    pub rows: bool,
    /// The exact number of matches.
    pub total: bool,
}

/// The rows of a window, and how many matches there are in all.
#[derive(Debug, Clone)]
pub struct Slice {
    /// The rows, in Didar's order, persons before companies.
    pub rows: Vec<Row>,
    /// The number of matches; a lower bound unless the total was needed.
    pub matches: u64,
}

/// The answer of one of the two searches.
struct Found {
    rows: Vec<Row>,
    total: u64,
}

#[derive(Deserialize)]
struct SearchAnswer<'a> {
    #[serde(rename = "List", borrow)]
    list: Option<Vec<&'a RawValue>>,
    #[serde(rename = "TotalCount", borrow)]
    total_count: Option<&'a RawValue>,
}

#[derive(Serialize)]
struct DetailBody<'a> {
    #[serde(rename = "Id")]
    id: &'a str,
}

#[derive(Serialize)]
struct PhoneBody<'a> {
    #[serde(rename = "MobilePhone")]
    mobile_phone: &'a str,
}

impl Didar {
    /// The contacts with a phone number, each once, whatever spelling it is stored in.
    ///
    /// Didar compares with the stored spelling (F61), so every usual one is asked for,
    /// side by side.
    ///
    /// # Errors
    /// Where Didar gives no readable answer to one of the spellings: a look-up that
    /// failed is not "nobody".
    pub async fn contacts_by_phone(&self, phone: &str) -> Result<Vec<Row>, UpstreamError> {
        let spellings = phone::spellings(phone);
        let asked = spellings.iter().map(|spelling| self.with_spelling(spelling));
        let found = futures_util::future::try_join_all(asked).await?;
        Ok(each_once(found.into_iter().flatten()))
    }

    async fn with_spelling(&self, mobile_phone: &str) -> Result<Vec<Row>, UpstreamError> {
        let answer = self.transport.call(BY_PHONE, &PhoneBody { mobile_phone }).await?;
        rows(&answer, &answer.parse::<Vec<&RawValue>>()?, "Response")
    }

    /// The contacts that match, within a window.
    ///
    /// Where Didar compares loosely, all of its candidates are fetched and sifted: the
    /// window and the number of matches are of those that are equal.
    ///
    /// # Errors
    /// Where Didar gives no readable answer, or too many candidates; a failure is
    /// never an empty list.
    pub async fn search_contacts(
        &self,
        criteria: &ContactCriteria,
        window: Window,
        need: Need,
    ) -> Result<Slice, UpstreamError> {
        if Sieve::of(criteria).is_none() {
            return self.search(criteria, window, need).await;
        }
        let rows = self.every_contact(criteria).await?;
        let matches = rows.len() as u64;
        let index = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
        let rows = rows.into_iter().skip(index(window.from)).take(index(window.limit));
        Ok(Slice { rows: rows.collect(), matches })
    }

    /// All contacts that Didar finds, each once; where it compares loosely, those that are
    /// equal.
    ///
    /// # Errors
    /// As [`Self::search_contacts`].
    pub async fn every_contact(
        &self,
        criteria: &ContactCriteria,
    ) -> Result<Vec<Row>, UpstreamError> {
        // Didar compares with the stored spelling: each usual one is asked for.
        let spellings = Sieve::spellings(criteria);
        let asked = spellings.iter().map(|criteria| self.every_row(criteria));
        let found = futures_util::future::try_join_all(asked).await?;
        let mut rows = each_once(found.into_iter().flatten());
        if let Some(sieve) = Sieve::of(criteria) {
            rows.retain(|row| sieve.passes(row));
        }
        Ok(rows)
    }

    /// All rows that Didar finds, as many at a time as it gives: the largest `Limit` is
    /// not documented (didar-api.md 9, row 3).
    async fn every_row(&self, criteria: &ContactCriteria) -> Result<Vec<Row>, UpstreamError> {
        let mut rows = Vec::new();
        loop {
            let window = Window { from: rows.len() as u64, limit: CANDIDATES_A_CALL };
            let found = self.search(criteria, window, Need { rows: true, total: true }).await?;
            if found.matches > MOST_CANDIDATES {
                return Err(UpstreamError::TooManyCandidates {
                    found: found.matches,
                    most: MOST_CANDIDATES,
                });
            }
            let is_last = found.rows.is_empty();
            rows.extend(found.rows);
            if rows.len() as u64 >= found.matches {
                return Ok(rows);
            }
            if is_last {
                return Err(malformed("Response.List", "ends before TotalCount"));
            }
        }
    }

    /// The contacts that Didar finds, within a window.
    ///
    /// Didar searches persons and companies apart. Without a type the two are one
    /// list, persons first: the companies are asked only when the window reaches
    /// past the persons or the exact total is needed, so most pages are one call.
    async fn search(
        &self,
        criteria: &ContactCriteria,
        window: Window,
        need: Need,
    ) -> Result<Slice, UpstreamError> {
        if let Some(contact_type) = criteria.contact_type {
            let found = self.search_one(contact_type, criteria, window, need.rows).await?;
            return Ok(Slice { rows: found.rows, matches: found.total });
        }
        let persons = self.search_one(ContactType::Person, criteria, window, need.rows).await?;
        let end = window.from + window.limit;
        // A short page in the middle: the missing persons come before any company.
        let short = need.rows && window.from + (persons.rows.len() as u64) < persons.total.min(end);
        if (end < persons.total || short) && !need.total {
            return Ok(Slice { rows: persons.rows, matches: persons.total });
        }
        let first = window.from.saturating_sub(persons.total);
        let limit = end.saturating_sub(persons.total.max(window.from));
        let wanted = need.rows && !short;
        let rest = Window { from: first, limit };
        let companies = self.search_one(ContactType::Company, criteria, rest, wanted).await?;
        let mut rows = persons.rows;
        rows.extend(companies.rows);
        Ok(Slice { rows, matches: persons.total + companies.total })
    }

    /// One contact, or `None` where there is none of this id.
    ///
    /// What Didar answers to an unknown id is not known; 404, null, and a 400 that does
    /// not speak of something else are taken for it (didar-api.md 9, row 22).
    ///
    /// # Errors
    /// Where Didar gives no readable answer.
    pub async fn contact(&self, id: &str) -> Result<Option<Row>, UpstreamError> {
        let answer = match self.transport.call(DETAIL, &DetailBody { id }).await {
            Err(refused) if says_unknown(&refused) => return Ok(None),
            answer => answer?,
        };
        let raw: Option<&RawValue> = answer.parse()?;
        raw.map(|raw| record(&answer, raw, || "Response".to_owned())).transpose()
    }

    /// Asks one search. A window of no rows still asks for one: what Didar makes of
    /// `Limit: 0` is not known.
    async fn search_one(
        &self,
        contact_type: ContactType,
        criteria: &ContactCriteria,
        window: Window,
        want_rows: bool,
    ) -> Result<Found, UpstreamError> {
        let action = match contact_type {
            ContactType::Person => PERSON_SEARCH,
            ContactType::Company => COMPANY_SEARCH,
        };
        let want_rows = want_rows && window.limit > 0;
        let asked = if want_rows { window } else { Window { from: 0, limit: 1 } };
        let answer = self.transport.call(action, &SearchBody::new(criteria, asked)).await?;
        let mut found = read_search(&answer)?;
        if !want_rows {
            found.rows.clear();
        }
        // More rows than asked for would shift every later cursor.
        found.rows.truncate(usize::try_from(window.limit).unwrap_or(usize::MAX));
        Ok(found)
    }
}

fn each_once(rows: impl Iterator<Item = Row>) -> Vec<Row> {
    let mut seen = HashSet::new();
    rows.filter(|row| seen.insert(row.id())).collect()
}

/// Whether a refusal of the detail call means that there is no such contact.
fn says_unknown(refused: &UpstreamError) -> bool {
    match refused {
        UpstreamError::Rejected { status: 404, .. } => true,
        UpstreamError::Rejected { status: 400, message } => {
            let message = message.to_ascii_lowercase();
            ["not found", "not exist", "no reason given"]
                .iter()
                .any(|words| message.contains(words))
        }
        _ => false,
    }
}

fn read_search(answer: &Answer) -> Result<Found, UpstreamError> {
    let parsed: SearchAnswer<'_> = answer.parse()?;
    let list = parsed.list.ok_or_else(|| malformed("Response.List", "is missing"))?;
    let rows = rows(answer, &list, "Response.List")?;
    let total = parsed.total_count.map(value::integer).transpose();
    let total = total.map_err(|odd| malformed("Response.TotalCount", &odd.to_string()))?.flatten();
    // GraphQL's Int has 32 bits, and so has `totalCount`.
    let total = total.and_then(|total| u32::try_from(total).ok()).filter(|total| *total <= MOST);
    let total = total.ok_or_else(|| malformed("Response.TotalCount", "is no number of rows"))?;
    Ok(Found { rows, total: total.into() })
}

/// Half of what an `Int` holds: persons and companies are added up.
const MOST: u32 = i32::MAX.unsigned_abs() / 2;

/// The rows of a list that stands at `path`.
fn rows(answer: &Answer, list: &[&RawValue], path: &str) -> Result<Vec<Row>, UpstreamError> {
    let rows = list.iter().enumerate();
    rows.map(|(index, row)| record(answer, row, || format!("{path}[{index}]"))).collect()
}

/// A contact; one without an id is none.
fn record(
    answer: &Answer,
    raw: &RawValue,
    path: impl Fn() -> String,
) -> Result<Row, UpstreamError> {
    Row::of(answer.text(), raw, "Id", path)
}
