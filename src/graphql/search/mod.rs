//! Searching: filters to Didar's search grammar, Relay's pages onto its `From` and `Limit`.
//!
//! `filter` compiles an entity's filter: its `native` criteria, whose `references` to other
//! records are looked for, and conditions on custom fields. `operators` is the table of what can be asked of each
//! kind of custom field; the input types (`types`) and the compiler (`condition`) are made
//! from it. Everything is checked
//! here once more although the engine has validated it: what reaches Didar must not depend on
//! a validator that skips what it does not understand.
//!
//! `page` fetches a page, and `related` one of the records that point to a record: `bounds` is its arithmetic, `cursor` the text that a client holds,
//! `anchor` finds a cursor's row again where rows came or went above it.

mod anchor;
mod bounds;
mod condition;
mod cursor;
pub(crate) mod filter;
mod native;
mod operators;
pub(crate) mod page;
mod references;
pub(crate) mod related;
mod types;
