//! A mutation on its way: from its arguments to its payload.

use std::{marker::PhantomData, sync::Arc};

use async_graphql::{Context, Value};

use super::{
    input::{CreateInput, MatchInput, Patch, SaveInput},
    list,
    once::key::{IdempotencyKey, LONGEST_KEY},
    payload::{Payload, Payloads},
    request::{self, Compiled},
    saver::Saver,
    tasks::Saves,
};
use crate::{
    crm::account_tag::AccountTag,
    didar::Didar,
    graphql::{
        argument::Located,
        error::{FieldErrors, InputError},
        model::{
            Model,
            entity::{Described, EntityModel},
        },
        record::loaders::Loaders,
    },
};

/// How many saves a list may have.
const MOST_SAVES: usize = 100;

/// A mutation of records of an entity.
pub(crate) struct Mutating<'a, E> {
    entity: &'a EntityModel,
    loaders: &'a Loaders,
    saver: Saver,
    mutation: &'static str,
    key: Option<String>,
    of: PhantomData<E>,
}

impl<'a, E: Described> Mutating<'a, E> {
    /// `key` is the client's own name for it.
    pub(crate) fn new(ctx: &'a Context<'_>, mutation: &'static str, key: Option<String>) -> Self {
        let didar = ctx.data_unchecked::<Didar>().clone();
        let saves = ctx.data_unchecked::<Saves>().clone();
        let account = *ctx.data_unchecked::<AccountTag>();
        Self {
            entity: ctx.data_unchecked::<Arc<Model>>().of(E::OF.entity),
            loaders: ctx.data_unchecked::<Loaders>(),
            saver: Saver { didar, saves, account },
            mutation,
            key,
            of: PhantomData,
        }
    }

    /// Creates a record.
    pub(crate) async fn create(self, input: CreateInput<E>) -> Result<Payload<E>, FieldErrors> {
        let compiled = request::create(self.entity, &Located::argument("input", &input.value));
        self.one(compiled).await
    }

    /// Changes the record of an id.
    pub(crate) async fn update(self, id: &str, patch: Patch<E>) -> Result<Payload<E>, FieldErrors> {
        let id = Value::from(id);
        let (id, patch) = (Located::argument("id", &id), Located::argument("patch", &patch.value));
        let compiled = request::update(self.entity, &id, &patch);
        self.one(compiled).await
    }

    /// Changes the record that matches, or creates one.
    pub(crate) async fn upsert(
        self,
        wanted: MatchInput<E>,
        input: CreateInput<E>,
    ) -> Result<Payload<E>, FieldErrors> {
        let wanted = Located::argument("match", &wanted.value);
        let input = Located::argument("input", &input.value);
        let compiled = request::upsert(self.entity, &wanted, &input);
        self.one(compiled).await
    }

    /// Does a list of saves.
    pub(crate) async fn all(self, inputs: Vec<SaveInput<E>>) -> Result<Payloads<E>, FieldErrors> {
        if inputs.len() > MOST_SAVES {
            let message = format!("at most {MOST_SAVES} at once");
            return Err(InputError::new(&["inputs"], message).into());
        }
        let inputs = Value::List(inputs.into_iter().map(|input| input.value).collect());
        let list = Located::argument("inputs", &inputs).list();
        let key = self.key()?;
        let saves = list::compile(self.entity, &list);
        let saved = self.saver.save_all(saves, key).await;
        self.loaders.forget();
        Ok(Payloads::new(saved.into_iter().map(|saved| saved.map_err(Into::into)).collect()))
    }

    async fn one(self, compiled: Compiled) -> Result<Payload<E>, FieldErrors> {
        let key = self.key()?;
        let placed = match compiled {
            Ok(placed) => placed,
            Err(refused) => return Ok(refused.into()),
        };
        let idempotency =
            key.map(|key| key.of(self.mutation, &placed.save, placed.save.may_repeat()));
        let saved = self.saver.save(placed, idempotency).await;
        self.loaders.forget();
        Ok(saved?.into())
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
