//! Search criteria as Didar reads them (didar-api.md 3.1, 3.2 and 4.1).

use serde::{
    Serialize, Serializer,
    ser::{Error, SerializeMap},
};

use crate::crm::{
    criteria::{Criteria, Criterion, FieldCondition, FieldTest, Operand, Window},
    decimal::Decimal,
    time,
};

/// The body of a search.
#[derive(Serialize)]
pub(super) struct SearchBody<'a> {
    #[serde(rename = "Criteria")]
    criteria: WireCriteria<'a>,
    #[serde(rename = "From")]
    from: u64,
    #[serde(rename = "Limit")]
    limit: u64,
}

impl<'a> SearchBody<'a> {
    /// `by_call` is the criterion that the choice of the call meets.
    pub(super) fn new(
        criteria: &'a Criteria,
        by_call: Option<&'static str>,
        window: Window,
    ) -> Self {
        let criteria = WireCriteria { criteria, by_call };
        Self { criteria, from: window.from, limit: window.limit }
    }
}

/// Only what was asked for is sent: a missing key means "all" (F36).
struct WireCriteria<'a> {
    criteria: &'a Criteria,
    by_call: Option<&'static str>,
}

impl Serialize for WireCriteria<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Criteria { native, custom, .. } = self.criteria;
        let mut map = serializer.serialize_map(None)?;
        for Criterion { key, value, .. } in native.iter().filter(|c| self.by_call != Some(c.key)) {
            match value {
                // Tri-state integers: -1 ignore, 0 no, 1 yes (F27).
                Operand::Boolean(flag) => map.serialize_entry(key, &i32::from(*flag))?,
                value => map.serialize_entry(key, &WireOperand(value))?,
            }
        }
        if !custom.is_empty() {
            let conditions: Vec<_> = custom.iter().map(Condition::new).collect();
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
            Operand::Texts(texts) => texts.serialize(serializer),
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
    use crate::crm::criteria::{Compare, Equality, Operator};

    #[test]
    fn only_what_was_asked_for_is_sent_in_didars_words() {
        let native = |key, value, compare| Criterion { key, value, compare };
        let (loose, exact) = (Compare::AsDidarDoes, Compare::Exactly(Equality::Text));
        let criteria = Criteria {
            native: vec![
                native("Type", Operand::Text("Person".to_owned()), loose),
                native("Email", Operand::Text("a@example.test".to_owned()), exact),
                native("IsVIP", Operand::Boolean(true), loose),
                native("SearchFromTime", Operand::Instant(time::EARLIEST), loose),
            ],
            custom: vec![FieldCondition {
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
            checks: vec![],
        };
        let body = SearchBody::new(&criteria, Some("Type"), Window { from: 300, limit: 100 });
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
