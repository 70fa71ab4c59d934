//! Records that other records point to: asked for side by side, once an operation.

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use futures_util::{StreamExt, stream};
use tracing::Instrument;

use crate::{
    crm::{entity::Entity, error::UpstreamError},
    didar::{Didar, Row},
};

/// How many detail calls one operation has under way at once.
const SIDE_BY_SIDE: usize = 8;

/// The loaders of one operation: each record is asked for once, however often it is named.
pub(crate) struct Loaders {
    details: DataLoader<Details, HashMapCache>,
    users: tokio::sync::OnceCell<Result<HashMap<String, Row>, UpstreamError>>,
    didar: Didar,
}

/// Didar's detail calls.
struct Details(Didar);

/// A record by its entity and id.
type Key = (Entity, String);

/// `None` where there is no such record.
type Found = Result<Option<Row>, UpstreamError>;

impl Details {
    async fn one(&self, (entity, id): &Key) -> Found {
        match entity {
            Entity::Contact => self.0.contact(id).await,
            // No table points to records of these.
            Entity::User | Entity::Deal | Entity::Case | Entity::Other => Ok(None),
        }
    }
}

impl Loader<Key> for Details {
    type Value = Found;
    type Error = std::convert::Infallible;

    async fn load(&self, keys: &[Key]) -> Result<HashMap<Key, Found>, Self::Error> {
        let calls = stream::iter(keys.to_vec()).map(|key| async move {
            let found = self.one(&key).await;
            (key, found)
        });
        Ok(calls.buffer_unordered(SIDE_BY_SIDE).collect().await)
    }
}

impl Loaders {
    pub(crate) fn new(didar: Didar) -> Self {
        Self {
            details: DataLoader::with_cache(
                Details(didar.clone()),
                |load| tokio::spawn(load.in_current_span()),
                HashMapCache::default(),
            ),
            users: tokio::sync::OnceCell::new(),
            didar,
        }
    }

    /// A record of an entity.
    pub(crate) async fn record(&self, entity: Entity, id: String) -> Found {
        if entity == Entity::User {
            return self.user(&id).await;
        }
        match self.details.load_one((entity, id)).await {
            Ok(found) => found.unwrap_or(Ok(None)),
            Err(never) => match never {},
        }
    }

    /// Forgets what was loaded by detail calls: a record was saved.
    pub(crate) fn forget(&self) {
        self.details.clear();
    }

    /// A user: Didar lists them all, and has no detail call (F150).
    async fn user(&self, id: &str) -> Found {
        let users = self.users.get_or_init(|| self.didar.users()).await;
        users.as_ref().map(|users| users.get(id).cloned()).map_err(Clone::clone)
    }
}
