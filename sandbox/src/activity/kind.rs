//! The types of activities (F143, F144, F225). A note has none of them: its type is the zero
//! GUID (F140).

use serde::Serialize;
use uuid::{Uuid, uuid};

use crate::wire::envelope;

/// A type on the wire; `Duration` is in minutes.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct KindRow {
    id: Uuid,
    title: &'static str,
    duration: u32,
    is_disabled: bool,
    icon: &'static str,
}

/// The types: title, minutes, icon.
const KINDS: [(&str, u32, &str); 5] = [
    ("تماس پیگیری", 15, "phone"),
    ("گفتگو", 10, "chat"),
    ("جلسه", 60, "meeting"),
    ("نمابر", 5, "fax"),
    ("بازدید", 120, "visit"),
];

/// The place of the disabled type.
const DISABLED: usize = 3;

/// The ids of all types.
pub(crate) fn ids() -> [Uuid; KINDS.len()] {
    const BASE: u128 = uuid!("ac717000-0000-4000-8000-000000000001").as_u128();
    std::array::from_fn(|place| Uuid::from_u128(BASE + place as u128))
}

/// `activity/GetActivityType`.
pub(crate) fn list() -> Vec<u8> {
    let rows = KINDS.iter().zip(ids()).enumerate();
    let rows = rows.map(|(place, (&(title, duration, icon), id))| {
        let is_disabled = place == DISABLED;
        KindRow { id, title, duration, is_disabled, icon }
    });
    envelope(rows.collect::<Vec<_>>())
}
