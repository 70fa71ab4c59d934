//! A nullable field that can fail.

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, ServerResult, Value, parser::types::Field,
    registry::Registry,
};

use crate::graphql::error::FieldErrors;

/// The value of a nullable field. A failure is null and an error with the field's
/// path (specification, 6.4.4); the engine alone would leave the key out.
pub(crate) struct Nullable<T>(pub(crate) Result<Option<T>, FieldErrors>);

impl<T: OutputType> OutputType for Nullable<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn qualified_type_name() -> String {
        T::type_name().into_owned()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry);
        T::type_name().into_owned()
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        match &self.0 {
            Ok(Some(value)) => Ok(value.resolve(ctx, field).await.unwrap_or_else(|error| {
                ctx.add_error(error);
                Value::Null
            })),
            Ok(None) => Ok(Value::Null),
            Err(errors) => {
                for error in errors.iter() {
                    let error = error.clone().into_server_error(field.pos);
                    ctx.add_error(ctx.set_error_path(error));
                }
                Ok(Value::Null)
            }
        }
    }
}
