//! Records inside a record: read out of an input.

use super::user_error::{UserError, UserErrorCode};
use crate::{
    crm::changes::{Change, NewValue, Part, Parts},
    graphql::{
        argument::Located,
        engine::{
            Registry,
            registry::{self, InputInfo, Shape},
        },
        model::{
            attribute::{Attribute, Need},
            entity::{Fault, Inner, Wrong},
        },
    },
};

/// How many records a record may be given to hold.
const MOST: usize = 100;

/// The input of all of them, its type added.
pub(super) fn register(registry: &mut Registry, of: &Inner) -> InputInfo {
    let inputs = written(of).map(|(row, need)| {
        row.kind.register(registry);
        let end = if need == Need::Required { "!" } else { "" };
        InputInfo::new(row.name, row.kind.input() + end, row.doc)
    });
    let inputs = inputs.collect();
    registry::add_input(registry, of.input, of.input_doc, Shape::All, inputs);
    InputInfo::new(of.name, format!("[{}!]", of.input), of.doc)
}

fn written(of: &Inner) -> impl Iterator<Item = (&'static Attribute, Need)> {
    of.attributes.iter().filter_map(|row| Some((row, row.write?.need)))
}

/// The change that an input names, or everything that is wrong with it. Null says nothing.
pub(super) fn read(of: &Inner, input: &Located<'_>) -> Result<Option<Change>, Vec<UserError>> {
    let items = input.list();
    if items.is_empty() {
        return Ok(None);
    }
    if items.len() > MOST {
        let message = format!("at most {MOST} at once");
        return Err(vec![UserError::new(UserErrorCode::OutOfRange, input.path(), message)]);
    }
    let (mut list, mut errors): (Vec<(usize, Part)>, _) = (Vec::new(), Vec::new());
    for (at, item) in items.iter().enumerate() {
        match part(of, item) {
            Ok(part) => match list.iter().find(|(_, other)| code(of, other) == code(of, &part)) {
                Some((first, _)) => errors.push(twice(of, item, *first)),
                None => list.push((at, part)),
            },
            Err(faults) => errors.extend(faults),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let list = list.into_iter().map(|(_, part)| part).collect();
    let value = NewValue::Parts(Parts { code: of.code.1, list });
    Ok(Some(Change { key: of.key.to_owned(), value }))
}

fn part(of: &Inner, item: &Located<'_>) -> Result<Part, Vec<UserError>> {
    let (mut changes, mut errors) = (Vec::new(), Vec::new());
    for (row, need) in written(of) {
        let given = item.field(row.name).map_err(|error| vec![error.into()])?;
        let given = given.filter(|value| !value.is_null());
        let value = given.map(|value| row.kind.attribute(&value, need == Need::Required));
        match value {
            Some(Ok(value)) => changes.push(Change { key: row.key.to_owned(), value }),
            Some(Err(error)) => errors.push(error),
            None if need == Need::Required => {
                let (entry, message) = (row.name, "must not be empty");
                let fault = Fault { entry, what: Wrong::Missing, message };
                errors.push(UserError::of_fault(item, &fault));
            }
            None => {}
        }
    }
    errors.extend((of.check)(&changes).iter().map(|fault| UserError::of_fault(item, fault)));
    if errors.is_empty() { Ok(Part { stored: None, changes }) } else { Err(errors) }
}

fn code<'p>(of: &Inner, part: &'p Part) -> Option<&'p NewValue> {
    part.changes.iter().find(|change| change.key == of.code.1).map(|change| &change.value)
}

fn twice(of: &Inner, item: &Located<'_>, first: usize) -> UserError {
    let path: Vec<_> = item.path().iter().cloned().chain([of.code.0.to_owned()]).collect();
    let message = format!("entry {first} of this list has the same code; make them one");
    UserError::new(UserErrorCode::Duplicate, &path, message)
}
