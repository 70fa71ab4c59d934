//! The gateway over the sandbox, both on real ports. One file a concern.

mod calls;
mod cli;
mod definitions;
mod faults;
mod floors;
mod generated;
mod http;
mod paging;
mod projection;
mod secrets;
mod support;
