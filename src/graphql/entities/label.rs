//! Labels of deals (didar-api.md 6.5).

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

/// A label.
pub(super) struct Label;

pub(super) static LABEL: Description = Description::plain(
    Entity::Label,
    ("label", "labels"),
    "A label of deals.",
    &OF_LABEL,
    &endpoint::LABEL,
);

static OF_LABEL: [Attribute; 2] = [
    Attribute::new("id", "Id", Kind::Id, "Didar's GUID."),
    Attribute::new("title", "Title", Kind::Text, "Title."),
];

impl Described for Label {
    const OF: &'static Description = &LABEL;
}

/// Queries; it holds nothing.
#[derive(Default)]
pub(super) struct LabelQueries;

#[Object]
impl LabelQueries {
    /// The labels that deals can have.
    async fn labels(&self, ctx: &Context<'_>) -> Nullable<Records<Label>> {
        all(ctx).await
    }
}
