//! Single wire values, in every form that was seen for them (didar-api.md 2).
//!
//! Each reader answers `Ok(None)` where there is no value (null, an empty text, the
//! zero GUID) and [`Odd`] where there is one that it cannot read.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{json::Json, object::get};
use crate::crm::{decimal::Decimal, text::plain, time};

/// The all-zero GUID, Didar's "none" (F22).
pub const ZERO_GUID: &str = "00000000-0000-0000-0000-000000000000";

/// A value of an unexpected form; names the form expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected {0}")]
pub struct Odd(pub &'static str);

/// A text; numbers and booleans are taken as they are written.
///
/// # Errors
/// On an object or an array.
pub fn text(raw: Json<'_>) -> Result<Option<Cow<'_, str>>, Odd> {
    match raw.get().as_bytes().first() {
        Some(b'"') => string(raw).map(Some).ok_or(Odd("a text")),
        Some(b'n') | None => Ok(None),
        Some(b'{' | b'[') => Err(Odd("a text")),
        Some(_) => Ok(Some(Cow::Borrowed(raw.get()))),
    }
}

/// Whatever is there, as text: a text as it is, anything else as JSON.
#[must_use]
pub fn raw_text(raw: Json<'_>) -> Option<Cow<'_, str>> {
    text(raw).unwrap_or(Some(Cow::Borrowed(raw.get()))).filter(|text| !text.is_empty())
}

/// A number, or a text that is one as people write it (F25, F110); exactly.
///
/// # Errors
/// On anything else.
pub fn number(raw: Json<'_>) -> Result<Option<Decimal>, Odd> {
    let odd = Odd("a number");
    match number_text(raw)? {
        Some(text) => Decimal::parse_lenient(&text).map(Some).map_err(|_| odd),
        None => Ok(None),
    }
}

/// The same, as the nearest f64: for a GraphQL `Float`, and for nothing that decides.
///
/// # Errors
/// On anything else, and on a number that an f64 cannot hold.
pub fn float(raw: Json<'_>) -> Result<Option<f64>, Odd> {
    let Some(text) = number_text(raw)? else {
        return Ok(None);
    };
    let plain = || text.parse::<f64>().ok().filter(|_| text.starts_with(is_of_number));
    let number = plain().or_else(|| Some(Decimal::parse_lenient(&text).ok()?.to_f64()));
    number.filter(|number| number.is_finite()).map(Some).ok_or(Odd("a number"))
}

/// What JSON's numbers begin with.
fn is_of_number(letter: char) -> bool {
    letter.is_ascii_digit() || letter == '-'
}

/// The text of what may be a number.
fn number_text(raw: Json<'_>) -> Result<Option<Cow<'_, str>>, Odd> {
    let text = text(raw).map_err(|_| Odd("a number"))?;
    Ok(text.filter(|text| !plain(text).is_empty()))
}

/// An integer, or a text that is one.
///
/// # Errors
/// On anything else, a fraction included.
pub fn integer(raw: Json<'_>) -> Result<Option<i64>, Odd> {
    let odd = Odd("an integer");
    let usual = raw.get().as_bytes();
    if (1..19).contains(&usual.len()) && usual.iter().all(u8::is_ascii_digit) {
        return raw.get().parse().map(Some).map_err(|_| odd);
    }
    match number(raw).map_err(|_| odd)? {
        Some(number) => number.to_i64().map(Some).ok_or(odd),
        None => Ok(None),
    }
}

/// A boolean, 0 or 1, or a text that is one of these.
///
/// # Errors
/// On anything else.
pub fn boolean(raw: Json<'_>) -> Result<Option<bool>, Odd> {
    let odd = Odd("a boolean");
    let Some(text) = text(raw).map_err(|_| odd)? else {
        return Ok(None);
    };
    match plain(&text).to_ascii_lowercase().as_str() {
        "" => Ok(None),
        "true" | "1" => Ok(Some(true)),
        "false" | "0" => Ok(Some(false)),
        _ => Err(odd),
    }
}

/// An instant in any of the forms of F17.
///
/// # Errors
/// On anything else.
pub fn instant(raw: Json<'_>) -> Result<Option<Timestamp>, Odd> {
    let odd = Odd("an ISO-8601 instant of 1930 to 9999");
    match text(raw).map_err(|_| odd)? {
        // .NET's default value of a date: none was ever set.
        Some(text) if plain(&text).starts_with("0001-01-01") => Ok(None),
        Some(text) if !plain(&text).is_empty() => {
            time::parse_stored(&text).map(Some).map_err(|_| odd)
        }
        _ => Ok(None),
    }
}

/// A GUID in any of its notations (braces, no hyphens, capitals); the zero GUID is none.
///
/// # Errors
/// On anything else.
pub fn guid(raw: Json<'_>) -> Result<Option<Uuid>, Odd> {
    let odd = Odd("a GUID");
    let usual = raw.plain_text().filter(|text| text.len() == uuid::fmt::Hyphenated::LENGTH);
    if let Some(guid) = usual.and_then(|text| Uuid::try_parse(text).ok()) {
        return Ok(Some(guid).filter(|guid| !guid.is_nil()));
    }
    match text(raw).map_err(|_| odd)? {
        Some(text) => match plain(&text) {
            text if text.is_empty() => Ok(None),
            text => Uuid::parse_str(&text)
                .map(|guid| Some(guid).filter(|guid| !guid.is_nil()))
                .map_err(|_| odd),
        },
        None => Ok(None),
    }
}

/// A list of texts; a single text is a list of one.
///
/// # Errors
/// On an object, or a list of anything but plain values.
pub fn texts(raw: Json<'_>) -> Result<Option<Vec<Cow<'_, str>>>, Odd> {
    if !raw.get().starts_with('[') {
        let single = text(raw)?.filter(|text| !text.is_empty());
        return Ok(single.map(|text| vec![text]));
    }
    let items = raw.items().ok_or(Odd("a list of texts"))?;
    let texts: Result<Vec<_>, Odd> = items.into_iter().map(text).collect();
    let texts: Vec<_> = texts.map_err(|_| Odd("a list of texts"))?.into_iter().flatten().collect();
    Ok((!texts.is_empty()).then_some(texts))
}

/// The GUID under a key of an object: `None` where the key is missing, `Some(None)` for the zero
/// GUID, which is Didar's "no record".
#[must_use]
pub fn told_id(object: Json<'_>, key: &str) -> Option<Option<Uuid>> {
    get(object.get(), key).map(|id| guid(id).ok().flatten())
}

/// The GUID that an object has under a key.
#[must_use]
pub fn id_of(object: Json<'_>, key: &str) -> Option<Uuid> {
    told_id(object, key).flatten()
}

/// The GUIDs of a list, without those that are none; an item may be an object with one under
/// `Id` (F158).
///
/// # Errors
/// On what is no list, and on an item that is no GUID.
pub fn guids(raw: Json<'_>) -> Result<Vec<Uuid>, Odd> {
    let items = raw.items().ok_or(Odd("a list of GUIDs"))?;
    let id = |item: Json<'_>| match get(item.get(), "Id") {
        Some(id) => guid(id).transpose(),
        None => guid(item).transpose(),
    };
    items.into_iter().filter_map(id).collect()
}

/// A list of texts, or the GUIDs of a list of objects.
pub(super) fn texts_or_ids(raw: Json<'_>) -> Result<Vec<Cow<'_, str>>, Odd> {
    let texts = texts(raw).map(Option::unwrap_or_default);
    texts.or_else(|_| Ok(guids(raw)?.into_iter().map(|id| id.to_string().into()).collect()))
}

/// A label and its value.
pub type KeyValue<'a> = (Option<Cow<'a, str>>, Option<Cow<'a, str>>);

/// Labelled values: `{ "KeyValues": [ { "Key", "Value" } ] }`, or the list alone (F71).
///
/// # Errors
/// On anything else.
pub fn key_values<'a>(raw: Json<'a>) -> Result<Vec<KeyValue<'a>>, Odd> {
    const ODD: Odd = Odd("a list of labelled values");
    let list = get(raw.get(), "KeyValues").unwrap_or(raw);
    if list.is_null() || raw.get() == "{}" {
        return Ok(Vec::new());
    }
    let items = list.items().ok_or(ODD)?;
    let one = |item: &Json<'a>| {
        let part = |key| get(item.get(), key).map(text).transpose().map(Option::flatten);
        Ok((part("Key")?, part("Value")?))
    };
    items.iter().map(one).collect()
}

/// A string with its escapes resolved; borrowed where it has none.
fn string(raw: Json<'_>) -> Option<Cow<'_, str>> {
    match raw.plain_text() {
        Some(text) => Some(Cow::Borrowed(text)),
        None => serde_json::from_str(raw.get()).ok().map(Cow::Owned),
    }
}

/// For `#[serde(deserialize_with)]`: a boolean in any form, false where none.
pub(super) fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    Ok(boolean((&*raw).into()).map_err(serde::de::Error::custom)?.unwrap_or(false))
}

/// For `#[serde(deserialize_with)]`: a text in any form, `None` where none.
pub(super) fn optional_text<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    let raw = Box::<RawValue>::deserialize(deserializer)?;
    let text = text((&*raw).into()).map_err(serde::de::Error::custom)?;
    Ok(text.filter(|text| !text.is_empty()).map(Cow::into_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> Json<'_> {
        serde_json::from_str::<&RawValue>(text).expect("literal JSON").into()
    }

    #[test]
    fn numbers_are_read_from_numbers_and_from_texts() {
        let exactly = |text: &str| Ok(Some(text.parse::<Decimal>().expect("a number")));
        for text in ["248", r#""248""#, r#"" 248 ""#, r#""۲۴۸""#, "248.0"] {
            assert_eq!(number(raw(text)), exactly("248"), "{text}");
            assert_eq!(float(raw(text)), Ok(Some(248.0)), "{text}");
            assert_eq!(integer(raw(text)), Ok(Some(248)), "{text}");
        }
        for text in ["null", r#""""#, r#""  ""#] {
            assert_eq!(number(raw(text)), Ok(None), "{text}");
            assert_eq!(float(raw(text)), Ok(None), "{text}");
        }
        for text in [r#""Test""#, "[]", "{}", "true", r#""NaN""#, r#""inf""#, "1e999"] {
            assert_eq!(number(raw(text)), Err(Odd("a number")), "{text}");
            assert_eq!(float(raw(text)), Err(Odd("a number")), "{text}");
        }
        assert_eq!(integer(raw("1.5")), Err(Odd("an integer")));
        assert_eq!(number(raw("12345678901234567")), exactly("12345678901234567"));
        assert_ne!(number(raw("12345678901234567")), number(raw("12345678901234568")));
    }

    #[test]
    fn booleans_are_read_from_every_form() {
        for text in ["true", "1", r#""true""#, r#""True""#, r#""1""#] {
            assert_eq!(boolean(raw(text)), Ok(Some(true)), "{text}");
        }
        assert_eq!(boolean(raw("0")), Ok(Some(false)));
        assert_eq!(boolean(raw("null")), Ok(None));
        assert_eq!(boolean(raw("2")), Err(Odd("a boolean")));
    }

    #[test]
    fn a_guid_has_one_form_and_the_zero_guid_is_none() {
        assert_eq!(guid(raw(&format!("\"{ZERO_GUID}\""))), Ok(None));
        let guid = |raw: Json<'_>| guid(raw).map(|found| found.map(|guid| guid.to_string()));
        let usual = "aaaaaaaa-0000-4000-8000-000000000001";
        for text in [usual.to_uppercase(), format!("{{{usual}}}"), usual.replace('-', "")] {
            assert_eq!(guid(raw(&format!("\"{text}\""))), Ok(Some(usual.to_owned())), "{text}");
        }
        assert_eq!(guid(raw(r#""ABC""#)), Err(Odd("a GUID")));
    }

    #[test]
    fn escapes_are_resolved() {
        assert_eq!(text(raw(r#""\u0633\n""#)), Ok(Some(Cow::Borrowed("س\n"))));
        assert_eq!(text(raw("{}")), Err(Odd("a text")));
    }

    #[test]
    fn a_single_text_is_a_list_of_one() {
        assert_eq!(texts(raw(r#""a""#)), Ok(Some(vec![Cow::Borrowed("a")])));
        assert_eq!(texts(raw(r#"["a",null,"b"]"#)).map(|t| t.map(|t| t.len())), Ok(Some(2)));
        assert_eq!(texts(raw("[]")), Ok(None));
        assert_eq!(texts(raw(r#"[{}]"#)), Err(Odd("a list of texts")));
    }
}
