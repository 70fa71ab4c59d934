//! The text of one JSON value.

use serde_json::value::RawValue;

use super::scan::Scanner;

/// The text of one JSON value, without space around it, out of an answer that was parsed
/// before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Json<'a>(&'a str);

impl<'a> Json<'a> {
    /// Of a text that was parsed as part of an answer.
    pub(super) fn of_parsed(text: &'a str) -> Self {
        Self(text)
    }

    /// The text.
    #[must_use]
    pub fn get(self) -> &'a str {
        self.0
    }

    /// The items of a list; `None` of any other value.
    #[must_use]
    pub fn items(self) -> Option<Vec<Self>> {
        let mut items = Vec::new();
        Scanner::of(self.0).items(|scanner| {
            items.push(Self(scanner.value()?));
            Some(())
        })?;
        Some(items)
    }

    /// The contents of a text without escapes; `None` of any other value.
    #[must_use]
    pub fn plain_text(self) -> Option<&'a str> {
        let inner = self.0.strip_prefix('"')?.strip_suffix('"')?;
        memchr::memchr(b'\\', inner.as_bytes()).is_none().then_some(inner)
    }

    /// Whether it is null.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.0 == "null"
    }
}

impl<'a> From<&'a RawValue> for Json<'a> {
    fn from(raw: &'a RawValue) -> Self {
        Self(raw.get())
    }
}
