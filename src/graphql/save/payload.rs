//! `…Payload`: what a mutation answers.

use std::{borrow::Cow, marker::PhantomData, sync::Arc};

use async_graphql::{
    ContextSelectionSet, OutputType, Positioned, QueryPathNode,
    QueryPathSegment::{self, Index, Name},
    ServerResult, Value,
    indexmap::IndexMap,
    parser::types::Field,
};

use futures_util::future::join_all;

use super::{
    outcome::{Outcome, Reply},
    user_error::{self, UserError},
};
use crate::{
    crm::error::UpstreamError,
    didar::Row,
    graphql::{
        allowance::{Allowance, VALUE},
        engine::{
            Registry,
            registry::{self, FieldInfo, ValueInfo},
            selection::{Operation, Selected, Sets, collect},
        },
        error::{self, FieldErrors},
        model::{
            Model,
            entity::{Described, Description},
        },
        record::{loaders::Loaders, output},
    },
    message::Language,
};

/// What became of a save, as clients see it.
pub(crate) struct Payload<E> {
    reply: Reply,
    entity: PhantomData<E>,
}

impl<E> From<Reply> for Payload<E> {
    fn from(reply: Reply) -> Self {
        Self { reply, entity: PhantomData }
    }
}

fn type_name(of: &Description) -> String {
    format!("{}Payload", of.name())
}

fn name(outcome: Outcome) -> async_graphql::Name {
    async_graphql::Name::new(outcome.name())
}

async fn answer(of: &Description, reply: &Reply, ctx: &ContextSelectionSet<'_>) -> Value {
    parts(of, reply, ctx, &vec![ctx.item]).await
}

/// Answers selection sets for a save.
async fn parts(
    of: &Description,
    reply: &Reply,
    ctx: &ContextSelectionSet<'_>,
    sets: &Sets<'_>,
) -> Value {
    let mut answer = IndexMap::new();
    let type_name = type_name(of);
    for part in collect(Operation::of(ctx), (&*type_name).into(), sets) {
        let value = match (part.name(), reply) {
            ("__typename", _) => Value::from(type_name.as_str()),
            (name, Reply::Done { record, .. }) if name == of.noun() => {
                saved(of, &below(ctx, Name(part.key)), &part, record).await
            }
            ("outcome", Reply::Done { outcome, .. }) => Value::Enum(name(*outcome)),
            ("userErrors", reply) => {
                let here = below(ctx, Name(part.key));
                let list = user_errors(&here, &part, reply.errors()).await;
                // The field is not nullable: an answer that is too large has no errors in it.
                within_allowance(&here, list).unwrap_or(Value::List(Vec::new()))
            }
            (name, reply) if of.then().is_some_and(|then| then.name == name) => {
                then(of, &below(ctx, Name(part.key)), &part, reply).await
            }
            (name, reply) if is_outcome_of_first(of, name) => first_outcome(reply),
            _ => Value::Null,
        };
        answer.insert(part.key.clone(), value);
    }
    Value::Object(answer)
}

/// Whether a field tells the outcome of a record that was saved first.
fn is_outcome_of_first(of: &Description, name: &str) -> bool {
    let mut nested = of.attributes.iter().filter(|row| row.nested.is_some());
    nested.any(|row| name.strip_suffix("Outcome") == Some(row.name))
}

fn first_outcome(reply: &Reply) -> Value {
    let outcome = match reply {
        Reply::Done { with, .. } => with.first,
        Reply::RefusedAfter(first, _) => Some(*first),
        Reply::Refused(_) => None,
    };
    outcome.map_or(Value::Null, |outcome| Value::Enum(name(outcome)))
}

/// The payloads of the records that were saved after another one.
async fn then(
    of: &Description,
    ctx: &ContextSelectionSet<'_>,
    part: &Selected<'_>,
    reply: &Reply,
) -> Value {
    let Reply::Done { with, .. } = reply else { return Value::List(Vec::new()) };
    let there = of.then().map_or(of, |then| then.of);
    let list = with.then.iter().enumerate().map(async |(at, reply)| {
        let here = below(ctx, Index(at));
        match reply {
            Ok(reply) => Box::pin(parts(there, reply, &here, &part.sets)).await,
            Err(failed) => {
                for error in FieldErrors::from(failed.clone()).iter() {
                    let error = error.clone().into_server_error(part.field.pos);
                    here.add_error(here.set_error_path(error));
                }
                Value::Null
            }
        }
    });
    Value::List(join_all(list).await)
}

async fn user_errors(
    ctx: &ContextSelectionSet<'_>,
    part: &Selected<'_>,
    errors: &[UserError],
) -> Value {
    let parts = collect(Operation::of(ctx), user_error::TYPE_NAME.into(), &part.sets);
    let allowance = ctx.data_unchecked::<Allowance>();
    let of = ctx.data_unchecked::<Arc<Model>>().told_apart();
    let language = *ctx.data_unchecked::<Language>();
    let mut list = Vec::new();
    for (at, error) in errors.iter().enumerate() {
        let item = below(ctx, Index(at));
        let mut object = IndexMap::new();
        for inner in &parts {
            if !allowance.take(VALUE + error.message.size()) {
                break;
            }
            let value = match (inner.name(), &error.existing) {
                ("existing", Some(row)) => match of {
                    Some(of) => saved(of, &below(&item, Name(inner.key)), inner, row).await,
                    None => Value::Null,
                },
                (name, _) => error.value(name, language),
            };
            object.insert(inner.key.clone(), value);
        }
        list.push(Value::Object(object));
    }
    Value::List(list)
}

