//! Labels (section 6.5): of deals, and of other things in the same list.

use serde::Serialize;
use uuid::{Uuid, uuid};

use crate::wire::envelope;

/// A label on the wire (F239).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct LabelRow {
    id: Uuid,
    title: &'static str,
    code: usize,
    #[serde(rename = "Type")]
    kind: &'static str,
}

/// The labels of the account: title and what they are for. Titles hold the letters of both
/// keyboards (didar-api.md 9, row 12).
const LABELS: [(&str, &str); 5] = [
    ("فوری", "Deal"),
    ("مشتري ويژه", "Deal"),
    ("منتظر پیش‌پرداخت", "Deal"),
    ("همکار", "Contact"),
    ("نمایشگاه", "Deal"),
];

/// The labels with their ids.
fn labels() -> impl Iterator<Item = (Uuid, &'static str, &'static str)> {
    const ID: u128 = uuid!("1abe1000-0000-4000-8000-000000000001").as_u128();
    let ids = (ID..).map(Uuid::from_u128);
    ids.zip(LABELS).map(|(id, (title, kind))| (id, title, kind))
}

/// The labels that a deal may have.
pub(crate) fn of_deals() -> impl Iterator<Item = Uuid> {
    labels().filter(|(_, _, kind)| *kind == "Deal").map(|(id, ..)| id)
}

/// `Label/GetDealLabels`: every label, those of other things too (F155).
pub(crate) fn list() -> Vec<u8> {
    let rows = labels().zip(1..);
    let rows = rows.map(|((id, title, kind), code)| LabelRow { id, title, code, kind });
    envelope(rows.collect::<Vec<_>>())
}
