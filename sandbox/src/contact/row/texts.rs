//! The plain texts of a contact; those never written are null (F24).

use serde::Serialize;

use crate::contact::attribute::Attribute;
use crate::contact::record::Contact;

/// Names; `DisplayName` is computed (F69).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Names<'a> {
    title: Option<&'a str>,
    first_name: Option<&'a str>,
    last_name: Option<&'a str>,
    display_name: String,
    position: Option<&'a str>,
    background_info: Option<&'a str>,
}

impl<'a> Names<'a> {
    pub(super) fn of(contact: &'a Contact) -> Self {
        let text = |attribute| contact.attributes.get(attribute);
        Self {
            title: text(Attribute::Title),
            first_name: text(Attribute::FirstName),
            last_name: text(Attribute::LastName),
            display_name: contact.display_name(),
            position: text(Attribute::Position),
            background_info: text(Attribute::BackgroundInfo),
        }
    }
}

/// Phones and e-mail, as they were typed (4.6).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Reach<'a> {
    mobile_phone: Option<&'a str>,
    work_phone: Option<&'a str>,
    work_phone_extension: Option<&'a str>,
    fax: Option<&'a str>,
    email: Option<&'a str>,
}

impl<'a> Reach<'a> {
    pub(super) fn of(contact: &'a Contact) -> Self {
        let text = |attribute| contact.attributes.get(attribute);
        Self {
            mobile_phone: text(Attribute::MobilePhone),
            work_phone: text(Attribute::WorkPhone),
            work_phone_extension: text(Attribute::WorkPhoneExtension),
            fax: text(Attribute::Fax),
            email: text(Attribute::Email),
        }
    }
}

/// Codes of the customer and of the authorities.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Papers<'a> {
    customer_code: Option<&'a str>,
    national_code: Option<&'a str>,
    #[serde(rename = "NationalID")]
    national_id: Option<&'a str>,
    economic_issue: Option<&'a str>,
    registration_number: Option<&'a str>,
    zip_code: Option<&'a str>,
}

impl<'a> Papers<'a> {
    pub(super) fn of(contact: &'a Contact) -> Self {
        let text = |attribute| contact.attributes.get(attribute);
        Self {
            customer_code: text(Attribute::CustomerCode),
            national_code: text(Attribute::NationalCode),
            national_id: text(Attribute::NationalId),
            economic_issue: text(Attribute::EconomicIssue),
            registration_number: text(Attribute::RegistrationNumber),
            zip_code: text(Attribute::ZipCode),
        }
    }
}
