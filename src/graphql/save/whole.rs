//! What goes with a save so that Didar has the record whole: what it wants in each of them, and
//! what stands where nobody said anything.

use uuid::Uuid;

use super::{
    matching::Match,
    outcome::Reply,
    request::{Placed, Save},
    settle::within,
    user_error::{UserError, UserErrorCode},
};
use crate::{
    crm::{
        changes::{Change, Changes, NewValue},
        error::UpstreamError,
        text,
    },
    didar::{Row, with_stored},
    graphql::model::{
        attribute::{Attribute, Need},
        entity::Description,
        kind::Kind,
    },
    message::message,
};

/// The changes of a new record, with what stands where nobody said anything.
pub(super) fn with_usual(of: &Description, mut changes: Changes) -> Changes {
    for (key, value) in of.usual() {
        if !changes.names(key) {
            changes.attributes.push(Change { key: (*key).to_owned(), value: value() });
        }
    }
    changes
}

/// The changes without the code by which a record was found: it keeps that as it is stored
/// (F188).
pub(super) fn without_code(placed: &Placed, wanted: &Match, mut changes: Changes) -> Changes {
    if let (Save::ByCode { .. }, Match::Attribute { change, .. }) = (&placed.save, wanted) {
        changes.attributes.retain(|other| other.key != change.key);
    }
    changes
}

/// The changes of a new record, with what stands in for values that were left out.
pub(super) fn with_substitutes(of: &Description, mut changes: Changes) -> Changes {
    for (row, need) in of.written() {
        let Need::Kept { or: Some(other) } = need else { continue };
        let value = changes.attributes.iter().find(|change| change.key == other);
        if let Some(value) = value.map(|change| change.value.clone())
            && !changes.names(row.input_key())
        {
            changes.attributes.push(Change { key: row.input_key().to_owned(), value });
        }
    }
    changes
}

/// The refusal of a save that lacks what Didar wants in each, and says so in misleading words
/// (F160).
pub(super) fn lacking(placed: &Placed, whole: &Changes) -> Option<Reply> {
    let kept = placed.of.written().filter(|(_, need)| matches!(need, Need::Kept { .. }));
    let has_value = |row: &Attribute| {
        let change = whole.attributes.iter().find(|change| change.key == row.input_key());
        change.is_some_and(|change| !matches!(&change.value, NewValue::Text(id) if is_nobody(id)))
    };
    let missing = kept.filter(|(row, _)| !has_value(row)).map(|(row, _)| {
        let path = placed.path_in(&row.input_name());
        UserError::new(UserErrorCode::Required, &path, message!("must not be empty"))
    });
    let missing: Vec<_> = missing.collect();
    (!missing.is_empty()).then_some(Reply::Refused(missing))
}

/// Whether a text is the id of no record.
fn is_nobody(text: &str) -> bool {
    Uuid::parse_str(text).is_ok_and(|id| id.is_nil())
}

/// The changes with all records that the stored one holds.
pub(super) fn with_stored_parts(
    mut changes: Changes,
    stored: &Row,
) -> Result<Changes, UpstreamError> {
    for change in &mut changes.attributes {
        if let NewValue::Parts(new) = &change.value {
            change.value = NewValue::Parts(with_stored(stored, &change.key, new)?);
        }
    }
    Ok(changes)
}

/// The changes with what Didar wants again in each save of a record ([`Need`], F221), and in
/// Didar's form of what was taken away. A partial one has only what Didar is said to want (F80).
pub(super) fn identified(
    of: &Description,
    mut changes: Changes,
    stored: &Row,
    is_partial: bool,
) -> Changes {
    for change in &mut changes.attributes {
        let usual = of.usual().iter().find(|(key, _)| *key == change.key);
        if let (Some((_, value)), NewValue::Nothing) = (usual, &change.value) {
            change.value = value();
        }
    }
    let is_wanted = |row: &&Attribute| {
        let write = row.write.filter(|write| write.again || write.need == Need::Placed);
        !is_partial || write.is_none()
    };
    let again = of.attributes.iter().filter(is_wanted).filter_map(|row| {
        let key = row.input_key();
        let value = again(row, stored).filter(|_| !changes.names(key))?;
        Some(Change { key: key.to_owned(), value })
    });
    let usual = of.usual().iter().filter(|_| !is_partial).filter_map(|(key, _)| {
        let is_attribute = of.written().any(|(row, _)| row.input_key() == *key);
        let value = stored.attribute(key).filter(|_| !is_attribute)?;
        let number = value.number().map(NewValue::Number);
        let value = number.or_else(|| Some(NewValue::Text(value.text()?.into_owned())))?;
        Some(Change { key: (*key).to_owned(), value })
    });
    let again: Vec<_> = again.chain(usual).collect();
    let attributes = again.into_iter().chain(changes.attributes).collect();
    Changes { attributes, ..changes }
}

/// The stored value of an attribute, where each save repeats it.
fn again(row: &Attribute, stored: &Row) -> Option<NewValue> {
    let write = row.write?;
    let value = stored.attribute(row.input_key());
    match row.kind {
        Kind::References(_) if write.again => {
            let ids = value?.guids()?;
            return Some(NewValue::Texts(ids.iter().map(Uuid::to_string).collect()));
        }
        Kind::Number if write.again => return value?.number().map(NewValue::Number),
        _ => {}
    }
    let text = stored_text(stored, row).filter(|text| !text.trim().is_empty())?;
    let text = match write.need {
        Need::Required | Need::Placed | Need::Kept { .. } => Some(text),
        Need::Once { default } => row.kind.wire_word(&text).filter(|word| word != default),
        Need::Free | Need::New => Some(text).filter(|_| write.again),
    };
    text.map(NewValue::Text)
}

/// The changes without what is written once, which an upsert cannot change.
pub(super) fn of_same_kind(
    placed: &Placed,
    stored: &Row,
    changes: &Changes,
) -> Result<Changes, UserError> {
    let mut changes = changes.clone();
    // What a record that is named is in comes with it.
    let named = placed.of.written().filter(|(row, _)| changes.names(row.input_key()));
    let carried: Vec<_> = named.filter_map(|(row, _)| within(row)).collect();
    let new = placed.of.written().filter(|(_, need)| *need == Need::New);
    for (row, _) in new.filter(|(row, _)| !carried.contains(&row.input_key())) {
        changes.attributes.retain(|change| change.key != row.input_key());
    }
    let once = placed.of.written().filter(|(_, need)| matches!(need, Need::Once { .. }));
    for (row, _) in once {
        let is = stored_text(stored, row).unwrap_or_default();
        let is = text::plain(&is);
        let differs = |wanted: &str| !is.is_empty() && !wanted.eq_ignore_ascii_case(&is);
        if changes.text(row.input_key()).is_some_and(differs) {
            let (noun, name) = (placed.of.noun(), row.input_name());
            let message = message!(
                "the {noun} that matches is of {name} {word}",
                noun,
                name = &name,
                word = is.to_uppercase()
            );
            let path = placed.path_in(&name);
            return Err(UserError::new(UserErrorCode::InvalidValue, &path, message));
        }
        changes.attributes.retain(|change| change.key != row.input_key());
    }
    Ok(changes)
}

fn stored_text(row: &Row, attribute: &Attribute) -> Option<String> {
    Some(row.attribute(attribute.input_key())?.text()?.into_owned())
}
