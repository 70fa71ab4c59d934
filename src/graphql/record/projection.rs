//! Rows onto selection sets.
//!
//! A plan is made once for all rows of a page: which keys to read, and what becomes
//! of each. Then every row is read once, and its values are copied in the order of
//! the query, without a future or a tree for each. What points to another record is
//! left open and listed in [`Open`], for [`super::loaders`] to fill.

use async_graphql::{
    ContextSelectionSet, Name, PathSegment, Pos, Positioned, Value, indexmap::IndexMap,
    parser::types::SelectionSet,
};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{custom_values, key_values};
use crate::{
    crm::entity::Entity,
    didar::{
        self,
        value::{self, Odd},
    },
    graphql::{
        allowance::{Allowance, VALUE, list_weight},
        engine::selection::{Selected, Sets, collect, object},
        model::{
            Model,
            choice::Choice,
            entity::EntityModel,
            kind::Kind,
            portable::KEY_VALUE,
            table::{Field, Table},
        },
    },
};

/// How to answer one selection set for any row of a table.
#[derive(Default)]
pub(crate) struct Plan<'a> {
    keys: Vec<&'a str>,
    parts: Vec<Part<'a>>,
}

struct Part<'a> {
    selected: Selected<'a>,
    /// Place of the value in the keys read, and of the one beside it.
    slot: usize,
    beside: Option<usize>,
    source: Source<'a>,
}

