//! Values for a save: read out of an input, and put into the form that Didar keeps.
//!
//! Null, and a text of which nothing is seen, take a value away.

use std::borrow::Cow;

use async_graphql::Value;
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};

use super::user_error::{UserError, UserErrorCode};
use crate::{
    crm::{
        changes::NewValue,
        phone::Phone,
        text,
        time::{self, InstantError},
    },
    graphql::{
        argument::Located,
        engine::scalars,
        model::{
            choice::{Choice, Wording},
            kind::{Kind, Labelled},
        },
    },
    message::{Message, message},
};

/// The longest text of one line. Didar documents no limits; these keep accidents out.
const LINE: usize = 500;
/// The longest text of many lines.
const PAGE: usize = 20_000;
/// The most values with labels.
const MOST_LABELLED: usize = 50;

pub(crate) type Given = Result<NewValue, UserError>;

fn fail(input: &Located<'_>, code: UserErrorCode, message: Message) -> UserError {
    UserError::new(code, input.path(), message)
}

fn invalid(input: &Located<'_>, message: Message) -> UserError {
    fail(input, UserErrorCode::InvalidValue, message)
}

/// A text as people see it; `None` where nothing is seen.
fn seen<'v>(input: &Located<'v>, most: usize) -> Result<Option<Cow<'v, str>>, UserError> {
    let text = match input.value() {
        Value::Null => return Ok(None),
        Value::String(text) => text::clean(text),
        _ => return Err(invalid(input, message!("expected a text"))),
    };
    if let Some(control) = text::control(&text) {
        let code = format!("U+{:04X}", u32::from(control));
        let message = message!("holds the control character {code}", code);
        return Err(invalid(input, message));
    }
    let length = text.chars().count();
    if length > most {
        let message = message!("has {length} characters; at most {most} are taken", length, most);
        return Err(fail(input, UserErrorCode::OutOfRange, message));
    }
    Ok((!text.is_empty()).then_some(text))
}

/// A text of one line: a break between lines is a space in it.
fn line(input: &Located<'_>) -> Result<Option<String>, UserError> {
    Ok(seen(input, LINE)?.map(|text| text.split(['\n', '\r', '\t']).collect::<Vec<_>>().join(" ")))
}

/// A code, a number or an address: without marks and in Latin digits.
fn plain(input: &Located<'_>) -> Result<Option<String>, UserError> {
    Ok(line(input)?.map(|text| text::plain(&text).into_owned()).filter(|text| !text.is_empty()))
}

fn text_or_none(text: Option<impl Into<String>>) -> NewValue {
    NewValue::Text(text.map(Into::into).unwrap_or_default())
}

pub(crate) fn text(input: &Located<'_>) -> Given {
    Ok(text_or_none(line(input)?))
}

pub(crate) fn long_text(input: &Located<'_>) -> Given {
    Ok(text_or_none(seen(input, PAGE)?))
}

/// A text that must not be taken away.
pub(crate) fn required_text(input: &Located<'_>) -> Given {
    match line(input)? {
        Some(text) => Ok(NewValue::Text(text)),
        None => Err(fail(input, UserErrorCode::Required, message!("must not be empty"))),
    }
}

/// A code whose digits may come from a Persian or an Arabic keyboard.
pub(crate) fn digits(input: &Located<'_>) -> Given {
    Ok(text_or_none(plain(input)?))
}

/// The number of a mobile phone, in the form in which it is stored: Didar compares numbers
/// as stored when it looks for duplicates.
pub(crate) fn mobile(input: &Located<'_>) -> Given {
    let Some(phone) = any_phone(input)? else {
        return Ok(text_or_none(None::<String>));
    };
    if phone.has_extension() {
        return Err(invalid(
            input,
            message!("a mobile number has no extension; workPhone takes one"),
        ));
    }
    if !phone.is_complete() {
        let message = message!(
            "expected a whole number such as 09121234567, or one with + and the code of \
                       its country"
        );
        return Err(invalid(input, message));
    }
    Ok(NewValue::Text(phone.stored()))
}

