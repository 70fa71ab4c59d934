//! Variables before the engine (specification, 6.1.2 CoerceVariableValues).
//!
//! async-graphql 7 ignores defaults in `@skip` and `@include`, makes a variable that
//! was left out an explicit null, and does not validate an argument in which one was
//! left out. So defaults are filled in here, and what was left out is removed from
//! the document: an argument or an input field that is not there, as the
//! specification has it. Where every variable has a value nothing is changed.

use std::collections::HashSet;

use async_graphql::{
    Name, Positioned, ServerError, Value as ConstValue, Variables,
    indexmap::IndexMap,
    parser::types::{
        BaseType, DocumentOperations, ExecutableDocument, OperationDefinition, Selection,
        SelectionSet, VariableDefinition,
    },
};
use async_graphql_value::Value;

use super::limits::MOST_ITEMS;
use crate::{
    graphql::{code::Code, error::refusal},
    message::{Message, message},
};

/// The variables of a request, their numbers as they were written: the engine's own reader
/// takes numbers with more digits than an f64 holds for objects.
pub(crate) fn of_json<'j>(
    json: impl IntoIterator<Item = (&'j String, &'j serde_json::Value)>,
) -> Variables {
    Variables::from_value(ConstValue::Object(object_of_json(json)))
}

fn object_of_json<'j>(
    json: impl IntoIterator<Item = (&'j String, &'j serde_json::Value)>,
) -> IndexMap<Name, ConstValue> {
    json.into_iter().map(|(name, value)| (Name::new(name), value_of_json(value))).collect()
}

fn value_of_json(json: &serde_json::Value) -> ConstValue {
    match json {
        serde_json::Value::Null => ConstValue::Null,
        serde_json::Value::Bool(flag) => ConstValue::Boolean(*flag),
        serde_json::Value::Number(number) => ConstValue::Number(number.clone()),
        serde_json::Value::String(text) => ConstValue::String(text.clone()),
        serde_json::Value::Array(items) => {
            ConstValue::List(items.iter().map(value_of_json).collect())
        }
        serde_json::Value::Object(object) => ConstValue::Object(object_of_json(object)),
    }
}

/// Completes the variables of `operation`, and says which have no value.
pub(crate) fn complete(
    operation: &OperationDefinition,
    variables: &mut Variables,
) -> Result<HashSet<Name>, Vec<ServerError>> {
    let mut left_out = HashSet::new();
    let mut errors = Vec::new();
    for definition in &operation.variable_definitions {
        let name = &definition.node.name.node;
        let nullable = definition.node.var_type.node.nullable;
        let default = definition.node.default_value.as_ref().map(|default| &default.node);
        match variables.get(name).or(default) {
            Some(ConstValue::Null) if !nullable => {
                errors.push(refused(definition, message!("must not be null")));
            }
            Some(value) if is_int(definition) && !fits_int(value) => {
                errors.push(refused(definition, message!("must fit into 32 bits")));
            }
            Some(value) if !is_short(value) => {
                let why = message!("has a list of more than {most} items", most = MOST_ITEMS);
                errors.push(refused(definition, why));
            }
            Some(value) => {
                let value = value.clone();
                variables.entry(name.clone()).or_insert(value);
            }
            None if nullable => {
                left_out.insert(name.clone());
            }
            None => errors.push(refused(definition, message!("is required and was not given"))),
        }
    }
    if errors.is_empty() { Ok(left_out) } else { Err(errors) }
}

/// Whether a variable holds integers; the engine accepts larger ones than GraphQL has
/// (specification, 3.5.1), and fails on them too late.
fn is_int(definition: &Positioned<VariableDefinition>) -> bool {
    let mut base = &definition.node.var_type.node.base;
    loop {
        match base {
            BaseType::Named(name) => return name == "Int",
            BaseType::List(item) => base = &item.base,
        }
    }
}

pub(crate) fn fits_int(value: &ConstValue) -> bool {
    match value {
        ConstValue::Number(number) => {
            // Fractions are the engine's to refuse.
            number.is_f64() || number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
        }
        ConstValue::List(items) => items.iter().all(fits_int),
        _ => true,
    }
}

fn is_short(value: &ConstValue) -> bool {
    match value {
        ConstValue::List(items) => items.len() <= MOST_ITEMS && items.iter().all(is_short),
        ConstValue::Object(fields) => fields.values().all(is_short),
        _ => true,
    }
}

fn refused(definition: &Positioned<VariableDefinition>, why: Message) -> ServerError {
    let node = &definition.node;
    let message = message!(
        "Variable \"${name}\" of type \"{ty}\" {why}",
        name = node.name.node.to_string(),
        ty = node.var_type.node.to_string(),
        why
    );
    let mut error = refusal(message, Code::BadUserInput);
    error.locations.push(definition.pos);
    error
}

/// Removes the variables in `left_out` from a document: their definitions, and every
/// argument and input field that is one of them.
pub(crate) fn remove(document: &mut ExecutableDocument, left_out: &HashSet<Name>) {
    if left_out.is_empty() {
        return;
    }
    match &mut document.operations {
        DocumentOperations::Single(operation) => clean(&mut operation.node, left_out),
        DocumentOperations::Multiple(operations) => {
            operations.values_mut().for_each(|operation| clean(&mut operation.node, left_out));
        }
    }
    for fragment in document.fragments.values_mut() {
        clean_set(&mut fragment.node.selection_set.node, left_out);
    }
}

fn clean(operation: &mut OperationDefinition, left_out: &HashSet<Name>) {
    operation.variable_definitions.retain(|known| !left_out.contains(&known.node.name.node));
    clean_set(&mut operation.selection_set.node, left_out);
}

fn clean_set(set: &mut SelectionSet, left_out: &HashSet<Name>) {
    for selection in &mut set.items {
        match &mut selection.node {
            Selection::Field(field) => {
                let arguments = &mut field.node.arguments;
                arguments.retain(|(_, value)| !is_left_out(&value.node, left_out));
                for (_, value) in arguments {
                    clean_value(&mut value.node, left_out);
                }
                clean_set(&mut field.node.selection_set.node, left_out);
            }
            Selection::InlineFragment(fragment) => {
                clean_set(&mut fragment.node.selection_set.node, left_out);
            }
            Selection::FragmentSpread(_) => {}
        }
    }
}

fn clean_value(value: &mut Value, left_out: &HashSet<Name>) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !is_left_out(value, left_out));
            fields.values_mut().for_each(|value| clean_value(value, left_out));
        }
        // An item cannot be absent: it is null (specification, 3.11).
        Value::List(items) => items.iter_mut().for_each(|item| {
            if is_left_out(item, left_out) {
                *item = Value::Null;
            } else {
                clean_value(item, left_out);
            }
        }),
        _ => {}
    }
}

fn is_left_out(value: &Value, left_out: &HashSet<Name>) -> bool {
    matches!(value, Value::Variable(name) if left_out.contains(name))
}
