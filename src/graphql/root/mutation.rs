//! The root of all mutations.

use std::sync::Arc;

use async_graphql::{Context, ID, InputType, Object, Value};

use crate::{
    crm::account_tag::AccountTag,
    didar::Didar,
    graphql::{
        argument::Located,
        contact::{
            batch,
            inputs::{ContactMatch, ContactPatch, CreateContactInput, SaveContactInput},
            payload::{ContactPayload, ContactPayloads},
            placed::{self, Compiled},
            saving::Saver,
        },
        engine::nullable::Nullable,
        error::{FieldErrors, InputError},
        model::Model,
        record::loaders::Loaders,
        save::{
            once::key::{IdempotencyKey, LONGEST_KEY},
            saves::Saves,
        },
    },
};

/// The root object; it holds nothing.
pub(crate) struct Mutation;

/// Everything that can be changed. A save runs to its end even where the caller hangs up,
/// and is sent to Didar once.
#[Object]
impl Mutation {
    /// Creates a contact. Where Didar has one with the same mobile phone already, in whatever
    /// spelling, the answer is DUPLICATE with that contact: with a mobile phone each usual
    /// spelling is looked up first, which costs nine small calls side by side.
    async fn create_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new contact.")] input: CreateContactInput,
        #[graphql(desc = "A text of the client's choice, remembered for 24 hours: the same save \
                          is not done twice under one key, its answer is given again.")]
        idempotency_key: Option<String>,
    ) -> Nullable<ContactPayload> {
        let saving = Saving::new(ctx, "createContact", idempotency_key);
        Nullable(saving.create(input.to_value()).await.map(Some))
    }

    /// Changes a contact. What is left out of the patch keeps its value; null takes it
    /// away. What is so already is not sent.
    async fn update_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Didar's GUID.")] id: ID,
        #[graphql(desc = "What to change.")] patch: ContactPatch,
        #[graphql(desc = "As in createContact.")] idempotency_key: Option<String>,
    ) -> Nullable<ContactPayload> {
        let saving = Saving::new(ctx, "updateContact", idempotency_key);
        Nullable(saving.update(&id, patch.to_value()).await.map(Some))
    }

    /// Changes the contact that matches, as updateContact does; creates one where none
    /// does. AMBIGUOUS_MATCH where several do. Safe to repeat: for a minute after a create
    /// whose outcome is not known, none is created beside it (UNKNOWN_OUTCOME).
    async fn upsert_contact(
        &self,
        ctx: &Context<'_>,
        #[graphql(name = "match", desc = "How to find it.")] wanted: ContactMatch,
        #[graphql(desc = "What to save. A new contact also gets the value that was looked for.")]
        input: CreateContactInput,
        #[graphql(desc = "As in createContact.")] idempotency_key: Option<String>,
    ) -> Nullable<ContactPayload> {
        let saving = Saving::new(ctx, "upsertContact", idempotency_key);
        Nullable(saving.upsert(wanted.to_value(), input.to_value()).await.map(Some))
    }

    /// Up to 100 saves, a few at a time; one payload each, in order. One that fails stops
    /// no other: it is null, and an error has its index.
    async fn save_contacts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The saves. Two for one contact are refused.")] inputs: Vec<
            SaveContactInput,
        >,
        #[graphql(desc = "As in createContact, for each entry: the same list under the same \
                          key does again only what certainly was not done.")]
        idempotency_key: Option<String>,
    ) -> Nullable<ContactPayloads> {
        let saving = Saving::new(ctx, "saveContacts", idempotency_key);
        let inputs = inputs.iter().map(InputType::to_value).collect();
        Nullable(saving.all(inputs).await.map(Some))
    }
}

/// How many saves a list may have.
const MOST_SAVES: usize = 100;

/// A mutation on its way.
struct Saving<'a> {
    model: &'a Model,
    loaders: &'a Loaders,
    saver: Saver,
    mutation: &'static str,
    key: Option<String>,
}

impl<'a> Saving<'a> {
    fn new(ctx: &'a Context<'_>, mutation: &'static str, key: Option<String>) -> Self {
        let didar = ctx.data_unchecked::<Didar>().clone();
        let saves = ctx.data_unchecked::<Saves>().clone();
        let account = *ctx.data_unchecked::<AccountTag>();
        Self {
            model: ctx.data_unchecked::<Arc<Model>>(),
            loaders: ctx.data_unchecked::<Loaders>(),
            saver: Saver { didar, saves, account },
            mutation,
            key,
        }
    }

    async fn create(self, input: Value) -> Result<ContactPayload, FieldErrors> {
        let compiled = placed::create(self.model, &Located::argument("input", &input));
        self.one(compiled).await
    }

    async fn update(self, id: &str, patch: Value) -> Result<ContactPayload, FieldErrors> {
        let id = Value::from(id);
        let (id, patch) = (Located::argument("id", &id), Located::argument("patch", &patch));
        let compiled = placed::update(self.model, &id, &patch);
        self.one(compiled).await
    }

    async fn upsert(self, wanted: Value, input: Value) -> Result<ContactPayload, FieldErrors> {
        let wanted = Located::argument("match", &wanted);
        let compiled = placed::upsert(self.model, &wanted, &Located::argument("input", &input));
        self.one(compiled).await
    }

    async fn all(self, inputs: Vec<Value>) -> Result<ContactPayloads, FieldErrors> {
        if inputs.len() > MOST_SAVES {
            let message = format!("at most {MOST_SAVES} at once");
            return Err(InputError::new(&["inputs"], message).into());
        }
        let inputs = Value::List(inputs);
        let list = Located::argument("inputs", &inputs);
        let key = self.key()?;
        let saves = batch::compile(self.model, &list.list());
        let saved = self.saver.save_all(saves, key).await;
        self.loaders.forget();
        Ok(ContactPayloads(saved.into_iter().map(|saved| saved.map_err(Into::into)).collect()))
    }

    async fn one(self, compiled: Compiled) -> Result<ContactPayload, FieldErrors> {
        let key = self.key()?;
        let placed = match compiled {
            Ok(placed) => placed,
            Err(refused) => return Ok(ContactPayload(refused)),
        };
        let idempotency =
            key.map(|key| key.of(self.mutation, &placed.save, placed.save.may_repeat()));
        let saved = self.saver.save(placed, idempotency).await;
        self.loaders.forget();
        Ok(ContactPayload(saved?))
    }

    fn key(&self) -> Result<Option<IdempotencyKey>, FieldErrors> {
        let Some(key) = &self.key else {
            return Ok(None);
        };
        let key = IdempotencyKey::new(self.saver.account, key.clone());
        key.map(Some).ok_or_else(|| {
            let message = format!("must have 1 to {LONGEST_KEY} characters");
            InputError::new(&["idempotencyKey"], message).into()
        })
    }
}
