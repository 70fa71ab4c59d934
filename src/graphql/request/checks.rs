//! What the engine lacks, as an extension of it: rules of validation, a validation without
//! execution, the schema's description.

use std::sync::Arc;

use async_graphql::{
    Pos, Response, ServerError, ServerResult, Value, Variables,
    async_trait::async_trait,
    extensions::{
        Extension, ExtensionContext, ExtensionFactory, NextExecute, NextParseQuery, NextResolve,
        ResolveInfo,
    },
    parser::types::ExecutableDocument,
};

use super::positions;
use crate::{
    crm::budget::Budget,
    graphql::allowance::{Allowance, VALUE},
};

/// What introspection may hold in an answer, besides what the answer itself may: a large
/// account's schema is larger than its rows.
#[derive(Clone)]
pub(crate) struct SchemaAllowance(Allowance);

impl SchemaAllowance {
    pub(crate) fn new(budget: &Budget) -> Self {
        Self(Allowance::of(96 << 20, budget))
    }
}

/// Bytes that a value of the schema's counts for: the engine resolves each by itself.
const RESOLVED: usize = 2 * VALUE;

/// What a schema is, in its SDL and by introspection.
pub(crate) const DESCRIPTION: &str =
    "A Didar account: what it holds and has defined. Fields of its own are typed under `custom`.";

/// The extension.
pub(crate) struct Checks;

/// As data of a request: validate, do not execute. The engine has no call for that.
pub(crate) struct ValidateOnly;

impl ExtensionFactory for Checks {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait]
impl Extension for Checks {
    async fn parse_query(
        &self,
        ctx: &ExtensionContext<'_>,
        query: &str,
        variables: &Variables,
        next: NextParseQuery<'_>,
    ) -> ServerResult<ExecutableDocument> {
        let document = next.run(ctx, query, variables).await?;
        positions::check(&ctx.schema_env.registry, &document, variables)?;
        Ok(document)
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        if ctx.data_opt::<ValidateOnly>().is_some() {
            return Response::default();
        }
        next.run(ctx, operation_name).await
    }

    /// The engine describes every schema in the words of the `__Schema` type.
    async fn resolve(
        &self,
        ctx: &ExtensionContext<'_>,
        info: ResolveInfo<'_>,
        next: NextResolve<'_>,
    ) -> ServerResult<Option<Value>> {
        if info.parent_type == "__Schema" && info.name == "description" {
            return Ok(Some(DESCRIPTION.into()));
        }
        let is_of_schema = info.parent_type.starts_with("__") || info.parent_type == "_Service";
        let value = next.run(ctx, info).await?;
        if is_of_schema && let Some(SchemaAllowance(allowance)) = ctx.data_opt() {
            let text = if let Some(Value::String(text)) = &value { text.len() } else { 0 };
            allowance.take(RESOLVED + text);
            let excess = allowance.excess(Pos::default());
            excess.map_or(Ok(()), |error| Err(ServerError { locations: Vec::new(), ..error }))?;
        }
        Ok(value)
    }
}