enum Source<'a> {
    TypeName(&'a str),
    /// A value without parts.
    Leaf(&'a Kind),
    Choice(&'a Choice, Vec<Selected<'a>>),
    MultiChoice(&'a Choice, Vec<Selected<'a>>),
    KeyValues(Vec<Selected<'a>>),
    Part(Plan<'a>),
    CustomValues(custom_values::Plan<'a>),
    One(Entity),
    /// The same, where the row itself shows all that is selected of it.
    Shown(Shown<'a>),
    /// Of this entity, whose ids stand under this key.
    Embedded(Entity, &'a str, Plan<'a>),
}

/// A record of which the row has the id and one field.
struct Shown<'a> {
    entity: Entity,
    type_name: &'a str,
    parts: Vec<Selected<'a>>,
}

impl<'a> Shown<'a> {
    /// `None` where more is selected than the id and this field.
    fn of(
        ctx: &ContextSelectionSet<'a>,
        there: &'a EntityModel,
        field: &str,
        sets: &Sets<'a>,
    ) -> Option<Self> {
        let type_name = &*there.table.type_name;
        let parts = collect(ctx, type_name, sets);
        let is_shown = parts.iter().all(|part| ["id", "__typename", field].contains(&part.name()));
        is_shown.then_some(Self { entity: there.description.entity, type_name, parts })
    }

    /// `None` where the row does not have the field after all.
    fn value(&self, id: Uuid, field: Option<&RawValue>) -> Result<Option<Value>, Odd> {
        let text = field.map(value::text).transpose()?.flatten().filter(|text| !text.is_empty());
        let needs_text = self.parts.iter().any(|part| !["id", "__typename"].contains(&part.name()));
        if needs_text && text.is_none() {
            return Ok(None);
        }
        Ok(Some(object(self.type_name, &self.parts, |part| match part.name() {
            "id" => Value::from(id.to_string()),
            _ => text.as_deref().map_or(Value::Null, Value::from),
        })))
    }
}

/// A value that could not be read: a null with an error.
pub(crate) struct Fault {
    /// From the row down, innermost last.
    pub(crate) path: Vec<PathSegment>,
    pub(crate) pos: Pos,
    pub(crate) odd: Odd,
}

/// A place in a row's object that waits for another record.
pub(crate) struct Open<'a> {
    /// Index of the entry in the object.
    pub(crate) entry: usize,
    pub(crate) entity: Entity,
    pub(crate) id: Uuid,
    pub(crate) key: &'a Name,
    pub(crate) sets: Sets<'a>,
    pub(crate) pos: Pos,
}

/// What became of one row.
#[derive(Default)]
pub(crate) struct Projected<'a> {
    pub(crate) object: IndexMap<Name, Value>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) open: Vec<Open<'a>>,
}

impl<'a> Plan<'a> {
    /// For records of an entity.
    pub(crate) fn new(
        ctx: &ContextSelectionSet<'a>,
        model: &'a Model,
        entity: &'a EntityModel,
        sets: &[&'a Positioned<SelectionSet>],
    ) -> Self {
        Self::of_table(ctx, (model, entity), &entity.table, sets)
    }

    /// For the typed custom fields of an entity.
    fn of_custom(
        ctx: &ContextSelectionSet<'a>,
        of: (&'a Model, &'a EntityModel),
        sets: &[&'a Positioned<SelectionSet>],
    ) -> Self {
        let table = of.1.custom_table.as_ref();
        table.map_or_else(Self::default, |table| Self::of_table(ctx, of, table, sets))
    }

    fn of_table(
        ctx: &ContextSelectionSet<'a>,
        of: (&'a Model, &'a EntityModel),
        table: &'a Table,
        sets: &[&'a Positioned<SelectionSet>],
    ) -> Self {
        let mut plan = Self { keys: Vec::new(), parts: Vec::new() };
        for selected in collect(ctx, &table.type_name, sets) {
            let part = match table.field(selected.name()) {
                Some(field) => plan.part(ctx, of, field, selected),
                // Validation left no other name than `__typename`.
                None => Part {
                    selected,
                    slot: 0,
                    beside: None,
                    source: Source::TypeName(&table.type_name),
                },
            };
            plan.parts.push(part);
        }
        plan
    }

    fn part(
        &mut self,
        ctx: &ContextSelectionSet<'a>,
        of: (&'a Model, &'a EntityModel),
        field: &'a Field,
        selected: Selected<'a>,
    ) -> Part<'a> {
        let below = |type_name: &str| collect(ctx, type_name, &selected.sets);
        let source = match &field.kind {
            Kind::Choice(choice) => Source::Choice(choice, below(&choice.object_name())),
            Kind::MultiChoice(choice) => Source::MultiChoice(choice, below(&choice.object_name())),
            Kind::KeyValues => Source::KeyValues(below(KEY_VALUE)),
            Kind::CustomFields(_) => Source::Part(Plan::of_custom(ctx, of, &selected.sets)),
            Kind::CustomValues => {
                Source::CustomValues(custom_values::Plan::new(ctx, of, &selected))
            }
            Kind::One(entity) if field.beside.is_some() => {
                let there = of.0.of(*entity);
                let plan = Plan::new(ctx, of.0, there, &selected.sets);
                Source::Embedded(*entity, there.table.id_key(), plan)
            }
            Kind::One(entity) => {
                let shown = field
                    .shown
                    .and_then(|(name, _)| Shown::of(ctx, of.0.of(*entity), name, &selected.sets));
                shown.map_or(Source::One(*entity), Source::Shown)
            }
            leaf => Source::Leaf(leaf),
        };
        let slot = self.slot(&field.key);
        let beside = match (&source, field.shown) {
            (Source::Shown(_), Some((_, key))) => Some(key),
            _ => field.beside,
        };
        let beside = beside.map(|key| self.slot(key));
        Part { selected, slot, beside, source }
    }

    /// The place of a key among those read.
    fn slot(&mut self, key: &'a str) -> usize {
        self.keys.iter().position(|known| *known == key).unwrap_or_else(|| {
            self.keys.push(key);
            self.keys.len() - 1
        })
    }

    /// Answers the selection set for the row whose JSON object is `text`, as far as the
    /// allowance goes.
    pub(crate) fn project(&self, text: &str, allowance: &Allowance) -> Projected<'a> {
        let values = didar::pick(text, &self.keys);
        let at = |slot: usize| values.get(slot).copied().flatten();
        if !allowance.take(
            self.parts
                .iter()
                .map(|part| part.weight(at(part.slot), part.beside.and_then(at)))
                .sum(),
        ) {
            return Projected::default();
        }
        let mut projected =
            Projected { object: IndexMap::with_capacity(self.parts.len()), ..Projected::default() };
        for part in &self.parts {
            let value =
                part.value(at(part.slot), part.beside.and_then(at), &mut projected, allowance);
            let value = value.unwrap_or_else(|odd| {
                projected.faults.push(part.fault(odd));
                Value::Null
            });
            projected.object.insert(part.selected.key.clone(), value);
        }
        projected
    }
}

impl<'a> Part<'a> {
    /// About how many bytes its value holds, from above. Objects inside the row have an
    /// allowance to take themselves.
    fn weight(&self, raw: Option<&RawValue>, beside: Option<&RawValue>) -> usize {
        let length_of = |raw: Option<&RawValue>| raw.map_or(0, |raw| raw.get().len());
        let length = length_of(raw);
        VALUE
            + match &self.source {
                Source::Leaf(_) => length,
                Source::Shown(shown) => shown.parts.len() * (VALUE + length.max(length_of(beside))),
                Source::Choice(_, parts) => parts.len() * (VALUE + length),
                Source::MultiChoice(_, parts) | Source::KeyValues(parts) => {
                    list_weight(raw, parts.len())
                }
                _ => 0,
            }
    }

    fn value(
        &self,
        raw: Option<&RawValue>,
        beside: Option<&RawValue>,
        into: &mut Projected<'a>,
        allowance: &Allowance,
    ) -> Result<Value, Odd> {
        let raw = raw.filter(|raw| raw.get() != "null");
        match &self.source {
            Source::TypeName(name) => Ok(Value::from(*name)),
            Source::Leaf(leaf) => leaf.read(raw, beside),
            Source::Part(plan) => {
                Ok(self.nested(plan, raw.map_or("{}", RawValue::get), into, allowance))
            }
            Source::CustomValues(plan) => {
                Ok(plan.project(raw.map_or("{}", RawValue::get), allowance))
            }
            Source::KeyValues(parts) => {
                raw.map_or(Ok(Value::Null), |raw| key_values::project(raw, parts))
            }
            Source::Choice(choice, parts) => choice_value(choice, parts, raw),
            Source::MultiChoice(choice, parts) => multi_choice_value(choice, parts, raw),
            Source::One(entity) => self.open(*entity, raw, into),
            Source::Shown(shown) => match raw.map(value::guid).transpose()?.flatten() {
                Some(id) => match shown.value(id, beside)? {
                    Some(value) => Ok(value),
                    None => self.open(shown.entity, raw, into),
                },
                None => Ok(Value::Null),
            },
            Source::Embedded(entity, id, plan) => match raw.filter(|raw| value::has_id(raw, id)) {
                Some(embedded) => Ok(self.nested(plan, embedded.get(), into, allowance)),
                None => self.open(*entity, beside, into),
            },
        }
    }

    /// Projects an object inside the row; its faults are the row's.
    fn nested(
        &self,
        plan: &Plan<'a>,
        text: &str,
        into: &mut Projected<'a>,
        allowance: &Allowance,
    ) -> Value {
        let inner = plan.project(text, allowance);
        into.faults.extend(inner.faults.into_iter().map(|mut fault| {
            fault.path.insert(0, PathSegment::Field(self.selected.key.to_string()));
            fault
        }));
        Value::Object(inner.object)
    }

    /// Leaves the place open for the record with this id, if there is one.
    fn open(
        &self,
        entity: Entity,
        id: Option<&RawValue>,
        into: &mut Projected<'a>,
    ) -> Result<Value, Odd> {
        if let Some(id) = id.map(value::guid).transpose()?.flatten() {
            into.open.push(Open {
                entry: into.object.len(),
                entity,
                id,
                key: self.selected.key,
                sets: self.selected.sets.clone(),
                pos: self.selected.field.pos,
            });
        }
        Ok(Value::Null)
    }

    fn fault(&self, odd: Odd) -> Fault {
        Fault {
            path: vec![PathSegment::Field(self.selected.key.to_string())],
            pos: self.selected.field.pos,
            odd,
        }
    }
}

fn choice_value(
    choice: &Choice,
    parts: &[Selected<'_>],
    raw: Option<&RawValue>,
) -> Result<Value, Odd> {
    let text = raw.map(value::text).transpose()?.flatten().filter(|text| !text.is_empty());
    Ok(text.map_or(Value::Null, |text| choice.project(&text, parts)))
}

fn multi_choice_value(
    choice: &Choice,
    parts: &[Selected<'_>],
    raw: Option<&RawValue>,
) -> Result<Value, Odd> {
    let texts = raw.map(value::texts).transpose()?.flatten();
    let projected =
        texts.map(|texts| texts.iter().map(|text| choice.project(text, parts)).collect());
    Ok(projected.map_or(Value::Null, Value::List))
}
