//! Single values: from Didar's JSON to GraphQL's.

use async_graphql::{Name, Value};
use jiff::Timestamp;
use memchr::memchr;

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
        match raw.and_then(|raw| self.as_it_stands(raw)) {
            Some(text) => out.text(text),
            None => out.value(&self.read(raw, beside)?),
        }
        Ok(())
    }

    /// The text of a value that is written in an answer as Didar wrote it.
    fn as_it_stands<'a>(&self, raw: Json<'a>) -> Option<&'a str> {
        let text = raw.get();
        let is_same = match self {
            Self::Text
            | Self::LongText
            | Self::Code
            | Self::Email
            | Self::MobilePhone
            | Self::Phone
            | Self::Raw => {
                text.starts_with('"') && text.len() > 2 && memchr(b'\\', text.as_bytes()).is_none()
            }
            Self::Boolean => matches!(text, "true" | "false"),
            _ => false,
        };
        is_same.then_some(text)
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
            Self::Raw => or_null(value::raw_text(raw)),
            Self::Integer => or_null(int32(raw)?),
            Self::Number => or_null(value::float(raw)?),
            Self::Boolean => or_null(value::boolean(raw)?),
            Self::DateTime => {
                let counts = beside.map(value::boolean).transpose()?.flatten();
                if counts == Some(false) { Value::Null } else { instant(value::instant(raw)?) }
            }
            Self::Day => or_null(value::instant(raw)?.map(|at| JalaliDate::at(at).to_string())),
            Self::E164 => {
                or_null(value::text(raw)?.and_then(|text| Phone::parse(&text)?.mobile_e164()))
            }
            Self::Enumeration(enumeration) => {
                let text = value::text(raw)?.map(|text| text::plain(&text).into_owned());
                let text = text.filter(|text| !text.is_empty());
                let name = text.map(|text| enumeration.name_of(&text).ok_or(Odd("a known name")));
                name.transpose()?.map_or(Value::Null, |name| Value::Enum(Name::new(name)))
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

/// GraphQL's `Int` has 32 bits.
fn int32(raw: Json<'_>) -> Result<Option<i32>, Odd> {
    let integer = value::integer(raw)?;
    integer.map(|integer| i32::try_from(integer).map_err(|_| Odd("a 32-bit integer"))).transpose()
}

fn instant(instant: Option<Timestamp>) -> Value {
    or_null(instant.map(time::format))
}

fn or_null(value: Option<impl Into<Value>>) -> Value {
    value.map_or(Value::Null, Into::into)
}
