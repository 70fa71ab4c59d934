//! The sandbox as a client sees it, over the wire.

#![forbid(unsafe_code)]

mod account;
mod control;
mod criteria;
mod faults;
mod grammar;
mod operators;
mod routes;
mod save;
mod support;
