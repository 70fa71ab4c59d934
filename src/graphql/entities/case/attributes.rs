//! The case's attributes (didar-api.md 6.7 and 13, F169 to F173, F229 to F232). Which of them
//! rows show is a guess: what they do not show is null.

use crate::{
    crm::entity::Entity,
    didar::IS_DELETED,
    graphql::{
        entities::visibility::VISIBILITY,
        model::{
            attribute::{Attribute, By, Need, Nested, Sent, attribute},
            kind::Kind,
        },
    },
};

/// What of the person rows show (F173).
const EMBEDDED: &[&str] = &["displayName", "mobilePhone", "mobilePhoneE164"];

/// One row an attribute, one column a use.
pub(super) static ATTRIBUTES: &[Attribute] = &[
    attribute("id", "Id", Kind::Id, "Didar's GUID."),
    attribute("title", "Title", Kind::Text, "Title.").written(Need::Required),
    attribute("description", "Description", Kind::LongText, "Description; may hold HTML.")
        .written(Need::Free),
    attribute("status", "Status", Kind::Text, "Didar's name of its status, such as InProgress."),
    attribute("dueAt", "DueDate", Kind::Due, "When it is due.").written(Need::Free).again(),
    attribute("dueOn", "DueDate", Kind::Day, "The day it is due.")
        .written_as(Need::Free, "Day on which it is due; either this or `dueAt`."),
    attribute("isDeleted", IS_DELETED, Kind::Boolean, "Moved to the bin in Didar.")
        .filtered("In the bin, or not; goes before `includeDeleted`."),
    attribute("deal", "DealId", Kind::One(Entity::Deal), "The deal that it belongs to.")
        .with_id("Didar's GUID of the deal that it belongs to.")
        .filtered("The deal's id.")
        .written_as(Need::Free, "Didar's GUID of the deal that it belongs to.")
        .again(),
    attribute(
        "person",
        "Contact",
        Kind::One(Entity::Contact),
        "The person; displayName and mobilePhone cost no call.",
    )
    .beside("PersonId")
    .embeds(EMBEDDED)
    .with_id("Didar's GUID of the person.")
    .filtered_by(
        By::checked(Sent::Value),
        "The person's id. Every case is compared, so it takes a call for each 300 that Didar \
         finds.",
    )
    .written_as(Need::Free, "Didar's GUID of the person.")
    .again()
    .nested(Nested {
        input: "PersonInput",
        doc: "The person; found or created first where it is not given by id.",
        only: ("Type", "Person"),
    }),
    attribute("company", "CompanyId", Kind::One(Entity::Contact), "The company.")
        .with_id("Didar's GUID of the company.")
        .written_as(Need::Free, "Didar's GUID of the company.")
        .again(),
    attribute("owner", "OwnerId", Kind::One(Entity::User), "The user who owns it.")
        .with_id("The owner's user id.")
        .filtered("The owner's user id.")
        .written_as(Need::Free, "Didar's user id of the owner; the key's own user where left out.")
        .again(),
    attribute(
        "stage",
        "PipelineStageId",
        Kind::One(Entity::CaseStage),
        "The stage that it is in; its pipeline is known by it.",
    )
    .with_id("Didar's GUID of the stage.")
    .written_as(
        Need::Placed,
        "The stage; the first of the account's first pipeline of cases where a new case has none.",
    ),
    Attribute::input(
        "visibility",
        "VisibilityType",
        Kind::Enumeration(&VISIBILITY),
        Need::Free,
        "Who may see it.",
    ),
];
