//! The lists that are kept of all accounts, and how long.

use std::{sync::Arc, time::Duration};

use moka::{future::Cache, policy::EvictionPolicy};

use super::{list::List, schedule::Schedule};

/// What all lists together may hold in memory, in bytes.
const MEMORY_BYTES: u64 = 64 << 20;
/// After how long without a request a list is let go.
const IDLE: Duration = Duration::from_secs(3600);

/// Number of the client, and path of the call.
pub(super) type Key = (u64, &'static str);

/// The lists of all accounts. Cheap to clone; clones share them.
#[derive(Clone)]
pub(super) struct Lists(pub(super) Arc<Cache<Key, Arc<Kept>>>);

/// A list, and when it is fetched again.
pub(super) struct Kept {
    pub(super) list: Arc<List>,
    pub(super) schedule: Arc<Schedule>,
}

impl std::fmt::Debug for Lists {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lists").field("count", &self.0.entry_count()).finish()
    }
}

impl Default for Lists {
    fn default() -> Self {
        let cache = Cache::builder()
            .weigher(|_, kept: &Arc<Kept>| u32::try_from(kept.list.weight()).unwrap_or(u32::MAX))
            .max_capacity(MEMORY_BYTES)
            .eviction_policy(EvictionPolicy::lru())
            .time_to_idle(IDLE);
        Self(Arc::new(cache.build()))
    }
}
