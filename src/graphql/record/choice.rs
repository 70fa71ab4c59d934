//! Values of choice fields, as far as their parts were selected.

use std::sync::Arc;

use super::{parts::Named, written::Written};
use crate::{
    didar::{
        Json,
        value::{self, Odd},
    },
    graphql::model::choice::Choice,
};

/// How to answer a selection set for the values of a field with options.
pub(super) struct Plan {
    choice: Arc<Choice>,
    pub(super) parts: Named,
}

impl Plan {
    /// `parts` gives what is selected of an object of this type.
    pub(super) fn new(choice: &Arc<Choice>, parts: impl Fn(&str) -> Named) -> Self {
        Self { choice: Arc::clone(choice), parts: parts(&choice.types.object) }
    }

    /// The value of a single choice; null where there is none.
    pub(super) fn write_one<'p>(
        &'p self,
        raw: Option<Json<'_>>,
        out: &mut Written<'p>,
    ) -> Result<(), Odd> {
        let text = raw.map(value::text).transpose()?.flatten().filter(|text| !text.is_empty());
        match text {
            Some(text) => self.write(&text, out),
            None => out.null(),
        }
        Ok(())
    }

    /// The values of a multiple choice.
    pub(super) fn write_all<'p>(
        &'p self,
        raw: Option<Json<'_>>,
        out: &mut Written<'p>,
    ) -> Result<(), Odd> {
        match raw.map(value::texts).transpose()?.flatten() {
            Some(texts) => out.list(&texts, |out, text| self.write(text, out)),
            None => out.null(),
        }
        Ok(())
    }

    fn write<'p>(&'p self, text: &str, out: &mut Written<'p>) {
        let known = self.choice.known(text);
        self.parts.write_named(out, &self.choice.types.object, |out, name| match (name, known) {
            ("option", known) => out.value(&known.map(|(name, _)| name)),
            (_, Some((_, label))) => out.value(label),
            (_, None) => out.value(text),
        });
    }
}
