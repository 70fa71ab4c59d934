//! Types that only a value knows, put into a schema while it is built.

use std::borrow::Cow;

use async_graphql::{
    ContextDirective, CustomDirective, CustomDirectiveFactory, ServerError, ServerResult,
    parser::types::Directive,
};

use super::Registry;

/// Registers types when a schema is built with it (`SchemaBuilder::directive`).
///
/// async-graphql asks types themselves for their description, through functions that take
/// no value, so they cannot tell accounts apart. The factory of a directive is a value and
/// is handed the registry too. No directive comes of it: the registry is told of none, and
/// its name is none that a document could write.
pub(crate) struct Teach<F>(pub(crate) F);

impl<F: Fn(&mut Registry) + Send + Sync + 'static> CustomDirectiveFactory for Teach<F> {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("(the account's types)")
    }

    fn register(&self, registry: &mut Registry) {
        (self.0)(registry);
    }

    fn create(
        &self,
        _ctx: &ContextDirective<'_>,
        directive: &Directive,
    ) -> ServerResult<Box<dyn CustomDirective>> {
        Err(ServerError::new("Unknown directive", Some(directive.name.pos)))
    }
}
