//! The plain text attributes of a contact (section 4.6).

use std::sync::Arc;

/// A text attribute. Stored sparsely: most contacts have few of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attribute {
    FirstName,
    LastName,
    Title,
    MobilePhone,
    WorkPhone,
    WorkPhoneExtension,
    Fax,
    Email,
    CustomerCode,
    NationalCode,
    ZipCode,
    Position,
    BackgroundInfo,
    CompanyName,
    EconomicIssue,
    RegistrationNumber,
    NationalId,
    CityTitle,
    ProvinceTitle,
}

impl Attribute {
    /// Every attribute with its name on the wire.
    pub(crate) const ALL: [(Self, &'static str); 19] = [
        (Self::FirstName, "FirstName"),
        (Self::LastName, "LastName"),
        (Self::Title, "Title"),
        (Self::MobilePhone, "MobilePhone"),
        (Self::WorkPhone, "WorkPhone"),
        (Self::WorkPhoneExtension, "WorkPhoneExtension"),
        (Self::Fax, "Fax"),
        (Self::Email, "Email"),
        (Self::CustomerCode, "CustomerCode"),
        (Self::NationalCode, "NationalCode"),
        (Self::ZipCode, "ZipCode"),
        (Self::Position, "Position"),
        (Self::BackgroundInfo, "BackgroundInfo"),
        (Self::CompanyName, "CompanyName"),
        (Self::EconomicIssue, "EconomicIssue"),
        (Self::RegistrationNumber, "RegistrationNumber"),
        (Self::NationalId, "NationalID"),
        (Self::CityTitle, "CityTitle"),
        (Self::ProvinceTitle, "ProvinceTitle"),
    ];
}

/// The attributes a contact has. An attribute never written is absent and read as null; one
/// that a client emptied is the empty text (F24, F111).
#[derive(Clone, Debug, Default)]
pub(crate) struct Attributes(Vec<(Attribute, Arc<str>)>);

impl Attributes {
    pub(crate) fn get(&self, wanted: Attribute) -> Option<&str> {
        let found = self.0.iter().find(|(attribute, _)| *attribute == wanted);
        found.map(|(_, text)| &**text)
    }

    /// The text of an attribute, empty when there is none.
    pub(crate) fn text(&self, wanted: Attribute) -> &str {
        self.get(wanted).unwrap_or_default()
    }

    pub(crate) fn set(&mut self, attribute: Attribute, text: impl Into<Arc<str>>) {
        let text = text.into();
        match self.0.iter_mut().find(|(name, _)| *name == attribute) {
            Some((_, old)) => *old = text,
            None => self.0.push((attribute, text)),
        }
    }

    pub(crate) fn remove(&mut self, attribute: Attribute) {
        self.0.retain(|(name, _)| *name != attribute);
    }

    /// Gives back spare memory; worth it when a million contacts are seeded.
    pub(crate) fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }
}
