//! Custom fields that records do not have where they are: those of deals, in some pipelines (F94).

use uuid::Uuid;

use super::{
    request::Placed,
    settle::{Lists, named, within},
    user_error::{UserError, UserErrorCode},
};
use crate::{
    crm::changes::Changes,
    didar::Row,
    graphql::model::{attribute::Attribute, kind::Kind},
    message::message,
};

impl Lists<'_> {
    /// What is wrong with the custom fields of a new record, or of a stored one.
    pub(super) fn misplaced(
        self,
        placed: &Placed,
        changes: &Changes,
        stored: Option<&Row>,
    ) -> Vec<UserError> {
        let keys = placed.of.written().filter_map(|(row, _)| within(row));
        let places = keys.filter_map(|key| Some((key, place(changes, stored, key)?)));
        places.flat_map(|(key, place)| self.misplaced_in(placed, changes, key, place)).collect()
    }

    fn misplaced_in(
        self,
        placed: &Placed,
        changes: &Changes,
        key: &str,
        place: Uuid,
    ) -> Vec<UserError> {
        let custom = &self.model.of(placed.of.entity).custom;
        let excluded = |change: &str| {
            let field = custom.iter().find(|field| field.definition.key == change)?;
            Some(&field.definition).filter(|definition| definition.excluded_in.contains(&place))
        };
        let fields = changes.fields.iter().filter_map(|change| excluded(&change.key));
        let errors = fields.map(|field| {
            let (noun, around) = (placed.of.noun(), self.noun(placed, key));
            let message = message!(
                "{key} ({title}) is not used in the {around} that the {noun} is in",
                key = &field.key,
                title = &field.title,
                around,
                noun
            );
            let path = placed.path(placed.save.inner());
            UserError::new(UserErrorCode::UnknownField, &path, message)
        });
        errors.collect()
    }

    /// What the record under a key is called.
    fn noun(self, placed: &Placed, key: &str) -> &'static str {
        let is_it = |row: &&Attribute| row.input_key() == key;
        match placed.of.attributes.iter().find(is_it).map(|row| &row.kind) {
            Some(Kind::One(entity)) => self.model.of(*entity).description.noun(),
            _ => "place",
        }
    }
}

/// The record that another one is in, or will be.
fn place(changes: &Changes, stored: Option<&Row>, key: &str) -> Option<Uuid> {
    let stored = || stored?.attribute(key)?.guid();
    named(changes, key).next().or_else(stored)
}
