//! Records that other records point to: asked for side by side, once an operation.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, OnceLock},
};

use async_graphql::{
    Context, ID,
    dataloader::{DataLoader, HashMapCache, Loader},
};
use tokio::sync::Semaphore;
use tracing::Instrument;
use uuid::Uuid;

use super::{
    once::{Key, Once, SIDE_BY_SIDE},
    page::{Finder, Page, PointedTo, RelatedPage},
};
use crate::{
    crm::{entity::Entity, error::UpstreamError, text},
    didar::{Didar, Row, code, found_among},
    graphql::{
        error::{FieldErrors, InputError},
        model::Model,
    },
    message::message,
};

/// The loaders of one operation: each record is asked for once, however often it is named.
pub(crate) struct Loaders {
    model: Arc<Model>,
    didar: Didar,
    finder: Box<dyn Finder>,
    /// Made for the first record: most operations ask for none.
    details: OnceLock<DataLoader<Details, HashMapCache>>,
    /// Records by their codes: all of one level of an answer in one call.
    coded: OnceLock<DataLoader<Coded, HashMapCache>>,
    /// The records that point to one, as one search shows them.
    rich: OnceLock<DataLoader<Rich, HashMapCache>>,
    /// For the searches of related records.
    searches: Semaphore,
}

/// Didar's searches for the records that point to one.
struct Rich {
    model: Arc<Model>,
    didar: Didar,
    once: Once<Result<Vec<Row>, UpstreamError>>,
}

impl Loader<Key> for Rich {
    type Value = Result<Vec<Row>, UpstreamError>;
    type Error = std::convert::Infallible;

    async fn load(&self, keys: &[Key]) -> Result<HashMap<Key, Self::Value>, Self::Error> {
        let call = |(entity, id): Key| {
            let (didar, endpoint) =
                (self.didar.clone(), self.model.of(entity).description.endpoint);
            async move { didar.rich(endpoint, id).await }
        };
        Ok(self.once.all(keys, call).await)
    }
}

/// Didar's calls for records by their codes.
struct Coded {
    model: Arc<Model>,
    didar: Didar,
}

impl Loader<(Entity, String)> for Coded {
    type Value = Found;
    type Error = std::convert::Infallible;

    async fn load(
        &self,
        keys: &[(Entity, String)],
    ) -> Result<HashMap<(Entity, String), Found>, Self::Error> {
        let mut found = HashMap::new();
        let entities: HashSet<Entity> = keys.iter().map(|(entity, _)| *entity).collect();
        for entity in entities {
            let of = keys.iter().filter(|(of, _)| *of == entity);
            let codes: Vec<String> = of.map(|(_, code)| code.clone()).collect();
            let endpoint = self.model.of(entity).description.endpoint;
            let rows = self.didar.by_codes(endpoint, &codes).await;
            for wanted in codes {
                let row = rows.as_ref().map_err(Clone::clone).map(|rows| {
                    rows.iter().find(|row| code(endpoint, row).as_ref() == Some(&wanted)).cloned()
                });
                found.insert((entity, wanted), row);
            }
        }
        Ok(found)
    }
}

/// Didar's detail calls.
struct Details {
    model: Arc<Model>,
    didar: Didar,
    once: Once<Found>,
}

/// `None` where there is no such record.
type Found = Result<Option<Row>, UpstreamError>;

impl Loader<Key> for Details {
    type Value = Found;
    type Error = std::convert::Infallible;

    async fn load(&self, keys: &[Key]) -> Result<HashMap<Key, Found>, Self::Error> {
        let call = |(entity, id): Key| {
            let (didar, endpoint) =
                (self.didar.clone(), self.model.of(entity).description.endpoint);
            async move { didar.record(endpoint, id).await }
        };
        Ok(self.once.all(keys, call).await)
    }
}

impl Loaders {
    pub(crate) fn new(didar: Didar, model: Arc<Model>, finder: Box<dyn Finder>) -> Self {
        let searches = Semaphore::new(SIDE_BY_SIDE);
        Self {
            model,
            didar,
            finder,
            details: OnceLock::new(),
            coded: OnceLock::new(),
            rich: OnceLock::new(),
            searches,
        }
    }

