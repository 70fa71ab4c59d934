//! The inputs of the mutations on contacts, as they were written; compiled with the
//! account's model at hand.

use std::borrow::Cow;

use async_graphql::{InputType, InputValueResult, Value};

use super::{
    matching::{self, Match},
    writable::{self, Form},
};
use crate::{
    crm::{
        canonical::{Canonical, Words},
        changes::ContactChanges,
    },
    graphql::{
        argument::Located,
        engine::{
            Registry,
            registry::{self, InputInfo, Shape},
        },
        model::Model,
        save::user_error::{UserError, UserErrorCode},
    },
};

/// An input that is kept as it was written.
macro_rules! input {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        pub(crate) struct $name(pub(super) Value);

        impl InputType for $name {
            type RawValueType = Self;

            fn type_name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($name))
            }

            fn create_type_info(_registry: &mut Registry) -> String {
                Self::qualified_type_name()
            }

            fn parse(value: Option<Value>) -> InputValueResult<Self> {
                Ok(Self(value.unwrap_or_default()))
            }

            fn to_value(&self) -> Value {
                self.0.clone()
            }

            fn as_raw_value(&self) -> Option<&Self> {
                Some(self)
            }
        }
    };
}

input!(
    /// A new contact.
    CreateContactInput
);
input!(
    /// Changes to a contact.
    ContactPatch
);
input!(
    /// How to find a contact.
    ContactMatch
);
input!(
    /// One save of several.
    SaveContactInput
);

/// A save that was understood.
#[derive(Clone)]
pub(crate) enum Save {
    Create { changes: ContactChanges },
    Update { id: String, changes: ContactChanges },
    Upsert { wanted: Match, changes: ContactChanges },
}

impl Save {
    /// Whether doing it twice leaves what doing it once does.
    pub(crate) fn may_repeat(&self) -> bool {
        !matches!(self, Self::Create { .. })
    }

    /// What tells the contact that it may create from others, as closely as contacts are
    /// compared.
    pub(crate) fn identities(&self) -> Identities {
        let (own, changes) = match self {
            Self::Create { changes } => (None, changes.clone()),
            Self::Update { .. } => return Identities::default(),
            Self::Upsert { wanted, changes } => {
                (Some(wanted.identity()), wanted.complete(changes.clone()))
            }
        };
        let own: Vec<String> = own.into_iter().chain(matching::of_mobile(&changes)).collect();
        Identities {
            codes: own.iter().cloned().chain(matching::of_codes(&changes)).collect(),
            values: own.iter().cloned().chain(matching::of_values(&changes)).collect(),
            own,
        }
    }

    /// Whether it creates a contact with a mobile phone, by which Didar tells duplicates
    /// (F77): it can be looked for before it is created once more.
    pub(crate) fn has_mobile(&self) -> bool {
        matches!(self, Self::Create { changes } if changes.text("MobilePhone").is_some())
    }
}

/// What tells a contact that may be created from others.
#[derive(Default)]
pub(crate) struct Identities {
    /// By what it is looked for before it is created.
    pub(crate) own: Vec<String>,
    /// By that and the codes it gets: few contacts share one.
    pub(crate) codes: Vec<String>,
    /// By all that others may look for it by.
    pub(crate) values: Vec<String>,
}

impl Canonical for Save {
    fn write(&self, into: &mut Words) {
        match self {
            Self::Create { changes } => into.word("create").part(changes),
            Self::Update { id, changes } => into.word("update").text(id).part(changes),
            Self::Upsert { wanted, changes } => into.word("upsert").part(wanted).part(changes),
        };
    }
}

type Compiled<T> = Result<T, Vec<UserError>>;

pub(super) fn create(model: &Model, input: &Located<'_>) -> Compiled<Save> {
    let changes = writable::changes(model, input, Form::Create)?.of_values();
    Ok(Save::Create { changes })
}

