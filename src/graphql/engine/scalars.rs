//! The scalars of the schema: `DateTime` and `JalaliDate`.

use async_graphql::{InputValueError, InputValueResult, OutputType, Scalar, ScalarType, Value};
use jiff::Timestamp;

use super::Registry;
use crate::crm::{jalali, time};

/// See the scalar's own description.
pub(crate) struct DateTime(pub(crate) Timestamp);

/// Instant in UTC, ISO-8601 with milliseconds. Range 1930-01-01T00:00:00.000Z to
/// 9999-12-01T00:00:00.000Z. Any offset is accepted on input.
#[Scalar(
    name = "DateTime",
    specified_by_url = "https://scalars.graphql.org/andimarek/date-time.html"
)]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        Ok(Self(time::parse_strict(text)?))
    }

    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::String(_))
    }

    fn to_value(&self) -> Value {
        Value::String(time::format(self.0))
    }
}

/// See the scalar's own description.
pub(crate) struct JalaliDate(pub(crate) jalali::JalaliDate);

/// Day of the Solar Hijri calendar in Asia/Tehran, written YYYY-MM-DD. Persian
/// digits and slashes are accepted on input. In a range a month, YYYY-MM, is its first day
/// as `from` and its last as `to`.
#[Scalar(name = "JalaliDate")]
impl ScalarType for JalaliDate {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        Ok(Self(text.parse()?))
    }

    fn is_valid(value: &Value) -> bool {
        matches!(value, Value::String(_))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// Adds both to a registry, for types that name them without a Rust type.
pub(crate) fn register(registry: &mut Registry) {
    <DateTime as OutputType>::create_type_info(registry);
    <JalaliDate as OutputType>::create_type_info(registry);
}
