//! The prepared operations of a process.

use std::sync::Arc;

use moka::sync::Cache;

use super::{key::Key, operation::Prepared};

/// What prepared operations may hold in memory, in bytes.
const MEMORY_BYTES: u64 = 64 << 20;
/// The operations that are prepared. Clones share them.
#[derive(Clone)]
pub struct Plans(Option<Cache<Key, Known>>);

/// What is known of an operation.
#[derive(Clone)]
pub(crate) enum Known {
    /// It is valid, and answered so.
    Prepared(Arc<Prepared>),
    /// It is the engine's.
    ForEngine,
}

impl Default for Plans {
    fn default() -> Self {
        let weight = |_: &Key, known: &Known| match known {
            Known::Prepared(prepared) => prepared.weight,
            Known::ForEngine => 256,
        };
        Self(Some(Cache::builder().weigher(weight).max_capacity(MEMORY_BYTES).build()))
    }
}

impl Plans {
    /// None: the engine answers everything.
    #[must_use]
    pub fn off() -> Self {
        Self(None)
    }

    pub(crate) fn get(&self, key: &Key) -> Option<Known> {
        match &self.0 {
            Some(known) => known.get(key),
            None => Some(Known::ForEngine),
        }
    }

    pub(crate) fn keep(&self, key: Key, known: Known) {
        if let Some(cache) = &self.0 {
            cache.insert(key, known);
        }
    }
}
