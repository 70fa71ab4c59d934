//! Activities and notes, and the kinds of them (didar-api.md 6.2).

use async_graphql::{Context, Object};

use crate::{
    crm::entity::Entity,
    didar::endpoint,
    graphql::{
        engine::nullable::Nullable,
        model::{
            attribute::Attribute,
            entity::{Described, Description},
            kind::Kind,
        },
        record::output::{Records, all},
    },
};

/// A kind of activity.
pub(super) struct ActivityType;

pub(super) static ACTIVITY_TYPE: Description = Description {
    entity: Entity::ActivityType,
    nouns: ("activity type", "activity types"),
    doc: "A kind of activity.",
    attributes: &[
        Attribute::new("id", "Id", Kind::Id, "Didar's GUID."),
        Attribute::new("title", "Title", Kind::Text, "Title."),
        Attribute::new(
            "isDisabled",
            "IsDisabled",
            Kind::Boolean,
            "Whether it is no longer to be used.",
        ),
    ],
    has_custom_fields: false,
    is_node: false,
    endpoint: &endpoint::ACTIVITY_TYPE,
    sum: None,
};

impl Described for ActivityType {
    const OF: &'static Description = &ACTIVITY_TYPE;
}

/// As a deal's details show it (F135, F219).
pub(super) static ACTIVITY: Description = Description {
    entity: Entity::Activity,
    nouns: ("activity", "activities"),
    doc: "Something to do or done, or a note.",
    attributes: &[
        Attribute::new("id", "Id", Kind::Reference, "Didar's GUID."),
        Attribute::new(
            "type",
            "ActivityTypeId",
            Kind::One(Entity::ActivityType),
            "Its type; null for a note.",
        )
        .with_id("Didar's GUID of its type; null for a note."),
        Attribute::new("title", "Title", Kind::Text, "Title."),
        Attribute::new("note", "Note", Kind::LongText, "What is to be done; may hold HTML."),
        Attribute::new(
            "result",
            "ResultNote",
            Kind::LongText,
            "What came of it, or the text of a note; may hold HTML.",
        ),
        Attribute::new("isDone", "IsDone", Kind::Boolean, "Whether it is done."),
        Attribute::new("dueAt", "DueDate", Kind::DateTime, "When it is due."),
        Attribute::new("dueOn", "DueDate", Kind::Day, "The day it is due."),
        Attribute::new("doneAt", "DoneDate", Kind::DateTime, "When it was done."),
        Attribute::new("registeredAt", "CreateDate", Kind::DateTime, "When it was written."),
        Attribute::new("owner", "OwnerId", Kind::One(Entity::User), "The user who owns it.")
            .with_id("The owner's user id."),
    ],
    has_custom_fields: false,
    is_node: false,
    endpoint: &endpoint::EMBEDDED,
    sum: None,
};

/// Queries; it holds nothing.
#[derive(Default)]
pub(super) struct ActivityQueries;

#[Object]
impl ActivityQueries {
    /// The kinds of activities; notes have none.
    async fn activity_types(&self, ctx: &Context<'_>) -> Nullable<Records<ActivityType>> {
        all(ctx).await
    }
}
