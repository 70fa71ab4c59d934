//! Users: who owns a record (didar-api.md 6.3).

use crate::{
    crm::entity::Entity,
    didar::endpoint,
    graphql::model::{attribute::Attribute, entity::Description, kind::Kind},
};

/// The object embedded as `Owner`, or a row of `User/List`.
pub(super) static USER: Description = Description {
    entity: Entity::User,
    nouns: ("user", "users"),
    doc: "A user of the account.",
    attributes: &[
        Attribute::new("id", "UserId", Kind::Id, "Didar's `UserId`; what owner ids mean."),
        Attribute::new("displayName", "DisplayName", Kind::Text, "The name that Didar shows."),
        Attribute::new("pictureUrl", "PictureUrl", Kind::Text, "Address of the user's picture."),
    ],
    has_custom_fields: false,
    endpoint: &endpoint::USER,
};
