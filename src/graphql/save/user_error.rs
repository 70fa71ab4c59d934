//! `UserError`: why a save did not happen, for the person who asked for it.

use async_graphql::{Name, Value};
use serde::{Deserialize, Serialize};

use crate::{
    didar::Row,
    graphql::{
        argument::Located,
        engine::{
            Registry,
            registry::{self, FieldInfo, ValueInfo},
        },
        error::InputError,
        model::entity::{Description, Fault, Wrong},
    },
    message::{Language, Message},
};

pub(crate) const TYPE_NAME: &str = "UserError";
const CODE: &str = "UserErrorCode";

/// What is wrong, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum UserErrorCode {
    EmptyPatch,
    Required,
    InvalidValue,
    OutOfRange,
    UnknownField,
    UnknownOption,
    DeletedField,
    NotFound,
    Duplicate,
    AmbiguousMatch,
    IdempotencyKeyReused,
    RejectedByDidar,
}

use UserErrorCode as Code;

/// Every code with its name and what it says.
const CODES: [(Code, &str, &str); 12] = [
    (Code::EmptyPatch, "EMPTY_PATCH", "The patch names nothing to change."),
    (Code::Required, "REQUIRED", "A value is missing, or one that must stay was taken away."),
    (Code::InvalidValue, "INVALID_VALUE", "The value is not of the kind that the field takes."),
    (Code::OutOfRange, "OUT_OF_RANGE", "The value is too long, too early or too late."),
    (
        Code::UnknownField,
        "UNKNOWN_FIELD",
        "The account has no such custom field of this kind of record.",
    ),
    (Code::UnknownOption, "UNKNOWN_OPTION", "The choice field has no such option."),
    (Code::DeletedField, "DELETED_FIELD", "The custom field was deleted in Didar."),
    (Code::NotFound, "NOT_FOUND", "There is no record of this id."),
    (Code::Duplicate, "DUPLICATE", "Another record, or another entry of the list, is the same."),
    (Code::AmbiguousMatch, "AMBIGUOUS_MATCH", "Several records match."),
    (
        Code::IdempotencyKeyReused,
        "IDEMPOTENCY_KEY_REUSED",
        "The idempotency key was used for another input.",
    ),
    (
        Code::RejectedByDidar,
        "REJECTED_BY_DIDAR",
        "Didar refused it for a reason of its own: see upstreamMessage.",
    ),
];

impl UserErrorCode {
    fn name(self) -> &'static str {
        let found = CODES.iter().find(|(code, _, _)| *code == self);
        found.map_or("INVALID_VALUE", |(_, name, _)| name)
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct UserError {
    pub(crate) code: UserErrorCode,
    #[serde(flatten)]
    pub(crate) message: Message,
    /// Path into the arguments.
    pub(crate) field: Vec<String>,
    /// Didar's own words.
    pub(crate) upstream_message: Option<String>,
    /// The record in the way.
    #[serde(with = "super::stored::optional")]
    pub(crate) existing: Option<Box<Row>>,
}

impl UserError {
    pub(crate) fn new(code: UserErrorCode, field: &[String], message: Message) -> Self {
        Self { code, message, field: field.to_vec(), upstream_message: None, existing: None }
    }

    /// A fault of an entry of an input, as the entity's own rules see it.
    pub(super) fn of_fault(input: &Located<'_>, fault: &Fault) -> Self {
        let code = match fault.what {
            Wrong::Missing => Code::Required,
            Wrong::Invalid => Code::InvalidValue,
            Wrong::OutOfRange => Code::OutOfRange,
        };
        let path: Vec<_> = input.path().iter().cloned().chain([fault.entry.to_owned()]).collect();
        Self::new(code, &path, fault.message.clone())
    }

    /// Everything but the record in the way, which has parts.
    pub(crate) fn value(&self, name: &str, language: Language) -> Value {
        match name {
            "code" => Value::Enum(Name::new(self.code.name())),
            "message" => Value::from(self.message.text(language)),
            "field" if self.field.is_empty() => Value::Null,
            "field" => self.field.iter().map(|part| Value::from(part.as_str())).collect(),
            "upstreamMessage" => self.upstream_message.as_deref().map_or(Value::Null, Value::from),
            "__typename" => Value::from(TYPE_NAME),
            _ => Value::Null,
        }
    }
}

impl From<InputError> for UserError {
    fn from(error: InputError) -> Self {
        Self::new(UserErrorCode::InvalidValue, &error.path, error.message)
    }
}

/// Adds the type for saves of an entity.
pub(crate) fn register(registry: &mut Registry, of: &Description) {
    let values = CODES.iter().map(|(_, name, doc)| ValueInfo::new(*name, *doc));
    registry::add_enum(registry, CODE, "Why a save did not happen.", values.collect());
    let field = FieldInfo::new;
    let noun = of.noun();
    let existing =
        format!("With DUPLICATE: the {noun} that is in the way, where it could be found.");
    registry::add_object(
        registry,
        TYPE_NAME,
        "Why a save did not happen. Nothing was saved.",
        vec![
            field("code", "UserErrorCode!", "For programs."),
            field("message", "String!", "For people."),
            field(
                "field",
                "[String!]",
                "Path into the arguments, for example [\"patch\", \"custom\", \"field_996_12_8\"].",
            ),
            field("upstreamMessage", "String", "Didar's own words, where it gave any."),
            field("existing", of.name(), existing.as_str()),
        ],
    );
}
