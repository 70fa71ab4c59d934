//! What Didar's own search box finds (didar-api.md 3.4, F49 to F51).

use serde::Serialize;

use super::{
    action::Action,
    client::Didar,
    endpoint::Endpoint,
    envelope::{Members, items, malformed},
    row::{Row, Stored},
    value,
};
use crate::crm::error::UpstreamError;

const SEARCH: Action = Action::read("search/search");

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Body<'a> {
    keyword: &'a str,
    types: &'a [&'a str],
}

/// What was found.
#[derive(Debug)]
pub struct Found {
    /// How many there are, as Didar says.
    pub total: Option<u64>,
    /// What each is, in Didar's word and in lower case, and its row, in Didar's order.
    pub hits: Vec<(String, Row)>,
}

impl Didar {
    /// Everything of these types, in Didar's words, that a text finds. All rows have their ids as
    /// those of `of`.
    ///
    /// # Errors
    /// Where Didar gives no readable answer.
    pub async fn everywhere(
        &self,
        of: &Endpoint,
        keyword: &str,
        types: &[&str],
    ) -> Result<Found, UpstreamError> {
        let answer = self.transport.call(SEARCH, &Body { keyword, types }).await?;
        let response = answer.response()?;
        let members = Members::read(response.get());
        let members = members.map_err(|fault| malformed("Response", &fault))?;
        let one =
            |name: &str, path: &str| members.one(name).map_err(|twice| malformed(path, &twice));
        let list = one("list", "Response.List")?;
        let list = items(list.ok_or_else(|| malformed("Response.List", "is missing"))?)?;
        let total = one("total", "Response.Total")?.and_then(|total| value::integer(total).ok()?);
        let mut hits = Vec::new();
        for (at, item) in list.into_iter().enumerate() {
            let path = || format!("Response.List[{at}]");
            let row = Row::of(answer.part(item), of.id, path)?;
            let kind = row.attribute("_tp").and_then(Stored::text);
            let kind = kind.ok_or_else(|| malformed(&path(), "does not say what it is"))?;
            hits.push((kind.to_ascii_lowercase(), row));
        }
        Ok(Found { total: total.and_then(|total| u64::try_from(total).ok()), hits })
    }
}
