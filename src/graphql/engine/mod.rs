//! async-graphql's side: the one folder that names its registry.
//!
//! `registry` adds types to a schema, `scalars` the scalars of all accounts. `selection`
//! reads selection sets, `nullable` is a field whose faults are errors beside a null, `teach`
//! adds an account's own types, `raw_input` keeps an input until its meaning is known.

pub(crate) mod nullable;
pub(crate) mod raw_input;
pub(crate) mod registry;
pub(crate) mod scalars;
pub(crate) mod selection;
pub(crate) mod teach;

pub(crate) use async_graphql::registry::Registry;
