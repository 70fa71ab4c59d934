//! What a search for contacts asks, in Didar's own grammar (didar-api.md 3 and 4.1).

use jiff::Timestamp;

use super::{
    canonical::{Canonical, Words},
    decimal::Decimal,
};

/// Which of Didar's two contact searches to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ContactType {
    /// `contact/PersonSearch`.
    Person,
    /// `contact/CompanySearch`.
    Company,
}

/// Conditions that are joined with AND; what is left out means "all" (F36).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ContactCriteria {
    /// Persons or companies; both where left out.
    pub contact_type: Option<ContactType>,
    /// Fuzzy text over names, phones and codes (F48, F51).
    pub keywords: Option<String>,
    /// Mobile phone.
    pub mobile_phone: Option<String>,
    /// Work phone.
    pub work_phone: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// The customer's code.
    pub customer_code: Option<String>,
    /// National code.
    pub national_code: Option<String>,
    /// Postal code.
    pub zip_code: Option<String>,
    /// The owner's `UserId` (F150).
    pub owner_id: Option<String>,
    /// VIP contacts, or the others.
    pub is_vip: Option<bool>,
    /// Pinned contacts, or the others.
    pub is_pinned: Option<bool>,
    /// Deleted contacts, or the others.
    pub is_deleted: Option<bool>,
    /// Registered at or after.
    pub registered_from: Option<Timestamp>,
    /// Registered at or before.
    pub registered_to: Option<Timestamp>,
    /// At most one condition a field (F42).
    pub custom_fields: Vec<FieldCondition>,
}

/// A condition on one custom field: at least one of its tests must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldCondition {
    /// The definition's GUID.
    pub definition_id: String,
    /// The definition's key.
    pub key: String,
    /// Joined with OR; never empty.
    pub any_of: Vec<FieldTest>,
}

/// One operator with its operands.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldTest {
    /// What to compare by.
    pub operator: Operator,
    /// What to compare with; how many, the operator says.
    pub operands: Vec<Operand>,
}

/// The ten operators of Didar's filter grammar (F42).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// Has a value. No operands.
    Set,
    /// Has no value. No operands.
    NotSet,
    /// Equals any operand.
    EqualToAny,
    /// Equals none of the operands.
    NotEqualToAny,
    /// Contains any operand.
    ContainsAnyString,
    /// Contains none of the operands.
    NotContainsAnyString,
    /// Starts with the one operand.
    StartWith,
    /// Is smaller than the one operand.
    LessThan,
    /// Is larger than the one operand.
    GreaterThan,
    /// Lies between the two operands, both included (didar-api.md 9, row 10).
    Between,
}

impl Operator {
    /// Didar's word for it.
    #[must_use]
    pub fn wire_name(self) -> &'static str {
        match self {
            Self::Set => "Set",
            Self::NotSet => "NotSet",
            Self::EqualToAny => "EqualToAny",
            Self::NotEqualToAny => "NotEqualToAny",
            Self::ContainsAnyString => "ContainsAnyString",
            Self::NotContainsAnyString => "NotContainsAnyString",
            Self::StartWith => "StartWith",
            Self::LessThan => "LessThan",
            Self::GreaterThan => "GreaterThan",
            Self::Between => "Between",
        }
    }
}

/// A value to compare with.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// A text, or the text of an option.
    Text(String),
    /// A number.
    Number(Decimal),
    /// Yes or no.
    Boolean(bool),
    /// An instant.
    Instant(Timestamp),
}

/// A window of rows: `From` and `Limit` (F35).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Zero-based index of the first row.
    pub from: u64,
    /// How many rows.
    pub limit: u64,
}

impl Canonical for ContactCriteria {
    /// By Didar's own words for each criterion; one that is left out leaves no trace.
    fn write(&self, into: &mut Words) {
        let of_type = self.contact_type.map(|contact_type| match contact_type {
            ContactType::Person => "Person",
            ContactType::Company => "Company",
        });
        let flag = |flag: bool| if flag { "yes" } else { "no" };
        let (from, to) = (self.registered_from, self.registered_to);
        let (from, to) = (from.map(|at| at.to_string()), to.map(|at| at.to_string()));
        let texts = [
            ("Type", of_type),
            ("Keywords", self.keywords.as_deref()),
            ("MobilePhone", self.mobile_phone.as_deref()),
            ("WorkPhone", self.work_phone.as_deref()),
            ("Email", self.email.as_deref()),
            ("CustomerCode", self.customer_code.as_deref()),
            ("NationalCode", self.national_code.as_deref()),
            ("ZipCode", self.zip_code.as_deref()),
            ("OwnerId", self.owner_id.as_deref()),
            ("IsVIP", self.is_vip.map(flag)),
            ("IsPinned", self.is_pinned.map(flag)),
            ("IsDeleted", self.is_deleted.map(flag)),
            ("SearchFromTime", from.as_deref()),
            ("SearchToTime", to.as_deref()),
        ];
        for (key, text) in texts.into_iter().filter_map(|(key, text)| Some((key, text?))) {
            into.word(key).text(text);
        }
        into.word("CustomFields").list(&self.custom_fields);
    }
}

impl Canonical for FieldCondition {
    fn write(&self, into: &mut Words) {
        into.text(&self.key).text(&self.definition_id).list(&self.any_of);
    }
}

impl Canonical for FieldTest {
    fn write(&self, into: &mut Words) {
        into.word(self.operator.wire_name()).list(&self.operands);
    }
}

impl Canonical for Operand {
    fn write(&self, into: &mut Words) {
        match self {
            Self::Text(text) => into.word("text").text(text),
            Self::Number(number) => into.word("number").text(&number.to_string()),
            Self::Boolean(flag) => into.word(if *flag { "true" } else { "false" }),
            Self::Instant(instant) => into.word("instant").text(&instant.to_string()),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Clients hold cursors that are bound to this text.
    #[test]
    fn the_canonical_text_is_the_same_in_every_version() {
        let test = |operator, operands| FieldTest { operator, operands };
        let criteria = ContactCriteria {
            contact_type: Some(ContactType::Person),
            email: Some("a@b.example".to_owned()),
            is_vip: Some(false),
            registered_to: Some(Timestamp::UNIX_EPOCH),
            custom_fields: vec![FieldCondition {
                definition_id: "7c1d".to_owned(),
                key: "Field_996_12_9".to_owned(),
                any_of: vec![
                    test(Operator::NotSet, vec![]),
                    test(Operator::EqualToAny, vec![Operand::Number("5".parse().expect("5"))]),
                ],
            }],
            ..ContactCriteria::default()
        };
        assert_eq!(
            criteria.canonical(),
            "Type 6:Person Email 11:a@b.example IsVIP 2:no SearchToTime 20:1970-01-01T00:00:00Z \
             CustomFields [ 14:Field_996_12_9 4:7c1d [ NotSet [ ] EqualToAny [ number 1:5 ] ] ] "
        );
        assert_eq!(ContactCriteria::default().canonical(), "CustomFields [ ] ");
    }
}
