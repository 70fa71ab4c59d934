//! A record of which another one's row shows all that is selected.

use std::borrow::Cow;

use uuid::Uuid;

use super::{parts::Named, written::Written};
use crate::{
    didar::{
        Json,
        value::{self, Odd},
    },
    graphql::engine::selection::Selected,
};

/// A record of which the row has the id and one field.
pub(super) struct Shown {
    pub(super) type_name: Box<str>,
    pub(super) parts: Named,
}

impl Shown {
    /// `None` where more is selected than the id and this field.
    pub(super) fn of(type_name: &str, field: &str, parts: Vec<Selected<'_>>) -> Option<Self> {
        let is_shown = parts.iter().all(|part| ["id", "__typename", field].contains(&part.name()));
        is_shown.then(|| Self { type_name: type_name.into(), parts: Named::named(parts) })
    }

    /// Whether the row has the field after all, if it is selected.
    pub(super) fn is_shown(&self, field: Option<Json<'_>>) -> Result<bool, Odd> {
        let mut names = self.parts.iter();
        let needs_text = names.any(|name| !["id", "__typename"].contains(&name.as_str()));
        Ok(!needs_text || text(field)?.is_some())
    }

    pub(super) fn write<'p>(
        &'p self,
        id: Uuid,
        field: Option<Json<'_>>,
        out: &mut Written<'p>,
    ) -> Result<(), Odd> {
        let text = text(field)?;
        self.parts.write_named(out, &self.type_name, |out, name| match name {
            "id" => out.value(&id),
            _ => out.value(&text),
        });
        Ok(())
    }
}

/// The id that a value is, if it is one.
pub(super) fn id(raw: Option<Json<'_>>) -> Result<Option<Uuid>, Odd> {
    Ok(raw.map(value::guid).transpose()?.flatten())
}

/// The text that a value is, if there is something in it.
pub(super) fn text(raw: Option<Json<'_>>) -> Result<Option<Cow<'_, str>>, Odd> {
    Ok(raw.map(value::text).transpose()?.flatten().filter(|text| !text.is_empty()))
}
