//! `fields --suggest`: names for the settings file, out of the fields' titles.

use std::{collections::HashSet, fmt::Write};

use deunicode::deunicode_with_tofu;

use crate::{
    crm::field::FieldKind,
    graphql::{AccountSchema, FieldSummary},
};

/// A block of TOML that gives each typed field a name; it loads as it is, and is meant
/// to be edited.
pub(super) fn block<'a>(account: &str, fields: impl Iterator<Item = FieldSummary<'a>>) -> String {
    let mut text = format!("[accounts.{account}.fields]\n");
    let mut taken = HashSet::new();
    for field in fields.filter(|field| field.name.is_some()) {
        let key = &field.definition.key;
        let title = field.definition.title.replace(char::is_control, " ");
        let name = name(key, &title, &mut taken);
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "# {} ({})\n{} = \"{name}\"",
            title.trim(),
            kind(field.definition.kind),
            toml_key(key)
        );
    }
    text
}

/// The title in Latin letters where that gives a name, else a numbered one.
fn name(key: &str, title: &str, taken: &mut HashSet<String>) -> String {
    let stem = camel_case(&deunicode_with_tofu(title, ""));
    let usable = |name: &str| AccountSchema::aliases([(key.to_owned(), name.to_owned())]).is_ok();
    let stem = if usable(&stem) { stem } else { "custom1".to_owned() };
    let numbered = (2..).map(|number| format!("{stem}{number}"));
    let mut names = std::iter::once(stem.clone()).chain(numbered);
    let free = names.find(|name| taken.insert(name.clone()));
    free.unwrap_or(stem)
}

fn camel_case(text: &str) -> String {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words = words.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase);
    let mut name = String::new();
    for word in words {
        let mut letters = word.chars();
        let first = letters.next().filter(|_| !name.is_empty());
        match first {
            Some(first) => {
                name.push(first.to_ascii_uppercase());
                name.push_str(letters.as_str());
            }
            None => name.push_str(&word),
        }
    }
    name.truncate(40);
    name
}

/// A bare key, or a quoted one where it has other letters.
fn toml_key(key: &str) -> String {
    let bare = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    if !key.is_empty() && key.chars().all(bare) { key.to_owned() } else { format!("{key:?}") }
}

/// What people call a kind of field.
pub(super) fn kind(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Text => "text",
        FieldKind::Number => "number",
        FieldKind::DateTime => "date",
        FieldKind::Choice => "choice",
        FieldKind::MultiChoice => "multiple choice",
        FieldKind::Boolean => "yes/no",
        FieldKind::Other => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crm::{
        entity::Entity,
        field::{FieldDefinition, FieldKind},
    };

    fn definition(key: &str, title: &str) -> FieldDefinition {
        FieldDefinition {
            id: String::new(),
            key: key.to_owned(),
            title: title.to_owned(),
            entity: Entity::Contact,
            kind: FieldKind::Number,
            is_deleted: false,
            is_searchable: true,
            is_required: false,
            options: vec![],
        }
    }

    #[test]
    fn a_suggestion_is_toml_that_loads_and_names_that_can_be_used() {
        let titles = ["بودجه", "Lead source", "Email", "بودجه", "🙂\n= \"x\"", "9 lives", "Email"];
        let definitions: Vec<_> = titles
            .iter()
            .enumerate()
            .map(|(at, title)| definition(&format!("Field_996_12_{at}"), title))
            .collect();
        let summaries = definitions.iter().map(|definition| FieldSummary {
            definition,
            name: Some("x"),
            options: vec![],
        });
        let text = block("acme", summaries);
        let table: toml::Table = toml::from_str(&text).expect("TOML");
        let fields = table["accounts"]["acme"]["fields"].as_table().expect("a table");
        let pairs = fields
            .iter()
            .map(|(key, name)| (key.clone(), name.as_str().expect("a text").to_owned()));
        AccountSchema::aliases(pairs).expect("usable");
        assert_eq!(fields.len(), titles.len());
        assert_eq!(fields["Field_996_12_1"].as_str(), Some("leadSource"));
        assert!(text.contains("# بودجه (number)"), "{text}");
    }
}
