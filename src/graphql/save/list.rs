//! A list of saves, and which of them are of the same record.

use std::collections::HashMap;

use super::{
    matching,
    request::{Compiled, Placed, Save, Which},
    user_error::{UserError, UserErrorCode},
};
use crate::{graphql::argument::Located, message::message};

/// The saves of a list; what cannot be saved is refused alone.
pub(super) fn compile<'v>(
    entries: &[Located<'v>],
    understand: impl Fn(&Located<'v>) -> Compiled,
) -> Vec<Compiled> {
    let mut seen = Seen::default();
    let compiled = entries.iter().enumerate().map(|(index, entry)| {
        let placed = understand(entry)?;
        match earlier(&mut seen, &placed, index) {
            Some(error) => Err(error.into()),
            None => Ok(placed),
        }
    });
    compiled.collect()
}

/// What the entries before go by, and the values that they give to records.
#[derive(Default)]
struct Seen {
    own: HashMap<String, usize>,
    values: HashMap<String, usize>,
}

/// An identity, and the path to where it is written.
type Mark = (String, Vec<String>);

/// The fault of an entry that is the same record as an earlier one: side by side they
/// would be two, or undo each other.
fn earlier(seen: &mut Seen, placed: &Placed, index: usize) -> Option<UserError> {
    let (own, values) = marks(placed);
    let first = |(mark, path): &Mark| {
        let first = seen.own.get(mark).or_else(|| seen.values.get(mark))?;
        Some((*first, path.clone()))
    };
    let by_value = || {
        let first = values.iter().find_map(|mark| seen.own.get(mark))?;
        Some((*first, own.first()?.1.clone()))
    };
    if let Some((first, path)) = own.iter().find_map(first).or_else(by_value) {
        let noun = placed.of.noun();
        let message =
            message!("entry {first} of this list is the same {noun}; make them one", first, noun);
        return Some(UserError::new(UserErrorCode::Duplicate, &path, message));
    }
    seen.own.extend(own.into_iter().map(|(mark, _)| (mark, index)));
    seen.values.extend(values.into_iter().map(|mark| (mark, index)));
    None
}

/// What a save goes by, and the values that it gives a record.
fn marks(placed: &Placed) -> (Vec<Mark>, Vec<String>) {
    let changes = placed.save.changes();
    let own = match (&placed.save, placed.save.wanted()) {
        (Save::Update { which: Which::Id(id), .. }, _) => {
            Some((format!("id {id}"), placed.path(&["id"])))
        }
        (_, wanted) => wanted.map(|wanted| (wanted.identity(), placed.path_to_match())),
    };
    let unique = matching::unique(placed.of, changes)
        .map(|(row, mark)| (mark, placed.path_in(&row.input_name())))
        .filter(|(mark, _)| own.as_ref().is_none_or(|(own, _)| own != mark));
    let unique: Vec<_> = unique.collect();
    (own.into_iter().chain(unique).collect(), placed.identities().values)
}
