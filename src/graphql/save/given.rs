//! Values for a save: read out of an input, and put into the form that Didar keeps.
//!
//! Null, and a text of nothing but spaces, take a value away.

use async_graphql::Value;
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};

use super::user_error::{UserError, UserErrorCode};
use crate::{
    crm::{
        changes::NewValue,
        phone::{fold_digits, mobile_e164},
        time::{self, InstantError},
    },
    graphql::located::Located,
};

/// The longest text of one line. Didar documents no limits; these keep accidents out.
const LINE: usize = 500;
/// The longest text of many lines.
const PAGE: usize = 20_000;

pub(crate) type Given = Result<NewValue, UserError>;

fn fail(input: &Located<'_>, code: UserErrorCode, message: impl Into<String>) -> UserError {
    UserError::new(code, input.path(), message)
}

fn invalid(input: &Located<'_>, message: impl Into<String>) -> UserError {
    fail(input, UserErrorCode::InvalidValue, message)
}

/// A text without outer spaces; `None` where there is none.
fn line<'v>(input: &Located<'v>, most: usize) -> Result<Option<&'v str>, UserError> {
    let text = match input.value() {
        Value::Null => return Ok(None),
        Value::String(text) => text.trim(),
        _ => return Err(invalid(input, "expected a text")),
    };
    let length = text.chars().count();
    if length > most {
        let message = format!("has {length} characters; at most {most} are taken");
        return Err(fail(input, UserErrorCode::OutOfRange, message));
    }
    Ok((!text.is_empty()).then_some(text))
}

fn text_or_none(text: Option<impl Into<String>>) -> NewValue {
    NewValue::Text(text.map(Into::into).unwrap_or_default())
}

pub(crate) fn text(input: &Located<'_>) -> Given {
    Ok(text_or_none(line(input, LINE)?))
}

pub(crate) fn long_text(input: &Located<'_>) -> Given {
    Ok(text_or_none(line(input, PAGE)?))
}

/// A text that must not be taken away.
pub(crate) fn required_text(input: &Located<'_>) -> Given {
    match line(input, LINE)? {
        Some(text) => Ok(NewValue::Text(text.to_owned())),
        None => Err(fail(input, UserErrorCode::Required, "must not be empty")),
    }
}

/// A code whose digits may come from a Persian or an Arabic keyboard.
pub(crate) fn digits(input: &Located<'_>) -> Given {
    Ok(text_or_none(line(input, LINE)?.map(fold_digits)))
}

/// A phone number. An Iranian mobile number is stored as `09…`, the spelling that
/// Didar's users type: Didar compares numbers as stored when it looks for duplicates.
pub(crate) fn phone(input: &Located<'_>) -> Given {
    let Some(text) = line(input, LINE)?.map(fold_digits) else {
        return Ok(text_or_none(None::<String>));
    };
    if let Some(mobile) = mobile_e164(&text) {
        return Ok(NewValue::Text(mobile.replacen("+98", "0", 1)));
    }
    let possible = |letter: char| letter.is_ascii_digit() || " +-()/.#*,xX".contains(letter);
    if !text.chars().all(possible) || !text.contains(|letter: char| letter.is_ascii_digit()) {
        return Err(invalid(input, "expected a phone number"));
    }
    Ok(NewValue::Text(text.into_owned()))
}

pub(crate) fn email(input: &Located<'_>) -> Given {
    let text = line(input, LINE)?;
    let is_address = |text: &str| {
        let parts = text.rsplit_once('@');
        parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
            && !text.contains(char::is_whitespace)
    };
    if text.is_some_and(|text| !is_address(text)) {
        return Err(invalid(input, "expected an e-mail address"));
    }
    Ok(text_or_none(text))
}

/// The GUID of another record.
pub(crate) fn record(input: &Located<'_>) -> Given {
    match line(input, LINE)?.map(fold_digits) {
        None => Ok(NewValue::NoRecord),
        Some(text) => match uuid::Uuid::parse_str(&text) {
            Ok(guid) if guid.is_nil() => Ok(NewValue::NoRecord),
            Ok(guid) => Ok(NewValue::Record(guid.hyphenated().to_string())),
            Err(_) => Err(invalid(input, "expected a GUID")),
        },
    }
}

