//! What can be changed of contacts.

use async_graphql::{Context, ID, Object};

use super::Contact;
use crate::graphql::{
    engine::nullable::Nullable,
    save::{
        input::{CreateInput, MatchInput, Patch, SaveInput},
        mutation::Mutating,
        payload::{Payload, Payloads},
    },
};

/// Mutations; it holds nothing.
#[derive(Default)]
pub(crate) struct ContactMutations;

#[Object]
impl ContactMutations {
    /// Creates a contact. Where Didar has one with the same mobile phone already, in whatever
    /// spelling, the answer is DUPLICATE with that contact: with a mobile phone each usual
    /// spelling is looked up first, which costs nine small calls side by side.
    async fn create_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new contact.")] input: CreateInput<Contact>,
        #[graphql(desc = "A text of the client's choice, remembered for 24 hours: the same save \
                          is not done twice under one key, its answer is given again.")]
        idempotency_key: Option<String>,
    ) -> Nullable<Payload<Contact>> {
        let mutation = Mutating::new(ctx, "createContact", idempotency_key);
        Nullable(mutation.create(input).await.map(Some))
    }

    /// Changes a contact. What is left out of the patch keeps its value; null takes it
    /// away. What is so already is not sent.
    async fn update_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Didar's GUID; either this or `match`.")] id: Option<ID>,
        #[graphql(
            name = "match",
            desc = "How to find it; either this or `id`. NOT_FOUND where nothing matches, \
                    AMBIGUOUS_MATCH where several do."
        )]
        wanted: Option<MatchInput<Contact>>,
        #[graphql(desc = "What to change.")] patch: Patch<Contact>,
        #[graphql(desc = "As in createContact.")] idempotency_key: Option<String>,
    ) -> Nullable<Payload<Contact>> {
        let mutation = Mutating::new(ctx, "updateContact", idempotency_key);
        Nullable(mutation.update(id, wanted, patch).await.map(Some))
    }

    /// Changes the contact that matches, as updateContact does; creates one where none
    /// does. AMBIGUOUS_MATCH where several do. Safe to repeat: for a minute after a create
    /// whose outcome is not known, none is created beside it (UNKNOWN_OUTCOME).
    async fn upsert_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "match", desc = "How to find it.")] wanted: MatchInput<Contact>,
        #[graphql(desc = "What to save. A new contact also gets the value that was looked for.")]
        input: CreateInput<Contact>,
        #[graphql(desc = "What to change where the contact is there already; where left out it \
                          gets the whole input, `{}` leaves it as it is.")]
        update: Option<Patch<Contact>>,
        #[graphql(desc = "As in createContact.")] idempotency_key: Option<String>,
    ) -> Nullable<Payload<Contact>> {
        let mutation = Mutating::new(ctx, "upsertContact", idempotency_key);
        Nullable(mutation.upsert(wanted, input, update).await.map(Some))
    }

    /// Up to 100 saves, a few at a time; one payload each, in order. One that fails stops
    /// no other: it is null, and an error has its index.
    async fn save_contacts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The saves. Two for one contact are refused.")] inputs: Vec<
            SaveInput<Contact>,
        >,
        #[graphql(desc = "As in createContact, for each entry: the same list under the same \
                          key does again only what certainly was not done.")]
        idempotency_key: Option<String>,
    ) -> Nullable<Payloads<Contact>> {
        let mutation = Mutating::new(ctx, "saveContacts", idempotency_key);
        Nullable(mutation.all(inputs).await.map(Some))
    }
}
