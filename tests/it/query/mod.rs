//! Reading: filters, pages, records.

mod answers;
mod calls;
mod drift;
mod operators;
mod oracle;
mod paging;
mod phones;
mod prepared;
mod projection;
mod properties;
mod refusals;
mod spelling;
