//! Contacts: search, detail and look-up by phone (didar-api.md 4.1 to 4.4).

use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{
    client::Didar,
    envelope::{items, malformed},
    row::Row,
    search::{Need, Slice, each_once, rows},
    sieve::Sieve,
    transport::Action,
};
use crate::crm::{
    criteria::{ContactCriteria, Window},
    error::UpstreamError,
    phone::Phone,
};

const BY_PHONE: Action = Action::read("contact/getbyphonenumber");
const DETAIL: Action = Action::read("contact/GetContactDetail");

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
    pub async fn contacts_by_phone(&self, phone: &Phone) -> Result<Vec<Row>, UpstreamError> {
        let spellings = phone.spellings();
        let asked = spellings.iter().map(|spelling| self.with_spelling(spelling));
        let found = futures_util::future::try_join_all(asked).await?;
        Ok(each_once(found.into_iter().flatten()))
    }

    async fn with_spelling(&self, mobile_phone: &str) -> Result<Vec<Row>, UpstreamError> {
        let answer = self.transport.call(BY_PHONE, &PhoneBody { mobile_phone }).await?;
        rows(&answer, &items(answer.parse()?)?, "Response")
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
        let rows = (0..).zip(rows).skip(index(window.from)).take(index(window.limit));
        let reaches_end = window.from.saturating_add(window.limit) > matches;
        Ok(Slice { rows: rows.collect(), matches, reaches_end, ..Slice::default() })
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

    /// One contact, or `None` where there is none of this id.
    ///
    /// What Didar answers to an unknown id is not known; 404, null, and a 400 that does
    /// not speak of something else are taken for it (didar-api.md 9, row 22).
    ///
    /// # Errors
    /// Where Didar gives no readable answer, or another contact.
    pub async fn contact(&self, id: &str) -> Result<Option<Row>, UpstreamError> {
        let answer = match self.transport.call(DETAIL, &DetailBody { id }).await {
            Err(refused) if says_unknown(&refused) => return Ok(None),
            answer => answer?,
        };
        let Some(raw) = answer.parse::<Option<&RawValue>>()? else {
            return Ok(None);
        };
        let row = Row::of(answer.text(), raw, "Id", || "Response".to_owned())?;
        if Uuid::parse_str(id).is_ok_and(|id| id == row.id()) {
            Ok(Some(row))
        } else {
            Err(malformed("Response.Id", "is not the contact that was asked for"))
        }
    }
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
