//! Custom field definitions (section 5): served as given, and read here for what search and
//! save need to know.

use std::sync::Arc;

use serde_json::Value;

use crate::json;

/// How the values of a field are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldKind {
    Text,
    Number,
    Bool,
    Choice,
    MultipleChoice,
    Date,
    Unknown,
}

impl FieldKind {
    /// The kind by the control part of the key (table of 5.1), else by the name of the control.
    /// The docs saw no date field; the sandbox gives it code 5.
    fn of(key: &str, control_type: Option<&str>) -> Self {
        match key.split('_').nth(2) {
            Some("0" | "1") => Self::Text,
            Some("3") => Self::Bool,
            Some("4" | "14") => Self::Choice,
            Some("5") => Self::Date,
            Some("9") => Self::MultipleChoice,
            Some("12") => Self::Number,
            _ => Self::by_control(control_type.unwrap_or_default()),
        }
    }

    fn by_control(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "textbox" => Self::Text,
            "number" => Self::Number,
            "datepicker" => Self::Date,
            _ => Self::Unknown,
        }
    }
}

/// What the sandbox knows of one contact field.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    pub(crate) id: String,
    pub(crate) key: Arc<str>,
    pub(crate) kind: FieldKind,
}

impl Definition {
    /// Reads a definition of a contact field in use; other entities, deleted fields and
    /// definitions without a key take no part in filters and saves.
    fn read(value: &Value) -> Option<Self> {
        let text = |name| json::get(value, name).and_then(Value::as_str);
        let of_contacts = text("FieldType")?.eq_ignore_ascii_case("Contact");
        let deleted = json::get(value, "IsDeleted").and_then(json::tri_state) == Some(true);
        let key = text("Key")?;
        (of_contacts && !deleted).then(|| Self {
            id: text("Id").unwrap_or_default().to_owned(),
            key: key.into(),
            kind: FieldKind::of(key, text("ControlType")),
        })
    }
}

/// All definitions of the account.
#[derive(Debug, Default)]
pub(crate) struct Definitions {
    served: Vec<Value>,
    contact_fields: Vec<Definition>,
}

impl Definitions {
    pub(crate) fn new(served: Vec<Value>) -> Self {
        let contact_fields = served.iter().filter_map(Definition::read).collect();
        Self { served, contact_fields }
    }

    /// The definitions exactly as they were given.
    pub(crate) fn served(&self) -> &[Value] {
        &self.served
    }

    /// A contact field by its key, as `Fields` names it.
    pub(crate) fn by_key(&self, key: &str) -> Option<&Definition> {
        let same = |field: &&Definition| field.key.eq_ignore_ascii_case(key);
        self.contact_fields.iter().find(same)
    }

    /// A contact field as a filter names it: by `Id` (F44), leniently by key (F45).
    pub(crate) fn by_filter_name(&self, name: &str) -> Option<&Definition> {
        let name = name.trim();
        let same = |field: &&Definition| !name.is_empty() && field.id.eq_ignore_ascii_case(name);
        let by_id = self.contact_fields.iter().find(same);
        by_id.or_else(|| self.by_key(name))
    }
}
