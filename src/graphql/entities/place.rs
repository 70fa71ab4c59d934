//! The provinces of Iran and their cities (didar-api.md 4.8): the same for every account.

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

/// A province.
pub(super) struct Province;

pub(super) static PROVINCE: Description = Description::plain(
    Entity::Province,
    ("province", "provinces"),
    "A province of Iran.",
    &OF_PROVINCE,
    &endpoint::PROVINCE,
);

static OF_PROVINCE: [Attribute; 3] = [
    Attribute::new("id", "Id", Kind::Id, "Didar's GUID."),
    Attribute::new("title", "Title", Kind::Text, "Title."),
    Attribute::new(
        "cities",
        "Cities",
        Kind::Parts(Entity::City),
        "Its cities; null where Didar does not tell them.",
    ),
];

pub(super) static CITY: Description = Description::plain(
    Entity::City,
    ("city", "cities"),
    "A city of a province.",
    &OF_CITY,
    &endpoint::CITY,
);

static OF_CITY: [Attribute; 2] = [
    Attribute::new("id", "Id", Kind::Id, "Didar's GUID."),
    Attribute::new("title", "Title", Kind::Text, "Title."),
];

impl Described for Province {
    const OF: &'static Description = &PROVINCE;
}

/// Queries; it holds nothing.
#[derive(Default)]
pub(super) struct PlaceQueries;

#[Object]
impl PlaceQueries {
    /// The provinces of Iran with their cities.
    async fn provinces(&self, ctx: &Context<'_>) -> Nullable<Records<Province>> {
        all(ctx).await
    }
}
