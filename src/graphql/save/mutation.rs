//! A mutation on its way: from its arguments to its payload.

use std::{marker::PhantomData, sync::Arc};

use async_graphql::{Context, ID, Value};

use super::{
    input::{ByCodeInput, CreateInput, MatchInput, Patch, SaveInput},
    list,
    once::key::{IdempotencyKey, LONGEST_KEY},
    payload::{Payload, Payloads},
    request::Compiled,
    saver::Saver,
    tasks::Saves,
    understand::Of,
};
use crate::{
    crm::account_tag::AccountTag,
    didar::Didar,
    graphql::{
        argument::Located,
        error::{FieldErrors, InputError},
        model::{Model, entity::Described},
        record::loaders::Loaders,
    },
    message::message,
};

/// How many saves a list may have.
const MOST_SAVES: usize = 100;

/// A mutation of records of an entity.
pub(crate) struct Mutating<'a, E> {
    of: Of<'a>,
    loaders: &'a Loaders,
    saver: Saver,
    mutation: &'static str,
    key: Option<String>,
    entity: PhantomData<E>,
}

impl<'a, E: Described> Mutating<'a, E> {
    /// `key` is the client's own name for it.
    pub(crate) fn new(ctx: &'a Context<'_>, mutation: &'static str, key: Option<String>) -> Self {
        let didar = ctx.data_unchecked::<Didar>().alone();
        let saves = ctx.data_unchecked::<Saves>().clone();
        let account = *ctx.data_unchecked::<AccountTag>();
        let model = ctx.data_unchecked::<Arc<Model>>();
        Self {
            of: Of { model, entity: model.of(E::OF.entity) },
            loaders: ctx.data_unchecked::<Loaders>(),
            saver: Saver { didar, model: Arc::clone(model), saves, account, known: None },
            mutation,
            key,
            entity: PhantomData,
        }
    }

    /// Creates a record.
    pub(crate) async fn create(self, input: CreateInput<E>) -> Result<Payload<E>, FieldErrors> {
        let compiled = self.of.create(&Located::argument("input", &input.value));
        self.one(compiled).await
    }

    /// Changes the record of an id, or the one that matches.
    pub(crate) async fn update(
        self,
        id: Option<ID>,
        wanted: Option<MatchInput<E>>,
        patch: Patch<E>,
    ) -> Result<Payload<E>, FieldErrors> {
        let (id, wanted) = (id.map(|id| Value::from(id.0)), wanted.map(|wanted| wanted.value));
        let id = id.as_ref().map(|id| Located::argument("id", id));
        let wanted = wanted.as_ref().map(|wanted| Located::argument("match", wanted));
        let patch = Located::argument("patch", &patch.value);
        let compiled = self.of.update(id.as_ref(), wanted.as_ref(), &patch);
        self.one(compiled).await
    }

    /// Changes the record that matches, or creates one.
    pub(crate) async fn upsert(
        self,
        wanted: MatchInput<E>,
        input: CreateInput<E>,
        update: Option<Patch<E>>,
    ) -> Result<Payload<E>, FieldErrors> {
        let wanted = Located::argument("match", &wanted.value);
        let input = Located::argument("input", &input.value);
        let update = update.as_ref().map(|update| Located::argument("update", &update.value));
        let compiled = self.of.upsert(&wanted, &input, update.as_ref());
        self.one(compiled).await
    }

    /// Does a list of saves.
    pub(crate) async fn all(self, inputs: Vec<SaveInput<E>>) -> Result<Payloads<E>, FieldErrors> {
        let inputs = list_of(inputs.into_iter().map(|input| input.value))?;
        let list = Located::argument("inputs", &inputs).list();
        let key = self.key()?;
        let saves = list::compile(&list, |entry| self.of.entry(entry));
        let saved = self.saver.save_all(saves, key).await;
        self.loaders.forget();
        Ok(Payloads::new(saved.into_iter().map(|saved| saved.map_err(Into::into)).collect()))
    }

    /// Creates or changes records by their codes.
    pub(crate) async fn all_by_code(
        self,
        inputs: Vec<ByCodeInput<E>>,
    ) -> Result<Payloads<E>, FieldErrors> {
        let inputs = list_of(inputs.into_iter().map(|input| input.value))?;
        let key = self.key()?;
        let list = Located::argument("inputs", &inputs).list();
        let saves = list::compile(&list, |entry| self.of.by_code(entry));
        let saved = self.saver.save_all_by_code(saves, key).await;
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
            let message = message!("must have 1 to {most} characters", most = LONGEST_KEY);
            InputError::new(&["idempotencyKey"], message).into()
        })
    }
}

/// The inputs of a list, unless they are too many.
fn list_of(inputs: impl ExactSizeIterator<Item = Value>) -> Result<Value, FieldErrors> {
    if inputs.len() > MOST_SAVES {
        let message = message!("at most {most} at once", most = MOST_SAVES);
        return Err(InputError::new(&["inputs"], message).into());
    }
    Ok(Value::List(inputs.collect()))
}
