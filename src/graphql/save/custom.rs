//! Values for custom fields, in the typed and in the portable form.

use super::{
    user_error::{UserError, UserErrorCode},
    values,
};
use crate::{
    crm::changes::{Change, NewValue},
    graphql::{
        argument::Located,
        engine::{
            Registry,
            registry::{self, InputInfo, Shape},
            scalars,
        },
        model::{
            choice::Wording,
            custom_field::{Absent, CustomField},
            entity::EntityModel,
            given::{self, Form, Given, NoField},
            kind::Kind,
        },
    },
    message::{Message, message},
};

/// What is wrong with a second value of a field.
pub(super) fn twice(key: &str, place: String) -> Message {
    message!("the field {key} already has a value at {place}", key = key.to_owned(), place)
}

/// The entry of the portable form that has a date field's day.
const DAY: &str = "day";

/// The type of a match by a custom field.
pub(super) const MATCH: &str = "CustomFieldMatch";

type Changes<'m> = Given<'m, Change, UserError>;

impl From<NoField> for UserError {
    fn from(NoField { absent, path, message }: NoField) -> Self {
        let code = match absent {
            Absent::Deleted => UserErrorCode::DeletedField,
            Absent::Unknown | Absent::Elsewhere => UserErrorCode::UnknownField,
        };
        Self::new(code, &path, message)
    }
}

/// The typed form: `custom: { field_996_12_8: 5 }`. Null takes nothing away here: it is no
/// field.
pub(super) fn typed(into: &mut Changes<'_>, input: &Located<'_>) {
    if !input.is_null() {
        into.typed(input, |form, field, value| {
            let kind = if form == Form::Day { &Kind::Day } else { &field.kind };
            change(field, kind.custom(value, Wording::Names))
        });
    }
}

/// The portable form: `customFields: [{ key: "Field_996_12_8", value: { number: 5 } }]`.
pub(super) fn portable(into: &mut Changes<'_>, input: &Located<'_>) {
    into.portable(&input.list(), |field, item| {
        let value = item.field("value")?.ok_or_else(|| {
            let message = message!("the value is missing; null takes the stored one away");
            UserError::new(UserErrorCode::Required, item.path(), message)
        })?;
        change(field, portable_value(field, &value))
    });
}

fn change(field: &CustomField, value: values::Given) -> Result<Change, UserError> {
    Ok(Change { key: field.definition.key.clone(), value: value? })
}

/// `{ number: 5 }`: the kind is written out and must be the field's.
fn portable_value(field: &CustomField, input: &Located<'_>) -> values::Given {
    let kind = &field.kind;
    if input.is_null() {
        return Ok(match kind {
            Kind::LongText | Kind::Raw | Kind::Choice(_) => NewValue::Text(String::new()),
            _ => NewValue::Nothing,
        });
    }
    let (word, value) = input.only_entry()?;
    let invalid =
        |message: Message| Err(UserError::new(UserErrorCode::InvalidValue, value.path(), message));
    let expected = kind.word();
    if word == DAY && matches!(kind, Kind::DateTime) && !value.is_null() {
        return Kind::Day.custom(&value, Wording::Texts);
    }
    if word != expected {
        let key = &field.definition.key;
        return invalid(message!(
            "the field {key} takes its value under \"{expected}\"",
            key,
            expected
        ));
    }
    if value.is_null() {
        let message =
            message!("expected a value; to take the stored one away, give null for the whole");
        return invalid(message);
    }
    kind.custom(&value, Wording::Texts)
}

/// The inputs `custom` and `customFields` of a save, their types added.
pub(super) fn register(registry: &mut Registry, entity: &EntityModel) -> Vec<InputInfo> {
    if !entity.description.has_custom_fields {
        return Vec::new();
    }
    scalars::register(registry);
    register_portable(registry);
    given::inputs(register_typed(registry, entity), "[CustomFieldAssignment!]")
}

/// The name of the typed form's input.
fn register_typed(registry: &mut Registry, entity: &EntityModel) -> Option<String> {
    let inputs = entity
        .typed()
        .map(|(name, field)| InputInfo::new(name, field.kind.input(), field.input_doc()));
    let days = entity.days().map(|(name, field)| {
        let doc = format!("{}; either this or the instant", field.input_doc());
        InputInfo::new(name, Kind::Day.input(), doc)
    });
    let inputs: Vec<_> = inputs.chain(days).collect();
    if inputs.is_empty() {
        return None;
    }
    let name = format!("{}CustomFieldsInput", entity.description.name());
    let doc = "Values of custom fields. What is left out keeps its value; null takes it away.";
    registry::add_input(registry, &name, doc, Shape::All, inputs);
    Some(name)
}

fn register_portable(registry: &mut Registry) {
    let input = InputInfo::new;
    registry::add_input(
        registry,
        "CustomFieldValueInput",
        "A value of a custom field, under the kind of the field. Exactly one entry.",
        Shape::OneOf,
        vec![
            input("text", "String", "For text fields, and those of unknown kind."),
            input("number", "Float", "For number fields."),
            input("boolean", "Boolean", "For yes/no fields."),
            input("dateTime", "DateTime", "For date fields."),
            input(
                DAY,
                "JalaliDate",
                "For date fields: midnight UTC of that day, which is the same day in Tehran.",
            ),
            input("option", "String", "For choice fields: the option's text or its name."),
            input("options", "[String!]", "For multiple choices: the options' texts or names."),
        ],
    );
    registry::add_input(
        registry,
        "CustomFieldAssignment",
        "A new value of one custom field.",
        Shape::All,
        vec![
            given::key_input(),
            input("value", "CustomFieldValueInput", "Null takes the stored value away."),
        ],
    );
}

/// Adds the type of a match by a custom field.
pub(super) fn register_match(registry: &mut Registry) {
    let input = InputInfo::new;
    registry::add_input(
        registry,
        MATCH,
        "A custom field that has a value. For text, number, yes/no and choice fields.",
        Shape::All,
        vec![
            given::key_input(),
            input("value", "String!", "The value as text; of a choice, the option's text or name."),
        ],
    );
}
