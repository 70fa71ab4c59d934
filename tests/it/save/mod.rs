//! Writing: what is saved, and what is known of it.

mod bodies;
mod further;
mod model;
pub(crate) mod mutations;
mod once;
mod promises;
mod shared;
mod values;
