//! Users: who owns a record (didar-api.md 6.3).

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

/// A user.
pub(super) struct User;

/// The object embedded as `Owner`, or a row of `User/List`.
pub(super) static USER: Description = Description {
    entity: Entity::User,
    nouns: ("user", "users"),
    doc: "A user of the account.",
    attributes: &[
        Attribute::new("id", "UserId", Kind::Id, "Didar's `UserId`; what owner ids mean."),
        Attribute::new("displayName", "DisplayName", Kind::Text, "The name that Didar shows."),
        Attribute::new("firstName", "FirstName", Kind::Text, "First name."),
        Attribute::new("lastName", "LastName", Kind::Text, "Last name."),
        Attribute::new(
            "email",
            "UserName",
            Kind::Email,
            "The e-mail address that the user logs in with.",
        ),
        Attribute::new("isOwner", "IsOwner", Kind::Boolean, "Whether the user owns the account."),
        Attribute::new(
            "isDisabled",
            "IsDisabled",
            Kind::Boolean,
            "Whether the user may no longer log in.",
        ),
        Attribute::new(
            "pictureUrl",
            "PictureUrl",
            Kind::Text,
            "Address of the user's picture; of owners of contacts only.",
        ),
    ],
    has_custom_fields: false,
    is_node: true,
    endpoint: &endpoint::USER,
    sum: None,
    saving: None,
};

impl Described for User {
    const OF: &'static Description = &USER;
}

/// Queries; it holds nothing.
#[derive(Default)]
pub(super) struct UserQueries;

#[Object]
impl UserQueries {
    /// The users of the account.
    async fn users(&self, ctx: &Context<'_>) -> Nullable<Records<User>> {
        all(ctx).await
    }
}
