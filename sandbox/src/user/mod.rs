//! The users of the account (section 6.3).

mod row;

use uuid::{Uuid, uuid};

use crate::wire::envelope;
use row::UserRow;

/// `User/List`: every user, disabled ones included.
pub(crate) fn list() -> Vec<u8> {
    envelope(USERS.iter().map(UserRow::from).collect::<Vec<_>>())
}

/// A user. `user_id` is what `OwnerId` means everywhere; `id` is another number (F150).
#[derive(Debug)]
pub(crate) struct User {
    pub(crate) id: Uuid,
    pub(crate) user_id: Uuid,
    pub(crate) code: u32,
    pub(crate) login: &'static str,
    pub(crate) first_name: &'static str,
    pub(crate) last_name: &'static str,
    pub(crate) is_disabled: bool,
}

impl User {
    pub(crate) fn display_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }
}

/// The owners; the first one is the owner of the account and of the key.
pub(crate) static USERS: [User; 6] = [
    user(0, "niloofar", "نیلوفر", "صدر"),
    user(1, "behnam", "بهنام", "کاویانی"),
    user(2, "shirin", "شیرین", "مهرابی"),
    user(3, "kaveh", "کاوه", "دانش"),
    user(4, "golnaz", "گلناز", "پارسا"),
    user(5, "omid", "امید", "فرهمند"),
];

const fn user(
    place: u8,
    login: &'static str,
    first_name: &'static str,
    last_name: &'static str,
) -> User {
    const ID: u128 = uuid!("5a9d0000-0000-4000-8000-0000000000a1").as_u128();
    const USER_ID: u128 = uuid!("b3170000-0000-4000-8000-0000000000e1").as_u128();
    User {
        id: Uuid::from_u128(ID + place as u128),
        user_id: Uuid::from_u128(USER_ID + place as u128),
        code: 1 + place as u32,
        login,
        first_name,
        last_name,
        is_disabled: place == 5,
    }
}

/// The name of the user a `OwnerId` names.
pub(crate) fn display_name_of(user_id: Uuid) -> Option<String> {
    let known = USERS.iter().find(|user| user.user_id == user_id);
    known.map(User::display_name)
}
