//! The scalars of the schema: `DateTime`, `JalaliDate` and `Base64`.

use async_graphql::{InputValueError, InputValueResult, OutputType, Scalar, ScalarType, Value};
use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
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

/// See the scalar's own description.
pub(crate) struct Base64(pub(crate) Vec<u8>);

/// The bytes of a file in Base64 (RFC 4648, section 4), with or without padding.
#[Scalar(name = "Base64", specified_by_url = "https://www.rfc-editor.org/rfc/rfc4648#section-4")]
impl ScalarType for Base64 {
    fn parse(value: Value) -> InputValueResult<Self> {
        // What is wrong is said without the value: it may be the whole of somebody's file.
        decoded(&value).map(Self).ok_or_else(|| InputValueError::custom("is not Base64"))
    }

    fn is_valid(value: &Value) -> bool {
        decoded(value).is_some()
    }

    fn to_value(&self) -> Value {
        Value::String(ANY_PADDING.encode(&self.0))
    }
}

const ANY_PADDING: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The bytes that a value stands for.
pub(crate) fn decoded(value: &Value) -> Option<Vec<u8>> {
    let Value::String(text) = value else { return None };
    ANY_PADDING.decode(text).ok()
}

/// Adds those of time to a registry, for types that name them without a Rust type.
pub(crate) fn register(registry: &mut Registry) {
    <DateTime as OutputType>::create_type_info(registry);
    <JalaliDate as OutputType>::create_type_info(registry);
}

/// Adds that of files.
pub(crate) fn register_base64(registry: &mut Registry) {
    <Base64 as OutputType>::create_type_info(registry);
}
