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
pub use filter::Spelling;
pub use limits::{Guard, Limits};
pub use save::{KeyLimits, Memory, Saves};
pub use schema::{AccountSchema, FieldSummary};

/// Tells accounts apart in cursors; a hash, so that it gives nothing away.
#[derive(Clone, Copy, Debug)]
pub struct AccountTag(pub [u8; 32]);

impl AccountTag {
    /// As 64 hexadecimal digits.
    #[must_use]
    pub fn hex(&self) -> String {
        hex::encode(self.0)
    }
}
