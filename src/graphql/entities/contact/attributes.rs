//! The contact's attributes (didar-api.md 4.1, 4.5 and 4.6, F69).

use crate::{
    crm::entity::Entity,
    didar::IS_DELETED,
    graphql::{
        entities::{case, visibility::VISIBILITY},
        model::{
            attribute::{Attribute, By, Need, Sent, Unique, attribute},
            enumeration::{Enumeration, EnumerationValue},
            kind::{Kind, Labelled, Link, Relation},
        },
    },
};

/// Persons and companies, in Didar's words.
static CONTACT_TYPE: Enumeration = Enumeration {
    type_name: "ContactType",
    doc: "What a contact is.",
    values: &[
        EnumerationValue { name: "PERSON", wire: "Person", doc: "A person." },
        EnumerationValue { name: "COMPANY", wire: "Company", doc: "A company." },
    ],
};

/// Didar's own comparison is not documented (didar-api.md 9, row 6).
const EQUAL: &str = "Equal; case and the keyboard of letters and digits do not matter.";
const PHONE: &str = "The whole number, in any spelling. Didar is asked for each usual one.";
const OF_PROVINCE: &str = "Didar's GUID of the province; `provinces` has them.";
const OF_CITY: &str = "Didar's GUID of the city; `provinces` has them.";
const OTHER_PHONES: &str = "Further phone numbers.";
const REGISTERED: (&str, &str) = ("SearchFromTime", "SearchToTime");

const fn text(name: &'static str, key: &'static str, doc: &'static str) -> Attribute {
    Attribute::new(name, key, Kind::Text, doc)
}

const fn flag(name: &'static str, key: &'static str, doc: &'static str) -> Attribute {
    Attribute::new(name, key, Kind::Boolean, doc)
}

