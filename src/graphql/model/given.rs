//! Custom fields as inputs name them: by their names in the schema (`custom`), and by key in
//! the form that is the same in every account (`customFields`).

use super::{
    custom_field::{Absent, CustomField},
    entity::EntityModel,
    nearest::{self, Known},
};
use crate::{
    graphql::{argument::Located, engine::registry::InputInfo, error::InputError},
    message::{Message, message},
};

/// The inputs of both forms: of the typed one, where the account has such fields, by its type;
/// of the other by the type of its items' list.
pub(crate) fn inputs(typed: Option<String>, portable: &str) -> Vec<InputInfo> {
    let custom = |ty| InputInfo::new("custom", ty, "The account's custom fields, typed.");
    let doc = "Custom fields by key: the same form in every account. At most one entry a field, \
               across this list and the typed form.";
    typed.map(custom).into_iter().chain([InputInfo::new("customFields", portable, doc)]).collect()
}

/// The entry that names the field in an item of the portable form.
pub(crate) fn key_input() -> InputInfo {
    let doc = "Key (`Field_996_12_8`), schema name, definition id, or the title where only one live \
               field has it.";
    InputInfo::new("key", "String!", doc)
}

/// An input names a custom field that the entity does not have.
pub(crate) struct NoField {
    pub(crate) absent: Absent,
    pub(crate) path: Vec<String>,
    pub(crate) message: Message,
}

impl From<NoField> for InputError {
    fn from(NoField { path, message, .. }: NoField) -> Self {
        Self { path, message }
    }
}

/// How the typed form names a field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// By its own name.
    Own,
    /// By the name of its day.
    Day,
}

/// What is said of the field with a key that has been named at a place already.
type Twice = fn(&str, String) -> Message;

/// What inputs say of custom fields, each with where it was written: a field may be named
/// only once, in whichever form.
pub(crate) struct Given<'m, T, E> {
    model: &'m EntityModel,
    /// What is said of a field that is named twice.
    twice: Twice,
    found: Vec<(&'m CustomField, T, Vec<String>)>,
    errors: Vec<E>,
}

impl<'m, T, E: From<InputError> + From<NoField>> Given<'m, T, E> {
    pub(crate) fn new(model: &'m EntityModel, twice: Twice) -> Self {
        Self { model, twice, found: Vec::new(), errors: Vec::new() }
    }

    /// What was said, in an order that does not depend on how it was written, or every
    /// fault that was found.
    pub(crate) fn finish(self) -> Result<Vec<T>, Vec<E>> {
        if !self.errors.is_empty() {
            return Err(self.errors);
        }
        let mut found = self.found;
        found.sort_by(|one, other| one.0.definition.key.cmp(&other.0.definition.key));
        Ok(found.into_iter().map(|(_, said, _)| said).collect())
    }

    /// Reads the typed form: `custom: { field_996_12_8: … }`.
    pub(crate) fn typed(
        &mut self,
        input: &Located<'_>,
        read: impl Fn(Form, &'m CustomField, &Located<'_>) -> Result<T, E>,
    ) {
        let entries = match input.entries() {
            Ok(entries) => entries,
            Err(error) => return self.errors.push(error.into()),
        };
        for (name, value) in entries {
            let own = self.model.typed().find(|(typed, _)| *typed == name);
            let day = || self.model.days().find(|(day, _)| day == name);
            let field = own.map(|(_, field)| (Form::Own, field));
            match field.or_else(|| day().map(|(_, field)| (Form::Day, field))) {
                Some((form, field)) => self.add(&value, field, read(form, field, &value)),
                None => self.errors.push(no_field(self.model, &value, Absent::Unknown).into()),
            }
        }
    }

    /// Reads items of the portable form: `customFields: [{ key: "Field_996_12_8", … }]`.
    pub(crate) fn portable(
        &mut self,
        items: &[Located<'_>],
        read: impl Fn(&'m CustomField, &Located<'_>) -> Result<T, E>,
    ) {
        for item in items {
            match item.required("key").map_err(E::from).and_then(|key| find(self.model, &key)) {
                Ok(field) => self.add(item, field, read(field, item)),
                Err(error) => self.errors.push(error),
            }
        }
    }

    /// A fault of the whole input.
    pub(crate) fn fail(&mut self, error: InputError) {
        self.errors.push(error.into());
    }

    fn add(&mut self, input: &Located<'_>, field: &'m CustomField, said: Result<T, E>) {
        let said = match said {
            Ok(said) => said,
            Err(error) => return self.errors.push(error),
        };
        let key = &field.definition.key;
        match self.found.iter().find(|(known, ..)| known.definition.key == *key) {
            Some((_, _, path)) => {
                let message = (self.twice)(key, path.join("."));
                self.errors.push(input.fail(message).into());
            }
            None => self.found.push((field, said, input.path().to_vec())),
        }
    }
}

/// The live field of this key, schema name, definition id or title.
pub(crate) fn find<'m, E: From<InputError> + From<NoField>>(
    model: &'m EntityModel,
    key: &Located<'_>,
) -> Result<&'m CustomField, E> {
    let found = model.named(&key.plain()?);
    found.map_err(|absent| no_field(model, key, absent).into())
}

fn no_field(model: &EntityModel, at: &Located<'_>, absent: Absent) -> NoField {
    let message = match absent {
        Absent::Unknown if model.custom.is_empty() => message!("the account has no such field"),
        Absent::Unknown => {
            let written = at.plain().unwrap_or_default();
            let known = model
                .custom
                .iter()
                .map(|field| Known { names: field.every_name().collect(), shown: field.doc() });
            let fields = nearest::listed(&written, known);
            message!("the account has no such field; there are {fields}", fields)
        }
        Absent::Elsewhere => {
            message!("this field does not belong to {nouns}", nouns = model.description.nouns())
        }
        Absent::Deleted => message!("this field was deleted in Didar"),
    };
    NoField { absent, path: at.path().to_vec(), message }
}

/// Why a search cannot ask for a field; `None` where it can.
pub(crate) fn unsearchable(field: &CustomField) -> Option<Message> {
    (!field.definition.is_searchable).then(|| message!("Didar's search does not take this field"))
}
