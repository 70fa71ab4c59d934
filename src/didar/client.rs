//! The client of one account, and of one request.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use tokio::time::Instant;

use super::{
    lists::Lists,
    transport::{BeforeWrite, Transport},
    turns::Caller,
};

/// Numbers for clients.
static NUMBERS: AtomicU64 = AtomicU64::new(1);

/// A client for one Didar account, made by a [`super::Connector`]. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Didar {
    pub(super) transport: Transport,
    pub(super) lists: Lists,
    /// Which account's client of this process it is; clones have the same.
    pub(super) number: u64,
}

impl Didar {
    pub(super) fn new(transport: Transport, lists: Lists) -> Self {
        Self { transport, lists, number: NUMBERS.fetch_add(1, Ordering::Relaxed) }
    }

    /// The same client, refusing reads after this many calls.
    #[must_use]
    pub fn with_most_calls(&self, most: u32) -> Self {
        Self { transport: self.transport.with_most_calls(most), ..self.clone() }
    }

    /// The same client for one request: it counts its calls from nought, its clones with
    /// it, and sends nothing from the deadline on. Answers to reads are not waited for
    /// beyond the deadline; the answer to a save is. Callers of one account take turns.
    #[must_use]
    pub fn for_request(&self, deadline: Option<Instant>, caller: Caller) -> Self {
        Self { transport: self.transport.for_request(deadline, caller), ..self.clone() }
    }

    /// The same client, for what is nobody's request.
    pub(super) fn detached(self) -> Self {
        self.for_request(None, Caller::default())
    }

    /// The same client, for what others wait for too; its calls count for this request.
    pub(super) fn without_deadline(&self) -> Self {
        Self { transport: self.transport.without_deadline(), ..self.clone() }
    }

    /// The same client, with somebody who is told before each write.
    #[must_use]
    pub fn telling(self, before_write: Arc<dyn BeforeWrite>) -> Self {
        Self { transport: self.transport.telling(before_write), ..self }
    }

    /// The same client, whose reads are its own: those of others are shared where they ask the
    /// same at once.
    #[must_use]
    pub fn alone(&self) -> Self {
        Self { transport: self.transport.alone(), ..self.clone() }
    }

    /// Whether an update may leave out what it does not change.
    #[must_use]
    pub fn trusts_partial_updates(&self) -> bool {
        self.transport.trusts_partial_updates()
    }

    /// Whether that request's time is over.
    #[must_use]
    pub fn is_late(&self) -> bool {
        self.transport.is_late()
    }

    /// The deadline of the request that this client is for.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        self.transport.deadline()
    }

    /// How many requests were sent, retries included.
    #[must_use]
    pub fn calls(&self) -> u32 {
        self.transport.calls()
    }
}