pub(crate) fn number(input: &Located<'_>) -> Given {
    if input.is_null() {
        return Ok(NewValue::Nothing);
    }
    input.number().map(NewValue::Number).map_err(Into::into)
}

pub(crate) fn boolean(input: &Located<'_>) -> Given {
    if input.is_null() {
        return Ok(NewValue::Nothing);
    }
    input.boolean().map(NewValue::Boolean).map_err(Into::into)
}

/// An instant, to the millisecond: what Didar is sent has no more.
pub(crate) fn instant(input: &Located<'_>) -> Given {
    let Some(text) = line(input, LINE)? else {
        return Ok(NewValue::Nothing);
    };
    let instant = time::parse_strict(text).map_err(|error| {
        let code = match error {
            InstantError::OutOfRange => UserErrorCode::OutOfRange,
            InstantError::NotIso | InstantError::LooksJalali => UserErrorCode::InvalidValue,
        };
        fail(input, code, error.to_string())
    })?;
    Ok(NewValue::Instant(to_millisecond(instant)))
}

fn to_millisecond(instant: Timestamp) -> Timestamp {
    let down = TimestampRound::new().smallest(Unit::Millisecond).mode(RoundMode::Floor);
    instant.round(down).unwrap_or(instant)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(read: fn(&Located<'_>) -> Given, value: impl Into<Value>) -> Given {
        let value = value.into();
        read(&Located::argument("x", &value))
    }

    fn saved(read: fn(&Located<'_>) -> Given, text: &str) -> String {
        match given(read, text) {
            Ok(NewValue::Text(text) | NewValue::Record(text)) => text,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn values_are_put_into_one_form() {
        assert_eq!(saved(text, "  سارا "), "سارا");
        assert_eq!(saved(digits, " ۱۲٣ "), "123");
        for spelling in ["+98 912 000 0000", "۰۹۱۲۰۰۰۰۰۰۰", "9120000000"] {
            assert_eq!(saved(phone, spelling), "09120000000");
        }
        assert_eq!(saved(phone, "+49 (0)30 123-4"), "+49 (0)30 123-4");
        assert_eq!(saved(email, "a@b"), "a@b");
        let guid = "1D9D3F3A-7D62-4C1E-8F9D-2F0E7F5B6C01";
        assert_eq!(saved(record, guid), guid.to_lowercase());
        let at = given(instant, "2025-01-01T00:00:00.123999Z").expect("an instant");
        assert_eq!(at, NewValue::Instant("2025-01-01T00:00:00.123Z".parse().expect("literal")));
    }

    #[test]
    fn null_and_spaces_take_a_value_away() {
        for (read, nothing) in [
            (text as fn(&Located<'_>) -> Given, NewValue::Text(String::new())),
            (phone, NewValue::Text(String::new())),
            (email, NewValue::Text(String::new())),
            (record, NewValue::NoRecord),
            (instant, NewValue::Nothing),
        ] {
            assert_eq!(given(read, Value::Null).expect("none"), nothing);
            assert_eq!(given(read, "  ").expect("none"), nothing);
        }
        assert_eq!(given(number, Value::Null).expect("none"), NewValue::Nothing);
    }

    #[test]
    fn a_wrong_value_has_a_code_and_the_path() {
        use UserErrorCode::{InvalidValue, OutOfRange, Required};
        let long = "x".repeat(501);
        for (read, value, code) in [
            (text as fn(&Located<'_>) -> Given, long.as_str(), OutOfRange),
            (required_text, " ", Required),
            (phone, "call me", InvalidValue),
            (phone, "+", InvalidValue),
            (email, "a b@c", InvalidValue),
            (email, "@c", InvalidValue),
            (record, "7", InvalidValue),
            (instant, "1929-12-31T00:00:00Z", OutOfRange),
            (instant, "1404-01-01T00:00:00Z", InvalidValue),
            (number, "7", InvalidValue),
        ] {
            let error = given(read, value).expect_err(value);
            assert_eq!((error.code, error.field), (code, vec!["x".to_owned()]), "{value}");
        }
    }
}
