//! The GraphQL schema of an account, and how a request runs against it.
//!
//! From the ground up: `argument`, `code`, `error`, `allowance` and `notes` are what all share.
//! `engine` is async-graphql's side of it, `request` reads a document and refuses what
//! must not run, `model` is one account's entities as tables. `record` answers with rows,
//! `search` compiles filters and pages, `save` does what mutations ask for, `prepared` keeps
//! plans of queries that need no engine. `entities` are made
//! of these, each a table; `root` is the fields that clients begin with. `schema` builds the
//! whole for an account, `execute` runs a request against it. Imports go down only.

mod allowance;
mod argument;
mod code;
mod engine;
mod entities;
mod error;
mod examples;
mod execute;
mod model;
mod notes;
mod prepared;
mod record;
mod request;
mod root;
mod save;
mod schema;
mod search;

pub use self::{
    code::Code,
    examples::Example,
    execute::{Answer, Backend, GraphQlRequest, Held, Mutations, Shared},
    model::{
        aliases::{Aliases, BadAlias},
        spelling::Spelling,
    },
    prepared::Plans,
    request::{limits::Limits, parsed::Guard},
    root::account::{AccountFacts, Freshness},
    save::{
        once::{Memory, ledger::KeyLimits},
        tasks::Saves,
    },
    schema::{AccountSchema, FieldSummary, SchemaOptions},
};
