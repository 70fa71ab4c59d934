//! Conditions on custom fields, in the typed and in the portable form.

use super::condition::{self, Options};
use crate::{
    crm::criteria::FieldCondition,
    graphql::{
        argument::Located,
        error::InputError,
        model::{
            Model,
            custom_field::{Content, CustomField},
        },
    },
};

/// Conditions gathered so far, with where each was written: a field may have only
/// one (F42).
#[derive(Default)]
pub(crate) struct Conditions {
    found: Vec<(FieldCondition, Vec<String>)>,
    errors: Vec<InputError>,
}

impl Conditions {
    /// The conditions in an order that does not depend on how they were written, or
    /// every fault that was found.
    pub(crate) fn finish(self) -> Result<Vec<FieldCondition>, Vec<InputError>> {
        if !self.errors.is_empty() {
            return Err(self.errors);
        }
        let found = self.found.into_iter();
        let mut conditions: Vec<_> = found.map(|(condition, _)| condition).collect();
        conditions.sort_by(|one, other| one.key.cmp(&other.key));
        Ok(conditions)
    }

    fn add(&mut self, input: &Located<'_>, condition: Result<FieldCondition, InputError>) {
        let condition = match condition {
            Ok(condition) => condition,
            Err(error) => return self.errors.push(error),
        };
        let earlier = self.found.iter().find(|(other, _)| other.key == condition.key);
        match earlier {
            Some((_, path)) => self.errors.push(input.fail(format!(
                "the field {} already has a condition at {}; Didar takes one a field, with its \
                 tests joined by OR",
                condition.key,
                path.join(".")
            ))),
            None => self.found.push((condition, input.path().to_vec())),
        }
    }
}

/// The typed form: `custom: { field_996_12_8: [{ gt: 5 }] }`.
pub(crate) fn typed(model: &Model, input: &Located<'_>, into: &mut Conditions) {
    let entries = match input.entries() {
        Ok(entries) => entries,
        Err(error) => return into.errors.push(error),
    };
    for (name, tests) in entries {
        let field = model.typed().find(|(typed, _)| *typed == name).map(|(_, field)| field);
        let condition =
            field.ok_or_else(|| tests.fail("the account has no such field")).and_then(|field| {
                any_of(model, field, &tests, |test| {
                    condition::test(field, test, Options::Enumerated)
                })
            });
        into.add(&tests, condition);
    }
}

/// The portable form: `customFields: [{ key: "Field_996_12_8", anyOf: [{ number: { gt: 5 } }] }]`.
pub(crate) fn portable(model: &Model, input: &Located<'_>, into: &mut Conditions) {
    let items = match input.items() {
        Ok(items) => items,
        Err(error) => return into.errors.push(error),
    };
    for item in items {
        let condition = portable_condition(model, &item);
        into.add(&item, condition);
    }
}

fn portable_condition(model: &Model, input: &Located<'_>) -> Result<FieldCondition, InputError> {
    let key = input.required("key")?;
    let field = named(model, &key)?;
    any_of(model, field, &input.required("anyOf")?, |test| portable_test(field, test))
}

/// The field of this key, schema name or definition id.
fn named<'m>(model: &'m Model, input: &Located<'_>) -> Result<&'m CustomField, InputError> {
    let field = model.named(&input.plain()?).map_err(|absent| input.fail(absent.message()))?;
    let is_searchable = field.definition.is_searchable;
    is_searchable
        .then_some(field)
        .ok_or_else(|| input.fail("Didar's search does not take this field"))
}

fn any_of(
    model: &Model,
    field: &CustomField,
    tests: &Located<'_>,
    read: impl Fn(&Located<'_>) -> Result<crate::crm::criteria::FieldTest, InputError>,
) -> Result<FieldCondition, InputError> {
    let any_of: Result<Vec<_>, _> = tests.items()?.iter().map(read).collect();
    Ok(condition::condition(field, any_of?, model.spelling))
}

/// `{ number: { gt: 5 } }`: the kind is written out and must be the field's.
fn portable_test(
    field: &CustomField,
    input: &Located<'_>,
) -> Result<crate::crm::criteria::FieldTest, InputError> {
    let (kind, test) = input.only_entry()?;
    if kind == "isSet" {
        return condition::test(field, input, Options::Textual);
    }
    let expected = kind_of(&field.content);
    if kind != expected {
        return Err(test
            .fail(format!("the field {} takes tests under \"{expected}\"", field.definition.key)));
    }
    condition::test(field, &test, Options::Textual)
}

/// The entry of `CustomFieldTest` under which a field's tests are written.
fn kind_of(content: &Content) -> &'static str {
    match content {
        Content::Text | Content::Raw => "text",
        Content::Number => "number",
        Content::Boolean => "boolean",
        Content::DateTime => "dateTime",
        Content::Choice(_) | Content::MultiChoice(_) => "option",
    }
}
