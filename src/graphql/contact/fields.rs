//! The contact's fixed fields (didar-api.md 4.6), and the user's who owns it.

use crate::{
    crm::entity::Entity,
    graphql::model::table::{Enumeration, EnumerationValue, Field, Kind, Leaf, Table},
};

/// Persons and companies, in Didar's words.
pub(crate) static CONTACT_TYPE: Enumeration = Enumeration {
    type_name: "ContactType",
    doc: "What a contact is.",
    values: &[
        EnumerationValue { name: "PERSON", wire: "Person", doc: "A person." },
        EnumerationValue { name: "COMPANY", wire: "Company", doc: "A company." },
    ],
};

/// Who may see a contact (F68).
pub(crate) static VISIBILITY: Enumeration = Enumeration {
    type_name: "Visibility",
    doc: "Who may see a record.",
    values: &[
        EnumerationValue { name: "ALL", wire: "All", doc: "Every user of the account." },
        EnumerationValue { name: "OWNER", wire: "Owner", doc: "The owner." },
        EnumerationValue { name: "OWNER_GROUP", wire: "OwnerGroup", doc: "The owner's group." },
    ],
};

/// The fixed rows of the contact's table.
pub(crate) fn contact_fields() -> Vec<Field> {
    let mut fields = identity();
    fields.extend(reachability());
    fields.extend(company_and_place());
    fields.extend(state());
    fields.extend(relations());
    fields
}

fn identity() -> Vec<Field> {
    let kind = Leaf::Enumeration(&CONTACT_TYPE);
    vec![
        Field::leaf("id", "Id", Leaf::Id, "Didar's GUID."),
        Field::leaf("code", "Code", Leaf::Integer, "Running number shown in Didar."),
        Field::leaf("type", "Type", kind, "Person or company."),
        Field::leaf("displayName", "DisplayName", Leaf::Text, "The name that Didar shows."),
        Field::leaf("title", "Title", Leaf::Text, "Form of address."),
        Field::leaf("firstName", "FirstName", Leaf::Text, "First name."),
        Field::leaf("lastName", "LastName", Leaf::Text, "Last name; a company's whole name."),
        Field::leaf("customerCode", "CustomerCode", Leaf::Text, "The account's own code."),
        Field::leaf("nationalCode", "NationalCode", Leaf::Text, "A person's national code."),
        Field::leaf("nationalId", "NationalID", Leaf::Text, "A company's national id."),
        Field::leaf("economicCode", "EconomicIssue", Leaf::Text, "Economic code."),
        Field::leaf("registrationNumber", "RegistrationNumber", Leaf::Text, "Registration number."),
        Field::leaf("position", "Position", Leaf::Text, "Position in the company."),
        Field::leaf("backgroundInfo", "BackgroundInfo", Leaf::Text, "Notes; may hold HTML."),
        Field::leaf("birthDate", "BirthDate", Leaf::ConfirmedDateTime, "Date of birth.")
            .with("BirthDateisValid"),
    ]
}

fn reachability() -> Vec<Field> {
    let more = |name, key, doc| Field::new(name, key, Kind::KeyValues, doc);
    vec![
        Field::leaf("mobilePhone", "MobilePhone", Leaf::Text, "As stored."),
        Field::leaf(
            "mobilePhoneE164",
            "MobilePhone",
            Leaf::MobileE164,
            "+98… where mobilePhone is a valid Iranian mobile number, otherwise null.",
        ),
        Field::leaf("workPhone", "WorkPhone", Leaf::Text, "As stored."),
        Field::leaf("workPhoneExtension", "WorkPhoneExtension", Leaf::Text, "Extension."),
        Field::leaf("fax", "Fax", Leaf::Text, "Fax number."),
        Field::leaf("email", "Email", Leaf::Text, "E-mail address."),
        more("otherPhones", "OtherPhones", "Further phone numbers."),
        more("otherEmails", "OtherEmails", "Further e-mail addresses."),
        more("websites", "Websites", "Web sites."),
        more("addresses", "Addresses", "Postal addresses."),
    ]
}

fn company_and_place() -> Vec<Field> {
    vec![
        Field::leaf("companyName", "CompanyName", Leaf::Text, "Name of the person's company."),
        Field::leaf("zipCode", "ZipCode", Leaf::Text, "Postal code."),
        Field::leaf("provinceTitle", "ProvinceTitle", Leaf::Text, "Province."),
        Field::leaf("cityTitle", "CityTitle", Leaf::Text, "City."),
    ]
}

fn state() -> Vec<Field> {
    let visibility = Leaf::Enumeration(&VISIBILITY);
    vec![
        Field::leaf("isVip", "IsVIP", Leaf::Boolean, "Marked as VIP."),
        Field::leaf("isDeleted", "IsDeleted", Leaf::Boolean, "Moved to the bin in Didar."),
        Field::leaf("isCustomer", "IsCustomer", Leaf::Boolean, "Is a customer."),
        Field::leaf("isProspect", "IsProspect", Leaf::Boolean, "Is a prospect."),
        Field::leaf("canEdit", "CanEdit", Leaf::Boolean, "Whether the key's owner may edit it."),
        Field::leaf(
            "canDelete",
            "CanDelete",
            Leaf::Boolean,
            "Whether the key's owner may delete it.",
        ),
        Field::leaf("leadType", "LeadType", Leaf::Text, "Didar's name of the kind of lead."),
        Field::leaf(
            "leadStatus",
            "LeadStatus",
            Leaf::Text,
            "Didar's name of the state of the lead.",
        ),
        Field::leaf("feedback", "Feedback", Leaf::Number, "Feedback score."),
        Field::leaf("visibility", "VisibilityType", visibility, "Who may see it."),
        Field::leaf("registeredAt", "RegisterTime", Leaf::DateTime, "When it was created."),
        Field::leaf("registeredOn", "RegisterTime", Leaf::JalaliDay, "The day it was created."),
    ]
}

fn relations() -> Vec<Field> {
    let (contact, user) = (Kind::One(Entity::Contact), Kind::One(Entity::User));
    vec![
        Field::new("company", "CompanyId", contact, "The person's company."),
        Field::new("owner", "Owner", user, "The user who owns it.").with("OwnerId"),
    ]
}

/// A user: the object embedded as `Owner`, or a row of `User/List`.
pub(crate) fn user_table() -> Table {
    Table::new(
        "User",
        "A user of the account.",
        vec![
            Field::leaf("id", "UserId", Leaf::Id, "Didar's `UserId`; what owner ids mean."),
            Field::leaf("displayName", "DisplayName", Leaf::Text, "The name that Didar shows."),
            Field::leaf("pictureUrl", "PictureUrl", Leaf::Text, "Address of the user's picture."),
        ],
    )
}
