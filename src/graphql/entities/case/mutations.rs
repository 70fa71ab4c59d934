//! What can be changed of cases.

use async_graphql::{Context, Object};

use super::Case;
use crate::graphql::{
    engine::nullable::Nullable,
    save::{
        input::{CreateInput, MatchInput, Patch},
        mutation::Mutating,
        payload::Payload,
    },
};

/// Mutations; it holds nothing.
#[derive(Default)]
pub(crate) struct CaseMutations;

#[Object]
impl CaseMutations {
    /// Creates a case, after its person where that is to be saved too.
    async fn create_case(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new case.")] input: CreateInput<Case>,
        #[graphql(desc = "As in createDeal.")] idempotency_key: Option<String>,
    ) -> Nullable<Payload<Case>> {
        let mutation = Mutating::new(ctx, "createCase", idempotency_key);
        Nullable(mutation.create(input).await.map(Some))
    }

    /// Changes the case that matches; creates one where none does. AMBIGUOUS_MATCH where several
    /// do. Didar has no call for one case by its id, so a case is found by the sender's own
    /// number.
    async fn upsert_case(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "match", desc = "How to find it.")] wanted: MatchInput<Case>,
        #[graphql(desc = "What to save. A new case also gets the value that was looked for.")]
        input: CreateInput<Case>,
        #[graphql(desc = "What to change where the case is there already; where left out it \
                          gets the whole input, `{}` leaves it as it is.")]
        update: Option<Patch<Case>>,
        #[graphql(desc = "As in createDeal.")] idempotency_key: Option<String>,
    ) -> Nullable<Payload<Case>> {
        let mutation = Mutating::new(ctx, "upsertCase", idempotency_key);
        Nullable(mutation.upsert(wanted, input, update).await.map(Some))
    }
}
