//! The input types of filters by custom fields, made from the table of tests.

use super::operators::{self, Operands, Test, Tests};
use crate::graphql::{
    engine::{
        Registry,
        registry::{self, InputInfo, Shape},
        scalars,
    },
    model::{custom_field::CustomField, entity::EntityModel, given},
};

/// The inputs `custom`, where the account has fields to filter by, and `customFields` of a
/// filter, their types added.
pub(crate) fn register(registry: &mut Registry, entity: &EntityModel) -> Vec<InputInfo> {
    scalars::register(registry);
    register_ranges(registry);
    register_portable(registry);
    given::inputs(register_typed(registry, entity), "[CustomFieldCondition!]")
}

/// The name of the typed form's input.
fn register_typed(registry: &mut Registry, entity: &EntityModel) -> Option<String> {
    let searchable = entity.typed().filter(|(_, field)| field.definition.is_searchable);
    let inputs = searchable.map(|(name, field)| {
        let ty = format!("[{}!]", register_tests(registry, field));
        InputInfo::new(name, ty, field.input_doc())
    });
    let inputs: Vec<_> = inputs.collect();
    if inputs.is_empty() {
        return None;
    }
    let name = format!("{}CustomFieldsFilter", entity.description.name());
    let doc = "Conditions on the account's custom fields: the fields are joined with AND, the \
               tests in one field's list with OR.";
    registry::add_input(registry, &name, doc, Shape::All, inputs);
    Some(name)
}

/// The name of the type of one test on a field. Each choice has its own.
fn register_tests(registry: &mut Registry, field: &CustomField) -> String {
    let Tests { tests, type_name, .. } = field.kind.tests();
    let Some(choice) = field.kind.choice() else {
        return (*type_name).to_owned();
    };
    let types = &choice.types;
    let doc = format!("A test on {}.", field.doc());
    add_tests(registry, &types.test, &doc, tests, &types.enumeration);
    types.test.clone()
}

fn register_portable(registry: &mut Registry) {
    let input = InputInfo::new;
    let mut kinds = vec![input("isSet", "Boolean", "True: has a value. False: has none.")];
    for Tests { word, fields, type_name, doc, tests, operand } in operators::ALL {
        add_tests(registry, type_name, doc, tests, operand);
        kinds.push(input(word, type_name, fields));
    }
    let doc = "A test on a custom field, under the kind of the field.";
    registry::add_input(registry, "CustomFieldTest", doc, Shape::OneOf, kinds);
    let any_of = "At least one must hold. Didar cannot join tests on one field with AND.";
    registry::add_input(
        registry,
        "CustomFieldCondition",
        "A condition on one custom field.",
        Shape::All,
        vec![given::key_input(), input("anyOf", "[CustomFieldTest!]!", any_of)],
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
