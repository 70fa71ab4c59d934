//! Running a request: read, complete, answer by a prepared operation or by the engine, and put
//! right what the engine leaves to its caller.

mod answer;
mod budget;
mod read;
mod request;

use std::{collections::HashSet, sync::Arc};

use async_graphql::{
    Name, Response, ServerError, Value,
    parser::types::{ExecutableDocument, OperationType},
};

pub use self::{
    answer::{Answer, Held},
    request::{GraphQlRequest, Mutations},
};
use self::{
    answer::{Facts, put_in_order, say},
    read::{Completed, texts},
};
use super::{
    code::Code,
    error,
    notes::Notes,
    prepared::{Key, Known, Means, Plans, Prepared},
    record::{loaders::Loaders, written::Ground},
    request::{
        checks::{SchemaAllowance, ValidateOnly},
        document,
        parsed::Guard,
    },
    save::tasks::Saves,
    schema::AccountSchema,
    search::{page::Backing, related::Searches},
};
use crate::{didar::Didar, message::Language};

/// What requests run on: the account's client, and the saves of this process.
#[derive(Clone)]
pub struct Backend {
    /// The client.
    pub didar: Didar,
    /// What the accounts share.
    pub shared: Shared,
}

/// What the accounts of this process share. Clones share it too.
#[derive(Clone, Default)]
pub struct Shared {
    /// The saves.
    pub saves: Saves,
    /// What stands before the engine.
    pub guard: Guard,
    /// The operations that need no engine.
    pub plans: Plans,
}

impl AccountSchema {
    /// Runs a request with this account's client.
    pub async fn execute(&self, request: &GraphQlRequest, backend: &Backend) -> Answer {
        let mut answer = match Completed::read(self, request, &backend.shared.guard) {
            Ok(completed) => self.run(request, backend, completed).await,
            Err(errors) => Answer::refused(errors),
        };
        for error in &mut answer.response.errors {
            say(error, request.language, request.introspection);
        }
        let has_error = |wanted| error::has_code(&answer.response.errors, wanted);
        let may_name_unknown = !answer.executed || has_error(Code::BadUserInput);
        let names_unknown = may_name_unknown && self.names_unknown(request);
        answer.meets_unknown |= names_unknown
            || has_error(Code::UpstreamRejected)
            || has_error(Code::DefinitionsUnavailable);
        answer.may_repeat &=
            names_unknown && error::all_have_code(&answer.response.errors, Code::BadUserInput);
        answer
    }

    fn names_unknown(&self, request: &GraphQlRequest) -> bool {
        texts(request).iter().any(|text| self.model.misses_a_name_in(text))
    }

    async fn run(
        &self,
        request: &GraphQlRequest,
        backend: &Backend,
        completed: Completed,
    ) -> Answer {
        let didar = backend.didar.for_request(request.deadline, request.caller);
        let is_query = completed.operation().is_ok_and(|one| one.ty == OperationType::Query);
        let most = backend.shared.guard.most_calls().filter(|_| is_query);
        let run = Run {
            schema: self,
            didar: match most {
                Some(most) => didar.with_most_calls(budget::in_the_end(most)),
                None => didar,
            },
            shared: &backend.shared,
            notes: Notes::default(),
            language: request.language,
            completed,
        };
        let answer = run.answer(request.query.len()).await;
        answer.unwrap_or_else(|errors| run.refused(errors))
    }
}

/// One request that is being answered.
struct Run<'a> {
    schema: &'a AccountSchema,
    /// The account's client for this request.
    didar: Didar,
    shared: &'a Shared,
    notes: Notes,
    /// Of messages in the data.
    language: Language,
    completed: Completed,
}

