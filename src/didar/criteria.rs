//! Search criteria as Didar reads them (didar-api.md 3.1, 3.2 and 4.1).

use serde::{
    Serialize, Serializer,
    ser::{Error, SerializeMap},
};

use crate::crm::{
    criteria::{ContactCriteria, FieldCondition, FieldTest, Operand, Window},
    decimal::Decimal,
    time,
};

/// The body of a contact search.
#[derive(Serialize)]
pub(super) struct SearchBody<'a> {
    #[serde(rename = "Criteria")]
    criteria: Criteria<'a>,
    #[serde(rename = "From")]
    from: u64,
    #[serde(rename = "Limit")]
    limit: u64,
}

impl<'a> SearchBody<'a> {
    pub(super) fn new(criteria: &'a ContactCriteria, window: Window) -> Self {
        Self { criteria: Criteria(criteria), from: window.from, limit: window.limit }
    }
}

/// Only what was asked for is sent: a missing key means "all" (F36).
struct Criteria<'a>(&'a ContactCriteria);

impl Serialize for Criteria<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let criteria = self.0;
        let texts = [
            ("Keywords", &criteria.keywords),
            ("MobilePhone", &criteria.mobile_phone),
            ("WorkPhone", &criteria.work_phone),
            ("Email", &criteria.email),
            ("CustomerCode", &criteria.customer_code),
            ("NationalCode", &criteria.national_code),
            ("ZipCode", &criteria.zip_code),
            ("OwnerId", &criteria.owner_id),
        ];
        // Tri-state integers: -1 ignore, 0 no, 1 yes (F27).
        let flags = [
            ("IsVIP", criteria.is_vip),
            ("IsPinned", criteria.is_pinned),
            ("IsDeleted", criteria.is_deleted),
        ];
        let instants = [
            ("SearchFromTime", criteria.registered_from),
            ("SearchToTime", criteria.registered_to),
        ];
        let mut map = serializer.serialize_map(None)?;
        for (key, text) in texts.iter().filter_map(|(key, text)| text.as_ref().map(|t| (key, t))) {
            map.serialize_entry(key, text)?;
        }
        for (key, flag) in flags.iter().filter_map(|(key, flag)| flag.map(|f| (key, f))) {
            map.serialize_entry(key, &i32::from(flag))?;
        }
        for (key, instant) in instants.iter().filter_map(|(key, at)| at.map(|at| (key, at))) {
            map.serialize_entry(key, &time::format(instant))?;
        }
        if !criteria.custom_fields.is_empty() {
            let conditions: Vec<_> = criteria.custom_fields.iter().map(Condition::new).collect();
            map.serialize_entry("CustomFields", &conditions)?;
        }
        map.end()
    }
}

/// One entry of `CustomFields`.
#[derive(Serialize)]
struct Condition<'a> {
    /// The definition's GUID, not its key (F44).
    #[serde(rename = "CustomFieldId")]
    custom_field_id: &'a str,
    #[serde(rename = "OR")]
    any_of: Vec<Test<'a>>,
}

impl<'a> Condition<'a> {
    fn new(condition: &'a FieldCondition) -> Self {
        Self {
            custom_field_id: &condition.definition_id,
            any_of: condition.any_of.iter().map(Test::new).collect(),
        }
    }
}

#[derive(Serialize)]
struct Test<'a> {
    #[serde(rename = "Type")]
    operator: &'static str,
    #[serde(rename = "Value")]
    operands: Vec<WireOperand<'a>>,
}

impl<'a> Test<'a> {
    fn new(test: &'a FieldTest) -> Self {
        Self {
            operator: test.operator.wire_name(),
            operands: test.operands.iter().map(WireOperand).collect(),
        }
    }
}

struct WireOperand<'a>(&'a Operand);

impl Serialize for WireOperand<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Operand::Text(text) => serializer.serialize_str(text),
            Operand::Boolean(flag) => serializer.serialize_bool(*flag),
            Operand::Instant(instant) => serializer.serialize_str(&time::format(*instant)),
            Operand::Number(number) => serialize_number(number, serializer),
        }
    }
}

/// To the last digit, and without an exponent.
pub(super) fn serialize_number<S: Serializer>(
    number: &Decimal,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let exact: serde_json::Number = number.to_string().parse().map_err(S::Error::custom)?;
    exact.serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::criteria::Operator;

    #[test]
    fn only_what_was_asked_for_is_sent_in_didars_words() {
        let criteria = ContactCriteria {
            email: Some("a@example.test".to_owned()),
            is_vip: Some(true),
            registered_from: Some(time::EARLIEST),
            custom_fields: vec![FieldCondition {
                definition_id: "7c1d5f1e-6d0c-4f0c-8f0e-2f7f1b0f9a77".to_owned(),
                key: "Field_996_12_9".to_owned(),
                any_of: vec![
                    FieldTest { operator: Operator::NotSet, operands: vec![] },
                    FieldTest {
                        operator: Operator::EqualToAny,
                        operands: vec![Operand::Number("12.0".parse().expect("a number"))],
                    },
                ],
            }],
            ..ContactCriteria::default()
        };
        let body = SearchBody::new(&criteria, Window { from: 300, limit: 100 });
        insta::assert_snapshot!(serde_json::to_string_pretty(&body).expect("serializable"), @r#"
        {
          "Criteria": {
            "Email": "a@example.test",
            "IsVIP": 1,
            "SearchFromTime": "1930-01-01T00:00:00.000Z",
            "CustomFields": [
              {
                "CustomFieldId": "7c1d5f1e-6d0c-4f0c-8f0e-2f7f1b0f9a77",
                "OR": [
                  {
                    "Type": "NotSet",
                    "Value": []
                  },
                  {
                    "Type": "EqualToAny",
                    "Value": [
                      12
                    ]
                  }
                ]
              }
            ]
          },
          "From": 300,
          "Limit": 100
        }
        "#);
    }
}
