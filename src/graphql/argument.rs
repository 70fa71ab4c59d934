//! An input value that knows where it stands.

use async_graphql::{Name, Value, indexmap::IndexMap};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{
    crm::{
        decimal::{Decimal, NotDecimal},
        jalali::{JalaliDate, NotJalali},
        phone::Phone,
        text::{clean, is_void, plain},
        time::{self, InstantError},
    },
    graphql::error::InputError,
    message::{Message, message},
};

/// A value inside an argument, with the path that leads to it.
#[derive(Clone)]
pub(crate) struct Located<'v> {
    value: &'v Value,
    path: Vec<String>,
}

type Read<T> = Result<T, InputError>;

impl<'v> Located<'v> {
    /// The argument itself.
    pub(crate) fn argument(name: &str, value: &'v Value) -> Self {
        Self { value, path: vec![name.to_owned()] }
    }

    pub(crate) fn path(&self) -> &[String] {
        &self.path
    }

    pub(crate) fn fail(&self, message: Message) -> InputError {
        InputError { path: self.path.clone(), message }
    }

    /// The value itself.
    pub(crate) fn value(&self) -> &'v Value {
        self.value
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// A value below this one.
    fn below(&self, segment: impl Into<String>, value: &'v Value) -> Self {
        let mut path = self.path.clone();
        path.push(segment.into());
        Self { value, path }
    }

    /// The entries of an input object. Null is refused: a condition that is not
    /// wanted is left out, and one that is null must not silently mean "all".
    pub(crate) fn entries(&self) -> Read<Vec<(&'v str, Located<'v>)>> {
        let entries = self.object()?.iter();
        Ok(entries.map(|(name, value)| (name.as_str(), self.below(name.as_str(), value))).collect())
    }

    /// The one entry of a `@oneOf` object.
    pub(crate) fn only_entry(&self) -> Read<(&'v str, Located<'v>)> {
        let mut entries = self.entries()?;
        match (entries.pop(), entries.is_empty()) {
            (Some(entry), true) => Ok(entry),
            _ => Err(self.fail(message!("exactly one of its fields must be given"))),
        }
    }

    pub(crate) fn field(&self, name: &str) -> Read<Option<Located<'v>>> {
        Ok(self.object()?.get(name).map(|value| self.below(name, value)))
    }

    pub(crate) fn required(&self, name: &str) -> Read<Located<'v>> {
        self.field(name)?
            .ok_or_else(|| self.fail(message!("{name} is missing", name = name.to_owned())))
    }

    fn object(&self) -> Read<&'v IndexMap<Name, Value>> {
        match self.value {
            Value::Object(object) => Ok(object),
            other => Err(self.expected("an object", other)),
        }
    }

    /// The items of a list; a single value is a list of one (specification, 3.11).
    /// An empty list is refused: Didar would answer to it as it likes.
    pub(crate) fn items(&self) -> Read<Vec<Located<'v>>> {
        match self.value {
            Value::List(items) if items.is_empty() => Err(self.fail(message!(
                "an empty list is no condition; leave it out, or name at least one"
            ))),
            Value::Null => Err(self.expected("a list", self.value)),
            _ => Ok(self.list()),
        }
    }

    /// The items of a list that may be empty or null; a single value is a list of one.
    pub(crate) fn list(&self) -> Vec<Located<'v>> {
        match self.value {
            Value::Null => Vec::new(),
            Value::List(items) => {
                let items = items.iter().enumerate();
                items.map(|(at, item)| self.below(at.to_string(), item)).collect()
            }
            _ => vec![self.clone()],
        }
    }

    /// A text that is not empty; Didar takes an empty one for "all" (F54).
    pub(crate) fn text(&self) -> Read<String> {
        match self.value {
            Value::String(text) if clean(text).is_empty() => {
                Err(self.fail(message!("an empty text is no condition; leave it out")))
            }
            Value::String(text) => Ok(text.clone()),
            other => Err(self.expected("a text", other)),
        }
    }

    /// A text as people see it.
    pub(crate) fn seen(&self) -> Read<String> {
        Ok(clean(&self.text()?).into_owned())
    }

    /// A code, a number or an address, in any digits.
    pub(crate) fn plain(&self) -> Read<String> {
        let text = plain(&self.text()?).into_owned();
        if is_void(&text) {
            Err(self.fail(message!("there is nothing in it to compare")))
        } else {
            Ok(text)
        }
    }

    /// A phone number, in the spelling in which it is written.
    pub(crate) fn phone(&self) -> Read<String> {
        let text = self.plain()?;
        let is_phone = Phone::parse(&text).is_some();
        is_phone.then_some(text).ok_or_else(|| self.fail(message!("expected a phone number")))
    }

    /// A text or a name, whichever it is; empty for anything else.
    pub(crate) fn word(&self) -> String {
        match self.value {
            Value::String(text) => text.clone(),
            Value::Enum(name) => name.to_string(),
            _ => String::new(),
        }
    }

    /// The name of an enumeration value; variables carry it as a text.
    pub(crate) fn enumeration(&self) -> Read<&'v str> {
        match self.value {
            Value::Enum(name) => Ok(name.as_str()),
            Value::String(name) => Ok(name),
            other => Err(self.expected("an enumeration value", other)),
        }
    }

    pub(crate) fn guid(&self) -> Read<Uuid> {
        Uuid::parse_str(&self.plain()?).map_err(|_| self.fail(message!("expected a GUID")))
    }

    pub(crate) fn boolean(&self) -> Read<bool> {
        match self.value {
            Value::Boolean(flag) => Ok(*flag),
            other => Err(self.expected("true or false", other)),
        }
    }

    /// A number, exactly as it was written.
    pub(crate) fn number(&self) -> Read<Decimal> {
        match self.value {
            Value::Number(number) => {
                number.to_string().parse().map_err(|odd: NotDecimal| self.fail((&odd).into()))
            }
            other => Err(self.expected("a number", other)),
        }
    }

    pub(crate) fn instant(&self) -> Read<Timestamp> {
        time::parse_strict(&self.text()?).map_err(|error| self.fail((&error).into()))
    }

    pub(crate) fn day(&self) -> Read<JalaliDate> {
        let refused = |error: NotJalali| self.fail((&error).into());
        let day: JalaliDate = self.text()?.parse().map_err(refused)?;
        if day.start().map_err(refused)? < time::EARLIEST {
            return Err(self.fail((&InstantError::OutOfRange).into()));
        }
        Ok(day)
    }

    /// A day in Tehran, or a month: its first and its last day.
    pub(crate) fn days(&self) -> Read<(JalaliDate, JalaliDate)> {
        match JalaliDate::month(&self.text()?) {
            Some((first, last)) if first.start().is_ok_and(|start| start >= time::EARLIEST) => {
                Ok((first, last))
            }
            _ => self.day().map(|day| (day, day)),
        }
    }

    fn expected(&self, expected: &'static str, found: &Value) -> InputError {
        let found = match found {
            Value::Null => "null",
            Value::Number(_) => "a number",
            Value::String(_) | Value::Binary(_) => "a text",
            Value::Boolean(_) => "a boolean",
            Value::Enum(_) => "an enumeration value",
            Value::List(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.fail(message!("expected {expected}, found {found}", expected, found))
    }
}
