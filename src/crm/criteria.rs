//! What a search asks, in Didar's own grammar (didar-api.md 3).

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    canonical::{Canonical, Words},
    decimal::Decimal,
    persian,
    phone::{self, Phone},
    text,
};

/// Conditions that are joined with AND; what is left out means "all" (F36).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Criteria {
    /// Didar's own criteria, at most one a key, in the order of the entity's attributes.
    pub native: Vec<Criterion>,
    /// At most one condition a field (F42).
    pub custom: Vec<FieldCondition>,
    /// What every row must show, whatever Didar makes of the criteria.
    pub checks: Vec<Check>,
}

/// What a row must show under a key.
#[derive(Debug, Clone, PartialEq)]
pub struct Check {
    /// Didar's key.
    pub key: &'static str,
    /// What must hold of the value.
    pub test: Test,
    /// Whether a row may lack the key: Didar itself compares then.
    pub is_optional: bool,
}

/// What must hold of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// It is this GUID.
    Is(Uuid),
    /// It is an instant that is not earlier, and not later, than these.
    Between(Option<Timestamp>, Option<Timestamp>),
}

/// A criterion of Didar's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Criterion {
    /// Didar's key.
    pub key: &'static str,
    /// What to look for.
    pub value: Operand,
    /// Whether Didar's own comparison counts.
    pub compare: Compare,
}

/// Who decides whether a row is one of those that were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// Didar.
    AsDidarDoes,
    /// Didar finds candidates, and those that are equal count: whether it looks for equal
    /// values or for all that contain them is not documented (didar-api.md 9, row 6).
    Exactly(Equality),
}

/// When two texts are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Equality {
    /// As people see them; asked for as it is written.
    Text,
    /// As people see them; asked for in the letters and digits of every keyboard.
    Code,
    /// As the same number; asked for in every usual spelling.
    Phone,
}

impl Equality {
    /// Whether a stored text is the one that is looked for.
    #[must_use]
    pub fn holds(self, stored: &str, wanted: &str) -> bool {
        match self {
            Self::Text | Self::Code => text::are_same(stored, wanted),
            Self::Phone => phone::are_equal(stored, wanted),
        }
    }

    /// The spellings in which a text may be stored; `None` where it is asked for as it is.
    #[must_use]
    pub fn spellings(self, wanted: &str) -> Option<Vec<String>> {
        let as_written = || vec![wanted.to_owned()];
        match self {
            Self::Text => None,
            Self::Code => Some(persian::character_spellings(wanted)),
            Self::Phone => {
                Some(Phone::parse(wanted).map_or_else(as_written, |phone| phone.spellings()))
            }
        }
    }
}

impl Criteria {
    /// The value under a key.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&Operand> {
        self.native.iter().find(|known| known.key == key).map(|known| &known.value)
    }
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
    /// A list of texts.
    Texts(Vec<String>),
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

impl Canonical for Criteria {
    /// By Didar's own words for each criterion; one that is left out leaves no trace.
    fn write(&self, into: &mut Words) {
        for Criterion { key, value, .. } in &self.native {
            let text = match value {
                Operand::Text(text) => text.clone(),
                Operand::Texts(texts) => texts.join(","),
                Operand::Number(number) => number.to_string(),
                Operand::Boolean(flag) => if *flag { "yes" } else { "no" }.to_owned(),
                Operand::Instant(instant) => instant.to_string(),
            };
            into.word(key).text(&text);
        }
        into.word("CustomFields").list(&self.custom);
        if !self.checks.is_empty() {
            into.word("checks").list(&self.checks);
        }
    }
}

impl Canonical for Check {
    fn write(&self, into: &mut Words) {
        into.word(self.key);
        match &self.test {
            Test::Is(id) => into.word("is").text(&id.to_string()),
            Test::Between(from, to) => {
                let text =
                    |end: &Option<Timestamp>| end.map_or_else(String::new, |end| end.to_string());
                into.word("between").text(&text(from)).text(&text(to))
            }
        };
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
            Self::Texts(texts) => into.word("texts").list(texts),
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
        let native = |key, value| Criterion { key, value, compare: Compare::AsDidarDoes };
        let criteria = Criteria {
            native: vec![
                native("Type", Operand::Text("Person".to_owned())),
                native("Email", Operand::Text("a@b.example".to_owned())),
                native("IsVIP", Operand::Boolean(false)),
                native("SearchToTime", Operand::Instant(Timestamp::UNIX_EPOCH)),
            ],
            custom: vec![FieldCondition {
                definition_id: "7c1d".to_owned(),
                key: "Field_996_12_9".to_owned(),
                any_of: vec![
                    test(Operator::NotSet, vec![]),
                    test(Operator::EqualToAny, vec![Operand::Number("5".parse().expect("5"))]),
                ],
            }],
            checks: vec![],
        };
        assert_eq!(
            criteria.canonical(),
            "Type 6:Person Email 11:a@b.example IsVIP 2:no SearchToTime 20:1970-01-01T00:00:00Z \
             CustomFields [ 14:Field_996_12_9 4:7c1d [ NotSet [ ] EqualToAny [ number 1:5 ] ] ] "
        );
        assert_eq!(Criteria::default().canonical(), "CustomFields [ ] ");
    }
}
