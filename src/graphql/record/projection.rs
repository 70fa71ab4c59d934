//! Rows onto selection sets.
//!
//! A plan is made once for all rows, or for all requests with the same document: which keys
//! to read, and what becomes of each. Then every row is read once, and its values are written
//! in the order of the query, without a future or a tree for each. What points to another
//! record is left open, for [`super::rows`] to fill.

use std::{borrow::Cow, sync::Arc};

use async_graphql::Pos;
use uuid::Uuid;

use super::{
    choice, connection, custom_values,
    inner::{Inner, Related},
    key_values,
    page::{PageArguments, PointedTo, RelatedPage},
    parts::{Named, Parts},
    shown::{Shown, id, text},
    written::{Ground, OfRow, Wanted, Written},
};
use crate::{
    crm::entity::Entity,
    didar::{
        Json, Keys, Object,
        value::{self, Odd},
    },
    graphql::{
        allowance::{VALUE, list_weight},
        engine::selection::{On, Operation, Selected, Sets, collect},
        error,
        model::{
            Model,
            choice::INTERFACE,
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
    /// Whether Didar lists all records of the entity.
    is_listed: bool,
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
    /// Another record, by its code.
    Coded(Plan),
    /// Other records.
    Several(Plan),
    /// Records inside this one.
    Parts(Box<Inner<Plan>>),
    /// The same, which the detail call alone may show.
    OfDetail(Box<Inner<Plan>>),
    /// The same, which only one search may show; with the place of the record's own id.
    OfSearch(Box<Inner<Plan>>, usize),
    /// The records that point to this one.
    Related(Box<Related<Plan>>),
}

/// How to answer a selection set for any page of an entity.
pub(crate) type PagePlan = connection::Plan<Plan>;

/// Plans a page of an entity's records.
pub(crate) fn page(
    operation: Operation<'_>,
    model: &Model,
    entity: Entity,
    sets: &Sets<'_>,
) -> PagePlan {
    let of = model.of(entity).description;
    PagePlan::new(operation, of, sets, |sets| Plan::new(operation, model, entity, sets))
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
        let of = of.1.description;
        Self { entity: of.entity, is_listed: of.endpoint.is_listed(), keys: Keys::new(keys), parts }
    }
}

impl OfRow for Plan {
    fn entity(&self) -> Entity {
        self.entity
    }

    fn write<'p>(&'p self, ground: Ground<'_>, object: Object<'_>, out: &mut Written<'p>) {
        let values = self.keys.pick(object, &mut out.places);
        self.write_values(ground, object, &values, out);
    }

    fn size(&self) -> usize {
        let below = self.parts.iter().map(|part| part.source.size());
        size_of::<Self>() + self.keys.size() + self.parts.size() + below.sum::<usize>()
    }

    fn is_rich(&self) -> bool {
        self.parts.iter().any(|part| matches!(part.source, Source::OfSearch(..)))
    }
}

impl Plan {
    /// Writes what is selected of an object, unless it lacks one of the keys that are read,
    /// and says whether it did.
    fn write_whole<'p>(
        &'p self,
        ground: Ground<'_>,
        object: Object<'_>,
        out: &mut Written<'p>,
    ) -> bool {
        let values = self.keys.pick(object, &mut out.places);
        let is_whole = values.iter().all(Option::is_some);
        if is_whole {
            self.write_values(ground, object, &values, out);
        }
        is_whole
    }

    fn write_values<'p>(
        &'p self,
        ground: Ground<'_>,
        object: Object<'_>,
        values: &[Option<Json<'_>>],
        out: &mut Written<'p>,
    ) {
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
            if let Err(odd) = part.write(ground, object, (raw, beside, values), out) {
                out.fault(&mark, part.pos, error::of_odd(odd));
            }
        });
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
        let source = Source::new(operation, of, field, selected, keys);
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
        object: Object<'_>,
        (raw, beside, values): (Option<Json<'_>>, Option<Json<'_>>, &[Option<Json<'_>>]),
        out: &mut Written<'p>,
    ) -> Result<(), Odd> {
        let is_told = raw.is_some();
        let raw = raw.filter(|raw| !raw.is_null());
        let inner = raw.map_or(Object::Text("{}"), |raw| object.inner(raw));
        match &self.source {
            Source::TypeName(name) => out.value(&**name),
            Source::Leaf(leaf) => leaf.write(raw, beside, out)?,
            Source::Part(plan) => plan.write(ground, inner, out),
            Source::CustomValues(plan) => plan.write(ground, inner, out),
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
            Source::Embedded(key, plan) => {
                let embedded = raw.filter(|raw| is_embedded(*raw, beside, key));
                let shows = |raw: Json<'_>, out: &mut Written<'p>| {
                    plan.write_whole(ground, Object::Text(raw.get()), out)
                };
                if is_told && raw.is_none() && !plan.is_listed {
                    // The record is gone (F214, F218); its id may stay.
                    out.null();
                } else if !embedded.is_some_and(|raw| shows(raw, out)) {
                    self.open(plan, known_id(beside, embedded, key)?, out);
                }
            }
            Source::Coded(plan) => match text(raw)?.map(|code| code.trim().to_owned()) {
                Some(code) if !code.is_empty() => out.open(Wanted::Coded(code, plan), self.pos),
                _ => out.null(),
            },
            Source::Several(plan) => match raw {
                Some(raw) => out.open(Wanted::Several(value::guids(raw)?, plan), self.pos),
                None => out.null(),
            },
            Source::Parts(inner) => inner.write_list(ground, raw, out)?,
            Source::OfDetail(inner) => match id(beside)? {
                Some(id) if !is_told => out.open(Wanted::Detail(id, &**inner), self.pos),
                _ => inner.write_list(ground, raw, out)?,
            },
            Source::OfSearch(inner, own) => {
                match (id(values.get(*own).copied().flatten())?, id(beside)?) {
                    (Some(id), Some(to)) if !is_told => {
                        out.open(Wanted::Rich(id, to, &**inner), self.pos);
                    }
                    _ => inner.write_list(ground, raw, out)?,
                }
            }
            Source::Related(related) => match id(raw)? {
                Some(id) => {
                    let word = text(beside)?.map(Cow::into_owned);
                    out.open(Wanted::Page(PointedTo { id, word }, &**related), self.pos);
                }
                None => out.null(),
            },
        }
        Ok(())
    }

    /// Leaves the place open for the record with this id, if there is one.
    fn open<'p>(&self, plan: &'p Plan, id: Option<Uuid>, out: &mut Written<'p>) {
        match id {
            Some(id) => out.open(Wanted::One(id, plan), self.pos),
            None => out.null(),
        }
    }
}

