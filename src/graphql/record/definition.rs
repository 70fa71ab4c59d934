//! Custom-field definitions as GraphQL objects.

use async_graphql::Name;

use super::{
    parts::{Named, Parts},
    written::Written,
};
use crate::{
    crm::field::{FieldDefinition, FieldKind, FieldOption},
    graphql::{
        allowance::VALUE,
        engine::selection::{Operation, Selected, Sets, collect},
        model::{
            Model,
            custom_field::CustomField,
            names,
            portable::{DEFINITION, OPTION},
        },
    },
};

/// How to answer a selection set for any definition.
pub(crate) struct Plan(Parts<Part>);

struct Part {
    name: Name,
    /// What is selected of each option.
    options: Named,
}

impl Plan {
    pub(crate) fn new(operation: Operation<'_>, sets: &Sets<'_>) -> Self {
        let selected = collect(operation, DEFINITION.into(), sets);
        Self(Parts::new(selected, |part| Part {
            name: part.field.node.name.node.clone(),
            options: option_parts(operation, &part),
        }))
    }

    /// About how many bytes the plan holds in memory.
    pub(super) fn size(&self) -> usize {
        self.0.size() + self.0.iter().map(|part| part.options.size()).sum::<usize>()
    }

    /// About how many bytes an answer holds, from above.
    pub(crate) fn weight(&self, definition: &FieldDefinition) -> usize {
        let texts = definition.title.len() + definition.key.len() + definition.id.len();
        let option = |option: &FieldOption| VALUE + option.value.len() + option.label.len();
        let options: usize = definition.options.iter().map(option).sum();
        let ids = VALUE * (definition.excluded_in.len() + definition.required_in.len());
        let parts = self.0.iter().map(|part| VALUE + texts + ids + part.options.len() * options);
        VALUE + parts.sum::<usize>()
    }

    pub(crate) fn write<'p>(
        &'p self,
        model: &Model,
        definition: &FieldDefinition,
        out: &mut Written<'p>,
    ) {
        self.0.write(out, |out, part| match part.name.as_str() {
            "id" => out.value(&definition.id),
            "key" => out.value(&definition.key),
            "name" => {
                out.value(&model.field_of(definition).and_then(|field| field.name.as_deref()));
            }
            "title" => out.value(&definition.title),
            "kind" => out.value(kind_name(definition.kind)),
            "filterable" => out.value(&(definition.is_searchable && !definition.is_deleted)),
            "required" => out.value(&definition.is_required),
            "isDeleted" => out.value(&definition.is_deleted),
            "excludedPipelineIds" => out.list(&definition.excluded_in, Written::value),
            "requiredStageIds" => out.list(&definition.required_in, Written::value),
            "options" => {
                let field = model.field_of(definition);
                out.list(&definition.options, |out, option| {
                    write_option(field, (&option.value, &option.label), &part.options, out);
                });
            }
            _ => out.value(DEFINITION),
        });
    }
}

/// One option, by its value and label; a text that is not among the field's options still
/// has a name.
pub(super) fn write_option<'p>(
    field: Option<&CustomField>,
    (value, label): (&str, &str),
    parts: &'p Named,
    out: &mut Written<'p>,
) {
    parts.write_named(out, OPTION, |out, name| match name {
        "name" => out.value(&option_name(field, value)),
        "value" => out.value(value),
        _ => out.value(label),
    });
}

fn option_name(field: Option<&CustomField>, text: &str) -> String {
    let choice = field.and_then(|field| field.kind.choice());
    let mut options = choice.into_iter().flat_map(|choice| choice.options());
    let known = options.find(|(_, option)| option.value == text);
    known.map_or_else(|| names::option_name(text, |_| false), |(name, _)| name.to_owned())
}

fn kind_name(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "TEXT",
        FieldKind::Number => "NUMBER",
        FieldKind::DateTime => "DATE_TIME",
        FieldKind::Choice => "CHOICE",
        FieldKind::MultiChoice => "MULTI_CHOICE",
        FieldKind::Boolean => "BOOLEAN",
        FieldKind::Other => "OTHER",
    }
}

/// The selection of an option's parts, for those who write options themselves.
pub(super) fn option_parts(operation: Operation<'_>, part: &Selected<'_>) -> Named {
    Named::named(collect(operation, OPTION.into(), &part.sets))
}
