//! Contacts in GraphQL: their fields, their filter, their queries, their saves.

mod batch;
mod fields;
mod filter;
mod inputs;
mod matching;
mod page;
mod payload;
mod refusal;
mod saving;
mod writable;

pub(super) use fields::{contact_fields, user_table};
pub(super) use filter::ContactFilter;
pub(super) use inputs::{ContactMatch, ContactPatch, CreateContactInput, SaveContactInput};
pub(super) use page::{PageArguments, page};
pub(super) use payload::{ContactPayload, ContactPayloads};
pub(super) use saving::Saver;

use self::saving::Placed;
use super::{
    located::Located,
    record::{entity::Entity, model::Model, table::Table},
    save::{Payload, user_error::UserError},
};

/// A person or a company.
pub(super) struct Contact;

impl Entity for Contact {
    const NAME: &'static str = "Contact";

    fn table(model: &Model) -> &Table {
        &model.contact
    }
}

/// A save that can be run, or why it cannot.
pub(super) type Compiled = Result<Placed, Payload>;

/// `createContact`.
pub(super) fn create(model: &Model, input: &Located<'_>) -> Compiled {
    placed(inputs::create(model, input), input.path())
}

/// `updateContact`.
pub(super) fn update(model: &Model, id: &Located<'_>, patch: &Located<'_>) -> Compiled {
    placed(inputs::update(model, id, patch), &[])
}

/// `upsertContact`.
pub(super) fn upsert(model: &Model, wanted: &Located<'_>, input: &Located<'_>) -> Compiled {
    placed(inputs::upsert(model, wanted, input), &[])
}

/// `saveContacts`.
pub(super) fn batch(model: &Model, entries: &[Located<'_>]) -> Vec<Compiled> {
    batch::compile(model, entries)
}

fn placed(save: Result<inputs::Save, Vec<UserError>>, at: &[String]) -> Compiled {
    match save {
        Ok(save) => Ok(Placed { save, at: at.to_vec() }),
        Err(errors) => Err(Payload::Refused(errors)),
    }
}
