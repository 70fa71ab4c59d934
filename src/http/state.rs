//! What every handler can reach, and how a request is let in.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use metrics_exporter_prometheus::PrometheusHandle;

use super::{
    gate::{self, Gate},
    meters::Meters,
    options::EdgeOptions,
    persisted::Documents,
    refusal::Refusal,
};
use crate::{
    accounts::{Access, Account, Accounts, Credential, OpenError, Opened},
    store::Store,
};

/// What every handler can reach. Cheap to clone: each request has it several times.
#[derive(Clone)]
pub struct State(Arc<Parts>);

impl std::ops::Deref for State {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// The parts of the state.
pub struct Parts {
    /// The accounts served.
    pub accounts: Accounts,
    /// Renders the metrics of this process.
    pub metrics: PrometheusHandle,
    /// Told when the server begins to stop.
    pub stopping: Stopping,
    /// How the edge behaves.
    pub options: EdgeOptions,
    /// Documents that are known by a hash.
    pub documents: Documents,
    pub(super) gate: Gate,
    pub(super) meters: Meters,
    pub(super) store: Option<Store>,
}

impl State {
    /// The state of an edge in front of these accounts.
    #[must_use]
    pub fn new(
        accounts: Accounts,
        metrics: PrometheusHandle,
        documents: Documents,
        options: EdgeOptions,
        store: Option<Store>,
    ) -> Self {
        let gate = Gate::new(options.at_once, options.requests_per_second, store.clone());
        let documents = documents.shared(store.clone());
        let stopping = Stopping::default();
        let meters = Meters::default();
        Self(Arc::new(Parts {
            accounts,
            metrics,
            stopping,
            options,
            documents,
            gate,
            meters,
            store,
        }))
    }
}

/// A request that was let in.
pub(super) struct Admitted {
    pub(super) account: Arc<Account>,
    pub(super) access: Access,
    /// Held for as long as the request runs.
    pub(super) place: gate::Place,
}

impl State {
    /// Lets a request in: who may not ask takes no place, and counted are those who opened
    /// an account.
    pub(super) async fn admit(&self, credential: &Credential) -> Result<Admitted, Refusal> {
        self.accounts.may_open(credential).map_err(OpenError::from)?;
        let caller = self.accounts.caller(credential);
        let place = self.gate.place(caller).map_err(Refusal::Closed)?;
        let Opened { account, access } = self.accounts.open(credential).await?;
        self.gate.count(caller).await.map_err(Refusal::Closed)?;
        Ok(Admitted { account, access, place })
    }
}

/// Whether the server has begun to stop. Clones share it.
#[derive(Clone, Default)]
pub struct Stopping(Arc<AtomicBool>);

impl Stopping {
    /// Makes the server unready from now on.
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub(crate) fn has_begun(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