/// Any phone number, in the form in which it is stored. It may have an extension.
pub(crate) fn phone(input: &Located<'_>) -> Given {
    Ok(text_or_none(any_phone(input)?.map(|phone| phone.stored())))
}

fn any_phone(input: &Located<'_>) -> Result<Option<Phone>, UserError> {
    let Some(text) = plain(input)? else {
        return Ok(None);
    };
    let phone = Phone::parse(&text);
    phone.map(Some).ok_or_else(|| invalid(input, message!("expected one phone number")))
}

pub(crate) fn email(input: &Located<'_>) -> Given {
    let text = plain(input)?;
    let is_address = |text: &str| {
        let parts = text.rsplit_once('@');
        parts.is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
            && !text.contains(char::is_whitespace)
    };
    if text.as_deref().is_some_and(|text| !is_address(text)) {
        return Err(invalid(input, message!("expected an e-mail address")));
    }
    Ok(text_or_none(text))
}

/// The GUID of another record.
pub(crate) fn record(input: &Located<'_>) -> Given {
    match plain(input)? {
        None => Ok(NewValue::NoRecord),
        Some(text) => match uuid::Uuid::parse_str(&text) {
            Ok(guid) if guid.is_nil() => Ok(NewValue::NoRecord),
            Ok(guid) => Ok(NewValue::Record(guid.hyphenated().to_string())),
            Err(_) => Err(invalid(input, message!("expected a GUID"))),
        },
    }
}

/// The GUID of another record, which must not be taken away.
fn required_record(input: &Located<'_>) -> Given {
    match record(input)? {
        NewValue::NoRecord => Err(fail(input, UserErrorCode::Required, message!("must stay"))),
        id => Ok(id),
    }
}

/// The GUIDs of other records, each once; none of them is no record.
fn records(input: &Located<'_>) -> Given {
    if input.is_null() {
        return Ok(NewValue::Texts(Vec::new()));
    }
    let mut ids = Vec::new();
    for item in input.list() {
        match record(&item)? {
            NewValue::Record(id) if ids.contains(&id) => {}
            NewValue::Record(id) => ids.push(id),
            _ => return Err(invalid(&item, message!("expected a GUID"))),
        }
    }
    Ok(NewValue::Texts(ids))
}

/// Values with labels; a list of them replaces what is stored.
fn labelled(input: &Located<'_>, of: Labelled) -> Given {
    let items = input.list();
    if items.len() > MOST_LABELLED {
        let message = message!(
            "has {count} entries; at most {most} are taken",
            count = items.len(),
            most = MOST_LABELLED
        );
        return Err(fail(input, UserErrorCode::OutOfRange, message));
    }
    let values = items.iter().map(|item| {
        let label = item.field("key")?.map(|label| line(&label)).transpose()?.flatten();
        let value = item.required("value")?;
        let read = match of {
            Labelled::Text => seen(&value, PAGE)?.map(Cow::into_owned),
            Labelled::Phone => any_phone(&value)?.map(|phone| phone.stored()),
        };
        let empty = || fail(&value, UserErrorCode::Required, message!("must not be empty"));
        Ok((label.unwrap_or_default(), read.ok_or_else(empty)?))
    });
    values.collect::<Result<_, UserError>>().map(NewValue::Labelled)
}

/// A day in Tehran, as the midnight in UTC that begins it by its date: the same day whether it
/// is read in UTC or in Tehran.
fn day(input: &Located<'_>) -> Given {
    if input.is_null() {
        return Ok(NewValue::Nothing);
    }
    let day = input.day()?;
    let midnight = day.midnight_utc().map_err(|error| invalid(input, (&error).into()))?;
    Ok(NewValue::Instant(midnight))
}

/// The bytes of a file, which has some.
fn file(input: &Located<'_>) -> Given {
    let bytes =
        scalars::decoded(input.value()).ok_or_else(|| invalid(input, message!("is not Base64")))?;
    if bytes.is_empty() {
        return Err(fail(input, UserErrorCode::Required, message!("must not be empty")));
    }
    Ok(NewValue::File(bytes.into()))
}

fn percent(input: &Located<'_>) -> Given {
    let given = number(input)?;
    if let NewValue::Number(number) = &given
        && !(0.0..=100.0).contains(&number.to_f64())
    {
        return Err(fail(input, UserErrorCode::OutOfRange, message!("expected 0 to 100")));
    }
    Ok(given)
}

