//! The gateway over the sandbox, both on real ports: a folder a floor, a file a concern.

mod accounts;
mod cases;
mod cli;
mod deals;
mod edge;
mod floors;
mod flows;
mod generated;
mod products;
mod query;
mod save;
mod support;
mod translations;
