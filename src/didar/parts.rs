//! Records inside a stored record, and those that a save writes into it.

use super::{coded::has_code, envelope::malformed, json::Json, row::Row};
use crate::crm::{
    changes::{NewValue, Part, Parts},
    error::UpstreamError,
};

/// The records that a row has under a key, with those of a save in them: whether Didar keeps
/// what a save leaves out is not known, so all of them are sent.
///
/// # Errors
/// Where the row does not show them: nothing says what a save would lose.
pub fn with_stored(row: &Row, key: &str, new: &Parts) -> Result<Parts, UpstreamError> {
    let odd = || malformed(&format!("Response.{key}"), "is no list");
    let shown = row.attribute(key).ok_or_else(odd)?.0;
    let stored = if shown.is_null() { Vec::new() } else { shown.items().ok_or_else(odd)? };
    let mut rest = new.list.clone();
    let mut list: Vec<Part> = Vec::new();
    for item in stored {
        let at = rest.iter().position(|part| is_the_one(item, new.code, part));
        let changes = at.map(|at| rest.swap_remove(at).changes).unwrap_or_default();
        list.push(Part { stored: Some(item.get().to_owned()), changes });
    }
    let added = new.list.iter().filter(|part| rest.contains(part)).cloned();
    list.extend(added);
    Ok(Parts { code: new.code, list })
}

/// Whether a stored record has the code of this one; outer spaces do not count (F188).
pub(super) fn is_the_one(stored: Json<'_>, code: &str, part: &Part) -> bool {
    let wanted = part.changes.iter().find(|change| change.key == code);
    matches!(wanted.map(|change| &change.value), Some(NewValue::Text(wanted)) if has_code(stored, code, wanted))
}
