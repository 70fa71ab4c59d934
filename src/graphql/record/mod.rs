//! Records of Didar as GraphQL objects.
//!
//! `projection` puts a row onto a selection set by a table of the model: it is `written` as JSON
//! text, part by part. `rows` fills in the records that rows point to, which `loaders` asks for.
//! `cost` counts the calls before. `output` has the values of fields: a record, a list, a `page`
//! as a `connection`.

mod choice;
mod connection;
pub(crate) mod cost;
mod custom_values;
pub(crate) mod definition;
mod inner;
mod key_values;
mod leaf;
pub(crate) mod loaders;
mod once;
pub(crate) mod output;
pub(crate) mod page;
pub(crate) mod parts;
pub(crate) mod projection;
pub(crate) mod rows;
mod shown;
pub(crate) mod written;