/// Whether an embedded object is a record: it has an id, or has no word of one while the key for
/// it does not say that there is none (F173).
fn is_embedded(raw: Json<'_>, beside: Option<Json<'_>>, key: &str) -> bool {
    let beside = beside.map(value::guid);
    match value::told_id(raw, key) {
        Some(Some(told)) => !matches!(beside, Some(Ok(Some(id))) if id != told),
        Some(None) => false,
        None => raw.get() != "{}" && beside != Some(Ok(None)),
    }
}

/// The id under the key for it, else that of the record itself.
fn known_id(
    beside: Option<Json<'_>>,
    embedded: Option<Json<'_>>,
    key: &str,
) -> Result<Option<Uuid>, Odd> {
    Ok(id(beside)?.or_else(|| embedded.and_then(|raw| value::id_of(raw, key))))
}

impl Source {
    fn new(
        operation: Operation<'_>,
        of: (&Model, &EntityModel),
        field: &Field,
        selected: &Selected<'_>,
        keys: &mut Vec<Box<str>>,
    ) -> Self {
        let below =
            |type_name: &str| Named::named(collect(operation, type_name.into(), &selected.sets));
        let of_choice = |name: &str| {
            let on = On { name, also: &[INTERFACE] };
            Named::named(collect(operation, on, &selected.sets))
        };
        let choice = |choice: &Arc<_>| choice::Plan::new(choice, of_choice);
        let plan = |entity| Plan::new(operation, of.0, entity, &selected.sets);
        let inner = |entity| {
            let keys = Keys::new([field.key.as_ref().into()]);
            let (own, pos) = (of.1.description.entity, selected.field.pos);
            Box::new(Inner { entity: own, keys, pos, plan: plan(entity) })
        };
        match &field.kind {
            Kind::Choice(options) => Self::Choice(choice(options)),
            Kind::MultiChoice(options) => Self::MultiChoice(choice(options)),
            Kind::KeyValues(_) => Self::KeyValues(below(KEY_VALUE)),
            Kind::CustomFields(_) => match &of.1.custom_table {
                Some(table) => Self::Part(Plan::of_custom(operation, of, table, &selected.sets)),
                // The field is there with the table alone.
                None => Self::Leaf(Kind::Raw),
            },
            Kind::CustomValues => {
                Self::CustomValues(custom_values::Plan::new(operation, of.1, selected))
            }
            Kind::One(entity) => Self::one(operation, of.0, *entity, field, selected),
            Kind::Many(entity) => Self::Several(plan(*entity)),
            Kind::Parts(entity) | Kind::AllParts(entity) => Self::Parts(inner(*entity)),
            Kind::Coded(entity) => Self::Coded(plan(*entity)),
            Kind::PartsOfSearch(entity) => {
                Self::OfSearch(inner(*entity), slot(keys, of.1.table.id_key()))
            }
            Kind::PartsOfDetail(entity) => Self::OfDetail(inner(*entity)),
            Kind::Related(relation) => {
                let plan = page(operation, of.0, relation.to, &selected.sets);
                let arguments = PageArguments::of(operation, &selected.field.node);
                let page = RelatedPage { relation, arguments, selects: plan.selects() };
                Self::Related(Box::new(Related { page, plan }))
            }
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
            Self::Part(plan)
            | Self::One(plan)
            | Self::Embedded(_, plan)
            | Self::Coded(plan)
            | Self::Several(plan) => plan.size(),
            Self::Parts(inner) | Self::OfDetail(inner) | Self::OfSearch(inner, _) => inner.size(),
            Self::Related(related) => size_of::<Related<Plan>>() + related.plan.size(),
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
