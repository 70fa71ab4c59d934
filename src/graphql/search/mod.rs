//! Searching: filters to Didar's search grammar, Relay's pages onto its `From` and `Limit`.
//!
//! `operators` is the table of what can be asked of each kind of field; the input types
//! (`types`) and the compiler (`condition`, `custom`) are made from it. Everything is checked
//! here once more although the engine has validated it: what reaches Didar must not depend on
//! a validator that skips what it does not understand.
//!
//! `bounds` is the arithmetic of pages, `cursor` the text that a client holds, `anchor` finds a
//! cursor's row again where rows came or went above it.

pub(crate) mod anchor;
pub(crate) mod bounds;
pub(crate) mod condition;
pub(crate) mod cursor;
pub(crate) mod custom;
mod operators;
pub(crate) mod types;
