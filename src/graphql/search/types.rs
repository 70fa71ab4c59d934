//! The input types of filters, made from the table of tests.

use super::operators::{self, Operands, Test};
use crate::graphql::{
    engine::{
        Registry,
        registry::{self, InputInfo, Shape},
        scalars,
    },
    model::{Model, custom_field::Content},
};

impl Content {
    /// Name of the input type of one test on such a field.
    fn test_type(&self) -> String {
        match self {
            Self::Text | Self::Raw => "TextTest".to_owned(),
            Self::Number => "NumberTest".to_owned(),
            Self::Boolean => "BooleanTest".to_owned(),
            Self::DateTime => "DateTimeTest".to_owned(),
            Self::Choice(choice) | Self::MultiChoice(choice) => {
                format!("{}_Test", choice.type_name)
            }
        }
    }
}

/// Adds the types of the portable form, the ranges, and `name` (the input of
/// `custom`) where the account has fields to filter by. Says whether it has.
pub(crate) fn register(registry: &mut Registry, model: &Model, name: &str) -> bool {
    scalars::register(registry);
    register_ranges(registry);
    register_portable(registry);
    register_typed(registry, model, name)
}

fn register_typed(registry: &mut Registry, model: &Model, name: &str) -> bool {
    let searchable = model.typed().filter(|(_, field)| field.definition.is_searchable);
    let mut inputs = Vec::new();
    for (field_name, field) in searchable {
        if let Content::Choice(choice) | Content::MultiChoice(choice) = &field.content {
            let doc = format!("A test on {}.", field.doc());
            add_tests(
                registry,
                &field.content.test_type(),
                &doc,
                operators::CHOICE,
                &choice.type_name,
            );
        }
        let ty = format!("[{}!]", field.content.test_type());
        inputs.push(InputInfo::new(field_name, ty, field.doc()));
    }
    let any = !inputs.is_empty();
    if any {
        let doc = "Conditions on the account's custom fields: the fields are joined with AND, the \
                   tests in one field's list with OR.";
        registry::add_input(registry, name, doc, Shape::All, inputs);
    }
    any
}

fn register_portable(registry: &mut Registry) {
    let tables: [(&str, &str, &[Test], &str); 5] = [
        (
            "TextTest",
            "A test on a text field. A text is found in the letters and digits of either keyboard; \
             one that mixes both in itself, only as it is written. A zero-width non-joiner is \
             found where the text looked for has one, or a space.",
            operators::TEXT,
            "String",
        ),
        ("NumberTest", "A test on a number field.", operators::NUMBER, "Float"),
        ("DateTimeTest", "A test on a date field.", operators::DATE_TIME, "DateTime"),
        ("BooleanTest", "A test on a yes/no field.", operators::BOOLEAN, "Boolean"),
        (
            "OptionTest",
            "A test on a choice field, by the options' texts.",
            operators::CHOICE,
            "String",
        ),
    ];
    for (name, doc, tests, operand) in tables {
        add_tests(registry, name, doc, tests, operand);
    }
    let input = InputInfo::new;
    let doc = "A test on a custom field, under the kind of the field.";
    registry::add_input(
        registry,
        "CustomFieldTest",
        doc,
        Shape::OneOf,
        vec![
            input("isSet", "Boolean", "True: has a value. False: has none."),
            input("text", "TextTest", "For text fields, and those of unknown kind."),
            input("number", "NumberTest", "For number fields."),
            input("dateTime", "DateTimeTest", "For date fields."),
            input("boolean", "BooleanTest", "For yes/no fields."),
            input("option", "OptionTest", "For choice fields, single and multiple."),
        ],
    );
    let doc = "A condition on one custom field.";
    registry::add_input(
        registry,
        "CustomFieldCondition",
        doc,
        Shape::All,
        vec![
            input("key", "String!", "Key (`Field_996_12_8`), schema name, or definition id."),
            input(
                "anyOf",
                "[CustomFieldTest!]!",
                "At least one must hold. Didar cannot join tests on one field with AND.",
            ),
        ],
    );
}

fn register_ranges(registry: &mut Registry) {
    let input = InputInfo::new;
    registry::add_input(
        registry,
        "NumberRange",
        "Both ends included.",
        Shape::All,
        vec![input("from", "Float!", "The smallest."), input("to", "Float!", "The largest.")],
    );
    let doc = "Both ends included; one may be left open.";
    registry::add_input(
        registry,
        "DateTimeRange",
        doc,
        Shape::All,
        vec![
            input("from", "DateTime", "The earliest instant."),
            input("to", "DateTime", "The latest instant."),
        ],
    );
    registry::add_input(
        registry,
        "JalaliDateRange",
        doc,
        Shape::All,
        vec![
            input("from", "JalaliDate", "The first day, in Tehran."),
            input("to", "JalaliDate", "The last day, in Tehran."),
        ],
    );
}

fn add_tests(registry: &mut Registry, name: &str, doc: &str, tests: &[Test], operand: &str) {
    let inputs = tests.iter().map(|test| {
        let ty = match test.operands {
            Operands::Presence => "Boolean".to_owned(),
            Operands::One => operand.to_owned(),
            Operands::Several => format!("[{operand}!]"),
            Operands::NumberRange => "NumberRange".to_owned(),
            Operands::InstantRange => "DateTimeRange".to_owned(),
            Operands::Day => "JalaliDate".to_owned(),
            Operands::DayRange => "JalaliDateRange".to_owned(),
        };
        InputInfo::new(test.name, ty, test.doc)
    });
    let doc = format!("{doc} Exactly one entry.");
    registry::add_input(registry, name, &doc, Shape::OneOf, inputs.collect());
}
