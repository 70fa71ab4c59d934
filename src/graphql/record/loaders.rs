//! Records that other records point to: asked for side by side, once an operation.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

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
    model: Arc<Model>,
    didar: Didar,
    /// Made for the first record: most operations ask for none.
    begun: OnceLock<Begun>,
}

struct Begun {
    details: DataLoader<Details, HashMapCache>,
    lists: HashMap<Entity, OnceCell<Result<Vec<Row>, UpstreamError>>>,
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
        Self { model, didar, begun: OnceLock::new() }
    }

    fn begun(&self) -> &Begun {
        self.begun.get_or_init(|| {
            let details = Details { model: Arc::clone(&self.model), didar: self.didar.clone() };
            let spawn = |load| tokio::spawn(Instrument::in_current_span(load));
            let details = DataLoader::with_cache(details, spawn, HashMapCache::default());
            let listed = self.model.entities().map(|entity| entity.description);
            let listed = listed.filter(|entity| entity.endpoint.is_listed());
            let lists = listed.map(|entity| (entity.entity, OnceCell::new())).collect();
            Begun { details, lists }
        })
    }

    /// A record of an entity: by Didar's detail call, or out of the list of all.
    pub(crate) async fn record(&self, entity: Entity, id: Uuid) -> Found {
        let Begun { details, lists } = self.begun();
        if lists.contains_key(&entity) {
            let rows = self.all(entity).await?;
            return Ok(rows.iter().find(|row| row.id() == id).cloned());
        }
        match details.load_one((entity, id)).await {
            Ok(found) => found.unwrap_or(Ok(None)),
            Err(never) => match never {},
        }
    }

    /// Every record of an entity that Didar lists whole.
    pub(crate) async fn all(&self, entity: Entity) -> Result<&[Row], UpstreamError> {
        let Some(list) = self.begun().lists.get(&entity) else {
            return Ok(&[]);
        };
        let endpoint = self.model.of(entity).description.endpoint;
        let rows = list.get_or_init(|| self.didar.list(endpoint)).await;
        rows.as_deref().map_err(Clone::clone)
    }

    /// Forgets what was loaded by detail calls: a record was saved.
    pub(crate) fn forget(&self) {
        if let Some(begun) = self.begun.get() {
            begun.details.clear();
        }
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