    fn details(&self) -> &DataLoader<Details, HashMapCache> {
        self.details.get_or_init(|| {
            let details = Details {
                model: Arc::clone(&self.model),
                didar: self.didar.clone(),
                once: Once::default(),
            };
            let spawn = |load| tokio::spawn(Instrument::in_current_span(load));
            DataLoader::with_cache(details, spawn, HashMapCache::default())
        })
    }

    /// A record of an entity: by Didar's detail call, or out of the list of all.
    pub(crate) async fn record(&self, entity: Entity, id: Uuid) -> Found {
        let endpoint = self.model.of(entity).description.endpoint;
        if endpoint.is_listed() {
            return self.didar.listed(endpoint, id).await;
        }
        self.detail(entity, id).await
    }

    /// A record as Didar's detail call shows it.
    pub(super) async fn detail(&self, entity: Entity, id: Uuid) -> Found {
        match self.details().load_one((entity, id)).await {
            Ok(found) => found.unwrap_or(Ok(None)),
            Err(never) => match never {},
        }
    }

    /// Every record of an entity that Didar lists whole.
    pub(crate) async fn all(&self, entity: Entity) -> Result<Vec<Row>, UpstreamError> {
        self.didar.list(self.model.of(entity).description.endpoint).await
    }

    /// A record as a search shows it, among those that point to another one.
    pub(super) async fn rich(
        &self,
        entity: Entity,
        id: Uuid,
        to: Uuid,
    ) -> Result<Row, UpstreamError> {
        let loader = self.rich.get_or_init(|| {
            let rich = Rich {
                model: Arc::clone(&self.model),
                didar: self.didar.clone(),
                once: Once::default(),
            };
            let spawn = |load| tokio::spawn(Instrument::in_current_span(load));
            DataLoader::with_cache(rich, spawn, HashMapCache::default())
        });
        match loader.load_one((entity, to)).await {
            Ok(found) => found_among(&found.unwrap_or_else(|| Ok(Vec::new()))?, id),
            Err(never) => match never {},
        }
    }

    /// A record by its code.
    pub(super) async fn coded(&self, entity: Entity, code: &str) -> Found {
        let loader = self.coded.get_or_init(|| {
            let coded = Coded { model: Arc::clone(&self.model), didar: self.didar.clone() };
            let spawn = |load| tokio::spawn(Instrument::in_current_span(load));
            DataLoader::with_cache(coded, spawn, HashMapCache::default())
        });
        match loader.load_one((entity, code.to_owned())).await {
            Ok(found) => found.unwrap_or(Ok(None)),
            Err(never) => match never {},
        }
    }

    /// A page of the records that point to one.
    pub(super) async fn related(
        &self,
        page: &RelatedPage,
        to: &PointedTo,
    ) -> Result<Page, FieldErrors> {
        let _turn = self.searches.acquire().await;
        self.finder.find(page, to).await
    }

    /// Forgets what was loaded: a record was saved.
    pub(crate) fn forget(&self) {
        if let Some(details) = self.details.get() {
            details.clear();
            details.loader().once.forget();
        }
        if let Some(rich) = self.rich.get() {
            rich.clear();
            rich.loader().once.forget();
        }
        if let Some(coded) = self.coded.get() {
            coded.clear();
        }
    }
}

/// The record of an id that a client gave.
pub(crate) async fn by_id(
    ctx: &Context<'_>,
    entity: Entity,
    id: &ID,
) -> Result<Option<Row>, FieldErrors> {
    by_id_of(ctx, entity, "id", id).await
}

/// The same, of an id that stands elsewhere: segments of its path are joined by dots.
pub(crate) async fn by_id_of(
    ctx: &Context<'_>,
    entity: Entity,
    argument: &str,
    id: &ID,
) -> Result<Option<Row>, FieldErrors> {
    let Ok(guid) = Uuid::parse_str(&text::plain(id)) else {
        let path: Vec<_> = argument.split('.').collect();
        return Err(InputError::new(&path, message!("expected a GUID")).into());
    };
    // The zero GUID is nobody (F22).
    if guid.is_nil() {
        return Ok(None);
    }
    let loaders = ctx.data_unchecked::<Loaders>();
    Ok(loaders.record(entity, guid).await?)
}
