//! What a search for contacts asks, in Didar's own grammar (didar-api.md 3 and 4.1).

use jiff::Timestamp;

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
    Number(f64),
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
