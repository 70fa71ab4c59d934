//! A typed GraphQL API in front of the Didar CRM REST API.
//!
//! The floors, from the ground up; each imports only those below it:
//!
//! - [`message`]: what is said to people, in English and in Persian.
//! - [`store`]: what is kept outside of memory: a journal on disk; in Redis, what gateways share.
//! - [`crm`]: the domain. Plain types, no I/O, no GraphQL.
//! - [`didar`]: the upstream. One transport, one `Endpoint` an entity.
//! - [`graphql`]: the schema of an account, and how requests run against it.
//! - [`accounts`]: from a credential to client and schema, in one cache.
//! - [`http`]: the edge. GraphQL over HTTP, the playground, probes.
//! - [`app`]: where the parts meet.
//! - [`commands`]: what the command line can do.
//!
//! [`settings`] and [`telemetry`] are read by the top floors alone; [`trace_context`] is below all.
//!
//! A request goes down once and up once: `http` reads it, `accounts` finds the schema,
//! `graphql` validates it and turns filters into [`crm::criteria`], `didar` sends them
//! and hands back rows, which are projected onto the selection set.

pub mod accounts;
pub mod app;
pub mod commands;
pub mod crm;
pub mod didar;
pub mod graphql;
pub mod http;
pub mod message;
pub mod settings;
pub mod store;
pub mod telemetry;
pub mod trace_context;
