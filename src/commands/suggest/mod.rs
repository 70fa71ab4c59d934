//! `fields --suggest`: names for the settings file, out of the fields' titles.

mod latin;
mod name;

use std::{collections::HashSet, fmt::Write};

use self::name::{capitalised, propose};
use crate::{
    crm::field::FieldKind,
    graphql::{AccountSchema, Aliases, FieldSummary},
};

/// A block of TOML that gives each typed field a name, and each of its options; it loads as it
/// is, and is meant to be edited.
pub(super) fn block<'a>(account: &str, fields: impl Iterator<Item = FieldSummary<'a>>) -> String {
    let mut text = format!("[accounts.{account}.fields]\n");
    let (mut taken, mut options) = (HashSet::new(), String::new());
    for field in fields.filter(|field| field.name.is_some()) {
        let key = &field.definition.key;
        let title = field.definition.title.replace(char::is_control, " ");
        let title = title.trim();
        let proposal = propose(title);
        let name = name(key, &proposal.camel_case(), &mut taken);
        let guess = if proposal.is_guess { "; the name is a guess" } else { "" };
        let kind = kind(field.definition.kind);
        let key = toml_key(key);
        // Writing to a string does not fail.
        let _ = writeln!(text, "# {title} ({kind}{guess})\n{key} = \"{name}\"");
        if !field.options.is_empty() {
            let _ = writeln!(options, "\n# {title}\n[accounts.{account}.options.{key}]");
            options.push_str(&lines(&field));
        }
    }
    text + &options
}

/// A name for each option of a field.
fn lines(field: &FieldSummary<'_>) -> String {
    let (mut taken, mut seen) = (HashSet::new(), HashSet::new());
    let texts = field.options.iter().map(|(_, text)| text).filter(|text| seen.insert(*text));
    let lines = texts.map(|text| {
        let proposal = propose(text);
        let name = value(&proposal.constant(), &mut taken);
        let guess = if proposal.is_guess { " # a guess" } else { "" };
        format!("{} = \"{name}\"{guess}\n", quoted(text))
    });
    lines.collect()
}

/// The proposal where it can be used, else one that says what it is of, or a numbered one.
fn value(proposed: &str, taken: &mut HashSet<String>) -> String {
    let usable = |name: &str| {
        let names = [(String::new(), name.to_owned())].into();
        Aliases::default().naming([(String::new(), names)].into()).is_ok()
    };
    let own = format!("OPTION_{proposed}");
    let stem = [proposed, &own].into_iter().find(|name| usable(name)).unwrap_or("OPTION");
    free(stem.trim_end_matches('_'), "_", taken)
}

/// The proposal where it can be used, else one that is said to be the account's own, or a
/// numbered one.
fn name(key: &str, proposed: &str, taken: &mut HashSet<String>) -> String {
    let usable = |name: &str| AccountSchema::aliases([(key.to_owned(), name.to_owned())]).is_ok();
    let own = format!("custom{}", capitalised(proposed));
    let stem = [proposed, &own].into_iter().find(|name| usable(name) && *name != "custom");
    let stem = stem.unwrap_or("custom1").to_owned();
    free(&stem, "", taken)
}

/// The name, or with the first number that makes it another one.
fn free(stem: &str, between: &str, taken: &mut HashSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{stem}{between}{number}"));
    let mut names = std::iter::once(stem.to_owned()).chain(numbered);
    names.find(|name| taken.insert(name.clone())).unwrap_or_default()
}

/// A bare key, or a quoted one where it has other letters.
fn toml_key(key: &str) -> String {
    let bare = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    if !key.is_empty() && key.chars().all(bare) { key.to_owned() } else { quoted(key) }
}

/// A basic string of TOML, which is one of JSON but for the one character that JSON lets stand.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
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
    use std::collections::BTreeMap;

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
            excluded_in: Vec::new(),
            required_in: Vec::new(),
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
            options: ["تهران", "🙂", "\"'\n\u{7f}", "تهران", "null", "1"]
                .map(|text| ("x", text))
                .into(),
        });
        let text = block("acme", summaries);
        let table: toml::Table = toml::from_str(&text).expect("TOML");
        let fields = table["accounts"]["acme"]["fields"].as_table().expect("a table");
        let pairs = fields
            .iter()
            .map(|(key, name)| (key.clone(), name.as_str().expect("a text").to_owned()));
        AccountSchema::aliases(pairs).expect("usable");
        assert_eq!(fields.len(), titles.len());
        let named = |at: usize| fields[&format!("Field_996_12_{at}")].as_str();
        assert_eq!([named(0), named(1)], [Some("budget"), Some("leadSource")]);
        assert_eq!([named(2), named(6)], [Some("customEmail"), Some("customEmail2")]);
        assert_eq!(named(3), Some("budget2"));
        assert!(text.contains("# بودجه (number)"), "{text}");
        let options = table["accounts"]["acme"]["options"]["Field_996_12_0"].clone();
        let options: BTreeMap<String, String> = options.try_into().expect("names by texts");
        assert_eq!(options["تهران"], "TEHRAN");
        let options = BTreeMap::from([("Field_996_12_0".to_owned(), options)]);
        Aliases::default().naming(options).expect("usable");
    }
}
