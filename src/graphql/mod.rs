//! The face: the GraphQL schema of an account, and how a request runs against it.
//!
//! What is the same in every account is ordinary async-graphql code (`query`,
//! `account`). What differs is in `record`: object types, filters and projections
//! made from tables of fields.

mod account;
mod aliases;
mod allowance;
mod checks;
mod contact;
mod custom_fields;
mod document;
mod engine;
mod error;
mod examples;
mod filter;
mod limits;
mod located;
mod mutation;
mod names;
mod node;
mod notes;
mod paging;
mod parsed;
mod positions;
mod query;
mod record;
mod save;
mod scalars;
mod schema;
mod suggestion;
mod variables;

pub use account::{AccountFacts, Freshness};
pub use aliases::{Aliases, BadAlias};
pub use engine::{Answer, Backend, GraphQlRequest, Mutations, Shared};
pub use examples::Example;
pub use filter::spelling::Spelling;
pub use limits::Limits;
pub use parsed::Guard;
pub use save::{
    once::{Memory, ledger::KeyLimits},
    saves::Saves,
};
pub use schema::{AccountSchema, FieldSummary};
