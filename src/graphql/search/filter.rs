//! `…Filter`: Didar's own criteria and custom fields, joined with AND.

use std::marker::PhantomData;

use super::{
    condition::{self, day_range, instants},
    types,
};
use crate::{
    crm::{
        criteria::{Compare, Criteria, Criterion, Operand},
        persian,
    },
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
            attribute::{Attribute, By},
            entity::{Described, Description, EntityModel},
            given::Given,
            kind::Kind,
            spelling::Spelling,
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
    filter: &Located<'_>,
) -> Result<Criteria, Vec<InputError>> {
    let mut native = Native { of: entity.description, spelling: model.spelling, found: Vec::new() };
    let mut custom = Given::new(entity, condition::TWICE);
    let mut errors = Vec::new();
    for (name, input) in filter.entries().map_err(|error| vec![error])? {
        match name {
            "custom" => {
                custom.typed(&input, |field, tests| condition::typed(field, tests, model.spelling));
            }
            "customFields" => match input.items() {
                Ok(items) => custom.portable(&items, |field, item| {
                    condition::portable(field, item, model.spelling)
                }),
                Err(error) => custom.fail(error),
            },
            _ => errors.extend(native.add(name, &input).err()),
        }
    }
    match custom.finish() {
        Ok(custom) if errors.is_empty() => Ok(Criteria { native: native.in_order(), custom }),
        Ok(_) => Err(errors),
        Err(faults) => Err(errors.into_iter().chain(faults).collect()),
    }
}

/// Criteria gathered so far, each with the place of its attribute.
struct Native {
    of: &'static Description,
    spelling: Spelling,
    found: Vec<(usize, Criterion)>,
}

impl Native {
    fn add(&mut self, name: &str, input: &Located<'_>) -> Result<(), InputError> {
        let rows = self.of.attributes.iter().enumerate();
        let named = rows.filter_map(|(at, row)| Some((at, row, row.filter?)));
        let mut named = named.filter(|(_, row, _)| row.input_name() == name);
        let (at, row, filter) = named.next().ok_or_else(|| input.fail("no such criterion"))?;
        match filter.by {
            By::Value => {
                self.set(at, row.input_key(), operand(row, input)?, row.kind.compare());
            }
            By::Fuzzy => {
                let text = input.seen()?;
                // Didar takes one text, and none of its spellings (didar-api.md 9, row 7).
                let is_any = self.spelling == Spelling::Any;
                let text = if is_any { persian::usual(&text) } else { text };
                self.set(at, row.input_key(), Operand::Text(text), Compare::AsDidarDoes);
            }
            By::Range(first, last) => {
                // Two attributes may have one range; both hold.
                let at = self.of.attributes.iter().position(|row| row.has_range(first));
                let at = at.unwrap_or_default();
                let is_day = matches!(row.kind, Kind::Day);
                let (from, to) = if is_day { day_range(input)? } else { instants(input)? };
                let later = |one: &jiff::Timestamp, other| *one > other;
                let earlier = |one: &jiff::Timestamp, other| *one < other;
                self.narrow(at, first, from, later);
                self.narrow(at, last, to, earlier);
            }
        }
        Ok(())
    }

    fn set(&mut self, at: usize, key: &'static str, value: Operand, compare: Compare) {
        self.found.push((at, Criterion { key, value, compare }));
    }

    /// Sets an end of a range, unless a `nearer` one is known.
    fn narrow(
        &mut self,
        at: usize,
        key: &'static str,
        end: Option<jiff::Timestamp>,
        nearer: impl Fn(&jiff::Timestamp, jiff::Timestamp) -> bool,
    ) {
        let Some(end) = end else { return };
        let is_far = |criterion: &Criterion| match &criterion.value {
            Operand::Instant(known) => !nearer(known, end),
            _ => true,
        };
        match self.found.iter().position(|(_, known)| known.key == key) {
            Some(known) if is_far(&self.found[known].1) => {
                self.found[known].1.value = Operand::Instant(end);
            }
            Some(_) => {}
            None => self.set(at, key, Operand::Instant(end), Compare::AsDidarDoes),
        }
    }

    /// In an order that does not depend on how they were written.
    fn in_order(mut self) -> Vec<Criterion> {
        self.found.sort_by_key(|(at, criterion)| (*at, criterion.key));
        self.found.into_iter().map(|(_, criterion)| criterion).collect()
    }
}

/// One value of the attribute's kind.
fn operand(row: &Attribute, input: &Located<'_>) -> Result<Operand, InputError> {
    Ok(match &row.kind {
        Kind::Boolean => Operand::Boolean(input.boolean()?),
        Kind::Phone | Kind::MobilePhone => Operand::Text(input.phone()?),
        Kind::One(_) | Kind::Id => {
            let id = input.guid()?;
            // To Didar the zero GUID is "anyone" (F22).
            if id.is_nil() {
                return Err(input.fail("the zero GUID is nobody; leave it out to mean anyone"));
            }
            Operand::Text(id.to_string())
        }
        Kind::Enumeration(enumeration) => {
            let word = enumeration.wire_of(input.enumeration()?);
            let word = word.ok_or_else(|| {
                let names: Vec<_> = enumeration.values.iter().map(|value| value.name).collect();
                input.fail(format!("expected {}", names.join(" or ")))
            })?;
            Operand::Text(word.to_owned())
        }
        _ => Operand::Text(input.plain()?),
    })
}

/// Adds the input type of an entity that is searched for.
pub(crate) fn register(entity: &EntityModel, registry: &mut Registry) {
    let of = entity.description;
    let native = of.attributes.iter().filter_map(|row| {
        let filter = row.filter?;
        row.kind.register(registry);
        let ty = match filter.by {
            By::Range(..) => format!("{}Range", row.kind.input()),
            By::Value | By::Fuzzy => row.kind.input(),
        };
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
