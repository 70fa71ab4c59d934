//! Saving: what the mutations of every entity share.
//!
//! `values` reads values out of inputs and says what is wrong with them, `custom` the
//! custom fields in both forms, `types` registers their input types. `user_error` is why
//! nothing was saved. `saves` sees to it that a save runs to its end, `once` that it happens
//! once under one key, `open` that nothing is created beside a save whose end is not known.

pub(crate) mod custom;
pub(crate) mod once;
pub(crate) mod open;
pub(crate) mod outcome;
pub(crate) mod saves;
mod stored;
pub(crate) mod types;
pub(crate) mod user_error;
pub(crate) mod values;
