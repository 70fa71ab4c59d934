//! Example operations for the playground, made from the account's own fields.

use std::fmt::Write;

use super::{model::custom_field::CustomField, schema::AccountSchema};
use crate::crm::entity::Entity;

/// A document to start from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What it shows.
    pub title: String,
    /// The document. Its operation has a name: the playground knows its tab by that.
    pub query: String,
    /// Its variables as JSON text, where it takes any.
    pub variables: Option<&'static str>,
    /// Whether it changes something.
    pub is_mutation: bool,
}

/// Without a phone number nothing is saved: who only presses the button is told what is missing.
const LEAD: &str = r#"{
  "name": "رضایی",
  "phone": "",
  "text": "درخواست مشاوره"
}"#;

impl AccountSchema {
    /// Operations that run against this schema as they are.
    #[must_use]
    pub fn examples(&self) -> Vec<Example> {
        let fixed = [
            (
                "A page of contacts",
                include_str!("../../schema/operations/contacts_page.graphql"),
                None,
            ),
            ("Open deals", include_str!("../../schema/operations/open_deals.graphql"), None),
            (
                "A lead from a web form",
                include_str!("../../schema/operations/lead.graphql"),
                Some(LEAD),
            ),
            (
                "The account's fields",
                include_str!("../../schema/operations/custom_fields.graphql"),
                None,
            ),
        ];
        let fixed = fixed.into_iter().map(|(title, query, variables)| Example {
            title: title.to_owned(),
            query: query.to_owned(),
            variables,
            is_mutation: query.contains("\nmutation "),
        });
        self.by_custom_fields().into_iter().chain(fixed).collect()
    }

    /// Filters by the first field of each of up to three kinds and reads them back.
    fn by_custom_fields(&self) -> Option<Example> {
        let mut kinds = Vec::new();
        let contact = self.model.of(Entity::Contact);
        let searchable = contact.typed().filter(|(_, field)| field.definition.is_searchable);
        let mut chosen: Vec<_> = searchable
            .filter(|(_, field)| {
                let kind = std::mem::discriminant(&field.kind);
                let new = !kinds.contains(&kind);
                kinds.push(kind);
                new
            })
            .collect();
        chosen.truncate(3);
        (!chosen.is_empty()).then(|| Example {
            title: "By custom fields".to_owned(),
            query: by_custom_fields(&chosen),
            variables: None,
            is_mutation: false,
        })
    }
}

fn by_custom_fields(fields: &[(&str, &CustomField)]) -> String {
    let (mut filter, mut selection) = (String::new(), String::new());
    for (name, field) in fields {
        let title = &field.doc();
        // Writing to a string does not fail.
        let _ = writeln!(filter, "      # {title}\n      {name}: [{}]", field.kind.example());
        let _ = writeln!(selection, "        {name}{}", below(field));
    }
    format!(
        "# Fields are joined with AND, the tests in one field's list with OR.\n\
         query ContactsByCustomFields {{\n  contacts(first: 10, filter: {{\n    custom: {{\n{filter}    \
         }}\n  }}) {{\n    totalCount\n    nodes {{\n      id\n      displayName\n      custom \
         {{\n{selection}      }}\n    }}\n  }}\n}}\n"
    )
}

fn below(field: &CustomField) -> &'static str {
    if field.kind.choice().is_some() { " { option label }" } else { "" }
}
