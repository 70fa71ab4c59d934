//! The collections of a contact. An empty one is a wrapper with an empty array (F24).

use serde::Serialize;
use uuid::Uuid;

use crate::contact::record::{Contact, KeyValue};

/// Wrappers, segments and the keys that are constant in the sandbox.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Lists<'a> {
    other_phones: KeyValues<'a>,
    other_emails: KeyValues<'a>,
    websites: KeyValues<'a>,
    addresses: KeyValues<'a>,
    bank_accounts: Values,
    segments: Vec<Segment>,
    contact_status: Empty,
    keep_in_touch: (),
    lead_generation_type: &'static str,
    lead_status: &'static str,
    lead_type: &'static str,
    feedback: f64,
}

/// The wrapper of F71.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct KeyValues<'a> {
    key_values: &'a [KeyValue],
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Values {
    values: [(); 0],
}

#[derive(Serialize)]
struct Empty {}

/// A segment on read (F158).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Segment {
    id: Uuid,
}

impl<'a> Lists<'a> {
    pub(super) fn of(contact: &'a Contact) -> Self {
        let rare = contact.rare.as_deref();
        let segments = rare.map_or(&[][..], |rare| &rare.segments);
        Self {
            other_phones: KeyValues::of(rare.map(|rare| &rare.other_phones)),
            other_emails: KeyValues::of(rare.map(|rare| &rare.other_emails)),
            websites: KeyValues::of(rare.map(|rare| &rare.websites)),
            addresses: KeyValues::of(rare.map(|rare| &rare.addresses)),
            bank_accounts: Values { values: [] },
            segments: segments.iter().map(|&id| Segment { id }).collect(),
            contact_status: Empty {},
            keep_in_touch: (),
            lead_generation_type: "None",
            lead_status: "None",
            lead_type: "None",
            feedback: 0.0,
        }
    }
}

impl<'a> KeyValues<'a> {
    fn of(key_values: Option<&'a Vec<KeyValue>>) -> Self {
        let key_values = key_values.map_or(&[][..], Vec::as_slice);
        Self { key_values }
    }
}
