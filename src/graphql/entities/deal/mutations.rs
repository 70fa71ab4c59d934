//! What can be changed of deals.

use async_graphql::{Context, ID, Object};

use super::Deal;
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
pub(crate) struct DealMutations;

#[Object]
impl DealMutations {
    /// Creates a deal, after its person where that is to be saved too, and then its activities.
    /// Where the person cannot be saved nothing else is.
    async fn create_deal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new deal.")] input: CreateInput<Deal>,
        #[graphql(desc = "As in createContact, for the deal with all that is saved with it.")]
        idempotency_key: Option<String>,
    ) -> Nullable<Payload<Deal>> {
        let mutation = Mutating::new(ctx, "createDeal", idempotency_key);
        Nullable(mutation.create(input).await.map(Some))
    }

    /// Changes a deal: its stage, its status, its values. What is left out of the patch keeps
    /// its value; null takes it away. What is so already is not sent.
    async fn update_deal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Didar's GUID; either this or `match`.")] id: Option<ID>,
        #[graphql(name = "match", desc = "How to find it; either this or `id`.")] wanted: Option<
            MatchInput<Deal>,
        >,
        #[graphql(desc = "What to change.")] patch: Patch<Deal>,
        #[graphql(desc = "As in createContact.")] idempotency_key: Option<String>,
    ) -> Nullable<Payload<Deal>> {
        let mutation = Mutating::new(ctx, "updateDeal", idempotency_key);
        Nullable(mutation.update(id, wanted, patch).await.map(Some))
    }

    /// Changes the deal that matches; creates one where none does. AMBIGUOUS_MATCH where several
    /// do. With the sender's own number in a custom field this is the save that is safe to
    /// repeat.
    async fn upsert_deal(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "match", desc = "How to find it.")] wanted: MatchInput<Deal>,
        #[graphql(desc = "What to save. A new deal also gets the value that was looked for.")]
        input: CreateInput<Deal>,
        #[graphql(desc = "What to change where the deal is there already; where left out it \
                          gets the whole input but its activities, `{}` leaves it as it is.")]
        update: Option<Patch<Deal>>,
        #[graphql(desc = "As in createDeal.")] idempotency_key: Option<String>,
    ) -> Nullable<Payload<Deal>> {
        let mutation = Mutating::new(ctx, "upsertDeal", idempotency_key);
        Nullable(mutation.upsert(wanted, input, update).await.map(Some))
    }
}
