//! Single values: from Didar's JSON to GraphQL's.

use async_graphql::{Name, Value};
use jiff::Timestamp;
use uuid::{Uuid, fmt::Hyphenated};

use super::written::Written;
use crate::{
    crm::{jalali::JalaliDate, phone::Phone, text, time},
    didar::{
        Json,
        value::{self, Odd},
    },
    graphql::model::kind::Kind,
};

impl Kind {
    /// Writes the value of a kind that has no parts; null where Didar has none.
    ///
    /// What most rows have is copied as it stands; anything else is read and written.
    pub(super) fn write(
        &self,
        raw: Option<Json<'_>>,
        beside: Option<Json<'_>>,
        out: &mut Written<'_>,
    ) -> Result<(), Odd> {
        match raw {
            None if !matches!(self, Self::Id) => out.null(),
            Some(raw) if self.copy(raw, beside, out) => {}
            raw => out.value(&self.read(raw, beside)?),
        }
        Ok(())
    }

    /// Writes a value of the usual form as it stands, or nearly so, and says whether it is one.
    fn copy(&self, raw: Json<'_>, beside: Option<Json<'_>>, out: &mut Written<'_>) -> bool {
        let text = raw.get();
        let is_same = match self {
            Self::Text
            | Self::LongText
            | Self::Code
            | Self::Email
            | Self::MobilePhone
            | Self::Phone
            | Self::Raw => match raw.plain_text() {
                Some("") => {
                    out.null();
                    return true;
                }
                text => text.is_some(),
            },
            Self::Boolean => matches!(text, "true" | "false"),
            Self::Integer => is_integer(text, 9),
            Self::Id | Self::Reference => raw.plain_text().is_some_and(is_usual_guid),
            Self::Number if is_integer(text, 15) => {
                out.text(text);
                out.text(".0");
                return true;
            }
            Self::DateTime if beside.is_none() => {
                let Some(written) = raw.plain_text().and_then(time::rewritten) else {
                    return false;
                };
                out.text("\"");
                out.json(&written);
                out.text("\"");
                return true;
            }
            _ => false,
        };
        if is_same {
            out.text(text);
        }
        is_same
    }

    /// The GraphQL value of a kind that has no parts; null where Didar has none.
    ///
    /// `beside` is the value of the field's second key.
    pub(super) fn read(
        &self,
        raw: Option<Json<'_>>,
        beside: Option<Json<'_>>,
    ) -> Result<Value, Odd> {
        let Some(raw) = raw else {
            return if matches!(self, Self::Id) { Err(Odd("a GUID")) } else { Ok(Value::Null) };
        };
        Ok(match self {
            Self::Id => Value::String(value::guid(raw)?.ok_or(Odd("a GUID"))?.to_string()),
            Self::Reference => or_null(value::guid(raw)?.map(|id| id.to_string())),
            Self::References(_) if raw.is_null() => Value::Null,
            Self::References(_) => {
                let ids = value::guids(raw)?.into_iter();
                ids.map(|id| Value::from(id.to_string())).collect()
            }
            Self::Raw => or_null(value::raw_text(raw)),
            Self::Integer => or_null(int32(raw)?),
            Self::Number | Self::Percent => or_null(value::float(raw)?),
            Self::Boolean => or_null(value::boolean(raw)?),
            Self::DateTime | Self::Day
                if beside.map(value::boolean).transpose()?.flatten() == Some(false) =>
            {
                Value::Null
            }
            Self::DateTime => instant(value::instant(raw)?),
            Self::Due => instant(due(raw)?),
            Self::Day => or_null(due(raw)?.map(|at| JalaliDate::at(at).to_string())),
            Self::E164 => {
                or_null(value::text(raw)?.and_then(|text| Phone::parse(&text)?.mobile_e164()))
            }
            Self::Enumeration(enumeration) => {
                let text = value::text(raw)?.map(|text| text::plain(&text).into_owned());
                let text = text.filter(|text| !text.is_empty());
                let name = text.map(|text| enumeration.name_of(&text).ok_or(Odd("a known name")));
                name.transpose()?.map_or(Value::Null, |name| Value::Enum(Name::new(name)))
            }
            Self::Trimmed => {
                let text = value::text(raw)?.map(|text| text.trim().to_owned());
                or_null(text.filter(|text| !text.is_empty()))
            }
            _ => or_null(value::text(raw)?.filter(|text| !text.is_empty())),
        })
    }

    /// Writes the value; null too where Didar's cannot be read.
    pub(super) fn write_or_null(&self, raw: Option<Json<'_>>, out: &mut Written<'_>) {
        if self.write(raw, None, out).is_err() {
            out.null();
        }
    }
}

/// Whether a text is a positive integer of so many digits at most, and no more.
fn is_integer(text: &str, digits: usize) -> bool {
    (1..=digits).contains(&text.len())
        && (text.len() == 1 || !text.starts_with('0'))
        && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is a GUID as it is answered: in small letters, with hyphens, not all zeros.
fn is_usual_guid(text: &str) -> bool {
    text.len() == Hyphenated::LENGTH
        && Uuid::try_parse(text).is_ok_and(|guid| !guid.is_nil())
        && !text.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// GraphQL's `Int` has 32 bits.
fn int32(raw: Json<'_>) -> Result<Option<i32>, Odd> {
    let integer = value::integer(raw)?;
    integer.map(|integer| i32::try_from(integer).map_err(|_| Odd("a 32-bit integer"))).transpose()
}

/// An instant, unless it is the last one that Didar has (F20).
fn due(raw: Json<'_>) -> Result<Option<Timestamp>, Odd> {
    Ok(value::instant(raw)?.filter(|at| *at < time::LATEST))
}

fn instant(instant: Option<Timestamp>) -> Value {
    or_null(instant.map(time::format))
}

fn or_null(value: Option<impl Into<Value>>) -> Value {
    value.map_or(Value::Null, Into::into)
}
