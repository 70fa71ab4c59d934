//! The gateway over the sandbox, both on real ports. One file a concern.

mod accounts;
mod aliases;
mod calls;
mod cli;
mod definitions;
mod documents;
mod edge;
mod faults;
mod floors;
mod freshness;
mod generated;
mod http;
mod once;
mod operators;
mod oracle;
mod paging;
mod phones;
mod projection;
mod properties;
mod refusals;
mod save_model;
mod saves;
mod secrets;
mod shared;
mod spelling;
mod support;
