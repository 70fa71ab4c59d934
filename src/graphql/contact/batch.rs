//! `saveContacts`: a list of saves, and which of them are the same.

use std::collections::HashMap;

use super::{
    inputs::{self, Save},
    matching,
    placed::Placed,
};
use crate::graphql::{
    argument::Located,
    model::Model,
    save::{
        outcome::Payload,
        user_error::{UserError, UserErrorCode},
    },
};

/// The saves of a list; what cannot be saved is refused alone.
pub(crate) fn compile(model: &Model, entries: &[Located<'_>]) -> Vec<Result<Placed, Payload>> {
    let mut seen = Seen::default();
    let compiled = entries.iter().enumerate().map(|(index, entry)| {
        let (kind, _) =
            entry.only_entry().map_err(|error| Payload::from(UserError::from(error)))?;
        let at = entry.path().iter().cloned().chain([kind.to_owned()]).collect();
        let save = inputs::entry(model, entry).map_err(Payload::Refused)?;
        let placed = Placed { save, at };
        match earlier(&mut seen, &placed, index) {
            Some(error) => Err(error.into()),
            None => Ok(placed),
        }
    });
    compiled.collect()
}

/// What the entries before go by, and the values that they give to contacts.
#[derive(Default)]
struct Seen {
    own: HashMap<String, usize>,
    values: HashMap<String, usize>,
}

/// The fault of an entry that is the same contact as an earlier one: side by side they
/// would be two, or undo each other.
fn earlier(seen: &mut Seen, placed: &Placed, index: usize) -> Option<UserError> {
    let (own, values) = marks(&placed.save);
    let first = |(mark, part): &(String, &'static [&'static str])| {
        let first = seen.own.get(mark).or_else(|| seen.values.get(mark))?;
        Some((*first, *part))
    };
    let by_value = || Some((*values.iter().find_map(|mark| seen.own.get(mark))?, own.first()?.1));
    if let Some((first, part)) = own.iter().find_map(first).or_else(by_value) {
        let message = format!("entry {first} of this list is the same contact; make them one");
        let path = placed.path(part);
        return Some(UserError::new(UserErrorCode::Duplicate, &path, message));
    }
    seen.own.extend(own.into_iter().map(|(mark, _)| (mark, index)));
    seen.values.extend(values.into_iter().map(|mark| (mark, index)));
    None
}

/// What a save goes by, with its argument paths, and the values that it gives a contact.
fn marks(save: &Save) -> (Vec<(String, &'static [&'static str])>, Vec<String>) {
    let mobile = matching::of_mobile;
    let values = save.identities().values;
    let own: Vec<(String, &'static [&'static str])> = match save {
        Save::Create { changes } => {
            mobile(changes).into_iter().map(|mark| (mark, ["mobilePhone"].as_slice())).collect()
        }
        Save::Update { id, changes } => {
            let mobile = mobile(changes).map(|mark| (mark, ["patch", "mobilePhone"].as_slice()));
            std::iter::once((format!("id {id}"), ["id"].as_slice())).chain(mobile).collect()
        }
        Save::Upsert { wanted, changes } => {
            let mark = wanted.identity();
            let own = mobile(changes).filter(|own| *own != mark);
            let own = own.map(|mark| (mark, ["input", "mobilePhone"].as_slice()));
            std::iter::once((mark, ["match"].as_slice())).chain(own).collect()
        }
    };
    (own, values)
}
