//! What the handlers of one sandbox share.

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::account::Account;
use crate::calls::CallLog;
use crate::faults::FaultPlan;
use crate::settings::Settings;

/// The state of a running sandbox.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) settings: Settings,
    pub(crate) calls: CallLog,
    pub(crate) faults: FaultPlan,
    account: RwLock<Account>,
}

impl App {
    pub(crate) fn new(settings: Settings, account: Account) -> Self {
        Self {
            settings,
            calls: CallLog::default(),
            faults: FaultPlan::default(),
            account: RwLock::new(account),
        }
    }

    /// The account for reading. A panic in a handler never leaves it half written, so a
    /// poisoned lock is taken as it is.
    pub(crate) fn read(&self) -> RwLockReadGuard<'_, Account> {
        self.account.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The account for writing.
    pub(crate) fn write(&self) -> RwLockWriteGuard<'_, Account> {
        self.account.write().unwrap_or_else(PoisonError::into_inner)
    }
}
