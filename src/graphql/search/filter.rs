//! `…Filter`: Didar's own criteria and custom fields, joined with AND.

use std::marker::PhantomData;

use uuid::Uuid;

use super::{
    condition::{self, Doubts},
    native::Native,
    types,
};
use crate::{
    crm::criteria::FieldCondition,
    graphql::{
        argument::Located,
        engine::{
            Registry,
            raw_input::{InputName, RawInput},
            registry::{self, InputInfo, Shape},
        },
        error::InputError,
        model::{
            Model,
            entity::{Described, Description, EntityModel},
            given::Given,
        },
    },
};

/// A filter on records of an entity.
pub(crate) type Filter<E> = RawInput<FilterOf<E>>;

/// Names the filter of an entity.
pub(crate) struct FilterOf<E>(PhantomData<E>);

impl<E: Described> InputName for FilterOf<E> {
    fn name() -> String {
        name(E::OF)
    }
}

fn name(of: &Description) -> String {
    format!("{}Filter", of.name())
}

/// Didar's criteria for a filter, or every fault in it.
pub(crate) fn compile(
    model: &Model,
    entity: &EntityModel,
    filter: Option<&Located<'_>>,
    pointing: Option<(&'static str, Uuid)>,
    include_deleted: bool,
) -> Result<Native, Vec<InputError>> {
    let mut native = Native::new(entity.description, model.spelling);
    if let Some(filter) = filter {
        let custom = conditions(model, entity, filter, &mut native)?;
        native.set_custom(custom);
    }
    if let Some((name, id)) = pointing {
        native.point_to(name, id).map_err(|error| vec![error])?;
    }
    if !include_deleted {
        native.leave_out_deleted();
    }
    native.checked()
}

/// Adds the criteria, and gives the conditions on custom fields.
fn conditions(
    model: &Model,
    entity: &EntityModel,
    filter: &Located<'_>,
    native: &mut Native,
) -> Result<Vec<FieldCondition>, Vec<InputError>> {
    let (mut custom, doubts) = (Given::new(entity, condition::twice), Doubts::default());
    let mut errors = Vec::new();
    for (name, input) in filter.entries().map_err(|error| vec![error])? {
        match name {
            "custom" => {
                custom.typed(&input, |_, field, tests| {
                    condition::typed(field, tests, model.spelling)
                });
            }
            "customFields" => match input.items() {
                Ok(items) => custom.portable(&items, |field, item| {
                    condition::portable(field, item, (model.spelling, &doubts))
                }),
                Err(error) => custom.fail(error),
            },
            _ => errors.extend(native.add(name, &input).err()),
        }
    }
    native.doubt(doubts.into_inner());
    match custom.finish() {
        Ok(custom) if errors.is_empty() => Ok(custom),
        Ok(_) => Err(errors),
        Err(faults) => Err(errors.into_iter().chain(faults).collect()),
    }
}

/// Adds the input type of an entity that is searched for.
pub(crate) fn register(entity: &EntityModel, registry: &mut Registry) {
    let of = entity.description;
    let native = of.attributes.iter().filter_map(|row| {
        let filter = row.filter?;
        row.kind.register(registry);
        let is_range = filter.by.is_range(&row.kind);
        let ty = row.kind.input() + if is_range { "Range" } else { "" };
        Some(InputInfo::new(row.input_name(), ty, filter.doc))
    });
    let mut inputs: Vec<_> = native.collect();
    if inputs.is_empty() {
        // Nothing searches for these records.
        return;
    }
    if of.has_custom_fields {
        inputs.extend(types::register(registry, entity));
    }
    let doc = format!(
        "Which {}. The entries are joined with AND; what is left out means all.",
        of.nouns()
    );
    registry::add_input(registry, &name(of), &doc, Shape::All, inputs);
}
