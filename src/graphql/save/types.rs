//! The input types for custom fields in saves.

use crate::graphql::{
    engine::{
        Registry,
        registry::{self, InputInfo, Shape},
        scalars,
    },
    model::{Model, custom_field::Content},
};

/// The typed form, of the accounts that have fields.
const TYPED: &str = "ContactCustomFieldsInput";

/// The inputs `custom` and `customFields` of a save, their types added.
pub(crate) fn register(registry: &mut Registry, model: &Model) -> Vec<InputInfo> {
    scalars::register(registry);
    register_portable(registry);
    let mut inputs = Vec::new();
    if register_typed(registry, model) {
        inputs.push(InputInfo::new("custom", TYPED, "The account's custom fields, typed."));
    }
    inputs.push(InputInfo::new(
        "customFields",
        "[CustomFieldAssignment!]",
        "Custom fields by key: the same form in every account. At most one entry a field, across \
         this list and the typed form.",
    ));
    inputs
}

fn register_typed(registry: &mut Registry, model: &Model) -> bool {
    let inputs = model.typed().map(|(name, field)| {
        let ty = match &field.content {
            Content::Text | Content::Raw => "String".to_owned(),
            Content::Number => "Float".to_owned(),
            Content::Boolean => "Boolean".to_owned(),
            Content::DateTime => "DateTime".to_owned(),
            Content::Choice(choice) => choice.type_name.clone(),
            Content::MultiChoice(choice) => format!("[{}!]", choice.type_name),
        };
        InputInfo::new(name, ty, field.doc())
    });
    let inputs: Vec<_> = inputs.collect();
    let any = !inputs.is_empty();
    if any {
        let doc = "Values of custom fields. What is left out keeps its value; null takes it away.";
        registry::add_input(registry, TYPED, doc, Shape::All, inputs);
    }
    any
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
            input("key", "String!", "Key (`Field_996_12_8`), schema name, or definition id."),
            input("value", "CustomFieldValueInput", "Null takes the stored value away."),
        ],
    );
}
