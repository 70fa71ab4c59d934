//! `account`: what this gateway knows of the account it serves.

use std::{
    borrow::Cow,
    sync::{Arc, Mutex, PoisonError},
};

use async_graphql::{
    ContextSelectionSet, Object, OutputType, Positioned, ServerResult, Value, parser::types::Field,
};
use jiff::Timestamp;

use super::definitions::{Definitions, EntityKind};
use crate::{
    crm::time,
    graphql::engine::{
        Registry,
        nullable::Nullable,
        registry::{self, FieldInfo},
        scalars,
        selection::{Operation, collect, object},
    },
};

const NAME: &str = "Account";

/// Hash of what a schema was made from.
#[derive(Clone)]
pub(crate) struct SchemaVersion(pub(crate) String);

/// What the caller of [`crate::graphql::AccountSchema::build`] knows of the account.
#[derive(Clone, Debug)]
pub struct AccountFacts {
    /// Name of the account in this gateway's settings.
    pub name: String,
    /// How old its definitions are.
    pub freshness: Arc<Freshness>,
}

/// How old the definitions behind a schema are; it changes while the schema serves.
#[derive(Debug, Default)]
pub struct Freshness(Mutex<Fetched>);

#[derive(Clone, Debug, Default)]
struct Fetched {
    at: Option<Timestamp>,
    /// Why they could not be fetched again.
    failure: Option<String>,
}

impl Freshness {
    /// The definitions were fetched at this moment.
    pub fn renew(&self, at: Timestamp) {
        self.set(Fetched { at: Some(at), failure: None });
    }

    /// They could not be fetched again: the last good ones are served.
    pub fn fail(&self, why: String) {
        self.set(Fetched { failure: Some(why), ..self.get() });
    }

    /// When they were fetched.
    #[must_use]
    pub fn fetched_at(&self) -> Option<Timestamp> {
        self.get().at
    }

    /// Why they could not be fetched again, if so.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        self.get().failure
    }

    fn get(&self) -> Fetched {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, fetched: Fetched) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = fetched;
    }
}

/// Queries for the account itself; it holds nothing.
#[derive(Default)]
pub(crate) struct AccountQueries;

#[Object]
impl AccountQueries {
    /// The account's custom fields.
    async fn custom_fields(
        &self,
        #[graphql(desc = "Whose fields.", default_with = "EntityKind::Contact")] entity: EntityKind,
        #[graphql(desc = "Whether to list deleted fields too.", default)] include_deleted: bool,
    ) -> Nullable<Definitions> {
        Nullable(Ok(Some(Definitions { entity: entity.into(), include_deleted })))
    }

    /// The Didar account behind this schema.
    async fn account(&self) -> Account {
        Account
    }
}

/// The Didar account behind this schema.
///
/// Not a derived object: the engine answers one whose selection is skipped with null,
/// which `Account!` is not.
struct Account;

impl OutputType for Account {
    fn type_name() -> Cow<'static, str> {
        Cow::Borrowed(NAME)
    }

    fn create_type_info(registry: &mut Registry) -> String {
        scalars::register(registry);
        let field = FieldInfo::new;
        let fields = vec![
            field("name", "String!", "Name of the account in the gateway's settings."),
            field(
                "schemaVersion",
                "String!",
                "Hash of the definitions that this schema was generated from; also the \
                 x-schema-version response header.",
            ),
            field(
                "definitionsFetchedAt",
                "DateTime",
                "When the definitions were last fetched from Didar.",
            ),
            field(
                "definitionsStale",
                "Boolean!",
                "True while the last good definitions are served because newer ones could not be \
                 had, or none because there never were any.",
            ),
        ];
        registry::add_object(registry, NAME, "The Didar account behind this schema.", fields);
        Self::qualified_type_name()
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        _field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let facts = ctx.data_unchecked::<AccountFacts>();
        let fetched = facts.freshness.get();
        let parts = collect(Operation::of(ctx), NAME.into(), &[ctx.item]);
        Ok(object(NAME, &parts, |part| match part.name() {
            "name" => Value::from(facts.name.as_str()),
            "schemaVersion" => Value::from(ctx.data_unchecked::<SchemaVersion>().0.as_str()),
            "definitionsFetchedAt" => {
                fetched.at.map_or(Value::Null, |at| Value::from(time::format(at)))
            }
            _ => Value::from(fetched.failure.is_some()),
        }))
    }
}
