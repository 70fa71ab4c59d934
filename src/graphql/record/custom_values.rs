//! `customFields(keys)`: custom fields in the form that is the same in every account.

use async_graphql::{Name, Value, indexmap::IndexSet};

use super::{
    definition,
    parts::{Named, Parts},
    written::{Ground, Written},
};
use crate::{
    crm::entity::Entity,
    didar::{Json, Keys, Object, value},
    graphql::{
        allowance::{VALUE, list_weight},
        engine::selection::{Operation, Selected, collect},
        model::{
            Model, custom_field::CustomField, entity::EntityModel, kind::Kind,
            portable::CUSTOM_FIELD_VALUE,
        },
    },
};

/// How to answer `customFields` for any row of an entity.
pub(super) struct Plan {
    entity: Entity,
    /// The fields asked for.
    wanted: Vec<Wanted>,
    /// The keys to read, each once.
    keys: Keys,
    parts: Parts<Part>,
}

struct Wanted {
    /// Place among the entity's live fields; `None` where it is none of them.
    field: Option<usize>,
    /// Place of its key among those read.
    slot: usize,
}

struct Part {
    name: Name,
    /// What is selected of the definition, and of each option.
    definition: definition::Plan,
    options: Named,
}

/// A stored value, and the field that it is of.
#[derive(Clone, Copy)]
struct Stored<'a> {
    key: &'a str,
    field: Option<&'a CustomField>,
    raw: Option<Json<'a>>,
}

impl Plan {
    pub(super) fn new(
        operation: Operation<'_>,
        entity: &EntityModel,
        selected: &Selected<'_>,
    ) -> Self {
        // Validation has seen the argument's type.
        let fields: Vec<_> = match operation.argument(&selected.field.node, "keys") {
            Value::Null => (0..entity.custom.len()).map(Ok).collect(),
            Value::List(given) => given.into_iter().filter_map(|key| place(entity, key)).collect(),
            key => place(entity, key).into_iter().collect(),
        };
        let mut keys = IndexSet::new();
        let wanted = fields.into_iter().map(|field| {
            let known = field.as_ref().ok().copied();
            let key = match field {
                Ok(at) => entity.custom.get(at).map(|field| field.definition.key.clone()),
                Err(key) => Some(key),
            };
            Wanted { field: known, slot: keys.insert_full(key.unwrap_or_default()).0 }
        });
        let wanted = wanted.collect();
        let selected = collect(operation, CUSTOM_FIELD_VALUE.into(), &selected.sets);
        let parts = Parts::new(selected, |part| Part {
            name: part.field.node.name.node.clone(),
            definition: definition::Plan::new(operation, &part.sets),
            options: definition::option_parts(operation, &part),
        });
        Self {
            entity: entity.description.entity,
            wanted,
            keys: Keys::new(keys.into_iter().map(String::into_boxed_str)),
            parts,
        }
    }

    /// About how many bytes it holds in memory.
    pub(super) fn size(&self) -> usize {
        let parts = self.parts.iter().map(|part| part.definition.size() + part.options.size());
        let wanted = self.wanted.len() * size_of::<Wanted>();
        wanted + self.keys.size() + self.parts.size() + parts.sum::<usize>()
    }

    /// Writes the list for the `Fields` object, as far as the allowance goes.
    pub(super) fn write<'p>(
        &'p self,
        Ground { model, allowance }: Ground<'_>,
        object: Object<'_>,
        out: &mut Written<'p>,
    ) {
        let entity = model.of(self.entity);
        let (keys, values) = (self.keys.texts(), self.keys.pick(object, &mut out.places));
        let stored = self.wanted.iter().map(|Wanted { field, slot }| Stored {
            key: keys.get(*slot).map(|key| &**key).unwrap_or_default(),
            field: field.and_then(|at| entity.custom.get(at)),
            raw: values.get(*slot).copied().flatten().filter(|raw| !raw.is_null()),
        });
        let stored = stored.take_while(|stored| {
            let parts = self.parts.iter().map(|part| part.weight(*stored));
            allowance.take(VALUE + parts.sum::<usize>())
        });
        out.list(stored, |out, stored| {
            self.parts.write(out, |out, part| part.write(model, stored, out));
        });
    }
}

/// The place of a field by any of its names; the name where there is none.
fn place(entity: &EntityModel, name: Value) -> Option<Result<usize, String>> {
    let Value::String(name) = name else { return None };
    Some(entity.custom_place(&name).ok_or(name))
}

impl Part {
    /// About how many bytes its value holds, from above.
    fn weight(&self, stored: Stored<'_>) -> usize {
        let length = stored.raw.map_or(0, |raw| raw.get().len());
        VALUE
            + match (self.name.as_str(), stored.field) {
                ("definition", Some(field)) => self.definition.weight(&field.definition),
                ("options", Some(field)) if field.kind.choice().is_some() => {
                    list_weight(stored.raw, self.options.len())
                }
                ("options", _) => 0,
                _ => length,
            }
    }

    fn write<'p>(&'p self, model: &Model, stored: Stored<'_>, out: &mut Written<'p>) {
        let Stored { key, field, raw } = stored;
        let kind = field.map(|field| &field.kind);
        match self.name.as_str() {
            "key" => out.value(key),
            "definition" => match field {
                Some(field) => self.definition.write(model, &field.definition, out),
                None => out.null(),
            },
            "raw" => Kind::Raw.write_or_null(raw, out),
            "text" if !matches!(kind, Some(Kind::MultiChoice(_))) => {
                Kind::Raw.write_or_null(raw, out);
            }
            name @ ("number" | "boolean" | "dateTime") => {
                match kind.filter(|kind| kind.word() == name) {
                    Some(kind) => kind.write_or_null(raw, out),
                    None => out.null(),
                }
            }
            "day" if matches!(kind, Some(Kind::DateTime)) => Kind::Day.write_or_null(raw, out),
            "options" => self.write_options(field, raw, out),
            "__typename" => out.value(CUSTOM_FIELD_VALUE),
            _ => out.null(),
        }
    }

    fn write_options<'p>(
        &'p self,
        field: Option<&CustomField>,
        raw: Option<Json<'_>>,
        out: &mut Written<'p>,
    ) {
        let has_options = field.is_some_and(|field| field.kind.choice().is_some());
        let texts = raw.filter(|_| has_options).and_then(|raw| value::texts(raw).ok().flatten());
        match texts {
            Some(texts) => out.list(&texts, |out, text| {
                definition::write_option(field, (text, text), &self.options, out);
            }),
            None => out.null(),
        }
    }
}
