//! Rows onto selection sets.
//!
//! A plan is made once for all rows, or for all requests with the same document: which keys
//! to read, and what becomes of each. Then every row is read once, and its values are written
//! in the order of the query, without a future or a tree for each. What points to another
//! record is left open, for [`super::rows`] to fill.

use std::sync::Arc;

use async_graphql::Pos;
use uuid::Uuid;

use super::{
    choice, custom_values, key_values,
    parts::{Named, Parts},
    written::{Ground, OfRow, Written},
};
use crate::{
    crm::entity::Entity,
    didar::{
        Json, Keys, Object,
        value::{self, Odd},
    },
    graphql::{
        allowance::{VALUE, list_weight},
        engine::selection::{Operation, Selected, Sets, collect},
        error,
        model::{
            Model,
            entity::EntityModel,
            kind::Kind,
            portable::KEY_VALUE,
            table::{Field, Table},
        },
    },
};

/// How to answer one selection set for any row of a table.
pub(crate) struct Plan {
    entity: Entity,
    keys: Keys,
    parts: Parts<Part>,
}

struct Part {
    pos: Pos,
    /// Place of the value in the keys read, and of the one beside it.
    slot: usize,
    beside: Option<usize>,
    source: Source,
}

enum Source {
    TypeName(Box<str>),
    /// A value without parts.
    Leaf(Kind),
    Choice(choice::Plan),
    MultiChoice(choice::Plan),
    KeyValues(Named),
    Part(Plan),
    CustomValues(custom_values::Plan),
    One(Plan),
    /// The same, where the row itself shows all that is selected of it.
    Shown(Shown, Plan),
    /// The same, where the row may have it embedded, with its id under this key.
    Embedded(Box<str>, Plan),
}

/// A record of which the row has the id and one field.
struct Shown {
    type_name: Box<str>,
    parts: Named,
}

impl Plan {
    /// For records of an entity.
    pub(crate) fn new(
        operation: Operation<'_>,
        model: &Model,
        entity: Entity,
        sets: &Sets<'_>,
    ) -> Self {
        let of = model.of(entity);
        let selected = collect(operation, of.description.on(), sets);
        Self::of_table(operation, (model, of), &of.table, selected)
    }

    /// For the typed custom fields of an entity.
    fn of_custom(
        operation: Operation<'_>,
        of: (&Model, &EntityModel),
        table: &Table,
        sets: &Sets<'_>,
    ) -> Self {
        let selected = collect(operation, (&*table.type_name).into(), sets);
        Self::of_table(operation, of, table, selected)
    }

    fn of_table(
        operation: Operation<'_>,
        of: (&Model, &EntityModel),
        table: &Table,
        selected: Vec<Selected<'_>>,
    ) -> Self {
        let mut keys = Vec::new();
        let parts = Parts::new(selected, |selected| match table.field(selected.name()) {
            Some(field) => Part::new(operation, of, field, &selected, &mut keys),
            // Validation left no other name than `__typename`.
            None => Part::of(&selected, 0, Source::TypeName((&*table.type_name).into())),
        });
        Self { entity: of.1.description.entity, keys: Keys::new(keys), parts }
    }
}

impl OfRow for Plan {
    fn entity(&self) -> Entity {
        self.entity
    }

    fn write<'p>(&'p self, ground: Ground<'_>, object: Object<'_>, out: &mut Written<'p>) {
        let values = self.keys.pick(object);
        let at = |slot: usize| values.get(slot).copied().flatten();
        let of_part = |part: &Part| (at(part.slot), part.beside.and_then(at));
        let weights = self.parts.iter().map(|part| {
            let (raw, beside) = of_part(part);
            part.weight(raw, beside)
        });
        if !ground.allowance.take(weights.sum()) {
            return out.text("{}");
        }
        self.parts.write(out, |out, part| {
            let mark = out.mark();
            let (raw, beside) = of_part(part);
            if let Err(odd) = part.write(ground, raw, beside, out) {
                out.fault(&mark, part.pos, error::of_odd(odd));
            }
        });
    }
}

