//! Filters: from the arguments of a query to Didar's search grammar.
//!
//! [`tests`] is the table of what can be asked of each kind of field; the input
//! types ([`types`]) and the compiler ([`condition`]) are made from it. Everything is
//! checked here once more although the engine has validated it: what reaches Didar
//! must not depend on a validator that skips what it does not understand.

pub(crate) mod condition;
pub(crate) mod custom;
pub(crate) mod spelling;
mod tests;
pub(crate) mod types;