fn integer(input: &Located<'_>) -> Given {
    match number(input)? {
        NewValue::Number(number) if number.to_i64().is_none() => {
            Err(invalid(input, message!("expected a whole number")))
        }
        number => Ok(number),
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
    let Some(text) = plain(input)? else {
        return Ok(NewValue::Nothing);
    };
    let instant = time::parse_strict(&text).map_err(|error| {
        let code = match error {
            InstantError::OutOfRange => UserErrorCode::OutOfRange,
            InstantError::NotIso | InstantError::LooksJalali => UserErrorCode::InvalidValue,
        };
        fail(input, code, (&error).into())
    })?;
    Ok(NewValue::Instant(to_millisecond(instant)))
}

impl Kind {
    /// The value of an attribute of Didar's own.
    pub(super) fn attribute(&self, input: &Located<'_>, is_required: bool) -> Given {
        match self {
            Self::Text | Self::Trimmed if is_required => required_text(input),
            Self::Text | Self::Trimmed => text(input),
            Self::Code => digits(input),
            Self::Email => email(input),
            Self::MobilePhone => mobile(input),
            Self::Phone => phone(input),
            Self::One(_) | Self::Reference if is_required => required_record(input),
            Self::One(_) | Self::Reference => record(input),
            Self::References(_) => records(input),
            Self::KeyValues(of) => labelled(input, *of),
            Self::Due => instant(input),
            Self::Day => day(input),
            Self::Number if is_required && input.is_null() => {
                Err(fail(input, UserErrorCode::Required, message!("must not be empty")))
            }
            Self::LongText if is_required => required_text(input),
            Self::Integer => integer(input),
            Self::File => file(input),
            Self::Percent => percent(input),
            Self::Enumeration(_) if input.is_null() => {
                Err(fail(input, UserErrorCode::Required, message!("cannot be taken away")))
            }
            Self::Enumeration(enumeration) => {
                let word = enumeration.wire_of(input.enumeration()?);
                let word = word.ok_or_else(|| input.fail(message!("no such value")))?;
                Ok(NewValue::Text(word.to_owned()))
            }
            kind => kind.custom(input, Wording::Names),
        }
    }

    /// The value of a custom field.
    pub(super) fn custom(&self, input: &Located<'_>, wording: Wording) -> Given {
        match self {
            Self::Number => number(input),
            Self::Boolean => boolean(input),
            Self::DateTime => instant(input),
            Self::Day => day(input),
            Self::Choice(_) if input.is_null() => Ok(NewValue::Text(String::new())),
            Self::Choice(choice) => option(choice, input, wording).map(NewValue::Text),
            Self::MultiChoice(choice) => options(choice, input, wording),
            _ => long_text(input),
        }
    }
}

/// The stored text of an option.
pub(super) fn option(
    choice: &Choice,
    input: &Located<'_>,
    wording: Wording,
) -> Result<String, UserError> {
    let known = choice.given(input, wording)?.map(str::to_owned);
    known.ok_or_else(|| {
        let options = choice.listed(&input.word(), wording);
        let message = message!("the field has no such option; there are {options}", options);
        fail(input, UserErrorCode::UnknownOption, message)
    })
}

/// A list of options, each once; none of them is no value.
fn options(choice: &Choice, input: &Located<'_>, wording: Wording) -> Given {
    let mut texts = Vec::new();
    for item in input.list() {
        let text = option(choice, &item, wording)?;
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    Ok(if texts.is_empty() { NewValue::Nothing } else { NewValue::Texts(texts) })
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
            assert_eq!(saved(mobile, spelling), "09120000000");
        }
        assert_eq!(saved(mobile, "+49 (0)30 123-4567"), "+49301234567");
        assert_eq!(saved(phone, "02188776655 داخلی ۱۲"), "02188776655 داخلی 12");
        assert_eq!(saved(text, "a\u{200b}\u{a0}b\n"), "a b");
        assert_eq!(saved(digits, "C\u{200b}-1"), "C-1");
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
