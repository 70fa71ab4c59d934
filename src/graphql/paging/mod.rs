//! Relay's pages onto Didar's `From` and `Limit`.
//!
//! [`bounds`] is the arithmetic, [`cursor`] the text that a client holds, [`anchor`]
//! finds a cursor's row again where rows came or went above it.

pub(crate) mod anchor;
pub(crate) mod bounds;
pub(crate) mod cursor;
