//! A request before it is executed: its document is parsed and measured, its variables are
//! completed, and what the engine's own validation lacks is checked.

pub(crate) mod checks;
pub(crate) mod document;
pub(crate) mod limits;
pub(crate) mod parsed;
mod positions;
mod suggestion;
pub(crate) mod variables;
