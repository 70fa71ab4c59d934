//! Activities and notes, and the kinds of them (didar-api.md 6.2).

pub(super) mod attachment;
mod attributes;
pub(super) mod mutations;
mod rules;

use async_graphql::{Context, Object};

use crate::{
    crm::entity::Entity,
    didar::endpoint,
    graphql::{
        engine::nullable::Nullable,
        model::{
            attribute::Attribute,
            entity::{Described, Description, Saving},
            kind::Kind,
        },
        record::output::{Records, all},
    },
};

/// A kind of activity.
pub(super) struct ActivityType;

pub(super) static ACTIVITY_TYPE: Description = Description::plain(
    Entity::ActivityType,
    ("activity type", "activity types"),
    "A kind of activity.",
    &OF_TYPE,
    &endpoint::ACTIVITY_TYPE,
);

static OF_TYPE: [Attribute; 3] = [
    Attribute::new("id", "Id", Kind::Id, "Didar's GUID."),
    Attribute::new("title", "Title", Kind::Text, "Title."),
    Attribute::new(
        "isDisabled",
        "IsDisabled",
        Kind::Boolean,
        "Whether it is no longer to be used.",
    ),
];

impl Described for ActivityType {
    const OF: &'static Description = &ACTIVITY_TYPE;
}

/// An activity, or a note.
pub(super) struct Activity;

/// As a deal's details show it (F135, F219).
pub(super) static ACTIVITY: Description = Description {
    entity: Entity::Activity,
    nouns: ("activity", "activities"),
    doc: "Something to do or done, or a note.",
    attributes: attributes::ATTRIBUTES,
    has_custom_fields: false,
    is_node: false,
    endpoint: &endpoint::ACTIVITY,
    sum: None,
    saving: Some(Saving { rules: Some(rules::ruled), ..Saving::OF_NEW }),
};

impl Described for Activity {
    const OF: &'static Description = &ACTIVITY;
}

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
