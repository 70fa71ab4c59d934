//! Records that other records point to: asked for side by side, once an operation.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{
    Context, ID,
    dataloader::{DataLoader, HashMapCache, Loader},
};
use futures_util::{StreamExt, stream};
use tokio::sync::OnceCell;
use tracing::Instrument;
use uuid::Uuid;

use crate::{
    crm::{entity::Entity, error::UpstreamError, text},
    didar::{Didar, Row},
    graphql::{
        error::{FieldErrors, InputError},
        model::Model,
    },
};

/// How many detail calls one operation has under way at once.
const SIDE_BY_SIDE: usize = 8;

/// The loaders of one operation: each record is asked for once, however often it is named.
pub(crate) struct Loaders {
    details: DataLoader<Details, HashMapCache>,
    lists: HashMap<Entity, OnceCell<Result<Vec<Row>, UpstreamError>>>,
    model: Arc<Model>,
    didar: Didar,
}

/// Didar's detail calls.
struct Details {
    model: Arc<Model>,
    didar: Didar,
}

/// A record by its entity and id.
type Key = (Entity, Uuid);

/// `None` where there is no such record.
type Found = Result<Option<Row>, UpstreamError>;

impl Loader<Key> for Details {
    type Value = Found;
    type Error = std::convert::Infallible;

    async fn load(&self, keys: &[Key]) -> Result<HashMap<Key, Found>, Self::Error> {
        let calls = stream::iter(keys.to_vec()).map(|key| async move {
            let endpoint = self.model.of(key.0).description.endpoint;
            let found = self.didar.record(endpoint, key.1).await;
            (key, found)
        });
        Ok(calls.buffer_unordered(SIDE_BY_SIDE).collect().await)
    }
}

impl Loaders {
    pub(crate) fn new(didar: Didar, model: Arc<Model>) -> Self {
        let listed = model.entities().map(|entity| entity.description);
        let listed = listed.filter(|entity| entity.endpoint.is_listed());
        Self {
            details: DataLoader::with_cache(
                Details { model: Arc::clone(&model), didar: didar.clone() },
                |load| tokio::spawn(load.in_current_span()),
                HashMapCache::default(),
            ),
            lists: listed.map(|entity| (entity.entity, OnceCell::new())).collect(),
            model,
            didar,
        }
    }

    /// A record of an entity: by Didar's detail call, or out of the list of all.
    pub(crate) async fn record(&self, entity: Entity, id: Uuid) -> Found {
        if self.lists.contains_key(&entity) {
            let rows = self.all(entity).await?;
            return Ok(rows.iter().find(|row| row.id() == id).cloned());
        }
        match self.details.load_one((entity, id)).await {
            Ok(found) => found.unwrap_or(Ok(None)),
            Err(never) => match never {},
        }
    }

    /// Every record of an entity that Didar lists whole.
    pub(crate) async fn all(&self, entity: Entity) -> Result<&[Row], UpstreamError> {
        let Some(list) = self.lists.get(&entity) else {
            return Ok(&[]);
        };
        let endpoint = self.model.of(entity).description.endpoint;
        let rows = list.get_or_init(|| self.didar.list(endpoint)).await;
        rows.as_deref().map_err(Clone::clone)
    }

    /// Forgets what was loaded by detail calls: a record was saved.
    pub(crate) fn forget(&self) {
        self.details.clear();
    }
}

/// The record of an id that a client gave.
pub(crate) async fn by_id(
    ctx: &Context<'_>,
    entity: Entity,
    id: &ID,
) -> Result<Option<Row>, FieldErrors> {
    let Ok(guid) = Uuid::parse_str(&text::plain(id)) else {
        return Err(InputError::new(&["id"], "expected a GUID").into());
    };
    // The zero GUID is nobody (F22).
    if guid.is_nil() {
        return Ok(None);
    }
    let loaders = ctx.data_unchecked::<Loaders>();
    Ok(loaders.record(entity, guid).await?)
}