pub(super) fn update(model: &Model, id: &Located<'_>, patch: &Located<'_>) -> Compiled<Save> {
    let guid = id.guid().map_err(|error| vec![UserError::from(error)]);
    let changes = writable::changes(model, patch, Form::Patch);
    let (id, changes) = both(guid, changes)?;
    if changes.is_empty() {
        let message = "the patch names nothing to change";
        return Err(vec![UserError::new(UserErrorCode::EmptyPatch, patch.path(), message)]);
    }
    Ok(Save::Update { id, changes })
}

pub(super) fn upsert(model: &Model, wanted: &Located<'_>, input: &Located<'_>) -> Compiled<Save> {
    let found = matching::compile(model, wanted).map_err(|error| vec![error]);
    let (wanted, changes) = both(found, writable::changes(model, input, Form::Create))?;
    Ok(Save::Upsert { wanted, changes })
}

/// One entry of `saveContacts`.
pub(super) fn entry(model: &Model, input: &Located<'_>) -> Compiled<Save> {
    let refused = |error| vec![UserError::from(error)];
    let (kind, value) = input.only_entry().map_err(refused)?;
    let part = |name| value.required(name).map_err(refused);
    match kind {
        "create" => create(model, &value),
        "update" => update(model, &part("id")?, &part("patch")?),
        _ => upsert(model, &part("match")?, &part("input")?),
    }
}

/// Both, or the faults of both.
fn both<A, B>(one: Compiled<A>, other: Compiled<B>) -> Compiled<(A, B)> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (one, other) => Err(one.err().into_iter().chain(other.err()).flatten().collect()),
    }
}

/// Adds the input types.
pub(crate) fn register(model: &Model, registry: &mut Registry) {
    register_create(model, registry);
    register_patch(model, registry);
    register_match(registry);
    register_save(registry);
}

fn register_create(model: &Model, registry: &mut Registry) {
    let inputs = writable::inputs(registry, model, Form::Create);
    let doc = "A new contact.";
    registry::add_input(registry, "CreateContactInput", doc, Shape::All, inputs);
}

fn register_patch(model: &Model, registry: &mut Registry) {
    let inputs = writable::inputs(registry, model, Form::Patch);
    let doc = "Changes to a contact. What is left out keeps its value; null takes it away.";
    registry::add_input(registry, "ContactPatch", doc, Shape::All, inputs);
}

fn register_match(registry: &mut Registry) {
    let input = InputInfo::new;
    registry::add_input(
        registry,
        "CustomFieldMatch",
        "A custom field that has a value. For text, number, yes/no and choice fields.",
        Shape::All,
        vec![
            input("key", "String!", "Key (`Field_996_12_8`), schema name, or definition id."),
            input("value", "String!", "The value as text; of a choice, the option's text or name."),
        ],
    );
    registry::add_input(
        registry,
        "ContactMatch",
        "How to find a contact: exactly one entry. Numbers are compared to the last digit, texts \
         as people see them: without regard to case, to the keyboard of letters and digits, and to \
         marks that nobody sees. Deleted contacts do not count.",
        Shape::OneOf,
        vec![
            input("mobilePhone", "String", "By mobile phone, in every spelling."),
            input("email", "String", "By e-mail address."),
            input("customerCode", "String", "By customer code."),
            input("nationalCode", "String", "By national code."),
            input("customField", "CustomFieldMatch", "By the value of a custom field."),
        ],
    );
}

fn register_save(registry: &mut Registry) {
    let input = InputInfo::new;
    registry::add_input(
        registry,
        "UpdateContactInput",
        "An update.",
        Shape::All,
        vec![
            input("id", "ID!", "Didar's GUID."),
            input("patch", "ContactPatch!", "What to change."),
        ],
    );
    registry::add_input(
        registry,
        "UpsertContactInput",
        "An update of the contact that matches, or a create where none does.",
        Shape::All,
        vec![
            input("match", "ContactMatch!", "How to find it."),
            input("input", "CreateContactInput!", "What to save."),
        ],
    );
    registry::add_input(
        registry,
        "SaveContactInput",
        "One save of several. Exactly one entry.",
        Shape::OneOf,
        vec![
            input("create", "CreateContactInput", "As createContact."),
            input("update", "UpdateContactInput", "As updateContact."),
            input("upsert", "UpsertContactInput", "As upsertContact."),
        ],
    );
}
