//! A row of `User/List` (F149).

use serde::Serialize;
use uuid::Uuid;

use super::User;

/// A user on the wire.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct UserRow {
    id: Uuid,
    user_id: Uuid,
    code: u32,
    user_name: String,
    first_name: &'static str,
    last_name: &'static str,
    display_name: String,
    is_owner: bool,
    is_disabled: bool,
    invitation_accepted: bool,
}

impl From<&User> for UserRow {
    fn from(user: &User) -> Self {
        Self {
            id: user.id,
            user_id: user.user_id,
            code: user.code,
            user_name: format!("{}@example.test", user.login),
            first_name: user.first_name,
            last_name: user.last_name,
            display_name: user.display_name(),
            is_owner: user.code == 1,
            is_disabled: user.is_disabled,
            invitation_accepted: true,
        }
    }
}
