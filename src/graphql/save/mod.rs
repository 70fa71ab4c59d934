//! Saving: what the mutations of every entity share.
//!
//! `mutation` goes from arguments to a payload. `input` registers the input types; `understand`
//! makes a `request` of them, one or a `list`, with what they write (`changes`, `custom`, `values`) and
//! what they look for (`matching`). `settle` and `lines` look for the records that they name; `saver`,
//! `parts` and `update` do it and `refusal` says why not (`user_error`);
//! `payload` answers. `tasks` sees to it that a save runs to its end, `once` that it happens
//! once under one key, `open` that nothing is created beside a save whose end is not known.

mod changes;
mod custom;
mod inner;
pub(crate) mod input;
mod item;
mod known;
mod lines;
mod list;
mod matching;
pub(crate) mod mutation;
pub(crate) mod once;
mod open;
mod outcome;
mod parts;
pub(crate) mod payload;
mod places;
mod refusal;
mod request;
mod saver;
mod settle;
mod stored;
pub(crate) mod tasks;
mod understand;
mod update;
mod user_error;
mod values;
mod whole;
