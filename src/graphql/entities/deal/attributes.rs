//! The deal's attributes (didar-api.md 6.1 and 13, F128 to F138, F207 to F221).

use crate::{
    crm::entity::Entity,
    didar::{IS_DELETED, endpoint},
    graphql::{
        entities::{case, visibility::VISIBILITY},
        model::{
            attribute::{Attribute, By, Need, Nested, Sent, attribute},
            entity::Description,
            enumeration::{Enumeration, EnumerationValue},
            kind::Kind,
        },
    },
};

/// In the order of Didar's ordinals (F208).
pub(super) static STATUS: Enumeration = Enumeration {
    type_name: "DealStatus",
    doc: "How a deal stands.",
    values: &[
        EnumerationValue { name: "PENDING", wire: "Pending", doc: "Not decided." },
        EnumerationValue { name: "WON", wire: "Won", doc: "Won." },
        EnumerationValue { name: "LOST", wire: "Lost", doc: "Lost." },
    ],
};

/// Didar's window is not the time of registration (F130, F217): every row is compared.
const SINCE: By = By::checked(Sent::Since("SearchFromTime", "SearchToTime"));
/// Won and lost deals are read whole and compared: the window may leave some of them out.
const OF_WON: By = By::checked_with(Sent::Never, "Status", "Won");
const OF_LOST: By = By::checked_with(Sent::Never, "Status", "Lost");

/// What of a contact that is embedded in a row is proven to be there (F88, F218).
const EMBEDDED: &[&str] =
    &["displayName", "mobilePhone", "mobilePhoneE164", "custom", "customFields"];