impl Plan {
    /// About how many bytes it holds in memory.
    pub(super) fn size(&self) -> usize {
        let below = self.parts.iter().map(|part| part.source.size());
        size_of::<Self>() + self.keys.size() + self.parts.size() + below.sum::<usize>()
    }
}

/// The place of a key among those read.
fn slot(keys: &mut Vec<Box<str>>, key: &str) -> usize {
    keys.iter().position(|known| **known == *key).unwrap_or_else(|| {
        keys.push(key.into());
        keys.len() - 1
    })
}

impl Part {
    fn of(selected: &Selected<'_>, slot: usize, source: Source) -> Self {
        Self { pos: selected.field.pos, slot, beside: None, source }
    }

    fn new(
        operation: Operation<'_>,
        of: (&Model, &EntityModel),
        field: &Field,
        selected: &Selected<'_>,
        keys: &mut Vec<Box<str>>,
    ) -> Self {
        let source = Source::new(operation, of, field, selected);
        let beside = match (&source, field.shown) {
            (Source::Shown(..), Some((_, key))) => Some(key),
            _ => field.beside,
        };
        let slot_of_value = slot(keys, &field.key);
        let beside = beside.map(|key| slot(keys, key));
        Self { beside, ..Self::of(selected, slot_of_value, source) }
    }

    /// About how many bytes its value holds, from above. Objects inside the row have an
    /// allowance to take themselves.
    fn weight(&self, raw: Option<Json<'_>>, beside: Option<Json<'_>>) -> usize {
        let length_of = |raw: Option<Json<'_>>| raw.map_or(0, |raw| raw.get().len());
        let length = length_of(raw);
        VALUE
            + match &self.source {
                Source::Leaf(_) => length,
                Source::Shown(shown, _) => {
                    shown.parts.len() * (VALUE + length.max(length_of(beside)))
                }
                Source::Choice(choice) => choice.parts.len() * (VALUE + length),
                Source::MultiChoice(choice::Plan { parts, .. }) | Source::KeyValues(parts) => {
                    list_weight(raw, parts.len())
                }
                _ => 0,
            }
    }

    fn write<'p>(
        &'p self,
        ground: Ground<'_>,
        raw: Option<Json<'_>>,
        beside: Option<Json<'_>>,
        out: &mut Written<'p>,
    ) -> Result<(), Odd> {
        let raw = raw.filter(|raw| !raw.is_null());
        let object = Object::Text(raw.map_or("{}", Json::get));
        match &self.source {
            Source::TypeName(name) => out.value(&**name),
            Source::Leaf(leaf) => leaf.write(raw, beside, out)?,
            Source::Part(plan) => plan.write(ground, object, out),
            Source::CustomValues(plan) => plan.write(ground, object, out),
            Source::KeyValues(parts) => match raw {
                Some(raw) => key_values::write(raw, parts, out)?,
                None => out.null(),
            },
            Source::Choice(choice) => choice.write_one(raw, out)?,
            Source::MultiChoice(choice) => choice.write_all(raw, out)?,
            Source::One(plan) => self.open(plan, id(raw)?, out),
            Source::Shown(shown, plan) => match id(raw)? {
                Some(id) if shown.is_shown(beside)? => shown.write(id, beside, out)?,
                id => self.open(plan, id, out),
            },
            Source::Embedded(key, plan) => match raw.filter(|raw| value::has_id(*raw, key)) {
                Some(embedded) => plan.write(ground, Object::Text(embedded.get()), out),
                None => self.open(plan, id(beside)?, out),
            },
        }
        Ok(())
    }

    /// Leaves the place open for the record with this id, if there is one.
    fn open<'p>(&self, plan: &'p Plan, id: Option<Uuid>, out: &mut Written<'p>) {
        match id {
            Some(id) => out.open(id, plan, self.pos),
            None => out.null(),
        }
    }
}

