//! HTTP, limits, failures of the upstream, what is logged.

mod documents;
mod faults;
mod http;
mod language;
mod limits;
mod metrics;
mod secrets;
mod traces;
mod wishes;
