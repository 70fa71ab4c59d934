//! Contacts in GraphQL: their fields, their filter, their queries, their saves.

pub(crate) mod batch;
pub(crate) mod entity;
pub(crate) mod fields;
pub(crate) mod filter;
pub(crate) mod inputs;
mod matching;
pub(crate) mod page;
pub(crate) mod payload;
pub(crate) mod placed;
mod refusal;
pub(crate) mod saving;
mod writable;
