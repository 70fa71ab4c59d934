//! The account's users: `User/List` (didar-api.md 6.3).

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::{client::Didar, envelope::items, row::Row, transport::Action};
use crate::crm::error::UpstreamError;

const LIST: Action = Action::read("User/List");

impl Didar {
    /// Every user of the account, by `UserId`: what `OwnerId` means (F150).
    ///
    /// # Errors
    /// Where Didar gives no readable list.
    pub async fn users(&self) -> Result<HashMap<String, Row>, UpstreamError> {
        let answer = self.transport.call(LIST, &serde_json::Map::new()).await?;
        let list = items(answer.parse::<&RawValue>()?)?;
        let mut users = HashMap::with_capacity(list.len());
        for (index, raw) in list.into_iter().enumerate() {
            let row = Row::of(answer.text(), raw, "UserId", || format!("Response[{index}]"))?;
            users.insert(row.id().to_string(), row);
        }
        Ok(users)
    }
}
