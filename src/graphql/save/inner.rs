//! Records inside a record: read out of an input.

use super::{
    item,
    user_error::{UserError, UserErrorCode},
};
use crate::{
    crm::changes::{Change, NewValue, Part, Parts},
    graphql::{
        argument::Located,
        engine::{Registry, registry::InputInfo},
        model::{attribute::Attribute, entity::Inner},
    },
    message::message,
};

/// How many records a record may be given to hold.
const MOST: usize = 100;

/// The input of all of them, its type added.
pub(super) fn register(registry: &mut Registry, of: &Inner) -> InputInfo {
    item::register(registry, (of.input, of.input_doc), written(of));
    InputInfo::new(of.name, format!("[{}!]", of.input), of.doc)
}

fn written(of: &Inner) -> impl Iterator<Item = &'static Attribute> + use<> {
    of.attributes.iter().filter(|row| row.write.is_some())
}

/// The change that an input names, or everything that is wrong with it. Null says nothing.
pub(super) fn read(of: &Inner, input: &Located<'_>) -> Result<Option<Change>, Vec<UserError>> {
    let items = input.list();
    if items.is_empty() {
        return Ok(None);
    }
    if items.len() > MOST {
        let message = message!("at most {most} at once", most = MOST);
        return Err(vec![UserError::new(UserErrorCode::OutOfRange, input.path(), message)]);
    }
    let (mut list, mut errors): (Vec<(usize, Part)>, _) = (Vec::new(), Vec::new());
    for (at, item) in items.iter().enumerate() {
        match item::read(item, written(of), of.check).map(|changes| Part { stored: None, changes })
        {
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

fn code<'p>(of: &Inner, part: &'p Part) -> Option<&'p NewValue> {
    part.changes.iter().find(|change| change.key == of.code.1).map(|change| &change.value)
}

fn twice(of: &Inner, item: &Located<'_>, first: usize) -> UserError {
    let path: Vec<_> = item.path().iter().cloned().chain([of.code.0.to_owned()]).collect();
    let message = message!("entry {first} of this list has the same code; make them one", first);
    UserError::new(UserErrorCode::Duplicate, &path, message)
}
