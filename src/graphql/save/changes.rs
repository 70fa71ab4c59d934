//! What a save writes: the attributes and custom fields that its input names.

use super::{
    custom, inner, lines,
    request::Parts,
    user_error::{UserError, UserErrorCode},
};
use crate::{
    crm::changes::{Change, Changes, NewValue},
    graphql::{
        argument::Located,
        engine::{Registry, registry::InputInfo},
        model::{
            attribute::{Attribute, Need, Nested},
            entity::{Description, EntityModel},
            given::Given,
            kind::Kind,
        },
    },
    message::message,
};

/// What a set of attributes is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A new record: what is required must be there, null is as good as nothing.
    Create,
    /// Changes: what is written once cannot be changed.
    Patch,
    /// A new record, or changes of the one with its code: what a new one needs may be left out.
    ByCode,
}

impl Form {
    fn takes(self, need: Need) -> bool {
        self != Self::Patch || !matches!(need, Need::Once { .. } | Need::New)
    }
}

fn written(of: &Description, form: Form) -> impl Iterator<Item = (&'static Attribute, Need)> {
    of.written().filter(move |(_, need)| form.takes(*need))
}

/// The attributes' entries of the input type, whose own types are added.
pub(super) fn inputs(registry: &mut Registry, of: &Description, form: Form) -> Vec<InputInfo> {
    let inputs = written(of, form).map(|(row, need)| {
        row.kind.register(registry);
        let is_required = form != Form::Patch && need == Need::Required;
        let own = row.write.and_then(|write| write.doc).unwrap_or(row.doc);
        let (name, ty, doc) = match row.nested.filter(|_| form == Form::Create) {
            Some(Nested { input, doc, .. }) => (row.name.to_owned(), input.to_owned(), doc),
            None => (row.input_name(), row.kind.input(), own),
        };
        let ty = if is_required { format!("{ty}!") } else { ty };
        InputInfo::new(name, ty, doc)
    });
    let mut inputs: Vec<_> = inputs.collect();
    inputs.extend(of.lines().map(|of| lines::register(registry, of)));
    inputs.extend(of.inner().map(|of| inner::register(registry, of)));
    inputs
}

/// The changes that an input names, or everything that is wrong with it. Its `parts` are
/// understood elsewhere, and what they say of the record is known already.
pub(super) fn changes(
    entity: &EntityModel,
    input: &Located<'_>,
    form: Form,
    parts: &Parts,
) -> Result<Changes, Vec<UserError>> {
    let entries = input.entries().map_err(|error| vec![UserError::from(error)])?;
    let mut changes = Changes::default();
    changes.attributes.extend(parts.known.clone());
    let (mut given, mut errors) = (Given::new(entity, custom::twice), Vec::new());
    for (name, value) in entries {
        match name {
            name if form == Form::Create && Parts::has(entity.description, name) => {}
            name if entity.description.lines().is_some_and(|lines| lines.name == name) => {}
            name if entity.description.inner().is_some_and(|inner| inner.name == name) => {
                match entity.description.inner().map(|of| inner::read(of, &value)) {
                    Some(Ok(change)) => changes.attributes.extend(change),
                    Some(Err(faults)) => errors.extend(faults),
                    None => {}
                }
            }
            "custom" => custom::typed(&mut given, &value),
            "customFields" => custom::portable(&mut given, &value),
            _ => match attribute(entity.description, name, &value, form) {
                // In a new record null says nothing against another entry.
                Ok(Some(change)) if form == Form::Create && is_nothing(&changes, &change.key) => {
                    changes.attributes.retain(|known| known.key != change.key);
                    changes.attributes.push(change);
                }
                Ok(Some(change))
                    if form == Form::Create && value.is_null() && changes.names(&change.key) => {}
                Ok(Some(change)) if changes.names(&change.key) => {
                    let message = message!("says again what another entry says");
                    errors.push(UserError::new(UserErrorCode::InvalidValue, value.path(), message));
                }
                Ok(change) => changes.attributes.extend(change),
                Err(error) => errors.push(error),
            },
        }
    }
    if let Some(lines) = entity.description.lines() {
        match lines::read(lines, input) {
            Ok(read) => changes.lines = read,
            Err(faults) => errors.extend(faults),
        }
    }
    if form != Form::Patch {
        for error in missing(entity.description, input, &changes) {
            // What is wrong with a value that was given is said already.
            if errors.iter().all(|known| known.field != error.field) {
                errors.push(error);
            }
        }
    }
    match given.finish() {
        Ok(fields) => changes.fields = fields,
        Err(faults) => errors.extend(faults),
    }
    if errors.is_empty() { Ok(changes) } else { Err(errors) }
}

/// Whether what is said under a key is that it has no value.
fn is_nothing(changes: &Changes, key: &str) -> bool {
    let known = changes.attributes.iter().find(|change| change.key == key);
    known.is_some_and(|known| matches!(known.value, NewValue::Nothing | NewValue::NoRecord))
}

/// What a new record lacks.
fn missing(
    of: &Description,
    input: &Located<'_>,
    changes: &Changes,
) -> impl Iterator<Item = UserError> {
    let required = of.written().filter(|(_, need)| *need == Need::Required);
    // What is wrong with one that is saved first is said elsewhere.
    let is_nested = |row: &Attribute| {
        let given = row.nested.and_then(|_| input.field(row.name).ok()?);
        given.is_some_and(|given| !given.is_null())
    };
    let is_there = move |row: &Attribute| changes.names(row.input_key()) || is_nested(row);
    required.filter(move |(row, _)| !is_there(row)).map(|(row, _)| {
        let name = if row.nested.is_some() { row.name.to_owned() } else { row.input_name() };
        let path: Vec<_> = input.path().iter().cloned().chain([name]).collect();
        UserError::new(UserErrorCode::Required, &path, message!("must not be empty"))
    })
}

fn attribute(
    of: &Description,
    name: &str,
    input: &Located<'_>,
    form: Form,
) -> Result<Option<Change>, UserError> {
    let known = written(of, form).find(|(row, _)| row.input_name() == name);
    let (row, need) = known.ok_or_else(|| input.fail(message!("cannot be written")))?;
    // An enumeration has no value for "none": one that is not given is not written.
    let has_none = !matches!(row.kind, Kind::Enumeration(_));
    if form == Form::Create && input.is_null() && (!has_none || need == Need::Placed) {
        return Ok(None);
    }
    let is_required = matches!(need, Need::Required | Need::Placed | Need::Kept { .. });
    let value = row.kind.attribute(input, is_required)?;
    Ok(Some(Change { key: row.input_key().to_owned(), value }))
}
