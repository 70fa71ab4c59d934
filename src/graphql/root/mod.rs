//! The fields that clients begin with.

pub(crate) mod account;
pub(crate) mod definitions;
pub(crate) mod mutation;
pub(crate) mod node;
pub(crate) mod query;
pub(crate) mod search;
