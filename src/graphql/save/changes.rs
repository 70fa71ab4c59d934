//! What a save writes: the attributes and custom fields that its input names.

use super::{
    custom,
    user_error::{UserError, UserErrorCode},
};
use crate::{
    crm::changes::{Change, Changes},
    graphql::{
        argument::Located,
        engine::{Registry, registry::InputInfo},
        model::{
            attribute::{Attribute, Need},
            entity::{Description, EntityModel},
            given::Given,
            kind::Kind,
        },
    },
};

/// What a set of attributes is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A new record: what is required must be there, null is as good as nothing.
    Create,
    /// Changes: what is written once cannot be changed.
    Patch,
}

impl Form {
    fn takes(self, need: Need) -> bool {
        self == Self::Create || !matches!(need, Need::Once { .. })
    }
}

fn written(of: &Description, form: Form) -> impl Iterator<Item = (&'static Attribute, Need)> {
    of.written().filter(move |(_, need)| form.takes(*need))
}

/// The attributes' entries of the input type, whose own types are added.
pub(super) fn inputs(registry: &mut Registry, of: &Description, form: Form) -> Vec<InputInfo> {
    let inputs = written(of, form).map(|(row, need)| {
        row.kind.register(registry);
        let is_required = form == Form::Create && need == Need::Required;
        let ty = row.kind.input();
        let ty = if is_required { format!("{ty}!") } else { ty };
        let own = row.write.and_then(|write| write.doc);
        InputInfo::new(row.input_name(), ty, own.unwrap_or(row.doc))
    });
    inputs.collect()
}

/// The changes that an input names, or everything that is wrong with it.
pub(super) fn changes(
    entity: &EntityModel,
    input: &Located<'_>,
    form: Form,
) -> Result<Changes, Vec<UserError>> {
    let entries = input.entries().map_err(|error| vec![UserError::from(error)])?;
    let mut changes = Changes::default();
    let (mut given, mut errors) = (Given::new(entity, custom::TWICE), Vec::new());
    for (name, value) in entries {
        match name {
            "custom" => custom::typed(&mut given, &value),
            "customFields" => custom::portable(&mut given, &value),
            _ => match attribute(entity.description, name, &value, form) {
                Ok(change) => changes.attributes.extend(change),
                Err(error) => errors.push(error),
            },
        }
    }
    if form == Form::Create {
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

/// What a new record lacks.
fn missing(
    of: &Description,
    input: &Located<'_>,
    changes: &Changes,
) -> impl Iterator<Item = UserError> {
    let required = of.written().filter(|(_, need)| *need == Need::Required);
    required.filter(|(row, _)| !changes.names(row.input_key())).map(|(row, _)| {
        let path: Vec<_> = input.path().iter().cloned().chain([row.input_name()]).collect();
        UserError::new(UserErrorCode::Required, &path, "must not be empty")
    })
}

fn attribute(
    of: &Description,
    name: &str,
    input: &Located<'_>,
    form: Form,
) -> Result<Option<Change>, UserError> {
    let known = written(of, form).find(|(row, _)| row.input_name() == name);
    let (row, need) = known.ok_or_else(|| input.fail("cannot be written"))?;
    // An enumeration has no value for "none": one that is not given is not written.
    let has_none = !matches!(row.kind, Kind::Enumeration(_));
    if form == Form::Create && input.is_null() && !has_none {
        return Ok(None);
    }
    let value = row.kind.attribute(input, need == Need::Required)?;
    Ok(Some(Change { key: row.input_key().to_owned(), value }))
}
