//! Writing: what is saved, and what is known of it.

mod model;
pub(crate) mod mutations;
mod once;
mod promises;
mod shared;
mod values;
