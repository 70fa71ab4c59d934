//! `customFields(keys)`: custom fields in the form that is the same in every account.

use async_graphql::{ContextSelectionSet, Value, indexmap::IndexSet};
use serde_json::value::RawValue;

use super::definition;
use crate::{
    crm::field::FieldOption,
    didar::{self, value},
    graphql::{
        allowance::{Allowance, VALUE, list_weight},
        engine::selection::{Selected, collect},
        model::{
            Model, custom_field::CustomField, entity::EntityModel, kind::Kind,
            portable::CUSTOM_FIELD_VALUE,
        },
    },
};

/// How to answer `customFields` for any row.
pub(crate) struct Plan<'a> {
    /// The fields asked for: known ones, or the key as it was given.
    wanted: Vec<Wanted<'a>>,
    /// The keys to read, each once.
    keys: IndexSet<String>,
    parts: Vec<Part<'a>>,
}

/// A field that was asked for, and the place of its key among those read.
struct Wanted<'a> {
    field: Result<&'a CustomField, String>,
    slot: usize,
}

struct Part<'a> {
    selected: Selected<'a>,
    definition: definition::Plan<'a>,
    options: Vec<Selected<'a>>,
}

impl<'a> Plan<'a> {
    pub(crate) fn new(
        ctx: &ContextSelectionSet<'a>,
        (model, entity): (&'a Model, &'a EntityModel),
        selected: &Selected<'a>,
    ) -> Self {
        let field = ctx.with_field(selected.field);
        // Validation has seen the argument's type.
        let keys = field.param_value::<Option<Vec<String>>>("keys", None).ok().and_then(|(_, k)| k);
        let fields: Vec<_> = match keys {
            Some(keys) => {
                keys.into_iter().map(|key| entity.custom_field(&key).ok_or(key)).collect()
            }
            None => entity.custom.iter().map(Ok).collect(),
        };
        let mut keys = IndexSet::new();
        let wanted = fields.into_iter().map(|field| {
            let (slot, _) = keys.insert_full(key(&field).to_owned());
            Wanted { field, slot }
        });
        let wanted = wanted.collect();
        let parts = collect(ctx, CUSTOM_FIELD_VALUE, &selected.sets).into_iter().map(|part| Part {
            definition: definition::Plan::new(ctx, model, &part.sets),
            options: definition::option_parts(ctx, &part),
            selected: part,
        });
        Self { parts: parts.collect(), keys, wanted }
    }

    /// The list for the `Fields` object `text`.
    pub(crate) fn project(&self, text: &str, allowance: &Allowance) -> Value {
        let keys: Vec<&str> = self.keys.iter().map(String::as_str).collect();
        let values = didar::pick(text, &keys);
        let wanted = self.wanted.iter().map(|Wanted { field, slot }| {
            let raw = values.get(*slot).copied().flatten();
            (field, raw.filter(|raw| raw.get() != "null"))
        });
        let wanted = wanted.take_while(|(field, raw)| {
            let parts = self.parts.iter().map(|part| part.weight(field, *raw));
            allowance.take(VALUE + parts.sum::<usize>())
        });
        let list = wanted.map(|(field, raw)| {
            let parts = self.parts.iter();
            Value::Object(
                parts.map(|part| (part.selected.key.clone(), part.value(field, raw))).collect(),
            )
        });
        Value::List(list.collect())
    }
}

fn key<'a>(wanted: &'a Result<&CustomField, String>) -> &'a str {
    match wanted {
        Ok(field) => &field.definition.key,
        Err(key) => key,
    }
}

impl Part<'_> {
    /// About how many bytes its value holds, from above.
    fn weight(&self, wanted: &Result<&CustomField, String>, raw: Option<&RawValue>) -> usize {
        let length = raw.map_or(0, |raw| raw.get().len());
        VALUE
            + match (self.selected.name(), wanted) {
                ("definition", Ok(field)) => self.definition.weight(&field.definition),
                ("options", Ok(field)) if field.kind.choice().is_some() => {
                    list_weight(raw, self.options.len())
                }
                ("options", _) => 0,
                _ => length,
            }
    }

    fn value(&self, wanted: &Result<&CustomField, String>, raw: Option<&RawValue>) -> Value {
        let field = wanted.as_ref().ok();
        let kind = field.map(|field| &field.kind);
        match self.selected.name() {
            "key" => Value::from(key(wanted)),
            "definition" => {
                field.map_or(Value::Null, |field| self.definition.project(&field.definition))
            }
            "raw" => Kind::Raw.read_or_null(raw),
            "text" if !matches!(kind, Some(Kind::MultiChoice(_))) => Kind::Raw.read_or_null(raw),
            name @ ("number" | "boolean" | "dateTime") => {
                let kind = kind.filter(|kind| kind.word() == name);
                kind.map_or(Value::Null, |kind| kind.read_or_null(raw))
            }
            "options" => self.options(field.copied(), raw),
            "__typename" => Value::from(CUSTOM_FIELD_VALUE),
            _ => Value::Null,
        }
    }

    fn options(&self, field: Option<&CustomField>, raw: Option<&RawValue>) -> Value {
        if field.is_none_or(|field| field.kind.choice().is_none()) {
            return Value::Null;
        }
        let Some(texts) = raw.and_then(|raw| value::texts(raw).ok().flatten()) else {
            return Value::Null;
        };
        let options = texts.iter().map(|text| {
            let option = FieldOption { value: text.to_string(), label: text.to_string() };
            definition::project_option(field, &option, &self.options)
        });
        Value::List(options.collect())
    }
}
