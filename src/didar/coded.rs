//! Records by their codes, and by a text (didar-api.md 6.6).

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    client::Didar,
    endpoint::Endpoint,
    envelope::{Members, items, malformed},
    json::Json,
    object::get,
    row::{Row, Stored, each_once},
    value,
};
use crate::crm::error::UpstreamError;

/// How many codes one call is sent.
const CODES_A_CALL: usize = 100;

impl Didar {
    /// The records with one of these codes, each once. Outer spaces do not count, of the codes
    /// and of those that are stored (F188); Didar's own comparison is not relied on.
    ///
    /// # Errors
    /// Where Didar gives no readable answer.
    pub async fn by_codes(
        &self,
        of: &Endpoint,
        codes: &[String],
    ) -> Result<Vec<Row>, UpstreamError> {
        self.with_codes(of, codes, false).await
    }

    /// The look-up before a save, which creates what is not found. Codes that are missing are
    /// asked for once more with a stray space before and after them (F188), and an answer with
    /// fewer rows than its total is refused.
    ///
    /// # Errors
    /// As above.
    pub async fn by_codes_as_stored(
        &self,
        of: &Endpoint,
        codes: &[String],
    ) -> Result<Vec<Row>, UpstreamError> {
        let found = self.with_codes(of, codes, true).await?;
        let has = |wanted: &String| {
            found.iter().any(|row| code(of, row).as_deref() == Some(wanted.trim()))
        };
        let missing = codes.iter().filter(|wanted| !has(wanted));
        let spaced: Vec<_> =
            missing.flat_map(|code| [format!("{code} "), format!(" {code}")]).collect();
        let others = self.with_codes(of, &spaced, true).await?;
        Ok(each_once(found.into_iter().chain(others)))
    }

    async fn with_codes(
        &self,
        of: &Endpoint,
        codes: &[String],
        is_whole: bool,
    ) -> Result<Vec<Row>, UpstreamError> {
        let Some(by_code) = of.by_code else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for codes in codes.chunks(CODES_A_CALL) {
            let body = Map::from_iter([(by_code.codes.to_owned(), json!(codes))]);
            let answer = self.transport.call(by_code.action, &body).await?;
            let members = Members::read(answer.response()?.get());
            let members = members.map_err(|fault| malformed("Response", &fault))?;
            let list = members.one(by_code.records).ok().flatten();
            let path = format!("Response.{}", by_code.records);
            let list = list.ok_or_else(|| malformed(&path, "is missing"))?;
            let list = items(list)?;
            let total = members.one("total").ok().flatten();
            let total = total.and_then(|total| value::integer(total).ok().flatten());
            let is_short =
                total.is_some_and(|total| i64::try_from(list.len()).is_ok_and(|n| n < total));
            if is_whole && is_short {
                return Err(malformed(&path, "has fewer than Response.Total"));
            }
            let list = list.into_iter().map(|item| answer.part(item));
            found.extend(Row::all_of(list, of.id, &path)?);
        }
        let mut found = each_once(found.into_iter());
        found
            .retain(|row| code(of, row).is_some_and(|code| codes.iter().any(|c| c.trim() == code)));
        Ok(found)
    }

    /// The records that Didar finds for a text, the best first.
    ///
    /// # Errors
    /// Where Didar gives no readable answer.
    pub async fn by_text(
        &self,
        of: &Endpoint,
        text: &str,
        most: u64,
    ) -> Result<Vec<Row>, UpstreamError> {
        let Some(action) = of.by_text else { return Ok(Vec::new()) };
        let body: Value = json!({ "Criteria": { "Keywords": text }, "From": 0, "Limit": most });
        let answer = self.transport.call(action, &body).await?;
        let list = items(answer.response()?)?.into_iter().map(|item| answer.part(item));
        let mut rows = each_once(Row::all_of(list, of.id, "Response")?.into_iter());
        rows.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(rows)
    }
}

/// The id of the record inside another one, in the list under a key, that has a code.
#[must_use]
pub fn part_by_code(row: &Row, list: &str, key: &str, wanted: &str) -> Option<Uuid> {
    let parts = row.attribute(list)?.0.items()?;
    let is_it = |part: &Json<'_>| has_code(*part, key, wanted);
    value::id_of(parts.into_iter().find(is_it)?, "Id")
}

/// Whether an object has a code under a key; outer spaces do not count (F188).
pub(super) fn has_code(object: Json<'_>, key: &str, wanted: &str) -> bool {
    let code = get(object.get(), key);
    let code = code.and_then(|code| value::text(code).ok().flatten());
    code.is_some_and(|code| code.trim() == wanted.trim())
}

/// The code of a record, without outer spaces.
#[must_use]
pub fn code(of: &Endpoint, row: &Row) -> Option<String> {
    let stored = row.attribute(of.by_code?.code).and_then(Stored::text)?;
    Some(stored.trim().to_owned())
}
