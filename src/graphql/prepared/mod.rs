//! Operations that are answered without the engine.
//!
//! The engine validates a document once; its root fields, as far as they are pages of records,
//! are compiled into plans that are kept. Whoever asks the same again is answered by the plans
//! alone: a page is fetched and its rows are written as JSON text. All that decides what is
//! answered, filters, pages, projections, errors, is the same code that the engine's resolvers
//! call. What is no page of records is left to the engine.

mod key;
mod operation;
mod page;
mod plans;

pub use self::plans::Plans;
pub(crate) use self::{key::Key, operation::Prepared, page::Means, plans::Known};
