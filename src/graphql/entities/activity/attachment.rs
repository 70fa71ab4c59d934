//! Files of activities and notes (didar-api.md 6.2, F145). No call reads them back.

use crate::{
    crm::{
        changes::{Change, Changes, NewValue},
        entity::Entity,
    },
    didar::endpoint,
    graphql::model::{
        attribute::{
            Attribute,
            Need::{New, Required},
        },
        entity::{Described, Description, Fault, Saving, Wrong},
        kind::Kind,
    },
    message::message,
};

/// A file of an activity.
pub(super) struct Attachment;

const NAME: &str = "Name";
const TYPE: &str = "Type";
/// The media type of bytes of which nothing is known (RFC 2046, 4.5.1).
const ANY_BYTES: &str = "application/octet-stream";

static ATTRIBUTES: [Attribute; 6] = [
    Attribute::new("key", "Key", Kind::Text, "Didar's key of the file."),
    Attribute::input(
        "activityId",
        "activityId",
        Kind::Reference,
        Required,
        "Didar's GUID of the activity or note.",
    ),
    Attribute::new("name", NAME, Kind::Text, "Name of the file.").written(Required),
    Attribute::new("contentType", TYPE, Kind::Text, "Media type.")
        .written_as(New, "Media type; application/octet-stream where left out."),
    Attribute::new("size", "Size", Kind::Integer, "Size in bytes."),
    Attribute::input("content", "uploads", Kind::File, Required, "The file's bytes."),
];

pub(in crate::graphql::entities) static ATTACHMENT: Description = Description {
    saving: Some(Saving { input: Some("AttachFileInput"), rules: Some(ruled), ..Saving::OF_NEW }),
    ..Description::plain(
        Entity::Attachment,
        ("attachment", "attachments"),
        "A file as Didar has it.",
        &ATTRIBUTES,
        &endpoint::ATTACHMENT,
    )
};

impl Described for Attachment {
    const OF: &'static Description = &ATTACHMENT;
}

/// A file has a name without a folder, and a media type.
fn ruled(mut changes: Changes) -> Result<Changes, Vec<Fault>> {
    let mut faults = Vec::new();
    if changes.text(NAME).is_some_and(|name| name.contains(['/', '\\'])) {
        let message = message!("expected a name without a folder");
        faults.push(Fault { entry: "name", what: Wrong::Invalid, message });
    }
    match changes.text(TYPE).map(str::parse::<mime::Mime>) {
        None => {
            let value = NewValue::Text(ANY_BYTES.to_owned());
            changes.attributes.push(Change { key: TYPE.to_owned(), value });
        }
        Some(Err(_)) => {
            let message = message!("expected a media type such as application/pdf");
            faults.push(Fault { entry: "contentType", what: Wrong::Invalid, message });
        }
        Some(Ok(_)) => {}
    }
    if faults.is_empty() { Ok(changes) } else { Err(faults) }
}