fn id(raw: Option<Json<'_>>) -> Result<Option<Uuid>, Odd> {
    Ok(raw.map(value::guid).transpose()?.flatten())
}

impl Source {
    fn new(
        operation: Operation<'_>,
        of: (&Model, &EntityModel),
        field: &Field,
        selected: &Selected<'_>,
    ) -> Self {
        let below =
            |type_name: &str| Named::named(collect(operation, type_name.into(), &selected.sets));
        let choice = |choice: &Arc<_>| choice::Plan::new(choice, below);
        match &field.kind {
            Kind::Choice(options) => Self::Choice(choice(options)),
            Kind::MultiChoice(options) => Self::MultiChoice(choice(options)),
            Kind::KeyValues => Self::KeyValues(below(KEY_VALUE)),
            Kind::CustomFields(_) => match &of.1.custom_table {
                Some(table) => Self::Part(Plan::of_custom(operation, of, table, &selected.sets)),
                // The field is there with the table alone.
                None => Self::Leaf(Kind::Raw),
            },
            Kind::CustomValues => {
                Self::CustomValues(custom_values::Plan::new(operation, of.1, selected))
            }
            Kind::One(entity) => Self::one(operation, of.0, *entity, field, selected),
            leaf => Self::Leaf(leaf.clone()),
        }
    }

    /// About how many bytes it points to.
    fn size(&self) -> usize {
        match self {
            Self::TypeName(_) | Self::Leaf(_) => 0,
            Self::Choice(choice) | Self::MultiChoice(choice) => choice.parts.size(),
            Self::KeyValues(parts) => parts.size(),
            Self::CustomValues(plan) => plan.size(),
            Self::Shown(shown, plan) => shown.parts.size() + plan.size(),
            Self::Part(plan) | Self::One(plan) | Self::Embedded(_, plan) => plan.size(),
        }
    }

    /// Another record.
    fn one(
        operation: Operation<'_>,
        model: &Model,
        entity: Entity,
        field: &Field,
        selected: &Selected<'_>,
    ) -> Self {
        let there = model.of(entity);
        let plan = Plan::new(operation, model, entity, &selected.sets);
        if field.beside.is_some() {
            return Self::Embedded(there.table.id_key().into(), plan);
        }
        let shown = field.shown.and_then(|(name, _)| {
            let parts = collect(operation, there.description.on(), &selected.sets);
            Shown::of(there.description.name(), name, parts)
        });
        match shown {
            Some(shown) => Self::Shown(shown, plan),
            None => Self::One(plan),
        }
    }
}

impl Shown {
    /// `None` where more is selected than the id and this field.
    fn of(type_name: &str, field: &str, parts: Vec<Selected<'_>>) -> Option<Self> {
        let is_shown = parts.iter().all(|part| ["id", "__typename", field].contains(&part.name()));
        is_shown.then(|| Self { type_name: type_name.into(), parts: Named::named(parts) })
    }

    /// Whether the row has the field after all, if it is selected.
    fn is_shown(&self, field: Option<Json<'_>>) -> Result<bool, Odd> {
        let mut names = self.parts.iter();
        let needs_text = names.any(|name| !["id", "__typename"].contains(&name.as_str()));
        Ok(!needs_text || text(field)?.is_some())
    }

    fn write<'p>(
        &'p self,
        id: Uuid,
        field: Option<Json<'_>>,
        out: &mut Written<'p>,
    ) -> Result<(), Odd> {
        let text = text(field)?;
        self.parts.write_named(out, &self.type_name, |out, name| match name {
            "id" => out.value(&id),
            _ => out.value(&text),
        });
        Ok(())
    }
}

fn text(raw: Option<Json<'_>>) -> Result<Option<std::borrow::Cow<'_, str>>, Odd> {
    Ok(raw.map(value::text).transpose()?.flatten().filter(|text| !text.is_empty()))
}
