//! Hands the account's model to the types of a schema while it is built.
//!
//! `create_type_info` of async-graphql's traits has no argument that could carry it.

use std::{cell::RefCell, sync::Arc};

use super::Model;

thread_local! {
    static MODEL: RefCell<Option<Arc<Model>>> = const { RefCell::new(None) };
}

/// Runs `build` with the model at hand; building a schema never leaves the thread.
pub(crate) fn with_model<T>(model: &Arc<Model>, build: impl FnOnce() -> T) -> T {
    /// Takes the model back even where `build` panics.
    struct Reset;
    impl Drop for Reset {
        fn drop(&mut self) {
            MODEL.set(None);
        }
    }
    let _reset = Reset;
    MODEL.set(Some(Arc::clone(model)));
    build()
}

/// The model of the schema that is being built on this thread.
pub(crate) fn model() -> Arc<Model> {
    let model = MODEL.with_borrow(Clone::clone);
    model.expect("schemas are built inside with_model")
}
