//! One custom field as the account defines it.

use uuid::Uuid;

use super::{
    canonical::{Canonical, Words},
    entity::Entity,
};

/// What the values of a custom field are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FieldKind {
    /// Short or long text.
    Text,
    /// A number.
    Number,
    /// An instant, written as ISO-8601 in UTC.
    DateTime,
    /// One of the field's options, stored as the option's text (F106).
    Choice,
    /// Any of the field's options, stored as an array of texts (F107).
    MultiChoice,
    /// Yes or no.
    Boolean,
    /// A kind nobody has described yet: values pass through as text.
    Other,
}

impl FieldKind {
    /// The kind by `ControlType` where its name tells one, else by the control
    /// code inside the key (didar-api.md 5.1).
    ///
    /// Only `TextBox` and `Number` were ever seen as names (F93), so the other
    /// names are matched by the word they are likely to contain; the code decides
    /// between single and multiple choice, which a name such as `DropDown` does not.
    #[must_use]
    pub fn of(control_type: Option<&str>, key: &str) -> Self {
        let by_code = Self::by_control_code(key);
        match control_type.and_then(Self::by_control_type) {
            Some(Self::Choice) if by_code == Some(Self::MultiChoice) => Self::MultiChoice,
            Some(kind) => kind,
            None => by_code.unwrap_or(Self::Other),
        }
    }

    fn by_control_type(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
        if says(&["multi", "checkboxlist", "tags"]) {
            Some(Self::MultiChoice)
        } else if says(&["dropdown", "select", "combo", "radio"]) {
            Some(Self::Choice)
        } else if says(&["date"]) {
            Some(Self::DateTime)
        } else if says(&["number", "numeric", "decimal"]) {
            Some(Self::Number)
        } else if says(&["checkbox", "bool", "yesno", "switch"]) {
            Some(Self::Boolean)
        } else if says(&["textbox", "textarea"]) {
            Some(Self::Text)
        } else {
            None
        }
    }

    /// F103 to F109.
    fn by_control_code(key: &str) -> Option<Self> {
        match control_code(key)? {
            0 | 1 => Some(Self::Text),
            3 => Some(Self::Boolean),
            4 | 14 => Some(Self::Choice),
            9 => Some(Self::MultiChoice),
            12 => Some(Self::Number),
            _ => None,
        }
    }
}

/// One entry of a choice field's list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldOption {
    /// The text Didar stores and compares.
    pub value: String,
    /// The text Didar shows; equal to `value` where no other is known.
    pub label: String,
}

/// A custom field of the account (didar-api.md 5).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldDefinition {
    /// The GUID that search filters want (F44).
    pub id: String,
    /// The key under which values are read and written, for example `Field_996_12_8`.
    pub key: String,
    /// The Persian title.
    pub title: String,
    /// The entity it belongs to.
    pub entity: Entity,
    /// What its values are.
    pub kind: FieldKind,
    /// Whether it was deleted in Didar.
    pub is_deleted: bool,
    /// Whether Didar's search accepts it.
    pub is_searchable: bool,
    /// Whether Didar's own form insists on a value.
    pub is_required: bool,
    /// The options of a choice field, in Didar's order, without repeats.
    pub options: Vec<FieldOption>,
    /// The records in which records do not have it: pipelines, of a deal's field (F94).
    pub excluded_in: Vec<Uuid>,
    /// The stages in which Didar's own form insists on a value (F91).
    pub required_in: Vec<Uuid>,
}

impl Canonical for FieldDefinition {
    fn write(&self, into: &mut Words) {
        let flag = |flag: bool| if flag { "yes" } else { "no" };
        into.text(&self.id).text(&self.key).text(&self.title);
        into.word(self.entity.word()).word(self.kind.word());
        let flags = [self.is_deleted, self.is_searchable, self.is_required];
        flags.into_iter().for_each(|is| {
            into.word(flag(is));
        });
        into.list(&self.options);
        // A field that is used everywhere has the text that it always had.
        for (word, places) in [("not-in", &self.excluded_in), ("must-in", &self.required_in)] {
            for place in places {
                into.word(word).text(&place.to_string());
            }
        }
    }
}

impl Canonical for FieldOption {
    fn write(&self, into: &mut Words) {
        into.text(&self.value).text(&self.label);
    }
}

impl FieldKind {
    fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::DateTime => "date-time",
            Self::Choice => "choice",
            Self::MultiChoice => "multi-choice",
            Self::Boolean => "boolean",
            Self::Other => "other",
        }
    }
}

/// The control part of `Field_<entity>_<control>_<number>`.
fn control_code(key: &str) -> Option<u32> {
    key.split('_').nth(2)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_control_type_decides_and_else_the_control_code_does() {
        let kind = |control, key| FieldKind::of(control, key);
        assert_eq!(kind(Some("TextBox"), "Field_996_12_8"), FieldKind::Text);
        assert_eq!(kind(Some("Number"), "Field_996_0_8"), FieldKind::Number);
        assert_eq!(kind(Some("DatePicker"), "Field_996_5_8"), FieldKind::DateTime);
        assert_eq!(kind(Some("DropDown"), "Field_996_9_8"), FieldKind::MultiChoice);
        assert_eq!(kind(Some("Hologram"), "Field_996_3_8"), FieldKind::Boolean);
        assert_eq!(kind(None, "Field_996_4_8"), FieldKind::Choice);
        assert_eq!(kind(None, "Field_996_77_8"), FieldKind::Other);
        assert_eq!(kind(None, "nonsense"), FieldKind::Other);
    }
}
