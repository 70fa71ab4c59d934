//! What can be written of activities.

use async_graphql::{Context, Object};

use super::{Activity, attachment::Attachment};
use crate::graphql::{
    engine::nullable::Nullable,
    save::{input::CreateInput, mutation::Mutating, payload::Payload},
};

/// Mutations; it holds nothing.
#[derive(Default)]
pub(crate) struct ActivityMutations;

#[Object]
impl ActivityMutations {
    /// Adds an activity or a note to a deal, to contacts, or to both.
    async fn create_activity(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new activity.")] input: CreateInput<Activity>,
        #[graphql(desc = "As in createContact.")] idempotency_key: Option<String>,
    ) -> Nullable<Payload<Activity>> {
        let mutation = Mutating::new(ctx, "createActivity", idempotency_key);
        Nullable(mutation.create(input).await.map(Some))
    }

    /// Gives an activity or a note a file. The whole request is bounded by `--max-body-kib`.
    async fn attach_file(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file.")] input: CreateInput<Attachment>,
        #[graphql(desc = "As in createContact.")] idempotency_key: Option<String>,
    ) -> Nullable<Payload<Attachment>> {
        let mutation = Mutating::new(ctx, "attachFile", idempotency_key);
        Nullable(mutation.create(input).await.map(Some))
    }
}
