//! What the handlers of one sandbox share.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::calls::CallLog;
use crate::faults::FaultPlan;
use crate::settings::Settings;
use crate::store::Store;

/// The state of a running sandbox.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) settings: Settings,
    pub(crate) calls: CallLog,
    pub(crate) faults: FaultPlan,
    store: RwLock<Store>,
}

impl App {
    pub(crate) fn new(settings: Settings, store: Store) -> Self {
        Self {
            settings,
            calls: CallLog::default(),
            faults: FaultPlan::default(),
            store: RwLock::new(store),
        }
    }

    /// The account for reading. A panic in a handler never leaves it half written, so a
    /// poisoned lock is taken as it is.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, Store> {
        self.store.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The account for writing.
    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, Store> {
        self.store.write().unwrap_or_else(PoisonError::into_inner)
    }
}
