//! The activity's attributes (didar-api.md 6.2 and 13, F139 to F147, F219 to F227).

use crate::{
    crm::entity::Entity,
    graphql::model::{
        attribute::{Attribute, Need::New},
        kind::Kind,
    },
};

/// One row an attribute, one column a use.
pub(super) static ATTRIBUTES: &[Attribute] = &[
    Attribute::new("id", "Id", Kind::Reference, "Didar's GUID."),
    Attribute::input(
        "deal",
        "DealId",
        Kind::One(Entity::Deal),
        New,
        "Didar's GUID of the deal; not within createDeal.",
    ),
    Attribute::input(
        "contactIds",
        "ContactIds",
        Kind::References(None),
        New,
        "Didar's GUIDs of contacts.",
    ),
    Attribute::new(
        "type",
        "ActivityTypeId",
        Kind::One(Entity::ActivityType),
        "Its type; null for a note.",
    )
    .with_id("Didar's GUID of its type; null for a note.")
    .written_as(New, "Didar's GUID of its type; a note where left out."),
    Attribute::new("title", "Title", Kind::Text, "Title.").written(New),
    Attribute::new("note", "Note", Kind::LongText, "What is to be done; may hold HTML.")
        .written_as(New, "What is to be done; not of a note."),
    Attribute::new(
        "result",
        "ResultNote",
        Kind::LongText,
        "What came of it, or the text of a note; may hold HTML.",
    )
    .written_as(New, "What came of it; the text of a note, which must have one."),
    Attribute::new("isDone", "IsDone", Kind::Boolean, "Whether it is done.")
        .written_as(New, "Whether it is done; notes always are."),
    Attribute::new("dueAt", "DueDate", Kind::Due, "When it is due.")
        .written_as(New, "When it is due; not of a note."),
    Attribute::new("dueOn", "DueDate", Kind::Day, "The day it is due.")
        .written_as(New, "Day on which it is due; either this or `dueAt`."),
    Attribute::new("doneAt", "DoneDate", Kind::DateTime, "When it was done."),
    Attribute::new("registeredAt", "CreateDate", Kind::DateTime, "When it was written."),
    Attribute::input("duration", "Duration", Kind::Integer, New, "How long it takes, in minutes."),
    Attribute::new("owner", "OwnerId", Kind::One(Entity::User), "The user who owns it.")
        .with_id("The owner's user id.")
        .written_as(New, "Didar's user id of the owner; the key's own user where left out."),
];
