//! Records that other records point to: asked for side by side, once an operation.

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, HashMapCache, Loader};
use futures_util::{StreamExt, stream};
use tracing::Instrument;

use crate::{
    crm::error::UpstreamError,
    didar::{Didar, Row},
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

    /// A user; all of them are asked for once an operation.
    pub(crate) async fn user(&self, id: &str) -> Found {
        let users = self.users.get_or_init(|| self.didar.users()).await;
        users.as_ref().map(|users| users.get(id).cloned()).map_err(Clone::clone)
    }
}
