//! The account's users: `User/List` (didar-api.md 6.3).

use std::collections::HashMap;

use serde_json::value::RawValue;

use super::{
    Didar, Row,
    envelope::{self, malformed},
    transport::Action,
    value,
};
use crate::crm::error::UpstreamError;

const LIST: Action = Action::read("User/List");

impl Didar {
    /// Every user of the account, by `UserId`: what `OwnerId` means (F150).
    ///
    /// # Errors
    /// Where Didar gives no readable list.
    pub async fn users(&self) -> Result<HashMap<String, Row>, UpstreamError> {
        let answer = self.transport.call(LIST, &serde_json::Map::new()).await?;
        let raw =
            envelope::response(&answer)?.ok_or_else(|| malformed("Response", "is missing"))?;
        let list: Vec<&RawValue> = serde_json::from_str(raw.get())
            .map_err(|error| malformed("Response", &envelope::describe(&error)))?;
        let mut users = HashMap::with_capacity(list.len());
        for (index, raw) in list.into_iter().enumerate() {
            let row = Row::of(&answer, raw, &format!("Response[{index}]"))?;
            let id = row.pick(&["UserId"]).into_iter().flatten().next().map(value::guid);
            if let Some(Ok(Some(id))) = id {
                users.insert(id, row);
            }
        }
        Ok(users)
    }
}