/// One row an attribute, one column a use.
pub(super) static ATTRIBUTES: &[Attribute] = &[
    attribute("id", "Id", Kind::Id, "Didar's GUID."),
    attribute("code", "Code", Kind::Integer, "Running number shown in Didar."),
    attribute("type", "Type", Kind::Enumeration(&CONTACT_TYPE), "Person or company.")
        .filtered("Persons or companies; both where left out.")
        .written_as(Need::Once { default: "Person" }, "PERSON where left out."),
    Attribute::criterion(
        "keywords",
        "Keywords",
        Kind::Text,
        By::Fuzzy,
        "Fuzzy: a hit is not an equality. Asked for in Persian letters and Latin digits.",
    ),
    text("displayName", "DisplayName", "The name that Didar shows."),
    text("title", "Title", "Form of address.").written(Need::Free),
    text("firstName", "FirstName", "First name.").written(Need::Free),
    text("lastName", "LastName", "Last name; a company's whole name.").written(Need::Required),
    attribute("mobilePhone", "MobilePhone", Kind::MobilePhone, "As stored.")
        .filtered(PHONE)
        .written_as(
            Need::Free,
            "A whole number in any spelling and any digits: of Iran, stored as 09…, or with + and \
             the code of its country.",
        )
        .matched("By mobile phone, in every spelling.")
        .unique(Unique::Always),
    attribute(
        "mobilePhoneE164",
        "MobilePhone",
        Kind::E164,
        "+98… where mobilePhone is a valid Iranian mobile number, otherwise null.",
    ),
    attribute("workPhone", "WorkPhone", Kind::Phone, "As stored.").filtered(PHONE).written_as(
        Need::Free,
        "A number in any spelling and any digits, also with an extension; of Iran with its area \
         code, stored as 021….",
    ),
    text("workPhoneExtension", "WorkPhoneExtension", "Extension."),
    text("fax", "Fax", "Fax number."),
    attribute("email", "Email", Kind::Email, "E-mail address.")
        .filtered(EQUAL)
        .written(Need::Free)
        .matched("By e-mail address.")
        .unique(Unique::Perhaps),
    attribute("otherPhones", "OtherPhones", Kind::KeyValues(Labelled::Phone), OTHER_PHONES)
        .written_as(
            Need::Free,
            "Further phone numbers, in any spelling and any digits; replaces all.",
        ),
    attribute(
        "otherEmails",
        "OtherEmails",
        Kind::KeyValues(Labelled::Text),
        "Further e-mail addresses.",
    ),
    attribute("websites", "Websites", Kind::KeyValues(Labelled::Text), "Web sites."),
    attribute("addresses", "Addresses", Kind::KeyValues(Labelled::Text), "Postal addresses.")
        .written_as(Need::Free, "Postal addresses; replaces all."),
    attribute("customerCode", "CustomerCode", Kind::Code, "The account's own code.")
        .filtered(EQUAL)
        .written(Need::Free)
        .matched("By customer code.")
        .unique(Unique::Perhaps),
    attribute("nationalCode", "NationalCode", Kind::Code, "A person's national code.")
        .filtered(EQUAL)
        .written(Need::Free)
        .matched("By national code."),
    text("nationalId", "NationalID", "A company's national id."),
    text("economicCode", "EconomicIssue", "Economic code."),
    text("registrationNumber", "RegistrationNumber", "Registration number."),
    attribute("zipCode", "ZipCode", Kind::Code, "Postal code.").filtered(EQUAL).written(Need::Free),
    text("provinceTitle", "ProvinceTitle", "Province."),
    attribute("provinceId", "ProvinceId", Kind::Reference, OF_PROVINCE),
    Attribute::input(
        "province",
        "ProvinceId",
        Kind::One(Entity::Province),
        Need::Free,
        OF_PROVINCE,
    ),
    text("cityTitle", "CityTitle", "City."),
    attribute("cityId", "CityId", Kind::Reference, OF_CITY),
    // There is no `city` to read: accounts have fields of their own that are called so.
    Attribute::input("city", "CityId", Kind::One(Entity::City), Need::Free, OF_CITY),
    attribute("segmentIds", "Segments", Kind::References(None), "Didar's GUIDs of segments.")
        .beside("SegmentIds")
        .written_as(Need::Free, "Didar's GUIDs of segments; replaces all."),
    text("position", "Position", "Position in the company.").written(Need::Free),
    text("companyName", "CompanyName", "Name of the person's company.").written(Need::Free),
    attribute(
        "company",
        "CompanyId",
        Kind::One(Entity::Contact),
        "The person's company; its id and displayName cost no call.",
    )
    .shown("displayName", "CompanyName")
    .with_id("Didar's GUID of the person's company.")
    .filtered_by(
        By::checked_with(Sent::Value, "Type", "Person"),
        "The company's id; of persons only. Every person is compared, so it takes a call for \
         each 300 that Didar finds.",
    )
    .written_as(Need::Free, "Didar's GUID of the person's company."),
    attribute("birthDate", "BirthDate", Kind::DateTime, "Date of birth.")
        .beside("BirthDateisValid")
        .written(Need::Free),
    attribute("birthDay", "BirthDate", Kind::Day, "Day of birth, in Tehran.")
        .beside("BirthDateisValid")
        .written_as(Need::Free, "Day of birth; either this or `birthDate`."),
    attribute("backgroundInfo", "BackgroundInfo", Kind::LongText, "Notes; may hold HTML.")
        .written(Need::Free),
    attribute("owner", "Owner", Kind::One(Entity::User), "The user who owns it.")
        .beside("OwnerId")
        .with_id("The owner's user id.")
        .filtered("The owner's user id.")
        .written_as(Need::Free, "Didar's user id of the owner; the key's own user where left out."),
    attribute("visibility", "VisibilityType", Kind::Enumeration(&VISIBILITY), "Who may see it.")
        .written(Need::Free),
    flag("isVip", "IsVIP", "Marked as VIP.").filtered("Marked as VIP, or not."),
    Attribute::criterion("isPinned", "IsPinned", Kind::Boolean, By::Value, "Pinned, or not."),
    flag("isDeleted", IS_DELETED, "Moved to the bin in Didar.")
        .filtered("In the bin, or not; goes before `includeDeleted`."),
    flag("isCustomer", "IsCustomer", "Is a customer."),
    flag("isProspect", "IsProspect", "Is a prospect."),
    flag("canEdit", "CanEdit", "Whether the key's owner may edit it."),
    flag("canDelete", "CanDelete", "Whether the key's owner may delete it."),
    text("leadType", "LeadType", "Didar's name of the kind of lead."),
    text("leadStatus", "LeadStatus", "Didar's name of the state of the lead."),
    attribute("feedback", "Feedback", Kind::Number, "Feedback score."),
    attribute("registeredAt", "RegisterTime", Kind::DateTime, "When it was created.")
        .filtered_between(REGISTERED, "When it was created."),
    attribute("registeredOn", "RegisterTime", Kind::Day, "The day it was created.")
        .filtered_between(REGISTERED, "The day it was created, in Tehran."),
    attribute(
        "people",
        "Id",
        Kind::Related(&PEOPLE),
        "The persons of a company; none of a person's.",
    )
    .beside("Type"),
    attribute(
        "deals",
        "Id",
        Kind::Related(&DEALS),
        "The deals with this person, or of this company.",
    )
    .beside("Type"),
    attribute(
        "cases",
        "Id",
        Kind::Related(&case::OF_PERSON),
        "The cases of a person; none of a company's.",
    )
    .beside("Type"),
];

/// Of a company.
static PEOPLE: Relation = Relation {
    to: Entity::Contact,
    links: &[Link { of: Some("Company"), criterion: "companyId" }],
};

static DEALS: Relation = Relation {
    to: Entity::Deal,
    links: &[
        Link { of: Some("Person"), criterion: "personId" },
        Link { of: Some("Company"), criterion: "companyId" },
    ],
};
