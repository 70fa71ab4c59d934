//! Records of Didar as GraphQL objects, and the one folder that knows
//! async-graphql's registry.
//!
//! An entity is a [`table::Table`]: fixed fields written in Rust, and the account's
//! custom fields added when a [`model::Model`] is made. Object types are registered
//! from it, and rows are projected onto selection sets by it.

pub(crate) mod building;
pub(crate) mod choice;
pub(crate) mod connection;
mod custom_values;
pub(crate) mod definition;
pub(crate) mod entity;
mod key_values;
mod leaf;
pub(crate) mod model;
pub(crate) mod nullable;
pub(crate) mod portable;
mod projection;
pub(crate) mod registry;
pub(crate) mod relation;
mod rows;
pub(crate) mod selection;
pub(crate) mod table;

pub(crate) use async_graphql::registry::Registry;
