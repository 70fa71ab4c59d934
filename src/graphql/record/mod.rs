//! Records of Didar as GraphQL objects.
//!
//! `projection` puts a row onto a selection set by a table of the model; `rows` does so for
//! lists, and fills in the records they point to, which `loaders` asks for. `output` and
//! `connection` are the values of fields: a record, a list, a page.

pub(crate) mod connection;
mod custom_values;
pub(crate) mod definition;
mod key_values;
mod leaf;
pub(crate) mod loaders;
pub(crate) mod output;
mod projection;
mod rows;
