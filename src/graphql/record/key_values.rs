//! Labelled values, as far as they were selected.

use super::{parts::Named, written::Written};
use crate::{
    didar::{
        Json,
        value::{self, Odd},
    },
    graphql::model::portable::KEY_VALUE,
};

/// Writes the list; an empty one where there is none.
pub(super) fn write<'p>(raw: Json<'_>, parts: &'p Named, out: &mut Written<'p>) -> Result<(), Odd> {
    let list = value::key_values(raw)?;
    out.list(&list, |out, (label, text)| {
        parts.write_named(out, KEY_VALUE, |out, name| {
            out.value(if name == "value" { text } else { label });
        });
    });
    Ok(())
}
