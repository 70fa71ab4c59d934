//! Saves with their places in the arguments.

use super::inputs::{self, Save};
use crate::graphql::{
    argument::Located,
    model::Model,
    save::{outcome::Payload, user_error::UserError},
};

/// A save, and where in the arguments it stands.
pub(crate) struct Placed {
    pub(crate) save: Save,
    pub(super) at: Vec<String>,
}

impl Placed {
    /// The path to a part of the save.
    pub(super) fn path(&self, part: &[&str]) -> Vec<String> {
        self.at.iter().cloned().chain(part.iter().map(|&part| part.to_owned())).collect()
    }
}

/// A save that can be run, or why it cannot.
pub(crate) type Compiled = Result<Placed, Payload>;

/// `createContact`.
pub(crate) fn create(model: &Model, input: &Located<'_>) -> Compiled {
    placed(inputs::create(model, input), input.path())
}

/// `updateContact`.
pub(crate) fn update(model: &Model, id: &Located<'_>, patch: &Located<'_>) -> Compiled {
    placed(inputs::update(model, id, patch), &[])
}

/// `upsertContact`.
pub(crate) fn upsert(model: &Model, wanted: &Located<'_>, input: &Located<'_>) -> Compiled {
    placed(inputs::upsert(model, wanted, input), &[])
}

fn placed(save: Result<Save, Vec<UserError>>, at: &[String]) -> Compiled {
    match save {
        Ok(save) => Ok(Placed { save, at: at.to_vec() }),
        Err(errors) => Err(Payload::Refused(errors)),
    }
}
