//! One item of a list inside an input: a line, or a record inside a record.

use super::user_error::UserError;
use crate::{
    crm::changes::Change,
    graphql::{
        argument::Located,
        engine::{
            Registry,
            registry::{self, InputInfo, Shape},
        },
        model::{
            attribute::{Attribute, Need},
            entity::{Fault, Wrong},
        },
    },
    message::message,
};

/// Adds the input type of an item that has these attributes.
pub(super) fn register(
    registry: &mut Registry,
    (name, doc): (&str, &str),
    attributes: impl Iterator<Item = &'static Attribute>,
) {
    let inputs = attributes.map(|row| {
        row.kind.register(registry);
        let end = if is_required(row) { "!" } else { "" };
        InputInfo::new(row.name, row.kind.input() + end, row.doc)
    });
    let inputs = inputs.collect();
    registry::add_input(registry, name, doc, Shape::All, inputs);
}

fn is_required(row: &Attribute) -> bool {
    row.write.is_some_and(|write| write.need == Need::Required)
}

/// What an item says of these attributes, or everything that is wrong with it. Null says
/// nothing.
pub(super) fn read(
    item: &Located<'_>,
    attributes: impl Iterator<Item = &'static Attribute>,
    check: fn(&[Change]) -> Vec<Fault>,
) -> Result<Vec<Change>, Vec<UserError>> {
    let (mut changes, mut errors) = (Vec::new(), Vec::new());
    for row in attributes {
        let given = item.field(row.name).map_err(|error| vec![error.into()])?;
        let given = given.filter(|value| !value.is_null());
        match given.map(|value| row.kind.attribute(&value, is_required(row))) {
            Some(Ok(value)) => changes.push(Change { key: row.key.to_owned(), value }),
            Some(Err(error)) => errors.push(error),
            None if is_required(row) => {
                let (entry, message) = (row.name, message!("must not be empty"));
                let fault = Fault { entry, what: Wrong::Missing, message };
                errors.push(UserError::of_fault(item, &fault));
            }
            None => {}
        }
    }
    errors.extend(check(&changes).iter().map(|fault| UserError::of_fault(item, fault)));
    if errors.is_empty() { Ok(changes) } else { Err(errors) }
}
