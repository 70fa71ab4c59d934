//! Custom-field definitions as GraphQL objects.

use async_graphql::{ContextSelectionSet, Name, Value};

use crate::{
    crm::field::{FieldDefinition, FieldKind, FieldOption},
    graphql::{
        allowance::VALUE,
        engine::selection::{Selected, collect, object},
        model::{
            Model,
            custom_field::CustomField,
            names,
            portable::{DEFINITION, OPTION},
        },
    },
};

/// How to answer a selection set for any definition.
pub(crate) struct Plan<'a> {
    model: &'a Model,
    parts: Vec<(Selected<'a>, Vec<Selected<'a>>)>,
}

impl<'a> Plan<'a> {
    pub(crate) fn new(
        ctx: &ContextSelectionSet<'a>,
        model: &'a Model,
        sets: &[&'a async_graphql::Positioned<async_graphql::parser::types::SelectionSet>],
    ) -> Self {
        let parts = collect(ctx, DEFINITION, sets).into_iter().map(|part| {
            let options = collect(ctx, OPTION, &part.sets);
            (part, options)
        });
        Self { model, parts: parts.collect() }
    }

    /// About how many bytes it holds, from above.
    pub(crate) fn weight(&self, definition: &FieldDefinition) -> usize {
        let texts = definition.title.len() + definition.key.len() + definition.id.len();
        let option = |option: &FieldOption| VALUE + option.value.len() + option.label.len();
        let options: usize = definition.options.iter().map(option).sum();
        let parts = self.parts.iter().map(|(_, below)| VALUE + texts + below.len() * options);
        VALUE + parts.sum::<usize>()
    }

    pub(crate) fn project(&self, definition: &FieldDefinition) -> Value {
        let entries = self.parts.iter().map(|(part, below)| {
            let value = match part.name() {
                "id" => Value::from(definition.id.as_str()),
                "key" => Value::from(definition.key.as_str()),
                "name" => self.name(definition),
                "title" => Value::from(definition.title.as_str()),
                "kind" => Value::Enum(Name::new(kind_name(definition.kind))),
                "filterable" => Value::from(definition.is_searchable && !definition.is_deleted),
                "required" => Value::from(definition.is_required),
                "isDeleted" => Value::from(definition.is_deleted),
                "options" => self.options(definition, below),
                _ => Value::from(DEFINITION),
            };
            (part.key.clone(), value)
        });
        Value::Object(entries.collect())
    }

    fn name(&self, definition: &FieldDefinition) -> Value {
        let field = self.model.field_of(definition);
        field.and_then(|field| field.name.as_deref()).map_or(Value::Null, Value::from)
    }

    fn options(&self, definition: &FieldDefinition, parts: &[Selected<'_>]) -> Value {
        let field = self.model.field_of(definition);
        let options = definition.options.iter();
        Value::List(options.map(|option| project_option(field, option, parts)).collect())
    }
}

/// One option; a text that is not among the field's options still has a name.
pub(super) fn project_option(
    field: Option<&CustomField>,
    option: &FieldOption,
    parts: &[Selected<'_>],
) -> Value {
    object(OPTION, parts, |part| match part.name() {
        "name" => Value::from(option_name(field, &option.value)),
        "value" => Value::from(option.value.as_str()),
        _ => Value::from(option.label.as_str()),
    })
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

/// The selection of an option's parts, for those who project options themselves.
pub(super) fn option_parts<'a>(
    ctx: &ContextSelectionSet<'a>,
    part: &Selected<'a>,
) -> Vec<Selected<'a>> {
    collect(ctx, OPTION, &part.sets)
}
