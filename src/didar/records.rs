//! Single records, and look-ups by phone (didar-api.md 4.2 to 4.4, 6).

use serde::Serialize;
use uuid::Uuid;

use super::{
    action::Action,
    client::Didar,
    endpoint::Endpoint,
    envelope::{Answer, items, malformed},
    row::{Row, each_once},
};
use crate::crm::{error::UpstreamError, phone::Phone};

#[derive(Serialize)]
struct DetailBody {
    #[serde(rename = "Id")]
    id: Uuid,
}

#[derive(Serialize)]
struct PhoneBody<'a> {
    #[serde(rename = "MobilePhone")]
    mobile_phone: &'a str,
}

impl Didar {
    /// One record, or `None` where there is none of this id.
    ///
    /// What Didar answers to an unknown id is not known; 404, null, and a 400 that does
    /// not speak of something else are taken for it (didar-api.md 9, row 22).
    ///
    /// # Errors
    /// Where Didar gives no readable answer, or another record.
    pub async fn record(&self, of: &Endpoint, id: Uuid) -> Result<Option<Row>, UpstreamError> {
        let Some(detail) = of.detail else {
            return Ok(None);
        };
        let answer = match self.transport.call(detail, &DetailBody { id }).await {
            Err(refused) if says_unknown(&refused) => return Ok(None),
            answer => answer?,
        };
        let response = answer.response()?;
        if response.is_null() {
            return Ok(None);
        }
        let object = answer.part(response);
        let row = Row::of(object, of.id, || "Response".to_owned())?;
        if row.id() == id {
            Ok(Some(row))
        } else {
            let path = format!("Response.{}", of.id);
            Err(malformed(&path, "is not the record that was asked for"))
        }
    }

    /// The records with a mobile phone, each once, whatever spelling it is stored in.
    ///
    /// Didar compares with the stored spelling (F61), so every usual one is asked for,
    /// side by side.
    ///
    /// # Errors
    /// Where Didar gives no readable answer to one of the spellings: a look-up that
    /// failed is not "nobody".
    pub async fn by_phone(&self, of: &Endpoint, phone: &Phone) -> Result<Vec<Row>, UpstreamError> {
        self.with_spellings(of, &phone.spellings()).await
    }

    /// Like [`Self::by_phone`], but asks for the spelling first in which this gateway stores
    /// numbers, and for the others only where that finds no wanted record: one call instead of
    /// nine.
    ///
    /// # Errors
    /// As above.
    pub async fn one_by_phone(
        &self,
        of: &Endpoint,
        phone: &Phone,
        is_wanted: impl Fn(&Row) -> bool,
    ) -> Result<Vec<Row>, UpstreamError> {
        let stored = phone.stored();
        let found = self.with_spellings(of, std::slice::from_ref(&stored)).await?;
        if found.iter().any(is_wanted) {
            return Ok(found);
        }
        let others: Vec<_> =
            phone.spellings().into_iter().filter(|other| *other != stored).collect();
        let others = self.with_spellings(of, &others).await?;
        Ok(each_once(found.into_iter().chain(others)))
    }

    async fn with_spellings(
        &self,
        of: &Endpoint,
        spellings: &[String],
    ) -> Result<Vec<Row>, UpstreamError> {
        let Some(action) = of.by_phone else {
            return Ok(Vec::new());
        };
        let asked = spellings.iter().map(|spelling| self.with_spelling(of, action, spelling));
        let found = futures_util::future::try_join_all(asked).await?;
        Ok(each_once(found.into_iter().flatten()))
    }

    async fn with_spelling(
        &self,
        of: &Endpoint,
        action: Action,
        mobile_phone: &str,
    ) -> Result<Vec<Row>, UpstreamError> {
        let answer = self.transport.call(action, &PhoneBody { mobile_phone }).await?;
        rows(of, &answer)
    }
}

/// The rows of a list that is the whole answer.
fn rows(of: &Endpoint, answer: &Answer) -> Result<Vec<Row>, UpstreamError> {
    let list = items(answer.response()?)?.into_iter().map(|item| answer.part(item));
    Row::all_of(list, of.id, "Response")
}

/// Whether a refusal of the detail call means that there is no such record.
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
