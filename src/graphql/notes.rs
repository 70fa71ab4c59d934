//! What resolvers have to say about a whole answer.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use async_graphql::{Response, Value};

/// Notes of one operation. Clones share them.
#[derive(Clone, Default)]
pub(super) struct Notes(Arc<AtomicBool>);

impl Notes {
    /// Rows moved while the client was paging, and a cursor's row was not found again:
    /// the page may repeat or miss some.
    pub(super) fn drift_detected(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Writes the notes into the answer's extensions.
    pub(super) fn write(&self, response: &mut Response) {
        if self.0.load(Ordering::Relaxed) {
            response.extensions.insert("driftDetected".to_owned(), Value::Boolean(true));
        }
    }
}