impl Run<'_> {
    /// `size` is that of the document's text.
    async fn answer(&self, size: usize) -> Result<Answer, Vec<ServerError>> {
        let prepared = self.prepared(size).await?;
        if let Some(most) = self.shared.guard.most_calls() {
            self.refuse_if_dear(prepared.as_deref(), most).await?;
        }
        if let Some(prepared) = prepared
            && let Some(answer) = self.by_plan(&prepared).await
        {
            return Ok(answer);
        }
        // Apart, as all that is rare: each request would have room for it.
        Box::pin(self.by_engine()).await
    }

    /// Refuses an operation that may take more calls than are allowed. One without relations
    /// that take calls is known to be cheap.
    async fn refuse_if_dear(
        &self,
        prepared: Option<&Prepared>,
        most: u64,
    ) -> Result<(), Vec<ServerError>> {
        if prepared.is_some_and(|prepared| prepared.most_calls() <= most) {
            return Ok(());
        }
        let Completed { parsed, variables, .. } = &self.completed;
        let operation = self.completed.operation()?;
        let cost = budget::planned(&parsed.document, operation, variables, &self.schema.model);
        if cost.calls <= most {
            return Ok(());
        }
        if prepared.is_none() {
            // A document that is not valid is told so first.
            Box::pin(self.validate()).await?;
        }
        Err(vec![budget::refusal(&cost, most)])
    }

    fn refused(&self, errors: Vec<ServerError>) -> Answer {
        let (operation, calls) = (self.completed.name.clone(), self.didar.calls());
        Answer { operation, calls, ..Answer::refused(errors) }
    }

    /// The prepared operation, if it is one: compiled now if need be, once the engine has found
    /// it valid.
    async fn prepared(&self, size: usize) -> Result<Option<Arc<Prepared>>, Vec<ServerError>> {
        let Completed { parsed, variables, operation_name, .. } = &self.completed;
        let operation = self.completed.operation()?;
        if operation.ty != OperationType::Query {
            return Ok(None);
        }
        let named = (operation_name.as_deref(), operation);
        let key = Key::of(self.schema.number(), parsed, named, variables);
        match self.shared.plans.get(&key) {
            Some(Known::Prepared(prepared)) => return Ok(Some(prepared)),
            Some(Known::ForEngine) => return Ok(None),
            None => {}
        }
        let model = &self.schema.model;
        // Without variables that have no value: they are entries that are not there.
        let document = self.completed.document();
        let settled = document::operation(&document, operation_name.as_deref())?;
        let compiled = Prepared::compile(&document, settled, variables, model, size);
        let Some(prepared) = compiled.map(Arc::new) else {
            self.shared.plans.keep(key, Known::ForEngine);
            return Ok(None);
        };
        Box::pin(self.validate()).await?;
        self.shared.plans.keep(key, Known::Prepared(Arc::clone(&prepared)));
        Ok(Some(prepared))
    }

    /// Has the engine validate the document as it was asked.
    async fn validate(&self) -> Result<(), Vec<ServerError>> {
        let request = self.completed.as_asked().data(ValidateOnly);
        let verdict = self.schema.schema().execute(request).await;
        if verdict.errors.is_empty() { Ok(()) } else { Err(verdict.errors) }
    }

    /// Answers by a prepared operation; `None` where that is for the engine after all.
    async fn by_plan(&self, prepared: &Prepared) -> Option<Answer> {
        let allowance = self.shared.guard.allowance();
        let loaders = self.loaders();
        let model = &*self.schema.model;
        let backing = Backing {
            model,
            account: self.schema.account(),
            didar: &self.didar,
            notes: &self.notes,
        };
        let ground = Ground { model, allowance: &allowance };
        let means = Means { backing, ground, loaders: &loaders };
        let done = prepared.run(&self.completed.variables, means).await?;
        let held = Held::new(allowance, None);
        let mut answer = self.executed(Response::from_errors(done.errors), held, true);
        answer.written = Some(done.text);
        Some(answer)
    }

    /// Answers by the engine.
    async fn by_engine(&self) -> Result<Answer, Vec<ServerError>> {
        let operation = self.completed.operation()?;
        let is_query = operation.ty == OperationType::Query;
        let root_keys = document::root_keys(&self.completed.parsed.document, operation);
        let document = self.settled(&root_keys).await?;
        let Shared { saves, guard, .. } = self.shared;
        let (allowance, of_schema) = (guard.allowance(), SchemaAllowance::new(guard.budget()));
        let held = Held::new(allowance.clone(), Some(of_schema.clone()));
        let request = self.completed.request(document).data(self.didar.clone());
        let request = request.data(self.loaders()).data(saves.clone()).data(self.notes.clone());
        let request = request.data(allowance).data(of_schema).data(self.language);
        let mut response = self.schema.schema().execute(request).await;
        if response.data == Value::Null && !response.errors.is_empty() {
            return Err(response.errors);
        }
        put_in_order(&mut response.data, &root_keys);
        Ok(self.executed(response, held, is_query))
    }

    /// The document for the engine: without variables that have no value, and with each root
    /// key once, which the engine would execute as often as it is there. It is valid as it was
    /// asked, if it is changed.
    async fn settled(&self, root_keys: &[Name]) -> Result<ExecutableDocument, Vec<ServerError>> {
        let Completed { left_out, operation_name, variables, .. } = &self.completed;
        let mut seen = HashSet::new();
        let is_repeated = !root_keys.iter().all(|key| seen.insert(key));
        if is_repeated || !left_out.is_empty() {
            self.validate().await?;
        }
        let mut document = self.completed.document();
        if is_repeated {
            document::merge_included(&mut document, operation_name.as_deref(), variables);
        }
        Ok(document)
    }

    fn loaders(&self) -> Loaders {
        let (didar, model) = (self.didar.clone(), Arc::clone(&self.schema.model));
        let finder = Searches {
            model: Arc::clone(&model),
            account: *self.schema.account(),
            didar: didar.clone(),
            notes: self.notes.clone(),
        };
        Loaders::new(didar, model, Box::new(finder))
    }

    fn executed(&self, response: Response, held: Held, is_query: bool) -> Answer {
        let (operation, calls) = (self.completed.name.clone(), self.didar.calls());
        Answer::executed(response, Facts { operation, calls, is_query, held }, &self.notes)
    }
}
