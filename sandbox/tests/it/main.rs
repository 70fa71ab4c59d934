//! The sandbox as a client sees it, over the wire.

#![forbid(unsafe_code)]

mod account;
mod activities;
mod cases;
mod control;
mod criteria;
mod deal_save;
mod deal_search;
mod deals;
mod everywhere;
mod faults;
mod grammar;
mod operators;
mod pipelines;
mod products;
mod routes;
mod save;
mod support;
