//! The categories of products (F165).

use serde::Serialize;
use uuid::{Uuid, uuid};

use crate::wire::envelope;

/// A category on the wire.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct CategoryRow {
    id: Uuid,
    title: &'static str,
}

const TITLES: [&str; 4] = ["کتاب", "نرم‌افزار", "سخت‌افزار", "خدمات و لوازم"];

/// The ids of all categories.
pub(super) fn ids() -> [Uuid; TITLES.len()] {
    const BASE: u128 = uuid!("ca7e0000-0000-4000-8000-000000000001").as_u128();
    std::array::from_fn(|place| Uuid::from_u128(BASE + place as u128))
}

/// `product/categories`.
pub(crate) fn list() -> Vec<u8> {
    let rows = ids().into_iter().zip(TITLES).map(|(id, title)| CategoryRow { id, title });
    envelope(rows.collect::<Vec<_>>())
}
