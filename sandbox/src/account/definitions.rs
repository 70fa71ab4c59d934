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

/// What the sandbox knows of one field.
#[derive(Clone, Debug)]
pub(crate) struct Definition {
    pub(crate) id: String,
    pub(crate) key: Arc<str>,
    pub(crate) kind: FieldKind,
}

impl Definition {
    /// Reads a definition of a field in use of one entity; others, deleted fields and
    /// definitions without a key take no part in filters and saves.
    fn read(value: &Value, entity: &str) -> Option<Self> {
        let text = |name| json::get(value, name).and_then(Value::as_str);
        let of_entity = text("FieldType")?.eq_ignore_ascii_case(entity);
        let deleted = json::get(value, "IsDeleted").and_then(json::tri_state) == Some(true);
        let key = text("Key")?;
        (of_entity && !deleted).then(|| Self {
            id: text("Id").unwrap_or_default().to_owned(),
            key: key.into(),
            kind: FieldKind::of(key, text("ControlType")),
        })
    }
}

/// The fields in use of one entity.
#[derive(Debug)]
pub(crate) struct FieldSet {
    /// The entity as a sentence names it: `contact`.
    pub(crate) entity: &'static str,
    fields: Vec<Definition>,
}

impl FieldSet {
    fn of(entity: &'static str, served: &[Value]) -> Self {
        let fields = served.iter().filter_map(|value| Definition::read(value, entity));
        Self { entity, fields: fields.collect() }
    }

    /// A field by its key, as `Fields` names it.
    pub(crate) fn by_key(&self, key: &str) -> Option<&Definition> {
        let same = |field: &&Definition| field.key.eq_ignore_ascii_case(key);
        self.fields.iter().find(same)
    }

    /// A field as a filter names it: by `Id` (F44), leniently by key (F45).
    pub(crate) fn by_filter_name(&self, name: &str) -> Option<&Definition> {
        let name = name.trim();
        let same = |field: &&Definition| !name.is_empty() && field.id.eq_ignore_ascii_case(name);
        let by_id = self.fields.iter().find(same);
        by_id.or_else(|| self.by_key(name))
    }
}

/// All definitions of the account.
#[derive(Debug)]
pub(crate) struct Definitions {
    served: Vec<Value>,
    pub(crate) contacts: FieldSet,
    pub(crate) deals: FieldSet,
    pub(crate) cases: FieldSet,
}

impl Definitions {
    pub(crate) fn new(served: Vec<Value>) -> Self {
        let contacts = FieldSet::of("contact", &served);
        let deals = FieldSet::of("deal", &served);
        let cases = FieldSet::of("case", &served);
        Self { served, contacts, deals, cases }
    }

    /// The definitions exactly as they were given.
    pub(crate) fn served(&self) -> &[Value] {
        &self.served
    }
}
