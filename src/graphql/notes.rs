//! What resolvers have to say about a whole answer.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_graphql::{Response, Value};

/// Notes of one operation. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Notes(Arc<Noted>);

#[derive(Default)]
struct Noted {
    drift: AtomicBool,
    unknown: AtomicBool,
}

impl Notes {
    /// Rows moved while the client was paging, and a cursor's row was not found again:
    /// the page may repeat or miss some.
    pub(crate) fn drift_detected(&self) {
        self.0.drift.store(true, Ordering::Relaxed);
    }

    /// A row holds a custom field that the schema does not know.
    pub(crate) fn met_unknown(&self) {
        self.0.unknown.store(true, Ordering::Relaxed);
    }

    pub(crate) fn has_met_unknown(&self) -> bool {
        self.0.unknown.load(Ordering::Relaxed)
    }

    /// Writes the notes into the answer's extensions.
    pub(crate) fn write(&self, response: &mut Response) {
        if self.0.drift.load(Ordering::Relaxed) {
            response.extensions.insert("driftDetected".to_owned(), Value::Boolean(true));
        }
    }
}
