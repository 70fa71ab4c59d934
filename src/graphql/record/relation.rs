//! Records that other records point to: loaded side by side, once an operation.

use std::collections::HashMap;

use async_graphql::{
    ContextSelectionSet, Name, Value,
    dataloader::{DataLoader, HashMapCache, Loader},
};
use futures_util::{StreamExt, stream};
use tracing::Instrument;

use super::{
    model::Model,
    projection::{Open, Plan},
    rows::{Place, Source, project},
    table::Relation,
};
use crate::{
    crm::error::UpstreamError,
    didar::{Didar, Row},
    graphql::error,
};

/// How many detail calls one operation has under way at once.
const SIDE_BY_SIDE: usize = 8;

/// The loaders of one operation.
pub(crate) struct Loaders {
    contacts: DataLoader<Contacts, HashMapCache>,
    users: tokio::sync::OnceCell<Result<HashMap<String, Row>, UpstreamError>>,
    didar: Didar,
}

struct Contacts(Didar);

/// A contact by id: `None` where there is none.
type Found = Result<Option<Row>, UpstreamError>;

impl Loader<String> for Contacts {
    type Value = Found;
    type Error = std::convert::Infallible;

    async fn load(&self, ids: &[String]) -> Result<HashMap<String, Found>, Self::Error> {
        let calls = stream::iter(ids.to_vec()).map(|id| async move {
            let found = self.0.contact(&id).await;
            (id, found)
        });
        Ok(calls.buffer_unordered(SIDE_BY_SIDE).collect().await)
    }
}

impl Loaders {
    pub(crate) fn new(didar: Didar) -> Self {
        Self {
            contacts: DataLoader::with_cache(
                Contacts(didar.clone()),
                |load| tokio::spawn(load.in_current_span()),
                HashMapCache::default(),
            ),
            users: tokio::sync::OnceCell::new(),
            didar,
        }
    }

    /// A contact, asked for once an operation however often it is named.
    pub(crate) async fn contact(&self, id: String) -> Found {
        match self.contacts.load_one(id).await {
            Ok(found) => found.unwrap_or(Ok(None)),
            Err(never) => match never {},
        }
    }

    /// Forgets the contacts: one of them was saved.
    pub(crate) fn forget(&self) {
        self.contacts.clear();
    }

    async fn user(&self, id: &str) -> Found {
        let users = self.users.get_or_init(|| self.didar.users()).await;
        users.as_ref().map(|users| users.get(id).cloned()).map_err(Clone::clone)
    }
}

/// How to answer the open places of some rows: one plan for all with the same key.
pub(super) struct Plans<'a>(Vec<(&'a Name, Plan<'a>)>);

impl<'a> Plans<'a> {
    pub(super) fn of<'o>(
        ctx: &ContextSelectionSet<'a>,
        model: &'a Model,
        open: impl IntoIterator<Item = &'o Open<'a>>,
    ) -> Self
    where
        'a: 'o,
    {
        let mut plans: Vec<(&Name, Plan<'_>)> = Vec::new();
        for open in open {
            if plans.iter().any(|(key, _)| *key == open.key) {
                continue;
            }
            let table = match open.relation {
                Relation::Contact => &model.contact,
                Relation::User => &model.user,
            };
            plans.push((open.key, Plan::new(ctx, model, table, &open.sets)));
        }
        Self(plans)
    }

    fn of_key(&self, key: &Name) -> Option<&Plan<'a>> {
        self.0.iter().find(|(known, _)| *known == key).map(|(_, plan)| plan)
    }
}

/// Answers one open place; where it fails, with null and an error at `ctx`'s path.
pub(super) async fn fill(
    ctx: &ContextSelectionSet<'_>,
    source: Source<'_>,
    open: &Open<'_>,
    plans: &Plans<'_>,
) -> Value {
    let found = match open.relation {
        Relation::Contact => source.loaders.contact(open.id.clone()).await,
        Relation::User => source.loaders.user(&open.id).await,
    };
    match (found, plans.of_key(open.key)) {
        (Ok(Some(row)), Some(plan)) => project(ctx, source, plan, &row, Place::default()).await,
        (Ok(_), _) => Value::Null,
        (Err(failure), _) => {
            let error = error::of_upstream(&failure).into_server_error(open.pos);
            ctx.add_error(ctx.set_error_path(error));
            Value::Null
        }
    }
}