/// A record at the place of `ctx`.
async fn saved(
    of: &Description,
    ctx: &ContextSelectionSet<'_>,
    part: &Selected<'_>,
    row: &Row,
) -> Value {
    let row = match whole(of, ctx, part, row).await {
        Ok(whole) => whole.unwrap_or_else(|| row.clone()),
        Err(failure) => {
            let error = error::of_upstream(&failure).into_server_error(part.field.pos);
            ctx.add_error(ctx.set_error_path(error));
            // What the save answered is known all the same, the id above all.
            row.clone()
        }
    };
    let answer = output::answer(ctx, of, &part.sets, &row).await;
    within_allowance(ctx, answer).unwrap_or_default()
}

/// The value, unless the answer grew too large; then an error at the place of `ctx`.
fn within_allowance(ctx: &ContextSelectionSet<'_>, value: Value) -> Option<Value> {
    let verdict = ctx.data_unchecked::<Allowance>().verdict(ctx);
    verdict.map_err(|error| ctx.add_error(error)).ok().map(|()| value)
}

/// The record with all that is selected: the answer to a save lacks the custom fields
/// (F88), which are then read.
async fn whole(
    of: &Description,
    ctx: &ContextSelectionSet<'_>,
    part: &Selected<'_>,
    row: &Row,
) -> Result<Option<Row>, UpstreamError> {
    let selected = collect(Operation::of(ctx), of.on(), &part.sets);
    let mut names = selected.iter().map(Selected::name);
    let selects_fields = names.any(|name| ["custom", "customFields"].contains(&name));
    let is_whole = if row.is_bare() {
        // The answer was evicted: of the record its id is remembered.
        selected.iter().all(Selected::is_of_id)
    } else {
        row.has_fields() || !selects_fields
    };
    if is_whole {
        return Ok(None);
    }
    if row.is_bare() && !of.endpoint.has_detail() {
        // Nothing here is null at Didar.
        return Err(UpstreamError::NotKept);
    }
    ctx.data_unchecked::<Loaders>().record(of.entity, row.id()).await
}

/// The context, one step down the answer's path.
fn below<'c>(
    ctx: &'c ContextSelectionSet<'_>,
    segment: QueryPathSegment<'c>,
) -> ContextSelectionSet<'c> {
    let mut here = ctx.clone();
    here.path_node = Some(QueryPathNode { parent: ctx.path_node.as_ref(), segment });
    here
}

impl<E: Described> OutputType for Payload<E> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(type_name(E::OF))
    }

    fn create_type_info(registry: &mut Registry) -> String {
        register(E::OF, registry);
        Self::qualified_type_name()
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        Ok(answer(E::OF, &self.reply, ctx).await)
    }
}

/// The payloads of a list of saves; a failed one is null and an error with its index.
pub(crate) struct Payloads<E> {
    replies: Vec<Result<Reply, FieldErrors>>,
    entity: PhantomData<E>,
}

impl<E> Payloads<E> {
    pub(super) fn new(replies: Vec<Result<Reply, FieldErrors>>) -> Self {
        Self { replies, entity: PhantomData }
    }
}

impl<E: Described> OutputType for Payloads<E> {
    fn type_name() -> Cow<'static, str> {
        Cow::Owned(format!("[{}]", type_name(E::OF)))
    }

    fn create_type_info(registry: &mut Registry) -> String {
        register(E::OF, registry);
        Self::qualified_type_name()
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        // Side by side: what a save's answer lacks is read for all of them together.
        let list = self.replies.iter().enumerate().map(async |(at, reply)| {
            let here = below(ctx, Index(at));
            match reply {
                Ok(reply) => answer(E::OF, reply, &here).await,
                Err(errors) => {
                    for error in errors.iter() {
                        let error = error.clone().into_server_error(field.pos);
                        here.add_error(here.set_error_path(error));
                    }
                    Value::Null
                }
            }
        });
        let list = join_all(list).await;
        Ok(Value::List(list))
    }
}

fn register(of: &Description, registry: &mut Registry) {
    user_error::register(registry, of);
    let value = |outcome: Outcome, doc: &str| ValueInfo::new(name(outcome).as_str(), doc);
    registry::add_enum(
        registry,
        "SaveOutcome",
        "What a save did.",
        vec![
            value(Outcome::Created, "There is a new record."),
            value(Outcome::Updated, "A record was changed."),
            value(Outcome::Unchanged, "The record was so already; nothing was sent."),
        ],
    );
    let field = |name: &str, ty: &str, doc: &str| FieldInfo::new(name, ty, doc);
    let noun = of.noun();
    let doc = format!("The {noun} as Didar has it; null where nothing was saved.");
    let mut fields = vec![
        field(noun, of.name(), doc.as_str()),
        field("outcome", "SaveOutcome", "What was done; null where nothing was saved."),
    ];
    for row in of.attributes.iter().filter(|row| row.nested.is_some()) {
        let doc = format!(
            "What was done to the {}; null where its id was given or nothing was saved.",
            row.name
        );
        fields.push(field(&format!("{}Outcome", row.name), "SaveOutcome", &doc));
    }
    if let Some(then) = of.then() {
        register(then.of, registry);
        let doc = "One for each of the input, in order; null where its outcome is not known.";
        fields.push(field(then.name, &format!("[{}]!", type_name(then.of)), doc));
    }
    let errors = format!("Why the {noun} was not saved; empty where it was.");
    fields.push(field("userErrors", "[UserError!]!", &errors));
    registry::add_object(registry, &type_name(of), "What became of a save.", fields);
}
