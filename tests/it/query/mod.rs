//! Reading: filters, pages, records.

mod answers;
mod at_once;
mod calls;
mod drift;
pub(crate) mod operators;
pub(crate) mod oracle;
mod paging;
mod phones;
mod prepared;
mod projection;
mod properties;
mod refusals;
mod search;
mod spelling;
