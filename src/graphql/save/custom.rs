//! Values for custom fields, in the typed and in the portable form.

use super::{
    user_error::{UserError, UserErrorCode},
    values::{self, Given},
};
use crate::{
    crm::{
        changes::{Change, NewValue},
        text,
    },
    graphql::{
        argument::Located,
        model::{
            Model,
            choice::Choice,
            custom_field::{Absent, Content, CustomField},
        },
    },
};

/// Changes gathered so far, with where each was written: a field may have only one.
#[derive(Default)]
pub(crate) struct Assignments {
    changes: Vec<(Change, Vec<String>)>,
    errors: Vec<UserError>,
}

impl Assignments {
    /// The changes in the order of their keys, or every fault that was found.
    pub(crate) fn finish(self) -> Result<Vec<Change>, Vec<UserError>> {
        if !self.errors.is_empty() {
            return Err(self.errors);
        }
        let mut changes: Vec<_> = self.changes.into_iter().map(|(change, _)| change).collect();
        changes.sort_by(|one, other| one.key.cmp(&other.key));
        Ok(changes)
    }

    fn add(&mut self, input: &Located<'_>, field: &CustomField, value: Given) {
        let value = match value {
            Ok(value) => value,
            Err(error) => return self.errors.push(error),
        };
        let key = &field.definition.key;
        match self.changes.iter().find(|(change, _)| change.key == *key) {
            Some((_, path)) => self.errors.push(UserError::new(
                UserErrorCode::InvalidValue,
                input.path(),
                format!("the field {key} already has a value at {}", path.join(".")),
            )),
            None => {
                let change = Change { key: key.clone(), value };
                self.changes.push((change, input.path().to_vec()));
            }
        }
    }
}

/// The typed form: `custom: { field_996_12_8: 5 }`. Null takes nothing away here: it is no
/// field.
pub(crate) fn typed(model: &Model, input: &Located<'_>, into: &mut Assignments) {
    if input.is_null() {
        return;
    }
    let entries = match input.entries() {
        Ok(entries) => entries,
        Err(error) => return into.errors.push(error.into()),
    };
    for (name, value) in entries {
        match model.typed().find(|(typed, _)| *typed == name) {
            Some((_, field)) => into.add(&value, field, typed_value(&field.content, &value)),
            None => into.errors.push(unknown(&value)),
        }
    }
}

fn typed_value(content: &Content, input: &Located<'_>) -> Given {
    let named = |choice: &Choice, input: &Located<'_>| {
        let text = choice.text_of(input.enumeration()?);
        let text = text.map(str::to_owned);
        text.ok_or_else(|| no_option(input))
    };
    match content {
        Content::Text | Content::Raw => values::long_text(input),
        Content::Number => values::number(input),
        Content::Boolean => values::boolean(input),
        Content::DateTime => values::instant(input),
        Content::Choice(_) if input.is_null() => Ok(NewValue::Text(String::new())),
        Content::Choice(choice) => named(choice, input).map(NewValue::Text),
        Content::MultiChoice(choice) => options(input, |item| named(choice, item)),
    }
}

/// The portable form: `customFields: [{ key: "Field_996_12_8", value: { number: 5 } }]`.
pub(crate) fn portable(model: &Model, input: &Located<'_>, into: &mut Assignments) {
    if input.is_null() {
        return;
    }
    for item in input.list() {
        match assignment(model, &item) {
            Ok((field, value)) => into.add(&item, field, value),
            Err(error) => into.errors.push(error),
        }
    }
}

fn assignment<'m>(
    model: &'m Model,
    input: &Located<'_>,
) -> Result<(&'m CustomField, Given), UserError> {
    let field = named(model, &input.required("key")?)?;
    let value = input.field("value")?.ok_or_else(|| {
        let message = "the value is missing; null takes the stored one away";
        UserError::new(UserErrorCode::Required, input.path(), message)
    })?;
    let given = portable_value(field, &value);
    Ok((field, given))
}

/// The live field of this key, schema name or definition id.
pub(crate) fn named<'m>(
    model: &'m Model,
    input: &Located<'_>,
) -> Result<&'m CustomField, UserError> {
    let name = input.plain()?;
    model.named(&name).map_err(|absent| {
        let code = match absent {
            Absent::Deleted => UserErrorCode::DeletedField,
            Absent::Unknown | Absent::Elsewhere => UserErrorCode::UnknownField,
        };
        UserError::new(code, input.path(), absent.message())
    })
}

fn unknown(input: &Located<'_>) -> UserError {
    UserError::new(UserErrorCode::UnknownField, input.path(), Absent::Unknown.message())
}

fn no_option(input: &Located<'_>) -> UserError {
    UserError::new(UserErrorCode::UnknownOption, input.path(), "the field has no such option")
}

/// `{ number: 5 }`: the kind is written out and must be the field's.
fn portable_value(field: &CustomField, input: &Located<'_>) -> Given {
    let content = &field.content;
    if input.is_null() {
        return Ok(none_of(content));
    }
    let (kind, value) = input.only_entry()?;
    let expected = kind_of(content);
    if kind != expected {
        let message =
            format!("the field {} takes its value under \"{expected}\"", field.definition.key);
        return Err(UserError::new(UserErrorCode::InvalidValue, value.path(), message));
    }
    if value.is_null() {
        let message = "expected a value; to take the stored one away, give null for the whole";
        return Err(UserError::new(UserErrorCode::InvalidValue, value.path(), message));
    }
    match content {
        Content::Text | Content::Raw => values::long_text(&value),
        Content::Number => values::number(&value),
        Content::Boolean => values::boolean(&value),
        Content::DateTime => values::instant(&value),
        Content::Choice(choice) => option(choice, &value).map(NewValue::Text),
        Content::MultiChoice(choice) => options(&value, |item| option(choice, item)),
    }
}

/// The entry of `CustomFieldValueInput` for a field's values.
fn kind_of(content: &Content) -> &'static str {
    match content {
        Content::Text | Content::Raw => "text",
        Content::Number => "number",
        Content::Boolean => "boolean",
        Content::DateTime => "dateTime",
        Content::Choice(_) => "option",
        Content::MultiChoice(_) => "options",
    }
}

fn none_of(content: &Content) -> NewValue {
    match content {
        Content::Text | Content::Raw | Content::Choice(_) => NewValue::Text(String::new()),
        _ => NewValue::Nothing,
    }
}

/// An option by its text or by its enumeration value.
pub(crate) fn option(choice: &Choice, input: &Located<'_>) -> Result<String, UserError> {
    let text = input.text()?;
    let by_text = choice.find(&text).map(|option| option.value.as_str());
    let stored = by_text.or_else(|| choice.text_of(&text::plain(&text)));
    stored.map(str::to_owned).ok_or_else(|| no_option(input))
}

/// A list of options, each once; none of them is no value.
fn options(input: &Located<'_>, read: impl Fn(&Located<'_>) -> Result<String, UserError>) -> Given {
    let mut texts = Vec::new();
    for item in input.list() {
        let text = read(&item)?;
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    Ok(if texts.is_empty() { NewValue::Nothing } else { NewValue::Texts(texts) })
}