/// One row an attribute, one column a use.
pub(super) static ATTRIBUTES: &[Attribute] = &[
    attribute("id", "Id", Kind::Id, "Didar's GUID."),
    attribute("code", "Code", Kind::Integer, "Running number shown in Didar."),
    attribute("title", "Title", Kind::Text, "Title.")
        .written_as(
            Need::Free,
            "Title; a new deal without one gets one from Didar, of its person's name.",
        )
        .again(),
    attribute("description", "Description", Kind::LongText, "Description; may hold HTML.")
        .written(Need::Free),
    attribute("status", "Status", Kind::Enumeration(&STATUS), "Pending, won or lost.")
        .filtered("Pending, won or lost.")
        .written_as(Need::Free, "To win or lose it; PENDING opens it again.")
        .again(),
    attribute(
        "price",
        "Price",
        Kind::Number,
        "Value of the deal, in the account's unit of money; Didar does not compute it from the \
         items.",
    )
    .written_as(Need::Free, "Value of the deal, in the account's unit of money.")
    .again(),
    Attribute::input(
        "taxPercent",
        "TaxPercent",
        Kind::Percent,
        Need::Free,
        "Tax on the whole deal, in percent; the account's own rate where left out.",
    ),
    Attribute::input(
        "registeredAt",
        "RegisterDate",
        Kind::DateTime,
        Need::New,
        "When it came about, for deals of the past; now where left out.",
    ),
    attribute("registeredAt", "RegisterTime", Kind::DateTime, "When it was created.")
        .filtered_by(SINCE, "When it was created."),
    attribute("registeredOn", "RegisterTime", Kind::Day, "The day it was created.")
        .filtered_by(SINCE, "The day it was created, in Tehran."),
    attribute(
        "expectedCloseAt",
        "ExpectedCloseDate",
        Kind::DateTime,
        "When it is expected to be decided.",
    )
    .written(Need::Free),
    attribute(
        "expectedCloseOn",
        "ExpectedCloseDate",
        Kind::Day,
        "The day it is expected to be decided.",
    )
    .written_as(
        Need::Free,
        "Day on which it is expected to be decided; either this or `expectedCloseAt`.",
    ),
    attribute("wonAt", "ChangeToWonTime", Kind::DateTime, "When it was won.")
        .filtered_by(OF_WON, "When it was won; of won deals only."),
    attribute("wonOn", "ChangeToWonTime", Kind::Day, "The day it was won.")
        .filtered_by(OF_WON, "The day it was won, in Tehran; of won deals only."),
    attribute("lostAt", "ChangeToLossTime", Kind::DateTime, "When it was lost.")
        .filtered_by(OF_LOST, "When it was lost; of lost deals only."),
    attribute("lostOn", "ChangeToLossTime", Kind::Day, "The day it was lost.")
        .filtered_by(OF_LOST, "The day it was lost, in Tehran; of lost deals only."),
    attribute("updatedAt", "LastUpdateTime", Kind::DateTime, "When it was last changed."),
    attribute(
        "nextActivityAt",
        "NextActivityDate",
        Kind::DateTime,
        "When its next activity is due.",
    ),
    attribute(
        "sourceId",
        "SourceId",
        Kind::Reference,
        "Didar's GUID of the source of acquaintance; Didar does not list them.",
    )
    .written(Need::Free),
    attribute(
        "lostReasonId",
        "LostReasonId",
        Kind::Reference,
        "Didar's GUID of the reason for which it was lost; Didar does not list them.",
    ),
    attribute("lostReasonNote", "LostReasonNote", Kind::Text, "A note on why it was lost.")
        .written(Need::Free),
    attribute("isDeleted", IS_DELETED, Kind::Boolean, "Moved to the bin in Didar.")
        .filtered("In the bin, or not; goes before `includeDeleted`."),
    attribute(
        "person",
        "Person",
        Kind::One(Entity::Contact),
        "The person; what the row holds of it costs no call.",
    )
    .beside("PersonId")
    .embeds(EMBEDDED)
    .with_id("Didar's GUID of the person.")
    .filtered_by(By::checked(Sent::InList("ContactIds")), "The person's id.")
    .written_as(Need::Required, "Didar's GUID of the person; it cannot be taken away.")
    .nested(Nested {
        input: "PersonInput",
        doc: "The person; a company alone is not enough for Didar.",
        only: ("Type", "Person"),
    }),
    attribute(
        "company",
        "Company",
        Kind::One(Entity::Contact),
        "The company; null where it was deleted.",
    )
    .beside("CompanyId")
    .embeds(EMBEDDED)
    .with_id("Didar's GUID of the company.")
    .filtered_by(By::checked(Sent::Value), "The company's id.")
    .written_as(Need::Free, "Didar's GUID of the company.")
    .again(),
    attribute("owner", "Owner", Kind::One(Entity::User), "The user who owns it.")
        .beside("OwnerId")
        .with_id("The owner's user id.")
        .filtered_by(By::checked(Sent::Value), "The owner's user id.")
        .written_as(Need::Free, "Didar's user id of the owner; the key's own user where left out.")
        .again(),
    attribute("pipeline", "PipelineId", Kind::One(Entity::Pipeline), "The pipeline that it is in.")
        .with_id("Didar's GUID of the pipeline.")
        .filtered("The pipeline's id.")
        .written_as(
            Need::New,
            "The pipeline; the account's first where neither this nor `stageId` is given.",
        )
        .again(),
    attribute("stage", "PipelineStageId", Kind::One(Entity::Stage), "The stage that it is in.")
        .with_id("Didar's GUID of the stage.")
        .filtered_by(By::Within("PipelineId"), "The stage's id.")
        .written_as(
            Need::Placed,
            "The stage; its pipeline follows. The first of the pipeline where a new deal has none.",
        ),
    Attribute::criterion(
        "label",
        "LabelIds",
        Kind::One(Entity::Label),
        By::InList,
        "A label's id. Pipelines share labels: give `pipelineId` too where one is meant.",
    ),
    attribute(
        "labelIds",
        "LabelIds",
        Kind::References(Some(Entity::Label)),
        "Didar's GUIDs of its labels.",
    )
    .written_as(Need::Free, "Didar's GUIDs of labels; replaces all.")
    .again(),
    attribute("labels", "LabelIds", Kind::Many(Entity::Label), "Its labels."),
    Attribute::input(
        "segmentIds",
        "SegmentIds",
        Kind::References(None),
        Need::Free,
        "Didar's GUIDs of segments; replaces all.",
    ),
    Attribute::input(
        "visibility",
        "VisibilityType",
        Kind::Enumeration(&VISIBILITY),
        Need::Free,
        "Who may see it.",
    ),
    attribute(
        "items",
        "Items",
        Kind::PartsOfSearch(Entity::DealItem),
        "What is sold. Didar tells it in lists only: one deal by its id costs one call more.",
    )
    .beside("PersonId"),
    attribute(
        "activities",
        "Activities",
        Kind::PartsOfDetail(Entity::Activity),
        "Its activities and notes; a call for each deal of a list.",
    )
    .beside("Id"),
    attribute("cases", "Id", Kind::Related(&case::OF_DEAL), "The cases that belong to it."),
];

/// Something that is sold with a deal (F134).
pub(crate) static ITEM: Description = Description::plain(
    Entity::DealItem,
    ("item", "items"),
    "Something that is sold with a deal.",
    &OF_ITEM,
    &endpoint::EMBEDDED,
);

static OF_ITEM: [Attribute; 9] = [
    attribute("id", "Id", Kind::Reference, "Didar's GUID."),
    attribute("productCode", "ProductCode", Kind::Text, "The product's own code."),
    attribute(
        "product",
        "ProductCode",
        Kind::Coded(Entity::Product),
        "The product; null where none has the code.",
    ),
    attribute("title", "TitleForInvoice", Kind::Text, "The title that an invoice shows."),
    attribute("quantity", "Quantity", Kind::Number, "How many; may be a fraction."),
    attribute("unitPrice", "UnitPrice", Kind::Number, "Price of one."),
    attribute("price", "Price", Kind::Number, "Quantity times unit price, as Didar says."),
    attribute("discount", "Discount", Kind::Number, "Amount taken off each one, as money."),
    attribute(
        "priceAfterDiscount",
        "PriceAfterDiscount",
        Kind::Number,
        "What is left to pay, as Didar says.",
    ),
];
